//! Wire to input, once; everything that is wrong is named at once.

use chrono::NaiveDate;
use domain::{Caller, Id, Refusal, Role, Violation, optional_wording, wording};
use proto::parse_day;
use proto::reintegration::v1 as pb;

use crate::actor::{Asked, By, Input};
use crate::model::{Conditions, Ending, Rung, Seen};

/// Most characters of a free text.
const LONGEST_TEXT: usize = 2_000;
/// Most months of a contract that someone can mean: a working life.
const LONGEST_CONTRACT: u32 = 600;

/// Who asks.
///
/// # Errors
///
/// A [`Refusal`] when someone acts as a partner without an organisation: nothing is theirs.
pub fn by(caller: Caller) -> Result<By, Refusal> {
    let for_municipality = caller.has_any(&[Role::ReintegrationConsultant, Role::QualityOfficer]);
    if caller.organisation.is_none() && !for_municipality {
        let reason = "Uw aanmelding noemt geen organisatie. Vraag uw beheerder dit te herstellen.";
        return Err(Refusal::not_allowed("organisation-missing", reason));
    }
    Ok(By { user: caller.user, organisation: caller.organisation, municipality: caller.municipality })
}

pub fn deviate(wire: pb::DeviateCategoryRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let category = form.text("category", &wire.category);
    let reasons = form.wording("reasons", &wire.reasons);
    let (Some(case), Some(category), Some(reasons)) = (case, category, reasons) else {
        return Err(form.refusal());
    };
    Ok(Input::Asked { case, by, asked: Asked::Deviate { category, reasons } })
}

pub fn confirm(wire: pb::ConfirmDeviationRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let deviation = form.id("deviation_id", &wire.deviation_id);
    // Who rejects says why; who confirms agrees with the reasons that are there.
    let reasons = if wire.confirmed {
        form.optional_wording("reasons", &wire.reasons).map(Option::unwrap_or_default)
    } else {
        form.wording("reasons", &wire.reasons)
    };
    let (Some(case), Some(deviation), Some(reasons)) = (case, deviation, reasons) else {
        return Err(form.refusal());
    };
    Ok(Input::Asked { case, by, asked: Asked::Confirm { deviation, confirmed: wire.confirmed, reasons } })
}

pub fn start_instrument(wire: pb::StartInstrumentRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let instrument = form.text("instrument", &wire.instrument);
    let contract_months = form.months("intended_contract_months", wire.intended_contract_months);
    let (Some(case), Some(instrument), Some(contract_months)) = (case, instrument, contract_months) else {
        return Err(form.refusal());
    };
    let conditions = Conditions { contract_months, no_study_finance: wire.no_study_finance };
    Ok(Input::Asked { case, by, asked: Asked::StartInstrument { instrument, conditions } })
}

pub fn extend(wire: pb::ExtendTrajectoryRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let trajectory = form.id("trajectory_id", &wire.trajectory_id);
    let reason = form.optional_wording("exceptional_reason", &wire.exceptional_reason);
    let (Some(case), Some(trajectory), Some(reason)) = (case, trajectory, reason) else {
        return Err(form.refusal());
    };
    Ok(Input::Asked { case, by, asked: Asked::Extend { trajectory, reason } })
}

pub fn record_result(wire: pb::RecordTrajectoryResultRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let trajectory = form.id("trajectory_id", &wire.trajectory_id);
    let contract_months = form.months("contract_months", wire.contract_months);
    let first_day = form.day("first_day_of_work", &wire.first_day_of_work);
    let ending = match pb::TrajectoryResult::try_from(wire.result) {
        Ok(pb::TrajectoryResult::Work) => contract_months
            .zip(first_day)
            .map(|(contract_months, first_day)| Ending::Work { contract_months, first_day }),
        Ok(pb::TrajectoryResult::Education) => Some(Ending::Education),
        Ok(pb::TrajectoryResult::Completed) => Some(Ending::Completed),
        Ok(pb::TrajectoryResult::Stopped) => Some(Ending::Stopped),
        Ok(pb::TrajectoryResult::Unspecified) | Err(_) => {
            form.wrong("result", "kies hoe het traject eindigde", "required")
        }
    };
    let of_work = [
        ("contract_months", wire.contract_months.is_some()),
        ("first_day_of_work", !wire.first_day_of_work.is_empty()),
    ];
    for (field, _) in of_work.into_iter().filter(|(_, given)| *given) {
        if !matches!(ending, Some(Ending::Work { .. }) | None) {
            form.wrong::<()>(field, "hoort alleen bij uitstroom naar werk", "only-for-work");
        }
    }
    let (Some(case), Some(trajectory), Some(ending), true) = (case, trajectory, ending, form.0.is_empty())
    else {
        return Err(form.refusal());
    };
    Ok(Input::Asked { case, by, asked: Asked::RecordResult { trajectory, ending } })
}

