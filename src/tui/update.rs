//! The only place where the model changes.

use super::effect::Effect;
use super::keymap::{self, Action};
use super::model::{LessonModel, Model, Overlay, Screen, TRAVEL, choices};
use super::msg::Msg;
use super::view;
use crate::learner::Answer;
use crate::lesson::{Panel, Response, judge, play};
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};

/// Seconds per step that can be chosen while playing.
const PACES: [u64; 6] = [1, 2, 3, 4, 6, 10];

/// Takes in a message; gives what has to be done outside.
pub fn update(model: &mut Model, msg: Msg) -> Vec<Effect> {
    match msg {
        Msg::Key(event) if event.kind != KeyEventKind::Release => on_key(model, event),
        Msg::Key(_) | Msg::Paste(_) => Vec::new(),
        Msg::Mouse(event) => on_mouse(model, event),
        Msg::Resize(columns, rows) => {
            model.size = (columns, rows);
            Vec::new()
        }
        Msg::Tick => on_tick(model),
        Msg::Notice(text) => {
            model.notice = Some(text);
            Vec::new()
        }
    }
}

fn on_key(model: &mut Model, event: KeyEvent) -> Vec<Effect> {
    model.notice = None;
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
    let Some(action) = keymap::action(model, event) else { return Vec::new() };
    match action {
        Action::Quit => return vec![Effect::Save, Effect::Quit],
        Action::Suspend => return vec![Effect::Suspend],
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
        return on_overlay(model, action);
    }
    match model.screen {
        Screen::Home => on_home(model, action),
        Screen::Lesson => on_lesson(model, action),
        Screen::Quiz => on_quiz(model, action),
    }
}

fn go_home(model: &mut Model) {
    model.screen = Screen::Home;
    model.overlay = None;
    if let Some(lesson) = &mut model.lesson {
        lesson.playing = false;
    }
}

fn open_overlay(model: &mut Model, overlay: Overlay) {
    model.overlay = Some(overlay);
    model.scroll = 0;
    model.overlay_cursor = 0;
}

fn on_home(model: &mut Model, action: Action) -> Vec<Effect> {
    let last = model.entries.len().saturating_sub(1);
    match action {
        Action::Up => model.home_cursor = model.home_cursor.saturating_sub(1),
        Action::Down => model.home_cursor = (model.home_cursor + 1).min(last),
        Action::Open | Action::Quiz => {
            let at = model.home_cursor;
            match model.entries.get(at).map(|entry| entry.lesson.is_some()) {
                Some(true) => {
                    model.open_lesson(at);
                    if action == Action::Quiz {
                        model.open_quiz();
                    }
                }
                Some(false) => open_overlay(model, Overlay::Broken(at)),
                None => {}
            }
        }
        _ => {}
    }
    Vec::new()
}

fn on_lesson(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    let last = lesson.timeline.steps.len();
    match action {
        Action::Next => return go(model, |step| step + 1),
        Action::Back => return go(model, |step| step.saturating_sub(1)),
        Action::First => return go(model, |_| 0),
        Action::Last => return go(model, |_| usize::MAX),
        Action::Play => {
            // At the end there is nothing to play: begin again.
            if !lesson.playing && lesson.step >= last {
                lesson.step = 0;
            }
            lesson.playing = !lesson.playing;
            lesson.moved = Some(0);
            let paused = !lesson.playing;
            let pace = lesson.pace;
            model.notice = Some(if paused {
                "paused".to_owned()
            } else {
                format!("playing, {pace} s a step; + and - change the pace")
            });
        }
        Action::Faster | Action::Slower => {
            let at = PACES.iter().position(|pace| *pace == lesson.pace).unwrap_or(3);
            let to = if action == Action::Faster { at.saturating_sub(1) } else { (at + 1).min(PACES.len() - 1) };
            lesson.pace = PACES.get(to).copied().unwrap_or(lesson.pace);
            model.notice = Some(format!("{} s a step", lesson.pace));
        }
        Action::Values => lesson.values = !lesson.values,
        Action::Evidence => {
            lesson.focus = if lesson.focus == Panel::Evidence { Panel::Process } else { Panel::Evidence }
        }
        Action::FocusNext => lesson.focus = turn(lesson.focus, 1),
        Action::FocusBack => lesson.focus = turn(lesson.focus, Panel::ALL.len() - 1),
        Action::Up | Action::Down => move_cursor(model, action == Action::Down),
        Action::WhatIf => open_overlay(model, Overlay::WhatIfs),
        Action::Moments => open_overlay(model, Overlay::Moments(None)),
        Action::Snapshot => open_overlay(model, Overlay::Snapshot),
        Action::Jump => open_overlay(model, Overlay::Jump(String::new())),
        Action::Zoom => open_overlay(model, Overlay::Zoom),
        Action::Quiz => model.open_quiz(),
        Action::Close => {
            if !lesson.lit.is_empty() {
                lesson.lit.clear();
            } else if !lesson.timeline.what_ifs.is_empty() {
                lesson.timeline = lesson.base.clone();
                model.notice = Some("back to the base play".to_owned());
            } else {
                go_home(model);
                return vec![Effect::Save];
            }
        }
        _ => {}
    }
    Vec::new()
}

