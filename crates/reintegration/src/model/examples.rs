//! What tests of the model start from.

use policy::Instrument;

pub fn instrument(key: &str) -> Instrument {
    Instrument {
        key: key.into(),
        label: key.replace('-', " "),
        months: 3,
        extensions: 2,
        extension_months: 3,
        extension_needs_reason: false,
        min_contract_months: None,
        only_without_study_finance: false,
        source: "Voorbeeldbeleid § 5.1".into(),
    }
}
