//! Where lessons are found: the shipped ones, `./scenarios`, the platform's data folder, and the folders of `--path`.
//!
//! A lesson on a later shelf takes the place of one with the same id on an earlier shelf: an own copy counts, and that is
//! said. Only heads are read here; a lesson is loaded when somebody opens it.

use super::file::{self, Load, Opened, files_at, shown, text_of};
use crate::diagnostic::{Diagnostic, Source, sanitize_line, suggest};
use crate::lesson::{LessonHead, embedded, head, load};
use etcetera::BaseStrategy;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A scenario on a shelf, with no more than its head read.
#[derive(Debug, Clone)]
pub(crate) struct Shelved {
    /// Path or file name, sanitised.
    pub name: String,
    /// `None` when the file has to be loaded to say what is wrong with it.
    pub head: Option<LessonHead>,
    /// The name of the one with the same id whose place it took.
    pub replaces: Option<String>,
    place: Place,
}

#[derive(Debug, Clone)]
enum Place {
    Shipped(&'static str),
    File(PathBuf),
}

/// A lesson that could not be found.
pub(crate) enum NotFound {
    /// No lesson has this id.
    Id(String),
    /// The file is broken.
    Broken(Vec<Diagnostic>),
}

impl Shelved {
    fn shipped(name: &str, text: &'static str) -> Self {
        let head = head(&Source::new(name, text));
        Self { name: name.to_owned(), head, replaces: None, place: Place::Shipped(text) }
    }

    fn at(path: PathBuf, text: Option<&str>) -> Self {
        let name = shown(&path);
        let head = text.and_then(|text| head(&Source::new(name.as_str(), text)));
        Self { name, head, replaces: None, place: Place::File(path) }
    }

    /// Its file; a shipped one has none.
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Shipped(_) => None,
            Place::File(path) => Some(path),
        }
    }

    fn id(&self) -> Option<&str> {
        self.head.as_ref().map(|head| head.id.as_str())
    }

    /// Where it comes from, and what it takes the place of, in words. `None` for what ships with the program.
    pub fn origin(&self) -> Option<String> {
        let path = self.path()?;
        let instead = self.replaces.as_ref().map(|name| format!(", in place of {name}")).unwrap_or_default();
        Some(format!("from {}{instead}", shown(path)))
    }

    /// Loads it.
    pub fn open(&self) -> Opened {
        self.open_by(load)
    }

    /// Opens it in another way.
    pub fn open_by(&self, load: Load) -> Opened {
        match &self.place {
            Place::File(path) => file::open(path, load),
            Place::Shipped(text) => {
                let source = Arc::new(Source::shipped(self.name.as_str(), text));
                let nothing_beside = |file: &str| Err(format!("`{file}` does not ship with the program"));
                let (lesson, diagnostics) = load(source, &nothing_beside);
                Opened { name: self.name.clone(), lesson, diagnostics, files: Vec::new() }
            }
        }
    }
}

/// All shelves together, in their order.
pub(crate) struct Shelf {
    pub lessons: Vec<Shelved>,
    /// Files taken in, by their real paths: one that two shelves hold is one.
    files: BTreeSet<PathBuf>,
}

impl Shelf {
    /// What there is; `more` are the folders of `--path`.
    pub fn whole(more: &[PathBuf]) -> Self {
        let lessons = embedded().iter().map(|(name, text)| Shelved::shipped(name, text)).collect();
        let mut shelf = Self { lessons, files: BTreeSet::new() };
        let own = [PathBuf::from("scenarios")].into_iter().chain(data_folder());
        for folder in own.filter(|folder| folder.is_dir()).chain(more.iter().cloned()) {
            for path in files_at(&folder) {
                shelf.take(path);
            }
        }
        shelf
    }

    /// Takes in the file at `path`. Its position; `None` when it is there already, by itself or word for word.
    fn take(&mut self, path: PathBuf) -> Option<usize> {
        let real = std::fs::canonicalize(&path).unwrap_or_else(|_| path.clone());
        if !self.files.insert(real) {
            return None;
        }
        let text = text_of(&path).ok();
        let mut taken = Shelved::at(path, text.as_deref());
        let same = taken.id().and_then(|id| self.lessons.iter().position(|other| other.id() == Some(id)));
        let Some(at) = same else {
            self.lessons.push(taken);
            return Some(self.lessons.len() - 1);
        };
        let other = self.lessons.get_mut(at)?;
        // A copy word for word, as in a checkout of this program, is not worth a word.
        if matches!(other.place, Place::Shipped(shipped) if text.as_deref() == Some(shipped)) {
            return None;
        }
        let shipped = if other.path().is_none() { "the shipped " } else { "" };
        taken.replaces = Some(format!("{shipped}{}", other.name));
        *other = taken;
        Some(at)
    }