fn turn(focus: Panel, by: usize) -> Panel {
    let at = Panel::ALL.iter().position(|panel| *panel == focus).unwrap_or(0);
    Panel::ALL[(at + by) % Panel::ALL.len()]
}

fn move_cursor(model: &mut Model, down: bool) {
    let Some(rows) = view::scene(model).map(|scene| view::panel_rows(&scene)) else { return };
    let Some(lesson) = &mut model.lesson else { return };
    let at = Panel::ALL.iter().position(|panel| *panel == lesson.focus).unwrap_or(0);
    let cursor = &mut lesson.cursors[at];
    *cursor = if down { (*cursor + 1).min(rows.saturating_sub(1)) } else { cursor.saturating_sub(1) };
}

/// Goes to another step and remembers it.
fn go(model: &mut Model, to: impl Fn(usize) -> usize) -> Vec<Effect> {
    let at = (model.now)();
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    let last = lesson.timeline.steps.len();
    let step = to(lesson.step).min(last);
    if step == lesson.step {
        if step == last {
            lesson.playing = false;
            model.notice = Some("this is the last step; t tests yourself, w asks what if".to_owned());
        }
        return Vec::new();
    }
    lesson.step = step;
    lesson.moved = Some(0);
    lesson.cursors = [0; 5];
    lesson.lit.clear();
    if step == last {
        lesson.playing = false;
    }
    let entry = lesson.entry;
    if let Some(known) = model.entries.get(entry).and_then(|entry| entry.lesson.as_ref()) {
        model.record.reach(&known.head.id, step, last, at);
    }
    vec![Effect::Save]
}

fn on_tick(model: &mut Model) -> Vec<Effect> {
    let motion = model.motion;
    let Some(lesson) = &mut model.lesson else { return Vec::new() };
    let moved = lesson.moved.unwrap_or(0);
    let moving = motion && moved < TRAVEL;
    if moving {
        lesson.moved = Some(moved + 1);
        return Vec::new();
    }
    if lesson.playing {
        return go(model, |step| step + 1);
    }
    lesson.moved = None;
    Vec::new()
}

fn on_overlay(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(overlay) = model.overlay.clone() else { return Vec::new() };
    let is_list = matches!(overlay, Overlay::Moments(None) | Overlay::WhatIfs);
    let page = usize::from(model.size.1.saturating_sub(6)).max(1);
    match action {
        Action::Up if is_list => model.overlay_cursor = model.overlay_cursor.saturating_sub(1),
        Action::Down if is_list => {
            model.overlay_cursor = (model.overlay_cursor + 1).min(list_length(model, &overlay).saturating_sub(1));
        }
        Action::Up => model.scroll = model.scroll.saturating_sub(1),
        Action::Down => model.scroll += 1,
        Action::PageUp => model.scroll = model.scroll.saturating_sub(page),
        Action::PageDown => model.scroll += page,
        Action::First => model.scroll = 0,
        Action::Close => {
            model.overlay = match overlay {
                Overlay::Moments(Some(_)) => Some(Overlay::Moments(None)),
                _ => None,
            };
            model.scroll = 0;
        }
        Action::Open => return take(model, overlay),
        _ => {}
    }
    // The end of a text is the end: what cannot be seen is not scrolled to.
    model.scroll = model.scroll.min(view::overlay_scroll_limit(model));
    Vec::new()
}

