//! Questions of every kind: their keys are computed, their answers judged part by part, their order shuffled; the drill
//! and the predictions are graded by the simulator.

use rolecall::diagnostic::{RenderStyle, Source, render_all};
use rolecall::iam::Decision;
use rolecall::lesson::{
    Asks, Drill, Lesson, Question, QuestionKind, Response, Stage, drill, embedded, judge, load, play, prediction,
    predictions, shuffle,
};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

fn read(name: &str, text: &str) -> Lesson {
    let (lesson, problems) = load(Arc::new(Source::new(name, text)), &|name| Err(format!("no file {name}")));
    lesson.unwrap_or_else(|| panic!("{}", render_all(&problems, RenderStyle::Plain)))
}

fn shipped() -> Vec<Lesson> {
    embedded().iter().map(|(name, text)| read(name, text)).collect()
}

fn first() -> Lesson {
    shipped().into_iter().find(|lesson| lesson.head.id == "iam-roles").expect("the first lesson ships")
}

/// What any question with options must keep.
fn assert_sound(question: &Question) {
    let options = question.options();
    let texts: BTreeSet<&str> = options.iter().map(|option| option.text.as_str()).collect();
    let id = &question.id;
    assert_eq!(texts.len(), options.len(), "{id}: two options read alike: {texts:?}");
    assert_eq!(options.iter().filter(|option| option.right).count(), 1, "{id}: {options:#?}");
    assert!(options.len() >= 3, "{id}: {texts:?}");
    for option in &options {
        assert!(option.explanation.ends_with('.'), "{id}: `{}` is explained by `{}`", option.text, option.explanation);
    }
    for (at, option) in options.iter().enumerate() {
        let judged = judge(question, &Response::Option(at));
        assert_eq!(judged.right, option.right, "{id}");
        assert_eq!(judged.parts[0].explanation, option.explanation, "{id}");
    }
    assert_eq!(question.hints.len(), 3, "{id}");
    assert!(question.hints.iter().all(|hint| hint.len() > 10), "{id}: {:?}", question.hints);
}

#[test]
fn a_hundred_drill_questions_of_every_lesson_have_one_right_answer() {
    for lesson in shipped() {
        let all = Drill::of(&lesson);
        let mut kinds: BTreeMap<String, usize> = BTreeMap::new();
        let mut seen = BTreeSet::new();
        for number in 0..100 {
            let question = all.question(7, number).unwrap_or_else(|| panic!("{}: no drill", lesson.head.id));
            assert_sound(&question);
            assert!(matches!(question.kind, QuestionKind::Choice { .. } | QuestionKind::Pick { .. }));
            let kind = question.id.split('/').nth(3).expect("a kind").to_owned();
            *kinds.entry(kind).or_default() += 1;
            seen.insert(question.prompt);
        }
        assert!(seen.len() >= 20, "{}: only {} different prompts", lesson.head.id, seen.len());
        if lesson.head.id == "iam-roles" {
            let wanted = ["answer", "failing-step", "layer", "statement", "still-good", "verdict"];
            assert_eq!(kinds.keys().map(String::as_str).collect::<Vec<_>>(), wanted, "{kinds:?}");
        }
    }
}

#[test]
fn the_drill_is_repeatable_and_goes_through_everything_before_it_repeats() {
    let lesson = first();
    let all = Drill::of(&lesson);
    let round: Vec<String> = (0..30).map(|number| all.question(1, number).expect("a question").id).collect();
    let unique: BTreeSet<&String> = round.iter().collect();
    assert_eq!(unique.len(), round.len(), "{round:?}");
    for number in [0, 5, 499] {
        assert_eq!(drill(&lesson, 1, number), drill(&first(), 1, number));
    }
    let other: Vec<String> = (0..30).map(|number| all.question(2, number).expect("a question").id).collect();
    assert_ne!(round, other, "another seed gives another order");
}

