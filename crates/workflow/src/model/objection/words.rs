//! The words of objections: what they are against, and what comes of them.

use serde::{Deserialize, Serialize};

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$variant_doc:meta])* $variant:ident = $code:literal, $dutch:literal;)+ }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $name { $($(#[$variant_doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// As the wire and the store have it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// As a consultant reads it.
            pub const fn dutch(self) -> &'static str {
                match self { $(Self::$variant => $dutch),+ }
            }

            /// The one of a code; `None` for one that is not known.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|one| one.code() == code)
            }
        }
    };
}

words! {
    /// Against which decision someone objects.
    Against {
        Entitlement = "entitlement", "het recht op bijstand";
        NotProcessed = "not-processed", "het niet in behandeling nemen";
        Category = "category", "de categorie";
        Referral = "referral", "de verwijzing";
        Trajectory = "trajectory", "het traject";
        Measure = "measure", "de maatregel";
        Recovery = "recovery", "de terugvordering";
        Fine = "fine", "de boete";
        /// Payment stands still (Participation Act art. 54(1)).
        Suspension = "suspension", "het stilzetten van de betaling";
        /// Corrections were taken off a payment (Participation Act art. 58(4)).
        SetOff = "set-off", "de verrekening";
        /// Another scheme than general assistance.
        Grant = "grant", "het besluit over een andere regeling";
        /// What else is decided about money.
        OtherMoney = "other-money", "een ander besluit over geld";
        /// The benefit or the case was ended.
        Ending = "ending", "de beëindiging";
    }
}

impl Against {
    /// Whether the decision is one about money, which has a number.
    pub const fn is_about_money(self) -> bool {
        matches!(
            self,
            Self::Measure
                | Self::Recovery
                | Self::Fine
                | Self::Suspension
                | Self::SetOff
                | Self::Grant
                | Self::OtherMoney
        )
    }
}

words! {
    /// What came of an objection.
    ObjectionOutcome {
        Upheld = "upheld", "gegrond";
        Dismissed = "dismissed", "ongegrond";
        Inadmissible = "inadmissible", "niet-ontvankelijk";
        Withdrawn = "withdrawn", "ingetrokken";
        /// The court set the decision on the objection aside.
        SetAside = "set-aside", "door de rechter vernietigd";
    }
}

words! {
    /// Why nobody was heard (Awb art. 7:3).
    NoHearing {
        ManifestlyInadmissible = "manifestly-inadmissible", "het bezwaar is kennelijk niet-ontvankelijk";
        ManifestlyUnfounded = "manifestly-unfounded", "het bezwaar is kennelijk ongegrond";
        Waived = "waived", "de indiener wil niet worden gehoord";
        NoAnswer = "no-answer", "de indiener antwoordde niet op tijd of hij gehoord wil worden";
        FullyUpheld = "fully-upheld", "aan het bezwaar wordt volledig tegemoetgekomen";
    }
}

words! {
    /// What the court decided on an appeal.
    Judgment {
        Dismissed = "dismissed", "ongegrond";
        Withdrawn = "withdrawn", "ingetrokken";
        /// The court decides itself what the municipality should have decided.
        Upheld = "upheld", "gegrond: het besluit is vernietigd";
        /// The municipality decides on the objection anew.
        DecideAnew = "decide-anew", "gegrond: er moet een nieuw besluit op het bezwaar komen";
    }
}
