use domain::{Explanation, Moment, Municipality, Refusal, TraceInput, TrajectoryId, Violation, day_in_dutch};
use policy::{Instrument, Policies, Policy};

use super::{Client, Conditions, Decided, Ending, Event, Limit, Line, Stage, Trajectory};

/// Where instruments are found: in the policy of the day, and in the version a trajectory started under.
#[derive(Clone, Copy)]
pub struct Instruments<'a> {
    pub policies: &'a Policies,
    pub today: &'a Policy,
}

impl<'a> Instruments<'a> {
    /// The limits that hold for a trajectory: those it started under. Where that version is gone, today's.
    fn of(&self, trajectory: &Trajectory, municipality: &Municipality) -> Result<&'a Instrument, Limit> {
        let started = self.policies.by_version(municipality.tenant(), &trajectory.policy_version);
        started
            .and_then(|policy| policy.instrument(&trajectory.instrument))
            .or_else(|| self.today.instrument(&trajectory.instrument))
            .ok_or_else(|| {
                let reason =
                    format!("Het beleid kent {} niet meer. Start een ander instrument.", trajectory.label);
                Limit::new("instrument-gone", reason, &self.today.document)
            })
    }
}

/// What the chain asks to start.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartOf {
    /// Key of the partner that runs it.
    pub partner: Option<String>,
    /// The preparation for sheltered work, instead of the category's instrument.
    pub preparatory: bool,
}

/// Starts the instrument of the case's category, or the policy's preparation for sheltered work. Never refuses:
/// what cannot start is told with its rule, and what runs already is told once more.
pub fn start_for_case(client: Option<&Client>, start: &StartOf, policy: &Policy, moment: &Moment) -> Decided {
    let refused = |limit: &Limit| {
        Decided::nothing()
            .tell(Event::TrajectoryRefused { rule: limit.rule.into() })
            .line(Line::new("Er kan geen traject beginnen").because(limit.explain(policy)))
    };
    let instrument = match instrument_for(client, start.preparatory, policy) {
        Ok(instrument) => instrument,
        Err(limit) => return refused(&limit),
    };
    // Without a client there is no category; `instrument_for` has said so for all but the preparation.
    let Some(client) = client else { return refused(&not_categorised(policy)) };
    if let Some(running) = client.running().find(|each| each.instrument == instrument.key) {
        if running.partner == start.partner && running.preparatory == start.preparatory {
            return Decided::nothing().tell(started(running));
        }
        return refused(&running_already(instrument));
    }
    match Conditions::default().allow(instrument) {
        Ok(()) => start_now(client, instrument, start, policy, moment).1,
        Err(limit) => refused(&limit),
    }
}

fn instrument_for<'a>(
    client: Option<&Client>,
    preparatory: bool,
    policy: &'a Policy,
) -> Result<&'a Instrument, Limit> {
    let (key, source) = if preparatory {
        (policy.sheltered.preparatory_instrument.as_deref(), &policy.sheltered.source)
    } else {
        let assignment = client.and_then(|client| client.assignment.as_ref());
        let assignment = assignment.ok_or_else(|| not_categorised(policy))?;
        (assignment.category.instrument.as_deref(), &policy.document)
    };
    let key = key.ok_or_else(|| {
        let reason = "Het beleid noemt geen instrument om mee te beginnen. Kies er zelf een.";
        Limit::new("no-instrument", reason, source)
    })?;
    policy.instrument(key).ok_or_else(|| {
        let reason = "Het beleid kent het instrument van deze indeling niet meer. Kies er zelf een.";
        Limit::new("instrument-gone", reason, source)
    })
}

fn not_categorised(policy: &Policy) -> Limit {
    Limit::new("no-category", "Er is nog geen indeling. Kies eerst een categorie.", &policy.document)
}

fn running_already(instrument: &Instrument) -> Limit {
    let reason = format!("Er loopt al een traject met {}. Rond dat eerst af.", instrument.label);
    Limit::new("instrument-runs", reason, &instrument.source)
}

/// Starts an instrument that a professional chose, beside what runs (RE-5).
///
/// # Errors
///
/// A [`Refusal`] that names the rule and its source: the policy has no such instrument, it runs already, or its
/// conditions are not met.
pub fn start_by_person(
    client: &Client,
    instrument: &str,
    conditions: Conditions,
    policy: &Policy,
    moment: &Moment,
) -> Result<(Trajectory, Decided), Refusal> {
    let instrument = policy.instrument(instrument).ok_or_else(|| {
        let reason = format!("is geen instrument van dit beleid ({})", policy.document);
        Refusal::invalid(vec![Violation::new("instrument", reason, "instrument-unknown")])
    })?;
    if client.running().any(|each| each.instrument == instrument.key) {
        return Err(running_already(instrument).into());
    }
    conditions.allow(instrument)?;
    let start = StartOf { partner: None, preparatory: false };
    Ok(start_now(client, instrument, &start, policy, moment))
}