fn list_length(model: &Model, overlay: &Overlay) -> usize {
    let Some((lesson, _)) = model.open() else { return 0 };
    match overlay {
        Overlay::Moments(None) => lesson.key_moments.len(),
        Overlay::WhatIfs => lesson.what_ifs.len() + 1,
        _ => 0,
    }
}

/// Enter in an overlay.
fn take(model: &mut Model, overlay: Overlay) -> Vec<Effect> {
    let cursor = model.overlay_cursor;
    match overlay {
        Overlay::Jump(text) => {
            model.overlay = None;
            match text.parse::<usize>() {
                Ok(number) if model.lesson.as_ref().is_some_and(|lesson| number <= lesson.timeline.steps.len()) => {
                    return go(model, |_| number);
                }
                Ok(number) => model.notice = Some(format!("there is no step {number}")),
                Err(_) => {}
            }
            Vec::new()
        }
        Overlay::WhatIfs => {
            model.overlay = None;
            choose_what_if(model, cursor)
        }
        Overlay::Moments(None) => open_moment(model, cursor),
        // The moment is read: look at what it lights.
        _ => {
            model.overlay = None;
            Vec::new()
        }
    }
}

/// Row 0 is the base play.
fn choose_what_if(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let chosen: Vec<String> = row
        .checked_sub(1)
        .and_then(|at| lesson.what_ifs.get(at))
        .map(|what_if| what_if.id.clone())
        .into_iter()
        .collect();
    let played = play(lesson, &chosen);
    let id = lesson.head.id.clone();
    match played {
        Ok(timeline) => {
            // To see what differs, one looks at where it begins to differ.
            let first = timeline.failed_step;
            if let Some(model) = &mut model.lesson {
                model.timeline = timeline;
                model.lit.clear();
                model.playing = false;
                model.moved = Some(0);
                model.cursors = [0; 5];
                if let Some(step) = first.filter(|step| model.step < *step) {
                    model.step = step;
                }
            }
            model.record.lesson_mut(&id).what_ifs.extend(chosen);
            vec![Effect::Save]
        }
        Err(error) => {
            model.notice = Some(error.to_string());
            Vec::new()
        }
    }
}

fn open_moment(model: &mut Model, row: usize) -> Vec<Effect> {
    let Some((lesson, _)) = model.open() else { return Vec::new() };
    let Some(moment) = lesson.key_moments.get(row).cloned() else { return Vec::new() };
    let id = lesson.head.id.clone();
    let what_ifs: Vec<String> = moment.what_if.iter().cloned().collect();
    if let (Ok(timeline), Some(model)) = (play(lesson, &what_ifs), &mut model.lesson) {
        show(model, timeline, moment.step, &moment.points_at);
    }
    model.overlay = Some(Overlay::Moments(Some(row)));
    model.scroll = 0;
    model.record.lesson_mut(&id).moments.insert(moment.id);
    vec![Effect::Save]
}

/// Shows a step with cells lit, the lit panel focused.
fn show(model: &mut LessonModel, timeline: crate::lesson::Timeline, step: usize, lit: &[crate::lesson::Pointer]) {
    model.timeline = timeline;
    model.step = step.min(model.timeline.steps.len());
    model.lit = lit.to_vec();
    model.playing = false;
    model.moved = None;
    model.cursors = [0; 5];
    if let Some(pointer) = lit.first() {
        model.focus = pointer.panel;
    }
}