pub fn record_ladder_step(wire: pb::RecordLadderStepRequest, by: By) -> Result<Input, Refusal> {
    let mut form = Form::default();
    let case = form.id("case_id", &wire.case_id);
    let rung = match Rung::from_number(wire.rung) {
        Some(rung) => Some(rung),
        None => form.wrong("rung", "kies een trede van 1 tot en met 6", "rung-range"),
    };
    let on = match wire.on_day.as_str() {
        "" => Some(None),
        text => match proto::parse_day("on", text) {
            Ok(day) => Some(Some(day)),
            Err(_) => form.wrong("on", "is geen dag", "day"),
        },
    };
    let notes = form.optional_wording("notes", &wire.notes);
    let (Some(case), Some(rung), Some(on), Some(notes)) = (case, rung, on, notes) else {
        return Err(form.refusal());
    };
    let seen = Seen { rung, on, notes: notes.unwrap_or_default() };
    Ok(Input::Asked { case, by, asked: Asked::RecordLadderStep(seen) })
}

/// What is wrong so far.
#[derive(Default)]
struct Form(Vec<Violation>);

impl Form {
    fn wrong<T>(&mut self, field: &str, reason: impl Into<String>, rule: &str) -> Option<T> {
        self.0.push(Violation::new(field, reason, rule));
        None
    }

    fn id<K>(&mut self, field: &str, text: &str) -> Option<Id<K>> {
        match text.parse() {
            Ok(id) => Some(id),
            Err(_) => self.wrong(field, "is geen geldig kenmerk", "uuid"),
        }
    }

    /// The key of something that the policy has.
    fn text(&mut self, field: &str, text: &str) -> Option<String> {
        match text.trim() {
            "" => self.wrong(field, "is niet ingevuld", "required"),
            long if long.chars().count() > LONGEST_TEXT => {
                self.wrong(field, format!("mag ten hoogste {LONGEST_TEXT} tekens lang zijn"), "too-long")
            }
            text => Some(text.to_owned()),
        }
    }

    /// A text that a decision rests on.
    fn wording(&mut self, field: &str, text: &str) -> Option<String> {
        wording(field, text, LONGEST_TEXT).map_err(|wrong| self.0.push(wrong)).ok()
    }

    /// `Some(None)` when nothing was written.
    fn optional_wording(&mut self, field: &str, text: &str) -> Option<Option<String>> {
        optional_wording(field, text, LONGEST_TEXT).map_err(|wrong| self.0.push(wrong)).ok()
    }

    /// `Some(None)` when nothing was filled in.
    fn day(&mut self, field: &str, text: &str) -> Option<Option<NaiveDate>> {
        if text.is_empty() {
            return Some(None);
        }
        parse_day(field, text).map(Some).map_err(|wrong| self.0.push(wrong)).ok()
    }

    fn months(&mut self, field: &str, months: Option<u32>) -> Option<Option<u32>> {
        if months.is_some_and(|months| months > LONGEST_CONTRACT) {
            return self.wrong(field, format!("mag ten hoogste {LONGEST_CONTRACT} maanden zijn"), "too-long");
        }
        Some(months)
    }

    fn refusal(self) -> Refusal {
        Refusal::invalid(self.0)
    }
}

#[cfg(test)]
mod tests {
    use domain::RefusalKind;
    use rstest::rstest;
    use uuid::Uuid;

    use super::*;

