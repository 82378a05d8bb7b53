//! Visits to a home (IN-8). A home is entered only on a ground that was named before, with consent that was given by
//! someone who knew what it was for and what refusing means (Constitution art. 12, ECHR art. 8).

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Refusal, TraceInput, Violation};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Deciding, Handling};

/// A visit to a home, from its plan to its report.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HomeVisit {
    /// From 1 within the case.
    pub number: u32,
    pub ground: Ground,
    /// What it should show.
    pub facts: Vec<FactKey>,
    /// Whether the resident knows of it beforehand.
    pub announced: bool,
    pub planned_for: NaiveDate,
    /// Users who go.
    pub visitors: Vec<String>,
    /// How many must go at least.
    pub people: u32,
    pub named_by: String,
    pub named_on: NaiveDate,
    /// What was asked and answered, the last counts.
    pub consents: Vec<Consent>,
    pub end: Option<End>,
}

/// Why a home is visited.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Ground {
    /// A concrete reason to doubt facts of this case. A free text, sealed: it can hold anything.
    Reason { sealed: String },
    /// A ground of the policy, the same for all of a group.
    Policy { key: String, label: String },
}

/// Consent to enter, as it was asked and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub asked_on: NaiveDate,
    /// The user who asked.
    pub asked_by: String,
    pub answer: Answer,
    /// The document that shows it, when there is one.
    pub document: Option<Uuid>,
}

/// What the resident answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Answer {
    Given,
    /// Refused, or taken back.
    Refused,
}

/// How a visit ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum End {
    /// Held, with its report and the statement that holds what was found.
    Held { on: NaiveDate, visitors: Vec<String>, by: String, sealed_report: String, statement: Option<i64> },
    /// Not held: no consent.
    Refused { on: NaiveDate },
    /// Not held: it is not needed, or not possible.
    Cancelled { on: NaiveDate, by: String, sealed_reason: String },
}

/// A ground as it was named.
#[derive(Debug, Clone)]
pub enum NamedGround {
    Reason { sealed: String },
    Policy { key: String },
}

/// A visit that someone plans.
#[derive(Debug, Clone)]
pub struct Plan {
    pub ground: NamedGround,
    pub facts: Vec<FactKey>,
    pub announced: bool,
    pub day: NaiveDate,
    pub visitors: Vec<String>,
}

/// Consent that someone asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub on: NaiveDate,
    /// What the visit is for and on what ground was told.
    pub told_ground: bool,
    /// What refusing means was told.
    pub told_consequence: bool,
    pub answer: Answer,
    pub document: Option<Uuid>,
}

/// A visit that was held.
#[derive(Debug, Clone)]
pub struct Held {
    pub on: NaiveDate,
    pub visitors: Vec<String>,
    pub sealed_report: String,
    /// What something was found out about.
    pub found: Vec<FactKey>,
    /// The statement that holds what was found, when something was.
    pub statement: Option<i64>,
}

const LAW: &str = "Grondwet art. 12; EVRM art. 8; Participatiewet art. 17 en 53a";

impl HomeVisit {
    pub fn state(&self) -> &'static str {
        match &self.end {
            Some(End::Held { .. }) => "held",
            Some(End::Refused { .. }) => "refused",
            Some(End::Cancelled { .. }) => "cancelled",
            None if self.has_consent() => "consented",
            None => "planned",
        }
    }

    /// Whether the last answer was a yes.
    fn has_consent(&self) -> bool {
        matches!(self.consents.last(), Some(Consent { answer: Answer::Given, .. }))
    }

    fn is_open(&self) -> Result<(), Refusal> {
        if self.end.is_none() {
            return Ok(());
        }
        let reason = "Dit huisbezoek is al afgesloten. Daar verandert niets meer aan.";
        Err(Refusal::conflict("visit-ended", reason))
    }

    /// What refusing means for this visit: only what the law connects to it.
    pub fn consequence(&self, policy_version: &str) -> Explanation {
        let about_household =
            self.facts.iter().any(|key| matches!(key, FactKey::Household | FactKey::CostSharers));
        let (rule, text) = match &self.ground {
            Ground::Policy { .. } => (
                "visit-refused-without-reason",
                "Weigeren heeft geen gevolg: er was geen concrete reden om aan gegevens van deze aanvraag te twijfelen. De \
                 aanvrager kan de gegevens op een andere manier laten zien.",
            ),
            Ground::Reason { .. } if about_household => (
                "visit-refused-household",
                "De aanvrager kan nog op een andere manier laten zien hoe het huishouden eruitziet. Lukt dat niet, dan geldt de \
                 norm die de wet daarvoor geeft (artikel 53a lid 3).",
            ),
            Ground::Reason { .. } => (
                "visit-refused-with-reason",
                "Er was een concrete reden om te twijfelen. De aanvrager kan de gegevens nog op een andere manier laten zien. \
                 Blijft onduidelijk of er recht is, dan weegt dat mee in het besluit over het recht.",
            ),
        };
        let inputs = self.facts.iter().map(|key| TraceInput {
            name: key.code().into(),
            value: "niet vastgesteld".into(),
            source: "huisbezoek".into(),
        });
        Explanation {
            rule: rule.into(),
            source: LAW.into(),
            policy_version: policy_version.into(),
            inputs: inputs.collect(),
            text: text.into(),
        }
    }
}

