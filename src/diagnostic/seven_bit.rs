//! Texts for terminals and fonts that show seven-bit signs only. Every sign keeps its column, so that what is lined up
//! stays so.

use std::borrow::Cow;

/// A sign as it can be shown: the common ones have their plain form, the others become a question mark.
pub fn seven_bit_sign(sign: &str) -> &str {
    match sign {
        sign if sign.is_ascii() => sign,
        "–" | "—" | "‑" => "-",
        "…" => "~",
        "·" | "•" => ".",
        "‘" | "’" => "'",
        "“" | "”" | "„" => "\"",
        "→" => ">",
        "←" => "<",
        "\u{a0}" => " ",
        _ => "?",
    }
}

/// A text in such signs.
pub fn seven_bit(text: &str) -> Cow<'_, str> {
    if text.is_ascii() {
        return Cow::Borrowed(text);
    }
    let mut bytes = [0; 4];
    text.chars()
        .fold(String::with_capacity(text.len()), |mut out, sign| {
            out.push_str(seven_bit_sign(sign.encode_utf8(&mut bytes)));
            out
        })
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_signs_have_their_plain_form_and_every_sign_its_column() {
        assert_eq!(seven_bit("{\"a\": 1}\n"), "{\"a\": 1}\n");
        assert_eq!(seven_bit("a – b… → “c” · é日"), "a - b~ > \"c\" . ??");
    }
}
