use std::fmt;

use chrono::NaiveDate;
use domain::{DeviationId, Explanation, Moment, Refusal, TraceInput, Violation};
use policy::{Category, Policy};
use serde::{Deserialize, Serialize};

use super::{Assigned, AssignedBy, Client, Decided, Event, Line, Proposal};

/// A professional's choice of another category than the policy proposed (RE-2). Both stay on record.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    pub id: DeviationId,
    /// What the policy proposed; `None` where it left the category to a person.
    pub proposed: Option<String>,
    /// The category that held; `None` when there was none yet.
    pub from: Option<String>,
    pub to: String,
    pub reasons: String,
    /// The user who deviated, and may not confirm.
    pub by: String,
    pub on: NaiveDate,
    pub state: DeviationState,
}

/// How far a deviation is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeviationState {
    /// For a second person.
    Waiting,
    /// It took effect; `by` is `None` where the policy asks no second person.
    Confirmed {
        by: Option<String>,
        on: NaiveDate,
    },
    Rejected {
        by: String,
        on: NaiveDate,
        reasons: String,
    },
    /// The policy proposed another category before anyone confirmed.
    Lapsed {
        on: NaiveDate,
    },
}

impl fmt::Debug for Deviation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deviation")
            .field("id", &self.id)
            .field("from", &self.from)
            .field("to", &self.to)
            .finish_non_exhaustive()
    }
}

/// Proposes another category, with reasons; where the policy asks no second person it takes effect at once.
/// Where the policy left the category to a person, this is how a person assigns it.
///
/// # Errors
///
/// A [`Refusal`] when the policy has no such category, it holds already, or another deviation waits.
pub fn deviate(
    client: &Client,
    (category, reasons): (&str, &str),
    by: &str,
    policy: &Policy,
    moment: &Moment,
) -> Result<(DeviationId, Decided), Refusal> {
    let chosen = policy.category(category).ok_or_else(|| {
        Refusal::invalid(vec![Violation::new(
            "category",
            "is geen categorie van dit beleid",
            "category-unknown",
        )])
    })?;
    if client.waiting_deviation().is_some() {
        let reason = "Er wacht al een afwijkende indeling op een tweede persoon. Die moet eerst beslissen.";
        return Err(Refusal::conflict("deviation-waits", reason));
    }
    if client.category() == Some(category) && !client.awaits_person {
        let reason = format!("De indeling is al ‘{}’. Kies een andere.", chosen.label);
        return Err(Refusal::conflict("category-holds-already", reason));
    }
    let deviation = Deviation {
        id: DeviationId::new(moment.id("deviation")),
        proposed: client.proposal.category().map(str::to_owned),
        from: client.category().map(str::to_owned),
        to: chosen.key.clone(),
        reasons: reasons.to_owned(),
        by: by.to_owned(),
        on: moment.day,
        state: DeviationState::Waiting,
    };
    let (id, mut client) = (deviation.id, client.clone());
    client.deviations.push(deviation);
    if policy.deviation.four_eyes {
        let line =
            Line::new(format!("Afwijkende indeling voorgesteld: ‘{}’", chosen.label)).because(explain(
                "deviation-four-eyes",
                "Een tweede persoon moet deze indeling goedkeuren voordat zij geldt.",
                &client,
                chosen,
                policy,
            ));
        let proposed = Event::DeviationProposed { id, by: by.to_owned() };
        return Ok((id, Decided::changed(client).tell(proposed).line(line)));
    }
    Ok((id, take_effect(client, id, None, chosen, policy, moment)))
}

