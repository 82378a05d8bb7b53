//! The scorecard at the gate (IN-8). It says which facts to verify and how deeply, and nothing else: no decision on a
//! right looks at it. A person may always decide otherwise, with reasons.

use chrono::NaiveDate;
use domain::{Explanation, FactKey, Facts, Refusal, TraceInput, Violation};
use policy::{CheckDepth, Policy, RiskLevel, Scorecard};
use serde::{Deserialize, Serialize};

use super::Handling;
use crate::model::{Proof, Statement, standing};

/// What the scorecard made of the facts of one day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskResult {
    /// From 1 within the case.
    pub number: u32,
    pub day: NaiveDate,
    /// Content hash of the policy whose scorecard it was.
    pub policy_version: String,
    pub source: String,
    pub points: u32,
    pub level: Level,
    /// The deepest level that unknown facts could still lead to; `level` when they change nothing.
    pub at_most: Level,
    /// What gave points.
    pub factors: Vec<Factor>,
    /// Unknown facts that could add points.
    pub missing: Vec<FactKey>,
}

/// How deeply to verify.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Level {
    /// Key in the policy.
    pub key: String,
    pub label: String,
    pub checks: Vec<Check>,
    /// Months until the facts are verified again; `None` below the deepest level.
    pub recheck_months: Option<u32>,
}

/// One fact to verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    pub fact: FactKey,
    pub depth: CheckDepth,
}

/// A row of the scorecard that gave points.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Factor {
    pub points: u32,
    /// `scorecard/2`: the row of the table.
    pub rule: String,
    pub source: String,
    pub note: String,
    /// What the row looked at, with who said it.
    pub facts: Vec<TraceInput>,
}

/// A person chose another level than the scorecard gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RiskDeviation {
    /// From 1 within the case.
    pub number: u32,
    /// Number of the result that it was about.
    pub about: u32,
    pub from: Level,
    pub to: Level,
    /// A free text, sealed: it can hold anything.
    pub sealed_reasons: String,
    pub by: String,
    pub on: NaiveDate,
    pub state: DeviationState,
}

/// Where a deviation stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "name", rename_all = "kebab-case")]
pub enum DeviationState {
    /// For a second person.
    Waiting,
    /// `by` is the second person, where one was needed.
    Confirmed {
        by: Option<String>,
        on: NaiveDate,
    },
    Rejected {
        by: String,
        on: NaiveDate,
        sealed_reasons: String,
    },
}

impl DeviationState {
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Confirmed { .. } => "confirmed",
            Self::Rejected { .. } => "rejected",
        }
    }
}

/// Who decides.
#[derive(Debug, Clone, Copy)]
pub struct Deciding<'a> {
    pub by: &'a str,
    pub policy: &'a Policy,
    pub today: NaiveDate,
}

/// What the scorecard of a policy makes of facts derived for a day; `None` where it has none.
pub fn score(policy: &Policy, facts: &Facts, day: NaiveDate) -> Option<RiskResult> {
    let (scorecard, risk) = (policy.scorecard.as_ref()?, policy.risk(facts)?);
    let sure = risk.level.key == risk.highest.key;
    let factors = risk.reasons.into_iter().map(|reason| Factor {
        points: reason.points,
        rule: reason.rule,
        source: reason.source.to_owned(),
        note: reason.note.to_owned(),
        facts: reason.inputs,
    });
    Some(RiskResult {
        number: 0,
        day,
        policy_version: policy.version.clone(),
        source: scorecard.source.clone(),
        points: risk.points,
        level: Level::of(scorecard, risk.level),
        at_most: Level::of(scorecard, risk.highest),
        factors: factors.collect(),
        missing: if sure { Vec::new() } else { risk.missing },
    })
}

impl Level {
    fn of(scorecard: &Scorecard, level: &RiskLevel) -> Self {
        let checks = level
            .verify
            .iter()
            .flat_map(|check| check.facts.iter().map(|fact| Check { fact: *fact, depth: check.depth }));
        let deepest = scorecard.levels.last().is_some_and(|last| last.key == level.key);
        Self {
            key: level.key.clone(),
            label: level.label.clone(),
            checks: checks.collect(),
            recheck_months: deepest.then_some(scorecard.recheck_months),
        }
    }
}

