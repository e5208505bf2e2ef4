//! Patterns with `*` and `?`, compiled once; policy variables inside them are filled in while matching.
//!
//! A pattern is cut at its stars into segments of fixed length. The first and the last segment are anchored; each one
//! between them may take its leftmost place, which is enough because a segment's length never varies. So there is no
//! backtracking over stars and the cost does not explode on patterns such as `*a*a*a`.

use super::catalog::is_multivalued;
use super::context::hash;
use compact_str::CompactString;

/// `${key}` or `${key, 'default'}` in a policy text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Variable {
    /// Name of the condition key, as written.
    pub key: String,
    /// [`super::context::hash`] of the name.
    pub key_hash: u32,
    /// The key holds a list, by its type, and so has no value as a variable.
    pub multivalued: bool,
    /// Text used when the key is absent.
    pub default: Option<String>,
    /// The default is empty, or not written as AWS shows it: `, 'text'`.
    pub odd_default: bool,
}

/// A piece of a segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Atom {
    /// These characters.
    Text(CompactString),
    /// `?`: exactly one character.
    One,
    /// The value of a condition key, literally: a `*` in it is no wildcard.
    Variable(Box<Variable>),
}

impl Atom {
    /// The fewest bytes it can stand for.
    fn least(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::One => 1,
            Self::Variable(_) => 0,
        }
    }
}

/// What a text may contain besides literal characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Syntax {
    /// `*` and `?` are wildcards.
    pub wildcards: bool,
    /// `${...}` is a variable (Version 2012-10-17, in elements that allow it).
    pub variables: bool,
}

impl Syntax {
    /// Both.
    pub const FULL: Self = Self { wildcards: true, variables: true };
}

/// A mistake in a `${...}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum VariableFault {
    /// `${}`.
    Empty,
    /// No `}`.
    MissingBrace,
    /// A default without its quotes.
    MissingQuote,
}

/// A compiled pattern, in the form that matches it quickest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Pattern {
    /// `*`.
    Any,
    /// No wildcard and no variable.
    Exact(CompactString),
    /// One star, at the end, with something before it.
    Prefix(CompactString),
    /// All else; few patterns are.
    General(Box<General>),
}

/// Any sequence of texts, marks, stars and variables.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct General {
    /// Between the stars; never empty (one segment when there is no star).
    segments: Vec<Vec<Atom>>,
    has_variables: bool,
}

impl Default for Pattern {
    fn default() -> Self {
        Self::Exact(CompactString::default())
    }
}

/// Gives the value of a variable; `None` when it has none.
pub(crate) trait Resolve {
    /// The value, borrowed from the request or from the variable's default.
    fn resolve<'a>(&'a self, variable: &'a Variable) -> Option<&'a str>;
}

/// For patterns without variables.
pub(crate) struct NoVariables;

impl Resolve for NoVariables {
    fn resolve<'a>(&'a self, _: &'a Variable) -> Option<&'a str> {
        None
    }
}

