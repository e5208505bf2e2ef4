//! The situations in which keys count, and those that the model is in.

use crate::lesson::Lens;
use crate::tui::ask::AskMode;
use crate::tui::lens;
use crate::tui::model::{Model, Overlay, QuizModel, Screen};

/// In which situation a key counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::tui) enum Mode {
    Everywhere,
    /// In place of [`Mode::Everywhere`] while something is typed.
    WhileTyping,
    Home,
    /// The search of the home screen is typed.
    Search,
    /// In a lesson, whatever the lens.
    Lesson,
    /// The keys of a lesson that lead elsewhere, where those that change the play do not count.
    Lenses,
    /// Of these the ones to another lens, over a list or text of the lesson.
    Ways,
    /// The front of a card, and its back.
    CardFront,
    CardBack,
    Lens(Lens),
    /// A text is being edited: letters are letters.
    Editor,
    Quiz,
    /// A policy is edited: letters go to the text.
    Edit,
    Matrix,
    Compare,
    /// The lesson is looked at from the quiz.
    QuizLooking,
    /// The end of the quiz.
    QuizEnd,
    /// One question of each lesson is asked.
    Placement,
    /// It was found.
    Placed,
    /// The next step is predicted.
    Predict,
    /// A policy with blanks, and while a blank is typed.
    Blank,
    BlankTyping,
    /// A question is being answered, on whatever screen.
    Ask(AskMode),
    Overlay,
}

impl Mode {
    pub fn title(self) -> &'static str {
        match self {
            Self::Everywhere | Self::WhileTyping => "Everywhere",
            Self::Home => "Home",
            Self::Search => "Searching",
            Self::Lesson | Self::Lenses | Self::Ways => "In a lesson",
            Self::CardFront => "A card: how sure are you?",
            Self::CardBack => "A card: how well did you remember it?",
            Self::Lens(lens) => lens.title(),
            Self::Editor => "In the editor",
            Self::Edit => "Editing a policy",
            Self::Matrix => "Access matrix",
            Self::Compare => "Comparison",
            Self::Quiz | Self::QuizLooking => "Quiz",
            Self::QuizEnd => "After the quiz",
            Self::Placement | Self::Placed => "Where to begin",
            Self::Predict => "Prediction",
            Self::Blank | Self::BlankTyping => "Fill the policy",
            Self::Ask(mode) => mode.title(),
            Self::Overlay => "Lists and texts",
        }
    }
}

/// The situations of the model, the most particular first.
pub(in crate::tui) fn modes(model: &Model) -> &'static [Mode] {
    match &model.overlay {
        None => modes_below(model),
        // Here a number is the number of a step.
        Some(Overlay::Jump(_)) => &[Mode::Overlay, Mode::Everywhere],
        Some(_) if model.screen == Screen::Lesson => &[Mode::Overlay, Mode::Ways, Mode::Everywhere],
        Some(_) => &[Mode::Overlay, Mode::Everywhere],
    }
}

/// The situations below the overlay: whose keys the help shows first.
pub(in crate::tui) fn modes_below(model: &Model) -> &'static [Mode] {
    match (model.screen, model.ask()) {
        (Screen::Home, _) if model.home.typing => &[Mode::Search, Mode::WhileTyping],
        (Screen::Home, _) => &[Mode::Home, Mode::Everywhere],
        (Screen::Edit, _) => &[Mode::Edit],
        (Screen::Matrix, _) => &[Mode::Matrix, Mode::Everywhere],
        (Screen::Compare, _) => &[Mode::Compare, Mode::Everywhere],
        (Screen::Quiz, Some(ask)) => asking(ask.mode(), Asking::InQuiz),
        (Screen::Lesson, Some(ask)) if lens::placement::is_open(model) => asking(ask.mode(), Asking::ToPlace),
        (Screen::Lesson, Some(ask)) if model.lens() == Lens::Review => asking(ask.mode(), Asking::InReview),
        (Screen::Lesson, Some(ask)) if model.lens() == Lens::Visualize => asking(ask.mode(), Asking::ToPredict),
        (Screen::Lesson, Some(ask)) => asking(ask.mode(), Asking::InLesson),
        (Screen::Quiz, None) if model.quiz.as_ref().is_some_and(QuizModel::is_looking) => {
            &[Mode::QuizLooking, Mode::Everywhere]
        }
        (Screen::Quiz, None) => &[Mode::QuizEnd, Mode::Everywhere],
        (Screen::Lesson, None) if lens::is_typing(model) => &[Mode::Editor],
        (Screen::Lesson, None) => {
            model.lesson.as_ref().and_then(lens::modes).unwrap_or_else(|| lesson_modes(model.lens()))
        }
    }
}

/// Where a question is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asking {
    InLesson,
    /// Of the next step of the play.
    ToPredict,
    /// In Review, questions of all lessons and cards come in turn: nothing there changes the open lesson's play.
    InReview,
    /// To find where to begin.
    ToPlace,
    InQuiz,
}

/// The situations of a question. While it is asked how sure the learner is, and while something is typed, nothing else
/// counts.
pub(super) fn asking(mode: AskMode, place: Asking) -> &'static [Mode] {
    macro_rules! of {
        ($mode:ident) => {
            match place {
                Asking::InLesson => &[Mode::Ask(AskMode::$mode), Mode::Lesson, Mode::Everywhere],
                Asking::ToPredict => &[Mode::Ask(AskMode::$mode), Mode::Predict, Mode::Lesson, Mode::Everywhere],
                Asking::InReview => &[Mode::Ask(AskMode::$mode), Mode::Lenses, Mode::Everywhere],
                Asking::ToPlace => &[Mode::Ask(AskMode::$mode), Mode::Placement, Mode::Lenses, Mode::Everywhere],
                Asking::InQuiz => &[Mode::Ask(AskMode::$mode), Mode::Quiz, Mode::Everywhere],
            }
        };
    }
    match mode {
        AskMode::Choice => of!(Choice),
        AskMode::Multiple => of!(Multiple),
        AskMode::Order => of!(Order),
        AskMode::Match => of!(Match),
        AskMode::Fill => of!(Fill),
        AskMode::Pick => of!(Pick),
        AskMode::Locked => of!(Locked),
        AskMode::Typing => &[Mode::Ask(AskMode::Typing), Mode::WhileTyping],
        AskMode::Confidence => &[Mode::Ask(AskMode::Confidence), Mode::Everywhere],
    }
}

/// The situations of a lens without a question.
pub(super) fn lesson_modes(lens: Lens) -> &'static [Mode] {
    macro_rules! of {
        ($lens:ident) => {
            &[Mode::Lens(Lens::$lens), Mode::Lesson, Mode::Everywhere]
        };
    }
    match lens {
        Lens::Why => of!(Why),
        Lens::Learn => of!(Learn),
        Lens::Visualize => of!(Visualize),
        Lens::Deep => of!(Deep),
        Lens::Try => of!(Try),
        Lens::Challenge => of!(Challenge),
        Lens::Project => of!(Project),
        Lens::Review => of!(Review),
        Lens::Scale => of!(Scale),
    }
}
