use domain::{CaseId, Explanation, FactKey, Facts, Moment, Municipality, PersonId};
use policy::{Categorisation, Policy};

use super::deviation::lapse;
use super::{Assigned, AssignedBy, Assignment, Client, Decided, Event, Line, Proposal};

/// Lets the policy assign a category, or leave it to a person. Facts are kept in the explanation only, as far as
/// the policy looked at them; the earning capacity stays beside it, for choosing a partner.
pub fn categorise(
    (case, person, municipality): (CaseId, PersonId, &Municipality),
    known: Option<&Client>,
    facts: &Facts,
    policy: &Policy,
    moment: &Moment,
) -> Decided {
    let facts = facts.on(moment.day);
    let with = |proposal: Proposal| with_proposal((case, person, municipality), known, &facts, proposal);
    let leave_to_person = |missing: Vec<FactKey>, explanation: Explanation| {
        let proposal = Proposal::NeedsPerson { missing: missing.clone(), explanation: explanation.clone() };
        leave_to_person(with(proposal), missing, explanation)
    };
    match policy.categorise(&facts) {
        Categorisation::Assigned { category, target_groups, explanation } => match policy.category(&category)
        {
            Some(found) => {
                let (key, label) = (found.key.clone(), found.label.clone());
                let proposal = Proposal::Category { key, label, target_groups: target_groups.clone() };
                let found = Assigned::of(found, &target_groups, policy);
                assign(with(proposal), found, target_groups, explanation, moment)
            }
            // Tables are checked at load, so no policy that is in use comes here; a person could still go on.
            None => leave_to_person(Vec::new(), explanation),
        },
        Categorisation::FactMissing { keys, explanation } => leave_to_person(keys, explanation),
        Categorisation::PersonDecides { explanation } => leave_to_person(Vec::new(), explanation),
    }
}

/// Leaves the category to a person whatever the policy says of the facts, for an objection against it was upheld
/// (Awb art. 7:11(2)): the policy would say what it said before. What it says is kept as its proposal.
pub fn categorise_anew(
    about: (CaseId, PersonId, &Municipality),
    known: Option<&Client>,
    facts: &Facts,
    policy: &Policy,
    moment: &Moment,
) -> Decided {
    let facts = facts.on(moment.day);
    let explained = |inputs, says: &str| Explanation {
        rule: "objection-upheld".into(),
        source: "Awb art. 7:11 lid 2".into(),
        policy_version: policy.version.clone(),
        inputs,
        text: format!(
            "Het bezwaar tegen de categorie is gegrond. Een medewerker kiest opnieuw, met wat het bezwaar opleverde. {says}"
        ),
    };
    let found = match policy.categorise(&facts) {
        Categorisation::Assigned { category, target_groups, explanation } => {
            policy.category(&category).map(|found| (found, target_groups, explanation))
        }
        Categorisation::FactMissing { .. } | Categorisation::PersonDecides { .. } => None,
    };
    let (proposal, explanation) = match found {
        Some((found, target_groups, explanation)) => {
            let says = explained(explanation.inputs, &format!("Het beleid stelt ‘{}’ voor.", found.label));
            let (key, label) = (found.key.clone(), found.label.clone());
            (Proposal::Category { key, label, target_groups }, says)
        }
        None => {
            let explanation = explained(Vec::new(), "Het beleid stelt niets voor.");
            (Proposal::NeedsPerson { missing: Vec::new(), explanation: explanation.clone() }, explanation)
        }
    };
    leave_to_person(with_proposal(about, known, &facts, proposal), Vec::new(), explanation)
}

