//! Meanings and how they look: colours, modifiers and glyphs. Nothing outside this file names a colour.
//!
//! Every meaning differs by more than colour: a modifier, a glyph or a word goes with it.

use ratatui::style::{Color, Modifier, Style};

/// The palettes a learner can choose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ThemeName {
    /// For dark terminals.
    #[default]
    Dark,
    /// For light terminals.
    Light,
    /// Strong contrast, for projectors and low vision.
    HighContrast,
    /// Blue and orange in place of green and red.
    ColourBlind,
    /// No colour at all (`NO_COLOR`): modifiers and glyphs carry every meaning.
    None,
}

/// A style for every meaning on the screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    /// Body text.
    pub text: Style,
    /// Secondary text, hints, future steps.
    pub dim: Style,
    /// Borders and separators.
    pub border: Style,
    /// The border and title of the focused panel.
    pub focus: Style,
    /// Titles.
    pub title: Style,
    /// The current step.
    pub current: Style,
    /// Done, allowed.
    pub good: Style,
    /// Failed, denied.
    pub bad: Style,
    /// Ambiguous, warning, what a what-if changed.
    pub warn: Style,
    /// Changed in this step.
    pub changed: Style,
    /// Lit by a hint or a key moment; also the deciding statement.
    pub lit: Style,
    /// A key name in the help.
    pub key: Style,
    /// A key name on the bar.
    pub bar_key: Style,
    /// The background bar of header and footer.
    pub bar: Style,
    /// JSON: member names.
    pub json_key: Style,
    /// JSON: strings, numbers.
    pub json_value: Style,
    /// Account boundaries in the flow.
    pub account: Style,
}

impl Theme {
    /// The theme called `name`.
    pub fn new(name: ThemeName) -> Self {
        let plain = Style::new();
        let bold = Modifier::BOLD;
        match name {
            ThemeName::None => Self {
                text: plain,
                dim: plain.add_modifier(Modifier::DIM),
                border: plain.add_modifier(Modifier::DIM),
                focus: plain.add_modifier(bold),
                title: plain.add_modifier(bold),
                current: plain.add_modifier(Modifier::REVERSED),
                good: plain,
                bad: plain.add_modifier(bold | Modifier::UNDERLINED),
                warn: plain.add_modifier(Modifier::ITALIC | bold),
                changed: plain.add_modifier(bold),
                lit: plain.add_modifier(Modifier::REVERSED | bold),
                key: plain.add_modifier(bold),
                bar_key: plain.add_modifier(bold),
                bar: plain,
                json_key: plain,
                json_value: plain,
                account: plain.add_modifier(Modifier::DIM),
            },
            ThemeName::Dark => Self::coloured(&Palette {
                text: Color::Reset,
                dim: Color::Indexed(245),
                border: Color::Indexed(240),
                accent: Color::Indexed(80),
                good: Color::Indexed(114),
                bad: Color::Indexed(203),
                warn: Color::Indexed(221),
                lit: (Color::Indexed(16), Color::Indexed(222)),
                current: (Color::Indexed(231), Color::Indexed(24)),
                bar: (Color::Indexed(252), Color::Indexed(236)),
                bar_key: Color::Indexed(80),
                value: Color::Indexed(180),
                account: Color::Indexed(103),
            }),
            ThemeName::Light => Self::coloured(&Palette {
                text: Color::Reset,
                dim: Color::Indexed(242),
                border: Color::Indexed(248),
                accent: Color::Indexed(25),
                good: Color::Indexed(22),
                bad: Color::Indexed(124),
                warn: Color::Indexed(94),
                lit: (Color::Indexed(16), Color::Indexed(222)),
                current: (Color::Indexed(231), Color::Indexed(25)),
                bar: (Color::Indexed(235), Color::Indexed(253)),
                bar_key: Color::Indexed(25),
                value: Color::Indexed(90),
                account: Color::Indexed(61),
            }),
            ThemeName::HighContrast => Self::coloured(&Palette {
                text: Color::Indexed(231),
                dim: Color::Indexed(252),
                border: Color::Indexed(231),
                accent: Color::Indexed(51),
                good: Color::Indexed(46),
                bad: Color::Indexed(213),
                warn: Color::Indexed(226),
                lit: (Color::Indexed(16), Color::Indexed(226)),
                current: (Color::Indexed(16), Color::Indexed(51)),
                bar: (Color::Indexed(16), Color::Indexed(231)),
                bar_key: Color::Indexed(18),
                value: Color::Indexed(229),
                account: Color::Indexed(231),
            }),
            ThemeName::ColourBlind => Self::coloured(&Palette {
                text: Color::Reset,
                dim: Color::Indexed(245),
                border: Color::Indexed(240),
                accent: Color::Indexed(117),
                good: Color::Indexed(75),
                bad: Color::Indexed(208),
                warn: Color::Indexed(228),
                lit: (Color::Indexed(16), Color::Indexed(228)),
                current: (Color::Indexed(231), Color::Indexed(25)),
                bar: (Color::Indexed(252), Color::Indexed(236)),
                bar_key: Color::Indexed(117),
                value: Color::Indexed(223),
                account: Color::Indexed(146),
            }),
        }
    }

