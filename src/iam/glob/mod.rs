//! Patterns with `*` and `?`, compiled once; policy variables inside them are filled in while matching.
//!
//! A pattern is cut at its stars into segments of fixed length. The first and the last segment are anchored; each one
//! between them may take its leftmost place, which is enough because a segment's length never varies. So there is no
//! backtracking over stars and the cost does not explode on patterns such as `*a*a*a`.

mod compile;
mod matching;
#[cfg(test)]
mod tests;

use smol_str::SmolStr;

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
    Text(SmolStr),
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
    Exact(SmolStr),
    /// One star, at the end, with something before it.
    Prefix(SmolStr),
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
        Self::Exact(SmolStr::default())
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
