//! A client as people see it.

use proto::day_text;
use proto::reintegration::v1 as pb;

use crate::model::{Client, Deviation, DeviationState, LadderStep, Rung, Stage, Trajectory};

pub fn client(client: &Client) -> pb::GetClientResponse {
    let assignment = client.assignment.as_ref();
    let category = assignment.map(|assignment| &assignment.category);
    pb::GetClientResponse {
        case_id: client.case.to_string(),
        category: category.map(|category| category.key.clone()).unwrap_or_default(),
        category_label: category.map(|category| category.label.clone()).unwrap_or_default(),
        direction: category.map(|category| category.direction.code().into()).unwrap_or_default(),
        target_groups: assignment.map(|assignment| assignment.target_groups.clone()).unwrap_or_default(),
        goal: category.map(|category| category.goal.clone()).unwrap_or_default(),
        lead_role: category.map(|category| category.lead_role.code().into()).unwrap_or_default(),
        explanation: client.explanation().map(Into::into),
        deviations: client.deviations.iter().map(deviation).collect(),
        trajectories: client.trajectories.iter().map(trajectory).collect(),
        version: client.version,
        ladder: client.ladder.iter().map(ladder_step).collect(),
    }
}

fn ladder_step(step: &LadderStep) -> pb::LadderStep {
    pb::LadderStep {
        rung: step.rung.number(),
        label: step.rung.dutch().into(),
        on_day: day_text(step.on),
        by: step.by.clone(),
        notes: step.notes.clone(),
        fell_from: step.fell_from.map(Rung::number).unwrap_or_default(),
    }
}

fn deviation(deviation: &Deviation) -> pb::Deviation {
    let (state, confirmed_by) = match &deviation.state {
        DeviationState::Waiting => ("waiting", None),
        DeviationState::Confirmed { by, .. } => ("confirmed", by.clone()),
        DeviationState::Rejected { by, .. } => ("rejected", Some(by.clone())),
        DeviationState::Lapsed { .. } => ("lapsed", None),
    };
    pb::Deviation {
        deviation_id: deviation.id.to_string(),
        from_category: deviation.from.clone().unwrap_or_default(),
        to_category: deviation.to.clone(),
        reasons: deviation.reasons.clone(),
        by: deviation.by.clone(),
        state: state.into(),
        confirmed_by: confirmed_by.unwrap_or_default(),
        on_day: day_text(deviation.on),
    }
}

fn trajectory(trajectory: &Trajectory) -> pb::Trajectory {
    let (state, result, first_day) = match &trajectory.stage {
        Stage::Running => ("running", "", None),
        Stage::Ended { ending, .. } => ("ended", ending.code(), ending.first_day_of_work()),
    };
    pb::Trajectory {
        trajectory_id: trajectory.id.to_string(),
        instrument: trajectory.instrument.clone(),
        instrument_label: trajectory.label.clone(),
        starts_on: day_text(trajectory.starts_on),
        ends_on: day_text(trajectory.ends_on()),
        extensions: u32::try_from(trajectory.extensions.len()).unwrap_or(u32::MAX),
        state: state.into(),
        result: result.into(),
        partner: trajectory.partner.clone().unwrap_or_default(),
        first_day_of_work: first_day.map(day_text).unwrap_or_default(),
    }
}