impl Handling {
    /// A visit is planned, with its ground.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] with all that is wrong: a ground that the policy does not have or that does not hold here, a day that is past, too few who go,
    /// nothing to find out.
    pub fn plan_visit(&self, plan: Plan, deciding: Deciding<'_>) -> Result<Self, Refusal> {
        let mut wrong = Vec::new();
        let visits = deciding.policy.home_visits.as_ref();
        let ground = match plan.ground {
            NamedGround::Reason { sealed } => Some(Ground::Reason { sealed }),
            NamedGround::Policy { key } => {
                let known = visits.and_then(|visits| visits.grounds.iter().find(|one| one.key == key));
                if known.is_none() {
                    let reason = "is geen grond van dit beleid: noem een concrete reden";
                    wrong.push(Violation::new("policy_ground", reason, "ground-known"));
                }
                let holds = |level: &String| self.level().is_some_and(|(now, _)| now.key == *level);
                if let Some(level) =
                    known.and_then(|known| known.level.as_ref()).filter(|level| !holds(level))
                {
                    let named = deciding.policy.scorecard.iter().flat_map(|card| &card.levels);
                    let label = named.into_iter().find(|one| one.key == *level).map_or("", |one| &one.label);
                    let reason =
                        format!("geldt hier niet: voor deze aanvraag hoort de diepte ‘{label}’ niet");
                    wrong.push(Violation::new("policy_ground", reason, "ground-holds"));
                }
                known.map(|known| Ground::Policy { key: known.key.clone(), label: known.label.clone() })
            }
        };
        if plan.day < deciding.today {
            let reason = "ligt in het verleden: de grond wordt vóór het bezoek vastgelegd";
            wrong.push(Violation::new("day", reason, "ground-beforehand"));
        }
        if plan.facts.is_empty() {
            let reason = "is leeg: noem wat het bezoek moet laten zien";
            wrong.push(Violation::new("facts", reason, "facts-required"));
        }
        let people = visits.map_or(1, |visits| visits.people);
        wrong.extend(too_few(&plan.visitors, people));
        let Some(ground) = ground.filter(|_| wrong.is_empty()) else { return Err(Refusal::invalid(wrong)) };
        let mut next = self.next();
        next.visits.push(HomeVisit {
            number: self.visits.last().map_or(0, |last| last.number) + 1,
            ground,
            facts: plan.facts,
            announced: plan.announced,
            planned_for: plan.day,
            visitors: plan.visitors,
            people,
            named_by: deciding.by.to_owned(),
            named_on: deciding.today,
            consents: Vec::new(),
            end: None,
        });
        Ok(next)
    }

