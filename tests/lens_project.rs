//! The Project lens, by key scripts: every part built, parts that stand on each other, and what is taken along.

mod bench;
mod screen;

use bench::{SIZES, at, control, function, known, lesson, paste, replace, with_record};
use rolecall::learner::{Badge, Record};
use rolecall::lesson::{ExportFile, ProjectPart, embedded};
use rolecall::tui::{Effect, Model, Msg, update};
use screen::{entry, open, press, text};

fn parts(model: &Model) -> Vec<ProjectPart> {
    lesson(model).lab.project.as_ref().expect("there is a project").parts.clone()
}

/// Every part built as its author did, and back to the list.
fn built(size: (u16, u16)) -> Model {
    let mut model = at(size, "7⏎");
    for part in parts(&model) {
        replace(&mut model, &part.solution);
        press(&mut model, "⎋n");
    }
    press(&mut model, "⎋");
    model
}

fn exported(effects: Vec<Effect>) -> (String, Vec<ExportFile>) {
    match <[Effect; 1]>::try_from(effects).expect("one effect") {
        [Effect::Write { folder, files }] => (folder, files),
        [other] => panic!("{other:?} writes nothing"),
    }
}

#[test]
fn every_part_of_every_project_is_built_by_pasting_and_then_exported() {
    let mut projects = 0;
    for (name, source) in embedded() {
        let shipped = entry(name, source).lesson.expect("it is sound");
        let Some(project) = &shipped.lab.project else { continue };
        projects += 1;
        for size in SIZES {
            let mut model = with_record(&shipped.head.id, size, Record::default(), "7⏎");
            for (number, part) in project.parts.iter().enumerate() {
                assert!(text(&model).contains(&format!("Part {} of {}", number + 1, project.parts.len())));
                assert!(!known(&model).solved.contains_key(&part.id));
                assert!(replace(&mut model, &part.solution).contains(&Effect::Save));
                let badges: Vec<_> = known(&model).solved[&part.id].badges().collect();
                assert_eq!(badges, [Badge::Solved, Badge::Alone, Badge::LeastPrivilege]);
                assert!(known(&model).lenses["project"].done.contains(&part.id));
                // The explanation comes when it is right.
                press(&mut model, "⎋z");
                let first: String = part.explanation[0].chars().take(30).collect();
                assert!(text(&model).contains(&first), "{}", text(&model));
                press(&mut model, "⎋n");
            }
            assert!(text(&model).contains("x writes what you built"), "{}", text(&model));
            assert!(known(&model).lenses["project"].finished.is_some());
            let (folder, files) = exported(press(&mut model, "x"));
            assert_eq!(folder, format!("rolecall-{}", shipped.head.id));
            assert_eq!(
                files,
                project.export(
                    &shipped,
                    &project.solutions().iter().map(|text| text.trim().to_owned()).collect::<Vec<_>>()
                )
            );
            press(&mut model, "⎋");
            assert!(text(&model).contains(&format!("{0} of {0} parts right", project.parts.len())));
        }
    }
    assert!(projects > 0);
}

#[test]
fn a_part_is_built_by_typing() {
    let mut model = at((120, 40), "7↓⏎⏎");
    // The starter names the bucket; the figures are below 2026/.
    press(&mut model, &"↓".repeat(7));
    press(&mut model, "⇲←/2026/*");
    assert!(text(&model).contains("F2"), "{}", text(&model));
    press(&mut model, "↓⇲,⏎");
    // What is typed goes on with the indentation of the line before.
    press(
        &mut model,
        r#"{"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::acme-reports/built/*"}"#,
    );
    let screen = text(&model);
    assert!(!screen.contains("cannot be read"), "{screen}");
    // The trust policy is still the starter, so the function cannot become the role: the parts stand on each other.
    assert!(screen.contains("2 of 3 goals met"), "{screen}");
    press(&mut model, "⎋⎋⌂⏎");
    let first = parts(&model)[0].solution.clone();
    replace(&mut model, &first);
    press(&mut model, "⎋n");
    let screen = text(&model);
    assert!(screen.contains("3 of 3 goals met") && screen.contains("Part 2 is right"), "{screen}");
}

#[test]
fn a_part_on_top_of_an_unfinished_one_says_so() {
    let model = at((120, 40), "7↓⏎");
    assert!(text(&model).contains("Part 1 is not right yet"), "{}", text(&model));
}

#[test]
fn a_part_undone_later_stops_the_export_and_is_named() {
    let mut model = built((120, 40));
    press(&mut model, "⌂⏎");
    let starter = parts(&model)[0].starter.clone();
    replace(&mut model, &starter);
    press(&mut model, "⎋⎋");
    let screen = text(&model);
    assert!(!screen.contains("4 of 4 parts right"), "{screen}");
    assert_eq!(press(&mut model, "x"), []);
    assert!(text(&model).contains("not yet: part 1, Who may become the role, is not right"), "{}", text(&model));
}

#[test]
fn a_wrong_and_a_too_wide_policy_meet_not_all_goals() {
    let mut model = at((120, 40), "7⏎");
    let all = r#"{"Version": "2012-10-17", "Statement": [{"Sid": "Everybody", "Effect": "Allow", "Principal": {"AWS": "111122223333", "Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}]}"#;
    replace(&mut model, all);
    let screen = text(&model);
    assert!(screen.contains("2 of 3 goals met"), "{screen}");
    press(&mut model, "⎋⇲");
    assert!(text(&model).contains("Everybody of the trust policy of ReportBuilder must no longer"), "{}", text(&model));
    assert!(known(&model).solved.is_empty());
}

