//! Wire to input, exactly once, naming all that is wrong; and replies to the wire.

use chrono::NaiveDate;
use domain::{Caller, CaseId, Violation};
use proto::sheltered_work::v1 as pb;
use proto::{day_text, parse_day};

use crate::actor::Input;
use crate::model::{Advice, Indication, OpenPlaces, Place, PlaceKind, Stage};
use crate::store::Page;

const PAGE: u64 = 25;
const LARGEST_PAGE: u64 = 100;
/// Places opened at once.
const MOST_PLACES: u32 = 1_000;
/// Hours of support a week: no more than a working week.
const MOST_HOURS: u32 = 40;

pub fn advice(
    wire: &pb::RecordAdviceRequest,
    caller: &Caller,
    today: NaiveDate,
) -> Result<Input, Vec<Violation>> {
    let mut violations = Vec::new();
    let case = case(&wire.case_id).map_err(|wrong| violations.push(wrong)).ok();
    let advice = match (wire.positive, wire.valid_until.as_str()) {
        (false, _) => Some(Advice::Negative),
        (true, "") => {
            let reason = "is nodig bij een positief advies";
            violations.push(Violation::new("valid_until", reason, "advice-validity"));
            None
        }
        (true, text) => match parse_day("valid_until", text) {
            Ok(day) if day < today => {
                violations.push(Violation::new("valid_until", "ligt in het verleden", "advice-validity"));
                None
            }
            Ok(until) => Some(Advice::Positive { until }),
            Err(wrong) => {
                violations.push(wrong);
                None
            }
        },
    };
    match (case, advice) {
        (Some(case), Some(advice)) => {
            Ok(Input::Advise { municipality: caller.municipality.clone(), case, advice })
        }
        _ => Err(violations),
    }
}

pub fn open(wire: &pb::OpenPlacesRequest, caller: &Caller) -> Result<Input, Vec<Violation>> {
    let mut violations = Vec::new();
    let kind = match pb::PlaceKind::try_from(wire.kind) {
        Ok(pb::PlaceKind::Employer) => Some(PlaceKind::Employer),
        Ok(pb::PlaceKind::LearnWorkCompany) => Some(PlaceKind::LearnWorkCompany),
        Ok(pb::PlaceKind::Municipality) => Some(PlaceKind::Municipality),
        Ok(pb::PlaceKind::Unspecified) | Err(_) => {
            violations.push(Violation::new("kind", "is geen bekende soort plek", "place-kind"));
            None
        }
    };
    if !(1..=MOST_PLACES).contains(&wire.places) {
        violations.push(Violation::new("places", "moet tussen 1 en 1000 liggen", "places-at-once"));
    }
    if wire.support_hours > MOST_HOURS {
        violations.push(Violation::new("support_hours", "is ten hoogste 40 uur per week", "support-hours"));
    }
    match kind {
        Some(kind) if violations.is_empty() => Ok(Input::Open {
            municipality: caller.municipality.clone(),
            places: OpenPlaces { kind, places: wire.places, support_hours: wire.support_hours },
        }),
        _ => Err(violations),
    }
}

pub fn case(text: &str) -> Result<CaseId, Violation> {
    text.parse().map_err(|_| Violation::new("case_id", "is geen geldig kenmerk", "uuid"))
}

pub fn page(page: u32, size: u32) -> Page {
    let limit = match u64::from(size) {
        0 => PAGE,
        size => size.min(LARGEST_PAGE),
    };
    Page { offset: u64::from(page.saturating_sub(1)) * limit, limit }
}

/// `own`: a case of the caller's municipality holds it.
pub fn place(place: &Place, own: bool) -> pb::Place {
    let kind = match place.kind {
        PlaceKind::Employer => pb::PlaceKind::Employer,
        PlaceKind::LearnWorkCompany => pb::PlaceKind::LearnWorkCompany,
        PlaceKind::Municipality => pb::PlaceKind::Municipality,
    };
    let case_id = place.held_by.filter(|_| own).map(|case| case.to_string()).unwrap_or_default();
    pb::Place {
        place_id: place.id.to_string(),
        kind: kind.into(),
        support_hours: place.support_hours,
        case_id,
        taken: place.held_by.is_some(),
    }
}

pub fn waiting(indication: &Indication, position: u32) -> Option<pb::Waiting> {
    let turn = indication.stage.turn()?;
    let valid_until = match &indication.stage {
        Stage::Waiting { advice, .. } => day_text(advice.until),
        _ => String::new(),
    };
    let case_id = indication.of.case.to_string();
    Some(pb::Waiting { case_id, position, since: day_text(turn.since), valid_until })
}

pub fn asked(indication: &Indication) -> pb::AdviceRequest {
    pb::AdviceRequest { case_id: indication.of.case.to_string(), asked_on: day_text(indication.asked_on) }
}

pub fn indication(indication: &Indication, position: u32) -> pb::GetIndicationResponse {
    let (valid_until, place) = match &indication.stage {
        Stage::Waiting { advice, .. } => (Some(advice.until), None),
        Stage::Placed { advice, place, .. } => (Some(advice.until), Some(*place)),
        Stage::AdviceAsked { .. } | Stage::Negative { .. } | Stage::Released { .. } => (None, None),
    };
    pb::GetIndicationResponse {
        case_id: indication.of.case.to_string(),
        state: indication.stage.code().into(),
        asked_on: day_text(indication.asked_on),
        valid_until: valid_until.map(day_text).unwrap_or_default(),
        place_id: place.map(|place| place.to_string()).unwrap_or_default(),
        position,
        version: indication.version,
    }
}

#[cfg(test)]
mod tests {
    use domain::Role;

    use super::*;

    fn caller() -> Caller {
        Caller {
            user: "someone".into(),
            organisation: None,
            roles: vec![Role::ClientSystem],
            municipality: "a-tenant:0001".parse().unwrap(),
        }
    }

    fn rules(violations: Vec<Violation>) -> Vec<String> {
        violations.into_iter().map(|violation| violation.rule).collect()
    }

    #[test]
    fn everything_that_is_wrong_with_an_advice_is_named_at_once() {
        let today = "2026-03-02".parse().unwrap();
        for (valid_until, rule) in
            [("", "advice-validity"), ("2026-03-01", "advice-validity"), ("soon", "date-format")]
        {
            let wire = pb::RecordAdviceRequest {
                case_id: "no".into(),
                positive: true,
                valid_until: valid_until.into(),
            };
            assert_eq!(rules(advice(&wire, &caller(), today).unwrap_err()), ["uuid", rule]);
        }
    }

    #[test]
    fn an_advice_may_end_today() {
        let wire = pb::RecordAdviceRequest {
            case_id: uuid::Uuid::nil().to_string(),
            positive: true,
            valid_until: "2026-03-02".into(),
        };
        assert!(advice(&wire, &caller(), "2026-03-02".parse().unwrap()).is_ok());
    }

    #[test]
    fn places_are_opened_from_one_to_a_thousand_of_a_known_kind() {
        let wire = |kind, places, support_hours| pb::OpenPlacesRequest { kind, places, support_hours };
        assert_eq!(
            rules(open(&wire(0, 0, 41), &caller()).unwrap_err()),
            ["place-kind", "places-at-once", "support-hours"]
        );
        assert_eq!(rules(open(&wire(1, 1_001, 0), &caller()).unwrap_err()), ["places-at-once"]);
        assert!(open(&wire(3, 1_000, 40), &caller()).is_ok());
    }
}
