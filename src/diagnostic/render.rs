//! The one place that turns diagnostics into text for people, through `annotate-snippets` (rustc's own renderer).

use super::{Diagnostic, Severity, Source, sanitize};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

/// How the rendering is dressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RenderStyle {
    /// No colour: pipes, snapshots, `NO_COLOR`.
    Plain,
    /// ANSI colours.
    Coloured,
}

/// One diagnostic as several lines of text, without a final line break.
pub fn render(diagnostic: &Diagnostic, style: RenderStyle) -> String {
    render_within(diagnostic, style, usize::MAX)
}

/// The same for a terminal of so many columns: what is wrong and what to do are folded between words. The lines of the
/// source stay as they are, or their marks would stand elsewhere.
fn render_within(diagnostic: &Diagnostic, style: RenderStyle, columns: usize) -> String {
    let shown = Shown::new(&diagnostic.source);
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let lead = diagnostic.severity.name().len() + diagnostic.code.len() + "[]: ".len();
    let title = fold(&sanitize(&diagnostic.title), columns.saturating_sub(lead));
    let name = sanitize(diagnostic.source.name()).into_owned();
    let labels: Vec<_> = diagnostic
        .labels
        .iter()
        .map(|label| (shown.map(label.span.start)..shown.map(label.span.end), sanitize(&label.text).into_owned()))
        .collect();
    let help = diagnostic.help.as_deref().map(|help| fold(&sanitize(help), columns.saturating_sub(HELP)));

    let mut group = Group::with_title(level.primary_title(title.as_str()).id(diagnostic.code));
    if !labels.is_empty() {
        let mut snippet =
            Snippet::source(shown.text.as_str()).line_start(diagnostic.source.first_line()).path(name.as_str());
        for (position, (range, text)) in labels.iter().enumerate() {
            let kind = if position == 0 { AnnotationKind::Primary } else { AnnotationKind::Context };
            let annotation = kind.span(range.clone());
            snippet = snippet.annotation(if text.is_empty() { annotation } else { annotation.label(text.as_str()) });
        }
        group = group.element(snippet);
    }
    if let Some(help) = &help {
        group = group.element(Level::HELP.message(help.as_str()));
    }
    let renderer = match style {
        RenderStyle::Plain => Renderer::plain(),
        RenderStyle::Coloured => Renderer::styled(),
    };
    renderer.render(&[group])
}

/// Columns before a text of advice: a line number of four digits, and `= help: `.
const HELP: usize = 14;
/// Narrower than this nothing is folded: a word a line helps nobody.
const NARROWEST: usize = 24;

/// The text with line breaks between words, so that no line is longer than `columns` where that can be.
fn fold(text: &str, columns: usize) -> String {
    let options = textwrap::Options::new(columns.max(NARROWEST)).break_words(false);
    textwrap::fill(text, options.word_splitter(textwrap::WordSplitter::NoHyphenation))
}

/// All of them, each followed by an empty line.
pub fn render_all(diagnostics: &[Diagnostic], style: RenderStyle) -> String {
    render_all_within(diagnostics, style, usize::MAX)
}

/// The same for a terminal of so many columns.
pub fn render_all_within(diagnostics: &[Diagnostic], style: RenderStyle, columns: usize) -> String {
    diagnostics.iter().fold(String::new(), |mut text, diagnostic| {
        text.push_str(&render_within(diagnostic, style, columns));
        text.push_str("\n\n");
        text
    })
}

/// The source as it may be shown, with a map from its bytes to the shown ones: escapes lengthen the text.
struct Shown {
    text: String,
    /// `(byte in the source, byte in the shown text)` at the start of every line and escape, ascending.
    anchors: Vec<(usize, usize)>,
}

impl Shown {
    fn new(source: &Source) -> Self {
        let mut text = String::with_capacity(source.text().len());
        let mut anchors = vec![(0, 0)];
        for (at, c) in source.text().char_indices() {
            if c.is_control() && c != '\n' || sanitize(c.encode_utf8(&mut [0; 4])).len() != c.len_utf8() {
                text.push_str(&sanitize(c.encode_utf8(&mut [0; 4])));
                anchors.push((at + c.len_utf8(), text.len()));
            } else {
                text.push(c);
            }
        }
        Self { text, anchors }
    }

    fn map(&self, byte: usize) -> usize {
        let index = self.anchors.partition_point(|anchor| anchor.0 <= byte).saturating_sub(1);
        let (from, to) = self.anchors.get(index).copied().unwrap_or_default();
        let mut at = (to + byte.saturating_sub(from)).min(self.text.len());
        while !self.text.is_char_boundary(at) {
            at -= 1;
        }
        at
    }
}

#[cfg(test)]
mod tests {
    use super::super::Span;
    use super::*;
    use std::sync::Arc;

    #[test]
    fn sentences_fold_at_the_width_and_the_source_stays_whole() {
        let line = format!("{{ \"Efect\": \"{}\" }}", "x".repeat(60));
        let source = Arc::new(Source::new("lesson.toml", line.clone()));
        let says = "this is a sentence of many words which goes on and on";
        let diagnostic = Diagnostic::error("unknown-element", &source, Span::new(2, 9), says).help(says);
        let wide = render(&diagnostic, RenderStyle::Plain);
        assert!(wide.contains(&format!("]: {says}\n")) && wide.contains(&format!("help: {says}")), "{wide}");
        let text = render_within(&diagnostic, RenderStyle::Plain, 50);
        let (long, short): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.chars().count() > 50);
        assert_eq!(long, [format!("1 | {line}")], "{text}");
        let words = |text: &str| text.split_whitespace().map(ToOwned::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&text), words(&wide), "no word is lost: {text}");
        assert!(short.len() > wide.lines().count(), "{text}");
    }

    #[test]
    fn points_at_the_line_of_the_file_with_caret_and_help() {
        let source = Arc::new(Source::within("lesson.toml", "{\n  \"Efect\": \"Allow\"\n}", 40));
        let diagnostic = Diagnostic::error("unknown-element", &source, Span::new(4, 11), "unknown element `Efect`")
            .labelled("not an element of a statement")
            .help("did you mean `Effect`?");
        let text = render(&diagnostic, RenderStyle::Plain);
        assert!(text.contains("error[unknown-element]: unknown element `Efect`"), "{text}");
        assert!(text.contains("lesson.toml:41:3"), "{text}");
        assert!(text.contains("^^^^^^^ not an element of a statement"), "{text}");
        assert!(text.contains("help: did you mean `Effect`?"), "{text}");
    }

    #[test]
    fn escape_sequences_in_the_source_are_shown_not_sent() {
        let source = Arc::new(Source::new("bad\u{1b}[2J.toml", "a = \"\u{1b}[31m\"\tb"));
        let diagnostic = Diagnostic::error("x", &source, Span::new(4, 11), "bad \u{1b}]0;title\u{7}");
        let text = render(&diagnostic, RenderStyle::Plain);
        assert!(!text.contains('\u{1b}') && !text.contains('\u{7}'), "{text:?}");
    }
}
