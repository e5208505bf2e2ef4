//! Laws that hold for every request and every set of policies.

use super::generate::{self, Chance};
use super::range;
use rolecall::diagnostic::Source;
use rolecall::iam::case::Case;
use rolecall::iam::{
    Decision, Layer, Layers, Obstacle, Passage, Policy, PolicyKind, PolicyLevel, Principal, Request, decide, trace,
};
use serde_json::{Value, json};
use std::sync::Arc;

fn parse(value: &Value) -> Case {
    Case::parse(&value.to_string()).unwrap_or_else(|error| panic!("{error}: {value}"))
}

fn verdict(value: &Value) -> Decision {
    let case = parse(value);
    decide(&case.request, &case.layers)
}

/// Every list of statements in the case, with the layer it stands in.
fn statement_lists(value: &mut Value) -> Vec<(String, &mut Vec<Value>)> {
    let mut lists = Vec::new();
    for (layer, content) in value.as_object_mut().expect("a case") {
        let policies: Vec<&mut Value> = match layer.as_str() {
            "id" | "request" | "resource_settings" => continue,
            "scps" | "rcps" => {
                let levels = content.as_array_mut().expect("levels").iter_mut();
                levels.flat_map(|level| level["policies"].as_array_mut().expect("policies")).collect()
            }
            "identity_policies" | "session_policies" => content.as_array_mut().expect("policies").iter_mut().collect(),
            _ => vec![content],
        };
        for policy in policies {
            let statements = &mut policy["document"]["Statement"];
            if statements.is_object() {
                *statements = json!([statements.take()]);
            }
            lists.push((layer.clone(), statements.as_array_mut().expect("statements")));
        }
    }
    lists
}

/// Runs `law` on every generated case that has policies.
fn for_cases(mut law: impl FnMut(&mut Chance, Value)) {
    for seed in range() {
        let mut chance = Chance::new(seed ^ 0xA5A5);
        let mut value = generate::case(seed);
        if !statement_lists(&mut value).is_empty() {
            law(&mut chance, value);
        }
    }
}

#[test]
fn a_deny_never_grants() {
    for_cases(|chance, mut value| {
        let before = verdict(&value);
        {
            let mut lists = statement_lists(&mut value);
            let at = chance.below(lists.len());
            let (layer, statements) = &mut lists[at];
            let kind = if layer == "resource_policy" { "rcps" } else { layer };
            let mut deny = generate::statement(chance, kind);
            deny["Effect"] = json!("Deny");
            statements.insert(chance.below(statements.len() + 1), deny);
        }
        let after = verdict(&value);
        assert!(after == before || after == Decision::ExplicitlyDenied, "{before:?} became {after:?}: {value}");
    });
}

#[test]
fn removing_an_allow_never_grants() {
    for_cases(|chance, mut value| {
        let before = verdict(&value);
        {
            let mut lists = statement_lists(&mut value);
            let at = chance.below(lists.len());
            let (_, statements) = &mut lists[at];
            let allows: Vec<usize> = (0..statements.len()).filter(|at| statements[*at]["Effect"] == "Allow").collect();
            if allows.is_empty() {
                return;
            }
            statements.remove(allows[chance.below(allows.len())]);
        }
        let after = verdict(&value);
        assert!(before == Decision::Allowed || after == before, "{before:?} became {after:?}: {value}");
    });
}

#[test]
fn the_order_of_statements_and_policies_does_not_matter() {
    for_cases(|chance, mut value| {
        let before = verdict(&value);
        for (_, statements) in statement_lists(&mut value) {
            let places = statements.len();
            for at in 0..places {
                statements.swap(at, chance.below(places));
            }
        }
        for key in ["identity_policies", "session_policies", "scps", "rcps"] {
            if let Some(list) = value.get_mut(key).and_then(Value::as_array_mut) {
                list.reverse();
            }
        }
        assert_eq!(verdict(&value), before, "{value}");
    });
}

