//! Progress is never lost: two programs at once, a damaged file, a folder that cannot be written.

use chrono::{DateTime, Utc};
use rolecall::learner::{Answer, Record, Store, StoreError};

fn at(second: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(1_790_000_000 + second, 0).expect("a moment")
}

fn record(lesson: &str, step: usize) -> Record {
    let mut record = Record::default();
    record.reach(lesson, step, 5, at(step as i64));
    record.answer(lesson, &format!("q{step}"), Answer { at: at(step as i64), right: true, hints: 0 });
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
