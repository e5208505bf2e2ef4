//! A second evaluator, as slow and as plain as can be, written from AWS's prose and the rulings in `docs/engine.md`.
//!
//! It shares nothing with the engine but the shape of a decision case: it walks the JSON itself, knows no spans, no
//! traces and no tricks. Where the two differ, one of them is wrong.

use serde_json::Value;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    Allowed,
    ImplicitlyDenied,
    ExplicitlyDenied,
}

use Verdict::{Allowed, ExplicitlyDenied, ImplicitlyDenied};

/// Keys that hold lists, of those the generator uses.
const LISTS: [&str; 3] = ["aws:tagkeys", "aws:principalorgpaths", "aws:calledvia"];

struct Call<'a> {
    principal: &'a str,
    account: Option<String>,
    action: String,
    resource: String,
    owner: Option<String>,
    context: Vec<(String, Vec<String>)>,
    has_boundary: bool,
    /// The role of the session with its path, when the request tells it.
    given_role: Option<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Anonymous,
    Service,
    Root,
    User,
    Session,
    Federated,
}

/// How a resource's policy names the caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Named {
    Itself,
    Role,
    Account,
}

pub fn decide(case: &Value) -> Verdict {
    let request = &case["request"];
    let text = |key: &str| request[key].as_str().map(str::to_owned);
    let principal = request["principal"].as_str().expect("a principal");
    let mut call = Call {
        principal,
        account: text("principal_account").or_else(|| field(principal, 4)),
        action: text("action").expect("an action").to_lowercase(),
        resource: text("resource").expect("a resource"),
        owner: text("resource_account"),
        context: Vec::new(),
        has_boundary: case.get("permissions_boundary").is_some(),
        given_role: text("principal_role"),
    };
    if call.action == "s3:listallmybuckets" && call.resource == "*" {
        call.resource = String::from("arn:aws:s3:::*");
    }
    if call.owner.is_none() {
        call.owner = field(&call.resource, 4).filter(|id| id.len() == 12);
    }
    for (key, value) in request["context"].as_object().into_iter().flatten() {
        let values = match value {
            Value::Array(list) => list.iter().map(|one| one.as_str().expect("text").to_owned()).collect(),
            one => vec![one.as_str().expect("text").to_owned()],
        };
        call.context.push((key.to_lowercase(), values));
    }
    call.decide(case)
}

fn field(arn: &str, index: usize) -> Option<String> {
    let fields: Vec<&str> = arn.splitn(6, ':').collect();
    (fields.len() == 6).then(|| fields[index].to_owned()).filter(|text| !text.is_empty())
}

