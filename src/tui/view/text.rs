//! Text by columns: wide and combining characters keep their place.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// Columns that `text` takes.
pub(super) fn width(text: &str) -> usize {
    text.width()
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

/// `text` in lines of at most `columns`; long words are broken.
pub(super) fn wrap(text: &str, columns: usize) -> Vec<String> {
    if columns == 0 {
        return Vec::new();
    }
    let options =
        textwrap::Options::new(columns).break_words(true).word_splitter(textwrap::WordSplitter::NoHyphenation);
    text.lines().flat_map(|line| textwrap::wrap(line, &options)).map(std::borrow::Cow::into_owned).collect()
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
    fn columns_are_counted_not_characters() {
        assert_eq!(truncate("日本語", 5, "…"), "日本…");
        assert_eq!(truncate("e\u{301}e\u{301}e\u{301}", 2, "~"), "e\u{301}~");
        assert_eq!(truncate("abc", 0, "…"), "");
        assert_eq!(width(&pad("日", 4)), 4);
        assert!(wrap("日本語日本語", 4).iter().all(|line| width(line) <= 4));
        assert!(wrap("anything", 0).is_empty());
    }
}
