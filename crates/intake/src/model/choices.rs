use serde::{Deserialize, Serialize};

use super::TO_EDUCATION;

macro_rules! choice {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident => $code:literal),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(rename_all = "kebab-case")]
        pub enum $name { $($(#[$variant_doc])* $variant),+ }

        impl $name {
            /// The stable English code, in the store and on the wire.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }

        impl TryFrom<&str> for $name {
            type Error = ();

            fn try_from(code: &str) -> Result<Self, ()> {
                match code { $($code => Ok(Self::$variant),)+ _ => Err(()) }
            }
        }
    };
}
pub(crate) use choice;

choice! {
    /// Why an application is made (S0 annex 2 §2).
    Situation {
        New => "new",
        /// Rules or facts changed.
        Reassessment => "reassessment",
        /// No contact or trajectory for long.
        Recall => "recall",
    }
}

choice! {
    /// How an application came in.
    Channel {
        Consultant => "consultant",
        EForm => "e-form",
        System => "system",
    }
}

choice! {
    /// What came of a search period.
    SearchResult {
        Searched => "searched",
        /// Too few efforts; weighed in the decision (art. 43(4)).
        TooLittle => "too-little",
        FoundWork => "found-work",
        Withdrew => "withdrew",
        ToEducation => "to-education",
    }
}

impl SearchResult {
    /// The reason for which the application closes: prevention, or school that comes first; `None` when the intake goes on.
    pub const fn prevention(self) -> Option<&'static str> {
        match self {
            Self::Searched | Self::TooLittle => None,
            Self::FoundWork => Some("prevention-work"),
            Self::Withdrew => Some("prevention-withdrawn"),
            Self::ToEducation => Some(TO_EDUCATION),
        }
    }

    /// The same where the assistance was asked beside support, which goes on.
    pub const fn dutch_beside(self) -> &'static str {
        match self {
            Self::FoundWork => {
                "De aanvraag om bijstand vervalt: werk gevonden in de zoektermijn. De ondersteuning gaat door"
            }
            Self::Withdrew => {
                "De aanvraag om bijstand is ingetrokken in de zoektermijn. De ondersteuning gaat door"
            }
            Self::ToEducation => {
                "De aanvraag om bijstand vervalt: eerst naar school. De ondersteuning gaat door"
            }
            Self::Searched | Self::TooLittle => self.dutch(),
        }
    }

    /// The line in the story.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Searched => "Zoektermijn voorbij: gezocht, de intake gaat verder",
            Self::TooLittle => "Zoektermijn voorbij: te weinig gezocht, dit telt mee in het besluit",
            Self::FoundWork => "Aanvraag gesloten: werk gevonden in de zoektermijn",
            Self::Withdrew => "Aanvraag gesloten: ingetrokken in de zoektermijn",
            Self::ToEducation => "Aanvraag gesloten: eerst naar school",
        }
    }
}

/// What another service decides on with the facts of a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assessment {
    /// The right to assistance; income decides.
    Entitlement,
    /// The category; reintegration decides.
    Category,
    /// A place in sheltered work; sheltered-work decides.
    Sheltered,
}

impl Assessment {
    /// The line in the story that says for what purpose facts were handed over.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Entitlement => "Gegevens verstrekt voor het besluit over het recht op bijstand",
            Self::Category => "Gegevens verstrekt voor de indeling",
            Self::Sheltered => "Gegevens verstrekt voor een plek in beschut werk",
        }
    }
}

impl Situation {
    /// As a consultant reads it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::New => "nieuw",
            Self::Reassessment => "herbeoordeling",
            Self::Recall => "hernieuwd contact",
        }
    }
}
