//! Texts with wildcards and variables, compiled; what is wrong with a variable is told at its value.

use super::Reader;
use crate::diagnostic::Span;
use crate::iam::ambiguity::{Ambiguities, Ambiguity, Notes};
use crate::iam::glob::{Pattern, Syntax, VariableFault};
use crate::iam::policy::Version;

impl Reader {
    /// Compiles `text`, which is or ends the value `whole` with its place.
    pub(super) fn pattern(
        &mut self,
        text: &str,
        syntax: Syntax,
        whole: (&str, Span),
        open: &mut Ambiguities,
    ) -> Pattern {
        let variables = syntax.variables && self.version == Version::Current;
        let (pattern, fault) = Pattern::new(text, Syntax { variables, ..syntax });
        if let Some(fault) = fault {
            let (code, what, help) = match fault {
                VariableFault::Empty => {
                    ("empty-variable", "an empty variable", "name a condition key: `${aws:username}`")
                }
                VariableFault::MissingBrace => {
                    ("missing-brace-in-variable", "a variable without `}`", "close it: `${aws:username}`")
                }
                VariableFault::MissingQuote => {
                    ("missing-quote-in-variable", "a default without its quotes", "write `${aws:username, 'default'}`")
                }
            };
            self.error(code, whole.1, format!("`{}` holds {what}", whole.0), help);
        }
        if pattern.variables().any(|variable| variable.odd_default) {
            open.insert(Ambiguity::DefaultForm);
        }
        pattern
    }

    /// Compiles `text`, cut as ARNs are cut. Only a variable may hold a colon that cuts nothing.
    pub(super) fn fields(&mut self, text: &str, syntax: Syntax, at: Span, open: &mut Ambiguities) -> Vec<Pattern> {
        if text.contains('$') {
            return self.pattern(text, syntax, (text, at), open).split_colons(6);
        }
        text.splitn(6, ':').map(|field| Pattern::new(field, syntax).0).collect()
    }
}