impl Check {
    /// Whether what stands of the fact on a day was seen to be true as deeply as asked.
    pub fn is_done(self, history: &[Statement], day: NaiveDate) -> bool {
        let stands = standing(history, day, day).by;
        let Some((number, _)) = stands.iter().find(|(_, fact)| *fact == self.fact) else { return false };
        let all = history.iter().flat_map(|statement| &statement.verified);
        let proofs: Vec<_> = all
            .filter(|seen| seen.number == *number && seen.key == self.fact)
            .map(|seen| &seen.proof)
            .collect();
        let document = proofs.iter().any(|proof| matches!(proof, Proof::Document { .. }));
        let register = proofs.iter().any(|proof| matches!(proof, Proof::Register { .. }));
        match self.depth {
            CheckDepth::Confirmed => !proofs.is_empty(),
            CheckDepth::Evidence => document || register,
            CheckDepth::Twofold => document && register,
        }
    }
}

impl RiskResult {
    /// Whether no unknown fact can make it deeper.
    pub fn is_sure(&self) -> bool {
        self.level.key == self.at_most.key
    }

    /// Whether it comes to the same depth as another.
    fn is_as_deep_as(&self, other: &Self) -> bool {
        self.level.key == other.level.key && self.at_most.key == other.at_most.key
    }

    /// As the story has it.
    pub fn title(&self) -> String {
        if self.is_sure() {
            format!("Diepte van de controle bepaald: ‘{}’", self.level.label)
        } else {
            format!("Diepte van de controle nog niet zeker: ten minste ‘{}’", self.level.label)
        }
    }

    /// How it came about.
    pub fn explanation(&self) -> Explanation {
        let points = match self.points {
            1 => "1 punt".to_owned(),
            points => format!("{points} punten"),
        };
        let mut text = format!("De aanvraag heeft {points}. Daarbij hoort: ‘{}’.", self.level.label);
        if !self.is_sure() {
            let names: Vec<_> = self.missing.iter().map(|key| key.dutch()).collect();
            text = format!(
                "{text} Nog niet bekend: {}. Daardoor kan het ‘{}’ worden.",
                names.join(", "),
                self.at_most.label
            );
        }
        Explanation {
            rule: "scorecard".into(),
            source: self.source.clone(),
            policy_version: self.policy_version.clone(),
            inputs: self.factors.iter().flat_map(|factor| factor.facts.clone()).collect(),
            text: format!("{text} Dit zegt alleen wat er wordt nagegaan, en niets over het recht."),
        }
    }
}

impl Handling {
    /// With what the scorecard makes of the facts now; `None` when that is what it was.
    pub fn weighed(&self, found: Option<RiskResult>) -> Option<Self> {
        let found = found?;
        let number = self.risk.last().map_or(0, |last| last.number);
        let same = |last: &RiskResult| RiskResult { number, day: last.day, ..found.clone() } == *last;
        if self.risk.last().is_some_and(same) {
            return None;
        }
        let mut next = self.next();
        next.risk.push(RiskResult { number: number + 1, ..found });
        Some(next)
    }

    /// The level that holds, and the person's decision that it rests on, when it does not rest on the scorecard. A
    /// deviation holds until the scorecard gives another level than the one it was about.
    pub fn level(&self) -> Option<(&Level, Option<&RiskDeviation>)> {
        let last = self.risk.last()?;
        let confirmed = |one: &&RiskDeviation| matches!(one.state, DeviationState::Confirmed { .. });
        let deviation = self.deviations.iter().rfind(confirmed).filter(|one| self.is_up_to_date(one));
        Some((deviation.map_or(&last.level, |one| &one.to), deviation))
    }

