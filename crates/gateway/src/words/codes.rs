#[cfg(test)]
mod tests;

use std::borrow::Cow;

use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};

/// Codes as the wire has them, and as the interface has them.
pub type Table = &'static [(&'static str, &'static str)];

pub(super) fn dutch(table: Table, wire: &str) -> Cow<'static, str> {
    table
        .iter()
        .find(|(code, _)| *code == wire)
        .map_or_else(|| Cow::Owned(wire.to_owned()), |(_, dutch)| Cow::Borrowed(*dutch))
}

pub(super) fn wire(table: Table, dutch: &str) -> &str {
    table.iter().find(|(_, code)| *code == dutch).map_or(dutch, |(wire, _)| *wire)
}

fn schema(table: Table, open: bool, description: &str) -> RefOr<Schema> {
    let mut known: Vec<&str> = Vec::new();
    for (_, dutch) in table {
        // Two codes of the wire may be one outside.
        if !known.contains(dutch) {
            known.push(dutch);
        }
    }
    let object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    let object = if open {
        let list = known.join("`, `");
        object.description(Some(format!("{description} Bekende waarden: `{list}`; er kunnen er bij komen.")))
    } else {
        object.description(Some(description)).enum_values(Some(known))
    };
    object.into()
}

/// A code of the interface. Closed lists are checked on input; a code of an open list that came later than this
/// table goes out as the wire has it.
pub trait Word: AsRef<str> + Sized {
    const TABLE: Table;

    fn new(dutch: Cow<'static, str>) -> Self;

    /// From the wire.
    fn of_wire(code: &str) -> Self {
        Self::new(dutch(Self::TABLE, code))
    }

    /// From the wire, where an empty text means that there is none.
    fn known(code: &str) -> Option<Self> {
        (!code.is_empty()).then(|| Self::of_wire(code))
    }

    /// To the wire. Input was checked against the list before.
    fn wire(&self) -> &str {
        wire(Self::TABLE, self.as_ref())
    }
}

macro_rules! codes {
    (@open open) => { true };
    (@open closed) => { false };
    ($($openness:ident $name:ident, $doc:literal { $($wire:literal => $dutch:literal),+ $(,)? })+) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(Cow<'static, str>);

            impl Word for $name {
                const TABLE: Table = &[$(($wire, $dutch)),+];

                fn new(dutch: Cow<'static, str>) -> Self {
                    Self(dutch)
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    schema(Self::TABLE, codes!(@open $openness), $doc)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+

        #[cfg(test)]
        pub(super) const ALL: &[(&str, Table, bool)] = &[$((stringify!($name), $name::TABLE, codes!(@open $openness))),+];
    };
}

mod claims;
mod entrance;
mod handling;
mod money;
mod objections;
mod policy;
mod portfolios;
mod process;
mod tasks;
mod terms;
mod work;

pub use claims::*;
pub use entrance::*;
pub use handling::*;
pub use money::*;
pub use objections::*;
pub use policy::*;
pub use portfolios::*;
pub use process::*;
pub use tasks::*;
pub use terms::*;
pub use work::*;
