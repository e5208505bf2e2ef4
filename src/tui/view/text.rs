//! Text by columns: wide and combining characters keep their place.

use textwrap::WordSeparator;
use textwrap::core::Word;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
}

/// How many lines stand where they are not seen, in words.
pub(super) fn more(lines: usize) -> String {
    let plural = if lines == 1 { "" } else { "s" };
    format!("{lines} more line{plural}")
}

/// A clause as the beginning of a sentence. An action such as `s3:GetObject` keeps its own spelling.
pub(super) fn capitalised(text: &str) -> String {
    let first = text.split(' ').next().unwrap_or_default();
    if first.contains(':') {
        return text.to_owned();
    }
    let mut signs = text.chars();
    signs.next().map_or_else(String::new, |first| first.to_uppercase().chain(signs).collect())
}

/// `text` cut to `columns`, with `more` at its end when something was cut.
pub(super) fn truncate(text: &str, columns: usize, more: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(more));
    let mut out = String::new();
    let mut used = 0;
    for cluster in text.graphemes(true) {
        let next = used + width(cluster);
        if next > room {
            break;
        }
        used = next;
        out.push_str(cluster);
    }
    if columns >= width(more) {
        out.push_str(more);
    }
    out
}

/// The end of `text`, with `more` where something is cut.
pub(super) fn tail(text: &str, columns: usize, more: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut ends = text.grapheme_indices(true).map(|(at, _)| &text[at..]);
    let end = ends.find(|end| width(end) + width(more) <= columns).unwrap_or_default();
    format!("{more}{end}")
}

/// `text` in one line of `columns`: where something has to go it goes from the middle, for what tells one name from the
/// next stands at its end. The end begins with a word where one fits. For a text that stands alone or is a sentence;
/// names that stand together and must differ are cut by `apart`, which knows them all.
pub(super) fn cut_within(text: &str, columns: usize, more: &str) -> String {
    /// Columns of the beginning that stay.
    const BEGINNING: usize = 3;
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(more) + BEGINNING);
    let mut before = ' ';
    let mut words = text.char_indices().filter_map(|(at, sign)| {
        let begins = !before.is_alphanumeric() || sign.is_uppercase() && before.is_lowercase();
        before = sign;
        (begins && sign.is_alphanumeric()).then(|| &text[at..])
    });
    let end = words.find(|end| width(end) <= room).map_or_else(|| tail(text, room / 2, ""), str::to_owned);
    let beginning = truncate(text, columns.saturating_sub(width(&end) + width(more)), "");
    truncate(&format!("{}{more}{end}", beginning.trim_end()), columns, "")
}

/// `text` in lines of at most `columns`; long words are broken.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    if columns == 0 {
        return Vec::new();
    }
    let options = textwrap::Options::new(columns)
        .break_words(true)
        .word_separator(textwrap::WordSeparator::Custom(parts))
        .word_splitter(textwrap::WordSplitter::NoHyphenation);
    let text = seams(&keep_units(text), columns);
    let lines = text.lines().flat_map(|line| textwrap::wrap(line, &options));
    lines.map(|line| line.replace(SEAM, "")).collect()
}

/// Takes no columns and is never shown: a line may end here.
const SEAM: char = '\u{200b}';

/// What does not fit a line of its own gets seams: a code such as `ExpiredTokenException` before its capitals, a part of
/// an address between its words.
fn seams(text: &str, columns: usize) -> String {
    let sewn = text.split_inclusive([' ', '\n']).map(|word| {
        let alone = word.trim_end();
        let sewn = if width(alone) <= columns {
            word.to_owned()
        } else {
            // After a slash is the better place.
            let sew = |part: &str| divided(part, columns, &["?&", ".…", "-_"]);
            joints(&word.split_inclusive('/').map(sew).collect::<String>())
        };
        let sewn: String = sewn.split_inclusive(SEAM).map(|part| relieved(part, columns)).collect();
        sewn.split_inclusive(SEAM).map(|part| accompanied(part, columns)).collect::<String>()
    });
    sewn.collect()
}

