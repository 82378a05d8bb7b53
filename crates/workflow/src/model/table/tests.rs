use std::collections::BTreeSet;

use super::*;
use crate::model::state::{
    CategoryKind, ClosureKind, EntitlementKind, GateKind, IntakeKind, ObjectionKind, ReferralKind,
    ReviewKind, TrajectoryKind,
};

/// Calls a check with every region's table.
macro_rules! each_region {
    ($check:ident, $with:expr) => {{
        $check::<GateKind>($with);
        $check::<IntakeKind>($with);
        $check::<EntitlementKind>($with);
        $check::<CategoryKind>($with);
        $check::<ReferralKind>($with);
        $check::<TrajectoryKind>($with);
        $check::<ReviewKind>($with);
        $check::<ObjectionKind>($with);
        $check::<ClosureKind>($with);
    }};
}

fn find_undecided<K: Table>(undecided: &mut Vec<String>) {
    for on in Trigger::HEARD.iter().filter(|trigger| trigger.home() == Some(K::REGION)) {
        for state in K::ALL {
            if state.row(*on).is_none() {
                undecided.push(format!("{} in {state:?} on {on:?}", K::REGION.name()));
            }
        }
    }
}

#[test]
fn every_region_decides_on_what_it_hears_in_every_state() {
    let mut undecided = Vec::new();
    each_region!(find_undecided, &mut undecided);
    assert!(undecided.is_empty(), "undecided:\n{}", undecided.join("\n"));
}

fn find_twice<K: Table>(twice: &mut Vec<String>) {
    for on in Trigger::HEARD.iter().chain(Trigger::SIGNALS) {
        for state in K::ALL {
            let rows = K::ROWS.iter().filter(|row| row.on.contains(on) && row.from.contains(state));
            if rows.count() > 1 {
                twice.push(format!("{} in {state:?} on {on:?}", K::REGION.name()));
            }
        }
    }
}

#[test]
fn nothing_is_decided_twice() {
    let mut twice = Vec::new();
    each_region!(find_twice, &mut twice);
    assert!(twice.is_empty(), "decided twice:\n{}", twice.join("\n"));
}

fn find_strangers<K: Table>(strangers: &mut Vec<String>) {
    for row in K::ROWS {
        for on in row.on.iter().filter(|trigger| trigger.home().is_some_and(|home| home != K::REGION)) {
            strangers.push(format!("{} hears {on:?}, which is another's", K::REGION.name()));
        }
        let people = [
            Trigger::ReviewUnchanged,
            Trigger::ReviewRecategorise,
            Trigger::PolicyReview,
            Trigger::PolicyReviewEarly,
            Trigger::EndAsked,
            Trigger::ContactRecorded,
            Trigger::SuccessorNamed,
            Trigger::ObjectionInTime,
            Trigger::ObjectionLate,
            Trigger::ObjectionExcused,
            Trigger::ObjectionInadmissible,
            Trigger::ObjectionHeard,
            Trigger::ObjectionAdvised,
            Trigger::ObjectionTermChanged,
            Trigger::ObjectionNoticed,
            Trigger::ObjectionUpheld,
            Trigger::ObjectionDismissed,
            Trigger::ObjectionWithdrawn,
            Trigger::AppealLodged,
            Trigger::AppealOver,
            Trigger::AppealUpheld,
            Trigger::AppealSentBack,
            Trigger::AppealSentBackUnheard,
        ];
        if row.to == To::Refuse && !row.on.iter().all(|on| people.contains(on)) {
            strangers.push(format!("{} refuses a service or the clock: {:?}", K::REGION.name(), row.on));
        }
    }
}

#[test]
fn only_its_home_decides_on_what_is_heard_and_only_people_are_refused() {
    let mut strangers = Vec::new();
    each_region!(find_strangers, &mut strangers);
    assert!(strangers.is_empty(), "{}", strangers.join("\n"));
}

fn collect_signals<K: Table>(signals: &mut (BTreeSet<Trigger>, BTreeSet<Trigger>)) {
    for row in K::ROWS {
        signals.0.extend(row.on.iter().filter(|on| on.home().is_none()));
        signals.1.extend(row.effects.iter().filter_map(|effect| match effect {
            Effect::Raise(signal) => Some(*signal),
            _ => None,
        }));
    }
}

#[test]
fn every_signal_is_heard_and_given() {
    let mut signals = (BTreeSet::new(), BTreeSet::new());
    each_region!(collect_signals, &mut signals);
    let (heard, mut given) = signals;
    // From where the regions stand together, and from the direction.
    given.extend([
        Trigger::DecideRight,
        Trigger::SkipRight,
        Trigger::WayClear,
        Trigger::GoToPartner,
        Trigger::GoSheltered,
        Trigger::GoAlone,
        Trigger::Ends,
        Trigger::AllTakenBack,
        Trigger::CaseReopens,
        // From the task that is done.
        Trigger::ReopenAgain,
        // From what the facts are that changed.
        Trigger::RightFactsNew,
        Trigger::AssistanceAsked,
        Trigger::AssistanceDropped,
        // From the decision that an upheld objection is against.
        Trigger::ReassessRight,
        Trigger::Recategorise,
        Trigger::RedoReferral,
        Trigger::RedoTrajectory,
    ]);
    let all: BTreeSet<_> = Trigger::SIGNALS.iter().copied().collect();
    assert_eq!(heard, all, "a signal nobody hears");
    assert_eq!(given, all, "a signal nobody gives");
}

fn find_unreachable<K: Table>(unreachable: &mut Vec<String>) {
    let Some(first) = K::ALL.first() else { return };
    let mut reached = vec![*first];
    let mut next = 0;
    while let Some(state) = reached.get(next).copied() {
        next += 1;
        for row in K::ROWS.iter().filter(|row| row.from.contains(&state)) {
            if let To::Go(to) = row.to
                && !reached.contains(&to)
            {
                reached.push(to);
            }
        }
    }
    let missed = K::ALL.iter().filter(|state| !reached.contains(state));
    unreachable.extend(missed.map(|state| format!("{} never comes to {state:?}", K::REGION.name())));
}

#[test]
fn every_state_can_be_reached() {
    let mut unreachable = Vec::new();
    each_region!(find_unreachable, &mut unreachable);
    assert!(unreachable.is_empty(), "{}", unreachable.join("\n"));
}