/// A member that is one thing or a list of them.
fn list(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(values) => values.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

impl Call<'_> {
    fn who(&self) -> Who {
        let resource = field(self.principal, 5).unwrap_or_default();
        match self.principal {
            "anonymous" => Who::Anonymous,
            text if !text.starts_with("arn:") => Who::Service,
            _ if resource == "root" => Who::Root,
            _ if resource.starts_with("user/") => Who::User,
            _ if resource.starts_with("federated-user/") => Who::Federated,
            _ => Who::Session,
        }
    }

    /// The role of the session: its name, and its ARN when the request tells one with a path.
    fn role(&self) -> (String, Option<String>) {
        let name = field(self.principal, 5).unwrap_or_default().split('/').nth(1).unwrap_or_default().to_owned();
        let known = self.value("aws:principalarn").filter(|arn| {
            arn.matches('/').count() > 1
                && arn.rsplit('/').next() == Some(&name)
                && field(arn, 4) == field(self.principal, 4)
        });
        (name, self.given_role.clone().or(known))
    }

    fn values(&self, key: &str) -> Option<&Vec<String>> {
        self.context.iter().find(|(name, _)| *name == key.to_lowercase()).map(|(_, values)| values)
    }

    fn value(&self, key: &str) -> Option<String> {
        self.values(key).filter(|values| values.len() == 1).map(|values| values[0].clone())
    }

    fn decide(&self, case: &Value) -> Verdict {
        if ["sts:getcalleridentity", "sts:getsessiontoken"].contains(&self.action.as_str()) {
            return Allowed;
        }
        let who = self.who();
        let is_role = field(&self.resource, 2).as_deref() == Some("iam")
            && field(&self.resource, 5).is_some_and(|resource| resource.starts_with("role/"));
        let trusts = ["sts:assumerole", "sts:tagsession", "sts:setsourceidentity"];
        let is_trust = is_role && trusts.contains(&self.action.as_str());
        let partition = |arn: &str| field(arn, 1);
        let apart = match (partition(self.principal), partition(&self.resource)) {
            (Some(mine), Some(its)) => mine != its && its != "*",
            _ => false,
        };
        let same_account = !apart && self.account.is_some() && (self.owner.is_none() || self.owner == self.account);
        let service_linked = who == Who::Session && {
            let (name, arn) = self.role();
            match arn {
                Some(arn) => arn.contains(":role/aws-service-role/"),
                None => name.starts_with("AWSServiceRoleFor"),
            }
        };

        let mut denied = false;
        // Every level must allow; a Deny anywhere is final.
        let levels = |key: &str, binds: bool, denied: &mut bool| {
            let mut all = true;
            for level in case.get(key).and_then(Value::as_array).into_iter().flatten().filter(|_| binds) {
                let policies: Vec<&Value> = level["policies"].as_array().expect("policies").iter().collect();
                let (allows, denies) = self.union(&policies, key);
                all &= allows;
                *denied |= denies;
            }
            all
        };
        let management = case["request"]["principal_is_management_account"] == Value::Bool(true);
        let beyond_rcps = service_linked || self.action.starts_with("iam:") || management && same_account;
        levels("rcps", !beyond_rcps, &mut denied);
        let scp_binds = !management && !service_linked && !matches!(who, Who::Anonymous | Who::Service);
        let scps = levels("scps", scp_binds, &mut denied);

        let has_own = matches!(who, Who::User | Who::Session | Who::Federated);
        let layer = |key: &str, denied: &mut bool| -> Option<bool> {
            let value = case.get(key).filter(|_| has_own)?;
            let (allows, denies) = self.union(&list(value), key);
            *denied |= denies;
            Some(allows)
        };
        let identity = layer("identity_policies", &mut denied).unwrap_or(false);
        let boundary = layer("permissions_boundary", &mut denied).unwrap_or(true);
        let session = layer("session_policies", &mut denied).unwrap_or(who != Who::Federated);

        let mut endpoint = true;
        if let Some(policy) = case.get("vpc_endpoint_policy") {
            endpoint = false;
            for (effect, named) in self.applying(policy, "vpc_endpoint_policy") {
                let service = self.action.split(':').next().unwrap_or_default();
                let gateway = ["s3", "dynamodb"].contains(&service);
                let root_only = gateway && named == Named::Account && who != Who::Root;
                denied |= effect == "Deny";
                endpoint |= effect == "Allow" && !root_only;
            }
        }
        let (mut itself, mut by_role, mut by_account) = (false, false, false);
        if let Some(policy) = case.get("resource_policy") {
            let kind = if is_trust { "trust" } else { "resource_policy" };
            for (effect, named) in self.applying(policy, kind) {
                let repairs = ["s3:getbucketpolicy", "s3:putbucketpolicy", "s3:deletebucketpolicy"];
                let spared = !is_trust && who == Who::Root && same_account && repairs.contains(&self.action.as_str());
                denied |= effect == "Deny" && !spared;
                if effect == "Allow" {
                    itself |= named == Named::Itself;
                    by_role |= named == Named::Role;
                    by_account |= named == Named::Account;
                }
            }
        }
        if denied {
            return ExplicitlyDenied;
        }
        if !scps || !endpoint {
            return ImplicitlyDenied;
        }
        let restricts = case["resource_settings"]["block_public_access"]["restrict_public_buckets"] == true;
        if restricts && !is_trust && !same_account && who != Who::Service && is_public(&case["resource_policy"]) {
            return ImplicitlyDenied;
        }
        let any = itself || by_role || by_account;
        let is_key = self.action.starts_with("kms:") && self.resource.contains(":key/");
        let must_allow = is_trust || (is_key && case.get("resource_policy").is_some());
        let limits = boundary && session;
        let allowed = match who {
            Who::Anonymous | Who::Service => itself,
            Who::Root if is_trust => false,
            Who::Root => (same_account && !must_allow) || (any && !apart),
            _ if !same_account => any && identity && limits && !apart,
            _ if must_allow => itself || (by_role && limits) || (by_account && identity && limits),
            _ => itself || (by_role && limits) || (identity && limits),
        };
        if allowed { Allowed } else { ImplicitlyDenied }
    }

    /// Whether some statement of the policies allows, and whether some denies.
    fn union(&self, policies: &[&Value], kind: &str) -> (bool, bool) {
        let mut effects = policies.iter().flat_map(|policy| self.applying(policy, kind));
        let effects: Vec<String> = effects.by_ref().map(|(effect, _)| effect).collect();
        (effects.iter().any(|effect| effect == "Allow"), effects.iter().any(|effect| effect == "Deny"))
    }

    /// The statements that apply: their effect, and how they name the caller.
    fn applying(&self, policy: &Value, kind: &str) -> Vec<(String, Named)> {
        let document = &policy["document"];
        let variables = document["Version"] == "2012-10-17";
        let mut found = Vec::new();
        for statement in list(&document["Statement"]) {
            let Some(named) = self.named(statement, kind) else { continue };
            let resource = kind == "trust" || self.covers_resource(statement, kind, variables);
            if self.covers_action(statement) && resource && self.conditions_hold(statement, variables) {
                found.push((statement["Effect"].as_str().expect("an effect").to_owned(), named));
            }
        }
        found
    }

    /// How a statement names the caller; `None` when it does not.
    fn named(&self, statement: &Value, kind: &str) -> Option<Named> {
        if !["resource_policy", "trust", "rcps", "vpc_endpoint_policy"].contains(&kind) {
            return Some(Named::Itself);
        }
        if let Some(not) = statement.get("NotPrincipal") {
            return (!self.spared(statement, not)).then_some(Named::Itself);
        }
        if kind == "vpc_endpoint_policy" && statement.get("Principal").is_none() {
            return Some(Named::Itself);
        }
        let all = self.all_names(&statement["Principal"]);
        [Named::Itself, Named::Role, Named::Account].into_iter().find(|named| all.contains(named))
    }

    fn all_names(&self, element: &Value) -> Vec<Named> {
        if *element == "*" {
            return vec![Named::Itself];
        }
        let entries = element.as_object().into_iter().flatten();
        entries
            .flat_map(|(key, values)| list(values).into_iter().map(move |value| (key, value)))
            .filter_map(|(key, value)| self.name(key, value.as_str().expect("text")))
            .collect()
    }

    fn name(&self, key: &str, value: &str) -> Option<Named> {
        let who = self.who();
        let when = |holds: bool, named: Named| holds.then_some(named);
        match key {
            "Service" => when(who == Who::Service && value == self.principal, Named::Itself),
            "AWS" if value == "*" => Some(Named::Itself),
            // Unique ids: a user's own, or that of the role before the session's name.
            "AWS" if value.starts_with("AIDA") || value.starts_with("AROA") => {
                let id = self.value("aws:userid").unwrap_or_default();
                match who {
                    Who::User => when(id == value, Named::Itself),
                    Who::Session => when(id.split(':').next() == Some(value), Named::Role),
                    _ => None,
                }
            }
            "AWS" => {
                let resource = field(value, 5).unwrap_or_else(|| "root".to_owned());
                let account = field(value, 4).unwrap_or_else(|| value.to_owned());
                let same = self.account.as_deref() == Some(&account);
                if account.len() != 12 || resource.contains('*') {
                    None
                } else if resource == "root" {
                    when(same, Named::Account)
                } else if who == Who::Federated && resource.starts_with("user/") {
                    let mine = field(self.principal, 5).unwrap_or_default();
                    when(same && mine.split('/').nth(1) == resource.rsplit('/').next(), Named::Role)
                } else if who == Who::Session && resource.starts_with("role/") {
                    let (name, arn) = self.role();
                    when(
                        arn.map_or(same && resource.rsplit('/').next() == Some(&name), |arn| arn == value),
                        Named::Role,
                    )
                } else {
                    when(value == self.principal, Named::Itself)
                }
            }
            _ => None,
        }
    }

    /// A `NotPrincipal` list spares the caller. Whoever has a boundary is never spared from a Deny; a session is only
    /// with both its role and itself in the list.
    fn spared(&self, statement: &Value, not: &Value) -> bool {
        let who = self.who();
        let has_own = matches!(who, Who::User | Who::Session | Who::Federated);
        if statement["Effect"] == "Deny" && self.has_boundary && has_own {
            return false;
        }
        let everybody = *not == "*" || list(&not["AWS"]).iter().any(|value| **value == "*");
        let all = self.all_names(not);
        everybody
            || match who {
                Who::Session => all.contains(&Named::Itself) && all.contains(&Named::Role),
                Who::Root => all.contains(&Named::Account),
                _ => all.contains(&Named::Itself),
            }
    }

    fn covers_action(&self, statement: &Value) -> bool {
        let (values, not) = match statement.get("NotAction") {
            Some(values) => (list(values), true),
            None => (list(&statement["Action"]), false),
        };
        let text: Vec<char> = self.action.chars().collect();
        let hit = values.iter().any(|value| {
            let value = value.as_str().expect("text").to_lowercase();
            // What is no action matches nothing, whatever stars it has.
            (value == "*" || value.contains(':')) && glob(&symbols(&value, true, None).expect("no variables"), &text)
        });
        !values.is_empty() && hit != not
    }

    fn covers_resource(&self, statement: &Value, kind: &str, variables: bool) -> bool {
        let (values, not) = match statement.get("NotResource") {
            Some(values) => (list(values), true),
            None => (list(&statement["Resource"]), false),
        };
        let completes = |text: &str| {
            ["identity_policies", "permissions_boundary"].contains(&kind)
                || kind != "session_policies" && text.ends_with('*')
        };
        let hit = values.iter().any(|value| {
            let text = value.as_str().expect("text");
            text == "*" || self.same_arn(text, &self.resource, variables, completes(text))
        });
        !values.is_empty() && hit != not
    }

    /// Field by field; a pattern with too few fields is completed with `*` or matches nothing.
    fn same_arn(&self, pattern: &str, text: &str, variables: bool, completes: bool) -> bool {
        let mut patterns = split_outside_variables(pattern, variables);
        let fields: Vec<&str> = text.splitn(6, ':').collect();
        if fields.len() < 6 || fields[0] != "arn" {
            return false;
        }
        // Variables stand behind the fifth colon only.
        if variables && patterns.iter().take(5).any(|pattern| pattern.contains("${")) {
            return false;
        }
        if patterns.len() < 6 {
            if !completes {
                return false;
            }
            patterns.resize(6, "*".to_owned());
        }
        patterns.iter().zip(fields).all(|(pattern, field)| self.like(pattern, field, true, variables))
    }

    /// Whether the pattern matches the whole text; not when a variable in it has no value.
    fn like(&self, pattern: &str, text: &str, wildcards: bool, variables: bool) -> bool {
        let text: Vec<char> = text.chars().collect();
        symbols(pattern, wildcards, variables.then_some(self)).is_some_and(|symbols| glob(&symbols, &text))
    }

    fn conditions_hold(&self, statement: &Value, variables: bool) -> bool {
        let blocks = statement.get("Condition").and_then(Value::as_object).into_iter().flatten();
        blocks
            .flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |(k, v)| (operator, k, v)))
            .all(|(operator, key, values)| {
                let values: Vec<String> = list(values).into_iter().map(as_text).collect();
                self.condition_holds(operator, key, &values, variables)
            })
    }

    fn condition_holds(&self, operator: &str, key: &str, wanted: &[String], variables: bool) -> bool {
        let (set, operator) = match operator.split_once(':') {
            Some((set, rest)) => (Some(set), rest),
            None => (None, operator),
        };
        let (operator, if_exists) = match operator.strip_suffix("IfExists") {
            Some(rest) => (rest, true),
            None => (operator, false),
        };
        let present = self.values(key);
        if operator == "Null" {
            let absent = present.is_none_or(Vec::is_empty);
            return match set {
                Some("ForAllValues") => true,
                Some(_) => false,
                None => {
                    !if_exists
                        && wanted.iter().any(|value| value.eq_ignore_ascii_case(if absent { "true" } else { "false" }))
                }
            };
        }
        let negated = operator.contains("Not");
        let base = operator.replace("Not", "");
        if !known(&base) {
            return false;
        }
        if wanted.is_empty() && (set.is_some() || if_exists) {
            return present.is_none() && set != Some("ForAnyValue");
        }
        let Some(present) = present.filter(|values| set.is_some() || !values.is_empty()) else {
            return match set {
                Some("ForAllValues") => true,
                Some(_) => if_exists,
                None => if_exists || negated,
            };
        };
        let one = |value: &String| wanted.iter().any(|wanted| self.compare(&base, value, wanted, variables)) != negated;
        match set {
            Some("ForAllValues") => present.is_empty() || *present == [""] || present.iter().all(one),
            // A key that holds a list needs a set operator.
            None if LISTS.contains(&key.to_lowercase().as_str()) || present.len() > 1 => false,
            _ => present.iter().any(one),
        }
    }

    fn compare(&self, operator: &str, value: &str, wanted: &str, variables: bool) -> bool {
        use std::cmp::Ordering::{Equal, Greater, Less};
        let ordered = |ordering: Option<std::cmp::Ordering>, name: &str| {
            let accepted: &[std::cmp::Ordering] = match name {
                "Equals" => &[Equal],
                "LessThan" => &[Less],
                "LessThanEquals" => &[Less, Equal],
                "GreaterThan" => &[Greater],
                _ => &[Greater, Equal],
            };
            ordering.is_some_and(|ordering| accepted.contains(&ordering))
        };
        let lower = |text: &str| text.to_lowercase();
        match operator {
            "StringEquals" => self.like(wanted, value, false, variables),
            "StringEqualsIgnoreCase" => {
                let text: Vec<char> = lower(value).chars().collect();
                let symbols = symbols(wanted, false, variables.then_some(self));
                let folded = symbols.map(|symbols| {
                    symbols.into_iter().map(|s| {
                        if let Symbol::Char(c) = s { Symbol::Char(c.to_lowercase().next().unwrap_or(c)) } else { s }
                    })
                });
                folded.is_some_and(|symbols| glob(&symbols.collect::<Vec<_>>(), &text))
            }
            "StringLike" => self.like(wanted, value, true, variables),
            "ArnEquals" | "ArnLike" => self.same_arn(wanted, value, variables, false),
            "Bool" => ["true", "false"].contains(&lower(value).as_str()) && lower(value) == lower(wanted),
            "IpAddress" => in_network(value, wanted),
            // All base64 that is made here is written in the one canonical way.
            "BinaryEquals" => value == wanted,
            _ => match (operator.strip_prefix("Numeric"), operator.strip_prefix("Date")) {
                (Some(name), _) => ordered(number(value).zip(number(wanted)).map(|(a, b)| a.cmp(&b)), name),
                (_, Some(name)) => ordered(moment(value).zip(moment(wanted)).map(|(a, b)| a.cmp(&b)), name),
                _ => false,
            },
        }
    }
}