/// A part that is still too long for a line gets the seams that one does without where one can: behind `https://`, and
/// before the capitals of a code.
fn relieved(part: &str, columns: usize) -> String {
    let whole = part.trim_end_matches([' ', '\n', SEAM]);
    if width(whole) <= columns {
        part.to_owned()
    } else if whole.contains("://") {
        part.replacen("://", &format!("://{SEAM}"), 1)
    } else if whole.trim_end_matches(ENDS).chars().all(char::is_alphabetic) {
        sewn(part, |before, sign| sign.is_uppercase() && before.is_lowercase())
    } else {
        part.to_owned()
    }
}

/// What ends a word or a sentence and never begins a line.
const ENDS: [char; 5] = [',', ';', '.', ':', ')'];

/// What will be broken because it has no seam: its last letter goes along with the comma behind it, which would stand
/// alone on its line.
fn accompanied(part: &str, columns: usize) -> String {
    let whole = part.trim_end_matches([' ', '\n', SEAM]);
    let letters = whole.trim_end_matches(ENDS);
    let is_alone = width(whole) > width(letters).div_ceil(columns) * columns;
    match letters.grapheme_indices(true).next_back() {
        Some((at, _)) if is_alone => format!("{}{SEAM}{}", &part[..at], &part[at..]),
        _ => part.to_owned(),
    }
}

/// `part` with seams behind the first of these signs, and behind the next ones only in what is still too long for a
/// line: in `sts.eu-west-1.amazonaws.com` a dot divides more than a dash. Numbers such as `1.5` stay whole.
fn divided(part: &str, columns: usize, signs: &[&str]) -> String {
    let Some((first, others)) = signs.split_first().filter(|_| width(part.trim_end()) > columns) else {
        return part.to_owned();
    };
    let is_seam = |before: char, sign: char| {
        first.contains(before) && sign.is_alphanumeric() && (before != '.' || sign.is_alphabetic())
    };
    let sewn = sewn(part, is_seam);
    sewn.split_inclusive(SEAM).map(|part| divided(part, columns, others)).collect()
}

/// `word` with a seam between any two signs where `is_seam` says so; a single sign does not stand alone in front.
fn sewn(word: &str, is_seam: impl Fn(char, char) -> bool) -> String {
    let mut before = ' ';
    let mut out = String::new();
    for sign in word.chars() {
        if out.chars().nth(1).is_some() && is_seam(before, sign) {
            out.push(SEAM);
        }
        out.push(sign);
        before = sign;
    }
    out
}

/// `1 h` with a blank at which no line ends: a number stays with its unit.
fn keep_units(text: &str) -> String {
    let signs: Vec<char> = text.chars().collect();
    let at = |place: Option<usize>| place.and_then(|place| signs.get(place)).copied().unwrap_or(' ');
    let kept = signs.iter().enumerate().map(|(place, sign)| {
        let is_number = at(place.checked_sub(1)).is_ascii_digit();
        let is_unit = matches!(at(Some(place + 1)), 'd' | 'h' | 'm' | 's') && !at(Some(place + 2)).is_alphanumeric();
        if *sign == ' ' && is_number && is_unit { '\u{a0}' } else { *sign }
    });
    kept.collect()
}

/// `word` with a seam after the colon in `sts:AssumeRole` and after a slash, but not inside a time.
fn joints(word: &str) -> String {
    let mut out = String::new();
    let mut before = ' ';
    let mut signs = word.chars().peekable();
    while let Some(sign) = signs.next() {
        out.push(sign);
        let ends = signs.peek().is_some_and(|after| match sign {
            ':' => *after != ':' && *after != '/' && (!after.is_ascii_digit() || before == ':'),
            '/' => *after != '/' && before != '/',
            _ => false,
        });
        if ends {
            out.push(SEAM);
        }
        before = sign;
    }
    out
}

/// Words, and the parts of those with seams.
fn parts(line: &str) -> Box<dyn Iterator<Item = Word<'_>> + '_> {
    Box::new(WordSeparator::AsciiSpace.find_words(line).flat_map(|word| {
        let from = word.word.rfind(SEAM).map_or(0, |at| at + SEAM.len_utf8());
        let (before, last) = word.word.split_at(from);
        // The blanks behind a word belong to its last part; those before the first stand behind an empty word.
        before.split_inclusive(SEAM).map(Word::from).chain([Word { whitespace: word.whitespace, ..Word::from(last) }])
    }))
}

