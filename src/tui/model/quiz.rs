//! A quiz under way, and how it is opened where it was left.

use super::{LessonModel, Model, Screen};
use crate::lesson::{Lesson, Question};
use crate::tui::ask::Ask;
use crate::tui::lens;

/// A quiz under way, or a drill: a quiz without end.
#[derive(Debug, Clone)]
pub struct QuizModel {
    /// The question on show, from 0.
    pub question: usize,
    /// It, being answered. `None` at the end.
    pub ask: Option<Ask>,
    /// For each question so far: right, and hints used.
    pub results: Vec<(bool, usize)>,
    /// While the lesson is looked at, with the hint's cells lit: the lesson as it was before, which is given back.
    pub(in crate::tui) looking: Option<Box<LessonModel>>,
    /// The questions are made by the simulator, without end.
    pub drill: bool,
    /// The row selected at the end, in the order of [`QuizModel::ranked`].
    pub cursor: usize,
}

impl QuizModel {
    /// The lesson is looked at in place of the question.
    pub fn is_looking(&self) -> bool {
        self.looking.is_some()
    }

    /// Answers that were right.
    pub fn right(&self) -> usize {
        self.results.iter().filter(|(right, _)| *right).count()
    }

    /// The questions answered, what was missed first: it is what one can do something about.
    pub fn ranked(&self) -> Vec<usize> {
        let mut ranked: Vec<usize> = (0..self.results.len()).collect();
        ranked.sort_by_key(|at| self.results.get(*at).is_some_and(|(right, _)| *right));
        ranked
    }

    /// The question that is spoken of: the one asked, or at the end the selected one.
    pub fn about<'a>(&'a self, lesson: &'a Lesson) -> Option<&'a Question> {
        match &self.ask {
            Some(ask) => Some(ask.question()),
            None => lesson.questions.get(self.ranked().get(self.cursor).copied()?),
        }
    }
}

impl Model {
    /// Opens the quiz at the question where it was left; one that is under way stays as it is.
    pub(in crate::tui) fn open_quiz(&mut self) {
        if self.is_quiz_under_way() {
            self.screen = Screen::Quiz;
            self.overlay = None;
            return;
        }
        self.ask_from(lens::place::question(self));
        if let Some(quiz) = self.quiz.as_ref().filter(|quiz| quiz.question > 0 && self.screen == Screen::Quiz) {
            self.notice = Some(format!("you were at question {}; r begins the quiz anew", quiz.question + 1));
        }
    }

    /// Whether the question on show is the last of the quiz: a drill has none.
    pub(in crate::tui) fn is_last_of(&self, quiz: &QuizModel) -> bool {
        !quiz.drill && self.open().is_some_and(|(lesson, _)| quiz.question + 1 >= lesson.questions.len())
    }

    fn is_quiz_under_way(&self) -> bool {
        let Some((lesson, _)) = self.open() else { return false };
        let Some(quiz) = self.quiz.as_ref().filter(|quiz| !quiz.drill) else { return false };
        let asked = quiz.ask.as_ref().map(Ask::question);
        asked.is_some() && asked == lesson.questions.get(quiz.question)
    }

    /// Opens the quiz at a question; those before it have their answers already.
    pub(in crate::tui) fn ask_from(&mut self, question: usize) {
        let Some((lesson, _)) = self.open() else { return };
        let Some(first) = lesson.questions.get(question).cloned() else {
            self.notice = Some("this lesson has no questions".to_owned());
            return;
        };
        let known = self.record.lessons.get(&lesson.head.id);
        let answer = |question: &Question| known?.questions.get(&question.id)?.last().map(|it| (it.right, it.hints));
        let results = lesson.questions.iter().take(question).map_while(answer).collect();
        let ask = Some(self.asking(first));
        self.quiz = Some(QuizModel { question, ask, results, looking: None, drill: false, cursor: 0 });
        self.screen = Screen::Quiz;
        self.overlay = None;
    }

    /// A question of the open lesson, asked: its parts keep their order within a try and have another with the next. What
    /// was made of the answer and not given stands in it again.
    pub(in crate::tui) fn asking(&self, question: Question) -> Ask {
        let known = self.open().and_then(|(lesson, _)| self.record.lessons.get(&lesson.head.id));
        let answered = known.and_then(|known| known.questions.get(&question.id));
        let tries = answered.map_or(0, |record| record.answers.len());
        let draft = lens::place::answer(known, &question.id).to_owned();
        Ask::new(question, tries as u64).resume(&draft)
    }
}
