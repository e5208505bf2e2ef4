//! What a learner did, and what they should look at again. Plain data and pure functions of it; only `store.rs` touches
//! the disk, and nothing here knows of a screen.

mod answer;
mod practice;
mod record;
pub mod review;
mod store;

pub use answer::{Answer, CardRecord, Confidence, Prediction, QuestionRecord, Rating, Review};
pub use practice::{Badge, Draft, DraftTooLarge, Edit, Help, LARGEST_DRAFT, LensPlace, LensRecord, Solved};
pub use record::{FORMAT, LessonRecord, Place, Record};
pub use store::{Loaded, Store, StoreError};