fn start_now(
    client: &Client,
    instrument: &Instrument,
    start: &StartOf,
    policy: &Policy,
    moment: &Moment,
) -> (Trajectory, Decided) {
    let trajectory = Trajectory {
        id: TrajectoryId::new(moment.id("trajectory")),
        instrument: instrument.key.clone(),
        label: instrument.label.clone(),
        partner: start.partner.clone(),
        preparatory: start.preparatory,
        starts_on: moment.day,
        months: instrument.months,
        extensions: Vec::new(),
        policy_version: policy.version.clone(),
        stage: Stage::Running,
    };
    let mut client = client.clone();
    client.trajectories.push(trajectory.clone());
    let partner = start.partner.as_deref();
    let by = partner.map(|key| policy.partner(key).map_or(key, |partner| partner.label.as_str()));
    let title = match by {
        Some(by) => format!("Traject begonnen: {}, bij {by}", instrument.label),
        None => format!("Traject begonnen: {}", instrument.label),
    };
    let text = format!("De termijn is {} maanden en loopt tot {}.", instrument.months, dutch(&trajectory));
    let line = Line::new(title).because(limits(instrument, &policy.version, text));
    let told = started(&trajectory);
    (trajectory, Decided::changed(client).tell(told).line(line))
}

fn started(trajectory: &Trajectory) -> Event {
    Event::TrajectoryStarted {
        id: trajectory.id,
        instrument: trajectory.instrument.clone(),
        ends_on: trajectory.ends_on(),
    }
}

fn dutch(trajectory: &Trajectory) -> String {
    trajectory.ends_on().format("%d-%m-%Y").to_string()
}

fn limits(instrument: &Instrument, policy_version: &str, text: String) -> Explanation {
    let input = |name: &str, value: u32| TraceInput {
        name: name.into(),
        value: value.to_string(),
        source: instrument.source.clone(),
    };
    Explanation {
        rule: format!("instruments/{}", instrument.key),
        source: instrument.source.clone(),
        policy_version: policy_version.to_owned(),
        inputs: vec![
            input("months", instrument.months),
            input("extensions", instrument.extensions),
            input("extension_months", instrument.extension_months),
        ],
        text,
    }
}

/// Extends a running trajectory by one term, within the limits it started under.
///
/// # Errors
///
/// A [`Refusal`] that names the rule and its source.
pub fn extend(
    client: &Client,
    id: TrajectoryId,
    reason: Option<&str>,
    instruments: Instruments<'_>,
    moment: &Moment,
) -> Result<(Trajectory, Decided), Refusal> {
    let trajectory = find(client, id)?;
    let instrument = instruments.of(trajectory, &client.municipality)?;
    let extended = trajectory.clone().extend(instrument, reason, moment.day)?;
    let text = format!(
        "De termijn loopt nu tot {}. Dit is verlenging {} van ten hoogste {}.",
        dutch(&extended),
        extended.extensions.len(),
        instrument.extensions
    );
    let line = Line::new(format!("Traject verlengd: {}", extended.label)).because(limits(
        instrument,
        &extended.policy_version,
        text,
    ));
    Ok((extended.clone(), Decided::changed(with(client, extended)).line(line)))
}

/// Records how a trajectory ended: by a consultant of the municipality, or by the partner that runs it.
///
/// # Errors
///
/// A [`Refusal`] when the caller's organisation does not run it (as if it did not exist), it had ended before, or its work
/// begins on a day that cannot be.
pub fn record_result(
    client: &Client,
    id: TrajectoryId,
    ending: Ending,
    organisation: Option<&str>,
    moment: &Moment,
) -> Result<Decided, Refusal> {
    let trajectory = find(client, id)?;
    if organisation.is_some() && trajectory.partner.as_deref() != organisation {
        return Err(unknown());
    }
    let ended = trajectory.clone().end(ending.clone(), moment.day)?;
    let how: String = match &ending {
        Ending::Work { first_day: Some(first), .. } => format!("naar werk per {}", day_in_dutch(*first)),
        Ending::Work { .. } => "naar werk".into(),
        Ending::Education => "naar opleiding".into(),
        Ending::Completed => "doel bereikt".into(),
        Ending::Stopped | Ending::TakenBack { .. } => "zonder resultaat".into(),
    };
    let line = Line::new(format!("Traject afgelopen, {how}: {}", ended.label));
    Ok(Decided::changed(with(client, ended)).tell(Event::TrajectoryEnded { id, ending }).line(line))
}

/// Ends all that runs. Always answers that nothing runs any more.
pub fn end_all(client: Option<&Client>, reason: &str, moment: &Moment) -> Decided {
    let running: Vec<_> = client.into_iter().flat_map(Client::running).cloned().collect();
    let (Some(client), false) = (client, running.is_empty()) else {
        return Decided::nothing().tell(Event::TrajectoriesClosed);
    };
    let mut after = client.clone();
    let mut decided = Decided::nothing();
    for trajectory in running {
        let ending = Ending::TakenBack { reason: reason.to_owned() };
        let (id, line) = (trajectory.id, Line::new(format!("Traject beëindigd: {}", trajectory.label)));
        if let Ok(ended) = trajectory.end(ending.clone(), moment.day) {
            after = with(&after, ended);
            decided = decided.tell(Event::TrajectoryEnded { id, ending }).line(line);
        }
    }
    Decided { client: Decided::changed(after).client, ..decided }.tell(Event::TrajectoriesClosed)
}

fn find(client: &Client, id: TrajectoryId) -> Result<&Trajectory, Refusal> {
    client.trajectories.iter().find(|trajectory| trajectory.id == id).ok_or_else(unknown)
}

fn unknown() -> Refusal {
    Refusal::not_found("traject")
}

/// The client with this trajectory in place of what it was.
fn with(client: &Client, trajectory: Trajectory) -> Client {
    let mut client = client.clone();
    if let Some(place) = client.trajectories.iter_mut().find(|each| each.id == trajectory.id) {
        *place = trajectory;
    }
    client
}

#[cfg(test)]
mod tests;
