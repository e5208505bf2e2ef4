//! What a learner did: where they are in a lesson, what they answered. Kept between sessions.

mod record;
mod store;

pub use record::{Answer, LessonRecord, QuestionRecord, Record};
pub use store::{Loaded, Store, StoreError};
