//! Advances a process by one event, as the table says.

use std::collections::VecDeque;

use chrono::NaiveDate;
use domain::{Moment, ObjectionId, Refusal};

use super::act::{act, say_event, settle_chase};
use super::again;
use super::beside;
use super::contact;
use super::effect::{AssessmentKind, Follow, Output};
use super::enter::Regional;
use super::event::{EntitlementOutcome, Event, SearchResult};
use super::kept;
use super::objection;
use super::parking::{self, Parking};
use super::process::{Process, SearchLifted};
use super::signal;
use super::state::{
    Category, CategoryKind, Closure, Entitlement, EntitlementKind, Gate, Intake, Kind, Referral, Region,
    Review, Trajectory,
};
use super::steps::{self, RecordedStep};
use super::stuck;
use super::table::{Table, To};
use super::terms::Terms;
use super::trigger::Trigger;
use super::work_acts;

/// No chain of signals is nearly as long; a table that ran in circles would end here and show in the tests.
const LONGEST_CHAIN: usize = 100;

/// One event in hand.
pub(super) struct Turn<'a> {
    pub event: &'a Event,
    pub day: NaiveDate,
    pub terms: &'a Terms,
    pub moment: &'a Moment,
    pub follow: &'a mut Follow,
    pub queue: VecDeque<Trigger>,
    /// Sentences of the story.
    pub said: Vec<String>,
    pub late: bool,
    /// The objection in hand.
    pub objection: Option<ObjectionId>,
    /// It was known already.
    pub repeats: bool,
    pub refused: bool,
    /// How many triggers were dealt with.
    dealt: usize,
}

/// The process after an event, and what follows.
///
/// # Errors
///
/// A [`Refusal`] for what a person may not do now; what services tell and the clock brings is never refused.
pub fn advance(
    process: &Process,
    event: &Event,
    terms: &Terms,
    moment: &Moment,
) -> Result<(Process, Follow), Refusal> {
    let mut next = process.clone();
    let mut follow = Follow::default();
    if next.parked.is_some() {
        parking::hear(&mut next, event, terms, moment, &mut follow)?;
    } else if let Event::ApplicationReceived { registration, area, .. } = event
        && next.registration.is_none()
    {
        next.registration = Some(registration.clone());
        next.area = *area;
        one(&mut next, event, terms, moment, &mut follow)?;
        for early in std::mem::take(&mut next.early) {
            one(&mut next, &early, terms, moment, &mut follow)?;
        }
    } else if next.registration.is_none() {
        next.early.push(event.clone());
        let title = "Er kwam bericht over deze zaak voordat de aanvraag bekend was. Het is bewaard.";
        follow.outputs.push(Output::Story { title: title.into(), explanation: None, by_clock: false });
    } else {
        one(&mut next, event, terms, moment, &mut follow)?;
    }
    // What is due at once, such as a search period that was over before it was told of, waits for no clock.
    fire(&mut next, terms, moment, &mut follow);
    Ok((next, follow))
}

/// The process after every timer that is due by now, and what follows. A timer that is not due does nothing, so a
/// timer fires once however often the clock is looked at.
pub fn pass_time(process: &Process, terms: &Terms, moment: &Moment) -> (Process, Follow) {
    let mut next = process.clone();
    let mut follow = Follow::default();
    fire(&mut next, terms, moment, &mut follow);
    (next, follow)
}

fn fire(process: &mut Process, terms: &Terms, moment: &Moment, follow: &mut Follow) {
    for _ in 0..LONGEST_CHAIN {
        let Some(due) = process.timers().first().copied().filter(|(day, _)| *day <= moment.day) else {
            break;
        };
        let refused = one(process, &Event::TimerDue { timer: due.1 }, terms, moment, follow).is_err();
        // One that stays due would be a fault of the table; it must not keep the turn.
        debug_assert!(!refused && process.timers().first() != Some(&due), "{due:?} stays due");
        if refused || process.timers().first() == Some(&due) {
            break;
        }
    }
}

pub(super) fn one(
    process: &mut Process,
    event: &Event,
    terms: &Terms,
    moment: &Moment,
    follow: &mut Follow,
) -> Result<(), Refusal> {
    let triggers = event.triggers(process);
    let (day, said) = (moment.day, again::said(event, &triggers));
    let queue = triggers.into();
    let mut turn = Turn {
        event,
        day,
        terms,
        moment,
        follow,
        queue,
        said,
        late: false,
        objection: None,
        repeats: false,
        refused: false,
        dealt: 0,
    };
    take_in(process, event, day);
    while turn.dealt < LONGEST_CHAIN {
        let Some(trigger) = turn.queue.pop_front().or_else(|| process.follows()) else { break };
        turn.dealt += 1;
        dispatch(process, trigger, &mut turn);
        if turn.refused {
            return Err(not_now(trigger));
        }
    }
    debug_assert!(turn.dealt < LONGEST_CHAIN, "the table runs in circles");
    steps::settle(process, &mut turn);
    stuck::ask_again(process, &mut turn);
    settle_chase(process, &mut turn);
    signal::settle_terms(process, &mut turn);
    contact::take_in(process, &mut turn);
    kept::follow(process, turn.terms, turn.day);
    objection::plan_warnings(process, turn.terms, turn.day);
    steps::tell(process, &mut turn);
    objection::tell_stand(process, &mut turn);
    say_event(process, turn);
    Ok(())
}

