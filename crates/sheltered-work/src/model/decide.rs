use chrono::NaiveDate;
use domain::{Explanation, PlaceId, Refusal, TraceInput, months_after};

use super::draft::Draft;
use super::{Advised, CaseRef, Event, Indication, Known, PlaceKind, Stage, Step, Turn};

/// UWV's advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// Sheltered work fits, until this day.
    Positive {
        until: NaiveDate,
    },
    Negative,
}

/// Places to open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenPlaces {
    pub kind: PlaceKind,
    pub places: u32,
    /// Hours a week.
    pub support_hours: u32,
}

/// Asks UWV for advice. What is under way already is told again, with the support needed as it is now.
///
/// # Legal source
///
/// Participation Act art. 10b(2): the municipality asks UWV for advice.
pub fn request(known: Known<'_>, of: &CaseRef, needs_support: bool) -> Step {
    let mut draft = Draft::new(known);
    let before = draft.indication(of.case).cloned();
    match before {
        Some(before) if !matches!(before.stage, Stage::Negative { .. } | Stage::Released { .. }) => {
            if before.needs_support != needs_support {
                draft.put(Indication { needs_support, ..before });
            }
            draft.settle();
            tell_again(&mut draft, of);
        }
        Some(_) | None => {
            draft.put(Indication {
                of: of.clone(),
                asked_on: draft.day(),
                needs_support,
                stage: Stage::AdviceAsked { turn: None },
                terms: before.map(|before| before.terms).unwrap_or_default(),
                expiring: None,
                wakes_on: None,
                version: 0,
            });
            draft.line(of, "UWV is om advies gevraagd over beschut werk", None);
            draft.tell(Event::AdviceRequested(of.clone()));
        }
    }
    draft.settled()
}

/// Tells where a case stands that is under way, unless this step has told so already.
fn tell_again(draft: &mut Draft<'_>, of: &CaseRef) {
    let told = draft.step.events.iter().any(|event| event.of().case == of.case);
    let Some(indication) = draft.indication(of.case).filter(|_| !told) else { return };
    let event = match indication.stage {
        Stage::AdviceAsked { .. } => Event::AdviceRequested(of.clone()),
        Stage::Waiting { turn, .. } => {
            Event::PutOnWaitingList { of: of.clone(), position: draft.position(turn) }
        }
        Stage::Placed { place, advice, .. } => {
            Event::PlaceAssigned { of: of.clone(), place, valid_until: advice.until }
        }
        Stage::Negative { .. } | Stage::Released { .. } => return,
    };
    draft.tell(event);
}

/// Records UWV's advice. Positive: a place when a fitting one is free, else a turn on the waiting list. An advice
/// holds until the day UWV names, and no longer than the policy lets an advice hold.
///
/// # Errors
///
/// A refusal by name when no advice was asked, or when a place was assigned on another advice. The same advice
/// twice is no refusal and changes nothing; once the one before runs out, it is another that holds for longer.
pub fn advise(known: Known<'_>, indication: &Indication, advice: Advice) -> Result<Step, Refusal> {
    let kept = match (&indication.stage, advice) {
        (Stage::AdviceAsked { turn }, _) => *turn,
        (
            Stage::Waiting { advice: before, .. } | Stage::Placed { advice: before, .. },
            Advice::Positive { until },
        ) if before.named == until && !renews(known, indication, *before) => {
            return Ok(Step::default());
        }
        (Stage::Negative { .. }, Advice::Negative) => return Ok(Step::default()),
        (Stage::Waiting { turn, .. }, _) => Some(*turn),
        (Stage::Placed { .. }, _) => {
            return Err(Refusal::conflict(
                "place-assigned",
                "Op een eerder advies is al een plek toegewezen. Geef die plek eerst terug.",
            ));
        }
        (Stage::Negative { .. } | Stage::Released { .. }, _) => {
            return Err(Refusal::precondition(
                "advice-not-asked",
                "Er is nu geen advies gevraagd voor deze zaak.",
            ));
        }
    };
    let mut draft = Draft::new(known);
    match advice {
        Advice::Negative => {
            let of = indication.of.clone();
            draft.put(Indication { stage: Stage::Negative { on: draft.day() }, ..indication.clone() });
            draft.line(&of, "UWV adviseert om geen beschut werk te doen", None);
            draft.tell(Event::AdviceNegative(of));
        }
        Advice::Positive { until } => positive(&mut draft, indication, kept, until),
    }
    Ok(draft.settled())
}