/// Whether a bucket policy lets in the public: some Allow to everybody that no condition ties to fixed sources.
fn is_public(policy: &Value) -> bool {
    list(&policy["document"]["Statement"]).into_iter().any(|statement| {
        let stars = |element: &Value| *element == "*" || list(&element["AWS"]).iter().any(|value| **value == "*");
        let everybody = statement.get("NotPrincipal").is_some() || stars(&statement["Principal"]);
        let blocks = statement.get("Condition").and_then(Value::as_object).into_iter().flatten();
        let mut tests = blocks
            .flat_map(|(operator, keys)| keys.as_object().into_iter().flatten().map(move |(k, v)| (operator, k, v)));
        let variables = policy["document"]["Version"] == "2012-10-17";
        statement["Effect"] == "Allow"
            && everybody
            && !tests.any(|(operator, key, values)| ties(operator, key, values, variables))
    })
}

/// Whether a condition holds only for fixed sources: of the keys that the generator uses, networks, organizations and
/// unique ids can be such. It must not let a missing key pass, and no value may hold a wildcard or a variable.
fn ties(operator: &str, key: &str, values: &Value, variables: bool) -> bool {
    let name = operator.strip_prefix("ForAnyValue:").unwrap_or(operator);
    if name.contains(':') || name.contains("Not") || name.ends_with("IfExists") || name == "Null" || !known(name) {
        return false;
    }
    let key = key.to_lowercase();
    let fixed = |value: &str| {
        let open = name.ends_with("Like") && value.contains(['*', '?']) || variables && value.contains("${");
        match (key.as_str(), name) {
            // Wider than /8, or /32 of IPv6, is the public.
            ("aws:sourceip", "IpAddress") => !["0.0.0.0/0", "::/0"].contains(&value),
            ("aws:sourceip" | "aws:principalorgid" | "aws:userid", _) => !open,
            _ => false,
        }
    };
    let values = list(values);
    !values.is_empty() && values.iter().all(|value| fixed(&as_text(value)))
}

