//! The screens: `update(&mut Model, Msg) -> Vec<Effect>` and `view(&Model, &mut Frame)`, nothing else decides.

pub mod theme;
pub mod view;
