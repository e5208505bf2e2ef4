//! JSON as policies need it: strict, every value with its bytes in the text, duplicate names kept, and the fault told
//! with its place. It must never panic, recurse without bound, or copy a text that has no escapes.
//!
//! There are crates for this, and one served here first; a fourth of all time went into its tree of small allocations,
//! and reading policies is most of what a decision from text costs. So the floor has its own reader: one pass over the
//! bytes into one list, in which a value is followed by what it holds.

mod escape;
mod read;
mod scan;

use crate::diagnostic::Span;
use std::borrow::Cow;

pub(crate) use read::read;

/// Why a text is no JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    pub span: Span,
    pub what: Cow<'static, str>,
}

/// All values of a text, each before those it holds.
#[derive(Debug)]
pub(crate) struct Json<'t> {
    nodes: Vec<Node<'t>>,
}

impl<'t> Json<'t> {
    /// The value of the text; `None` when it is blank.
    pub fn root(&self) -> Option<Value<'_, 't>> {
        cut(&self.nodes).map(|(value, _)| value)
    }
}

/// One value or one member's name.
#[derive(Debug)]
struct Node<'t> {
    start: u32,
    end: u32,
    /// How many nodes it is, with all it holds.
    size: u32,
    kind: Kind<'t>,
}

#[derive(Debug)]
enum Kind<'t> {
    Null,
    Boolean(bool),
    Number(&'t str),
    Text(Cow<'t, str>),
    List,
    Object,
}

/// The first value of `nodes`, and the nodes after it.
fn cut<'j, 't>(nodes: &'j [Node<'t>]) -> Option<(Value<'j, 't>, &'j [Node<'t>])> {
    let (node, rest) = nodes.split_first()?;
    let (inside, after) = rest.split_at_checked((node.size as usize).checked_sub(1)?)?;
    Some((Value { node, inside }, after))
}

/// A value with its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Value<'j, 't> {
    node: &'j Node<'t>,
    inside: &'j [Node<'t>],
}

/// What a value is.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Form<'j, 't> {
    Null,
    Boolean(bool),
    /// As it is written.
    Number(&'t str),
    /// Without its quotes, escapes resolved.
    Text(&'j str),
    List(List<'j, 't>),
    Object(Object<'j, 't>),
}

impl<'j, 't> Value<'j, 't> {
    /// Its bytes in the text, with quotes and brackets.
    pub fn span(&self) -> Span {
        Span::new(self.node.start as usize, self.node.end as usize)
    }

    /// What it is.
    pub fn form(&self) -> Form<'j, 't> {
        match &self.node.kind {
            Kind::Null => Form::Null,
            Kind::Boolean(value) => Form::Boolean(*value),
            Kind::Number(text) => Form::Number(text),
            Kind::Text(text) => Form::Text(text),
            Kind::List => Form::List(List { inside: self.inside }),
            Kind::Object => Form::Object(Object { span: self.span(), inside: self.inside }),
        }
    }

    /// What it is called in messages.
    pub fn kind(&self) -> &'static str {
        match self.node.kind {
            Kind::Null => "null",
            Kind::Boolean(_) => "a boolean",
            Kind::Number(_) => "a number",
            Kind::Text(_) => "a string",
            Kind::List => "a list",
            Kind::Object => "an object",
        }
    }
}

/// `[...]`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct List<'j, 't> {
    inside: &'j [Node<'t>],
}

impl<'j, 't> List<'j, 't> {
    /// The values in order.
    pub fn values(self) -> impl Iterator<Item = Value<'j, 't>> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            let (value, after) = cut(rest)?;
            rest = after;
            Some(value)
        })
    }
}

/// `{...}`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object<'j, 't> {
    pub span: Span,
    inside: &'j [Node<'t>],
}

impl<'j, 't> Object<'j, 't> {
    /// The members in order, duplicates too.
    pub fn members(self) -> impl Iterator<Item = Member<'j, 't>> {
        let mut rest = self.inside;
        std::iter::from_fn(move || {
            let (name, after) = rest.split_first()?;
            let (value, after) = cut(after)?;
            rest = after;
            Some(Member { name, value })
        })
    }
}

/// One name of an object with its value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member<'j, 't> {
    name: &'j Node<'t>,
    pub value: Value<'j, 't>,
}

impl<'j> Member<'j, '_> {
    /// The name, escapes resolved.
    pub fn name(&self) -> &'j str {
        match &self.name.kind {
            Kind::Text(name) => name,
            _ => "",
        }
    }

    /// The name's bytes, with its quotes.
    pub fn name_span(&self) -> Span {
        Span::new(self.name.start as usize, self.name.end as usize)
    }

    /// Name and value.
    pub fn span(&self) -> Span {
        Span::new(self.name.start as usize, self.value.node.end as usize)
    }
}

#[cfg(test)]
mod tests;