/// `text` with blanks up to `columns`.
pub(super) fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(missing))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_divided_between_its_words() {
        assert_eq!(wrap("ExpiredTokenException", 17), ["ExpiredToken", "Exception"]);
        assert_eq!(
            wrap("an error came back: InvalidIdentityToken", 17),
            ["an error came", "back: Invalid", "IdentityToken"]
        );
        assert_eq!(wrap("see ReadTheOrders", 17), ["see ReadTheOrders"]);
        assert_eq!(wrap("abcdefghij", 4), ["abcd", "efgh", "ij"]);
    }

    #[test]
    fn no_line_is_a_comma_alone() {
        assert_eq!(wrap("ASIAUH2Y…MPLE, 1:00:00 left", 13), ["ASIAUH2Y…", "MPLE, 1:00:00", "left"]);
        assert_eq!(wrap("ReadWhatIsNeeded, Guard", 16), ["ReadWhatIs", "Needed, Guard"]);
        assert_eq!(wrap("abcdefgh, ij", 8), ["abcdefg", "h, ij"]);
        assert_eq!(wrap("abcdefgh, ij", 4), ["abcd", "efg", "h,", "ij"]);
        assert_eq!(wrap("logging.s3.amazonaws.com", 13), ["logging.s3.", "amazonaws.com"]);
        for columns in 1..30 {
            let lines = wrap("ASIAUH2Y…MPLE, until 07:00:01Z; Deploy, (TeamBoundary), bucket.", columns);
            let alone = |line: &String| columns > 3 && line.chars().all(|sign| ENDS.contains(&sign));
            assert!(!lines.iter().any(alone), "{columns}: {lines:?}");
        }
    }

    #[test]
    fn what_is_cut_within_keeps_the_word_at_its_end() {
        assert_eq!(cut_within("decide sts:AssumeRole", 14, "…"), "dec…AssumeRole");
        assert_eq!(cut_within("decide s3:GetObject", 14, "…"), "deci…GetObject");
        assert_eq!(cut_within("decide lambda:CreateFunction", 14, "…"), "decid…Function");
        assert_eq!(cut_within("arn:aws:iam::222233334444:role/Gate", 12, "…"), "arn:aws…Gate");
        assert_eq!(cut_within("sts:AssumeRole", 14, "…"), "sts:AssumeRole");
        assert_eq!(cut_within("decide s3:PutBucketPolicy", 14, "…"), "decide…Policy");
        assert_eq!(cut_within("arn:aws:iam::111122223333:role/Administrator", 12, "…"), "arn:aws…ator");
        assert_eq!(cut_within("onelongword", 6, "…"), "onel…d");
        for columns in 0..20 {
            assert!(width(&cut_within("日本語 日本語日本語", columns, "…")) <= columns, "{columns}");
        }
    }

    #[test]
    fn one_more_line_is_one_line() {
        assert_eq!((more(1), more(2)), ("1 more line".to_owned(), "2 more lines".to_owned()));
    }

    #[test]
    fn columns_are_counted_not_characters() {
        assert_eq!(truncate("日本語", 5, "…"), "日本…");
        assert_eq!(truncate("e\u{301}e\u{301}e\u{301}", 2, "~"), "e\u{301}~");
        assert_eq!(truncate("abc", 0, "…"), "");
        assert_eq!(width(&pad("日", 4)), 4);
        assert!(wrap("日本語日本語", 4).iter().all(|line| width(line) <= 4));
        assert!(wrap("anything", 0).is_empty());
    }

    #[test]
    fn no_name_is_torn_where_it_has_joints() {
        assert_eq!(wrap("sts:AssumeRoleWithWebIdentity", 15), ["sts:AssumeRole", "WithWebIdentity"]);
        assert_eq!(
            wrap("GET https://acme-reports.s3.eu-west-1.amazonaws.com/a", 19),
            ["GET https://", "acme-reports.s3.", "eu-west-1.", "amazonaws.com/a"]
        );
        assert_eq!(wrap("GET https://a.s3.eu-west-1.amazonaws.com/", 19)[..2], ["GET https://a.s3.", "eu-west-1."]);
    }

    #[test]
    fn what_is_shortened_keeps_its_end() {
        assert_eq!(cut_within("bucket policy of juniper-one", 16, "…"), "buck…juniper-one");
        assert_eq!(cut_within("short", 16, "…"), "short");
        assert_eq!(cut_within("日本語日本語", 7, "…"), "日本語…");
        assert_eq!((cut_within("abc", 1, "…"), cut_within("abc", 0, "…")), ("…".to_owned(), String::new()));
        for columns in 0..30 {
            assert!(width(&cut_within("bucket policy of 日本語", columns, "...")) <= columns, "{columns}");
        }
    }

    #[test]
    fn names_break_at_their_colons_and_times_do_not() {
        assert_eq!(wrap("decide sts:AssumeRole", 12), ["decide sts:", "AssumeRole"]);
        assert_eq!(
            wrap("arn:aws:iam::111122223333:role/DataReader", 13),
            ["arn:aws:iam::", "111122223333:", "role/", "DataReader"]
        );
        assert_eq!(wrap("sent 09:00:00Z", 10), ["sent", "09:00:00Z"]);
    }

    #[test]
    fn a_name_that_fits_a_line_is_whole_beside_one_that_does_not() {
        let text = "allow s3:GetObject on `arn:aws:s3:::acme-reports/2026/q1.csv`";
        assert_eq!(wrap(text, 20), ["allow s3:GetObject", "on `arn:aws:s3:::", "acme-reports/2026/", "q1.csv`"]);
        assert_eq!(wrap(text, 12), ["allow", "s3:GetObject", "on `arn:aws:", "s3:::acme-", "reports/", "2026/q1.csv`"]);
    }

    #[test]
    fn blanks_at_the_beginning_are_kept_and_nothing_is_lost() {
        assert_eq!(wrap("    \"Arn\": \"arn:aws:sts\"", 19), ["    \"Arn\":", "\"arn:aws:sts\""]);
        assert_eq!(wrap("    \"Arn\": \"arn:aws:sts\"", 10), ["    \"Arn\":", "\"arn:aws:", "sts\""]);
    }

    #[test]
    fn an_address_breaks_between_its_parts() {
        let address = "docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html";
        let wrapped = wrap(address, 44);
        assert_eq!(wrapped, ["docs.aws.amazon.com/IAM/latest/UserGuide/", "reference_policies_evaluation-logic.html"]);
        assert_eq!(
            wrap(address, 24),
            ["docs.aws.amazon.com/IAM/", "latest/UserGuide/", "reference_policies_", "evaluation-logic.html"]
        );
        // The scheme stays with the host.
        assert_eq!(wrap("see https://sts.amazonaws.com/help", 28), ["see", "https://sts.amazonaws.com/", "help"]);
        let signed = "https://sts.amazonaws.com/?Action=AssumeRole&DurationSeconds=3600&Version=2011-06-15";
        assert_eq!(
            wrap(signed, 28),
            ["https://sts.amazonaws.com/", "?Action=AssumeRole&", "DurationSeconds=3600&", "Version=2011-06-15"]
        );
        for columns in 1..60 {
            assert_eq!(wrap(address, columns).concat(), address, "nothing is lost or added");
            assert!(wrap(address, columns).iter().all(|line| width(line) <= columns));
        }
        assert_eq!(wrap("&RoleArn=arn%3Aaws%3Aiam", 12), ["&RoleArn=arn", "%3Aaws%3Aiam"]);
        // In a host a dot divides more than a dash.
        let host = "https://sts.eu-west-1.amazonaws.com/";
        assert_eq!(wrap(host, 24), ["https://sts.eu-west-1.", "amazonaws.com/"]);
        assert_eq!(wrap(host, 12), ["https://sts.", "eu-west-1.", "amazonaws.", "com/"]);
        assert_eq!(wrap("logging.s3.amazonaws.com", 22), ["logging.s3.amazonaws.", "com"]);
        // What fits a line is not divided, and a dash in words is a dash.
        assert_eq!(wrap("a long-term key", 11), ["a long-term", "key"]);
        assert_eq!(wrap("a long-term key", 8), ["a long-", "term key"]);
    }

    #[test]
    fn a_number_stays_with_its_unit() {
        assert_eq!(wrap("time (1 h)", 7), ["time", "(1\u{a0}h)"]);
        assert_eq!(wrap("step 1 has", 6), ["step 1", "has"]);
    }
}
