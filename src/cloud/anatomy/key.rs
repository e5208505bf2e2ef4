//! Credentials, part by part: what can be read from them, and what cannot.

use super::{Sheet, pages};
use crate::cloud::wire::decode;
use crate::cloud::{Exchange, Output, Session};
use crate::iam::Page;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD as BASE64_URL;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::Value;
use std::collections::BTreeMap;

impl Exchange {
    /// The credentials that signed the call, and those it gave (once it is `answered`), at the moment `now`.
    ///
    /// `sessions` are those issued before; the one whose key signed is recognised by its key id. `None` for a wait.
    pub fn credentials(&self, sessions: &[&Session], answered: bool, now: DateTime<Utc>) -> Option<Sheet> {
        let request = self.request()?;
        let mut sheet = Sheet::default();
        sheet.heading("Signed with");
        match &self.key_id {
            None if self.is_by_token() => {
                sheet.line(0);
                sheet.part(
                    "nothing; a token is in the body",
                    "token in place of a signature",
                    "",
                    "No AWS key signs this call. The parameter WebIdentityToken speaks for the caller: STS checks that \
                     the identity provider signed it, and what it says.",
                    pages::of_operation(self.operation),
                );
                claims(&mut sheet, &request.body, pages::of_operation(self.operation));
            }
            Some(_) if self.is_by_service() => {
                sheet.line(0);
                sheet.part(
                    "keys of the service",
                    "a service by itself",
                    "",
                    "A service that calls in its own name signs inside AWS, with keys that no customer ever sees. They \
                     are nobody's to copy, so the one in the request here only stands for them.",
                    pages::SIGNING,
                );
                who(&mut sheet, self);
            }
            None => {
                sheet.line(0);
                sheet.part(
                    "no credentials",
                    "unsigned",
                    "",
                    "The call is not signed. The service takes it for anonymous; only a resource-based policy that allows \
                     everybody can let it through.",
                    pages::SIGNING,
                );
            }
            Some(id) => {
                key_id(&mut sheet, id);
                if let Some(signature) = &request.signature {
                    secret(&mut sheet, &signature.secret);
                }
                match sessions.iter().find(|session| session.access_key_id() == *id) {
                    Some(session) => temporary(&mut sheet, session, now),
                    None => long_term(&mut sheet, id),
                }
                who(&mut sheet, self);
            }
        }
        if let (true, Ok(Output::Session(session))) = (answered, &self.outcome) {
            sheet.heading("Issued by this call");
            key_id(&mut sheet, session.access_key_id());
            secret(&mut sheet, session.secret_access_key());
            temporary(&mut sheet, session, now);
        }
        Some(sheet)
    }
}

/// The second part of the web identity token in the body, which everybody who has it can read.
fn claims(sheet: &mut Sheet, body: &str, page: Page) {
    let token = body.split('&').find_map(|pair| pair.strip_prefix("WebIdentityToken=")).map(decode);
    let read = token.and_then(|token| BASE64_URL.decode(token.split('.').nth(1)?).ok());
    let Some(claims) = read.and_then(|json| serde_json::from_slice::<BTreeMap<String, Value>>(&json).ok()) else {
        return;
    };
    sheet.heading("The token's claims, decoded");
    for (name, value) in &claims {
        let moment = value.as_i64().and_then(|seconds| DateTime::from_timestamp(seconds, 0));
        let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
        let in_full = moment.map_or(text.clone(), |moment| moment.to_rfc3339_opts(SecondsFormat::Secs, true));
        let words = match name.as_str() {
            "iss" => "Who made the token. STS takes the identity provider of this name in IAM and its public keys.",
            "sub" => {
                "Whose token it is, as the provider names it. The trust policy tests it as the key `:sub` with the \
                 provider's name before it."
            }
            "aud" => {
                "For whom the token was made. The identity provider in IAM must have it in its list; the trust policy \
                 tests it as the key `:aud`."
            }
            "iat" => "When the token was made, in seconds since 1970.",
            "exp" => "Until when it counts, in seconds since 1970. The session's own time begins when STS issues it.",
            _ => "What else the provider says of the bearer.",
        };
        sheet.line(0);
        sheet.mark(&format!("{name:<19}"));
        sheet.part(&text, format!("claim {name}"), &in_full, words, page);
    }
}

fn key_id(sheet: &mut Sheet, id: &str) {
    let (prefix, rest) = id.split_at_checked(4).unwrap_or((id, ""));
    let words = match prefix {
        "AKIA" => {
            "AKIA: a long-term key, of an IAM user or of an account's root user. It counts until somebody switches it off \
             or deletes it, so one that leaks stays dangerous."
        }
        "ASIA" => {
            "ASIA: a temporary key, issued by STS. It counts only together with its session token, and only until it \
             expires."
        }
        _ => "The first four letters tell what kind of id it is.",
    };
    sheet.line(0);
    sheet.mark("access key id      ");
    sheet.part(prefix, "access key id: prefix", prefix, words, pages::IDENTIFIERS);
    sheet.part(
        rest,
        "access key id: the rest",
        rest,
        "Unique letters without meaning for us. The id is no secret: it travels openly, and CloudTrail keeps it. The ones \
         here end in EXAMPLE because they are invented.",
        pages::IDENTIFIERS,
    );
}

