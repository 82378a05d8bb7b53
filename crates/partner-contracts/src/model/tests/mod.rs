//! Choices by example, and what must hold after any sequence of inputs.

mod answers;
mod choice;
mod sequences;

use std::collections::BTreeSet;

use chrono::NaiveDate;
use domain::{CaseId, Direction, Moment, PersonId};
use policy::{Partner, PartnerKind, Routing, ShareLimit};
use uuid::Uuid;

use super::*;

const SOURCE: &str = "S2 §4.5";

fn day() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

fn moment(input: u128) -> Moment {
    Moment { day: day(), instant: chrono::DateTime::UNIX_EPOCH, input: Uuid::from_u128(input) }
}

fn of(number: u128) -> CaseRef {
    CaseRef {
        case: CaseId::new(Uuid::from_u128(number)),
        person: PersonId::new(Uuid::from_u128(number + 1_000)),
        municipality: "a-tenant:0001".parse().unwrap(),
    }
}

fn request(direction: Direction) -> Request {
    Request { direction, category: "a".into(), earning_capacity: None, area: None, target_groups: Vec::new() }
}

fn partner(key: &str, places: u32) -> Partner {
    Partner {
        key: key.into(),
        label: key.to_uppercase(),
        registration_number: "90000001".into(),
        kind: PartnerKind::Intermediary,
        directions: vec![Direction::Work],
        areas: Vec::new(),
        capacity_from: 0,
        capacity_to: 100,
        supports: None,
        places,
        source: SOURCE.into(),
    }
}

fn routing(limits: &[(&str, u32)]) -> Routing {
    let limit = |(partner, max_percent): &(&str, u32)| ShareLimit {
        partner: (*partner).into(),
        max_percent: *max_percent,
        agreed_for: Vec::new(),
        source: SOURCE.into(),
    };
    Routing {
        answer_days: 14,
        share_limits: limits.iter().map(limit).collect(),
        support_only: Vec::new(),
        source: SOURCE.into(),
    }
}

fn rules<'a>(partners: &'a [Partner], routing: &'a Routing) -> Rules<'a> {
    Rules { partners, routing, period: "2013-01-01".parse().unwrap(), version: "v" }
}

fn chosen(rules: Rules<'_>, pool: &Pool, request: &Request) -> Option<String> {
    choose(rules, pool, request, &BTreeSet::new()).partner.map(|partner| partner.key.clone())
}

/// A pool with its referrals, to which steps are applied as the actor does.
struct Running<'a> {
    rules: Rules<'a>,
    pool: Pool,
    referrals: Vec<Referral>,
    inputs: u128,
}

impl Running<'_> {
    fn new(rules: Rules<'_>) -> Running<'_> {
        Running { rules, pool: Pool::default(), referrals: Vec::new(), inputs: 0 }
    }

    fn of_case(&self, of: &CaseRef) -> Vec<Referral> {
        self.referrals.iter().filter(|referral| referral.of.case == of.case).cloned().collect()
    }

    fn step<T>(&mut self, of: &CaseRef, decide: impl FnOnce(Known<'_>) -> T) -> T {
        self.inputs += 1;
        let (moment, referrals) = (moment(self.inputs), self.of_case(of));
        decide(Known { rules: Some(self.rules), pool: &self.pool, referrals: &referrals, moment: &moment })
    }

    fn lay(&mut self, step: Step) -> Vec<Event> {
        self.pool = step.pool.unwrap_or_else(|| self.pool.clone());
        for referral in step.referrals {
            match self.referrals.iter_mut().find(|known| known.id == referral.id) {
                Some(known) => *known = referral,
                None => self.referrals.push(referral),
            }
        }
        step.events
    }

    fn offer(&mut self, of: &CaseRef, request: &Request) -> Vec<Event> {
        let step = self.step(of, |known| offer(known, of, request));
        self.lay(step)
    }

    fn open(&self, of: &CaseRef) -> Option<Referral> {
        self.of_case(of).into_iter().find(|referral| referral.stage.is_open())
    }
}
