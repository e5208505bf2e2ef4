//! Waiting until files change: for authors, who save and look. Looks at times and sizes now and then; only `--watch`
//! does it.

use super::file::{self, Opened, Stamp, stamp};
use crate::lesson::load_and_check;
use crate::tui::Arrival;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::thread::sleep;
use std::time::Duration;

type Stamps = BTreeMap<PathBuf, Stamp>;

fn stamps(files: Vec<PathBuf>) -> Stamps {
    files.into_iter().map(|path| (path.clone(), stamp(&path))).collect()
}

/// Files as they were when they were looked at last.
pub(crate) struct Watch {
    known: Stamps,
    every: Duration,
}

impl Watch {
    pub fn new(files: Vec<PathBuf>, every: Duration) -> Self {
        Self { known: stamps(files), every }
    }

    /// Sleeps until `files` gives others than before, or the same ones changed. What is still being written is left
    /// alone until it rests for one look.
    pub fn wait(&mut self, files: impl Fn() -> Vec<PathBuf>) {
        let mut before = stamps(files());
        loop {
            sleep(self.every);
            let now = stamps(files());
            if now == before && now != self.known {
                self.known = now;
                return;
            }
            before = now;
        }
    }

    /// Files that were read with those known, as they were then: they are watched too from now on.
    pub fn also(&mut self, files: Vec<(PathBuf, Stamp)>) {
        for (path, stamp) in files {
            self.known.entry(path).or_insert(stamp);
        }
    }
}

/// How often an open lesson is looked at.
const LESSON: Duration = Duration::from_millis(500);

/// A lesson that is open, and loaded again whenever its files change. Without end.
pub(crate) struct WatchedLesson {
    entry: usize,
    path: PathBuf,
    /// Its file and those beside it.
    files: Vec<PathBuf>,
    watch: Watch,
}

impl WatchedLesson {
    /// Watches what `opened` was loaded from; `entry` is its place on the screens' shelf.
    pub fn new(entry: usize, path: PathBuf, opened: &Opened) -> Self {
        let mut watch = Watch::new(Vec::new(), LESSON);
        watch.also(opened.files.clone());
        Self { entry, path, files: watch.known.keys().cloned().collect(), watch }
    }
}

impl Iterator for WatchedLesson {
    type Item = Arrival;

    fn next(&mut self) -> Option<Arrival> {
        self.watch.wait(|| self.files.clone());
        if !self.path.exists() {
            return Some(Arrival::Gone { entry: self.entry });
        }
        let Opened { lesson, diagnostics, files, .. } = file::open(&self.path, load_and_check);
        // Taken away while it was opened: no fault in it, and no other path is asked for.
        if lesson.is_none() && !self.path.exists() {
            return Some(Arrival::Gone { entry: self.entry });
        }
        self.watch.also(files);
        self.files = self.watch.known.keys().cloned().collect();
        Some(Arrival::Loaded { entry: self.entry, lesson: lesson.map(Box::new), diagnostics })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn a_change_a_new_file_and_a_deletion_end_the_waiting() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = |name: &str| folder.path().join(name);
        fs::write(path("a"), "1").expect("written");
        let files = || file::files_at(folder.path()).into_iter().chain([path("a")]).collect::<Vec<_>>();
        let mut watch = Watch::new(files(), Duration::from_millis(5));
        fs::write(path("a"), "12").expect("written");
        watch.wait(files);
        fs::write(path("b.toml"), "").expect("written");
        watch.wait(files);
        fs::remove_file(path("a")).expect("removed");
        watch.wait(files);
        assert_eq!(watch.known.len(), 2);
    }
}
