use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{Explanation, Moment, ReferralId, Refusal};

use super::choose::Choice;
use super::{Answer, CaseRef, Pool, Referral, Request, Rules, Stage, choose};

/// What a decision about a case looks at.
#[derive(Clone, Copy)]
pub struct Known<'a> {
    /// `None` when no policy holds: then no partner is left and a person must find a way. One case must not hold up
    /// all others of the pool.
    pub rules: Option<Rules<'a>>,
    pub pool: &'a Pool,
    /// All referrals of the case.
    pub referrals: &'a [Referral],
    pub moment: &'a Moment,
}

/// What others are told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Offered(Referral),
    Accepted(Referral),
    Declined(Referral),
    NoPartnerLeft(CaseRef),
    Withdrawn(CaseRef),
}

/// What the story of the case says about it, in plain Dutch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    pub title: String,
    pub explanation: Option<Explanation>,
}

/// What an input brings about: the pool and the referrals as they become, and what to tell and to write down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// `None` when the pool stays as it is.
    pub pool: Option<Pool>,
    /// New and changed ones.
    pub referrals: Vec<Referral>,
    pub events: Vec<Event>,
    pub lines: Vec<Line>,
}

impl Step {
    fn empty() -> Self {
        Self { pool: None, referrals: Vec::new(), events: Vec::new(), lines: Vec::new() }
    }

    fn line(mut self, title: impl Into<String>, explanation: Option<Explanation>) -> Self {
        self.lines.push(Line { title: title.into(), explanation });
        self
    }
}

/// Offers a case to the best partner that is left. While a referral of the case is open, that one is told again.
pub fn offer(known: Known<'_>, of: &CaseRef, request: &Request) -> Step {
    let mut step = Step::empty();
    if let Some(open) = known.referrals.iter().find(|referral| referral.stage.is_open()) {
        step.events.push(match open.stage {
            Stage::Accepted { .. } => Event::Accepted(open.clone()),
            Stage::Offered | Stage::Declined { .. } | Stage::Expired { .. } | Stage::Withdrawn { .. } => {
                Event::Offered(open.clone())
            }
        });
        return step;
    }
    offer_next(step, known, known.pool.clone(), &tried(known), of, request)
}

/// A partner answers one of the case's referrals.
///
/// # Errors
///
/// A refusal by name when it was answered otherwise, expired or withdrawn. The same answer twice is no refusal and
/// changes nothing.
pub fn answer(known: Known<'_>, referral: &Referral, answer: &Answer) -> Result<Step, Refusal> {
    let on = known.moment.day;
    match (&referral.stage, answer) {
        (Stage::Offered, Answer::Accept) => {
            let accepted = referral.to(Stage::Accepted { on });
            let mut step =
                Step::empty().line(format!("{} heeft de aanmelding aangenomen", known.label(referral)), None);
            step.events.push(Event::Accepted(accepted.clone()));
            step.referrals.push(accepted);
            Ok(step)
        }
        (Stage::Offered, Answer::Decline(reason)) => {
            let title = format!("{} heeft de aanmelding afgewezen", known.label(referral));
            Ok(let_pass(known, referral, Stage::Declined { on, reason: reason.clone() }, title))
        }
        (Stage::Accepted { .. }, Answer::Accept) | (Stage::Declined { .. }, Answer::Decline(_)) => {
            Ok(Step::empty())
        }
        (Stage::Accepted { .. } | Stage::Declined { .. }, _) => Err(Refusal::conflict(
            "referral-answered",
            "U hebt deze aanmelding al beantwoord. Neem contact op met de gemeente als dat antwoord niet klopt.",
        )),
        (Stage::Expired { .. }, _) => Err(Refusal::precondition(
            "referral-expired",
            "De termijn om te antwoorden is voorbij. De gemeente zoekt een andere partner.",
        )),
        (Stage::Withdrawn { .. }, _) => Err(Refusal::precondition(
            "referral-withdrawn",
            "De gemeente heeft deze aanmelding ingetrokken. U hoeft niets meer te doen.",
        )),
    }
}