fn known(operator: &str) -> bool {
    let orders = ["Equals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"];
    [
        "StringEquals",
        "StringEqualsIgnoreCase",
        "StringLike",
        "ArnEquals",
        "ArnLike",
        "Bool",
        "IpAddress",
        "BinaryEquals",
    ]
    .contains(&operator)
        || ["Numeric", "Date"].iter().any(|of| operator.strip_prefix(of).is_some_and(|rest| orders.contains(&rest)))
}

fn as_text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Char(char),
    One,
    Any,
}

/// The pattern with its variables filled in, literally; `None` when one has no value.
fn symbols(pattern: &str, wildcards: bool, variables: Option<&Call<'_>>) -> Option<Vec<Symbol>> {
    let mut out = Vec::new();
    let mut rest = pattern;
    while let Some(c) = rest.chars().next() {
        if let Some(call) = variables.filter(|_| rest.starts_with("${")) {
            let (inner, after) = rest[2..].split_once('}').expect("the generator closes its variables");
            rest = after;
            if let "*" | "?" | "$" = inner {
                out.extend(inner.chars().map(Symbol::Char));
                continue;
            }
            let (key, default) = match inner.split_once(", '") {
                Some((key, default)) => (key, Some(default.trim_end_matches('\'').to_owned())),
                None => (inner, None),
            };
            let holds_list = LISTS.contains(&key.to_lowercase().as_str());
            let value = call.value(key).filter(|value| !holds_list && !value.is_empty()).or(default)?;
            out.extend(value.chars().map(Symbol::Char));
            continue;
        }
        out.push(match c {
            '*' if wildcards => Symbol::Any,
            '?' if wildcards => Symbol::One,
            c => Symbol::Char(c),
        });
        rest = &rest[c.len_utf8()..];
    }
    Some(out)
}