    /// Consent was asked. A refusal ends the visit.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such visit or it ended, the day is before the ground was named or ahead, or the
    /// resident said yes without having been told what for and what refusing means.
    pub fn record_consent(
        &self,
        number: u32,
        asked: &Asked,
        deciding: Deciding<'_>,
    ) -> Result<Self, Refusal> {
        let visit = self.visit(number)?;
        visit.is_open()?;
        let mut wrong = Vec::new();
        if asked.on < visit.named_on {
            let reason = "ligt voor de dag waarop de grond is vastgelegd";
            wrong.push(Violation::new("asked_on", reason, "ground-beforehand"));
        }
        if asked.on > deciding.today {
            wrong.push(Violation::new("asked_on", "ligt in de toekomst", "not-in-the-future"));
        }
        if asked.answer == Answer::Given {
            for (field, told) in
                [("told_ground", asked.told_ground), ("told_consequence", asked.told_consequence)]
            {
                if !told {
                    let reason =
                        "is niet verteld: wie toestemming geeft, weet waarvoor en wat weigeren betekent";
                    wrong.push(Violation::new(field, reason, "informed-consent"));
                }
            }
        }
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        let consent = Consent {
            asked_on: asked.on,
            asked_by: deciding.by.to_owned(),
            answer: asked.answer,
            document: asked.document,
        };
        let end = (asked.answer == Answer::Refused).then_some(End::Refused { on: asked.on });
        Ok(self.with_visit(HomeVisit {
            consents: visit.consents.iter().cloned().chain([consent]).collect(),
            end,
            ..visit.clone()
        }))
    }

    /// The visit was held.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such visit or it ended, there is no consent on record, the day is before that
    /// consent or ahead, too few went, or something was found that the visit was not for.
    pub fn hold_visit(&self, number: u32, held: Held, deciding: Deciding<'_>) -> Result<Self, Refusal> {
        let visit = self.visit(number)?;
        visit.is_open()?;
        let consent = visit.consents.last().filter(|consent| consent.answer == Answer::Given);
        let Some(consent) = consent else {
            let reason = "Er is geen toestemming vastgelegd. Zonder toestemming is er geen huisbezoek.";
            return Err(Refusal::precondition("consent-required", reason));
        };
        let mut wrong = Vec::new();
        if held.on < consent.asked_on {
            let reason = "ligt voor de dag waarop toestemming is gegeven";
            wrong.push(Violation::new("day", reason, "consent-beforehand"));
        }
        if held.on > deciding.today {
            wrong.push(Violation::new("day", "ligt in de toekomst", "not-in-the-future"));
        }
        wrong.extend(too_few(&held.visitors, visit.people));
        for key in held.found.iter().filter(|key| !visit.facts.contains(key)) {
            let reason = "hoort niet bij het doel van dit bezoek: daar is geen toestemming voor gegeven";
            wrong.push(Violation::new(format!("facts.{key}"), reason, "finding-within-purpose"));
        }
        if !wrong.is_empty() {
            return Err(Refusal::invalid(wrong));
        }
        let end = End::Held {
            on: held.on,
            visitors: held.visitors,
            by: deciding.by.to_owned(),
            sealed_report: held.sealed_report,
            statement: held.statement,
        };
        Ok(self.with_visit(HomeVisit { end: Some(end), ..visit.clone() }))
    }

    /// The visit is not held.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such visit or it ended.
    pub fn cancel_visit(
        &self,
        number: u32,
        sealed_reason: String,
        deciding: Deciding<'_>,
    ) -> Result<Self, Refusal> {
        let visit = self.visit(number)?;
        visit.is_open()?;
        let end = End::Cancelled { on: deciding.today, by: deciding.by.to_owned(), sealed_reason };
        Ok(self.with_visit(HomeVisit { end: Some(end), ..visit.clone() }))
    }

    /// One visit by its number.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is none.
    pub fn visit(&self, number: u32) -> Result<&HomeVisit, Refusal> {
        let found = self.visits.iter().find(|visit| visit.number == number);
        found.ok_or_else(|| Refusal::not_found("huisbezoek"))
    }

    fn with_visit(&self, visit: HomeVisit) -> Self {
        let mut next = self.next();
        next.visits.iter_mut().filter(|one| one.number == visit.number).for_each(|one| *one = visit.clone());
        next
    }
}

fn too_few(visitors: &[String], people: u32) -> Option<Violation> {
    let mut all: Vec<_> = visitors.iter().collect();
    all.sort_unstable();
    all.dedup();
    let enough = u32::try_from(all.len()).is_ok_and(|all| all >= people);
    let reason = match people {
        1 => "is leeg: noem wie er gaat".to_owned(),
        people => format!("noemt te weinig mensen: er gaan er ten minste {people}"),
    };
    (!enough).then(|| Violation::new("visitors", reason, "visitors-enough"))
}

#[cfg(test)]
mod tests;