fn on_quiz(model: &mut Model, action: Action) -> Vec<Effect> {
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    let Some(lesson) = model.lesson.as_ref().and_then(|open| model.entries.get(open.entry)?.lesson.as_ref()) else {
        return Vec::new();
    };
    let questions = choices(lesson).len();
    let finished = quiz.question >= questions;
    match action {
        Action::Close => {
            if quiz.looking {
                quiz.looking = false;
            } else {
                model.screen = Screen::Lesson;
                if let Some(open) = &mut model.lesson {
                    open.lit.clear();
                }
            }
        }
        Action::Show if !finished => return look(model),
        _ if quiz.looking => quiz.looking = false,
        Action::Open if finished => model.screen = Screen::Lesson,
        Action::Open if quiz.locked.is_some() => {
            let next = quiz.question + 1;
            let order = model.option_order(next);
            if let Some(quiz) = &mut model.quiz {
                (quiz.question, quiz.order, quiz.cursor, quiz.locked, quiz.hints) = (next, order, 0, None, 0);
            }
        }
        Action::Open => return lock(model),
        Action::Choose(row) if !finished && quiz.locked.is_none() && row < quiz.order.len() => {
            quiz.cursor = row;
            return lock(model);
        }
        Action::Up => quiz.cursor = quiz.cursor.saturating_sub(1),
        Action::Down => quiz.cursor = (quiz.cursor + 1).min(quiz.order.len().saturating_sub(1)),
        Action::Hint if !finished && quiz.locked.is_none() => {
            let most = choices(lesson).get(quiz.question).map_or(0, |question| question.hints.len());
            quiz.hints = (quiz.hints + 1).min(most);
        }
        _ => {}
    }
    Vec::new()
}

/// Answers with the selected option.
fn lock(model: &mut Model) -> Vec<Effect> {
    let at = (model.now)();
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    let Some(lesson) = model.lesson.as_ref().and_then(|open| model.entries.get(open.entry)?.lesson.as_ref()) else {
        return Vec::new();
    };
    let Some(question) = choices(lesson).get(quiz.question).copied() else { return Vec::new() };
    let Some(chosen) = quiz.order.get(quiz.cursor).copied() else { return Vec::new() };
    let right = judge(question, &Response::Option(chosen)).right;
    quiz.locked = Some(quiz.cursor);
    quiz.results.push((right, quiz.hints));
    let answer = Answer { at, right, hints: quiz.hints };
    model.record.answer(&lesson.head.id, &question.id, answer);
    vec![Effect::Save]
}

/// Shows the lesson with what the question points at lit; the same key comes back.
fn look(model: &mut Model) -> Vec<Effect> {
    let Some(quiz) = &mut model.quiz else { return Vec::new() };
    if quiz.looking {
        quiz.looking = false;
        return Vec::new();
    }
    if quiz.hints < 2 && quiz.locked.is_none() {
        model.notice = Some("the second hint (h) points at a place in the lesson; s shows it then".to_owned());
        return Vec::new();
    }
    let asked = quiz.question;
    quiz.looking = true;
    let Some(points) = model.open().and_then(|(lesson, _)| Some(choices(lesson).get(asked)?.points_at.clone())) else {
        return Vec::new();
    };
    if let Some(open) = &mut model.lesson {
        let step = points.iter().filter_map(|pointer| pointer.step).max().unwrap_or(open.step);
        let base = open.base.clone();
        show(open, base, step, &points);
    }
    Vec::new()
}

fn on_mouse(model: &mut Model, event: MouseEvent) -> Vec<Effect> {
    match event.kind {
        MouseEventKind::ScrollUp | MouseEventKind::ScrollDown => {
            let down = event.kind == MouseEventKind::ScrollDown;
            let code = if down { KeyCode::Down } else { KeyCode::Up };
            on_key(model, KeyEvent::from(code))
        }
        MouseEventKind::Down(MouseButton::Left) if model.screen == Screen::Lesson && model.overlay.is_none() => {
            match view::hit(model, event.column, event.row) {
                Some(view::Hit::Step(step)) => go(model, |_| step),
                Some(view::Hit::Panel(panel)) => {
                    if let Some(lesson) = &mut model.lesson {
                        lesson.focus = panel;
                    }
                    Vec::new()
                }
                None => Vec::new(),
            }
        }
        _ => Vec::new(),
    }
}