/// A refused `HEAD` brings a status and no code: to ask for the code would be to ask for what nobody is told.
#[test]
fn the_drill_does_not_ask_for_an_error_that_nobody_can_read() {
    let lesson = shipped().into_iter().find(|lesson| lesson.head.id == "missing-or-forbidden").expect("it ships");
    let all = Drill::of(&lesson);
    let ids: BTreeSet<String> = (0..200).filter_map(|number| Some(all.question(7, number)?.id)).collect();
    let asks = |what_if: &str| ids.iter().any(|id| id.contains(what_if) && id.contains("/answer/"));
    assert!(asks("forbidden-key") && !asks("wrong-folder"), "{ids:?}");
}

#[test]
fn the_verdicts_of_the_drill_are_those_of_the_play() {
    let lesson = first();
    let all = Drill::of(&lesson);
    let mut checked = 0;
    for number in 0..200 {
        let question = all.question(3, number).expect("a question");
        let parts: Vec<&str> = question.id.split('/').collect();
        let ["iam-roles", "drill", what_if, "verdict", step] = parts.as_slice() else { continue };
        let what_ifs: Vec<String> = if *what_if == "base" { vec![] } else { vec![(*what_if).to_owned()] };
        let timeline = play(&lesson, &what_ifs).expect("it plays");
        let step = timeline.step(step.parse().expect("a number")).expect("a step");
        let right = question.options().into_iter().find(|option| option.right).expect("a key").text.clone();
        let wanted = match step.decision {
            Some(Decision::Allowed) => "Allowed",
            Some(Decision::ImplicitlyDenied) => "Implicitly denied",
            Some(Decision::ExplicitlyDenied) => "Explicitly denied",
            None => panic!("{}: nothing was decided there", question.id),
        };
        assert_eq!(right, wanted, "{}", question.id);
        checked += 1;
    }
    assert!(checked > 20, "only {checked} verdicts were drilled");
}

/// An `AssumeRole` with a source identity takes two permissions. Who asks which statement decides says about which.
#[test]
fn the_drill_names_the_permission_whose_statement_or_policy_it_asks_for() {
    let mut others = 0;
    for lesson in shipped() {
        let all = Drill::of(&lesson);
        for question in (0..200).filter_map(|number| all.question(7, number)) {
            let parts: Vec<&str> = question.id.split('/').collect();
            let [_, _, what_if, "layer" | "statement", step] = parts.as_slice() else { continue };
            let what_ifs: Vec<String> = if *what_if == "base" { vec![] } else { vec![(*what_if).to_owned()] };
            let timeline = play(&lesson, &what_ifs).expect("it plays");
            let step = timeline.step(step.parse().expect("a number")).expect("a step");
            let one = timeline.evidence_of(step).next().expect("a decision");
            assert!(question.prompt.contains(&one.action), "{}: {}", question.id, question.prompt);
            let call = timeline.exchange_of(step).and_then(|exchange| exchange.call_words()).expect("a call");
            if call != one.action {
                let needs = format!("{}, which this {call} needs, on `{}`", one.action, one.resource);
                assert!(question.prompt.contains(&needs), "{}: {}", question.id, question.prompt);
                assert!(question.hints[1].contains(&one.action), "{}: {}", question.id, question.hints[1]);
                others += 1;
            }
        }
    }
    assert!(others > 2, "only {others} were about another permission than their call's");
}

/// `lambda:CreateFunction` is allowed and `iam:PassRole` is not: the verdict asked for is that of the whole call.
#[test]
fn a_verdict_over_another_permission_is_asked_for_as_one_over_the_call() {
    let lesson = shipped().into_iter().find(|lesson| lesson.head.id == "trust-and-permissions").expect("it ships");
    let mut others = 0;
    for what_if in &lesson.what_ifs {
        let timeline = play(&lesson, std::slice::from_ref(&what_if.id)).expect("it plays");
        for step in &timeline.steps {
            let Some(question) = prediction(&lesson, &timeline, step.number) else { continue };
            let Some(one) = timeline.evidence_of(step).next().filter(|_| question.id.contains("/verdict/")) else {
                continue;
            };
            if !question.prompt.contains(&one.action) {
                assert!(question.prompt.contains(", with every permission it needs, on"), "{}", question.prompt);
                others += 1;
            }
        }
    }
    assert!(others > 1, "{others}");
}