impl Pattern {
    /// Compiles `text`. With a fault the broken `${` stays literal, so that the rest can still be understood.
    pub fn new(text: &str, syntax: Syntax) -> (Self, Option<VariableFault>) {
        if let Some(simple) = Self::simple(text, syntax) {
            return (simple, None);
        }
        let mut builder = Builder::default();
        let mut fault = None;
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if syntax.variables && rest.starts_with("${") {
                match variable(rest) {
                    Ok((atom, length)) => {
                        builder.push(atom);
                        rest = rest.get(length..).unwrap_or_default();
                        continue;
                    }
                    Err(found) => fault = fault.or(Some(found)),
                }
            }
            let mut length = c.len_utf8();
            match c {
                '*' if syntax.wildcards => builder.star(),
                '?' if syntax.wildcards => builder.push(Piece::Atom(Atom::One)),
                _ => {
                    // This character is plain, whatever it is; so is all up to the next that may mean something.
                    let plain = |text: &str| text.bytes().position(|byte| matches!(byte, b'*' | b'?' | b'$'));
                    length += rest.get(length..).map_or(0, |after| plain(after).unwrap_or(after.len()));
                    builder.text.push_str(rest.get(..length).unwrap_or_default());
                }
            }
            rest = rest.get(length..).unwrap_or_default();
        }
        (builder.finish(), fault)
    }

    /// The pattern of a text that is plain, or plain up to stars at its end.
    fn simple(text: &str, syntax: Syntax) -> Option<Self> {
        let is_special = |byte: &u8| match byte {
            b'*' | b'?' => syntax.wildcards,
            b'$' => syntax.variables,
            _ => false,
        };
        let plain = text.as_bytes().iter().position(is_special).unwrap_or(text.len());
        let (head, tail) = text.split_at_checked(plain)?;
        match (head, tail) {
            (head, "") => Some(Self::Exact(head.into())),
            (_, tail) if tail.bytes().any(|byte| byte != b'*') => None,
            ("", _) => Some(Self::Any),
            (head, _) => Some(Self::Prefix(head.into())),
        }
    }

    /// The pattern that matches everything.
    pub fn any() -> Self {
        Self::Any
    }

    /// Whether it is `*` (or several stars) and nothing else.
    pub fn is_any(&self) -> bool {
        *self == Self::Any
    }

    /// Whether it ends with `*`.
    pub fn ends_open(&self) -> bool {
        match self {
            Self::Any | Self::Prefix(_) => true,
            Self::Exact(_) => false,
            Self::General(general) => general.segments.len() > 1 && general.segments.last().is_some_and(Vec::is_empty),
        }
    }

    /// Whether it has variables.
    pub fn has_variables(&self) -> bool {
        matches!(self, Self::General(general) if general.has_variables)
    }

    /// The text when there is neither wildcard nor variable.
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Exact(text) => Some(text),
            _ => None,
        }
    }

    /// All its variables, in order.
    pub fn variables(&self) -> impl Iterator<Item = &Variable> {
        let general = match self {
            Self::General(general) => Some(&general.segments),
            _ => None,
        };
        general.into_iter().flatten().flatten().filter_map(|atom| match atom {
            Atom::Variable(variable) => Some(&**variable),
            _ => None,
        })
    }

    /// Whether every variable has a value. A pattern without one matches nothing at all.
    pub fn resolvable(&self, values: &impl Resolve) -> bool {
        !self.has_variables() || self.variables().all(|variable| values.resolve(variable).is_some())
    }

    /// Cuts the pattern at its first `limit - 1` literal colons, as ARNs are cut. Variables are never cut.
    pub fn split_colons(&self, limit: usize) -> Vec<Pattern> {
        match self {
            Self::Any => vec![Self::Any],
            Self::Exact(text) => text.splitn(limit, ':').map(|field| Self::Exact(field.into())).collect(),
            Self::Prefix(text) => {
                let mut fields: Vec<_> = text.splitn(limit, ':').map(|field| Self::Exact(field.into())).collect();
                if let Some(last) = fields.last_mut() {
                    *last = Self::open(last.literal().unwrap_or_default());
                }
                fields
            }
            Self::General(general) => general.split_colons(limit),
        }
    }

    /// `text*`.
    fn open(text: &str) -> Self {
        if text.is_empty() { Self::Any } else { Self::Prefix(text.into()) }
    }

    /// Whether the whole of `text` matches, by case.
    pub fn matches(&self, text: &str, values: &impl Resolve) -> bool {
        self.matches_folding::<false>(text, values)
    }

    /// Whether the whole of `text` matches, ignoring case.
    pub fn matches_ignoring_case(&self, text: &str) -> bool {
        self.matches_folding::<true>(text, &NoVariables)
    }

    /// `FOLD`: ignore case, letter by letter.
    pub fn matches_folding<const FOLD: bool>(&self, text: &str, values: &impl Resolve) -> bool {
        match self {
            Self::Any => true,
            Self::Exact(exact) if FOLD => strip_prefix::<FOLD>(text, exact) == Some(""),
            Self::Exact(exact) => exact.len() == text.len() && may_start(text, exact) && **exact == *text,
            Self::Prefix(prefix) if FOLD => strip_prefix::<FOLD>(text, prefix).is_some(),
            Self::Prefix(prefix) => may_start(text, prefix) && text.starts_with(&**prefix),
            Self::General(general) => general.matches_folding::<FOLD>(text, values),
        }
    }

    /// The pattern with its variables filled in, for people; unresolved ones stay as written.
    pub fn filled(&self, values: &impl Resolve) -> String {
        match self {
            Self::Any => "*".to_owned(),
            Self::Exact(text) => text.to_string(),
            Self::Prefix(text) => format!("{text}*"),
            Self::General(general) => general.filled(values),
        }
    }
}