#[test]
fn splitting_policies_and_lists_is_neutral() {
    for_cases(|_, mut value| {
        let before = verdict(&value);
        // A statement with several actions becomes one statement for each.
        for (_, statements) in statement_lists(&mut value) {
            *statements = statements
                .iter()
                .flat_map(|statement| match statement.get("Action") {
                    Some(Value::Array(actions)) => actions
                        .iter()
                        .map(|action| {
                            let mut one = statement.clone();
                            one["Action"] = action.clone();
                            one
                        })
                        .collect(),
                    _ => vec![statement.clone()],
                })
                .collect();
        }
        assert_eq!(verdict(&value), before, "split actions: {value}");
        // A policy with several statements becomes one policy for each.
        for key in ["identity_policies", "session_policies"] {
            let Some(list) = value.get_mut(key).and_then(Value::as_array_mut) else { continue };
            *list = list
                .iter()
                .flat_map(|policy| {
                    let statements = policy["document"]["Statement"].as_array().expect("statements").clone();
                    statements.into_iter().map(move |statement| {
                        let mut one = policy.clone();
                        one["document"]["Statement"] = json!([statement]);
                        one
                    })
                })
                .collect();
        }
        assert_eq!(verdict(&value), before, "split policies: {value}");
    });
}

#[test]
fn not_action_and_not_resource_are_complements() {
    for_cases(|chance, value| {
        let mut statement = generate::statement(chance, "identity_policies");
        statement["Effect"] = json!("Allow");
        let statement = statement.as_object_mut().expect("a statement");
        statement.remove("Condition");
        for (name, negation, other) in [("Action", "NotAction", "Resource"), ("Resource", "NotResource", "Action")] {
            let Some(values) = statement.get(name).or(statement.get(negation)).cloned() else { continue };
            let allowed: Vec<bool> = [name, negation]
                .iter()
                .map(|element| {
                    let policy = json!({ "name": "p", "document": { "Version": "2012-10-17",
                        "Statement": { "Effect": "Allow", *element: values, other: "*" } } });
                    let mut case = json!({ "request": value["request"], "identity_policies": [policy] });
                    case["request"]["principal"] = json!("arn:aws:iam::111111111111:user/alice");
                    case["request"]["resource_account"] = json!("111111111111");
                    // Assuming a role takes its trust policy, too, and other partitions take nothing.
                    case["request"]["action"] = json!("s3:GetObject");
                    case["request"]["resource"] = json!("arn:aws:s3:::b/k");
                    verdict(&case) == Decision::Allowed
                })
                .collect();
            assert_ne!(allowed[0], allowed[1], "{name}: {values} in {}", value["request"]);
        }
    });
}

#[test]
fn a_policy_printed_and_parsed_again_is_the_same() {
    for_cases(|_, value| {
        let case = parse(&value);
        for (kind, policy) in policies(&case.layers) {
            let printed = policy.to_json().to_string();
            let (again, _) = Policy::parse(&*policy.name, kind, Arc::new(Source::new("again", &*printed)));
            assert_eq!(again.to_json().to_string(), printed);
        }
        let printed = printed_layers(&case.layers);
        assert_eq!(decide(&case.request, &printed), decide(&case.request, &case.layers), "{value}");
    });
}

fn policies(layers: &Layers) -> Vec<(PolicyKind, Arc<Policy>)> {
    let levels = layers.scps.iter().flatten().chain(layers.rcps.iter().flatten()).flat_map(|level| &level.policies);
    let lists = layers.identity.iter().flatten().chain(layers.session.iter().flatten()).chain(levels);
    let single = layers.resource.iter().chain(&layers.boundary).chain(&layers.vpc_endpoint);
    lists.chain(single).map(|policy| (policy.kind, Arc::clone(policy))).collect()
}

