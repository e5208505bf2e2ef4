//! The only place where the model changes.

mod arrival;
mod edit;
mod home;
mod matrix;
mod mouse;
mod overlay;
pub(super) mod quiz;

use super::effect::Effect;
use super::field::TOO_LONG;
use super::kept;
use super::keymap::{self, Action};
use super::lens;
use super::model::{Model, Overlay, Screen};
use super::msg::Msg;
use super::view;
use crate::lesson::Lens;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind};

pub(super) use overlay::{entries as overlay_entries, open_moment};

/// Takes in a message; gives what has to be done outside.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    let moves = matches!(msg, Msg::Key(_) | Msg::Paste(_) | Msg::Mouse(_) | Msg::Tick | Msg::Arrival(_));
    let effects = take_in(model, msg);
    if moves {
        lens::place::note(model);
        lens::place::note_answer(model);
        kept::note(model);
    }
    effects
}

fn take_in(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(event) if event.kind != KeyEventKind::Release => {
            let effects = on_key(model, event);
            keep_scroll(model);
            effects
        }
        Msg::Key(_) => Vec::new(),
        Msg::Paste(text) => on_paste(model, &text),
        Msg::Mouse(event) => mouse::on_mouse(model, event),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            keep_scroll(model);
            Vec::new()
        }
        Msg::Tick => {
            lens::challenge::on_tick(model);
            lens::visualize::on_tick(model)
        }
        Msg::Arrival(arrival) => arrival::on_arrival(model, arrival),
        Msg::Measured(timing) => {
            model.measurement.take(timing);
            Vec::new()
        }
        Msg::Written(Ok(name), what_ifs) => {
            model.notice = Some(edit::say_written(model, &name, &what_ifs));
            Vec::new()
        }
        Msg::Notice(text) | Msg::Written(Err(text), _) => {
            model.notice = Some(text);
            Vec::new()
        }
    }
}

/// The end of a judgement is the end: what cannot be seen is not scrolled to.
fn keep_scroll(model: &mut Model) {
    let Some(limit) = view::ask_scroll_limit(model) else { return };
    if let Some(ask) = model.ask_mut() {
        ask.scroll = ask.scroll.min(limit);
    }
}

/// What is pasted goes where something is typed.
fn on_paste(model: &mut Model, text: &str) -> Vec<Effect> {
    if let Some(field) = model.home.search.as_mut().filter(|_| model.screen == Screen::Home && model.home.typing)
        && !field.paste(text)
    {
        model.notice = Some(TOO_LONG.to_owned());
    }
    if model.overlay.is_none()
        && let Some(ask) = model.ask_mut()
    {
        ask.paste(text);
        return Vec::new();
    }
    match model.screen {
        Screen::Edit if model.overlay.is_none() => edit::on_paste(model, text),
        Screen::Lesson if model.overlay.is_none() => return lens::on_paste(model, text),
        _ => {}
    }
    Vec::new()
}

fn on_key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    model.notice = None;
    model.wanted = None;
    if let Some(Overlay::Jump(text)) = &mut model.overlay {
        match event.code {
            KeyCode::Char(digit) if digit.is_ascii_digit() && text.len() < 3 => {
                text.push(digit);
                return Vec::new();
            }
            KeyCode::Backspace => {
                text.pop();
                return Vec::new();
            }
            _ => {}
        }
    }
    if model.overlay.is_none() && model.screen == Screen::Home && home::on_search_key(model, event) {
        return Vec::new();
    }
    if model.overlay.is_none() && model.ask_mut().is_some_and(|ask| ask.on_key(event)) {
        return Vec::new();
    }
    if model.overlay.is_none()
        && model.screen == Screen::Lesson
        && let Some(effects) = lens::on_key(model, event)
    {
        return effects;
    }
    if model.overlay.is_none() && model.screen == Screen::Edit && edit::on_editor_key(model, event) {
        return Vec::new();
    }
    let Some(action) = keymap::action(model, event) else { return Vec::new() };
    match action {
        Action::Quit => return vec![Effect::Save, Effect::Quit],
        Action::Suspend => return vec![Effect::Suspend],
        // The key that opened the help closes it, too.
        Action::Help if model.overlay == Some(Overlay::Help) => {
            model.overlay = None;
            return Vec::new();
        }
        Action::Help => {
            open_overlay(model, Overlay::Help);
            return Vec::new();
        }
        Action::Home => {
            go_home(model);
            return vec![Effect::Save];
        }
        _ => {}
    }
    if model.overlay.is_some() {
        return overlay::on_overlay(model, action);
    }
    match model.screen {
        Screen::Home => home::on_home(model, action),
        Screen::Lesson => on_lesson(model, action),
        Screen::Quiz => quiz::on_quiz(model, action),
        Screen::Edit => edit::on_editor(model, action),
        Screen::Matrix => matrix::on_matrix(model, action),
        Screen::Compare => edit::on_comparison(model, action),
    }
}

pub(super) use edit::{choices as policy_choices, kind_words, open_comparison};

pub(super) fn go_home(model: &mut Model) {
    quiz::look_back(model);
    model.screen = Screen::Home;
    model.overlay = None;
    if let Some(lesson) = &mut model.lesson {
        lesson.playing = false;
    }
}

pub(super) fn open_overlay(model: &mut Model, overlay: Overlay) {
    model.overlay = Some(overlay);
    model.scroll = 0;
    model.overlay_cursor = if model.overlay == Some(Overlay::WhatIfs) { what_if_on_show(model) } else { 0 };
}

/// The row of the play on show in the list of what-ifs; the base play is row 0.
fn what_if_on_show(model: &Model) -> usize {
    let Some((lesson, open)) = model.open() else { return 0 };
    let on_show = lesson.what_ifs.iter().position(|what_if| open.timeline.what_ifs.contains(&what_if.id));
    on_show.map_or(0, |at| at + 1)
}

/// What counts in a lesson, whatever the lens; a lens may take a key first.
fn on_lesson(model: &mut Model, action: Action) -> Vec<Effect> {
    if let Some(effects) = lens::on_action(model, action) {
        return effects;
    }
    if let Some(effects) = edit::on_action(model, action) {
        return effects;
    }
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    match action {
        Action::Lens(number) => {
            return Lens::with_number(number).map_or_else(Vec::new, |to| lens::switch(model, to));
        }
        Action::LensNext => return lens::turn(model, false),
        Action::LensBack => return lens::turn(model, true),
        Action::Quiz => model.open_quiz(),
        Action::Edit => open_overlay(model, Overlay::Policies),
        Action::Matrix => matrix::open_matrix(model),
        Action::Close => {
            if !lesson.lit.is_empty() {
                lesson.lit.clear();
            } else if lesson.is_changed() {
                edit::step_out(model);
            } else {
                go_home(model);
                return vec![Effect::Save];
            }
        }
        _ => {}
    }
    Vec::new()
}
