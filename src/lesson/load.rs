//! From a scenario's text to a [`Lesson`], with every problem and its place.

use super::check::check_plays;
use super::lab::{Desk, Lab};
use super::names::Names;
use super::question::Plays;
use super::reader::{File, Table};
use super::scenario::{Lesson, LessonHead, Level, SourceLink};
use super::{
    card, load_moments, load_panels, load_pointing, load_script, load_steps, load_what_ifs, load_world, question,
};
use crate::diagnostic::{Diagnostic, Source};
use std::sync::Arc;

/// The version of the scenario format that this program reads.
pub const FORMAT: i64 = 1;
/// Longer files are refused before they are read.
const LONGEST: usize = 4 << 20;

/// Lines that begin with a bracket, tried as the first table of a file.
const MOST_BRACKETS: usize = 16;
/// What an id is made of, in words.
pub const ID_RULE: &str = "up to 64 lower-case letters, digits and hyphens";

/// Whether a text may be the id of a lesson.
pub fn is_lesson_id(text: &str) -> bool {
    let well_formed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=64).contains(&text.len()) && text.chars().all(well_formed)
}

/// Gives the text of a file that a scenario names (`file = "policy.json"`), or why it cannot be read.
pub type ReadBeside<'a> = &'a dyn Fn(&str) -> Result<String, String>;

/// Loads a scenario. With an error among the diagnostics there is no lesson.
///
/// This floor does no I/O: `read_beside` gives the text of files beside the scenario.
pub fn load(source: Arc<Source>, read_beside: ReadBeside<'_>) -> (Option<Lesson>, Vec<Diagnostic>) {
    let (lesson, problems, _) = load_proved(source, read_beside);
    (lesson, problems)
}

/// Loads a scenario and, when there is a lesson, checks it as [`check()`](super::check()) does; what was played for its questions is not
/// played again. The diagnostics of both, in this order.
pub fn load_and_check(source: Arc<Source>, read_beside: ReadBeside<'_>) -> (Option<Lesson>, Vec<Diagnostic>) {
    let (lesson, mut problems, mut plays) = load_proved(source, read_beside);
    problems.extend(lesson.iter().flat_map(|lesson| check_plays(lesson, &mut plays)));
    (lesson, problems)
}

/// The lesson with its questions proved, and what was played for them.
#[expect(clippy::needless_pass_by_value, reason = "a lesson keeps its source; callers hand it over")]
fn load_proved(source: Arc<Source>, read_beside: ReadBeside<'_>) -> (Option<Lesson>, Vec<Diagnostic>, Plays) {
    let mut plays = Plays::default();
    let file = File::new(Arc::clone(&source));
    if source.text().len() > LONGEST {
        let title = format!("the file has {} bytes", source.text().len());
        file.error(
            "file-too-long",
            crate::diagnostic::Span::default(),
            title,
            format!("a scenario has at most {LONGEST}"),
        );
        return (None, file.finish(), plays);
    }
    let lesson = file.read(|top| read(top, &source, read_beside));
    let mut problems = file.finish();
    // In the order of the file, as one reads and mends it.
    problems.sort_by_key(Diagnostic::position);
    let Some(mut lesson) = lesson.filter(|_| !problems.iter().any(Diagnostic::is_error)) else {
        return (None, problems, plays);
    };
    problems.extend(prove(&mut lesson, &mut plays));
    let sound = !problems.iter().any(Diagnostic::is_error);
    (sound.then_some(lesson), problems, plays)
}

/// Reads no more than the keys before the first table: enough for a list of lessons, in a fraction of the time. `sources`
/// are tables and stay empty. `None` when the head has a fault; [`load`] says which.
pub fn head(source: &Source) -> Option<LessonHead> {
    let text = source.text();
    let mut tables = text
        .match_indices('\n')
        .map(|(at, _)| at + 1)
        .chain([0])
        .filter(|at| text.get(*at..).is_some_and(|rest| rest.trim_start_matches([' ', '\t']).starts_with('[')));
    // A line that begins with a bracket may stand inside a string or a list; then what is before it is no TOML.
    for end in tables.by_ref().take(MOST_BRACKETS).chain([text.len()]) {
        let file = File::new(Arc::new(Source::new(source.name(), text.get(..end)?)));
        let Some(head) = file.read(|top| read_head(&top)) else { continue };
        let whole = !head.id.is_empty() && !head.title.is_empty();
        return (whole && !file.finish().iter().any(Diagnostic::is_error)).then_some(head);
    }
    None
}

/// Computes the keys of quiz and tasks.
fn prove(lesson: &mut Lesson, plays: &mut Plays) -> Vec<Diagnostic> {
    let ([questions, tasks], mut problems) =
        question::prove_questions(lesson, plays, [&lesson.quiz_forms, &lesson.task_forms]);
    problems.sort_by_key(Diagnostic::position);
    (lesson.questions, lesson.tasks) = (questions, tasks);
    problems
}

