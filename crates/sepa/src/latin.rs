//! From Unicode to the characters that every bank in SEPA takes (EPC217-08, basic Latin set).

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What stands for a character that has no counterpart.
const LOST: &str = ".";

/// Letters, digits and `/ - ? : ( ) . , ' +` and the space.
pub fn is_basic(character: char) -> bool {
    character.is_ascii_alphanumeric() || "/-?:().,'+ ".contains(character)
}

/// A text in basic Latin, and what became of the characters of the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Latin {
    pub text: String,
    /// So many characters were written in another way: `ë` as `e`, `ß` as `ss`, `&` as `+`.
    pub replaced: usize,
    /// So many had no counterpart and became `.`.
    pub lost: usize,
}

/// Writes a text in basic Latin. White space is brought back to single spaces, none at the ends.
pub fn latin(original: &str) -> Latin {
    let mut made = Latin { text: String::with_capacity(original.len()), replaced: 0, lost: 0 };
    for word in original.split(|character: char| character.is_whitespace() || character.is_control()) {
        let before = made.text.len();
        if before > 0 {
            made.text.push(' ');
        }
        let begin = made.text.len();
        // Composed first, so that one accented letter counts as one replaced.
        for character in word.nfc() {
            push(&mut made, character);
        }
        if made.text.len() == begin {
            made.text.truncate(before);
        }
    }
    made
}

fn push(made: &mut Latin, character: char) {
    if is_basic(character) {
        made.text.push(character);
        return;
    }
    if let Some(other) = counterpart(character) {
        made.text.push_str(other);
        made.replaced += 1;
        return;
    }
    if is_combining_mark(character) {
        // A mark that no letter takes up leaves nothing.
        made.replaced += 1;
        return;
    }
    let before = made.text.len();
    let parts =
        std::iter::once(character).nfkd().filter(|part| !is_combining_mark(*part) && !part.is_whitespace());
    for part in parts {
        match counterpart(part) {
            Some(other) => made.text.push_str(other),
            None if is_basic(part) => made.text.push(part),
            None => {
                made.text.truncate(before);
                break;
            }
        }
    }
    if made.text.len() > before {
        made.replaced += 1;
    } else {
        made.text.push_str(LOST);
        made.lost += 1;
    }
}

/// Characters that are no basic letter with a mark. Punctuation as EPC217-08 maps it.
fn counterpart(character: char) -> Option<&'static str> {
    Some(match character {
        'ß' => "ss",
        'ẞ' => "SS",
        'æ' => "ae",
        'Æ' => "AE",
        'œ' => "oe",
        'Œ' => "OE",
        'ø' => "o",
        'Ø' => "O",
        'đ' | 'ð' => "d",
        'Đ' | 'Ð' => "D",
        'þ' => "th",
        'Þ' => "Th",
        'ł' => "l",
        'Ł' => "L",
        'ħ' => "h",
        'Ħ' => "H",
        'ŧ' => "t",
        'Ŧ' => "T",
        'ı' => "i",
        'ĸ' => "k",
        'ŋ' => "n",
        'Ŋ' => "N",
        'ə' => "e",
        'Ə' => "E",
        '‘' | '’' | '‚' | '‛' | '`' | '´' | 'ʼ' | 'ʻ' | 'ʹ' | '′' | '"' | '“' | '”' | '„' => {
            "'"
        }
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' | '_' | '~' => "-",
        '&' => "+",
        '€' => "EUR",
        ';' => ",",
        '[' | '{' => "(",
        ']' | '}' => ")",
        '\\' | '|' => "/",
        '!' | '#' | '$' | '%' | '*' | '<' | '=' | '>' | '@' | '^' => ".",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("Zoë van den Bèrg-Müller", "Zoe van den Berg-Muller", 3, 0)]
    #[case("Zoe\u{308}", "Zoe", 1, 0)]
    #[case("Großmann", "Grossmann", 1, 0)]
    #[case("Şükrü Öztürk İnan", "Sukru Ozturk Inan", 6, 0)]
    #[case("Łukasz Wójcik", "Lukasz Wojcik", 2, 0)]
    #[case("Søren Ægirsson", "Soren AEgirsson", 2, 0)]
    #[case("Nguyễn Thị Đặng", "Nguyen Thi Dang", 4, 0)]
    #[case("ĳsbrand", "ijsbrand", 1, 0)]
    #[case("D’Hondt & Zn.", "D'Hondt + Zn.", 2, 0)]
    #[case("a;b_c[d]{e}\\f|g", "a,b-c(d)(e)/f/g", 8, 0)]
    #[case("<script>&amp;\"", ".script.+amp,'", 5, 0)]
    #[case("€ 5", "EUR 5", 1, 0)]
    #[case("李 Ли", ". ..", 0, 3)]
    #[case("  a \t\r\n b\u{a0}c\u{0} ", "a b c", 0, 0)]
    #[case("", "", 0, 0)]
    #[case("\u{308} a ¸", "a .", 1, 1)]
    #[case("½ x²", ". x2", 1, 1)]
    fn names_come_out_in_basic_latin(
        #[case] original: &str,
        #[case] text: &str,
        #[case] replaced: usize,
        #[case] lost: usize,
    ) {
        assert_eq!(latin(original), Latin { text: text.into(), replaced, lost });
    }

    proptest! {
        #[test]
        fn whatever_goes_in_only_basic_characters_come_out(original in "\\PC{0,200}") {
            let made = latin(&original);
            prop_assert!(made.text.chars().all(is_basic), "{}", made.text);
            prop_assert_eq!(made.text.trim(), made.text.as_str());
            prop_assert!(!made.text.contains("  "));
        }

        #[test]
        fn a_basic_text_stays_as_it_is(original in "[A-Za-z0-9/?:().,'+-]{0,20}( [A-Za-z0-9]{1,9}){0,5}") {
            let made = latin(&original);
            prop_assert_eq!((made.text.as_str(), made.replaced, made.lost), (original.trim(), 0, 0));
        }
    }
}