impl General {
    fn split_colons(&self, limit: usize) -> Vec<Pattern> {
        let mut done = Vec::with_capacity(limit);
        let mut builder = Builder::default();
        for (position, segment) in self.segments.iter().enumerate() {
            if position > 0 {
                builder.star();
            }
            for atom in segment {
                let Atom::Text(text) = atom else {
                    builder.push(Piece::Atom(atom.clone()));
                    continue;
                };
                let mut rest = &**text;
                while done.len() + 1 < limit
                    && let Some((field, after)) = rest.split_once(':')
                {
                    builder.text.push_str(field);
                    done.push(std::mem::take(&mut builder).finish());
                    rest = after;
                }
                builder.text.push_str(rest);
            }
        }
        done.push(builder.finish());
        done
    }

    fn matches_folding<const FOLD: bool>(&self, text: &str, values: &impl Resolve) -> bool {
        let Some((first, rest)) = self.segments.split_first() else { return text.is_empty() };
        let Some(mut text) = strip_start::<FOLD>(first, text, values) else { return false };
        let Some((last, middle)) = rest.split_last() else { return text.is_empty() };
        for segment in middle {
            match find_end::<FOLD>(segment, text, values) {
                Some(after) => text = after,
                None => return false,
            }
        }
        strip_end::<FOLD>(last, text, values).is_some()
    }

    fn filled(&self, values: &impl Resolve) -> String {
        let mut out = String::new();
        for (position, segment) in self.segments.iter().enumerate() {
            if position > 0 {
                out.push('*');
            }
            for atom in segment {
                match atom {
                    Atom::Text(text) => out.push_str(text),
                    Atom::One => out.push('?'),
                    Atom::Variable(variable) => match values.resolve(variable) {
                        Some(value) => out.push_str(value),
                        None => {
                            out.push_str("${");
                            out.push_str(&variable.key);
                            out.push('}');
                        }
                    },
                }
            }
        }
        out
    }
}

/// What is left of `text` after `segment` at its start.
fn strip_start<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    segment.iter().try_fold(text, |text, atom| match atom {
        Atom::Text(literal) => strip_prefix::<FOLD>(text, literal),
        Atom::Variable(variable) => strip_prefix::<FOLD>(text, values.resolve(variable)?),
        Atom::One => text.get(text.chars().next()?.len_utf8()..),
    })
}

/// What is left of `text` before `segment` at its end.
fn strip_end<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    segment.iter().rev().try_fold(text, |text, atom| match atom {
        Atom::Text(literal) => strip_suffix::<FOLD>(text, literal),
        Atom::Variable(variable) => strip_suffix::<FOLD>(text, values.resolve(variable)?),
        Atom::One => text.get(..text.len() - text.chars().next_back()?.len_utf8()),
    })
}

/// What follows the leftmost place of `segment` in `text`.
fn find_end<'t, const FOLD: bool>(segment: &[Atom], text: &'t str, values: &impl Resolve) -> Option<&'t str> {
    match segment {
        [] => Some(text),
        // The standard library's search is linear; most segments are plain text.
        [Atom::Text(literal)] if !FOLD => {
            let at = text.find(&**literal)?;
            text.get(at + literal.len()..)
        }
        _ => {
            // No place is left once the rest is shorter than the segment: that halves the work on hostile patterns.
            let last = text.len().checked_sub(segment.iter().map(Atom::least).sum())?;
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .take_while(|at| *at <= last)
                .find_map(|at| strip_start::<FOLD>(segment, text.get(at..)?, values))
        }
    }
}

