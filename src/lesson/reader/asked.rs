//! What was asked for, as what: tests hold the description of the format (`schema/`) against it.

/// What a key is read as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lesson) enum As {
    /// Anything: only whether or where it is was asked.
    There,
    Text,
    Integer,
    Flag,
    Texts,
    Integers,
    /// A table called so.
    Table(&'static str),
    /// A list of tables called so.
    Tables(&'static str),
    /// A table whose keys are names.
    Names,
    /// A table called so, under a name.
    NamedTable(&'static str),
    /// A string under a name.
    NamedText,
}

#[cfg(not(test))]
pub(super) fn note(_: &'static str, _: &'static str, _: As) {}

#[cfg(test)]
pub(in crate::lesson) use listening::*;

#[cfg(test)]
mod listening {
    use super::As;
    use std::cell::RefCell;
    use std::collections::BTreeSet;

    /// The table's name, the key, and what it was read as.
    pub type Asked = BTreeSet<(&'static str, &'static str, As)>;

    thread_local! {
        static HEARD: RefCell<Option<Asked>> = const { RefCell::new(None) };
    }

    pub fn note(what: &'static str, key: &'static str, how: As) {
        HEARD.with_borrow_mut(|heard| {
            if let Some(all) = heard {
                all.insert((what, key, how));
            }
        });
    }

    /// All that is asked while `run` runs.
    pub fn while_running(run: impl FnOnce()) -> Asked {
        HEARD.set(Some(Asked::new()));
        run();
        HEARD.take().unwrap_or_default()
    }
}
