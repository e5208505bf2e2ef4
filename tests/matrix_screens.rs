//! The access matrix: opened in any lens, computed for the world on show, what flips marked by letters and a sign.

mod screen;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::style::Modifier;
use rolecall::iam::Decision;
use rolecall::lesson::{Cell, Lens, RowKind};
use rolecall::tui::theme::ThemeName;
use rolecall::tui::{MatrixModel, Model, Msg, Screen, Start, update};
use screen::{draw, library, model, open, press, styled, text};

/// The role's permissions policy, its reading action misspelt.
fn spoilt(theme: ThemeName, size: (u16, u16)) -> Model {
    let mut model = model(theme, false, size);
    model.start(&Start::Lesson("iam-roles".to_owned()));
    press(&mut model, "→→→→e⏎↓↓↓↓↓↓↓↓↓↓↓↓⇲←←");
    update(&mut model, Msg::Key(KeyEvent::from(KeyCode::Backspace)));
    press(&mut model, "⎋");
    model
}

fn matrix(model: &Model) -> &MatrixModel {
    model.lesson.as_ref().and_then(|open| open.matrix.as_ref()).expect("the matrix is open")
}

fn place(model: &Model) -> (usize, usize) {
    (matrix(model).row, matrix(model).column)
}

#[test]
fn every_cell_shows_the_letter_of_its_decision() {
    let model = open("m");
    assert_eq!(model.screen, Screen::Matrix);
    let shown = text(&model);
    let opened = matrix(&model);
    assert!(opened.flipped.is_empty() && opened.base.is_none());
    assert!(
        text(&model).lines().next().is_some_and(|header| header.ends_with("at the start, sessions once issued ")),
        "{}",
        text(&model)
    );
    for (row, principal) in opened.matrix.rows.iter().enumerate() {
        let line = shown
            .lines()
            .skip(5)
            .take(opened.matrix.rows.len())
            .find(|line| line.split_whitespace().any(|word| word == principal.name))
            .expect("a row for every principal");
        let letters: Vec<&str> = line.split_whitespace().filter(|word| ["A", "i", "D", "·"].contains(word)).collect();
        let expected: Vec<&str> = (0..opened.matrix.columns.len())
            .map(|column| match opened.matrix.cell(row, column).and_then(Cell::decision) {
                Some(Decision::Allowed) => "A",
                Some(Decision::ImplicitlyDenied) => "i",
                Some(Decision::ExplicitlyDenied) => "D",
                None => "·",
            })
            .collect();
        assert_eq!(letters, expected, "{line}");
    }
}

#[test]
fn what_is_not_sent_with_an_assume_role_is_said() {
    for size in [(80, 24), (120, 40)] {
        let mut model = model(ThemeName::None, false, size);
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "m");
        assert!(!text(&model).contains("Asked for plainly"), "{}", text(&model));
        press(&mut model, "⇲");
        assert!(text(&model).contains("Asked for plainly: without external ID"), "{}", text(&model));
    }
}

#[test]
fn what_an_edit_flips_is_marked_with_both_letters_and_the_cursor_stands_there() {
    let mut model = spoilt(ThemeName::None, (120, 40));
    press(&mut model, "m");
    assert_eq!(matrix(&model).flipped.len(), 4);
    assert_eq!(Some(&place(&model)), matrix(&model).flipped.first());
    let shown = text(&model);
    assert_eq!(shown.matches("ΔA>i").count(), 4, "{shown}");
    assert!(shown.contains("4 cells differ"));
    assert!(shown.contains("Δ base A s3:GetObject is allowed by ReadTheFiles of ReadReports"), "{shown}");
    assert!(shown.contains("i nothing denies s3:GetObject, but no identity-based policy allows"), "{shown}");
    // The marks that are not under the cursor are underlined, too.
    let marks =
        draw(&model).content.iter().filter(|cell| cell.symbol() == "Δ").map(|cell| cell.modifier).collect::<Vec<_>>();
    assert!(marks.iter().filter(|mark| mark.contains(Modifier::UNDERLINED)).count() >= 3, "{marks:?}");
    // n goes round through all of them and comes back.
    let mut seen = vec![place(&model)];
    for _ in 0..3 {
        press(&mut model, "n");
        seen.push(place(&model));
    }
    assert_eq!(seen, matrix(&model).flipped);
    press(&mut model, "n");
    assert_eq!(place(&model), seen[0]);
}

