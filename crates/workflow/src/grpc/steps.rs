//! Steps before a decision: wire → input, and the process → wire.

use domain::{Caller, Refusal};
use proto::day_text;
use proto::workflow::v1 as pb;

use super::convert::{Check, case_id};
use crate::actor::Input;
use crate::model::{DecisionSteps, Process, StepSeen, Terms, steps_of};

pub(super) fn record(wire: pb::RecordStepRequest, caller: Caller) -> Result<Input, Refusal> {
    let case = case_id(&wire.case_id)?;
    let mut check = Check::default();
    let note = check.needed("note", &wire.note);
    let step = check.filter("step", wire.step);
    if step.is_none() {
        check.wrong("step", "is niet ingevuld", "step-required");
    }
    check.done(step.map(|step| Input::RecordStep { caller, case, step, note }))
}

pub(super) fn wire(process: &Process, terms: &Terms) -> pb::GetStepsResponse {
    pb::GetStepsResponse { decisions: steps_of(process, terms).into_iter().map(decision).collect() }
}

fn decision(seen: DecisionSteps) -> pb::DecisionSteps {
    pb::DecisionSteps {
        decision: seen.decision.code().into(),
        steps: seen.steps.into_iter().map(step).collect(),
        source: seen.source,
        waits: seen.waits,
    }
}

fn step(seen: StepSeen) -> pb::Step {
    let recorded = seen.shown.as_ref().and_then(|shown| shown.recorded.clone());
    let (recorded_by, note) = recorded.map(|recorded| (recorded.by, recorded.note)).unwrap_or_default();
    pb::Step {
        key: seen.step.key,
        label: seen.step.label,
        proof: seen.step.proof.map(|proof| proof.code().to_owned()).unwrap_or_default(),
        shown_on: seen.shown.map(|shown| day_text(shown.on)).unwrap_or_default(),
        recorded_by,
        note,
        not_needed: seen.not_needed.is_some(),
        not_needed_because: seen.not_needed.unwrap_or_default(),
    }
}
