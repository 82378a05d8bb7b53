//! What a month of another scheme than general assistance comes to.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month};
use rules::means::Exempted;
use rules::month::{Timeline, Used, facts_after};
use rules::schemes::older;
use rules::{Days, Local, Question, Verdict};

use super::grant::GrantTerms;
use super::months::Law;

/// What a month comes to, or why it cannot be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GrantMonth {
    WorkedOut {
        gross: Cents,
        /// Whose earnings were exempt in part, and by what.
        exempted: Vec<Exempted>,
        explanations: Vec<Explanation>,
    },
    /// Facts are missing, or a person must decide: in the words of the rule.
    Open {
        why: String,
        /// The facts that are missing, in Dutch; none where a person must decide.
        missing: Vec<String>,
    },
}

impl GrantMonth {
    /// An amount that no rule is asked about.
    pub const fn of(gross: Cents) -> Self {
        Self::WorkedOut { gross, exempted: Vec::new(), explanations: Vec::new() }
    }
}

/// What a day comes to, as if the whole month were like it.
struct OfDay {
    cents: Cents,
    exempted: Vec<Exempted>,
    explanations: Vec<Explanation>,
}

impl GrantTerms {
    /// Days of a month for which it holds; none when it does not hold in it.
    fn days(&self, month: Month) -> Option<(NaiveDate, NaiveDate)> {
        if self.once {
            if self.is_withdrawn() {
                return None;
            }
            return (Month::of(self.from) == month).then_some((self.from, self.from));
        }
        let first = self.from.max(month.first_day());
        let last = self.until.map_or(month.last_day(), |until| until.min(month.last_day()));
        (first <= last).then_some((first, last))
    }

    /// What a month comes to with all that is known on a day, from scratch: each stretch of days with one set of facts at
    /// its share of the month, as general assistance counts days. `used` are the exemptions of earnings in earlier months.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn month(
        &self,
        (timeline, used): (&Timeline, &[Used]),
        law: Law<'_>,
        (month, known): (Month, NaiveDate),
    ) -> Result<GrantMonth, InvalidCents> {
        let Some((first, last)) = self.days(month) else { return Ok(GrantMonth::of(Cents::ZERO)) };
        if !self.scheme.is_by_month() {
            let fixed = self.fixed.unwrap_or_default();
            let gross = if self.once { fixed } else { part(fixed, month, (first, last))? };
            return Ok(GrantMonth::of(gross));
        }
        let turns = timeline.turns(first, last, known, law.national);
        let ends = turns.iter().filter_map(NaiveDate::pred_opt).chain([last]);
        let (mut gross, mut exempted, mut explanations) = (Cents::ZERO, Vec::new(), Vec::new());
        for (day, end) in std::iter::once(first).chain(turns.iter().copied()).zip(ends) {
            let facts = facts_after(timeline, used, (day, known));
            let days = Days { assessed: day, decided: known, known };
            let question = Question { facts: &facts, national: law.national, days };
            let found = match self.day(question, &law.local_on(day)) {
                Ok(found) => found,
                Err((why, missing)) => return Ok(GrantMonth::Open { why, missing }),
            };
            gross = gross.plus(part(found.cents, month, (day, end))?)?;
            exempted.extend(found.exempted);
            explanations.extend(found.explanations);
        }
        exempted.sort_unstable();
        exempted.dedup();
        Ok(GrantMonth::WorkedOut { gross, exempted, explanations })
    }

    /// The rules come first; what a person fixed stands where they leave it to one.
    fn day(&self, question: Question<'_>, local: &Local) -> Result<OfDay, (String, Vec<String>)> {
        let Question { facts, national, days } = question;
        let reply = rules::answer(facts, national, local, days, self.scheme.ask());
        let said = reply.reason.clone().unwrap_or_default();
        let explanations = reply.explanations.clone();
        let without = |cents| OfDay { cents, exempted: Vec::new(), explanations };
        match (reply.outcome, self.scheme.amount(&reply), self.fixed) {
            (Verdict::Granted | Verdict::Value, Some(cents), _) => {
                let exempted = if self.scheme.is_gross() { older::exempted(question) } else { Vec::new() };
                Ok(OfDay { exempted, ..without(cents) })
            }
            (Verdict::Denied | Verdict::NotApplicable, ..) => Ok(without(Cents::ZERO)),
            (Verdict::PersonDecides, _, Some(fixed)) => Ok(without(fixed)),
            (Verdict::Missing, ..) => {
                let names: Vec<_> = reply.missing.into_iter().map(|missing| missing.dutch).collect();
                Err((format!("er ontbreekt: {}.", names.join(", ")), names))
            }
            _ => Err((said, Vec::new())),
        }
    }
}

fn part(cents: Cents, month: Month, (first, last): (NaiveDate, NaiveDate)) -> Result<Cents, InvalidCents> {
    rules::means::part_of_month(cents, month, first, last)
}