/// Every way of spreading the stars.
fn glob(pattern: &[Symbol], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some((Symbol::Any, rest)) => (0..=text.len()).any(|skip| glob(rest, &text[skip..])),
        Some((Symbol::One, rest)) => !text.is_empty() && glob(rest, &text[1..]),
        Some((Symbol::Char(c), rest)) => text.first() == Some(c) && glob(rest, &text[1..]),
    }
}

fn split_outside_variables(pattern: &str, variables: bool) -> Vec<String> {
    let (mut parts, mut inside) = (vec![String::new()], false);
    for (at, c) in pattern.char_indices() {
        inside = (inside || variables && pattern[at..].starts_with("${")) && c != '}';
        if c == ':' && !inside && parts.len() < 6 {
            parts.push(String::new());
        } else {
            parts.last_mut().expect("a part").push(c);
        }
    }
    parts
}

/// In thousandths.
fn number(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
    let sign = if whole.starts_with('-') { -1 } else { 1 };
    let whole = whole.trim_start_matches('-');
    (digits(whole) && (fraction.is_empty() || digits(fraction)) && fraction.len() <= 3).then(|| {
        sign * (whole.parse::<i64>().expect("digits") * 1000
            + format!("{fraction:0<3}").parse::<i64>().expect("digits"))
    })
}