fn print(policy: &Arc<Policy>) -> Arc<Policy> {
    let source = Arc::new(Source::new("printed", policy.to_json().to_string()));
    Arc::new(Policy::parse(&*policy.name, policy.kind, source).0)
}

fn printed_layers(layers: &Layers) -> Layers {
    let list = |policies: &Vec<Arc<Policy>>| policies.iter().map(print).collect::<Vec<_>>();
    let levels = |levels: &Vec<PolicyLevel>| {
        levels.iter().map(|level| PolicyLevel { name: level.name.clone(), policies: list(&level.policies) }).collect()
    };
    Layers {
        identity: layers.identity.as_ref().map(list),
        resource: layers.resource.as_ref().map(print),
        boundary: layers.boundary.as_ref().map(print),
        session: layers.session.as_ref().map(list),
        scps: layers.scps.as_ref().map(levels),
        rcps: layers.rcps.as_ref().map(levels),
        vpc_endpoint: layers.vpc_endpoint.as_ref().map(print),
        public_access_block: layers.public_access_block,
    }
}

/// A policy that allows everything to everybody.
fn open(kind: PolicyKind) -> Arc<Policy> {
    open_to(kind, &Principal::Anonymous)
}

/// A policy that allows everything to the caller; it names the caller itself where that can be named.
fn open_to(kind: PolicyKind, caller: &Principal) -> Arc<Policy> {
    let named = match caller {
        Principal::Anonymous => json!("*"),
        Principal::Arn(arn) => json!({ "AWS": arn }),
        Principal::Service(name) => json!({ "Service": name }),
    };
    let principal = if kind.names_principals() { format!(r#""Principal":{named},"#) } else { String::new() };
    let resource = if kind == PolicyKind::Trust { "" } else { r#","Resource":"*""# };
    let text = format!(r#"{{"Statement":{{"Effect":"Allow",{principal}"Action":"*"{resource}}}}}"#);
    let (policy, problems) = Policy::parse("open", kind, Arc::new(Source::new("open", text)));
    assert!(problems.is_empty(), "{problems:?}");
    Arc::new(policy)
}

/// The policy with one more statement, which allows everything to the caller.
fn opened(policy: Option<&Arc<Policy>>, kind: PolicyKind, caller: &Principal) -> Arc<Policy> {
    let mut policy = policy.map_or_else(|| open_to(kind, caller), Arc::clone);
    let statement = open_to(policy.kind, caller).statements[0].clone();
    Arc::make_mut(&mut policy).statements.push(statement);
    policy
}

/// Does what an obstacle says would have to be done.
fn clear(request: &Request, layers: &mut Layers, obstacle: &Obstacle) {
    // Everybody may be named too: but a bucket policy that does so is public, and that is another matter.
    let (caller, everybody) = (&request.principal, &Principal::Anonymous);
    match obstacle {
        Obstacle::Deny { policy, statement, .. } => {
            let levels = layers.scps.iter_mut().flatten().chain(layers.rcps.iter_mut().flatten());
            let single = layers.resource.iter_mut().chain(&mut layers.boundary).chain(&mut layers.vpc_endpoint);
            let lists = layers.identity.iter_mut().chain(&mut layers.session).flatten();
            let all = levels.flat_map(|level| &mut level.policies).chain(single).chain(lists);
            for found in all.filter(|found| Arc::ptr_eq(&found.source, &policy.source)) {
                // Removed, but the places of the others stay.
                Arc::make_mut(found).statements[*statement].broken = true;
            }
        }
        Obstacle::NoAllow { layer, level, .. } => match layer {
            Layer::Identity => layers.identity.get_or_insert_default().push(open(PolicyKind::Identity)),
            Layer::Session => layers.session.get_or_insert_default().push(open(PolicyKind::Session)),
            Layer::Boundary => layers.boundary = Some(opened(layers.boundary.as_ref(), PolicyKind::Boundary, caller)),
            Layer::Resource => layers.resource = Some(opened(layers.resource.as_ref(), PolicyKind::Resource, caller)),
            Layer::Trust => layers.resource = Some(opened(layers.resource.as_ref(), PolicyKind::Trust, caller)),
            Layer::VpcEndpoint => {
                layers.vpc_endpoint = Some(opened(layers.vpc_endpoint.as_ref(), PolicyKind::VpcEndpoint, everybody));
            }
            Layer::ServiceControl => {
                let levels = layers.scps.iter_mut().flatten().filter(|at| Some(&at.name) == level.as_ref());
                levels.for_each(|level| level.policies.push(open(PolicyKind::ServiceControl)));
            }
            Layer::ResourceControl | Layer::PublicAccessBlock => panic!("never lacks an allow"),
        },
        Obstacle::PublicAccessBlock => layers.public_access_block = None,
    }
}

fn cleared<'o>(request: &Request, layers: &Layers, obstacles: impl Iterator<Item = &'o Obstacle>) -> Decision {
    let mut layers = layers.clone();
    obstacles.for_each(|obstacle| clear(request, &mut layers, obstacle));
    decide(request, &layers)
}

/// What the trace says would change the verdict does change it, and nothing it names could be left out.
#[test]
fn the_remedy_is_enough_and_no_part_of_it_is_idle() {
    let mut ways = 0;
    for_cases(|_, value| {
        let case = parse(&value);
        let trace = trace(&case.request, &case.layers);
        let Some(remedy) = trace.remedy() else {
            assert_eq!(trace.decision, Decision::Allowed);
            assert!(trace.what_would_change().is_empty());
            return;
        };
        assert!(!trace.what_would_change().is_empty(), "{value}");
        for way in &remedy.ways {
            ways += 1;
            let all: Vec<&Obstacle> = remedy.always.iter().chain(way).collect();
            let after = cleared(&case.request, &case.layers, all.iter().copied());
            assert_eq!(after, Decision::Allowed, "not enough: {all:#?}\n{value}");
            for left in 0..all.len() {
                let rest = all.iter().enumerate().filter(|(at, _)| *at != left).map(|(_, obstacle)| *obstacle);
                let after = cleared(&case.request, &case.layers, rest);
                assert_ne!(after, Decision::Allowed, "idle: {:#?}\n{value}", all[left]);
            }
        }
    });
    assert!(ways > 0);
}

#[test]
fn broken_texts_give_diagnostics_and_never_a_panic() {
    for_cases(|chance, value| {
        let mut text: Vec<char> = value.to_string().chars().collect();
        for _ in 0..=chance.below(4) {
            if text.len() < 2 {
                break;
            }
            let at = chance.below(text.len());
            match chance.below(4) {
                0 => drop(text.remove(at)),
                1 => text.insert(at, ['{', '"', '\\', '\u{0}', '$', '*'][chance.below(6)]),
                2 => text.truncate(at.max(1)),
                _ => text[at] = ['"', ':', ',', ']', '9'][chance.below(5)],
            }
        }
        let text: String = text.into_iter().collect();
        if let Ok(case) = Case::parse(&text) {
            assert_eq!(case.trace().decision, decide(&case.request, &case.layers));
        }
        for kind in [PolicyKind::Identity, PolicyKind::Resource, PolicyKind::Trust] {
            let (policy, _) = Policy::parse("broken", kind, Arc::new(Source::new("broken", &*text)));
            let _ = (policy.validate(), policy.to_json());
        }
    });
}

#[test]
fn the_way_through_the_decision_flow_ends_where_the_decision_fell() {
    for_cases(|_, value| {
        let trace = parse(&value).trace();
        let end = trace.path().iter().find_map(|junction| match junction.passage {
            Passage::Ends(decision) => Some(decision),
            _ => None,
        });
        assert_eq!(end.unwrap_or(Decision::Allowed), trace.decision, "{value}");
    });
}