fn secret(sheet: &mut Sheet, secret: &str) {
    sheet.line(0);
    sheet.mark("secret access key  ");
    sheet.part(
        secret,
        "secret access key (fake)",
        secret,
        "Signs, and is never sent with a call. This one is fake: invented by the simulator from the seed of the lesson, \
         it opens nothing. Never let a real one be seen on a screen like this.",
        pages::SIGNING,
    );
}

fn long_term(sheet: &mut Sheet, id: &str) {
    sheet.line(0);
    sheet.mark("session token      ");
    let words = if id.starts_with("ASIA") {
        "No session of this play has this key."
    } else {
        "A long-term key has none. Its calls carry no x-amz-security-token."
    };
    sheet.part("none", "session token", "", words, pages::TEMPORARY);
    if !id.starts_with("ASIA") {
        sheet.line(0);
        sheet.mark("expires            ");
        sheet.part(
            "never",
            "expiry",
            "",
            "A long-term key has no end of its own. That is what a role's temporary credentials are better at.",
            pages::TEMPORARY,
        );
    }
}

fn temporary(sheet: &mut Sheet, session: &Session, now: DateTime<Utc>) {
    sheet.line(0);
    sheet.mark("session token      ");
    sheet.part(
        session.session_token(),
        "session token",
        session.session_token(),
        format!(
            "Opaque, {} characters here. By eye nothing can be read from it, and AWS promises neither its length nor its \
             form. The service that gets it learns from it what STS knows: whose session it is, until when, its session \
             policies, tags and source identity. The role's own policies are not in it: changing them counts at once, for this \
             session too.",
            session.session_token().chars().count()
        ),
        pages::ASSUME_ROLE,
    );
    let moment = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    sheet.line(0);
    sheet.mark("issued             ");
    sheet.part(
        &moment(session.issued),
        "issued",
        &moment(session.issued),
        "When STS issued them. Policies see it as aws:TokenIssueTime: denying all that is older is how sessions are \
         revoked.",
        pages::ASSUME_ROLE,
    );
    sheet.line(0);
    sheet.mark("expires            ");
    sheet.part(
        &moment(session.expires),
        "expiry",
        &moment(session.expires),
        "From this moment on every call with them is refused, before any policy is read. Nothing renews them: one asks \
         for new ones.",
        pages::ASSUME_ROLE,
    );
    let left = (session.expires - now).num_seconds();
    sheet.line(0);
    sheet.mark("left at this step  ");
    let clock = |seconds: i64| format!("{}:{:02}:{:02}", seconds / 3600, seconds % 3600 / 60, seconds % 60);
    let shown = if left > 0 { clock(left) } else { format!("expired {} ago", clock(-left)) };
    sheet.part(
        &shown,
        "time left",
        &shown,
        "Hours, minutes and seconds until expiry, on the simulated clock of this step.",
        pages::ASSUME_ROLE,
    );
    carried(sheet, session);
}

/// What the session carries for life. That there is nothing is told only of a second hop, which could have inherited it.
fn carried(sheet: &mut Sheet, session: &Session) {
    let mut say = |title: &str, shown: &str, value: &str, words: String| {
        sheet.line(0);
        sheet.mark(&format!("{title:<19}"));
        sheet.part(shown, title, value, words, pages::ASSUME_ROLE);
    };
    for tag in &session.tags {
        let (sign, on) =
            if tag.transitive { (" (transitive)", "It is transitive: it goes") } else { ("", "It does not go") };
        let words = format!(
            "Policies see it as aws:PrincipalTag/{}, in place of a tag of the role with the same key. {on} along to the next \
             role of a chain.",
            tag.key
        );
        say("session tag", &format!("{} = {}{sign}", tag.key, tag.value), &tag.value, words);
    }
    if session.tags.is_empty() && session.chained {
        let words = "Of the tags of the session before, only those marked as transitive would have come along.";
        say("session tag", "none", "", words.to_owned());
    }
    if let Some(identity) = &session.source_identity {
        let words = "Who is really behind the session. Policies see it as aws:SourceIdentity, and CloudTrail keeps it. Nobody \
                     can change it, and it goes along to every role of a chain.";
        say("source identity", identity, identity, words.to_owned());
    } else if session.chained {
        say("source identity", "none", "", "None was set, here or at a hop before.".to_owned());
    }
}

fn who(sheet: &mut Sheet, exchange: &Exchange) {
    sheet.line(0);
    sheet.mark("AWS sees           ");
    match &exchange.caller_arn {
        Some(arn) => sheet.part(
            arn,
            "the caller",
            arn,
            "What the service found out from key id, signature and token before it read any policy. Anyone who holds the \
             same credentials is the same caller to AWS.",
            pages::CALLER_IDENTITY,
        ),
        None => {
            let page = pages::of_errors(exchange.service);
            let words = exchange.outcome.as_ref().err().map_or_else(String::new, |error| {
                format!("The credentials were refused, {}: {} No policy was read.", error.code, error.message)
            });
            sheet.part("nobody it knows", "the caller", "", words, page);
        }
    }
}
