//! What facts that are a choice may be.

/// What a choice may be.
pub type ChoiceList = &'static [Choice];

/// One of the values of a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Choice {
    /// The stable English code, on the wire, in policy tables and in the store.
    pub code: &'static str,
    /// What a consultant reads.
    pub dutch: &'static str,
}

const fn choice(code: &'static str, dutch: &'static str) -> Choice {
    Choice { code, dutch }
}

pub(crate) const HOUSEHOLDS: ChoiceList = &[
    choice("single", "alleenstaande"),
    choice("single-parent", "alleenstaande ouder"),
    choice("couple", "gehuwden"),
];
pub(crate) const RESIDENCES: ChoiceList = &[
    choice("dutch", "Nederlander"),
    choice("lawful", "rechtmatig verblijf"),
    choice("eu-first-months", "EU, eerste maanden"),
    choice("none", "geen"),
];
pub(crate) const MOTIVATIONS: ChoiceList =
    &[choice("low", "laag"), choice("some", "enige"), choice("high", "hoog")];
pub(crate) const DEMANDS: ChoiceList =
    &[choice("none", "geen"), choice("some", "enige"), choice("high", "hoog")];
pub(crate) const LANGUAGES: ChoiceList =
    &[choice("below-1f", "onder 1F"), choice("1f", "1F"), choice("2f-or-higher", "2F of hoger")];