/// A second person confirms or rejects a deviation that waits.
///
/// # Errors
///
/// A [`Refusal`] when there is no such deviation, it does not wait, or it is the user's own (`four-eyes`).
pub fn confirm(
    client: &Client,
    id: DeviationId,
    (confirmed, reasons): (bool, &str),
    by: &str,
    policy: &Policy,
    moment: &Moment,
) -> Result<Decided, Refusal> {
    let deviation = client
        .deviations
        .iter()
        .find(|deviation| deviation.id == id)
        .ok_or_else(|| Refusal::not_found("afwijkende indeling"))?;
    if deviation.state != DeviationState::Waiting {
        return Err(Refusal::conflict("deviation-settled", "Over deze afwijkende indeling is al beslist."));
    }
    if deviation.by == by {
        let reason = "U stelde deze indeling zelf voor. Iemand anders moet erover beslissen.";
        return Err(Refusal::not_allowed("four-eyes", reason));
    }
    let settled = Event::DeviationSettled { id, confirmed };
    if confirmed {
        let chosen = policy.category(&deviation.to).ok_or_else(|| {
            let reason = "Het beleid kent deze categorie niet meer. Wijs het voorstel af en kies een andere.";
            Refusal::precondition("category-gone", reason)
        })?;
        let mut decided = take_effect(client.clone(), id, Some(by), chosen, policy, moment);
        decided.events.insert(0, settled);
        return Ok(decided);
    }
    let mut client = client.clone();
    let state = DeviationState::Rejected { by: by.into(), on: moment.day, reasons: reasons.into() };
    client.settle(id, state);
    let line = Line::new("Afwijkende indeling afgewezen: de indeling blijft zoals zij was");
    Ok(Decided::changed(client).tell(settled).line(line))
}

fn take_effect(
    mut client: Client,
    id: DeviationId,
    confirmed_by: Option<&str>,
    chosen: &Category,
    policy: &Policy,
    moment: &Moment,
) -> Decided {
    client.settle(id, DeviationState::Confirmed { by: confirmed_by.map(str::to_owned), on: moment.day });
    let text = match &client.proposal {
        Proposal::Category { label, .. } => {
            format!("Een medewerker koos ‘{}’; het beleid stelde ‘{label}’ voor.", chosen.label)
        }
        Proposal::NeedsPerson { .. } => {
            format!("Een medewerker koos ‘{}’; het beleid stelde niets voor.", chosen.label)
        }
    };
    let explanation = explain("deviation", &text, &client, chosen, policy);
    let target_groups = match (&client.proposal, &client.assignment) {
        (Proposal::Category { target_groups, .. }, _) => target_groups.clone(),
        (Proposal::NeedsPerson { .. }, Some(before)) => before.target_groups.clone(),
        (Proposal::NeedsPerson { .. }, None) => Vec::new(),
    };
    let title = if confirmed_by.is_some() {
        format!("Afwijkende indeling goedgekeurd: ‘{}’", chosen.label)
    } else {
        format!("Ingedeeld bij ‘{}’ door een medewerker", chosen.label)
    };
    let line = Line::new(title).because(explanation.clone());
    let chosen = Assigned::of(chosen, &target_groups, policy);
    let assigned = client.assign(chosen, target_groups, AssignedBy::Deviation(id), explanation, moment);
    Decided::changed(client).tell(assigned).line(line)
}

/// The reasons themselves are free text: they stay with the deviation and out of the story.
fn explain(rule: &str, text: &str, client: &Client, chosen: &Category, policy: &Policy) -> Explanation {
    let input = |name: &str, value: Option<&str>, source: &str| TraceInput {
        name: name.into(),
        value: value.unwrap_or("geen").into(),
        source: source.into(),
    };
    let proposed = match &client.proposal {
        Proposal::Category { label, .. } => Some(label.as_str()),
        Proposal::NeedsPerson { .. } => None,
    };
    Explanation {
        rule: rule.into(),
        source: policy.deviation.source.clone(),
        policy_version: policy.version.clone(),
        inputs: vec![
            input("proposed_category", proposed, "beleid"),
            input("previous_category", client.category_label(), "eerdere indeling"),
            input("chosen_category", Some(&chosen.label), "consultant"),
        ],
        text: format!("{text} De redenen staan bij de afwijking."),
    }
}

/// A waiting deviation from another category than the policy proposes now has lost its ground: it lapses, and a
/// professional may deviate again.
pub(super) fn lapse(client: &mut Client, proposed: &str, moment: &Moment) -> Option<(Event, Line)> {
    let waiting = client.waiting_deviation()?;
    if waiting.from.as_deref() == Some(proposed) {
        return None;
    }
    let id = waiting.id;
    client.settle(id, DeviationState::Lapsed { on: moment.day });
    let line =
        Line::new("De voorgestelde afwijking vervalt: het beleid komt nu zelf tot een andere indeling");
    Some((Event::DeviationSettled { id, confirmed: false }, line))
}

impl Client {
    fn settle(&mut self, id: DeviationId, state: DeviationState) {
        if let Some(deviation) = self.deviations.iter_mut().find(|deviation| deviation.id == id) {
            deviation.state = state;
        }
    }
}

#[cfg(test)]
mod tests;
