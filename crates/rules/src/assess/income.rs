//! The income that is held against the norm, of who has a right.

use domain::{Cents, Explanation};

use super::Trial;
use crate::facts::Facts;
use crate::means::{self, Counted, Spouse};
use crate::norm::{Entitled, Household, norm_in_brief};
use crate::{Answer, Claimant, Finding, Part, PartKind, Question};

impl Trial<'_> {
    /// Income per month that counts against the norm; of a spouse without a right as art. 32(3) says.
    pub(super) fn income(&mut self, household: Option<&Household>, own_norm: Option<Cents>) -> Option<Cents> {
        let Some(household) = household else {
            return self.counted(Spouse::None).map(|counted| counted.total);
        };
        let without = match (household.is_couple(), household.entitled) {
            (false, _) => return self.counted(Spouse::None).map(|counted| counted.total),
            (true, Entitled::Everyone) => {
                return self.counted(Spouse::Entitled).map(|counted| counted.total);
            }
            (true, Entitled::Only(Claimant::Applicant)) => self.counted(Spouse::NotEntitled),
            (true, Entitled::Only(Claimant::Partner)) => {
                let answer = seen_from_partner(self.question);
                self.keep_counted(answer)
            }
        };
        let (counted, own_norm) = (without?, own_norm?);
        let (own, of_spouse) = match household.entitled {
            Entitled::Only(Claimant::Partner) => (counted.partner, counted.applicant),
            Entitled::Only(Claimant::Applicant) | Entitled::Everyone => (counted.applicant, counted.partner),
        };
        if of_spouse <= Cents::ZERO {
            return Some(own);
        }
        let couple_norm = self.couple_norm(household)?;
        let step = means::spouse_without_right(self.question, own_norm, own, of_spouse, couple_norm);
        let spouse = household.only().map(|(_, without)| without.who);
        let line = step.explanation.clone();
        let more = self.keep(step)?;
        match (own.plus(more), of_spouse.minus(more)) {
            (Ok(income), Ok(left_out)) => {
                self.parts.push(Part::told(PartKind::Spouse, spouse, left_out, &line));
                Some(income)
            }
            _ => {
                let last = self.explanations.len().saturating_sub(1);
                self.settle(Finding::PersonDecides, last)
            }
        }
    }

    fn counted(&mut self, spouse: Spouse) -> Option<Counted> {
        let answer = means::counted_income(self.question, spouse);
        self.keep_counted(answer)
    }

    fn keep_counted(&mut self, answer: Answer<Counted>) -> Option<Counted> {
        let counted = self.keep_all(answer)?;
        self.exempted.extend(counted.exempted());
        self.parts.extend(counted.parts.iter().cloned());
        Some(counted)
    }

    /// The norm that would hold if both had a right; only what gave or changed it leaves a line.
    fn couple_norm(&mut self, household: &Household) -> Option<Cents> {
        let mut lines = Vec::new();
        let finding = norm_in_brief(self.question, &household.as_if_everyone(), self.local, &mut lines);
        for line in lines {
            let text = format!("Als beide partners recht hadden: {}", line.text);
            self.explanations.push(Explanation { text, ..line });
        }
        self.settle(finding, self.explanations.len().saturating_sub(1))
    }
}

/// The income of a couple of whom the partner has a right and the applicant none: counted with the two changed places,
/// and told by their own places.
fn seen_from_partner(question: Question<'_>) -> Answer<Counted> {
    let facts = Facts {
        applicant: question.facts.partner.clone(),
        partner: question.facts.applicant.clone(),
        ..question.facts.clone()
    };
    let mut answer = means::counted_income(Question { facts: &facts, ..question }, Spouse::NotEntitled);
    for line in &mut answer.explanations {
        line.text = other_person(&line.text);
        line.inputs.iter_mut().for_each(|input| input.name = other_place(&input.name));
    }
    let finding = match answer.finding {
        Finding::FactMissing(paths) => {
            Finding::FactMissing(paths.iter().map(|path| other_place(path)).collect())
        }
        other => other.map(own_places),
    };
    Answer { finding, explanations: answer.explanations }
}

fn own_places(mut counted: Counted) -> Counted {
    std::mem::swap(&mut counted.applicant, &mut counted.partner);
    for line in &mut counted.lines {
        line.who = line.who.other();
    }
    for part in &mut counted.parts {
        part.who = part.who.map(Claimant::other);
        part.text = other_person(&part.text);
        part.inputs.iter_mut().for_each(|input| input.name = other_place(&input.name));
    }
    counted
}

/// A sentence about the one as a sentence about the other.
fn other_person(text: &str) -> String {
    let (one, other) = (Claimant::Applicant.dutch(), Claimant::Partner.dutch());
    let parts: Vec<_> = text.split(one).map(|part| part.replace(other, one)).collect();
    parts.join(other)
}

fn other_place(path: &str) -> String {
    let places = [("applicant.", "partner."), ("partner.", "applicant.")];
    places
        .into_iter()
        .find_map(|(from, to)| path.strip_prefix(from).map(|field| format!("{to}{field}")))
        .unwrap_or_else(|| path.to_owned())
}
