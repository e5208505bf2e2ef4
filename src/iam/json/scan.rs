//! Tokens out of bytes. What is JSON5 and no JSON is recognised, only to be refused by its name.

use super::Fault;
use super::escape;
use crate::diagnostic::Span;
use std::borrow::Cow;

#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token<'t> {
    OpenBrace,
    CloseBrace,
    OpenBracket,
    CloseBracket,
    Comma,
    Colon,
    Text(Cow<'t, str>),
    Number(&'t str),
    Boolean(bool),
    Null,
    /// A bare word, which JSON has none of.
    Word,
}

impl Token<'_> {
    /// It could be a name without its quotes.
    pub fn is_word(&self) -> bool {
        matches!(self, Self::Word | Self::Number(_) | Self::Boolean(_) | Self::Null)
    }

    /// A value begins with it.
    pub fn begins_value(&self) -> bool {
        matches!(
            self,
            Self::OpenBrace | Self::OpenBracket | Self::Text(_) | Self::Boolean(_) | Self::Number(_) | Self::Null
        )
    }
}

pub(super) struct Scanner<'t> {
    text: &'t str,
    start: usize,
    at: usize,
}

impl<'t> Scanner<'t> {
    pub fn new(text: &'t str) -> Self {
        Self { text, start: 0, at: 0 }
    }

    /// Where the current token begins.
    pub fn start(&self) -> usize {
        self.start
    }

    /// Where the current token ends.
    pub fn end(&self) -> usize {
        self.at
    }

    /// Something is wrong with the current token, or, when it is not begun, with the current character.
    pub fn fault(&self, what: &'static str) -> Fault {
        let end = if self.at > self.start { self.at } else { self.after_character() };
        Fault { span: Span::new(self.start, end), what: what.into() }
    }

    /// Something is wrong with the current character.
    fn fault_here(&self, what: &'static str) -> Fault {
        Fault { span: Span::new(self.at, self.after_character()), what: what.into() }
    }

    fn after_character(&self) -> usize {
        self.at + self.character().map_or(0, char::len_utf8)
    }

    fn character(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn byte_after(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at + 1).copied()
    }