/// Whether `text` has the last byte of `prefix` in its place. Names of one kind begin alike and differ further on, so
/// that this spares most comparisons.
fn may_start(text: &str, prefix: &str) -> bool {
    let last = prefix.len().wrapping_sub(1);
    text.as_bytes().get(last) == prefix.as_bytes().get(last)
}

fn strip_prefix<'t, const FOLD: bool>(text: &'t str, prefix: &str) -> Option<&'t str> {
    if !FOLD {
        return text.strip_prefix(prefix);
    }
    let mut rest = text.chars();
    let starts = prefix.chars().all(|wanted| rest.next().is_some_and(|found| same_letter(wanted, found)));
    starts.then_some(rest.as_str())
}

fn strip_suffix<'t, const FOLD: bool>(text: &'t str, suffix: &str) -> Option<&'t str> {
    if !FOLD {
        return text.strip_suffix(suffix);
    }
    let mut rest = text.chars();
    let ends = suffix.chars().rev().all(|wanted| rest.next_back().is_some_and(|found| same_letter(wanted, found)));
    ends.then_some(rest.as_str())
}

/// Policies and tags may hold letters beyond ASCII; `É` is `é` in another case.
fn same_letter(left: char, right: char) -> bool {
    left.eq_ignore_ascii_case(&right) || !left.is_ascii() && left.to_lowercase().eq(right.to_lowercase())
}

/// A variable is shorter than this; looking further would make a text of open ones cost its square.
const LONGEST_VARIABLE: usize = 2048;

/// The place of the ASCII character `wanted`, when it is near.
fn near(text: &str, wanted: u8) -> Option<usize> {
    text.bytes().take(LONGEST_VARIABLE).position(|byte| byte == wanted)
}

/// Reads the `${...}` at the start of `text`: what it stands for and its length in bytes.
fn variable(text: &str) -> Result<(Piece, usize), VariableFault> {
    let inner = text.get(2..).unwrap_or_default();
    let mut end = near(inner, b'}').ok_or(VariableFault::MissingBrace)?;
    // A quoted default may hold a brace, so the closing one is looked for behind the quote.
    if let Some(open) = inner.get(..end).and_then(|before| before.find('\'')) {
        let after = inner.get(open + 1..).unwrap_or_default();
        let close = near(after, b'\'').ok_or(VariableFault::MissingQuote)?;
        let tail = after.get(close + 1..).unwrap_or_default();
        end = open + 1 + close + 1 + near(tail, b'}').ok_or(VariableFault::MissingBrace)?;
    }
    let (inner, length) = (inner.get(..end).unwrap_or_default(), 2 + end + 1);
    match inner {
        "" => return Err(VariableFault::Empty),
        "*" => return Ok((Piece::Char('*'), length)),
        "?" => return Ok((Piece::Char('?'), length)),
        "$" => return Ok((Piece::Char('$'), length)),
        _ => {}
    }
    let (key, default, odd_default) = match inner.split_once(',') {
        None => (inner, None, false),
        Some((key, quoted)) => {
            let is_spelled = key.trim() == key && quoted.starts_with(" '") && quoted.ends_with('\'');
            let quoted = quoted.trim_matches(' ');
            let value = quoted
                .strip_prefix('\'')
                .and_then(|rest| rest.strip_suffix('\''))
                .ok_or(VariableFault::MissingQuote)?;
            (key, Some(value.to_owned()), !is_spelled || value.is_empty())
        }
    };
    let key = key.trim().to_owned();
    let variable = Variable { key_hash: hash(&key), multivalued: is_multivalued(&key), key, default, odd_default };
    Ok((Piece::Atom(Atom::Variable(Box::new(variable))), length))
}

enum Piece {
    Char(char),
    Atom(Atom),
}

#[derive(Default)]
struct Builder {
    segments: Vec<Vec<Atom>>,
    atoms: Vec<Atom>,
    text: String,
    has_variables: bool,
}

