use super::*;
use std::fmt::Write;

/// A value written out with the places of all its parts.
fn show(value: Value<'_, '_>, out: &mut String) {
    let span = value.span();
    write!(out, "{}-{}:", span.start, span.end).expect("a string takes all");
    match value.form() {
        Form::Null => out.push_str("null"),
        Form::Boolean(flag) => write!(out, "{flag}").expect("a string takes all"),
        Form::Number(text) => out.push_str(text),
        Form::Text(text) => write!(out, "{text:?}").expect("a string takes all"),
        Form::List(list) => {
            out.push('[');
            for value in list.values() {
                show(value, out);
                out.push(' ');
            }
            out.push(']');
        }
        Form::Object(object) => {
            out.push('{');
            for member in object.members() {
                let (name, whole) = (member.name_span(), member.span());
                write!(out, "{}-{}-{}:{:?}=", name.start, name.end, whole.end, member.name()).expect("a string takes all");
                show(member.value, out);
                out.push(' ');
            }
            out.push('}');
        }
    }
}

fn told(text: &str) -> String {
    match read(text) {
        Err(Fault { span, what }) => format!("{}-{}: {what}", span.start, span.end),
        Ok(json) => {
            let mut out = String::new();
            if let Some(value) = json.root() {
                show(value, &mut out);
            }
            out
        }
    }
}

// TEMPORARY
mod against {
    use super::*;
    use jsonc_parser::ast::Value as V;
    use jsonc_parser::common::Ranged;
    use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
    fn show_old(value: &V<'_>, out: &mut String) {
        let r = value.range();
        write!(out, "{}-{}:", r.start, r.end).unwrap();
        match value {
            V::NullKeyword(_) => out.push_str("null"),
            V::BooleanLit(b) => write!(out, "{}", b.value).unwrap(),
            V::NumberLit(n) => out.push_str(n.value),
            V::StringLit(t) => write!(out, "{:?}", t.value).unwrap(),
            V::Array(a) => { out.push('['); for e in &a.elements { show_old(e, out); out.push(' '); } out.push(']'); }
            V::Object(o) => { out.push('{'); for p in &o.properties {
                let n = p.name.range();
                write!(out, "{}-{}-{}:{:?}=", n.start, n.end, p.range.end, p.name.as_str()).unwrap();
                assert_eq!(n.start, p.range.start);
                show_old(&p.value, out); out.push(' '); } out.push('}'); }
        }
    }
    fn old(text: &str) -> String {
        let strict = ParseOptions { allow_comments: false, allow_loose_object_property_names: false, allow_trailing_commas: false,
            allow_missing_commas: false, allow_single_quoted_strings: false, allow_hexadecimal_numbers: false, allow_unary_plus_numbers: false,
            allow_bare_decimal_point_numbers: false, allow_non_finite_numbers: false, allow_extended_string_escapes: false };
        match parse_to_ast(text, &CollectOptions::default(), &strict) {
            Err(e) => { let r = e.range(); let k = e.kind().to_string(); let mut c = k.chars();
                let k: String = c.next().map_or_else(String::new, |f| f.to_lowercase().chain(c).collect());
                format!("{}-{}: {k}", r.start, r.end.max(r.start)) }
            Ok(p) => { let mut out = String::new(); if let Some(v) = p.value { show_old(&v, &mut out); } out }
        }
    }
    struct Random(u64);
    impl Random {
        fn next(&mut self) -> u64 { self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15); let mut z = self.0; z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9); z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB); z ^ (z >> 31) }
        fn below(&mut self, n: usize) -> usize { (self.next() % n.max(1) as u64) as usize }
    }
    #[test]
    fn same_as_before() {
        let splinters = ["{","}","[","]","\"","'", "\\", "\\u0000", "\\ud800", "\\ude00", "\\ud83d\\ude00", "\\u00e9", "\\'", "\\x", "\\n", "\\\"", "\u{1b}", "\u{a0}", "\u{b}", "\u{2028}", "//", "/*", "*/", "/", "true", "false", "null", "NaN", "Infinity", "-", "+", ".", "0x1", "1.", "1e", "1e+", "-0.5e-7", "01", "é", "٣", "$", "_", ":", ",", ",,", " ", "\n", "\r", "word", "\"a\":1", "[1,2]", "{\"a\":[]}"];
        let mut random = Random(std::env::var("SEED").ok().and_then(|s| s.parse().ok()).unwrap_or(1));
        let rounds: usize = std::env::var("ROUNDS").ok().and_then(|s| s.parse().ok()).unwrap_or(300_000);
        let seeds = ["{\"Version\":\"2012-10-17\",\"Statement\":[{\"Sid\":\"a\\u0041\\ud83d\\ude00\",\"Effect\":\"Allow\",\"Action\":[\"s3:Get*\",1,true,null],\"Resource\":\"*\"}]}", "[1, 2.5, -3e10, {\"é\": false}]", "", "\"x\\ty\"", "{\"a\":{\"b\":[[],{}]}, \"a\" : null }"];
        let mut errors = 0; let mut fine = 0;
        for n in 0..rounds {
            let mut text: Vec<char> = if n % 3 == 0 { Vec::new() } else { seeds[random.below(seeds.len())].chars().collect() };
            for _ in 0..=random.below(5) {
                let at = random.below(text.len() + 1);
                let end = (at + random.below(6)).min(text.len());
                match random.below(5) { 0 => drop(text.drain(at..end)), 1 => text.truncate(at.max(3)), _ => drop(text.splice(at..at, splinters[random.below(splinters.len())].chars())) }
            }
            let text: String = text.into_iter().collect();
            let a = old(&text); let b = told(&text);
            if read(&text).is_err() { errors += 1 } else { fine += 1 }
            assert_eq!(a, b, "{text:?}");
        }
        for open in ["[", "{\"a\":", "[{\"a\":", " [ [{\"a\" : "] { for n in [100, 255, 256, 257, 258, 340, 341, 342, 343, 511, 512, 513, 514, 600] { let t = open.repeat(n); assert_eq!(old(&t), told(&t), "{open} {n}"); let t = t + "1"; assert_eq!(old(&t), told(&t), "{open} {n}"); } }
        println!("{errors} {fine}");
    }
}