    fn anna() -> By {
        By { user: "anna".into(), organisation: None, municipality: "a-tenant:0001".parse().unwrap() }
    }

    fn an_id() -> String {
        Uuid::from_u128(1).to_string()
    }

    fn rules(converted: Result<Input, Refusal>) -> Vec<(String, String)> {
        let violations = converted.err().map(|refusal| refusal.violations).unwrap_or_default();
        violations.into_iter().map(|each| (each.field, each.rule)).collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected.iter().map(|(field, rule)| ((*field).to_owned(), (*rule).to_owned())).collect()
    }

    #[test]
    fn everything_wrong_is_named_at_once() {
        let wire = pb::DeviateCategoryRequest {
            case_id: "1".into(),
            category: " ".into(),
            reasons: "x".repeat(2_001),
        };

        let expected = [("case_id", "uuid"), ("category", "required"), ("reasons", "text-length")];
        assert_eq!(rules(deviate(wire, anna())), pairs(&expected));
    }

    #[rstest]
    #[case::agree(true, "", &[])]
    #[case::reject_with_reasons(false, "Past niet.", &[])]
    #[case::reject_without(false, " ", &[("reasons", "text-required")])]
    fn who_rejects_says_why(
        #[case] confirmed: bool,
        #[case] reasons: &str,
        #[case] expected: &[(&str, &str)],
    ) {
        let wire = pb::ConfirmDeviationRequest {
            case_id: an_id(),
            deviation_id: an_id(),
            confirmed,
            reasons: reasons.into(),
        };

        assert_eq!(rules(confirm(wire, anna())), pairs(expected));
    }

    #[rstest]
    #[case::work(1, Some(12), "", &[])]
    #[case::work_of_unknown_length(1, None, "", &[])]
    #[case::permanent_work_from_a_day(1, Some(0), "2026-03-01", &[])]
    #[case::education(2, None, "", &[])]
    #[case::contract_without_work(3, Some(6), "", &[("contract_months", "only-for-work")])]
    #[case::first_day_without_work(2, None, "2026-03-01", &[("first_day_of_work", "only-for-work")])]
    #[case::no_day(1, None, "soon", &[("first_day_of_work", "date-format")])]
    #[case::longer_than_a_life(1, Some(601), "", &[("contract_months", "too-long")])]
    #[case::nothing_chosen(0, None, "", &[("result", "required")])]
    #[case::from_a_newer_caller(99, None, "", &[("result", "required")])]
    fn a_result_is_one_of_four(
        #[case] result: i32,
        #[case] contract_months: Option<u32>,
        #[case] first_day_of_work: &str,
        #[case] expected: &[(&str, &str)],
    ) {
        let wire = pb::RecordTrajectoryResultRequest {
            case_id: an_id(),
            trajectory_id: an_id(),
            result,
            contract_months,
            first_day_of_work: first_day_of_work.into(),
        };

        assert_eq!(rules(record_result(wire, anna())), pairs(expected));
    }

    #[test]
    fn instruments_and_extensions_need_to_be_named() {
        let start = pb::StartInstrumentRequest { case_id: an_id(), ..Default::default() };
        assert_eq!(rules(start_instrument(start, anna())), pairs(&[("instrument", "required")]));

        let wire = pb::ExtendTrajectoryRequest { case_id: an_id(), ..Default::default() };
        assert_eq!(rules(extend(wire, anna())), pairs(&[("trajectory_id", "uuid")]));
    }

    #[test]
    fn a_partner_without_an_organisation_gets_nowhere() {
        let caller = |roles: &[Role], organisation: Option<&str>| Caller {
            user: "p".into(),
            organisation: organisation.map(str::to_owned),
            roles: roles.to_vec(),
            municipality: anna().municipality,
        };

        let refusal = by(caller(&[Role::Partner], None)).err().unwrap();
        assert_eq!((refusal.kind, refusal.rule.as_str()), (RefusalKind::NotAllowed, "organisation-missing"));
        assert!(by(caller(&[Role::Partner], Some("a-partner"))).is_ok());
        assert!(by(caller(&[Role::ReintegrationConsultant], None)).is_ok());
    }
}
