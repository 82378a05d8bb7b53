use domain::{Explanation, Refusal};
use policy::{Instrument, Policy};

/// What the policy asks and is not there: the rule, why in plain Dutch, and where the policy says so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limit {
    /// Stable, English, kebab-case.
    pub rule: &'static str,
    pub reason: String,
    pub source: String,
}

impl Limit {
    pub fn new(rule: &'static str, reason: impl Into<String>, source: &str) -> Self {
        Self { rule, reason: reason.into(), source: source.to_owned() }
    }

    /// For the story, when nobody waits for an answer.
    pub fn explain(&self, policy: &Policy) -> Explanation {
        Explanation {
            rule: self.rule.into(),
            source: self.source.clone(),
            policy_version: policy.version.clone(),
            inputs: Vec::new(),
            text: self.reason.clone(),
        }
    }
}

impl From<Limit> for Refusal {
    fn from(limit: Limit) -> Self {
        Self::precondition(limit.rule, format!("{} Bron: {}.", limit.reason, limit.source))
    }
}

/// What is known about the conditions that an instrument may ask.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Months of contract that the employer intends afterwards.
    pub contract_months: Option<u32>,
    /// No study finance is possible for it.
    pub no_study_finance: Option<bool>,
}

impl Conditions {
    /// Whether an instrument may start under these conditions.
    ///
    /// # Errors
    ///
    /// The [`Limit`] that stands in the way.
    pub fn allow(&self, instrument: &Instrument) -> Result<(), Limit> {
        let label = &instrument.label;
        let no = |rule, reason| Err(Limit::new(rule, reason, &instrument.source));
        match (instrument.min_contract_months, self.contract_months) {
            (Some(needed), None) => {
                return no(
                    "intended-contract-unknown",
                    format!(
                        "Voor {label} moet de werkgever een contract van ten minste {needed} maanden willen geven. \
                         Vul in hoe lang het contract wordt."
                    ),
                );
            }
            (Some(needed), Some(intended)) if intended < needed => {
                return no(
                    "intended-contract-too-short",
                    format!(
                        "Voor {label} moet de werkgever een contract van ten minste {needed} maanden willen geven; \
                         het is {intended}."
                    ),
                );
            }
            _ => {}
        }
        match (instrument.only_without_study_finance, self.no_study_finance) {
            (true, None) => no(
                "study-finance-unknown",
                format!("Voor {label} mag er geen studiefinanciering zijn. Vul in of die er is."),
            ),
            (true, Some(false)) => no(
                "study-finance-possible",
                format!("Voor {label} is studiefinanciering mogelijk. Dan betaalt de gemeente het niet."),
            ),
            _ => Ok(()),
        }
    }
}

/// Whether an instrument that was extended `used` times may be extended once more.
///
/// # Errors
///
/// The [`Limit`] that stands in the way.
pub(super) fn allow_extension(
    instrument: &Instrument,
    used: usize,
    reason: Option<&str>,
) -> Result<(), Limit> {
    let label = &instrument.label;
    let no = |rule, reason| Err(Limit::new(rule, reason, &instrument.source));
    let allowed = instrument.extensions;
    // A count that does not fit is beyond any limit.
    if u32::try_from(used).is_ok_and(|used| used < allowed) {
        if instrument.extension_needs_reason && reason.is_none() {
            return no(
                "exceptional-reason-missing",
                format!("Verlengen van {label} mag alleen in bijzondere gevallen. Vul in waarom."),
            );
        }
        return Ok(());
    }
    match allowed {
        0 => no("extension-not-allowed", format!("De termijn van {label} mag niet worden verlengd.")),
        1 => no(
            "extensions-used-up",
            format!("De termijn van {label} is al een keer verlengd; vaker mag niet."),
        ),
        _ => no(
            "extensions-used-up",
            format!("De termijn van {label} is al {allowed} keer verlengd; vaker mag niet."),
        ),
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;
    use crate::model::examples::instrument;

    /// Midden-Drenthe 2021 § 5.2: only with the intent of a contract of at least six months.
    #[rstest]
    #[case(None, Some("intended-contract-unknown"))]
    #[case(Some(0), Some("intended-contract-too-short"))]
    #[case(Some(5), Some("intended-contract-too-short"))]
    #[case(Some(6), None)]
    #[case(Some(12), None)]
    fn a_trial_placement_needs_the_intent_of_a_contract(
        #[case] contract_months: Option<u32>,
        #[case] rule: Option<&str>,
    ) {
        let trial = Instrument { min_contract_months: Some(6), ..instrument("trial-placement") };

        let allowed = Conditions { contract_months, no_study_finance: None }.allow(&trial);

        assert_eq!(allowed.err().map(|limit| limit.rule), rule);
    }

    /// Midden-Drenthe 2021 § 5.5: only when no study finance exists for it.
    #[rstest]
    #[case(None, Some("study-finance-unknown"))]
    #[case(Some(false), Some("study-finance-possible"))]
    #[case(Some(true), None)]
    fn training_is_for_who_has_no_study_finance(
        #[case] no_study_finance: Option<bool>,
        #[case] rule: Option<&str>,
    ) {
        let training = Instrument { only_without_study_finance: true, ..instrument("training") };

        let allowed = Conditions { contract_months: None, no_study_finance }.allow(&training);

        assert_eq!(allowed.err().map(|limit| limit.rule), rule);
    }

    /// Midden-Drenthe 2021 § 5.1 (twice), § 5.3 (once, in exceptional cases).
    #[rstest]
    #[case::first(2, false, 0, None, None)]
    #[case::second(2, false, 1, None, None)]
    #[case::third(2, false, 2, Some("ziekte"), Some("extensions-used-up"))]
    #[case::never(0, false, 0, Some("ziekte"), Some("extension-not-allowed"))]
    #[case::exceptional(1, true, 0, Some("ziekte"), None)]
    #[case::not_exceptional(1, true, 0, None, Some("exceptional-reason-missing"))]
    #[case::exceptional_again(1, true, 1, Some("ziekte"), Some("extensions-used-up"))]
    fn a_term_is_extended_as_often_as_the_policy_says(
        #[case] extensions: u32,
        #[case] extension_needs_reason: bool,
        #[case] used: usize,
        #[case] reason: Option<&str>,
        #[case] rule: Option<&str>,
    ) {
        let instrument = Instrument { extensions, extension_needs_reason, ..instrument("learn-work") };

        let allowed = allow_extension(&instrument, used, reason);

        assert_eq!(allowed.err().map(|limit| limit.rule), rule);
    }

    #[test]
    fn a_refusal_names_the_rule_and_the_source() {
        let instrument = Instrument { extensions: 0, ..instrument("learn-work") };

        let refusal = Refusal::from(allow_extension(&instrument, 0, None).unwrap_err());

        assert_eq!(refusal.rule, "extension-not-allowed");
        assert!(refusal.reason.contains(&instrument.source), "{}", refusal.reason);
    }
}
