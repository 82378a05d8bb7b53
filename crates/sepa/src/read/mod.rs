//! Reading what comes from outside: streamed, bounded in every direction, without entities or document types.

mod bounded;
pub mod values;
mod walker;

use std::fmt;

pub use walker::{Token, Walker};

/// How much of a file is taken before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole file.
    pub bytes: u64,
    /// Elements inside each other.
    pub depth: usize,
    /// Bytes of one tag, comment or piece of text: what is held in memory at most.
    pub piece: usize,
}

impl Default for Limits {
    /// Enough for a statement with a million payments, in some hundreds of kilobytes of memory.
    fn default() -> Self {
        Self { bytes: 4 << 30, depth: 32, piece: 64 << 10 }
    }
}

/// What is wrong with a file, and where. Repeats nothing that the file holds but the names of elements.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct ReadError {
    /// The element, from the outermost in: `Document/BkToCstmrStmt/Stmt/Ntry/Amt`.
    pub path: String,
    /// Bytes before the place.
    pub position: u64,
    pub wrong: Wrong,
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, byte {}: {}", self.path, self.position, self.wrong)
    }
}

/// What can be wrong with a file from a bank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("the file cannot be read ({0})")]
    Input(std::io::ErrorKind),
    #[error("is not well-formed XML")]
    Xml,
    #[error("is not in UTF-8")]
    Encoding,
    #[error("has a document type definition, which no message of a bank has")]
    DocumentType,
    #[error("refers to an entity that XML itself does not know")]
    Entity,
    #[error("is another message or version than {0}")]
    Message(&'static str),
    #[error("the file is larger than is taken")]
    TooLarge,
    #[error("elements lie too deep inside each other")]
    TooDeep,
    #[error("is longer than is taken")]
    TooLong,
    #[error("there are more of these than are taken")]
    TooMany,
    #[error("the file ends before the message does")]
    Ended,
    #[error("lacks {0}")]
    Lacks(&'static str),
    #[error("is no {0}")]
    Value(&'static str),
}

impl ReadError {
    /// The same, as a person reads it.
    pub fn in_dutch(&self) -> String {
        format!("{}, byte {}: {}", self.path, self.position, self.wrong.in_dutch())
    }
}

impl Wrong {
    /// The same, as a person reads it.
    pub fn in_dutch(&self) -> String {
        match self {
            Self::Input(_) => "het bestand kan niet worden gelezen".into(),
            Self::Xml => "dit is geen geldige XML".into(),
            Self::Encoding => "dit is geen UTF-8".into(),
            Self::DocumentType => {
                "er staat een documenttype (DTD) in, en dat heeft geen bericht van een bank".into()
            }
            Self::Entity => "er staat een verwijzing in die XML zelf niet kent".into(),
            Self::Message(known) => {
                format!("dit is een ander bericht of een andere versie dan {}", known.replace(" or ", " of "))
            }
            Self::TooLarge => "het bestand is te groot".into(),
            Self::TooDeep => "de elementen zitten te diep in elkaar".into(),
            Self::TooLong => "dit is te lang".into(),
            Self::TooMany => "dit staat er te vaak".into(),
            Self::Ended => "het bestand houdt te vroeg op".into(),
            Self::Lacks("a currency (Ccy)") => "de munt (Ccy) ontbreekt".into(),
            Self::Lacks(what) => format!("{what} ontbreekt"),
            Self::Value(_) => "de waarde is hier niet geldig".into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wrong_is_said_in_dutch() {
        let error = ReadError {
            path: "Document".into(),
            position: 12,
            wrong: Wrong::Message("pain.002.001.10 or pain.002.001.03"),
        };
        assert_eq!(
            error.in_dutch(),
            "Document, byte 12: dit is een ander bericht of een andere versie dan pain.002.001.10 of pain.002.001.03"
        );
        for wrong in
            [Wrong::Ended, Wrong::Lacks("Stmt"), Wrong::Lacks("a currency (Ccy)"), Wrong::Value("number")]
        {
            let said = wrong.in_dutch();
            assert!(
                ![" is no ", " lacks ", "currency", "number"].iter().any(|word| said.contains(word)),
                "{said}"
            );
        }
    }
}