    /// Whether the scorecard still gives what a deviation was about.
    pub fn is_up_to_date(&self, deviation: &RiskDeviation) -> bool {
        let Some(about) = self.risk.iter().find(|one| one.number == deviation.about) else { return false };
        self.risk.iter().filter(|one| one.number > about.number).all(|later| later.is_as_deep_as(about))
    }

    /// A person chooses another level. Also whether a second person must confirm it.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the policy has no scorecard or no such level, the level holds already, or another deviation
    /// waits.
    pub fn deviate(
        &self,
        level: &str,
        sealed_reasons: String,
        deciding: Deciding<'_>,
    ) -> Result<(Self, bool), Refusal> {
        let (Some(scorecard), Some(last)) = (&deciding.policy.scorecard, self.risk.last()) else {
            let reason = "Het beleid werkt hier niet met een risicokaart. Er is niets om van af te wijken.";
            return Err(Refusal::precondition("no-scorecard", reason));
        };
        let Some(to) = scorecard.levels.iter().find(|one| one.key == level) else {
            let violation = Violation::new("level", "is geen diepte van dit beleid", "level-known");
            return Err(Refusal::invalid(vec![violation]));
        };
        if self.waiting().is_some() {
            let reason = "Er wacht al een afwijking op een tweede persoon. Die moet eerst beslissen.";
            return Err(Refusal::conflict("deviation-waits", reason));
        }
        let Some((holds, _)) = self.level() else { return Err(Refusal::not_found("risicokaart")) };
        if holds.key == to.key {
            let reason = format!("De controle is al ‘{}’. Kies een andere.", to.label);
            return Err(Refusal::conflict("level-holds-already", reason));
        }
        let waits = deciding.policy.deviation.four_eyes;
        let state = if waits {
            DeviationState::Waiting
        } else {
            DeviationState::Confirmed { by: None, on: deciding.today }
        };
        let deviation = RiskDeviation {
            number: self.deviations.last().map_or(0, |one| one.number) + 1,
            about: last.number,
            from: holds.clone(),
            to: Level::of(scorecard, to),
            sealed_reasons,
            by: deciding.by.to_owned(),
            on: deciding.today,
            state,
        };
        let mut next = self.next();
        next.deviations.push(deviation);
        Ok((next, waits))
    }

    /// A second person confirms a deviation, or rejects it when there are reasons to.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is none of this number, it does not wait, it is the user's own, or what it was about is
    /// no longer so.
    pub fn settle(
        &self,
        number: u32,
        rejected: Option<String>,
        by: &str,
        today: NaiveDate,
    ) -> Result<Self, Refusal> {
        let deviation = self.deviations.iter().find(|one| one.number == number);
        let deviation = deviation.ok_or_else(|| Refusal::not_found("afwijking van de risicokaart"))?;
        if deviation.state != DeviationState::Waiting {
            return Err(Refusal::conflict("deviation-settled", "Over deze afwijking is al beslist."));
        }
        if deviation.by == by {
            let reason = "U stelde deze afwijking zelf voor. Iemand anders moet erover beslissen.";
            return Err(Refusal::not_allowed("four-eyes", reason));
        }
        if rejected.is_none() && !self.is_up_to_date(deviation) {
            let reason = "De risicokaart heeft intussen een andere uitkomst. Wijs dit voorstel af.";
            return Err(Refusal::precondition("deviation-outdated", reason));
        }
        let state = match rejected {
            Some(sealed_reasons) => DeviationState::Rejected { by: by.to_owned(), on: today, sealed_reasons },
            None => DeviationState::Confirmed { by: Some(by.to_owned()), on: today },
        };
        let mut next = self.next();
        next.deviations
            .iter_mut()
            .filter(|one| one.number == number)
            .for_each(|one| one.state = state.clone());
        Ok(next)
    }

    /// The deviation on which a second person must decide.
    pub fn waiting(&self) -> Option<&RiskDeviation> {
        let waits = |one: &&RiskDeviation| one.state == DeviationState::Waiting && self.is_up_to_date(one);
        self.deviations.iter().rfind(waits)
    }
}

#[cfg(test)]
mod tests;
