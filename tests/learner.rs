//! Progress is never lost: two programs at once, a damaged file, a folder that cannot be written.

use chrono::{DateTime, Utc};
use rolecall::learner::review::{Kind, Queue, ReviewItem, heat};
use rolecall::learner::{
    Answer, Confidence, Edit, FORMAT, LARGEST_DRAFT, LensPlace, Place, Prediction, Rating, Record, Review, Solved,
    Store, StoreError,
};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).expect("a moment")
}

fn record(lesson: &str, step: usize) -> Record {
    let mut record = Record::default();
    record.reach(lesson, Place { at: at(step as i64), step, what_ifs: Vec::new() }, 5);
    record.answer(lesson, &format!("q{step}"), Answer { at: at(step as i64), right: true, hints: 0, confidence: None });
    record
}

#[test]
fn what_is_saved_is_read_again_and_is_plain_text() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path().join("below"));
    assert_eq!(store.load(at(0)).expect("an empty record").record, Record::default());
    store.save(&record("l", 3), at(1)).expect("saved");
    assert_eq!(store.load(at(2)).expect("read").record, record("l", 3));
    let text = std::fs::read_to_string(store.path()).expect("text");
    assert!(text.contains("[lessons.l]") && text.contains("furthest = 3"), "{text}");
}

#[test]
fn many_programs_saving_at_once_lose_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    std::thread::scope(|scope| {
        for writer in 0..8 {
            let store = Store::in_folder(folder.path());
            scope.spawn(move || {
                for step in 0..10 {
                    store.save(&record(&format!("lesson-{writer}"), step), at(100)).expect("saved");
                }
            });
        }
    });
    let whole = Store::in_folder(folder.path()).load(at(200)).expect("read").record;
    assert_eq!(whole.lessons.len(), 8);
    assert!(whole.lessons.values().all(|lesson| lesson.furthest == 9 && lesson.questions.len() == 10));
    let left: Vec<_> = std::fs::read_dir(folder.path())
        .expect("a folder")
        .filter_map(Result::ok)
        .map(|entry| entry.file_name())
        .collect();
    assert_eq!(left.len(), 2, "only the record and its lock: {left:?}");
}

#[test]
fn a_damaged_file_is_kept_aside_and_said() {
    for damage in [&b"lessons = 7"[..], b"\xff\xfe", b"format = 1\n[lessons.x"] {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path());
        std::fs::write(store.path(), damage).expect("written");
        let loaded = store.load(at(0)).expect("it goes on");
        assert_eq!(loaded.record, Record::default());
        let notice = loaded.notice.expect("it is said");
        let aside = std::fs::read_dir(folder.path())
            .expect("a folder")
            .filter_map(Result::ok)
            .find(|entry| entry.file_name().to_string_lossy().contains("damaged"));
        let aside = aside.expect("it is kept");
        assert!(notice.contains(&*aside.file_name().to_string_lossy()), "{notice}");
        assert_eq!(std::fs::read(aside.path()).expect("bytes"), damage);
        store.save(&record("l", 1), at(1)).expect("a new one is begun");
    }
}

#[test]
fn a_file_of_a_newer_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let newer = "format = 99\nthings = \"we do not know\"\n";
    std::fs::write(store.path(), newer).expect("written");
    assert!(matches!(store.save(&record("l", 1), at(1)), Err(StoreError::Newer { format: 99, .. })));
    assert_eq!(std::fs::read_to_string(store.path()).expect("text"), newer);
}

#[test]
fn a_folder_that_cannot_be_made_is_told_not_fatal() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("a-file");
    std::fs::write(&file, "in the way").expect("written");
    let error =
        Store::in_folder(file.join("below")).save(&record("l", 1), at(1)).expect_err("there is a file in the way");
    assert!(error.to_string().contains("progress cannot be kept"), "{error}");
}

#[test]
fn whether_anything_can_be_kept_is_known_at_the_start() {
    let folder = tempfile::tempdir().expect("a folder");
    let below = folder.path().join("below");
    assert!(Store::in_folder(&below).try_out().is_ok());
    assert_eq!(std::fs::read_dir(&below).expect("it was made").count(), 0, "nothing is left behind");
    let file = folder.path().join("file");
    std::fs::write(&file, "").expect("written");
    let error = Store::in_folder(file.join("home")).try_out().expect_err("there is a file in the way").to_string();
    assert!(error.contains("cannot be kept in") && error.contains("home`"), "{error}");
}

