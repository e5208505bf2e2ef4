//! The flow and the table: accounts are called by their names, and however many steps there are, the current one is in
//! sight.

mod screen;

use rolecall::tui::theme::ThemeName;
use rolecall::tui::{Model, Start};
use screen::{model, press, text};

fn at(lesson: &str, size: (u16, u16), keys: &str) -> Model {
    let mut model = model(ThemeName::Dark, false, size);
    model.start(&Start::Lesson(lesson.to_owned()));
    press(&mut model, keys);
    model
}

#[test]
fn every_account_is_called_by_its_name_whole() {
    for lesson in ["cross-account", "scp-guardrail", "iam-roles", "public-bucket"] {
        for (size, keys) in [((80, 24), "→→⇤"), ((120, 40), "→→"), ((200, 60), "→→")] {
            let model = at(lesson, size, keys);
            let screen = text(&model);
            let (lesson, open) = model.open().expect("a lesson");
            let accounts = open.timeline.flow.iter().filter_map(|node| node.account.as_ref());
            for account in accounts.filter_map(|id| lesson.world.accounts.get(id)) {
                assert!(screen.contains(&account.name), "{} at {size:?}: {screen}", account.name);
            }
        }
    }
}
