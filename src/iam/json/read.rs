//! The grammar: values, lists and objects out of tokens.

use super::scan::{Scanner, Token};
use super::{Fault, Json, Kind, Node};
use crate::diagnostic::Span;
use std::borrow::Cow;

/// Deeper texts are refused. A list counts once and a member of an object twice; policies need ten.
const DEEPEST: usize = 512;

/// A node stands for so many bytes at least in policies as people and programs write them.
const BYTES_A_NODE: usize = 8;

/// Reads a whole text, which must be shorter than 4 GiB: places are kept in 32 bits. The caller's limit is far below.
pub(crate) fn read(text: &str) -> Result<Json<'_>, Fault> {
    let nodes = Vec::with_capacity(text.len() / BYTES_A_NODE);
    let mut reader = Reader { scanner: Scanner::new(text), nodes };
    let first = reader.scanner.next()?;
    reader.value(first, Depth { open: 0, from: 0 })?;
    if reader.scanner.next()?.is_some() {
        return Err(reader.scanner.fault("text cannot contain more than one JSON value"));
    }
    Ok(Json { nodes: reader.nodes })
}

/// How deep a value stands.
#[derive(Clone, Copy)]
struct Depth {
    open: usize,
    /// Where the innermost list or member begins.
    from: usize,
}

struct Reader<'t> {
    scanner: Scanner<'t>,
    nodes: Vec<Node<'t>>,
}

impl<'t> Reader<'t> {
    /// Reads the value that begins with `token`; `false` when the text has ended.
    fn value(&mut self, token: Option<Token<'t>>, depth: Depth) -> Result<bool, Fault> {
        if depth.open > DEEPEST {
            return Err(self.since(depth.from, "maximum nesting depth exceeded"));
        }
        let Some(token) = token else { return Ok(false) };
        let unexpected = match token {
            Token::OpenBrace => return self.object(depth).map(|()| true),
            Token::OpenBracket => return self.list(depth).map(|()| true),
            Token::Text(text) => return Ok(self.push(Kind::Text(text))),
            Token::Boolean(value) => return Ok(self.push(Kind::Boolean(value))),
            Token::Number(text) => return Ok(self.push(Kind::Number(text))),
            Token::Null => return Ok(self.push(Kind::Null)),
            Token::CloseBracket => "unexpected close bracket",
            Token::CloseBrace => "unexpected close brace",
            Token::Comma => "unexpected comma",
            Token::Colon => "unexpected colon",
            Token::Word => "unexpected word",
        };
        Err(self.scanner.fault(unexpected))
    }

    /// Adds a node for the current token.
    fn push(&mut self, kind: Kind<'t>) -> bool {
        let (start, end) = (self.scanner.start() as u32, self.scanner.end() as u32);
        self.nodes.push(Node { start, end, size: 1, kind });
        true
    }

    /// Ends the list or object at `index` with the current token.
    fn close(&mut self, index: usize) {
        let (size, end) = (self.nodes.len() - index, self.scanner.end());
        if let Some(node) = self.nodes.get_mut(index) {
            node.size = size as u32;
            node.end = end as u32;
        }
    }

    /// Something is wrong with all from `start` to the end of the current token.
    fn since(&self, start: usize, what: &'static str) -> Fault {
        Fault { span: Span::new(start, self.scanner.end()), what: what.into() }
    }

    fn list(&mut self, depth: Depth) -> Result<(), Fault> {
        let (index, start) = (self.nodes.len(), self.scanner.start());
        self.push(Kind::List);
        let depth = Depth { open: depth.open + 1, from: start };
        let mut token = self.scanner.next()?;
        while token != Some(Token::CloseBracket) {
            if token.is_none() {
                return Err(self.since(start, "unterminated array"));
            }
            self.value(token, depth)?;
            token = self.comma(&Token::CloseBracket, Token::begins_value)?;
        }
        self.close(index);
        Ok(())
    }

    fn object(&mut self, depth: Depth) -> Result<(), Fault> {
        let (index, start) = (self.nodes.len(), self.scanner.start());
        self.push(Kind::Object);
        let mut token = self.scanner.next()?;
        while token != Some(Token::CloseBrace) {
            match token {
                Some(Token::Text(name)) => self.member(name, depth)?,
                None => return Err(self.since(start, "unterminated object")),
                Some(other) if other.is_word() => {
                    return Err(self.scanner.fault("expected string for object property"));
                }
                Some(_) => return Err(self.scanner.fault("unexpected token in object")),
            }
            token = self.comma(&Token::CloseBrace, |token| token.is_word() || matches!(token, Token::Text(_)))?;
        }
        self.close(index);
        Ok(())
    }

    fn member(&mut self, name: Cow<'t, str>, depth: Depth) -> Result<(), Fault> {
        let depth = Depth { open: depth.open + 2, from: self.scanner.start() };
        self.push(Kind::Text(name));
        if self.scanner.next()? != Some(Token::Colon) {
            return Err(self.scanner.fault("expected colon after the string or word in object property"));
        }
        let token = self.scanner.next()?;
        if self.value(token, depth)? {
            Ok(())
        } else {
            Err(self.scanner.fault("expected value after colon in object property"))
        }
    }

    /// The token after a value, over the comma between: none may stand before `close`, and one must before what `begins`
    /// the next.
    fn comma(&mut self, close: &Token<'t>, begins: fn(&Token<'t>) -> bool) -> Result<Option<Token<'t>>, Fault> {
        let value_end = self.scanner.end();
        let token = self.scanner.next()?;
        match token {
            Some(Token::Comma) => {
                let comma = Span::new(self.scanner.start(), self.scanner.end());
                let token = self.scanner.next()?;
                if token.as_ref() == Some(close) {
                    return Err(Fault { span: comma, what: "trailing commas are not allowed".into() });
                }
                Ok(token)
            }
            Some(token) if begins(&token) => {
                Err(Fault { span: Span::new(value_end, value_end), what: "expected comma".into() })
            }
            other => Ok(other),
        }
    }
}
