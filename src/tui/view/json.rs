//! A line of JSON in colours.

use crate::tui::theme::Theme;
use ratatui::text::Span;

/// The line cut into member names, strings and the rest.
pub(super) fn spans(line: &str, theme: &Theme) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    let mut rest = line;
    while let Some(open) = rest.find('"') {
        let (before, quoted) = rest.split_at(open);
        if !before.is_empty() {
            spans.push(Span::styled(before.to_owned(), theme.text));
        }
        let end = end_of_string(quoted);
        let (string, after) = quoted.split_at(end);
        let style = if after.trim_start().starts_with(':') { theme.json_key } else { theme.json_value };
        spans.push(Span::styled(string.to_owned(), style));
        rest = after;
    }
    if !rest.is_empty() {
        spans.push(Span::styled(rest.to_owned(), theme.text));
    }
    spans
}

/// Where the string that starts `text` ends, in bytes.
fn end_of_string(text: &str) -> usize {
    let mut escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return at + 1,
            _ => {}
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::theme::ThemeName;

    #[test]
    fn names_and_values_differ_and_nothing_is_lost() {
        let theme = Theme::new(ThemeName::Dark);
        let line = r#"  "Action": "s3:\"x", 1] "open"#;
        let cut = spans(line, &theme);
        assert_eq!(cut.iter().map(|span| span.content.as_ref()).collect::<String>(), line);
        assert_eq!(cut[1].style, theme.json_key);
        assert_eq!(cut[3].style, theme.json_value);
    }
}