/// A record with something of everything.
fn full() -> Record {
    let mut record = record("l", 3);
    let sure = Some(Confidence::Sure);
    record.answer("l", "q 1.\"x\"", Answer { at: at(1), right: false, hints: 2, confidence: sure });
    record.rate("l", "card", Review { at: at(2), rating: Rating::Hard, confidence: sure });
    record.predict("l", Prediction { at: at(3), step: 2, what: "decision".to_owned(), right: true });
    record.finish_part("l", "try", "blank-1");
    record.stand("l", "try", LensPlace { at: at(4), index: 2, note: "blank-2".to_owned() });
    record.lens_mut("l", "why").finish(at(5));
    record.solve("l", "no-trust", Solved { at: at(6), solution_shown: false, extra: 1, hints: 3 });
    record.draft("l", "no-trust", "{\n  \"Version\": '''\"\"\"\\\n", at(7)).expect("kept");
    record.lesson_mut("l").moments.insert("m".to_owned());
    record.lesson_mut("l").what_ifs.insert("w".to_owned());
    record
}

#[test]
fn all_that_is_remembered_is_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    store.save(&full(), at(8)).expect("saved");
    assert_eq!(store.load(at(9)).expect("read").record, full());
    let before = std::fs::read(store.path()).expect("bytes");
    store.save(&full(), at(10)).expect("saved");
    assert_eq!(std::fs::read(store.path()).expect("bytes"), before, "saving the same again changes nothing");
}

/// As rolecall wrote it before there were lenses, cards and puzzles.
const FORMAT_1: &str = r#"# Progress of the learner, written by rolecall. Plain text: it may be read, copied and merged.
format = 1

[lessons.iam-roles]
furthest = 5
steps = 5
moments = ["m1", "m2"]
what_ifs = ["no-trust"]

[lessons.iam-roles.place]
at = "2026-09-21T14:13:20Z"
step = 4

[[lessons.iam-roles.questions.q1.answers]]
at = "2026-09-01T09:00:00Z"
right = false
hints = 0

[[lessons.iam-roles.questions.q1.answers]]
at = "2026-09-01T09:05:00Z"
right = true
hints = 2
"#;

#[test]
fn a_file_of_format_1_is_read_and_nothing_of_it_is_lost() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    std::fs::write(store.path(), FORMAT_1).expect("written");
    let loaded = store.load(at(0)).expect("read");
    assert_eq!(loaded.notice, None);
    let lesson = &loaded.record.lessons["iam-roles"];
    assert_eq!((lesson.furthest, lesson.steps, lesson.moments.len(), lesson.what_ifs.len()), (5, 5, 2, 1));
    assert_eq!(lesson.place.as_ref().map(|place| place.step), Some(4));
    let answers: Vec<_> = lesson.questions["q1"].answers.iter().map(|a| (a.right, a.hints, a.confidence)).collect();
    assert_eq!(answers, [(false, 0, None), (true, 2, None)]);
    // Its answers are reviews: the question is due, and its days were days of learning.
    let items = [ReviewItem { lesson: "iam-roles", id: "q1", kind: Kind::Question }];
    assert_eq!(Queue::due(&loaded.record, &items, at(0).fixed_offset()).len(), 1);
    assert_eq!(heat(&loaded.record, at(0).fixed_offset(), 4).most(), 2);

    // It is written anew with the first change, and as the present format.
    store.save(&loaded.record, at(1)).expect("saved");
    assert_eq!(std::fs::read_to_string(store.path()).expect("text"), FORMAT_1, "nothing changed yet");
    store.save(&full(), at(1)).expect("saved");
    let mut both = loaded.record.clone();
    both.merge(&full());
    assert_eq!(store.load(at(2)).expect("read").record, both);
    let text = std::fs::read_to_string(store.path()).expect("text");
    assert!(text.contains(&format!("\nformat = {FORMAT}\n")), "{text}");
}

#[test]
fn a_newer_file_of_another_shape_is_not_taken_for_damaged() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let newer = format!("format = {}\nlessons = \"elsewhere\"\n", FORMAT + 1);
    std::fs::write(store.path(), &newer).expect("written");
    assert!(matches!(store.load(at(0)), Err(StoreError::Newer { .. })));
    assert!(matches!(store.save(&full(), at(1)), Err(StoreError::Newer { .. })));
    assert_eq!(std::fs::read_to_string(store.path()).expect("text"), newer);
}

#[test]
fn a_rating_or_a_confidence_that_is_none_is_damage_and_is_kept_aside() {
    for (good, bad) in [("\"hard\"", "\"splendid\""), ("\"sure\"", "\"very\""), ("hints = 3", "hints = -3")] {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store::in_folder(folder.path());
        store.save(&full(), at(8)).expect("saved");
        let text = std::fs::read_to_string(store.path()).expect("text");
        let broken = text.replace(good, bad);
        assert_ne!(text, broken, "{good} is written");
        std::fs::write(store.path(), broken).expect("written");
        let loaded = store.load(at(9)).expect("it goes on");
        assert_eq!(loaded.record, Record::default());
        let notice = loaded.notice.expect("it is said");
        assert!(notice.contains("line ") && notice.contains("damaged"), "{notice}");
    }
}

