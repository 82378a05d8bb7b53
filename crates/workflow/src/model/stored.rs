//! Cases as earlier versions stored them (`tests/stored/`): each must be read and led to its end for ever after (WF-7).
//! Files are added when the form grows, and never changed.

use std::collections::BTreeSet;

use testkit::Corpus;

use super::random::{REACHED, TODAY, see_cases};
use super::testing::{Story, day};
use super::*;

fn stored() -> Corpus {
    Corpus::of(env!("CARGO_MANIFEST_DIR"))
}

fn corpus() -> Vec<(String, Process)> {
    stored().read().unwrap()
}

/// What makes a process worth keeping: its stage, each region's state, tasks, signals and why it closed.
fn features(process: &Process) -> BTreeSet<String> {
    let mut features: BTreeSet<String> =
        process.regions().into_iter().map(|(region, state, _)| format!("{region}-{state}")).collect();
    features.insert(format!("stage-{}", process.stage().code()));
    features.extend(process.tasks.iter().map(|task| format!("task-{}", task.kind.code())));
    features.extend(process.signals.iter().map(|(kind, _)| format!("signal-{}", kind.code())));
    features.extend(process.closed().map(|(_, reason)| format!("closed-{reason}")));
    features.extend(process.objections.iter().map(|file| format!("against-{}", file.receipt.against.code())));
    let outcomes = process.objections.iter().filter_map(ObjectionFile::outcome);
    features.extend(outcomes.map(|outcome| format!("objection-came-to-{}", outcome.code())));
    if !process.early.is_empty() {
        features.insert("early".into());
    }
    if process.reopens {
        features.insert("reopens".into());
    }
    let corrections = process.objections.iter().filter_map(|file| file.correction);
    features.extend(corrections.map(|correction| format!("correction-{}", correction.code())));
    let parts = [
        (WORK_ACTS, process.work_acts.is_some()),
        (PARKED, process.parked.is_some()),
        (HELD, !process.held.is_empty()),
        (STEPS, !process.steps.is_empty()),
        (STEPS_TOLD, !process.steps_told.is_empty()),
        (ANEW, !process.anew.is_empty()),
        (DECISIONS, !process.decisions.is_empty()),
        (STOPPED, process.objections.iter().any(ObjectionFile::stands_still)),
    ];
    features.extend(parts.into_iter().filter(|(_, has)| *has).map(|(part, _)| part.to_owned()));
    features
}

const WORK_ACTS: &str = "work-acts";
const PARKED: &str = "parked";
const HELD: &str = "held";
const STEPS: &str = "steps";
const STEPS_TOLD: &str = "steps-told";
const ANEW: &str = "anew";
const DECISIONS: &str = "decisions";
const STOPPED: &str = "objection-stopped";

/// Leads a case to its end, as people and services would.
fn finish(story: &mut Story) {
    story.today = day("2031-01-06");
    if story.process.registration.is_none() {
        story.applies(None, true);
    }
    if story.process.parked.is_some() {
        story.hears(Event::CaseReplayed { reason: "Klaar.".into(), replayed: 0 });
    }
    story.pass();
    for _ in 0..10 {
        if story.process.is_open() {
            story.hears(Event::EndAsked {
                reason: EndReason::Other,
                from_day: story.today,
                successor: None,
                reasons: String::new(),
            });
        }
        for (awaited, _) in story.process.awaited() {
            if let Some(answer) = answer(awaited, story.today) {
                story.hears(answer);
            }
        }
        for file in story.process.objections.clone().iter().filter(|file| file.runs()) {
            let step = match file.state.kind() {
                ObjectionKind::Appealed => {
                    ObjectionStep::Judged { judgment: Judgment::Dismissed, decide_by: None, unheard: false }
                }
                _ => ObjectionStep::Withdrawn,
            };
            story.hears(Event::ObjectionStepped { objection: file.id, step, reasons: String::new() });
        }
        for file in story.process.objections.clone() {
            if matches!(file.correction, Some(Correction::Asked { .. })) {
                story.hears(Event::DecisionReversed { objection: file.id });
            }
        }
        for (signal, subject) in story.process.signals.clone() {
            story.hears(Event::SignalSettled { signal, subject });
        }
        for task in story.process.tasks.clone().iter().filter(|task| task.kind.closed_by_hand()) {
            story.hears(Event::TaskCompleted { task: task.id, result: "Gedaan.".into() });
        }
    }
}

