use chrono::NaiveDate;
use domain::{Cents, Month};

/// A value as a Dutch reader writes it.
pub trait Reads {
    fn reads(&self) -> String;
}

impl Reads for bool {
    fn reads(&self) -> String {
        if *self { "ja" } else { "nee" }.to_owned()
    }
}

impl Reads for i64 {
    fn reads(&self) -> String {
        self.to_string()
    }
}

impl Reads for Cents {
    fn reads(&self) -> String {
        self.to_string()
    }
}

impl Reads for NaiveDate {
    fn reads(&self) -> String {
        self.format("%d-%m-%Y").to_string()
    }
}

impl Reads for Month {
    fn reads(&self) -> String {
        self.in_dutch()
    }
}

/// Makes an enumeration of which each value has a stable English code and a Dutch reading.
macro_rules! choices {
    ($(#[$meta:meta])* pub enum $name:ident { $($(#[doc = $doc:literal])* $variant:ident = $code:literal, $dutch:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name { $($(#[doc = $doc])* #[serde(rename = $code)] $variant),+ }

        impl $name {
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable English code.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// What a person reads.
            pub const fn dutch(self) -> &'static str {
                match self { $(Self::$variant => $dutch),+ }
            }
        }

        impl $crate::facts::Reads for $name {
            fn reads(&self) -> String {
                self.dutch().to_owned()
            }
        }
    };
}
pub(crate) use choices;

/// Makes a section of the facts: every field absent until stated, with the Dutch words for it, and laid over by newer.
///
/// `fact` is one value, `list` a list that is stated as a whole (an empty one says: none), `part` a section within.
macro_rules! section {
    ($(#[$meta:meta])* pub struct $name:ident { $($(#[doc = $doc:literal])+ $kind:ident $field:ident : $type:ty, $dutch:literal;)+ }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        #[serde(deny_unknown_fields, default)]
        pub struct $name {
            $(
                $(#[doc = $doc])+
                #[serde(skip_serializing_if = "crate::facts::Field::is_nothing")]
                pub $field: $crate::facts::section!(@type $kind $type)
            ),+
        }

        impl $crate::facts::Field for $name {
            fn is_nothing(&self) -> bool {
                true $(&& $crate::facts::Field::is_nothing(&self.$field))+
            }

            fn lay_over(&mut self, newer: &Self) {
                $($crate::facts::Field::lay_over(&mut self.$field, &newer.$field);)+
            }

            fn withdraw(&mut self, path: &str) -> bool {
                if path.is_empty() {
                    *self = Self::default();
                    return true;
                }
                let (field, within) = path.split_once('.').unwrap_or((path, ""));
                $(if field == stringify!($field) {
                    return $crate::facts::Field::withdraw(&mut self.$field, within);
                })+
                false
            }
        }

        impl $crate::facts::Section for $name {
            const WORDS: &'static [(&'static str, &'static str)] = &[$((stringify!($field), $dutch)),+];
        }
    };
    (@type fact $type:ty) => { $crate::facts::Known<$type> };
    (@type list $type:ty) => { Option<Vec<$type>> };
    (@type part $type:ty) => { $type };
}
pub(crate) use section;

/// A field of a section.
pub trait Field {
    /// Whether nothing was stated.
    fn is_nothing(&self) -> bool;

    /// Takes over what the newer one states; what it leaves out stays.
    fn lay_over(&mut self, newer: &Self);

    /// Takes back what was stated under a path within it, an empty one for all of it; whether there is such a path.
    fn withdraw(&mut self, path: &str) -> bool;
}

impl<T: Clone> Field for Option<T> {
    fn is_nothing(&self) -> bool {
        self.is_none()
    }

    fn lay_over(&mut self, newer: &Self) {
        if newer.is_some() {
            self.clone_from(newer);
        }
    }

    fn withdraw(&mut self, path: &str) -> bool {
        let whole = path.is_empty();
        if whole {
            *self = None;
        }
        whole
    }
}

/// A section with the Dutch words for its fields.
pub trait Section: Field {
    /// Name of a field and what a consultant reads for it.
    const WORDS: &'static [(&'static str, &'static str)];
}
