//! From text to a [`Pattern`], and one pattern cut into several.

use super::{Atom, General, Pattern, Syntax, Variable, VariableFault};
use crate::iam::catalog::is_multivalued;
use crate::iam::context::hash;

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