/// What an event says about the case whatever the regions make of it.
fn take_in(process: &mut Process, event: &Event, day: NaiveDate) {
    work_acts::take_in(process, event, day);
    beside::take_in(process, event);
    match event {
        Event::IntakeCompleted { area, .. } if *area != 0 => process.area = *area,
        Event::SearchLifted { by } if process.awaits_the_search() => {
            process.search_lifted = Some(SearchLifted { on: day, by: by.clone() });
        }
        Event::SearchEnded { result: SearchResult::Lifted } if process.awaits_the_search() => {
            process.search_lifted = Some(SearchLifted { on: day, by: String::new() });
        }
        Event::SearchStarted { .. } => process.search_lifted = None,
        // A person decided anew; what the rules said before, and came later, is not that.
        Event::EntitlementDecided { outcome: EntitlementOutcome::Granted | EntitlementOutcome::Denied }
            if process.entitlement.kind() == EntitlementKind::WithPerson =>
        {
            process.anew.remove(&AssessmentKind::Entitlement);
        }
        Event::CategoryAssigned { .. } if process.category.kind() == CategoryKind::WithPerson => {
            process.anew.remove(&AssessmentKind::Category);
        }
        Event::PolicyReviewAsked { version, .. } => {
            process.reviews_asked.insert(version.clone());
        }
        Event::StepRecorded { step, by, note } => {
            let recorded = RecordedStep { by: by.clone(), on: day, note: note.clone() };
            process.steps.insert(step.clone(), recorded);
        }
        Event::CaseParked { by, reason } => {
            let (by, reason) = (by.clone(), reason.clone());
            process.parked = Some(Parking { since: day, by, reason, kept: Vec::new() });
        }
        Event::EndAsked { successor, reasons, .. } => {
            process.successors.extend(*successor);
            process.written_end.clone_from(reasons);
        }
        Event::SuccessorNamed { successor } => {
            process.successors.insert(*successor);
        }
        _ => {}
    }
}

fn dispatch(process: &mut Process, trigger: Trigger, turn: &mut Turn<'_>) {
    match trigger.home() {
        Some(region) => step_in(region, process, trigger, turn),
        None => Region::ALL.into_iter().for_each(|region| step_in(region, process, trigger, turn)),
    }
}

fn step_in(region: Region, process: &mut Process, trigger: Trigger, turn: &mut Turn<'_>) {
    match region {
        Region::Gate => step::<Gate>(process, trigger, turn),
        Region::Intake => step::<Intake>(process, trigger, turn),
        Region::Entitlement => step::<Entitlement>(process, trigger, turn),
        Region::Category => step::<Category>(process, trigger, turn),
        Region::Referral => step::<Referral>(process, trigger, turn),
        Region::Trajectory => step::<Trajectory>(process, trigger, turn),
        Region::Review => step::<Review>(process, trigger, turn),
        Region::Objection => objection::step(process, trigger, turn),
        Region::Closure => step::<Closure>(process, trigger, turn),
    }
}

fn step<R: Regional>(process: &mut Process, trigger: Trigger, turn: &mut Turn<'_>)
where
    R::Kind: Table + Kind,
{
    let Some(row) = R::of(process).kind_of().row(trigger) else { return };
    match row.to {
        To::Go(to) => {
            let entered = R::of(process).enter(to, process, turn);
            debug_assert!(entered.is_some(), "{trigger:?} does not say what {to:?} needs");
            if let Some(state) = entered {
                *R::of_mut(process) = state;
            }
        }
        To::Stay => {}
        To::Refuse => turn.refused = true,
    }
    for effect in row.effects {
        act(*effect, process, turn);
    }
}

fn not_now(trigger: Trigger) -> Refusal {
    match trigger {
        Trigger::EndAsked | Trigger::PolicyReview | Trigger::ContactRecorded => {
            Refusal::conflict("case-already-ended", "Deze zaak is al beëindigd of wordt beëindigd.")
        }
        Trigger::PolicyReviewEarly => Refusal::precondition(
            "not-categorised-yet",
            "Deze zaak is nog niet ingedeeld, of wordt dat juist. Dat gebeurt al volgens het beleid van vandaag.",
        ),
        Trigger::SuccessorNamed => {
            Refusal::precondition("case-not-ended", "Deze zaak loopt nog. Zij heeft nog geen opvolger.")
        }
        trigger if trigger.home() == Some(Region::Objection) => Refusal::conflict(
            "objection-step-out-of-order",
            "Zo ver is dit bezwaar niet, of die stap is al gezet. Kijk hoe het nu staat.",
        ),
        _ => Refusal::precondition(
            "review-not-planned",
            "Er is nu geen heronderzoek gepland. Wacht tot de categorie en de verwijzing rond zijn.",
        ),
    }
}