/// Milliseconds since 1970, from `2026`, `2026-09-01`, `2026-09-01T12:00:00Z`, `…T14:00:00.5+02:00` or a bare number.
fn moment(text: &str) -> Option<i64> {
    if text.bytes().all(|b| b.is_ascii_digit()) && text.len() > 4 {
        return text.parse::<i64>().ok().map(|seconds| seconds * 1000);
    }
    let (date, time) = text.split_once('T').unwrap_or((text, "00:00:00Z"));
    let mut parts: Vec<i64> = date.split('-').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    parts.resize(3, 1);
    let (time, ahead) = match (time.strip_suffix('Z'), time.split_once('+')) {
        (Some(time), _) => (time, 0),
        (None, Some((time, zone))) => (time, zone.split_once(':')?.0.parse::<i64>().ok()? * 3600),
        _ => return None,
    };
    let (time, tenths) = time.split_once('.').unwrap_or((time, "0"));
    let clock: Vec<i64> = time.split(':').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    let ([year, month, day], [hours, minutes, seconds]) = (parts.as_slice(), clock.as_slice()) else { return None };
    // Counting days with the year beginning in March.
    let (year, month) = if *month > 2 { (*year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1 - 719_468;
    let seconds = days * 86_400 + hours * 3600 + minutes * 60 + seconds - ahead;
    Some(seconds * 1000 + tenths.parse::<i64>().ok()? * 100)
}

fn in_network(address: &str, network: &str) -> bool {
    let bits = |text: &str| -> Option<(bool, String)> {
        // An IPv4 address written as IPv6 is the IPv4 address.
        match text.trim_start_matches("::ffff:").parse::<std::net::IpAddr>().ok()? {
            std::net::IpAddr::V4(v4) => Some((true, format!("{:032b}", v4.to_bits()))),
            std::net::IpAddr::V6(v6) => Some((false, format!("{:0128b}", v6.to_bits()))),
        }
    };
    let (base, length) = match network.split_once('/') {
        Some((base, length)) => (base, length.parse::<usize>().ok()),
        None => (network, Some(128)),
    };
    let (Some((v4, address)), Some((wanted_v4, wanted)), Some(length)) = (bits(address), bits(base), length) else {
        return false;
    };
    let length = length.min(wanted.len());
    v4 == wanted_v4 && address[..length] == wanted[..length]
}