impl Builder {
    fn push(&mut self, piece: Piece) {
        match piece {
            Piece::Char(c) => self.text.push(c),
            Piece::Atom(atom) => {
                self.flush();
                self.has_variables |= matches!(atom, Atom::Variable(_));
                self.atoms.push(atom);
            }
        }
    }

    fn star(&mut self) {
        self.flush();
        // Two stars in a row mean one.
        if self.segments.is_empty() || !self.atoms.is_empty() {
            self.segments.push(std::mem::take(&mut self.atoms));
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            self.atoms.push(Atom::Text(std::mem::take(&mut self.text).into()));
        }
    }

    fn finish(mut self) -> Pattern {
        self.flush();
        self.segments.push(self.atoms);
        match self.segments.as_slice() {
            [only] => match only.as_slice() {
                [] => return Pattern::default(),
                [Atom::Text(text)] => return Pattern::Exact(text.clone()),
                _ => {}
            },
            [first, last] if last.is_empty() => match first.as_slice() {
                [] => return Pattern::Any,
                [Atom::Text(text)] => return Pattern::Prefix(text.clone()),
                _ => {}
            },
            _ => {}
        }
        Pattern::General(Box::new(General { segments: self.segments, has_variables: self.has_variables }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const GLOB: Syntax = Syntax { wildcards: true, variables: false };
    const FULL: Syntax = Syntax::FULL;

    struct Team;
    impl Resolve for Team {
        fn resolve<'a>(&'a self, variable: &'a Variable) -> Option<&'a str> {
            if variable.key.eq_ignore_ascii_case("team") { Some("re*d") } else { variable.default.as_deref() }
        }
    }

    fn glob(pattern: &str, text: &str) -> bool {
        Pattern::new(pattern, GLOB).0.matches(text, &NoVariables)
    }

    /// The definition of a glob, as slow and as plain as can be.
    fn naive(pattern: &[char], text: &[char]) -> bool {
        match pattern.split_first() {
            None => text.is_empty(),
            Some(('*', rest)) => (0..=text.len()).any(|skip| naive(rest, &text[skip..])),
            Some(('?', rest)) => !text.is_empty() && naive(rest, &text[1..]),
            Some((c, rest)) => text.first() == Some(c) && naive(rest, &text[1..]),
        }
    }

    #[test]
    fn the_table_of_the_documentation() {
        // IAM User Guide, reference_policies_elements_resource.html
        let pattern = "bucket/*/test/*";
        for yes in [
            "bucket/1/test/o.jpg",
            "bucket/1/2/test/3/o.jpg",
            "bucket/1///test///o",
            "bucket//test/o",
            "bucket/1/test/",
        ] {
            assert!(glob(pattern, yes), "{yes}");
        }
        for no in ["bucket/1-test/o.jpg", "bucket/test/o.jpg", "bucket/1/2/test.jpg"] {
            assert!(!glob(pattern, no), "{no}");
        }
    }

    #[test]
    fn a_question_mark_is_exactly_one_character() {
        assert!(glob("a?c", "abc") && glob("a?c", "aéc") && !glob("a?c", "ac") && !glob("a?", "a"));
        assert!(glob("*?", "x") && !glob("*?", ""));
    }

    #[test]
    fn letters_beyond_ascii_have_a_case_too() {
        let same = |pattern: &str, text: &str| Pattern::new(pattern, GLOB).0.matches_ignoring_case(text);
        assert!(same("café", "CAFÉ") && same("*É", "olé") && same("É*", "éa") && !same("café", "cafe"));
        assert!(!same("café", "caf") && !same("caf", "café"));
    }

    #[test]
    fn nothing_of_regular_expressions_leaks_in() {
        assert!(glob("a.b+(c)[d]", "a.b+(c)[d]") && !glob("a.b", "axb"));
    }

    #[test]
    fn variables_are_literal_defaults_apply_and_escapes_are_characters() {
        let matches = |pattern: &str, text: &str| {
            let (pattern, fault) = Pattern::new(pattern, FULL);
            assert_eq!(fault, None);
            pattern.resolvable(&Team) && pattern.matches(text, &Team)
        };
        assert!(matches("home/${Team}/*", "home/re*d/x"));
        assert!(!matches("home/${team}/*", "home/reXd/x"), "a star in a value is no wildcard");
        assert!(matches("${none, 'x}y'}/?", "x}y/1"));
        assert!(!matches("${none}", "${none}"));
        assert!(matches("a${*}b${?}${$}", "a*b?$") && !matches("a${*}b", "aXb"));
    }

    #[test]
    fn broken_variables_are_told() {
        for (text, fault) in [
            ("${}", VariableFault::Empty),
            ("${a", VariableFault::MissingBrace),
            ("${a, 'b}", VariableFault::MissingQuote),
            ("${a, b}", VariableFault::MissingQuote),
        ] {
            assert_eq!(Pattern::new(text, FULL).1, Some(fault), "{text}");
        }
    }

    #[test]
    fn colons_cut_an_arn_but_not_a_variable() {
        let parts = Pattern::new("arn:aws:s3:::b/${aws:username}:x", FULL).0.split_colons(6);
        assert_eq!(parts.len(), 6);
        assert_eq!(parts[2].literal(), Some("s3"));
        assert_eq!(parts[5].filled(&NoVariables), "b/${aws:username}:x");
    }

    /// Stands for `a`, and counts how often it was asked for: every try of a segment with it asks once.
    #[derive(Default)]
    struct Counter(std::cell::Cell<usize>);
    impl Resolve for Counter {
        fn resolve<'a>(&'a self, _: &'a Variable) -> Option<&'a str> {
            self.0.set(self.0.get() + 1);
            Some("a")
        }
    }

    fn tries(pattern: &str, text: &str) -> (bool, usize) {
        let counter = Counter::default();
        let matched = Pattern::new(pattern, FULL).0.matches(text, &counter);
        (matched, counter.0.get())
    }

    #[test]
    fn a_hostile_pattern_costs_no_more_than_the_text_and_itself_together() {
        let text = "a".repeat(1024);
        // `*a*a*a…`: no star is ever tried again, so each segment costs one try here, and the first that fails ends it.
        assert_eq!(tries(&"*${a}".repeat(1024), &text), (true, 1024));
        assert_eq!(tries(&"*${a}".repeat(3072), &text), (false, 1025));
        // A text that never matches costs one try at each of its places, not one for every way to place the stars.
        assert_eq!(tries(&"*${a}".repeat(3072), &"b".repeat(1024)), (false, 1025));
        // Segments of several atoms: at most one try of each atom at each character.
        let (matched, steps) = tries(&format!("*{}b*", "${a}".repeat(32)), &text);
        assert!(!matched && steps <= 32 * text.len(), "{steps}");
    }

    #[test]
    fn the_hostile_pattern_of_the_largest_policy_ends() {
        let (hostile, _) = Pattern::new(&"*a".repeat(3072), GLOB);
        assert!(!hostile.matches(&"a".repeat(1024), &NoVariables));
        assert!(hostile.matches(&"a".repeat(3072), &NoVariables));
        let (long, _) = Pattern::new(&format!("*{}b", "a".repeat(512)), GLOB);
        assert!(!long.matches(&"a".repeat(1024), &NoVariables));
    }

    proptest! {
        #[test]
        fn equals_the_definition(pattern in "[ab*?é]{0,8}", text in "[abé]{0,8}") {
            let letters = |s: &str| s.chars().collect::<Vec<_>>();
            prop_assert_eq!(glob(&pattern, &text), naive(&letters(&pattern), &letters(&text)));
        }

        #[test]
        fn folding_equals_matching_lower_case(pattern in "[abAB*?]{0,8}", text in "[abAB]{0,8}") {
            let folded = Pattern::new(&pattern, GLOB).0.matches_ignoring_case(&text);
            prop_assert_eq!(folded, glob(&pattern.to_lowercase(), &text.to_lowercase()));
        }
    }
}
