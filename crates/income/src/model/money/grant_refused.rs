//! What an income consultant refuses of another scheme than general assistance: by the ground that the rules or the books
//! give, or by their own reasons where the rules leave it to a person.

use chrono::NaiveDate;
use domain::{Cents, Explanation, Refusal};
use rules::Verdict;

use super::account::CaseAccount;
use super::decided::decision;
use super::grant::{Matter, MoneyDecision};
use super::grant_asked::{GrantAsked, facts_missing, input};

/// An application for a scheme that was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusedGrant {
    pub account: CaseAccount,
    pub decision: MoneyDecision,
}

/// Why there is no right.
struct Ground {
    rule: String,
    /// The article, or the section of the policy.
    source: String,
    text: String,
}

impl GrantAsked<'_> {
    /// Refuses what is asked. What was granted is not touched; a later decision may grant it after all, in the place of this one.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the scheme is not named as it should, when facts are missing, or when the rules give a right.
    pub fn refuse(self) -> Result<RefusedGrant, Refusal> {
        if let Some(wrong) = self.wrong_scheme() {
            return Err(Refusal::invalid(vec![wrong]));
        }
        self.replaces_what_fell()?;
        let (ground, mut explanations) = self.ground()?;
        explanations.push(Explanation {
            rule: "grant-refused".into(),
            policy_version: self.national.version().into(),
            inputs: ground.iter().map(|ground| input(&ground.rule, ground.text.clone())).collect(),
            source: ground.map_or_else(|| self.source().to_owned(), |ground| ground.source),
            text: self.reasons.to_owned(),
        });
        let matter = Matter::Refused {
            scheme: self.terms.scheme,
            minima: self.minima.map(str::to_owned),
            name: self.name().to_owned(),
            from: self.terms.from,
        };
        let replaces = self.replaces.or_else(|| self.refused_before(Some(self.terms.from)));
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        let decided = decision(&mut account, matter, (self.by, self.today), explanations);
        Ok(RefusedGrant { account, decision: MoneyDecision { replaces, ..decided } })
    }

    /// The refusal that a decision takes the place of: the last one that stands on the same scheme, and whose first day is among
    /// the days that are decided on, from the first to `last` or to no end. Of what there may be as many as there are costs,
    /// employers or plans, nobody can tell whether both are about the same one: no refusal of those is replaced.
    pub(super) fn refused_before(&self, last: Option<NaiveDate>) -> Option<u32> {
        if !self.terms.scheme.is_one_at_a_time() {
            return None;
        }
        let among = |day: NaiveDate| self.terms.from <= day && last.is_none_or(|last| day <= last);
        let stands = |number: u32| self.decisions.iter().all(|later| later.replaces != Some(number));
        let is_meant = |older: &MoneyDecision| {
            self.refused_from(&older.matter).is_some_and(among) && stands(older.number)
        };
        let mut meant: Vec<u32> =
            self.decisions.iter().filter(|older| is_meant(older)).map(|older| older.number).collect();
        // One that fell waits for what takes its place.
        meant.sort_by_key(|number| (self.account.state.fallen.contains_key(number), *number));
        meant.pop()
    }

    /// The first day of a refusal of the same scheme.
    pub(super) fn refused_from(&self, matter: &Matter) -> Option<NaiveDate> {
        let Matter::Refused { scheme, minima, name, from } = matter else { return None };
        let same = minima.as_deref().map_or_else(|| name == self.name(), |key| self.minima == Some(key));
        (*scheme == self.terms.scheme && same).then_some(*from)
    }

    /// Why there is no right, with every rule that was tried; no ground where it is left to a person.
    fn ground(&self) -> Result<(Option<Ground>, Vec<Explanation>), Refusal> {
        if let Err(stands) = self.not_beside() {
            let ground = Ground { rule: stands.rule, source: self.source().to_owned(), text: stands.reason };
            return Ok((Some(ground), Vec::new()));
        }
        let reply = self.reply();
        match reply.outcome {
            Verdict::Missing => return Err(facts_missing(&reply)),
            Verdict::Granted | Verdict::Value => {
                if let Some(cents) = self.terms.scheme.amount(&reply).filter(|cents| *cents > Cents::ZERO) {
                    let reason = format!(
                        "De regels geven recht op {cents}. Ken toe, of verbeter eerst de gegevens waar dat op berust."
                    );
                    return Err(Refusal::precondition("refusal-by-rules", reason));
                }
            }
            Verdict::Denied | Verdict::NotApplicable | Verdict::PersonDecides => {}
        }
        let denied = reply.grounds.first();
        let ground = denied.map(|ground| Ground {
            rule: ground.rule.clone(),
            source: ground.source.clone(),
            text: ground.text.clone(),
        });
        Ok((ground, reply.explanations))
    }
}