#[test]
fn what_is_open_in_aws_documentation_is_never_drilled() {
    let lesson = open_lesson();
    let all = Drill::of(&lesson);
    for number in 0..100 {
        let Some(question) = all.question(1, number) else { break };
        let about_s3 =
            question.id.ends_with("/4") || question.id.contains("/answer/") || question.id.contains("/failing");
        assert!(!about_s3, "{} rests on an open point", question.id);
    }
    let timeline = play(&lesson, &[]).expect("it plays");
    assert_eq!(prediction(&lesson, &timeline, 4), None);
}

/// What a fill question on this fact of the lesson on public buckets says: its answer, or the code of its error.
fn graded(fact: &str) -> Result<String, String> {
    let (name, text) = embedded().iter().find(|(name, _)| name.contains("public-bucket")).expect("it ships");
    let task = format!(
        "[[tasks]]\nid = \"public-bucket/asked\"\nkind = \"fill\"\nprompt = \"Which?\"\n{fact}\notherwise = \"No.\"\n\
         hints = [\"a\", \"b\", \"c\"]\n"
    );
    let (lesson, mut problems) = load(Arc::new(Source::new(*name, format!("{text}\n{task}"))), &|_| Err(String::new()));
    problems.extend(lesson.iter().flat_map(rolecall::lesson::check));
    if let Some(problem) = problems.iter().find(|problem| problem.is_error()) {
        return Err(problem.code.to_owned());
    }
    let mut lesson = lesson.expect("a lesson");
    match lesson.tasks.pop().map(|task| task.kind) {
        Some(QuestionKind::Fill { answers, .. }) => Ok(answers[0].clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn that_block_public_access_refuses_is_graded_and_of_which_kind_is_not() {
    let restricted = |fact: &str| graded(&format!("what-if = \"partner-cut-off\"\nstep = 4\n{fact}"));
    let blocked = |fact: &str| graded(&format!("what-if = \"new-bucket\"\nstep = 2\n{fact}"));
    let open = || Err("ambiguous-fact".to_owned());
    for asked in [&restricted as &dyn Fn(&str) -> Result<String, String>, &blocked] {
        assert_eq!(asked("fact = \"is-allowed\""), Ok("no".to_owned()));
        assert_eq!(asked("fact = \"deciding-layer\""), Ok("block-public-access".to_owned()));
        assert_eq!(asked("fact = \"decision\""), open());
        assert_eq!(asked("fact = \"message\""), open());
        assert_eq!(asked("fact = \"layer-outcome\"\nlayer = \"block-public-access\""), open());
    }
    assert_eq!(restricted("fact = \"layer-outcome\"\nlayer = \"resource\""), Ok("allows".to_owned()));
    assert_eq!(graded("what-if = \"partner-cut-off\"\nfact = \"failed-step\""), Ok("4".to_owned()));
    assert_eq!(graded("what-if = \"new-bucket\"\nfact = \"failed-stage\""), Ok("evaluate".to_owned()));
}

/// The example of the guide with a bucket policy whose `NotPrincipal` AWS does not define to the end.
fn open_lesson() -> Lesson {
    let guide = include_str!("../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let (before, after) = example.split_once("[[quiz]]").expect("a quiz");
    let after = after.split_once("[[what-ifs]]").expect("what-ifs").1;
    let policy = r#"[world.buckets.demo-bucket]
policy = '''
{ "Version": "2012-10-17", "Statement": [ {
    "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::111122223333:role/Reader" },
    "Action": "s3:DeleteObject", "Resource": "arn:aws:s3:::demo-bucket/*" }, {
    "Effect": "Deny", "NotPrincipal": { "AWS": "arn:aws:iam::111122223333:role/Reader" },
    "Action": "s3:GetObject", "Resource": "arn:aws:s3:::demo-bucket/*" } ] }
'''"#;
    let expect = "[calls.expect]\ndecision = \"Allowed\"\npolicy = \"ReadAll\"\nstatement = \"Read\"\n";
    assert!(before.contains(expect));
    let before = before.replace("[world.buckets.demo-bucket]\n", &format!("{policy}\n")).replace(expect, "");
    let lesson = read("open.toml", &format!("{before}[[what-ifs]]{after}"));
    let timeline = play(&lesson, &[]).expect("it plays");
    let step = timeline.step(4).expect("a step");
    assert!(timeline.evidence_of(step).any(|one| !one.trace.ambiguous.is_empty()), "the point is not open");
    lesson
}

#[test]
fn predictions_are_keyed_by_the_play_on_show() {
    let lesson = first();
    let right = |what_if: Option<&str>, step: usize| {
        let timeline =
            play(&lesson, &what_if.map(ToOwned::to_owned).into_iter().collect::<Vec<_>>()).expect("it plays");
        let question = prediction(&lesson, &timeline, step)?;
        assert_sound(&question);
        question.options().into_iter().find(|option| option.right).map(|option| option.text.clone())
    };
    for (what_if, step, wanted) in [
        (None, 1, None),
        (None, 2, Some("Temporary credentials")),
        (None, 3, Some("Accepted: the caller is known")),
        (None, 4, Some("Allowed")),
        (None, 5, None),
        (None, 99, None),
        (Some("trust-names-another"), 2, Some("An error: nothing lets the caller have credentials")),
        (Some("trust-names-another"), 4, None),
        (Some("twelve-hours"), 2, Some("An error: the request itself is not acceptable")),
        (Some("expired"), 3, Some("Refused: their time is over")),
        (Some("role-may-not-read"), 4, Some("Implicitly denied")),
        (Some("bucket-denies"), 4, Some("Explicitly denied")),
    ] {
        assert_eq!(right(what_if, step).as_deref(), wanted, "{what_if:?} step {step}");
    }
    let timeline = play(&lesson, &["bucket-denies".to_owned()]).expect("it plays");
    let more = predictions(&lesson, &timeline, 4);
    let layer = more.last().expect("who decides");
    assert_sound(layer);
    assert!(judge(layer, &layer.key()).says.starts_with("Right"));
    assert_eq!(layer.options().iter().find(|option| option.right).expect("a key").text, "The resource-based policy");
    for timeline in [play(&lesson, &[]), play(&lesson, &["expired".to_owned()])].into_iter().flatten() {
        for step in &timeline.steps {
            let none = predictions(&lesson, &timeline, step.number).is_empty();
            let silent = matches!(step.stage, Stage::Request | Stage::Complete)
                || step.status == rolecall::lesson::Status::Skipped;
            assert_eq!(none, silent, "step {}", step.number);
        }
    }
}

/// A question of the example of the guide, which has steps 1 to 5 and the what-if `nothing-allows`.
fn asked(question: &str) -> Question {
    let guide = include_str!("../docs/scenarios.md");
    let example = guide.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).expect("an example");
    let hints = "hints = [\"a\", \"b\", \"c\"]\nprompt = \"Which?\"\nid = \"task\"";
    let mut lesson = read("asked.toml", &format!("{example}\n[[tasks]]\n{hints}\n{question}"));
    lesson.tasks.pop().expect("a task")
}

fn parts(question: &Question, response: &Response) -> Vec<(usize, bool)> {
    judge(question, response).parts.iter().map(|part| (part.index, part.right)).collect()
}

#[test]
fn a_multiple_choice_is_judged_option_by_option() {
    let option =
        |n: usize, claim: &str| format!("[[tasks.options]]\ntext = \"o{n}\"\nexplanation = \"e{n}\"\n{claim}\n");
    let text = [
        "kind = \"multiple\"\n".to_owned(),
        option(0, "fact = \"is-allowed\"\nvalue = \"yes\""),
        option(1, "fact = \"is-allowed\"\nwhat-if = \"nothing-allows\"\nvalue = \"yes\""),
        option(2, "fact = \"status-code\"\nwhat-if = \"nothing-allows\"\nvalue = \"403\""),
    ];
    let question = asked(&text.concat());
    assert_eq!(question.key(), Response::Options(BTreeSet::from([0, 2])));
    assert!(judge(&question, &question.key()).right);
    let half = Response::Options(BTreeSet::from([0, 1]));
    assert_eq!(parts(&question, &half), [(0, true), (1, false), (2, false)]);
    let judged = judge(&question, &half);
    assert_eq!((judged.right, judged.parts[1].explanation.as_str()), (false, "e1"));
    assert!(judged.says.contains("1 of 3") && judged.says.contains("\"o2\""), "{}", judged.says);
    let beyond = Response::Options(BTreeSet::from([0, 2, 9]));
    assert!(!judge(&question, &beyond).right, "an option that is not there is not right");
}

#[test]
fn an_order_is_judged_place_by_place() {
    let item = |layer: &str| {
        format!("[[tasks.items]]\ntext = \"{layer}\"\nexplanation = \"e {layer}\"\nlayer = \"{layer}\"\n")
    };
    let question = asked(&format!(
        "kind = \"order\"\nby = \"layers\"\n{}{}{}{}",
        item("session"),
        item("scp"),
        item("identity"),
        item("resource")
    ));
    assert_eq!(question.key(), Response::Sequence(vec![1, 3, 2, 0]));
    assert!(judge(&question, &question.key()).right);
    let wrong = Response::Sequence(vec![1, 2, 3, 0]);
    assert_eq!(parts(&question, &wrong), [(1, true), (2, false), (3, false), (0, true)]);
    assert!(judge(&question, &wrong).parts[1].explanation.starts_with("It belongs at place 3."));
    for odd in [vec![], vec![1, 3, 2], vec![1, 3, 2, 0, 0], vec![9, 9, 9, 9], vec![1, 1, 1, 1]] {
        let judged = judge(&question, &Response::Sequence(odd.clone()));
        assert!(!judged.right && judged.parts.len() == 4, "{odd:?}");
    }
    for seed in 0..50 {
        let mut order = shuffle(&question, seed);
        assert_ne!(Response::Sequence(order.clone()), question.key(), "seed {seed} shows the solution");
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2, 3]);
    }
}

#[test]
fn layers_are_ordered_as_the_engine_evaluates_them() {
    // The order that questions are keyed by is that of every trace.
    let item = |layer: &str| format!("[[tasks.items]]\ntext = \"{layer}\"\nexplanation = \"e\"\nlayer = \"{layer}\"\n");
    let ids = ["rcp", "scp", "vpc-endpoint", "resource", "identity", "session"];
    let items: String = ids.iter().map(|id| item(id)).collect();
    let question = asked(&format!("kind = \"order\"\nby = \"layers\"\n{items}"));
    assert_eq!(question.key(), Response::Sequence((0..ids.len()).collect()));
    let rank = |id: &str| {
        ["rcp", "scp", "vpc-endpoint", "resource", "block-public-access", "identity", "boundary", "session"]
            .iter()
            .position(|known| *known == id.replace("trust", "resource"))
    };
    for lesson in shipped() {
        let what_ifs = lesson.what_ifs.iter().map(|what_if| vec![what_if.id.clone()]);
        for what_ifs in std::iter::once(vec![]).chain(what_ifs) {
            let timeline = play(&lesson, &what_ifs).expect("it plays");
            for one in timeline.exchanges.iter().flat_map(|exchange| &exchange.authorizations) {
                let ranks: Vec<_> =
                    one.trace.layers.iter().map(|layer| rank(layer.layer.id()).expect("known")).collect();
                assert!(ranks.is_sorted(), "{}: {ranks:?}", lesson.head.id);
            }
        }
    }
}

#[test]
fn a_match_is_judged_pair_by_pair() {
    let pair = |n: usize, left: &str, claim: &str| {
        format!("[[tasks.pairs]]\n{left}\nright = \"r{n}\"\nexplanation = \"e{n}\"\n{claim}\n")
    };
    let question = asked(&format!(
        "kind = \"match\"\n{}{}{}",
        pair(0, "left-fact = \"message\"", "fact = \"failed-step\"\nwhat-if = \"nothing-allows\"\nvalue = \"4\""),
        pair(1, "left = \"l1\"", "fact = \"is-allowed\"\nstep = 2\nvalue = \"yes\""),
        pair(2, "left = \"l2\"", "fact = \"expires-at\"\nvalue = \"10:00:01Z\""),
    ));
    let QuestionKind::Match { pairs } = &question.kind else { panic!("{:?}", question.kind) };
    assert!(pairs[0].left.contains("is not authorized to perform: s3:GetObject"), "{}", pairs[0].left);
    assert!(judge(&question, &question.key()).right);
    let wrong = Response::Pairing(vec![0, 2, 1]);
    assert_eq!(parts(&question, &wrong), [(0, true), (1, false), (2, false)]);
    assert_eq!(judge(&question, &wrong).parts[1].explanation, "It belongs with \"r1\". e1");
    for odd in [vec![], vec![0], vec![0, 1, 2, 0]] {
        assert!(!judge(&question, &Response::Pairing(odd)).right);
    }
}

#[test]
fn an_answer_in_writing_is_compared_as_people_write() {
    let question = asked(
        "kind = \"fill\"\nfact = \"caller-arn\"\nstep = 4\naccept = [\"a session of {role}\"]\notherwise = \"o\"\n\
         [[tasks.mistakes]]\nvalue = \"{role-arn}\"\nexplanation = \"m\"\n",
    );
    let arn = "arn:aws:sts::111122223333:assumed-role/Reader/maria-reads";
    assert_eq!(question.key(), Response::Text(arn.to_owned()));
    let says = |text: &str| {
        let judged = judge(&question, &Response::Text(text.to_owned()));
        (judged.right, judged.parts[0].explanation.clone())
    };
    for right in [arn, "  ARN:AWS:STS::111122223333:ASSUMED-ROLE/reader/maria-reads ", "a  session of reader"] {
        assert!(says(right).0, "{right}");
    }
    assert_eq!(says("arn:aws:iam::111122223333:role/Reader"), (false, "m".to_owned()));
    assert_eq!(says("maria"), (false, "o".to_owned()));
    assert!(judge(&question, &Response::Text(String::new())).says.contains(arn));
}

#[test]
fn a_duration_is_right_and_a_mistake_however_it_is_written() {
    let question = asked(
        "kind = \"fill\"\nfact = \"duration\"\notherwise = \"o\"\n\
         [[tasks.mistakes]]\nvalue = \"4 h\"\nexplanation = \"m\"\n",
    );
    let says = |text: &str| {
        let judged = judge(&question, &Response::Text(text.to_owned()));
        (judged.right, judged.parts[0].explanation.clone())
    };
    for right in ["1 h", "1h", "1 Hour", "60 min", "3600 seconds"] {
        assert!(says(right).0, "{right}");
    }
    for mistake in ["4 h", "4h", "4 hours", "240 min"] {
        assert_eq!(says(mistake), (false, "m".to_owned()), "{mistake}");
    }
    for other in ["3600", "2 h", "1", "h"] {
        assert_eq!(says(other), (false, "o".to_owned()), "{other}");
    }
}

#[test]
fn a_response_of_another_kind_is_not_right_and_says_what_is_wanted() {
    let question = asked("kind = \"fill\"\nfact = \"duration\"\notherwise = \"o\"\n");
    let judged = judge(&question, &Response::Option(0));
    assert!(!judged.right && judged.says.contains("wants a text"), "{}", judged.says);
    let choice = &first().questions[0];
    assert!(!judge(choice, &Response::Option(99)).right);
    assert!(!judge(choice, &Response::Text("yes".to_owned())).right);
}

#[test]
fn statements_to_pick_are_explained_from_the_trace() {
    for (what_if, wanted) in [("bucket-denies", "KeepReadersOut"), ("role-may-not-read", "None of them")] {
        let text = embedded()[0].1;
        let task = format!(
            "{text}\n[[tasks]]\nid = \"p\"\nkind = \"pick\"\nprompt = \"Which?\"\nstep = 4\nwhat-if = \"{what_if}\"\nhints = [\"a\", \"b\", \"c\"]\n"
        );
        let question = read("pick.toml", &task).tasks.pop().expect("a task");
        let options = question.options();
        let right = options.iter().find(|option| option.right).expect("a key");
        assert!(right.text.starts_with(wanted), "{what_if}: {}", right.text);
        assert!(options.iter().filter(|option| !option.right).all(|option| !option.explanation.is_empty()));
        for seed in 0..20 {
            let last = *shuffle(&question, seed).last().expect("an order");
            assert!(options[last].text.starts_with("None of them"), "it is read last");
        }
    }
}

#[test]
fn options_are_shuffled_alike_within_a_try_and_anew_with_the_next() {
    let question = &first().questions[0];
    assert_eq!(shuffle(question, 3), shuffle(&first().questions[0], 3));
    let orders: BTreeSet<Vec<usize>> = (0..200).map(|seed| shuffle(question, seed)).collect();
    assert_eq!(orders.len(), 24, "every order comes up");
}

#[test]
fn what_a_question_asks_is_read_from_its_prompt_unless_it_is_said() {
    for (prompt, asks) in [
        ("Why does STS refuse?", Asks::Why),
        ("At which step, and why?", Asks::Which),
        ("HOW long do they live?", Asks::How),
        ("Is it allowed?", Asks::Whether),
        ("Somehow it is allowed?", Asks::Whether),
        ("", Asks::Whether),
    ] {
        assert_eq!(Asks::of_prompt(prompt), asks, "{prompt}");
    }
    let fill = "kind = \"fill\"\nfact = \"duration\"\notherwise = \"o\"\n";
    assert_eq!(asked(fill).asks, Asks::Which);
    assert_eq!(asked(&format!("{fill}asks = \"why\"\n")).asks, Asks::Why);
}

/// What is said before learners names a what-if as the list does; ids are for authors.
#[test]
fn how_we_know_names_the_titles_of_what_ifs() {
    let mut named = 0;
    for (name, text) in embedded() {
        let (lesson, _) = load(Arc::new(Source::new(*name, *text)), &|_| Err("no files".to_owned()));
        let lesson = lesson.expect("a lesson");
        for question in lesson.questions.iter().chain(&lesson.tasks) {
            for what_if in &lesson.what_ifs {
                assert!(!question.proof.contains(&format!("`{}`", what_if.id)), "{}: {}", question.id, question.proof);
                named += usize::from(question.proof.contains(&format!("the what-if `{}`", what_if.title)));
            }
        }
    }
    assert!(named > 20, "{named}");
}

#[test]
fn the_hints_of_a_prediction_name_what_is_there_before_its_step() {
    let mut seen = 0;
    for lesson in shipped() {
        for what_ifs in lesson.what_ifs.iter().map(|what_if| vec![what_if.id.clone()]).chain([Vec::new()]) {
            let timeline = play(&lesson, &what_ifs).expect("it plays");
            for step in &timeline.steps {
                for question in predictions(&lesson, &timeline, step.number) {
                    seen += 1;
                    let (id, hints) = (&question.id, &question.hints);
                    let shown = format!("evidence of step {}", step.number);
                    assert!(hints.iter().take(2).all(|hint| !hint.contains(&shown)), "{id}: {hints:?}");
                    let evidence: Vec<_> =
                        timeline.evidence_of(step).take(1).flat_map(|one| &one.trace.layers).collect();
                    if id.contains("/verdict/") {
                        for policy in evidence.iter().flat_map(|layer| &layer.policies) {
                            assert!(hints[1].contains(&policy.policy.name), "{id}: {hints:?}");
                        }
                    }
                    // Who may have a say where a limit over the caller decides is not two parties alone.
                    let is_limit = |layer: rolecall::iam::Layer| matches!(layer.id(), "scp" | "boundary" | "rcp");
                    if id.contains("/issued/") && evidence.iter().any(|layer| is_limit(layer.layer)) {
                        assert!(hints[0].contains("limit"), "{id}: {hints:?}");
                    }
                }
            }
        }
    }
    assert!(seen > 100, "only {seen} predictions");
}

/// Cases that are each a what-if are shown in the first of them: the base play has none.
#[test]
fn a_match_of_what_ifs_shows_the_first() {
    let lesson = shipped().into_iter().find(|lesson| lesson.head.id == "cross-account").expect("it ships");
    let is_match = |question: &&Question| matches!(question.kind, QuestionKind::Match { .. });
    let ends = lesson.tasks.iter().find(is_match).expect("a match");
    assert_eq!(ends.what_ifs, ["trusts-another-account"]);
    let whose = lesson.questions.iter().find(is_match).expect("a match");
    assert!(whose.what_ifs.is_empty(), "one of its cases is the base play");
}
