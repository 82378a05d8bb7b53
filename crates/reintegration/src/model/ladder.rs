//! The participation ladder (RE-8): how far someone takes part, each step recorded. Support must raise it or at least hold it;
//! a fall is told as a signal, and a rise back to where it was settles that.

use chrono::NaiveDate;
use domain::{Moment, Refusal, SignalKind, Violation, day_in_dutch};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Client, Decided, Event, Line};

/// A rung, the lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rung {
    Isolated,
    ContactsOutside,
    OrganisedActivities,
    UnpaidWork,
    SupportedWork,
    PaidWork,
}

impl Rung {
    pub const ALL: [Self; 6] = [
        Self::Isolated,
        Self::ContactsOutside,
        Self::OrganisedActivities,
        Self::UnpaidWork,
        Self::SupportedWork,
        Self::PaidWork,
    ];

    /// The number by which people know it: 1 to 6.
    pub fn number(self) -> u32 {
        let place = Self::ALL.iter().take_while(|rung| **rung < self).count();
        u32::try_from(place).map_or(u32::MAX, |place| place.saturating_add(1))
    }

    pub fn from_number(number: u32) -> Option<Self> {
        Self::ALL.into_iter().find(|rung| rung.number() == number)
    }

    /// As people read it.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Isolated => "leeft geïsoleerd",
            Self::ContactsOutside => "heeft contacten buiten de deur",
            Self::OrganisedActivities => "doet mee aan georganiseerde activiteiten",
            Self::UnpaidWork => "doet onbetaald werk",
            Self::SupportedWork => "doet betaald werk met hulp",
            Self::PaidWork => "doet betaald werk",
        }
    }
}

/// That someone stood on a rung on a day. Never edited: a later one takes its place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LadderStep {
    /// Also the subject of the signal when it is a fall.
    pub id: Uuid,
    pub rung: Rung,
    pub on: NaiveDate,
    pub by: String,
    /// In plain Dutch; may be empty.
    pub notes: String,
    /// The rung before, when this one is lower.
    pub fell_from: Option<Rung>,
}

/// A step as a person saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub rung: Rung,
    /// `None`: today.
    pub on: Option<NaiveDate>,
    pub notes: String,
}

/// Records a step; what is on record already changes nothing.
///
/// # Errors
///
/// A [`Refusal`] for a day that is yet to come or lies before the last step, and for a partner without a trajectory that
/// runs (as if the case did not exist).
pub fn record_step(
    client: &Client,
    seen: &Seen,
    (by, organisation): (&str, Option<&str>),
    moment: &Moment,
) -> Result<Decided, Refusal> {
    if organisation.is_some() && !client.running().any(|each| each.partner.as_deref() == organisation) {
        return Err(Refusal::not_found("zaak"));
    }
    let on = seen.on.unwrap_or(moment.day);
    let wrong = |reason: String, rule: &str| Refusal::invalid(vec![Violation::new("on", reason, rule)]);
    if on > moment.day {
        return Err(wrong("mag niet in de toekomst liggen".into(), "not-in-future"));
    }
    let last = client.ladder.last();
    if let Some(last) = last.filter(|last| on < last.on) {
        let reason = format!("ligt voor de laatste trede, van {}", day_in_dutch(last.on));
        return Err(wrong(reason, "not-before-last-step"));
    }
    if last.is_some_and(|last| (last.rung, last.on) == (seen.rung, on)) {
        return Ok(Decided::nothing());
    }
    let fell_from = last.map(|last| last.rung).filter(|before| seen.rung < *before);
    let id = moment.id("ladder-step");
    let step =
        LadderStep { id, rung: seen.rung, on, by: by.to_owned(), notes: seen.notes.clone(), fell_from };
    let settled: Vec<Uuid> = open_falls(&client.ladder)
        .filter(|fall| fall.fell_from <= Some(seen.rung))
        .map(|fall| fall.id)
        .collect();
    let mut after = client.clone();
    after.ladder.push(step);
    let title = format!("Participatieladder: trede {} ({})", seen.rung.number(), seen.rung.dutch());
    let title = match fell_from {
        Some(before) => format!("{title}. Dat is lager dan trede {}", before.number()),
        None => title,
    };
    let decided = Decided::changed(after).line(Line::new(title));
    let signal = SignalKind::LadderFell;
    let decided = settled.into_iter().fold(decided, |decided, subject| {
        decided.tell(Event::SignalSettled { signal, subject: subject.to_string() })
    });
    Ok(match fell_from {
        Some(_) => decided.tell(Event::SignalRaised { signal, subject: id.to_string() }),
        None => decided,
    })
}