    fn coloured(palette: &Palette) -> Self {
        let fg = |color: Color| Style::new().fg(color);
        let on = |(front, back): (Color, Color)| Style::new().fg(front).bg(back);
        Self {
            text: fg(palette.text),
            dim: fg(palette.dim),
            border: fg(palette.border),
            focus: fg(palette.accent).add_modifier(Modifier::BOLD),
            title: fg(palette.text).add_modifier(Modifier::BOLD),
            current: on(palette.current).add_modifier(Modifier::BOLD),
            good: fg(palette.good),
            bad: fg(palette.bad).add_modifier(Modifier::BOLD),
            warn: fg(palette.warn),
            changed: fg(palette.accent).add_modifier(Modifier::BOLD),
            lit: on(palette.lit).add_modifier(Modifier::BOLD),
            key: fg(palette.accent).add_modifier(Modifier::BOLD),
            bar_key: on((palette.bar_key, palette.bar.1)).add_modifier(Modifier::BOLD),
            bar: on(palette.bar),
            json_key: fg(palette.accent),
            json_value: fg(palette.value),
            account: fg(palette.account),
        }
    }
}

struct Palette {
    text: Color,
    dim: Color,
    border: Color,
    accent: Color,
    good: Color,
    bad: Color,
    warn: Color,
    lit: (Color, Color),
    current: (Color, Color),
    bar: (Color, Color),
    bar_key: Color,
    value: Color,
    account: Color,
}

/// The signs drawn; the ASCII set is for terminals and fonts without the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// Only ASCII.
    pub ascii: bool,
    /// A done step.
    pub done: &'static str,
    /// The current step.
    pub current: &'static str,
    /// A step still to come.
    pub future: &'static str,
    /// A failed step.
    pub failed: &'static str,
    /// A step that never happened.
    pub skipped: &'static str,
    /// Allowed, right.
    pub yes: &'static str,
    /// Denied, wrong.
    pub no: &'static str,
    /// Row marker.
    pub pointer: &'static str,
    /// Changed in this step.
    pub changed: &'static str,
    /// Differs from the base play.
    pub differs: &'static str,
    /// Hidden until reached.
    pub hidden: &'static str,
    /// Text goes on.
    pub more: &'static str,
    /// An edge already travelled, one column.
    pub edge_done: &'static str,
    /// An edge still to come, one column.
    pub edge_future: &'static str,
    /// Head of a travelled edge.
    pub arrow_done: &'static str,
    /// Head of an edge to come.
    pub arrow_future: &'static str,
    /// What travels when motion is on.
    pub traveller: &'static str,
    /// A full cell of a gauge.
    pub gauge_full: &'static str,
    /// An empty cell of a gauge.
    pub gauge_empty: &'static str,
}

impl Glyphs {
    /// Box drawing and geometric shapes, every one a single column wide.
    pub const UNICODE: Self = Self {
        ascii: false,
        done: "●",
        current: "◉",
        future: "○",
        failed: "✗",
        skipped: "–",
        yes: "✓",
        no: "✗",
        pointer: "▸",
        changed: "•",
        differs: "Δ",
        hidden: "·",
        more: "…",
        edge_done: "━",
        edge_future: "─",
        arrow_done: "▶",
        arrow_future: "▷",
        traveller: "◆",
        gauge_full: "█",
        gauge_empty: "░",
    };

    /// Seven-bit signs with the same widths.
    pub const ASCII: Self = Self {
        ascii: true,
        done: "*",
        current: "@",
        future: "o",
        failed: "x",
        skipped: "-",
        yes: "+",
        no: "x",
        pointer: ">",
        changed: "*",
        differs: "#",
        hidden: ".",
        more: "~",
        edge_done: "=",
        edge_future: "-",
        arrow_done: ">",
        arrow_future: ">",
        traveller: "o",
        gauge_full: "#",
        gauge_empty: ".",
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Relative luminance of one of xterm's fixed colours, after WCAG 2.
    fn luminance(color: Color) -> f64 {
        let Color::Indexed(index @ 16..) = color else { panic!("{color:?} is no fixed colour") };
        let level = |step: u8| if step == 0 { 0 } else { 55 + 40 * step };
        let rgb = match index {
            232.. => [8 + 10 * (index - 232); 3],
            _ => [(index - 16) / 36, (index - 16) / 6 % 6, (index - 16) % 6].map(level),
        };
        let linear = rgb.map(|part| {
            let part = f64::from(part) / 255.0;
            if part <= 0.03928 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        });
        0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    }

    fn contrast(style: Style) -> f64 {
        let of = |color: Option<Color>| luminance(color.expect("a colour"));
        let (front, back) = (of(style.fg), of(style.bg));
        (front.max(back) + 0.05) / (front.min(back) + 0.05)
    }

    #[test]
    fn what_has_its_own_background_can_be_read() {
        for (name, least) in [
            (ThemeName::Dark, 4.5),
            (ThemeName::Light, 4.5),
            (ThemeName::ColourBlind, 4.5),
            (ThemeName::HighContrast, 7.0),
        ] {
            let theme = Theme::new(name);
            for (what, style) in
                [("bar", theme.bar), ("key", theme.bar_key), ("lit", theme.lit), ("current", theme.current)]
            {
                assert!(contrast(style) >= least, "{name:?}: {what} has {:.1}", contrast(style));
            }
        }
    }
}
