use std::fmt;

use crate::latin::latin;

/// A text that may name a person: shown by nobody by accident. `Debug` gives nothing of it away.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Private(String);

impl Private {
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text itself, for whoever may see it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Private {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Private(…)")
    }
}

/// What a text lost on its way to the bank. Not an error: a payment must not wait for a letter, but someone may want
/// to know that a bank will compare another name than the one on record.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Changes {
    /// Characters written in another way, such as `ë` as `e`.
    pub replaced: usize,
    /// Characters without a counterpart, which became `.`.
    pub lost: usize,
    /// Characters left off at the end because the text was too long.
    pub cut: usize,
}

/// Why a text can stand in no payment. Never repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidText {
    #[error("is empty")]
    Empty,
    #[error("has no character that a bank can read")]
    Unreadable,
    #[error("is longer than {0} characters in the characters of the bank")]
    TooLong(usize),
}

/// The name of who pays or is paid: at most 70 characters (EPC132-08, AT-P001 and AT-E001) in basic Latin.
#[derive(Clone, PartialEq, Eq)]
pub struct Name {
    text: Private,
    changes: Changes,
}

impl Name {
    /// The most characters that SEPA takes, though ISO 20022 has room for 140.
    pub const MOST: usize = 70;

    /// The name as the bank gets it. A longer one is cut at 70, as banks do themselves; [`Name::changes`] tells.
    ///
    /// # Errors
    ///
    /// [`InvalidText`] when nothing is left that a bank can read.
    pub fn new(original: &str) -> Result<Self, InvalidText> {
        let (mut text, mut changes) = readable(original)?;
        if text.len() > Self::MOST {
            let whole = text.len();
            text.truncate(Self::MOST);
            text.truncate(text.trim_end().len());
            changes.cut = whole - text.len();
        }
        Ok(Self { text: Private::new(text), changes })
    }

    /// Basic Latin, 1 to 70 characters.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    pub const fn changes(&self) -> Changes {
        self.changes
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Name(…)")
    }
}

/// What the payee reads with the payment: at most 140 characters (EPC132-08, AT-T009) in basic Latin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Message {
    text: Private,
    changes: Changes,
}

impl Message {
    pub const MOST: usize = 140;

    /// The message as the bank gets it.
    ///
    /// # Errors
    ///
    /// [`InvalidText`], also when it is too long: what a message says at its end may be what counts.
    pub fn new(original: &str) -> Result<Self, InvalidText> {
        let (text, changes) = readable(original)?;
        if text.len() > Self::MOST {
            return Err(InvalidText::TooLong(Self::MOST));
        }
        Ok(Self { text: Private::new(text), changes })
    }

    /// Basic Latin, 1 to 140 characters.
    pub fn expose(&self) -> &str {
        self.text.expose()
    }

    pub const fn changes(&self) -> Changes {
        self.changes
    }
}

fn readable(original: &str) -> Result<(String, Changes), InvalidText> {
    let made = latin(original);
    if made.text.is_empty() {
        return Err(InvalidText::Empty);
    }
    if !made.text.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
        return Err(InvalidText::Unreadable);
    }
    Ok((made.text, Changes { replaced: made.replaced, lost: made.lost, cut: 0 }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_cut_at_seventy_and_says_so() {
        let name = Name::new(&"ë".repeat(69)).unwrap();
        assert_eq!(name.changes(), Changes { replaced: 69, lost: 0, cut: 0 });
        let long = Name::new(&format!("{} Jansen", "a".repeat(69))).unwrap();
        assert_eq!((long.expose().len(), long.changes().cut), (69, 7), "no space is left at the end");
        assert_eq!(Name::new(&"ß".repeat(36)).unwrap().expose().len(), 70, "one letter became two");
    }

    #[test]
    fn a_message_is_refused_rather_than_cut() {
        assert!(Message::new(&"a".repeat(140)).is_ok());
        assert_eq!(Message::new(&"a".repeat(141)), Err(InvalidText::TooLong(140)));
        assert_eq!(Message::new(&"ß".repeat(71)), Err(InvalidText::TooLong(140)));
    }

    #[test]
    fn what_no_bank_can_read_is_refused() {
        assert_eq!(Name::new(" \t "), Err(InvalidText::Empty));
        assert_eq!(Name::new("李小龍"), Err(InvalidText::Unreadable));
        assert_eq!(
            Name::new("李 Xi").map(|name| (name.expose().to_owned(), name.changes().lost)),
            Ok((". Xi".into(), 1))
        );
    }

    #[test]
    fn debug_names_nobody() {
        let all =
            format!("{:?} {:?} {:?}", Name::new("Jansen"), Message::new("Jansen"), Private::new("Jansen"));
        assert!(!all.contains("Jansen"), "{all}");
    }
}
