//! The drill: questions without end, made from the base play and every what-if, graded by the simulator.

use super::made::{self, Scene};
use super::play::play;
use super::question::{Question, hash, mixed};
use super::scenario::Lesson;
use super::timeline::Timeline;

/// Question `number` (from 0) of the drill of this lesson; see [`Drill::question`].
pub fn drill(lesson: &Lesson, seed: u64, number: u64) -> Option<Question> {
    Drill::of(lesson).question(seed, number)
}

/// A lesson, played every way, ready to be asked about.
pub struct Drill<'a> {
    lesson: &'a Lesson,
    plays: Vec<Timeline>,
    /// Questions a round.
    count: u64,
}

impl<'a> Drill<'a> {
    /// Plays the lesson and its what-ifs.
    pub fn of(lesson: &'a Lesson) -> Self {
        let plays = plays(lesson);
        // How many there are does not depend on the salt, only their wording does.
        let count = makings(lesson, &plays, 0).len() as u64;
        Self { lesson, plays, count }
    }

    /// Question `number` (from 0) of the drill with this seed. The same lesson, seed and number give the same question
    /// on every machine. A round asks everything that can be asked once; the next begins in another order, with other
    /// wrong options and other moments. `None` for a lesson of which nothing can be asked.
    ///
    /// Always of kind choice or pick. What AWS's documentation leaves open, or what two things decide alike, is never
    /// asked.
    pub fn question(&self, seed: u64, number: u64) -> Option<Question> {
        let (round, at) = (number.checked_div(self.count)?, number.checked_rem(self.count)?);
        let salt = hash(&format!("{seed} {round}"));
        let made = makings(self.lesson, &self.plays, salt);
        let order = mixed(made.len(), |at| format!("{salt} {at}"));
        made.into_iter().nth(*order.get(usize::try_from(at).ok()?)?)
    }
}

/// The base play and every what-if that can be played.
fn plays(lesson: &Lesson) -> Vec<Timeline> {
    let what_ifs = lesson.what_ifs.iter().map(|what_if| vec![what_if.id.clone()]);
    std::iter::once(Vec::new()).chain(what_ifs).filter_map(|what_ifs| play(lesson, &what_ifs).ok()).collect()
}

/// Everything that can be asked.
fn makings(lesson: &Lesson, plays: &[Timeline], salt: u64) -> Vec<Question> {
    let stem = format!("{}/drill", lesson.head.id);
    let mut made = Vec::new();
    for timeline in plays {
        let scene = Scene { lesson, timeline, stem: &stem, salt };
        let steps = timeline.steps.iter().flat_map(|step| {
            [made::verdict, made::layer, made::statement, made::still_good].map(|make| make(&scene, step))
        });
        let mut questions: Vec<Question> =
            steps.chain([made::answer(&scene), made::failing_step(&scene)]).flatten().collect();
        for question in &mut questions {
            question.prompt = format!("{}{}", setting(&scene), question.prompt);
        }
        made.extend(questions);
    }
    made
}

/// What is played, as the beginning of a prompt.
fn setting(scene: &Scene<'_>) -> String {
    let titles: Vec<&str> =
        scene.timeline.what_ifs.iter().filter_map(|id| Some(scene.lesson.what_if(id)?.title.as_str())).collect();
    if titles.is_empty() { "The lesson as it stands. ".to_owned() } else { format!("What if: {}. ", titles.join("; ")) }
}
