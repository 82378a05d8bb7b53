//! Answers to the form: each is a claim like any other, kept with who said it.

use domain::{FactKey, Facts, Refusal, Violation, day_in_dutch};
use policy::IntakeAct;

use super::{Form, FormRules, form, who};
use crate::model::claims::{Claim, Claims, Statement, Verified};
use crate::model::standing::{StandingFacts, Stated, known_on, standing};
use crate::model::{Application, rules};

/// What came of answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answered {
    /// The application with the statement that holds what is new; `None` when everything was said before.
    pub recorded: Option<(Application, Statement)>,
    /// Facts that have another value now.
    pub changed: Vec<FactKey>,
    /// What the intake still waits for.
    pub missing: Vec<FactKey>,
    /// What the intake needs beside answers, done or not.
    pub acts: Vec<IntakeAct>,
}

impl Application {
    /// Answers to the form. `seen`: how many statements there were when it was read. An answer that stands already, by
    /// the same informant, is a repeat that changes nothing; all others are taken, or none is.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the application is closed; when someone else answered one of the questions meanwhile; or
    /// with every answer that is not asked, not theirs to give, older than what is known, or contradicted.
    pub fn answer(
        &self,
        stated: Statement,
        history: &[Statement],
        seen: i64,
        rules: &FormRules<'_>,
    ) -> Result<Answered, Refusal> {
        if !self.stage.is_open() {
            return Err(self.closed());
        }
        let today = stated.day;
        let before = Before::of(history, &stated);
        let stated = before.without_repeats(stated);
        if stated.claims.is_empty() {
            let form = form(rules, &before.standing.facts);
            let (missing, acts) = (form.missing(), form.missing_acts());
            return Ok(Answered { recorded: None, changed: Vec::new(), missing, acts });
        }
        self.not_meanwhile(&stated.claims, seen, &before)?;
        let mut all = history.to_vec();
        all.push(stated.clone());
        let after = standing(&all, today, today).facts;
        let form = form(rules, &after);
        let mut violations: Vec<_> = stated
            .claims
            .iter()
            .filter_map(|(key, claim)| before.wrong(key, claim, &form, &after, &stated))
            .collect();
        violations.extend(rules::contradictions(&after, today));
        if !violations.is_empty() {
            return Err(Refusal::invalid(violations));
        }
        let (next, changed) = self.record_facts(&stated, history)?;
        let (missing, acts) = (form.missing(), form.missing_acts());
        Ok(Answered { recorded: Some((next, stated)), changed, missing, acts })
    }

    /// Nobody answered one of these questions after the form was read.
    fn not_meanwhile(&self, claims: &Claims, seen: i64, before: &Before<'_>) -> Result<(), Refusal> {
        if seen > self.statements || seen < 0 {
            let reason = "is geen versie van dit formulier: lees het formulier opnieuw";
            return Err(Refusal::invalid(vec![Violation::new("version", reason, "version-known")]));
        }
        let crossed = |(key, claim): (FactKey, &Claim)| {
            let other = before.by(key).filter(|other| other.statement.number > seen)?;
            let reason = "is intussen door iemand anders beantwoord: lees het formulier opnieuw";
            let differs = other.claim.value != claim.value;
            differs.then(|| Violation::new(format!("facts.{key}"), reason, "answered-meanwhile"))
        };
        let violations: Vec<_> = claims.iter().filter_map(crossed).collect();
        if violations.is_empty() {
            return Ok(());
        }
        let reason =
            "Iemand anders vulde het formulier intussen ook in. Er is niets opgeslagen. Lees het opnieuw.";
        Err(Refusal { violations, ..Refusal::conflict("answered-meanwhile", reason) })
    }
}

/// What was known when the answers came.
struct Before<'h> {
    standing: StandingFacts,
    known: Vec<Stated<'h>>,
}

impl<'h> Before<'h> {
    fn of(history: &'h [Statement], stated: &Statement) -> Self {
        let today = stated.day;
        Self { standing: standing(history, today, today), known: known_on(history, today) }
    }

    /// The claim that stands.
    fn by(&self, key: FactKey) -> Option<&Stated<'h>> {
        let stands = |one: &&Stated<'_>| self.standing.by.contains(&(one.statement.number, key));
        self.known.iter().filter(|one| one.key == key).find(stands)
    }

    /// What is new of what was stated: no answer that the same informant gave before, unless it is verified now.
    fn without_repeats(&self, stated: Statement) -> Statement {
        let verified = |key: FactKey| stated.verified.iter().any(|each: &Verified| each.key == key);
        let repeated = |key: FactKey, claim: &Claim| {
            let same =
                |one: &Stated<'_>| one.claim.value == claim.value && one.claim.informant == claim.informant;
            self.by(key).is_some_and(same) && !verified(key)
        };
        let new = stated.claims.iter().filter(|(key, claim)| !repeated(*key, claim));
        let claims = new.map(|(key, claim)| (key, claim.clone())).collect();
        Statement { claims, ..stated }
    }

    fn wrong(
        &self,
        key: FactKey,
        claim: &Claim,
        form: &Form<'_>,
        after: &Facts,
        stated: &Statement,
    ) -> Option<Violation> {
        let no = |reason: String, rule: &str| Some(Violation::new(format!("facts.{key}"), reason, rule));
        let Some(question) = form.question(key) else {
            if let Some(hangs) = key.hangs_on().iter().find(|hangs| hangs.excluded_by(after)) {
                let reason =
                    format!("is vervallen: dit past niet bij het antwoord op ‘{}’", hangs.on.dutch());
                return no(reason, "question-withdrawn");
            }
            return no("wordt in dit formulier niet gevraagd".into(), "question-not-asked");
        };
        if !question.asked.by.contains(&claim.informant.source()) {
            return no(format!("kan alleen komen van {}", who(question.asked.by)), "answerer-allowed");
        }
        if !claim.holds_on(stated.day) {
            let reason = "geldt vandaag niet: leg een gegeven over andere dagen vast bij de gegevens".into();
            return no(reason, "answer-holds-today");
        }
        let known = self.standing.facts.get(key).filter(|known| claim.stated_on < known.stated_on)?;
        let reason = format!("is eerder gezegd dan wat al bekend is, van {}", day_in_dutch(known.stated_on));
        no(reason, "answers-in-order")
    }
}

#[cfg(test)]
mod tests;
