//! Places, faults and depth: the first two read off a full JSON5 parser that was told to be strict, case by case, and
//! made stricter where it was not: white space and what a string may hold.

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
                write!(out, "{}-{}-{}:{:?}=", name.start, name.end, whole.end, member.name())
                    .expect("a string takes all");
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

#[test]
fn values_have_their_places_and_faults_too() {
    for (text, expected) in [
        (
            " {\"a\" : [1, -2.5e3, true], \"a\":null} ",
            "1-36:{2-5-25:\"a\"=8-25:[9-10:1 12-18:-2.5e3 20-24:true ] 27-30-35:\"a\"=31-35:null }",
        ),
        ("\"\\u00e9\\ud83d\\ude00\\n\\\"\\/\"", "0-26:\"é😀\\n\\\"/\""),
        ("\r\n\t [ ] ", "4-7:[]"),
        ("\u{a0}[ ]", "0-2: between values only spaces, tabs and line ends may stand"),
        ("[ ]\u{b}", "3-4: between values only spaces, tabs and line ends may stand"),
        ("[\"a,\n\"b\"]", "1-4: a string ends on its line: the closing quote is missing"),
        ("[\"\\u0041\r", "1-8: a string ends on its line: the closing quote is missing"),
        ("\"a\tb\"", "2-3: a control character in a string has to be written as an escape, such as `\\t`"),
        ("", ""),
        ("[1 2]", "2-2: expected comma"),
        ("[1,]", "2-3: trailing commas are not allowed"),
        ("{\"a\":1,}", "6-7: trailing commas are not allowed"),
        ("{\"a\":1 \"b\":2}", "6-6: expected comma"),
        ("{\"a\" 1}", "5-6: expected colon after the string or word in object property"),
        ("{\"a\":", "5-5: expected value after colon in object property"),
        ("{\"a\":}", "5-6: unexpected close brace"),
        ("{a:1}", "1-2: expected string for object property"),
        ("{1:2}", "1-2: expected string for object property"),
        ("{[", "1-2: unexpected token in object"),
        ("{\"a\":1", "0-6: unterminated object"),
        ("[1", "0-2: unterminated array"),
        ("[,]", "1-2: unexpected comma"),
        ("[1]]", "3-4: text cannot contain more than one JSON value"),
        ("[:", "1-2: unexpected colon"),
        ("}", "0-1: unexpected close brace"),
        ("word", "0-4: unexpected word"),
        ("tru", "0-3: unexpected word"),
        ("@", "0-1: unexpected token"),
        ("'a'", "0-1: single-quoted strings are not allowed"),
        ("\"a", "0-2: unterminated string literal"),
        ("\"a\\", "0-3: unterminated string literal"),
        ("\"a\\x\"", "2-4: invalid escape"),
        ("\"a\\'\"", "2-4: invalid escape in double quote string"),
        ("\"\\u12\"", "1-6: expected four hex digits"),
        (
            "\"\\ud800\"",
            "1-8: invalid unicode escape sequence. 'd800 (unpaired high surrogate)' is not a valid UTF8 character",
        ),
        (
            "\"\\ud800\\u0041\"",
            "1-13: invalid unicode escape sequence. 'd800 (high surrogate not followed by low surrogate)' is not a valid UTF8 character",
        ),
        (
            "\"\\udc00\"",
            "1-7: invalid unicode escape sequence. 'dc00 (unpaired low surrogate)' is not a valid UTF8 character",
        ),
        ("+1", "0-1: unary plus on numbers is not allowed"),
        ("-", "1-1: expected digit following negative sign"),
        ("-.5", "0-1: leading or trailing decimal points on numbers are not allowed"),
        (".5", "0-1: leading or trailing decimal points on numbers are not allowed"),
        ("1.", "0-2: leading or trailing decimal points on numbers are not allowed"),
        ("1e", "2-2: expected plus, minus, or digit in number literal"),
        ("1e+", "3-3: expected digit"),
        ("0x1", "0-1: hexadecimal numbers are not allowed"),
        ("-Infinity", "0-9: infinity and NaN are not allowed"),
        ("NaN", "0-3: unexpected word"),
        ("// x\n1", "0-4: comments are not allowed"),
        ("/* x */ 1", "0-7: comments are not allowed"),
        ("/* x", "0-4: unterminated comment block"),
        ("/", "0-1: unexpected token"),
        ("1 2", "2-3: text cannot contain more than one JSON value"),
    ] {
        assert_eq!(told(text), expected, "{text}");
    }
}

#[test]
fn depth_has_an_end() {
    // A list counts once and a member of an object twice.
    for (open, deepest, then) in
        [("[", 513, "unterminated array"), ("{\"a\":", 256, "expected value after colon in object property")]
    {
        assert!(told(&open.repeat(deepest)).ends_with(then));
        assert!(told(&open.repeat(deepest + 1)).ends_with("maximum nesting depth exceeded"));
    }
}