/// The client with what the policy makes of these facts.
fn with_proposal(
    (case, person, municipality): (CaseId, PersonId, &Municipality),
    known: Option<&Client>,
    facts: &Facts,
    proposal: Proposal,
) -> Client {
    let earning_capacity =
        facts.number(FactKey::EarningCapacity).and_then(|percent| u32::try_from(percent).ok());
    match known {
        Some(client) => Client { proposal, earning_capacity, ..client.clone() },
        None => Client {
            case,
            person,
            municipality: municipality.clone(),
            version: 0,
            earning_capacity,
            proposal,
            awaits_person: false,
            assignment: None,
            deviations: Vec::new(),
            trajectories: Vec::new(),
            ladder: Vec::new(),
        },
    }
}

fn assign(
    mut client: Client,
    category: Assigned,
    target_groups: Vec<String>,
    explanation: Explanation,
    moment: &Moment,
) -> Decided {
    let lapsed = lapse(&mut client, &category.key, moment);
    let title = match client.assignment.as_ref().map(|before| &before.category) {
        None => format!("Ingedeeld bij ‘{}’", category.label),
        Some(before) if before.key == category.key => {
            format!("Opnieuw beoordeeld: de indeling blijft ‘{}’", category.label)
        }
        Some(before) => format!("Indeling gewijzigd van ‘{}’ naar ‘{}’", before.label, category.label),
    };
    let line = Line::new(title).because(explanation.clone());
    let assigned = client.assign(category, target_groups, AssignedBy::Policy, explanation, moment);
    let mut decided = Decided::changed(client);
    if let Some((settled, line)) = lapsed {
        decided = decided.tell(settled).line(line);
    }
    decided.tell(assigned).line(line)
}

impl Client {
    /// Puts a new assignment after the one that holds.
    pub(super) fn assign(
        &mut self,
        category: Assigned,
        target_groups: Vec<String>,
        by: AssignedBy,
        explanation: Explanation,
        moment: &Moment,
    ) -> Event {
        let before = self.assignment.take();
        let assignment = Assignment {
            id: moment.id("assignment"),
            previous: before.as_ref().map(|before| before.id),
            category,
            target_groups,
            by,
            policy_version: explanation.policy_version.clone(),
            explanation,
            on: moment.day,
        };
        self.assignment = Some(assignment.clone());
        self.awaits_person = false;
        Event::CategoryAssigned {
            assignment: Box::new(assignment),
            previous: before.map(|before| before.category.key),
            earning_capacity: self.earning_capacity,
        }
    }
}

/// A category that holds goes on to hold until a person decides.
fn leave_to_person(mut client: Client, missing: Vec<FactKey>, explanation: Explanation) -> Decided {
    let title = if missing.is_empty() {
        "De indeling is aan een medewerker"
    } else {
        "Nog niet ingedeeld: er ontbreken gegevens"
    };
    client.awaits_person = true;
    Decided::changed(client)
        .tell(Event::CategoryNeedsPerson { missing, rule: explanation.rule.clone() })
        .line(Line::new(title).because(explanation))
}

#[cfg(test)]
mod tests {
    use domain::{Fact, FactSource, FactValue};
    use rstest::rstest;

    use super::*;
    use crate::model::examples::{self, START, TWO_EYES, categorised, facts, moment, policy};

    fn again(client: &Client, facts: &Facts) -> Decided {
        let municipality = client.municipality.clone();
        let policy = policy(TWO_EYES, "2026-04-05");
        categorise(examples::about(&municipality), Some(client), facts, policy, &moment("2026-04-05", 9))
    }

    #[rstest]
    #[case(100, "own-strength")]
    #[case(99, "work")]
    #[case(50, "work")]
    #[case(49, "care")]
    #[case(20, "care")]
    fn the_policy_assigns_a_category(#[case] earning_capacity: i64, #[case] category: &str) {
        let decided = categorised(TWO_EYES, &facts(earning_capacity));

        let client = decided.client.unwrap();
        assert_eq!((client.version, client.category()), (1, Some(category)));
        assert_eq!(client.earning_capacity, u32::try_from(earning_capacity).ok());
        let [Event::CategoryAssigned { assignment, previous: None, .. }] = decided.events.as_slice() else {
            panic!("{:?}", decided.events)
        };
        assert_eq!(assignment.policy_version, policy(TWO_EYES, START).version);
        assert_eq!(decided.story.len(), 1);
        assert!(decided.story[0].explanation.is_some());
    }