fn positive(draft: &mut Draft<'_>, indication: &Indication, kept: Option<Turn>, named: NaiveDate) {
    let of = indication.of.clone();
    let advice = advised(draft.known, named);
    let turn = kept.unwrap_or_else(|| next_turn(draft));
    draft.put(Indication { stage: Stage::Waiting { turn, advice }, ..indication.clone() });
    let title = format!("UWV adviseert beschut werk, geldig tot en met {}", advice.until);
    draft.line(&of, title, validity(draft.known, advice));
    draft.settle();
    if draft.indication(of.case).is_some_and(|now| matches!(now.stage, Stage::Waiting { .. })) {
        let position = draft.position(turn);
        draft.line(&of, format!("Op de wachtlijst voor beschut werk, plaats {position}"), None);
        draft.tell(Event::PutOnWaitingList { of, position });
    }
}

/// Opens places, which go to those who wait.
pub fn open(known: Known<'_>, wanted: OpenPlaces) -> (Step, Vec<PlaceId>) {
    let mut draft = Draft::new(known);
    let opened = draft.open(wanted.kind, wanted.places, wanted.support_hours);
    (draft.settled(), opened)
}

/// Gives back the place, the turn or the request. A place goes to whoever waits. Always tells that it is so.
pub fn release(known: Known<'_>, of: &CaseRef, reason: &str) -> Step {
    let mut draft = Draft::new(known);
    let before = draft.indication(of.case).cloned();
    if let Some(before) = before {
        let title = match &before.stage {
            Stage::AdviceAsked { .. } => Some("De vraag om advies over beschut werk is ingetrokken"),
            Stage::Waiting { .. } => Some("Van de wachtlijst voor beschut werk gehaald"),
            Stage::Placed { .. } => Some("De plek voor beschut werk is teruggegeven"),
            Stage::Negative { .. } | Stage::Released { .. } => None,
        };
        if let Some(title) = title {
            if let Stage::Placed { place, .. } = before.stage {
                draft.hold(place, None);
            }
            let stage = Stage::Released { on: draft.day(), reason: reason.to_owned() };
            draft.put(Indication { stage, ..before });
            draft.line(of, title, None);
        }
    }
    draft.tell(Event::Released(of.clone()));
    draft.settled()
}

/// Whether the same day of UWV is a new advice: the one before runs out sooner, by how long the policy lets one hold.
fn renews(known: Known<'_>, indication: &Indication, before: Advised) -> bool {
    indication.expiring.is_some() && advised(known, before.named).until > before.until
}

fn next_turn(draft: &mut Draft<'_>) -> Turn {
    let since = draft.day();
    let pool = draft.pool();
    pool.last_turn = pool.last_turn.saturating_add(1);
    Turn { number: pool.last_turn, since }
}

/// No longer than the policy lets an advice hold.
fn advised(known: Known<'_>, named: NaiveDate) -> Advised {
    let until = known.rules.map_or(named, |rules| {
        named.min(months_after(known.moment.day, rules.sheltered.advice_valid_months))
    });
    Advised { on: Some(known.moment.day), named, until }
}

fn validity(known: Known<'_>, advice: Advised) -> Option<Explanation> {
    let rules = known.rules?;
    let months = rules.sheltered.advice_valid_months;
    let input = |name: &str, value: String, source: &str| TraceInput {
        name: name.into(),
        value,
        source: source.into(),
    };
    Some(Explanation {
        rule: "advice-validity".into(),
        source: rules.sheltered.source.clone(),
        policy_version: rules.version.into(),
        inputs: vec![
            input("valid_until", advice.named.format("%d-%m-%Y").to_string(), "UWV"),
            input("advice_valid_months", months.to_string(), &rules.sheltered.source),
        ],
        text: format!(
            "Het advies geldt tot en met de dag die UWV noemt, en niet langer dan {months} maanden."
        ),
    })
}