#[test]
fn broken_json_waits_and_an_empty_text_is_no_policy() {
    let mut model = at((120, 40), "7⏎⏎");
    paste(&mut model, "]");
    let screen = text(&model);
    assert!(screen.contains("as of the last text") && screen.contains("1 of 3 goals met"), "{screen}");
    control(&mut model, 'z');
    assert!(text(&model).contains("Goals: 1 of 3 met"));
    // What has to be written cannot be left out.
    press(&mut model, "⎋⎋⌂↓↓⏎");
    replace(&mut model, "");
    let screen = text(&model);
    assert!(screen.contains("cannot be read yet") && !screen.contains("taken away"), "{screen}");
    assert!(known(&model).solved.is_empty());
}

#[test]
fn hints_then_the_solution() {
    let mut model = at((80, 24), "7⏎hhh");
    assert!(text(&model).contains("Hint 3 of 3"), "{}", text(&model));
    press(&mut model, "SS");
    let id = &parts(&model)[0].id;
    assert!(known(&model).help[id].solution);
    assert!(text(&model).contains("lambda.amazonaws.com"), "{}", text(&model));
    let solution = parts(&model)[0].solution.clone();
    replace(&mut model, &solution);
    assert_eq!(known(&model).solved[id].badges().count(), 0);
    assert!(known(&model).lenses["project"].done.contains(id), "done is done");
}

#[test]
fn drafts_go_on_where_they_were_and_the_list_begins_with_what_is_not_right() {
    let mut model = at((80, 24), "7⏎");
    let all = parts(&model);
    replace(&mut model, &all[0].solution);
    press(&mut model, "⎋n⏎");
    assert_eq!(press(&mut model, "// "), []);
    assert_eq!(press(&mut model, "⎋"), [Effect::Save]);
    let mut later = with_record("iam-roles", (120, 40), model.record.clone(), "⎋");
    let screen = text(&later);
    assert!(screen.contains("1 of 4 parts right") && screen.contains("▸ ◉ 2  What the role may do"), "{screen}");
    press(&mut later, "⏎");
    let screen = text(&later);
    assert!(screen.contains("// {") && screen.contains("your text is as you left it"), "{screen}");
    press(&mut later, "r");
    assert!(!text(&later).contains("// {"));
    press(&mut later, "p");
    assert!(text(&later).contains("Part 1 of 4") && text(&later).contains("3 of 3 goals met"), "{}", text(&later));
}

#[test]
fn while_typing_no_key_leads_out_of_the_text_but_its_own() {
    let mut model = at((120, 40), "7⏎⏎npxq7");
    assert!(text(&model).contains("npxq7{"), "{}", text(&model));
    function(&mut model, 5);
    assert!(text(&model).contains("Part 1 of 4"));
    assert_eq!(control(&mut model, 'c'), [Effect::Save, Effect::Quit]);
    let id = &parts(&model)[0].id;
    assert!(known(&model).drafts[id].text.starts_with("npxq7"));
}

#[test]
fn the_export_says_when_there_is_nothing_to_export_yet() {
    let mut model = at((80, 24), "7");
    assert_eq!(press(&mut model, "x"), []);
    assert!(text(&model).contains("not yet: part 1"), "{}", text(&model));
}

#[test]
fn at_every_size_something_sensible_is_drawn() {
    bench::draws_at_every_size(&["7", "7⏎", "7⏎⇥", "7⏎⏎", "7⏎⇥z", "7↓↓⏎hhhSS", "7⏎⏎x", "7↓↓↓⏎⇥⇲"]);
}

/// The pane that F2 leads to is called by its title, also in the footer.
#[test]
fn the_footer_calls_the_panes_as_their_titles_do() {
    for (keys, own, other) in [("7⏎⏎", "F2 task", "F2 story"), ("6⏎⏎", "F2 story", "F2 task")] {
        let screen = text(&at((120, 40), keys));
        let footer = screen.lines().last().unwrap_or_default();
        assert!(footer.contains(own) && !footer.contains(other), "{keys}: {footer}");
    }
}

#[test]
fn the_screens_at_two_sizes() {
    for (columns, rows) in SIZES {
        for (name, keys) in [("list", "7"), ("task", "7⏎"), ("goals", "7⏎⇥"), ("editor", "7↓⏎⏎"), ("hint", "7⏎hh")]
        {
            insta::assert_snapshot!(format!("{name}-{columns}x{rows}"), text(&at((columns, rows), keys)));
        }
        let mut model = built((columns, rows));
        insta::assert_snapshot!(format!("complete-{columns}x{rows}"), text(&model));
        press(&mut model, "⏎⇥");
        insta::assert_snapshot!(format!("right-{columns}x{rows}"), text(&model));
        update(&mut model, Msg::Notice("wrote 5 files into ./rolecall-iam-roles".to_owned()));
        assert!(text(&model).contains("wrote 5 files"));
    }
}

/// A project has no badges, so none is lost; the solution is still asked for twice.
#[test]
fn the_solution_is_asked_for_twice_and_no_badge_is_spoken_of() {
    let mut model = open("7⏎S");
    let said = model.notice.clone().unwrap_or_default();
    assert!(said.starts_with("S once more shows the worked solution") && !said.contains("badge"), "{said}");
    let bench =
        |model: &Model| model.lesson.as_ref().and_then(|open| open.project.open.as_ref()).map(|it| it.bench.revealed);
    assert_eq!(bench(&model), Some(false));
    press(&mut model, "S");
    assert_eq!(bench(&model), Some(true));
    assert!(!text(&model).contains("badge"), "{}", text(&model));
    let challenge = open("6⏎S");
    assert!(challenge.notice.is_some_and(|notice| notice.contains("no badge can be earned afterwards")));
}