#[test]
fn a_what_if_flips_cells_to_an_explicit_deny() {
    let model = open("w↓↓⏎m");
    let opened = matrix(&model);
    assert!(!opened.flipped.is_empty());
    assert!(text(&model).contains(">D"), "{}", text(&model));
}

#[test]
fn a_what_if_that_changes_calls_is_told_to_count_in_its_sessions() {
    let words = "The what-if changes calls.";
    assert!(text(&open("w↓↓↓↓↓↓⏎m")).contains(words));
    assert!(!text(&open("w↓↓⏎m")).contains(words));
}

#[test]
fn without_a_change_n_says_that_nothing_differs() {
    let mut model = open("mn");
    assert!(model.notice.as_deref().is_some_and(|notice| notice.starts_with("no cell differs")), "{:?}", model.notice);
    press(&mut model, "m");
    assert_eq!(model.screen, Screen::Lesson);
    assert!(model.lesson.as_ref().is_some_and(|open| open.matrix.is_none()));
}

#[test]
fn the_cursor_stays_inside_and_every_cell_can_be_read_where_it_is_narrow() {
    for size in [(60, 16), (80, 24)] {
        let mut model = model(ThemeName::Dark, false, size);
        model.start(&Start::Lesson("iam-roles".to_owned()));
        press(&mut model, "m↑←");
        assert_eq!(place(&model), (0, 0));
        let columns = matrix(&model).matrix.columns.clone();
        for column in &columns {
            let shown = text(&model);
            assert!(shown.contains(&format!(": {} ─", column.action)), "{shown}");
            assert!(shown.contains(&format!("on {}", column.resource)), "{shown}");
            // The selected cell is on the screen: one cell of the current style in the grid.
            let current = model.theme.current;
            let drawn = draw(&model);
            assert!(drawn.content.iter().any(|cell| Some(cell.bg) == current.bg), "{shown}");
            press(&mut model, "→");
        }
        assert_eq!(place(&model), (0, columns.len() - 1));
        assert!(text(&model).contains("← "), "what is out of sight is said\n{}", text(&model));
        press(&mut model, "⇟⇟↓");
        assert_eq!(place(&model).0, matrix(&model).matrix.rows.len() - 1);
        press(&mut model, "⇞⇞⌂");
        assert_eq!(place(&model), (0, 0));
    }
}

#[test]
fn enter_opens_the_trace_of_the_cell_and_escape_comes_back() {
    let mut model = open("m↓→→⏎");
    let shown = text(&model);
    assert!(shown.contains("role DataReader: s3:GetObject"), "{shown}");
    assert!(shown.contains("ReadTheFiles (Allow) applies and allows, and decides"), "{shown}");
    let opened = matrix(&model).trace.as_ref().expect("open");
    let decides = &opened.visible()[opened.cursor];
    assert!(decides.decides, "one looks first at what decided: {decides:?}");
    let rows = opened.visible().len();
    press(&mut model, "⏎");
    assert_ne!(matrix(&model).trace.as_ref().expect("open").visible().len(), rows, "Enter folds");
    press(&mut model, "⌂⏎");
    assert_eq!(matrix(&model).trace.as_ref().expect("open").visible().len(), 1, "all is below the decision");
    press(&mut model, "⎋");
    assert!(matrix(&model).trace.is_none());
    press(&mut model, "⎋");
    assert_eq!(model.screen, Screen::Lesson);
}

#[test]
fn it_opens_in_every_lens_and_help_lies_over_it() {
    let mut model = open("4m?");
    assert!(text(&model).contains("Access matrix"), "{}", text(&model));
    press(&mut model, "?⎋");
    assert_eq!((model.screen, model.lens()), (Screen::Lesson, Lens::Deep));
}

#[test]
fn it_is_computed_when_it_is_opened_and_anew_after_a_change() {
    let mut model = spoilt(ThemeName::Dark, (120, 40));
    press(&mut model, "m");
    let first = matrix(&model).matrix.clone();
    press(&mut model, "⎋um");
    assert_ne!(matrix(&model).matrix, first);
    assert!(matrix(&model).base.is_none());
}

