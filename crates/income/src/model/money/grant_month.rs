//! What a month of another scheme than general assistance comes to.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month};
use rules::means::Exempted;
use rules::month::{Estimated, Estimating, Timeline, Used, estimate_told, facts_after, facts_of_month};
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
        /// Income in it that nobody stated of the month.
        estimated: Vec<Estimated>,
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
        Self::WorkedOut { gross, exempted: Vec::new(), estimated: Vec::new(), explanations: Vec::new() }
    }
}

/// The rules by which there is no right because the income is not below the base.
const ABOVE_BASE: [&str; 2] = ["income-ioaw-3", "income-ioaz-3"];

/// What a day comes to, as if the whole month were like it.
struct OfDay {
    cents: Cents,
    /// Whether the income of the day tells that.
    by_income: bool,
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
        let mut estimated = Vec::new();
        for (day, end) in std::iter::once(first).chain(turns.iter().copied()).zip(ends) {
            let local = law.local_on(day);
            let by = Estimating { national: law.national, policy: local.income_estimate.as_ref(), known };
            let (facts, of_day) = if self.scheme.takes_off_income() {
                facts_of_month(timeline, used, by, day)
            } else {
                (facts_after(timeline, used, (day, known)), Vec::new())
            };
            let days = Days { assessed: day, decided: known, known };
            let question = Question { facts: &facts, national: law.national, days };
            let found = match self.day(question, &local) {
                Ok(found) => found,
                Err((why, missing)) => return Ok(GrantMonth::Open { why, missing }),
            };
            gross = gross.plus(part(found.cents, month, (day, end))?)?;
            exempted.extend(found.exempted);
            explanations.extend(found.explanations);
            if found.by_income && !of_day.is_empty() {
                if estimated.is_empty() {
                    explanations.push(estimate_told(by, month, &of_day));
                }
                estimated.extend(of_day);
            }
        }
        exempted.sort_unstable();
        exempted.dedup();
        estimated.sort_unstable();
        estimated.dedup();
        Ok(GrantMonth::WorkedOut { gross, exempted, estimated, explanations })
    }

    /// The rules come first; what a person fixed stands where they leave it to one.
    fn day(&self, question: Question<'_>, local: &Local) -> Result<OfDay, (String, Vec<String>)> {
        let Question { facts, national, days } = question;
        let reply = rules::answer(facts, national, local, days, self.scheme.ask());
        let said = reply.reason.clone().unwrap_or_default();
        let explanations = reply.explanations.clone();
        let above = reply.grounds.first().is_some_and(|ground| ABOVE_BASE.contains(&ground.rule.as_str()));
        let without = |cents, by_income| OfDay { cents, by_income, exempted: Vec::new(), explanations };
        match (reply.outcome, self.scheme.amount(&reply), self.fixed) {
            (Verdict::Granted | Verdict::Value, Some(cents), _) => {
                let exempted = if self.scheme.is_gross() { older::exempted(question) } else { Vec::new() };
                Ok(OfDay { exempted, ..without(cents, true) })
            }
            (Verdict::Denied | Verdict::NotApplicable, ..) => Ok(without(Cents::ZERO, above)),
            (Verdict::PersonDecides, _, Some(fixed)) => Ok(without(fixed, false)),
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
