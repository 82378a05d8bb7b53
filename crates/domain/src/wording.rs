//! What people write that a decision rests on: reasons, grounds, findings, to whom something goes and why.

use crate::Violation;

/// A word of fewer letters alone says nothing.
const LEAST_LETTERS: usize = 3;

/// A text that a decision rests on, without what stands around it: every decision has reasons that can be checked (Awb art.
/// 3:46), so it has at least one word. `None` when nothing was written.
///
/// # Errors
///
/// A [`Violation`] by `text-length` when it is longer than so many characters, by `plain-text` when it has signs that
/// nobody writes, and by `says-something` when no word is in it.
pub fn optional_wording(field: &str, text: &str, longest: usize) -> Result<Option<String>, Violation> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(None);
    }
    if text.chars().count() > longest {
        let reason = format!("mag niet langer zijn dan {longest} tekens");
        return Err(Violation::new(field, reason, "text-length"));
    }
    if text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t')) {
        return Err(Violation::new(field, "mag alleen gewone tekens hebben", "plain-text"));
    }
    if !says_something(text) {
        let reason = "zegt niets: schrijf het in woorden die een ander begrijpt";
        return Err(Violation::new(field, reason, "says-something"));
    }
    Ok(Some(text.to_owned()))
}

/// The same where it cannot be left out.
///
/// # Errors
///
/// As [`optional_wording`], and by `text-required` when nothing was written.
pub fn wording(field: &str, text: &str, longest: usize) -> Result<String, Violation> {
    optional_wording(field, text, longest)?
        .ok_or_else(|| Violation::new(field, "is niet ingevuld", "text-required"))
}

/// Whether there is a word in it, and not one letter over and over.
fn says_something(text: &str) -> bool {
    text.split(|sign: char| !sign.is_alphabetic()).any(|word| {
        let mut letters = word.chars().flat_map(char::to_lowercase);
        let first = letters.next();
        word.chars().count() >= LEAST_LETTERS && letters.any(|letter| Some(letter) != first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_says_something_or_why_it_does_not() {
        let cases = [
            ("  Er woont een ander.\n", Ok(Some("Er woont een ander."))),
            ("Ziek", Ok(Some("Ziek"))),
            ("(zie p. 3)", Ok(Some("(zie p. 3)"))),
            ("\u{645}\u{631}\u{636}", Ok(Some("\u{645}\u{631}\u{636}"))),
            (" \n ", Ok(None)),
            (".", Err("says-something")),
            ("...---...", Err("says-something")),
            ("n.v.t.", Err("says-something")),
            ("ok", Err("says-something")),
            ("xxxxXX", Err("says-something")),
            ("12345", Err("says-something")),
            ("Ja\u{7}zeker", Err("plain-text")),
            ("Dit is een lange reden, langer dan mag", Err("text-length")),
        ];
        for (text, expected) in cases {
            let read = optional_wording("reasons", text, 30);
            let found = read.as_ref().map(Option::as_deref).map_err(|wrong| wrong.rule.as_str());
            assert_eq!(found, expected, "{text}");
            let needed = wording("reasons", text, 30);
            match read {
                Ok(None) => assert_eq!(needed.unwrap_err().rule, "text-required"),
                other => assert_eq!(needed.map(Some), other),
            }
        }
    }
}
