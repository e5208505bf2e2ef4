//! Text from files, arguments and the network is made harmless before it can reach a terminal.
//!
//! Nothing is dropped silently: a control character or a bidirectional override becomes a visible escape.

use std::borrow::Cow;

/// Columns between tab stops.
const TAB: usize = 4;

/// Makes a text of several lines harmless: tabs expand, `\r\n` becomes `\n`, every other control character and every
/// bidirectional or invisible formatting character is shown as `\u{..}`.
pub fn sanitize(text: &str) -> Cow<'_, str> {
    clean(text, true)
}

/// The same for one line: a line break is shown as `⏎` too.
pub fn sanitize_line(text: &str) -> Cow<'_, str> {
    clean(text, false)
}

fn clean(text: &str, keep_newlines: bool) -> Cow<'_, str> {
    // Nearly every text is plain, and bytes are quicker to look through than characters.
    let is_plain = |byte: u8| matches!(byte, b' '..=b'~') || keep_newlines && byte == b'\n';
    if text.bytes().all(is_plain) {
        return Cow::Borrowed(text);
    }
    if !text.chars().any(|c| is_unsafe(c) && !(keep_newlines && c == '\n')) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut column = 0usize;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        let start = out.len();
        match c {
            '\r' if chars.peek() == Some(&'\n') => continue,
            '\n' if keep_newlines => {
                out.push('\n');
                column = 0;
                continue;
            }
            '\n' => out.push('⏎'),
            '\t' => out.extend(std::iter::repeat_n(' ', TAB - column % TAB)),
            c if is_unsafe(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
        column += out.get(start..).map_or(0, |added| added.chars().count());
    }
    Cow::Owned(out)
}

/// C0, DEL, C1, bidirectional controls, zero-width and other invisible format characters, line separators, tags.
fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}'
            | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}' | '\u{E0000}'..='\u{E007F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn harmless_text_is_borrowed() {
        assert!(matches!(sanitize("plain\ntext é 日本"), Cow::Borrowed(_)));
    }

    #[test]
    fn escapes_are_shown_and_cannot_drive_a_terminal() {
        assert_eq!(sanitize("\u{1b}[31mred\u{7}"), "\\u{1b}[31mred\\u{7}");
        assert_eq!(sanitize("a\u{202e}b\u{9b}c"), "a\\u{202e}b\\u{9b}c");
    }

    #[test]
    fn tabs_expand_to_stops_and_line_endings_become_plain() {
        assert_eq!(sanitize("a\tb\r\n\tc"), "a   b\n    c");
        assert_eq!(sanitize_line("a\nb"), "a⏎b");
    }
}