#[test]
fn screens_at_both_sizes() {
    for size in [(80, 24), (120, 40)] {
        let name = |what: &str| format!("{what}-{}x{}", size.0, size.1);
        let mut model = spoilt(ThemeName::Dark, size);
        press(&mut model, "m");
        insta::assert_snapshot!(name("flipped"), styled(&model));
        press(&mut model, "⏎");
        insta::assert_snapshot!(name("trace"), text(&model));
        press(&mut model, "⎋⇲");
        insta::assert_snapshot!(name("last-column"), text(&model));
    }
    let mut model = spoilt(ThemeName::Light, (80, 24));
    press(&mut model, "m");
    insta::assert_snapshot!("flipped-light", styled(&model));
}

#[test]
fn no_size_and_no_sign_is_too_little() {
    for ascii in [false, true] {
        for size in [(1, 1), (30, 8), (60, 16), (61, 17), (79, 23), (100, 20), (200, 60)] {
            let mut model = model(ThemeName::Dark, ascii, size);
            model.start(&Start::Lesson("iam-roles".to_owned()));
            for keys in ["w↓↓⏎m", "→→→→→→→→→→↓", "⏎↓↓↓⏎", "⎋⇲n", "⎋"] {
                press(&mut model, keys);
                let shown = text(&model);
                assert!(!ascii || shown.is_ascii(), "{size:?} {keys}\n{shown}");
            }
        }
    }
}

#[test]
fn a_session_is_told_with_its_role() {
    let mut model = open("m");
    let at = matrix(&model).matrix.rows.iter().position(|row| row.kind == RowKind::Session).expect("a session");
    press(&mut model, &"↓".repeat(at));
    let row = &matrix(&model).matrix.rows[at];
    let words = format!("session {} of {}, once issued:", row.name, row.role.as_deref().expect("it is of a role"));
    assert!(text(&model).contains(&words), "{}", text(&model));
}

#[test]
fn a_session_is_told_to_be_there_once_it_is_issued() {
    let mut model = open("m");
    let at = matrix(&model).matrix.rows.iter().position(|row| row.kind == RowKind::Session).expect("a session");
    let screen = text(&model);
    assert!(screen.contains("at the start, sessions once issued"), "{screen}");
    press(&mut model, &"↓".repeat(at));
    assert!(text(&model).contains(", once issued:"), "{}", text(&model));
}

/// STS refuses what would issue it: nothing else is to be said of such a session.
#[test]
fn a_session_that_is_never_issued_is_told_to_be_so_with_the_step_that_refuses() {
    for (lesson, keys, by) in [("iam-roles", "w↓↓↓↓⏎m", "what-if"), ("cross-account", "e⏎↓↓↓↓↓↓↓⇲←x⎋m", "edit")]
    {
        let mut model = model(ThemeName::Dark, false, (120, 40));
        model.start(&Start::Lesson(lesson.to_owned()));
        press(&mut model, keys);
        let play = &model.lesson.as_ref().expect("it is open").timeline;
        assert!(play.failed_step == Some(2), "{}", text(&model));
        let matrix = model.lesson.as_mut().and_then(|open| open.matrix.as_mut()).expect("the matrix is open");
        (matrix.row, matrix.column) = (0, 0);
        let at = matrix.matrix.rows.iter().position(|row| row.kind == RowKind::Session).expect("a session");
        press(&mut model, &"↓".repeat(at));
        let screen = text(&model);
        assert!(screen.contains(&format!("· never issued with this {by} (step 2: AccessDenied)")), "{screen}");
        assert!(screen.contains(", never issued: ") && !screen.contains("once issued"), "{screen}");
        assert!(!screen.contains("token") && !screen.contains("As the session is issued"), "{screen}");
    }
}

#[test]
fn the_last_head_on_show_has_all_the_room_there_is() {
    for entry in library() {
        let id = entry.lesson.as_ref().expect("a lesson").head.id.clone();
        let mut model = screen::lesson_at(&id, (80, 24), "m");
        for _ in 0..12 {
            let screen = text(&model);
            assert!(!screen.contains("…ther key") && !screen.contains("…er key"), "{id}: {screen}");
            press(&mut model, "→");
        }
    }
}
