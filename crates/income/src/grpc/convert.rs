//! Wire → input once, with every violation at once; model → wire.

use chrono::NaiveDate;
use domain::{Caller, CaseId, Cents, Explanation, Refusal, Violation, wording};
use proto::income::v1 as pb;

use crate::actor::Input;
use crate::messages::told;
use crate::model::{DecideEntitlement, Right, Verdict};
use crate::store::Found;

/// Characters of a person's reasons.
const LONGEST_REASONS: usize = 2_000;

/// The case a request is about.
///
/// # Errors
///
/// A [`Refusal`] when the text is no identifier.
pub fn case(text: &str) -> Result<CaseId, Refusal> {
    read_case(text).map_err(|violation| Refusal::invalid(vec![violation]))
}

pub fn read_case(text: &str) -> Result<CaseId, Violation> {
    text.parse().map_err(|_| Violation::new("case_id", "is geen geldig kenmerk", "case-id"))
}

/// A person's decision, for the municipality the caller acts for.
///
/// # Errors
///
/// A [`Refusal`] with every violation.
pub fn decide(wire: pb::DecideEntitlementRequest, caller: &Caller) -> Result<Input, Refusal> {
    let (case, verdict, reasons) =
        (read_case(&wire.case_id), verdict(&wire), wording("reasons", &wire.reasons, LONGEST_REASONS));
    match (case, verdict, first_day(&wire), reasons) {
        (Ok(case), Ok(verdict), Ok(from_day), Ok(reasons)) => Ok(Input::Decide(DecideEntitlement {
            case,
            municipality: caller.municipality.clone(),
            verdict,
            from_day,
            counted: None,
            reasons,
        })),
        (case, verdict, from_day, reasons) => {
            let wrong = [case.err(), verdict.err(), from_day.err(), reasons.err()];
            Err(Refusal::invalid(wrong.into_iter().flatten().collect()))
        }
    }
}

fn verdict(wire: &pb::DecideEntitlementRequest) -> Result<Verdict, Violation> {
    let wrong = |reason: &str, rule: &str| Err(Violation::new("amount_cents", reason, rule));
    match (wire.granted, wire.amount_cents) {
        (true, Some(cents)) if cents > 0 => Ok(Verdict::Grant(Cents::new(cents))),
        (true, Some(_)) => wrong("moet hoger zijn dan nul", "amount-above-nil"),
        (true, None) => wrong("is nodig om toe te kennen", "amount-required"),
        (false, None) => Ok(Verdict::Deny),
        (false, Some(_)) => wrong("hoort niet bij een afwijzing", "amount-with-denial"),
    }
}

fn first_day(wire: &pb::DecideEntitlementRequest) -> Result<Option<NaiveDate>, Violation> {
    match (wire.granted, wire.from_day.as_str()) {
        (_, "") => Ok(None),
        (true, day) => proto::parse_day("from_day", day).map(Some),
        (false, _) => Err(Violation::new("from_day", "hoort niet bij een afwijzing", "day-with-denial")),
    }
}

/// The entitlement with every line of its calculation.
pub fn entitlement(found: Found) -> pb::GetEntitlementResponse {
    let Found { entitlement, explanations } = found;
    let right = entitlement.stage.right();
    let (from_day, norm, amount) = match right {
        Some(Right::Granted { from_day, norm, amount, .. }) => (Some(*from_day), *norm, Some(*amount)),
        Some(Right::PersonDecides { from_day, norm, .. }) => (Some(*from_day), *norm, None),
        Some(Right::Denied { .. }) | None => (None, None, None),
    };
    let missing = match right {
        Some(Right::PersonDecides { missing, .. }) => {
            missing.iter().map(|key| key.code().to_owned()).collect()
        }
        Some(Right::Granted { .. } | Right::Denied { .. }) | None => Vec::new(),
    };
    pb::GetEntitlementResponse {
        case_id: entitlement.case.to_string(),
        outcome: told::outcome(right).into(),
        from_day: from_day.map(proto::day_text).unwrap_or_default(),
        until_day: entitlement.stage.until_day().map(proto::day_text).unwrap_or_default(),
        norm_cents: norm.map(Cents::get),
        amount_cents: amount.map(Cents::get),
        explanations: explanations.iter().map(|line: &Explanation| line.into()).collect(),
        version: u64::from(entitlement.version),
        missing_facts: missing,
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;
    use rstest::rstest;

    use super::*;

    fn caller() -> Caller {
        Caller {
            user: "anna".into(),
            organisation: None,
            roles: vec![Role::IncomeConsultant],
            municipality: "a-tenant:0001".parse().unwrap(),
        }
    }

    fn request(granted: bool, amount_cents: Option<i64>, reasons: &str) -> pb::DecideEntitlementRequest {
        let case_id = "5f0f9a55-6f0a-4a5c-9a53-0c8d9b1f9a11".into();
        let (reasons, from_day) = (reasons.into(), String::new());
        pb::DecideEntitlementRequest { case_id, granted, amount_cents, reasons, from_day }
    }

    #[rstest]
    #[case::no_amount(request(true, None, "omdat"), &["amount-required"])]
    #[case::nil(request(true, Some(0), "omdat"), &["amount-above-nil"])]
    #[case::below_nil(request(true, Some(-1), "omdat"), &["amount-above-nil"])]
    #[case::denied_with_amount(request(false, Some(1), "omdat"), &["amount-with-denial"])]
    #[case::blank_reasons(request(false, None, "  \n"), &["text-required"])]
    #[case::too_long(request(false, None, &"é".repeat(2_001)), &["text-length"])]
    #[case::all_at_once(
        pb::DecideEntitlementRequest { case_id: "x".into(), granted: true, amount_cents: None, ..Default::default() },
        &["case-id", "amount-required", "text-required"]
    )]
    fn every_wrong_field_is_named(#[case] wire: pb::DecideEntitlementRequest, #[case] rules: &[&str]) {
        let Err(refusal) = decide(wire, &caller()) else { panic!("was taken") };

        let found: Vec<_> = refusal.violations.iter().map(|violation| violation.rule.as_str()).collect();
        assert_eq!(found, rules);
    }

    #[test]
    fn reasons_of_two_thousand_characters_are_taken() {
        assert!(decide(request(true, Some(1), &"éen ".repeat(500)), &caller()).is_ok());
    }
}