    /// The position of the lesson called `name`: an id, or the path of a file, which is then taken in.
    pub fn find(&mut self, name: &str) -> Result<usize, NotFound> {
        if is_path(name) {
            return self.find_file(Path::new(name));
        }
        self.lessons.iter().position(|shelved| shelved.id() == Some(name)).ok_or_else(|| {
            let ids: Vec<&str> = self.lessons.iter().filter_map(Shelved::id).collect();
            let advice = suggest(name, ids.iter().copied()).map_or_else(
                || format!("there is {}", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")),
                |near| format!("did you mean `{near}`?"),
            );
            NotFound::Id(format!("there is no lesson `{}` (a path ends in `.toml`); {advice}", sanitize_line(name)))
        })
    }

    /// A file that is named is wanted from that file, whatever else there is.
    fn find_file(&mut self, path: &Path) -> Result<usize, NotFound> {
        let mut shelved = Shelved::at(path.to_owned(), text_of(path).ok().as_deref());
        let Some(id) = shelved.id() else {
            return Err(NotFound::Broken(shelved.open().diagnostics));
        };
        match self.lessons.iter().position(|other| other.id() == Some(id)) {
            Some(at) => {
                let other = &mut self.lessons[at];
                shelved.replaces = other.replaces.take();
                *other = shelved;
                Ok(at)
            }
            None => {
                self.lessons.insert(0, shelved);
                Ok(0)
            }
        }
    }

    /// The lesson called `name`, loaded. Says on stderr when it takes another's place.
    pub fn open(mut self, name: &str) -> Result<crate::lesson::Lesson, NotFound> {
        let at = self.find(name)?;
        let shelved = self.lessons.swap_remove(at);
        if let (false, Some(_), Some(origin)) = (is_path(name), &shelved.replaces, shelved.origin()) {
            super::complain(&format!("`{}` is {origin}", sanitize_line(name)));
        }
        let opened = shelved.open();
        opened.lesson.ok_or(NotFound::Broken(opened.diagnostics))
    }
}

/// Whether a name is a path rather than an id.
pub(crate) fn is_path(name: &str) -> bool {
    Path::new(name).extension().is_some() || name.contains(['/', '\\'])
}

/// The platform's folder for a user's own lessons.
pub(crate) fn data_folder() -> Option<PathBuf> {
    let strategy = etcetera::choose_base_strategy().ok()?;
    Some(strategy.data_dir().join("rolecall").join("scenarios"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn shipped() -> String {
        embedded()[0].1.to_owned()
    }

    #[test]
    fn a_later_shelf_takes_the_place_of_an_earlier_one_and_copies_do_not() {
        let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        fs::write(one.path().join("copy.toml"), shipped()).expect("written");
        let folders = [one.path().to_owned(), two.path().to_owned(), one.path().to_owned()];
        let plain = Shelf::whole(&folders);
        assert!(plain.lessons[0].path().is_none(), "a copy word for word changes nothing");
        let count = plain.lessons.len();

        let own = shipped().replace("minutes = 10", "minutes = 11");
        fs::write(one.path().join("own.toml"), &own).expect("written");
        fs::write(two.path().join("more.toml"), own.replace("id = \"iam-roles\"", "id = \"more\"")).expect("written");
        fs::write(two.path().join("broken.toml"), "id = ").expect("written");
        let mut shelf = Shelf::whole(&folders);
        assert_eq!(shelf.lessons.len(), count + 2);
        assert_eq!(shelf.lessons[0].head.as_ref().map(|head| head.minutes), Some(11));
        let origin = shelf.lessons[0].origin().expect("an origin");
        assert!(origin.contains("own.toml, in place of the shipped iam-roles.toml"), "{origin}");
        let at = shelf.find("more").ok().expect("found");
        assert!(shelf.lessons[at].open().lesson.is_some());
        assert!(shelf.lessons.iter().any(|shelved| shelved.head.is_none() && shelved.open().lesson.is_none()));
        let Err(NotFound::Id(said)) = shelf.find("mre") else { panic!("there is no such lesson") };
        assert!(said.contains("did you mean `more`?"), "{said}");
    }

    #[test]
    fn a_file_that_is_named_is_opened_whatever_has_its_id() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("mine.toml");
        fs::write(&path, shipped()).expect("written");
        let mut shelf = Shelf::whole(&[]);
        let count = shelf.lessons.len();
        let at = shelf.find(path.to_str().expect("a name")).ok().expect("found");
        assert_eq!((shelf.lessons[at].path(), shelf.lessons.len()), (Some(path.as_path()), count));
        fs::write(&path, "id = 3").expect("written");
        assert!(matches!(shelf.find(path.to_str().expect("a name")), Err(NotFound::Broken(_))));
        assert!(matches!(shelf.find("no/such.toml"), Err(NotFound::Broken(said)) if said.len() == 1));
    }
}
