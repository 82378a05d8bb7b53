//! Visits to a home in the turn.

use chrono::NaiveDate;
use domain::{FactKey, Moment, day_in_dutch};
use messaging::{Outcome, StoryLine};

use super::handling::AskHandling;
use super::{Handled, IntakeActor, Reply, World, facts};
use crate::model::{
    Answer, Application, Asked, Claims, Deciding, Handling, Held, NamedGround, Plan, StatementKind,
};

/// What a person does about a visit.
pub enum VisitAsked {
    Plan { ground: VisitGround, facts: Vec<FactKey>, announced: bool, day: NaiveDate, visitors: Vec<String> },
    Consent { number: u32, asked: Asked },
    Hold { number: u32, day: NaiveDate, visitors: Vec<String>, report: String, findings: Claims },
    Cancel { number: u32, reason: String },
}

/// Why a home is visited, as it was written.
pub enum VisitGround {
    /// A concrete reason.
    Reason(String),
    /// Key of a ground of the policy.
    Policy(String),
}

impl IntakeActor {
    pub(super) fn of_visit(
        &self,
        (asked, visit): (&AskHandling, &VisitAsked),
        (application, before): (&Application, &Handling),
        deciding: Deciding<'_>,
        world: &World,
        moment: &Moment,
    ) -> Handled {
        let seal = |text: &str| self.vault.seal_text(asked.case.uuid(), moment.id("visit:seal"), text);
        let line = |title: String| StoryLine::new(application.case, &application.municipality, title);
        let (next, number, outcome) = match visit {
            VisitAsked::Plan { ground, facts, announced, day, visitors } => {
                let ground = match ground {
                    VisitGround::Reason(reason) => NamedGround::Reason { sealed: seal(reason) },
                    VisitGround::Policy(key) => NamedGround::Policy { key: key.clone() },
                };
                let plan = Plan {
                    ground,
                    facts: facts.clone(),
                    announced: *announced,
                    day: *day,
                    visitors: visitors.clone(),
                };
                let next = before.plan_visit(plan, deciding)?;
                let how = if *announced { "aangekondigd" } else { "niet aangekondigd" };
                let title = format!("Huisbezoek voorbereid voor {}, {how}", day_in_dutch(*day));
                let number = next.visits.last().map_or(0, |visit| visit.number);
                (next, number, Outcome::nothing().story(line(title)))
            }
            VisitAsked::Consent { number, asked } => {
                let next = before.record_consent(*number, asked, deciding)?;
                let told = match asked.answer {
                    Answer::Given => line(format!("Toestemming gegeven voor huisbezoek {number}")),
                    Answer::Refused => line(format!("Geen toestemming voor huisbezoek {number}"))
                        .because(next.visit(*number)?.consequence(&deciding.policy.version)),
                };
                (next, *number, Outcome::nothing().story(told))
            }
            VisitAsked::Hold { number, day, visitors, report, findings } => {
                self.are_theirs(application, findings, moment)?;
                let found = findings.iter().map(|(key, _)| key).collect();
                let kind = StatementKind::HomeVisit;
                let stated = facts::stated(application, kind, &asked.caller, findings, None, moment);
                let statement = (!findings.is_empty()).then_some(stated.number);
                let held = Held {
                    on: *day,
                    visitors: visitors.clone(),
                    sealed_report: seal(report),
                    found,
                    statement,
                };
                let next = before.hold_visit(*number, held, deciding)?;
                let title = format!("Huisbezoek {number} gehouden op {}", day_in_dutch(*day));
                let outcome = if statement.is_some() {
                    facts::lay(application, world.past(asked.case), stated, title)?
                } else {
                    Outcome::nothing().story(line(title))
                };
                (next, *number, outcome)
            }
            VisitAsked::Cancel { number, reason } => {
                let next = before.cancel_visit(*number, seal(reason), deciding)?;
                (next, *number, Outcome::nothing().story(line(format!("Huisbezoek {number} gaat niet door"))))
            }
        };
        let visit = next.visit(number)?;
        let reply = Reply::Visit {
            number,
            state: visit.state().into(),
            consequence: Box::new(visit.consequence(&deciding.policy.version)),
        };
        Ok(self.with_handling(outcome.reply(reply), application, next, world, moment))
    }
}