/// The answer is overdue. When it came after all, nothing changes.
pub fn expire(known: Known<'_>, id: ReferralId) -> Step {
    match known.referrals.iter().find(|referral| referral.id == id) {
        Some(referral) if referral.stage == Stage::Offered => {
            let title = format!("{} heeft niet op tijd geantwoord", known.label(referral));
            let_pass(known, referral, Stage::Expired { on: known.moment.day }, title)
        }
        Some(_) | None => {
            Step::empty().line("Antwoordtermijn voorbij: er was niets meer te antwoorden", None)
        }
    }
}

/// Takes back what is offered or accepted, frees its place, and ends the run: a later offer may go to any partner
/// again. Always tells that it is so.
pub fn withdraw(known: Known<'_>, of: &CaseRef, reason: &str) -> Step {
    let mut step = Step::empty();
    let mut pool = known.pool.clone();
    for referral in known.referrals.iter().filter(|referral| !referral.over) {
        let mut ended = if referral.stage.is_open() {
            pool.free(&referral.partner);
            step = step.line(format!("Aanmelding bij {} ingetrokken", known.label(referral)), None);
            referral.to(Stage::Withdrawn { on: known.moment.day, reason: reason.to_owned() })
        } else {
            referral.to(referral.stage.clone())
        };
        ended.over = true;
        step.referrals.push(ended);
    }
    step.pool = (pool != *known.pool).then_some(pool);
    step.events.push(Event::Withdrawn(of.clone()));
    step
}

impl<'a> Known<'a> {
    /// What people call the partner of a referral.
    fn label(self, referral: &'a Referral) -> &'a str {
        self.rules.map_or(referral.partner.as_str(), |rules| rules.label(&referral.partner))
    }
}

/// Partners who let the case pass in this run.
fn tried(known: Known<'_>) -> BTreeSet<&str> {
    let let_pass = known.referrals.iter().filter(|referral| !referral.over && referral.stage.is_let_pass());
    let_pass.map(|referral| referral.partner.as_str()).collect()
}

/// Declined or expired: the place goes back and the next partner is offered the case at once.
fn let_pass(known: Known<'_>, referral: &Referral, stage: Stage, title: String) -> Step {
    let mut pool = known.pool.clone();
    pool.free(&referral.partner);
    let closed = referral.to(stage);
    let mut tried = tried(known);
    tried.insert(&referral.partner);
    let mut step = Step::empty().line(title, None);
    step.events.push(Event::Declined(closed.clone()));
    step.referrals.push(closed);
    offer_next(step, known, pool, &tried, &referral.of, &referral.request)
}

/// Adds the next offer to a step, or that there is none; `pool` is the pool as the step leaves it so far.
fn offer_next(
    mut step: Step,
    known: Known<'_>,
    mut pool: Pool,
    tried: &BTreeSet<&str>,
    of: &CaseRef,
    request: &Request,
) -> Step {
    let choice = known.rules.map(|rules| (rules, choose(rules, &pool, request, tried)));
    step = match choice {
        None => {
            step.events.push(Event::NoPartnerLeft(of.clone()));
            step.line("Geen partner gevonden: er is geen beleid dat nu geldt", None)
        }
        Some((_, Choice { partner: None, explanation })) => {
            step.events.push(Event::NoPartnerLeft(of.clone()));
            step.line("Geen partner gevonden", Some(explanation))
        }
        Some((rules, Choice { partner: Some(partner), explanation })) => {
            pool.take(rules.period, &partner.key, request.direction);
            let offered_on = known.moment.day;
            let referral = Referral {
                id: known.moment.id("referral").into(),
                of: of.clone(),
                partner: partner.key.clone(),
                request: request.clone(),
                offered_on,
                answer_by: days_after(offered_on, rules.routing.answer_days),
                stage: Stage::Offered,
                over: false,
                version: 1,
            };
            step.events.push(Event::Offered(referral.clone()));
            step.referrals.push(referral);
            step.line(format!("Aangeboden aan {}", partner.label), Some(explanation))
        }
    };
    step.pool = (pool != *known.pool).then_some(pool);
    step
}

fn days_after(day: NaiveDate, days: u32) -> NaiveDate {
    day.checked_add_days(Days::new(u64::from(days))).unwrap_or(NaiveDate::MAX)
}