    /// The text of the current token.
    fn slice(&self) -> &'t str {
        self.text.get(self.start..self.at).unwrap_or_default()
    }

    /// Moves to the next token; `None` at the end.
    pub fn next(&mut self) -> Result<Option<Token<'t>>, Fault> {
        self.skip_space();
        self.start = self.at;
        let Some(byte) = self.byte() else { return Ok(None) };
        let token = match byte {
            b'{' => self.sign(Token::OpenBrace),
            b'}' => self.sign(Token::CloseBrace),
            b'[' => self.sign(Token::OpenBracket),
            b']' => self.sign(Token::CloseBracket),
            b',' => self.sign(Token::Comma),
            b':' => self.sign(Token::Colon),
            b'"' => Token::Text(self.string()?),
            b'-' | b'+' | b'0'..=b'9' => self.number()?,
            b'.' if self.byte_after().is_some_and(|next| next.is_ascii_digit()) => self.number()?,
            b't' if self.skip_word("true") => Token::Boolean(true),
            b'f' if self.skip_word("false") => Token::Boolean(false),
            b'n' if self.skip_word("null") => Token::Null,
            b'\'' => return Err(self.fault("single-quoted strings are not allowed")),
            b'/' => return Err(self.comment()),
            _ => self.word()?,
        };
        Ok(Some(token))
    }

    fn sign(&mut self, token: Token<'t>) -> Token<'t> {
        self.at += 1;
        token
    }

    fn skip_space(&mut self) {
        while let Some(byte) = self.byte() {
            match byte {
                b' ' | b'\t' | b'\n' | b'\r' => self.at += 1,
                _ => return,
            }
        }
    }

    fn string(&mut self) -> Result<Cow<'t, str>, Fault> {
        let open = self.at + 1;
        let rest = self.text.as_bytes().get(open..).unwrap_or_default();
        let length = rest.iter().position(|byte| escape::ends_plain(*byte)).unwrap_or(rest.len());
        if rest.get(length) == Some(&b'"') {
            self.at = open + length + 1;
            return Ok(Cow::Borrowed(self.text.get(open..open + length).unwrap_or_default()));
        }
        let (text, end) = escape::unescape(self.text, self.start)?;
        self.at = end;
        Ok(Cow::Owned(text))
    }

    fn skip_digits(&mut self) {
        while self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result<Token<'t>, Fault> {
        match self.byte() {
            Some(b'+') => return Err(self.fault("unary plus on numbers is not allowed")),
            Some(b'-') => self.at += 1,
            _ => {}
        }
        match self.byte() {
            Some(b'0') => {
                self.at += 1;
                if matches!(self.byte(), Some(b'x' | b'X')) {
                    return Err(self.fault("hexadecimal numbers are not allowed"));
                }
            }
            Some(b'1'..=b'9') => self.skip_digits(),
            Some(b'.') if self.byte_after().is_some_and(|next| next.is_ascii_digit()) => {
                return Err(self.fault(BARE_POINT));
            }
            Some(b'I') if self.skip_word("Infinity") => return Err(self.fault(NOT_FINITE)),
            Some(b'N') if self.skip_word("NaN") => return Err(self.fault(NOT_FINITE)),
            _ => return Err(self.fault_here("expected digit following negative sign")),
        }
        if self.byte() == Some(b'.') {
            self.at += 1;
            if !self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                return Err(self.fault(BARE_POINT));
            }
            self.skip_digits();
        }
        if matches!(self.byte(), Some(b'e' | b'E')) {
            self.at += 1;
            match self.byte() {
                Some(b'-' | b'+') => {
                    self.at += 1;
                    if !self.byte().is_some_and(|byte| byte.is_ascii_digit()) {
                        return Err(self.fault_here("expected digit"));
                    }
                }
                Some(b'0'..=b'9') => {}
                _ => return Err(self.fault_here("expected plus, minus, or digit in number literal")),
            }
            self.skip_digits();
        }
        Ok(Token::Number(self.slice()))
    }

    fn comment(&mut self) -> Fault {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let length = match self.byte_after() {
            Some(b'/') => rest.find(['\n', '\r']).unwrap_or(rest.len()),
            Some(b'*') => match rest.get(2..).and_then(|inner| inner.find("*/")) {
                Some(end) => end + 4,
                None => {
                    self.at = self.text.len();
                    return self.fault("unterminated comment block");
                }
            },
            _ => return self.fault(UNEXPECTED),
        };
        self.at += length;
        self.fault("comments are not allowed")
    }

    /// Moves over `word` where it stands whole.
    fn skip_word(&mut self, word: &str) -> bool {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let Some(after) = rest.strip_prefix(word) else { return false };
        if after.starts_with(|c: char| c.is_alphanumeric() || c == '$') {
            return false;
        }
        self.at += word.len();
        true
    }

    fn word(&mut self) -> Result<Token<'t>, Fault> {
        while let Some(c) = self.character() {
            if c.is_whitespace() || c == ':' {
                break;
            }
            if !c.is_alphanumeric() && !matches!(c, '-' | '_' | '$') {
                return Err(self.fault(UNEXPECTED));
            }
            self.at += c.len_utf8();
        }
        if self.at == self.start {
            let is_space = self.character().is_some_and(char::is_whitespace);
            return Err(self.fault(if is_space { ODD_SPACE } else { UNEXPECTED }));
        }
        Ok(Token::Word)
    }
}

const ODD_SPACE: &str = "between values only spaces, tabs and line ends may stand";
const UNEXPECTED: &str = "unexpected token";
const NOT_FINITE: &str = "infinity and NaN are not allowed";
const BARE_POINT: &str = "leading or trailing decimal points on numbers are not allowed";