/// Falls from which nobody has risen back.
fn open_falls(ladder: &[LadderStep]) -> impl Iterator<Item = &LadderStep> {
    ladder.iter().enumerate().filter_map(|(place, fall)| {
        let before = fall.fell_from?;
        let later = ladder.iter().skip(place.saturating_add(1));
        (!later.into_iter().any(|step| step.rung >= before)).then_some(fall)
    })
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;
    use domain::{CaseId, PersonId};
    use proptest::prelude::*;

    use super::super::Proposal;
    use super::*;

    fn client() -> Client {
        Client {
            case: CaseId::new(Uuid::from_u128(1)),
            person: PersonId::new(Uuid::from_u128(2)),
            municipality: "a-tenant:0001".parse().unwrap(),
            version: 1,
            earning_capacity: None,
            proposal: Proposal::Category {
                key: "work".into(),
                label: "Werk".into(),
                target_groups: Vec::new(),
            },
            awaits_person: false,
            assignment: None,
            deviations: Vec::new(),
            trajectories: Vec::new(),
            ladder: Vec::new(),
        }
    }

    fn moment(number: u128) -> Moment {
        let day = "2026-03-02".parse().unwrap();
        Moment { day, instant: DateTime::UNIX_EPOCH, input: Uuid::from_u128(number) }
    }

    fn sees(client: &Client, number: u32, on: &str, input: u128) -> Result<Decided, Refusal> {
        let seen =
            Seen { rung: Rung::from_number(number).unwrap(), on: on.parse().ok(), notes: String::new() };
        record_step(client, &seen, ("anna", None), &moment(input))
    }

    #[test]
    fn a_fall_is_told_once_and_a_rise_back_settles_it() {
        let first = sees(&client(), 4, "2026-01-05", 1).unwrap();
        assert!(first.events.is_empty());
        let fell = sees(&first.client.unwrap(), 2, "2026-02-02", 2).unwrap();
        let [Event::SignalRaised { signal: SignalKind::LadderFell, subject }] = &fell.events[..] else {
            panic!("{:?}", fell.events)
        };
        let after = fell.client.clone().unwrap();
        let same = sees(&after, 2, "2026-02-02", 3).unwrap();
        assert!(same.client.is_none() && same.events.is_empty(), "what is on record changes nothing");
        let halfway = sees(&after, 3, "2026-02-20", 4).unwrap();
        assert!(halfway.events.is_empty(), "not back yet");
        let back = sees(&halfway.client.unwrap(), 4, "2026-03-01", 5).unwrap();
        let settled = Event::SignalSettled { signal: SignalKind::LadderFell, subject: subject.clone() };
        assert_eq!(back.events, [settled]);
    }

    #[test]
    fn days_are_in_order_and_a_partner_reports_on_its_own_people() {
        let known = sees(&client(), 4, "2026-02-05", 1).unwrap().client.unwrap();
        for (on, rule) in [("2026-02-04", "not-before-last-step"), ("2026-03-03", "not-in-future")] {
            let refusal = sees(&known, 3, on, 2).err().unwrap();
            assert!(format!("{refusal:?}").contains(rule), "{on}: {refusal:?}");
        }
        let seen = Seen { rung: Rung::PaidWork, on: None, notes: String::new() };
        assert!(record_step(&known, &seen, ("petra", Some("stark")), &moment(3)).is_err());
    }

    proptest! {
        #[test]
        fn every_fall_is_told_and_settled_at_most_once(rungs in prop::collection::vec(1u32..=6, 1..30)) {
            let (mut client, mut raised, mut settled) = (client(), Vec::new(), Vec::new());
            for (input, number) in (1u128..).zip(rungs) {
                let before = client.ladder.last().map(|step| step.rung);
                let decided = sees(&client, number, "2026-03-02", input).unwrap();
                let falls = before.is_some_and(|before| Rung::from_number(number).unwrap() < before);
                let told = decided.events.iter().filter(|event| matches!(event, Event::SignalRaised { .. }));
                prop_assert_eq!(told.count(), usize::from(falls));
                for event in &decided.events {
                    match event {
                        Event::SignalRaised { subject, .. } => raised.push(subject.clone()),
                        Event::SignalSettled { subject, .. } => settled.push(subject.clone()),
                        other => prop_assert!(false, "{:?}", other),
                    }
                }
                if let Some(next) = decided.client {
                    client = next;
                }
            }
            let open: Vec<_> = open_falls(&client.ladder).map(|fall| fall.id.to_string()).collect();
            prop_assert_eq!(raised.len(), settled.len() + open.len(), "each fall is open or settled");
            prop_assert!(settled.iter().all(|subject| raised.contains(subject) && !open.contains(subject)));
        }
    }
}