fn read(top: Table<'_>, source: &Arc<Source>, read_beside: ReadBeside<'_>) -> Lesson {
    match top.optional_integer("format") {
        Some((FORMAT, _)) => {}
        Some((other, span)) => {
            let help = format!("this program reads format {FORMAT}; write `format = {FORMAT}` or use a newer program");
            top.file.error("unknown-format", span, format!("format {other} is not known"), help);
        }
        None => top.file.error(
            "missing-key",
            top.span,
            "the file has no `format`",
            format!("start with `format = {FORMAT}`"),
        ),
    }
    let head = read_head(&top);
    let world = load_world::world(&top, read_beside);
    let mut names = Names::of(&world);
    let script = load_script::script(&top, &mut names, read_beside);
    let steps = load_steps::steps(&top, &script);
    let flow = load_steps::flow(&top, steps.len());
    let execution = load_panels::execution(&top, &script);
    let variables = load_panels::variables(&top);
    let what_ifs = load_what_ifs::what_ifs(&top, &names, &script, read_beside);
    let pointing = load_pointing::Pointing {
        steps: steps.len(),
        script: &script,
        sources: &head.sources,
        variables: &variables,
        what_ifs: &what_ifs,
    };
    let key_moments = load_moments::key_moments(&top, &pointing);
    let mut ids = question::Ids::default();
    let quiz_forms = question::questions(top.tables("quiz", "a question"), &pointing, &mut ids);
    let (blanks, tasks): (Vec<_>, Vec<_>) =
        top.tables("tasks", "a task").into_iter().partition(|table| table.is("kind", "blank"));
    let task_forms = question::questions(tasks, &pointing, &mut ids);
    let cards = card::cards(&top, &pointing, &mut ids);
    let sources = &head.sources;
    let desk = Desk { names: &Names::of(&world), script: &script, sources, pointing: &pointing, read_beside };
    let lab = Lab::read(&top, blanks, &desk, &mut ids);
    top.done();
    Lesson {
        head,
        source: Arc::clone(source),
        world: Arc::new(world),
        script,
        key_moments,
        questions: Vec::new(),
        tasks: Vec::new(),
        cards,
        what_ifs,
        steps,
        flow,
        execution,
        variables,
        quiz_forms,
        task_forms,
        lab,
    }
}

fn read_head(top: &Table<'_>) -> LessonHead {
    let id = top.text("id");
    if !id.text.is_empty() && !is_lesson_id(&id.text) {
        let help = format!("use {ID_RULE}; progress is kept under it");
        top.file.error("bad-id", id.span, format!("`{}` is no id", id.text), help);
    }
    let level = top.text("level");
    let levels = [Level::Beginner, Level::Intermediate, Level::Advanced];
    let known = levels.into_iter().find(|candidate| candidate.name() == level.text);
    if known.is_none() && !level.text.is_empty() {
        let help = "write `beginner`, `intermediate` or `advanced`";
        top.file.error("unknown-level", level.span, format!("`{}` is no level", level.text), help);
    }
    let sources = top
        .tables("sources", "a source")
        .into_iter()
        .map(|table| {
            let (title, url) = (table.text("title"), table.text("url"));
            if !url.text.is_empty() && !url.text.starts_with("https://") {
                table.file.error(
                    "bad-url",
                    url.span,
                    format!("`{}` is no https address", url.text),
                    "link to the page the facts come from",
                );
            }
            table.done();
            SourceLink { title: title.text, url: url.text }
        })
        .collect();
    let minutes = top.integer_within("minutes", 1..=600);
    if minutes.is_none() && !top.has("minutes") {
        top.missing("minutes", "a whole number");
    }
    LessonHead {
        id: id.text,
        title: top.text("title").text,
        topic: top.text("topic").text,
        level: known.unwrap_or(Level::Beginner),
        minutes: minutes.and_then(|minutes| u32::try_from(minutes).ok()).unwrap_or(1),
        on_purpose: top.texts("on-purpose").into_iter().map(|text| text.text).collect(),
        builds_on: top.texts("builds-on").into_iter().map(|text| text.text).collect(),
        summary: top.texts("summary").into_iter().map(|text| text.text).collect(),
        transcript: paragraphs(&top.text("transcript").text),
        sources,
    }
}

/// Paragraphs are separated by empty lines; line breaks inside them are spaces.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.split("\n\n")
        .map(|paragraph| paragraph.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::embedded;
    use super::*;

    fn head_of(text: &str) -> Option<LessonHead> {
        head(&Source::new("x.toml", text))
    }

    #[test]
    fn the_head_alone_is_the_head_of_the_whole() {
        for (name, text) in embedded() {
            let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err(String::new()));
            let whole = LessonHead { sources: Vec::new(), ..lesson.expect("it is sound").head };
            assert_eq!(head(&Source::new(*name, *text)), Some(whole));
        }
    }

    #[test]
    fn brackets_in_strings_and_lists_are_no_tables() {
        let start = "format = 1\nid = \"a\"\ntitle = \"A\"\ntopic = \"t\"\nlevel = \"beginner\"\nminutes = 3\n";
        let text = "transcript = \"\"\"\n[[calls]]\n[world]\n\"\"\"\nsummary = [\n[\n]\n]\n";
        assert_eq!(head_of(&format!("{start}{text}")), None, "a list of lists is no list of strings");
        let text = text.replace("[\n[\n]\n]", "[\n\"[x]\"\n]");
        let read = head_of(&format!("{start}{text}[world]\nbroken = = =")).expect("a head");
        assert_eq!((read.summary, read.transcript), (vec!["[x]".to_owned()], vec!["[[calls]] [world]".to_owned()]));
        assert_eq!(head_of("[world]\n"), None);
        assert_eq!(head_of(""), None);
        assert_eq!(head_of(&"[\n".repeat(100_000)), None, "and it does not take long");
    }
}