#[test]
fn two_programs_that_write_the_same_draft_keep_the_later_and_everything_else_of_both() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let draft = |second: i64, text: &str| {
        let mut record = Record::default();
        record.draft("l", "puzzle", text, at(second)).expect("kept");
        record.finish_part("l", "challenge", text);
        record
    };
    let (first, second) = (draft(20, "later"), draft(10, "earlier"));
    store.save(&first, at(30)).expect("saved");
    let whole = store.save(&second, at(31)).expect("saved").record;
    let lesson = &whole.lessons["l"];
    assert_eq!(lesson.drafts["puzzle"].text, "later");
    assert_eq!(lesson.lenses["challenge"].done.len(), 2);
    assert_eq!(store.load(at(32)).expect("read").record, whole);
}

#[test]
fn a_text_of_the_file_cannot_drive_the_terminal() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let text = "format = 2\n[lessons.l.drafts.p]\nat = \"2026-09-21T14:13:20Z\"\ntext = \"a\\u001b[2J\\nb\"\n\
        [lessons.l.lenses.try.place]\nat = \"2026-09-21T14:13:20Z\"\nindex = 0\nnote = \"\\u202e\"\n\
        [lessons.l.place]\nat = \"2026-09-21T14:13:20Z\"\nstep = 1\nwhat_ifs = [\"\\u001b\"]\n\
        [lessons.l.edits.p]\nat = \"2026-09-21T14:13:20Z\"\ntext = \"\\u001b\"\ndraft = \"\\u001b\"\nlesson = \"\\u001b\"\n\
        [[lessons.l.predictions]]\nat = \"2026-09-21T14:13:20Z\"\nstep = 1\nwhat = \"\\u0007\"\nright = true\n";
    std::fs::write(store.path(), text).expect("written");
    let loaded = store.load(at(0)).expect("read");
    assert_eq!(loaded.notice, None);
    let lesson = &loaded.record.lessons["l"];
    assert_eq!(lesson.drafts["p"].text, "a\\u{1b}[2J\nb");
    assert_eq!(lesson.lenses["try"].place.as_ref().expect("a place").note, "\\u{202e}");
    assert_eq!(lesson.predictions.first().expect("a prediction").what, "\\u{7}");
    assert_eq!(lesson.place.as_ref().expect("a place").what_ifs, ["\\u{1b}"]);
    let edit = &lesson.edits["p"];
    assert_eq!((edit.text.as_deref(), edit.draft.as_deref()), (Some("\\u{1b}"), Some("\\u{1b}")));
    assert_eq!(edit.lesson, "\\u{1b}");
}

#[test]
fn a_file_of_format_2_is_read_and_written_as_it_is_now() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let text = "format = 2\n[lessons.l]\nfurthest = 3\nsteps = 5\n\
        [lessons.l.place]\nat = \"2026-09-21T14:13:20Z\"\nstep = 3\n\
        [lessons.l.lenses.why.place]\nat = \"2026-09-21T14:13:20Z\"\nindex = 2\n";
    std::fs::write(store.path(), text).expect("written");
    let loaded = store.load(at(0)).expect("read");
    let lesson = &loaded.record.lessons["l"];
    let place = lesson.place.as_ref().expect("a place");
    assert_eq!((loaded.notice, place.step, place.what_ifs.len(), lesson.edits.len()), (None, 3, 0, 0));
    let edit = Edit { at: at(1), text: Some("{}".into()), draft: None, lesson: String::new(), aside: true };
    let mut record = loaded.record.clone();
    record.edit("l", "p", edit.clone()).expect("it is short");
    store.save(&record, at(2)).expect("saved");
    let again = store.load(at(3)).expect("read").record;
    assert_eq!((again.format, &again.lessons["l"].edits["p"]), (FORMAT, &edit));
    assert_eq!(again.lessons["l"].lenses, record.lessons["l"].lenses);
    let long = Edit { text: Some("x".repeat(LARGEST_DRAFT + 1)), ..edit.clone() };
    assert!(record.edit("l", "p", long).is_err());
    assert_eq!(record.lessons["l"].edits["p"], edit, "what is refused leaves what was there");
}

#[test]
fn a_file_too_large_to_be_read_is_kept_aside() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let file = std::fs::File::create(store.path()).expect("made");
    file.set_len(33 << 20).expect("a sparse file");
    let loaded = store.load(at(0)).expect("it goes on");
    assert_eq!(loaded.record, Record::default());
    assert!(loaded.notice.expect("it is said").contains("34603008 bytes"));
}

#[test]
fn the_largest_draft_is_kept_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Store::in_folder(folder.path());
    let mut record = Record::default();
    record.draft("l", "p", &"\n".repeat(LARGEST_DRAFT), at(1)).expect("kept");
    store.save(&record, at(2)).expect("saved");
    assert_eq!(store.load(at(3)).expect("read").record, record);
}
