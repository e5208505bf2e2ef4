//! The worked example of the author's guide is a lesson: it loads, and `check` has nothing to say.

use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::lesson::{check, load, play};
use std::sync::Arc;

#[test]
fn the_example_of_the_guide_is_proved() {
    let guide = include_str!("../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let (lesson, problems) = load(Arc::new(Source::new("guide.toml", example)), &|_| Err("no files".to_owned()));
    assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
    let lesson = lesson.expect("a lesson");
    let problems = check(&lesson);
    assert!(problems.is_empty(), "{}", render_all(&problems, RenderStyle::Plain));
    assert_eq!(play(&lesson, &[]).expect("it plays").steps.len(), 5);
}

#[test]
fn the_guide_lists_every_placeholder_and_fact() {
    // An unknown name is answered with the known ones, so the program itself tells what the guide must list.
    let guide = include_str!("../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let help = |text: String| {
        let (_, problems) = load(Arc::new(Source::new("guide.toml", text)), &|_| Err("no files".to_owned()));
        problems.first().and_then(|problem| problem.help.clone()).expect("advice")
    };
    for (text, shown) in [
        (example.replace("issued until {expires}", "{qqqqqqqqqqqq}"), "{}"),
        (example.replace("fact = \"deciding-layer\"", "fact = \"qqqqqqqqqqqqqqqq\""), "`"),
    ] {
        let advice = help(text);
        let names: Vec<&str> = advice.split('`').skip(1).step_by(2).collect();
        assert!(names.len() > 5, "{advice}");
        for name in names {
            let wanted = if shown == "{}" { format!("{{{name}}}") } else { format!("`{name}`") };
            assert!(guide.contains(&wanted), "the guide does not list {wanted}");
        }
    }
}