fn answer(awaited: &str, today: chrono::NaiveDate) -> Option<Event> {
    Some(match awaited {
        "BenefitEnded" => Event::BenefitEnded { from_day: today, reason: None },
        "ReferralWithdrawn" => Event::ReferralWithdrawn,
        "PlaceReleased" => Event::PlaceReleased,
        "TrajectoriesClosed" => Event::TrajectoriesClosed,
        _ => return None,
    })
}

#[test]
fn every_stored_case_is_read_and_comes_to_its_end() {
    let corpus = corpus();
    for (name, process) in &corpus {
        let mut story = Story::on(TODAY);
        story.process = process.clone();
        finish(&mut story);
        assert!(story.process.closed().is_some(), "{name} does not close: {:#?}", story.process);
        assert!(story.process.tasks.is_empty(), "{name} leaves {:?}", story.process.tasks);
        assert_eq!(story.process.next_due(), None, "{name}");
    }
    println!("{} stored cases came to their end", corpus.len());
}

fn states<K: Kind>(wanted: &mut BTreeSet<String>) {
    wanted.extend(K::ALL.iter().map(|state| format!("{}-{}", K::REGION.name(), state.name())));
}

#[test]
fn a_case_is_stored_in_every_state_of_every_region() {
    let stored: BTreeSet<_> = corpus().iter().flat_map(|(_, process)| features(process)).collect();
    let mut wanted = BTreeSet::new();
    states::<GateKind>(&mut wanted);
    states::<IntakeKind>(&mut wanted);
    states::<EntitlementKind>(&mut wanted);
    states::<CategoryKind>(&mut wanted);
    states::<ReferralKind>(&mut wanted);
    states::<TrajectoryKind>(&mut wanted);
    states::<ReviewKind>(&mut wanted);
    states::<ObjectionKind>(&mut wanted);
    states::<ClosureKind>(&mut wanted);
    wanted.extend(Stage::ALL.iter().map(|stage| format!("stage-{}", stage.code())));
    wanted.extend(TaskKind::ALL.iter().map(|kind| format!("task-{}", kind.code())));
    wanted.extend(["asked", "done", "by-hand"].map(|how| format!("correction-{how}")));
    wanted.extend([PARKED, HELD, STEPS, STEPS_TOLD, ANEW, DECISIONS, STOPPED].map(str::to_owned));
    let missed: Vec<_> = wanted.difference(&stored).collect();
    assert!(
        missed.is_empty(),
        "write them: cargo test -p workflow --lib write_cases -- --ignored: {missed:?}"
    );
}

/// Adds a file for each feature that no stored case has yet.
#[test]
#[ignore = "writes tests/stored; run it when the form of a process grows"]
fn write_cases() {
    let stored = stored();
    let mut keeper = stored.keeper(SCHEMA, features).unwrap();
    let mut keep = |process: &Process| keeper.keep(process).unwrap();
    see_cases(4_000, &mut |process, _| keep(process));
    // What the policies ask before a decision, on the way there.
    let mut story = Story::on(TODAY);
    let step = |key: &str, proof| policy::WorkStep { key: key.into(), label: format!("Doe {key}."), proof };
    story.terms.work_processes = vec![policy::WorkProcess {
        decision: policy::DecisionKind::Entitlement,
        steps: vec![
            step("talk", Some(policy::StepProof::Recorded)),
            step("colleague", Some(policy::StepProof::Recorded)),
            step("intake", Some(policy::StepProof::IntakeCompleted)),
        ],
        source: "keuze bij inrichting".into(),
    }];
    story.applies(None, true);
    story.hears(Event::StepRecorded { step: "talk".into(), by: "anna".into(), note: "Gesproken.".into() });
    keep(&story.process);
    let granted = Event::EntitlementDecided { outcome: EntitlementOutcome::Granted };
    story.process.note_decision(&granted, Some("anna"), story.today);
    keep(&story.process);
    // What a person decides anew after an objection.
    let mut story = Story::on(TODAY);
    story.is_in_trajectory();
    story.is_upheld(1, Against::Entitlement);
    story.hears(Event::EntitlementDecided { outcome: EntitlementOutcome::PersonDecides });
    keep(&story.process);
    // What random cases seldom come to.
    REACHED.iter().for_each(|(process, _)| keep(process));
    println!("{} cases are stored", keeper.count());
}
