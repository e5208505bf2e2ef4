//! Strings with escapes: the way that few strings of a policy take.

use super::Fault;
use crate::diagnostic::Span;
use std::borrow::Cow;

/// Whether a string's plain text ends at this byte. All of them are ASCII, so none is a part of another character.
pub(super) fn ends_plain(byte: u8) -> bool {
    matches!(byte, b'"' | b'\\' | ..0x20)
}

/// Resolves the escapes of the string whose opening quote stands at `open`: its text, and the byte after its closing
/// quote.
pub(super) fn unescape(text: &str, open: usize) -> Result<(String, usize), Fault> {
    let mut string = Escaped { text, at: open + 1 };
    let mut out = String::new();
    loop {
        let rest = text.get(string.at..).unwrap_or_default();
        let Some(plain) = rest.bytes().position(ends_plain) else {
            return Err(Fault { span: Span::new(open, text.len()), what: "unterminated string literal".into() });
        };
        out.push_str(rest.get(..plain).unwrap_or_default());
        string.at += plain;
        match string.character() {
            Some('"') => return Ok((out, string.at + 1)),
            Some('\n' | '\r') => {
                let what = "a string ends on its line: the closing quote is missing".into();
                return Err(Fault { span: Span::new(open, string.at), what });
            }
            Some('\0'..' ') => {
                let what = "a control character in a string has to be written as an escape, such as `\\t`".into();
                return Err(Fault { span: Span::new(string.at, string.after_character()), what });
            }
            _ => {}
        }
        let start = string.at;
        string.at += 1;
        if string.at == text.len() {
            return Err(Fault { span: Span::new(open, text.len()), what: "unterminated string literal".into() });
        }
        out.push(string.escape().map_err(|what| Fault { span: Span::new(start, string.after_character()), what })?);
        string.at = string.after_character();
    }
}

struct Escaped<'t> {
    text: &'t str,
    /// The current character.
    at: usize,
}

type What = Cow<'static, str>;

impl<'t> Escaped<'t> {
    fn character(&self) -> Option<char> {
        self.text.get(self.at..)?.chars().next()
    }

    fn after_character(&self) -> usize {
        self.at + self.character().map_or(0, char::len_utf8)
    }

    fn step(&mut self) -> Option<char> {
        self.at = self.after_character();
        self.character()
    }

    /// What the escape means whose letter is the current character; after it the last of the escape is.
    fn escape(&mut self) -> Result<char, What> {
        Ok(match self.character() {
            Some(c @ ('"' | '\\' | '/')) => c,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => return self.unicode(),
            Some('\'') => return Err("invalid escape in double quote string".into()),
            _ => return Err("invalid escape".into()),
        })
    }

    fn unicode(&mut self) -> Result<char, What> {
        let (first, written) = self.four_digits()?;
        let bad = |why: &str| -> What {
            format!("invalid unicode escape sequence. '{written} ({why})' is not a valid UTF8 character").into()
        };
        let code = match first {
            0xD800..=0xDBFF => {
                if self.step() != Some('\\') || self.step() != Some('u') {
                    return Err(bad("unpaired high surrogate"));
                }
                let (second, _) = self.four_digits()?;
                if !(0xDC00..=0xDFFF).contains(&second) {
                    return Err(bad("high surrogate not followed by low surrogate"));
                }
                (first - 0xD800) * 0x400 + (second - 0xDC00) + 0x10000
            }
            0xDC00..=0xDFFF => return Err(bad("unpaired low surrogate")),
            code => code,
        };
        char::from_u32(code).ok_or_else(|| bad("no character"))
    }

    fn four_digits(&mut self) -> Result<(u32, &'t str), What> {
        let start = self.at + 1;
        let mut value = 0;
        for _ in 0..4 {
            let digit = self.step().and_then(|c| c.to_digit(16));
            value = value * 16 + digit.ok_or("expected four hex digits")?;
        }
        Ok((value, self.text.get(start..=self.at).unwrap_or_default()))
    }
}
