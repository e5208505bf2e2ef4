//! The words of the field, each with a sentence and its source, and where they stand in a text.

use serde::Deserialize;
use std::ops::Range;
use std::sync::LazyLock;

/// A word and what it means.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    /// The word, as it is written in the middle of a sentence.
    pub term: String,
    /// Other spellings.
    #[serde(default)]
    pub aliases: Vec<String>,
    /// One or two sentences.
    pub says: String,
    /// URL of the page of AWS's documentation.
    pub source: String,
}

impl Term {
    /// All its spellings, the term first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.term).chain(&self.aliases).map(String::as_str)
    }
}

/// All terms, in the order of the alphabet.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Glossary {
    /// The terms.
    pub terms: Vec<Term>,
    /// Index of the term by spelling, the longest first: where two fit, the longer one is meant.
    names: Vec<(String, usize)>,
}

/// The file's form.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    terms: Vec<Term>,
}

/// A file that cannot be read gives no terms; a test proves that this one can.
static SHIPPED: LazyLock<Glossary> =
    LazyLock::new(|| Glossary::read(include_str!("../../assets/glossary.toml")).unwrap_or_default());

impl Glossary {
    /// The glossary inside the program; read when it is first asked for.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }

    fn read(text: &str) -> Result<Self, toml::de::Error> {
        let mut terms = toml::from_str::<File>(text)?.terms;
        terms.sort_by_key(|term| term.term.to_lowercase());
        let mut names: Vec<(String, usize)> = terms
            .iter()
            .enumerate()
            .flat_map(|(index, term)| term.names().map(move |name| (name.to_owned(), index)))
            .collect();
        names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        Ok(Self { terms, names })
    }

    /// The term with this spelling, without regard to case; a final s is understood.
    pub fn find(&self, term: &str) -> Option<&Term> {
        let term = term.trim();
        let fits = |name: &str| name.eq_ignore_ascii_case(term) || plural_of(name, term);
        let (_, index) = self.names.iter().find(|(name, _)| fits(name))?;
        self.terms.get(*index)
    }

    /// Where terms stand in a text: bytes of `text`, in order, never overlapping. Whole words only, the longest term
    /// that fits, without regard to case. Parts of ARNs and of names with hyphens are no words.
    pub fn terms_in(&self, text: &str) -> Vec<(Range<usize>, &Term)> {
        let mut found = Vec::new();
        let mut from = 0;
        let mut before: Option<char> = None;
        while let Some(next) = text.get(from..).and_then(|rest| rest.chars().next()) {
            let hit = if before.is_none_or(|c| !joins(c)) { self.at(text, from) } else { None };
            match hit {
                Some((end, term)) => {
                    found.push((from..end, term));
                    before = text.get(from..end).and_then(|word| word.chars().next_back());
                    from = end;
                }
                None => {
                    before = Some(next);
                    from += next.len_utf8();
                }
            }
        }
        found
    }

    /// The longest term that begins at byte `from`, with its end.
    fn at(&self, text: &str, from: usize) -> Option<(usize, &Term)> {
        self.names.iter().find_map(|(name, index)| {
            let end = from + name.len();
            let fits = text.get(from..end)?.eq_ignore_ascii_case(name);
            let end = [end, end + 1].into_iter().filter(|_| fits).find(|end| {
                let tail = text.get(from + name.len()..*end);
                tail.is_some_and(|tail| tail.is_empty() || tail.eq_ignore_ascii_case("s")) && ends_word(text, *end)
            })?;
            Some((end, self.terms.get(*index)?))
        })
    }
}

fn plural_of(name: &str, text: &str) -> bool {
    text.strip_suffix(['s', 'S']).is_some_and(|single| single.eq_ignore_ascii_case(name))
}

/// Whether a character before a word makes it a part of something longer.
fn joins(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '-' | '_' | '/' | ':' | '$' | '{' | '@')
}

/// Whether a word may end at this byte: a sign that joins counts only when something follows it.
fn ends_word(text: &str, end: usize) -> bool {
    let mut rest = text.get(end..).unwrap_or_default().chars();
    match rest.next() {
        Some(c) if c.is_alphanumeric() || c == '_' => false,
        Some('-' | '/' | ':' | '.' | '@') => rest.next().is_none_or(|c| !c.is_alphanumeric()),
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_shipped_glossary_is_sound() {
        let glossary = Glossary::read(include_str!("../../assets/glossary.toml")).expect("it is valid TOML");
        assert_eq!(*Glossary::shipped(), glossary);
        assert!(glossary.terms.len() >= 45, "{} terms", glossary.terms.len());
        let mut names = BTreeSet::new();
        for term in &glossary.terms {
            let name = &term.term;
            assert!(term.source.starts_with("https://docs.aws.amazon.com/"), "{name}: {}", term.source);
            let sentences = term.says.matches(". ").count() + 1;
            assert!(term.says.ends_with('.') && sentences <= 2, "{name} takes {sentences} sentences");
            assert!(!term.says.contains('—') && term.says.chars().all(|c| !c.is_control()), "{name}");
            for name in term.names() {
                assert!(name.is_ascii() && name.trim() == name && !name.is_empty(), "{name}");
                assert!(names.insert(name.to_lowercase()), "`{name}` is there twice");
                assert_eq!(glossary.find(&name.to_uppercase()).map(|found| &found.term), Some(&term.term), "{name}");
            }
        }
    }

    fn found(text: &str) -> Vec<(&str, &'static str)> {
        let terms = Glossary::shipped().terms_in(text);
        terms.into_iter().map(|(range, term)| (&text[range], term.term.as_str())).collect()
    }

    #[test]
    fn the_longest_term_is_found_as_a_whole_word() {
        assert_eq!(
            found("The role's trust policy names a principal; Trust Policies are not SCPs."),
            [
                ("role", "role"),
                ("trust policy", "trust policy"),
                ("principal", "principal"),
                ("Trust Policies", "trust policy"),
                ("SCPs", "service control policy"),
            ]
        );
        assert_eq!(found("roles"), [("roles", "role")]);
        assert_eq!(found("ROLE CHAINING"), [("ROLE CHAINING", "role chaining")]);
    }

    #[test]
    fn parts_of_other_words_are_no_terms() {
        for text in ["parole", "rolecall", "role-arn", "arn:aws:iam::111122223333:role/DataReader", "stsx", "", "é"] {
            assert_eq!(found(text), [], "{text}");
        }
        assert_eq!(found("über STS."), [("STS", "STS")], "bytes, not characters");
    }

    #[test]
    fn unknown_words_are_not_found() {
        assert_eq!(Glossary::shipped().find("banana"), None);
        assert_eq!(Glossary::shipped().find(" scps ").map(|term| term.term.as_str()), Some("service control policy"));
    }
}
