//! `rolecall new`: a scenario to begin with, small, complete and proved. It overwrites nothing.

use super::file::shown;
use super::settings::Settings;
use super::shelf::Shelf;
use super::{Outcome, complain};
use crate::lesson::{ID_RULE, is_lesson_id};
use std::fs::{self, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::path::Path;

/// A scenario in itself; its id and its title stand for those of the new one.
const TEMPLATE: &str = include_str!("../../assets/new-lesson.toml");
const TEMPLATE_ID: &str = "new-lesson";
const TEMPLATE_TITLE: &str = "A new lesson";

pub(crate) fn new(settings: &Settings, name: &str, folder: &Path) -> io::Result<Outcome> {
    if !is_lesson_id(name) || name.starts_with('-') {
        complain(&format!("`{name}` cannot be the id of a lesson; use {ID_RULE}, a letter or digit first"));
        return Ok(Outcome::Usage);
    }
    let file = folder.join(format!("{name}.toml"));
    // Said first: a file of that name is on a shelf too, most of the time.
    if !file.exists()
        && let Ok(at) = Shelf::whole(&settings.shelves).find(name)
    {
        let taken = Shelf::whole(&settings.shelves).lessons.swap_remove(at).name;
        complain(&format!("the id `{name}` is taken by {taken}; the new lesson would take its place, choose another"));
        return Ok(Outcome::Usage);
    }
    if let Err(error) = fs::create_dir_all(folder) {
        complain(&format!("`{}` cannot be made: {error}", shown(folder)));
        return Ok(Outcome::Bad);
    }
    match OpenOptions::new().write(true).create_new(true).open(&file) {
        Ok(mut file) => file.write_all(scenario(name).as_bytes())?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {
            complain(&format!("`{}` is there already and stays as it is; choose another name", shown(&file)));
            return Ok(Outcome::Bad);
        }
        Err(error) => {
            complain(&format!("`{}` cannot be written: {error}", shown(&file)));
            return Ok(Outcome::Bad);
        }
    }
    let path = shown(&file);
    writeln!(io::stdout(), "{path}")?;
    let said = format!(
        "written; now, in this order:\n\
         \x20 rolecall learn {path} --watch   see it, and see every save at once\n\
         \x20 rolecall check {path} --watch   prove it; every mistake with its line\n\
         \x20 rolecall play {path}            what the simulator does, as text\n\
         `rolecall schema` lists every key, and an editor that reads it completes them. The guide for authors is\n\
         docs/authors.md in the source of RoleCall."
    );
    complain(&said);
    Ok(Outcome::Done)
}

/// The template under another name.
fn scenario(name: &str) -> String {
    let mut title = name.replace('-', " ");
    if let Some(first) = title.get(..1).map(str::to_uppercase) {
        title.replace_range(..1, &first);
    }
    TEMPLATE.replace(TEMPLATE_ID, name).replace(TEMPLATE_TITLE, title.trim())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::{RenderStyle, Source, render_all};
    use crate::lesson::{check, load};
    use std::sync::Arc;

    #[test]
    fn every_name_gives_a_scenario_that_is_proved() {
        for name in ["a", "my-first-lesson", "2026", "a--", &"x".repeat(64)] {
            let text = scenario(name);
            let (lesson, mut problems) = load(Arc::new(Source::new("new.toml", text)), &|_| Err(String::new()));
            let lesson = lesson.unwrap_or_else(|| panic!("{}", render_all(&problems, RenderStyle::Plain)));
            problems.extend(check(&lesson));
            assert!(problems.is_empty(), "{name}: {}", render_all(&problems, RenderStyle::Plain));
            assert_eq!(lesson.head.id, name);
            assert!(lesson.questions.iter().all(|question| question.id.starts_with(&format!("{name}/"))));
        }
    }
}