    #[test]
    fn facts_the_policy_did_not_look_at_are_not_kept() {
        let client = categorised(TWO_EYES, &facts(60)).client.unwrap();

        let kept = serde_json::to_string(&client).unwrap();

        assert!(kept.contains("earning_capacity"), "{kept}");
        assert!(!kept.contains(FactKey::Debts.code()), "{kept}");
    }

    #[test]
    fn after_an_upheld_objection_a_person_chooses_and_sees_what_the_policy_says() {
        let before = examples::client(TWO_EYES);
        let municipality = before.municipality.clone();
        let about = examples::about(&municipality);
        let policy = &policy(TWO_EYES, START);
        let decided = categorise_anew(about, Some(&before), &facts(60), policy, &moment("2026-04-05", 9));
        let [Event::CategoryNeedsPerson { missing, rule }] = decided.events.as_slice() else { panic!() };
        assert!(missing.is_empty() && rule == "objection-upheld");
        let client = decided.client.unwrap();
        assert!(client.awaits_person && client.category().is_some(), "what holds goes on to hold");
        assert_eq!(client.proposal.category(), Some("work"));
    }

    #[test]
    fn target_groups_come_beside_the_category() {
        let mut young = facts(60);
        let birth = FactValue::Day(examples::day("2004-01-01"));
        let fact = Fact { value: birth, source: FactSource::Applicant, stated_on: examples::day(START) };
        young.put(FactKey::BirthDate, fact);

        let client = categorised(TWO_EYES, &young).client.unwrap();

        assert_eq!(client.assignment.unwrap().target_groups, ["young"]);
    }

    #[test]
    fn a_review_gives_a_new_assignment_that_points_at_the_one_before() {
        let before = examples::client(TWO_EYES);

        for (earning_capacity, category) in [(60, "work"), (30, "care")] {
            let decided = again(&before, &facts(earning_capacity));

            let after = decided.client.unwrap();
            let assignment = after.assignment.clone().unwrap();
            assert_eq!(after.category(), Some(category));
            assert_eq!(assignment.previous, before.assignment.as_ref().map(|each| each.id));
            let Event::CategoryAssigned { previous, .. } = &decided.events[0] else { panic!() };
            assert_eq!(previous.as_deref(), Some("work"), "told also when unchanged");
        }
    }

    #[test]
    fn a_missing_fact_is_named_and_what_held_goes_on_to_hold() {
        let before = examples::client(TWO_EYES);
        let without: Facts = facts(60)
            .iter()
            .filter(|(key, _)| *key != FactKey::EarningCapacity)
            .map(|(key, fact)| (key, fact.clone()))
            .collect();

        let decided = again(&before, &without);

        let Event::CategoryNeedsPerson { missing, rule } = &decided.events[0] else { panic!() };
        assert_eq!(
            (missing.as_slice(), rule.as_str()),
            ([FactKey::EarningCapacity].as_slice(), "fact-missing")
        );
        let after = decided.client.unwrap();
        assert_eq!(after.category(), Some("work"));
        assert!(after.awaits_person);
    }

    #[test]
    fn the_policy_may_leave_it_to_a_person() {
        let decided = categorised(TWO_EYES, &facts(10));

        let [Event::CategoryNeedsPerson { missing, rule }] = decided.events.as_slice() else { panic!() };
        assert_eq!((missing.len(), rule.as_str()), (0, "categories/5"));
        let client = decided.client.unwrap();
        assert_eq!(client.category(), None);
        assert!(client.explanation().is_some());
    }

    #[test]
    fn nothing_of_a_household_shows_in_debug() {
        let shown = format!("{:?}", examples::client(TWO_EYES));

        assert!(!shown.contains("1990"), "{shown}");
    }
}
