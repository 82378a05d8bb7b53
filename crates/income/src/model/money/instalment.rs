//! What is paid on a debt each month: taken off the assistance, or by somebody without assistance as was agreed.

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::debt::{WorkTest, room as room_of, work_pays};
use rules::facts::Facts;
use rules::{Days, Finding, Question, Step};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::account::{CaseAccount, Debt};
use super::due::room;
use super::owed::collectable;

/// So many months ahead an agreement may begin.
const LATEST_FIRST: i32 = 24;
/// The rule of whoever sets an instalment though a test says otherwise.
const DESPITE: &str = "instalment-despite";

/// What a debtor agreed to pay on a debt, outside the assistance.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agreed {
    /// Each month, more than nothing.
    pub cents: Cents,
    /// The first month that is paid.
    pub first: Month,
    /// The day on which it was agreed: what came in before is no part of it.
    pub since: NaiveDate,
    /// Who collects is told when it falls behind; not of what an earlier version agreed, until it is agreed anew.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub watched: bool,
    /// The month of which who collects was told last that it is not paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub told: Option<Month>,
    /// How often they were told.
    #[serde(default, skip_serializing_if = "is_never")]
    pub times: u32,
}

const fn is_never(times: &u32) -> bool {
    *times == 0
}

impl Agreed {
    /// So much each month, from a month on, as was agreed on a day.
    pub const fn new(cents: Cents, first: Month, since: NaiveDate) -> Self {
        Self { cents, first, since, watched: true, told: None, times: 0 }
    }

    /// Months that were due before the month of `today` and are not paid, with what came in since it was agreed and what is
    /// left of the debt. A month of which a part is missing is one.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn behind(
        &self,
        today: NaiveDate,
        (received, remaining): (Cents, Cents),
    ) -> Result<i64, InvalidCents> {
        let months = i64::from(Month::of(today).since(self.first)).max(0);
        let due = Cents::new(self.cents.get().saturating_mul(months)).minus(received)?;
        let due = due.min(remaining).max(Cents::ZERO);
        Ok(due.get().saturating_add(self.cents.get() - 1) / self.cents.get())
    }
}

/// An instalment that a consultant wants to set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalmentWanted {
    pub debt: Uuid,
    /// Each month; nil: nothing any more.
    pub cents: Cents,
    /// Paid by the debtor, who has no assistance, and from which month on; nothing: next month.
    pub outside: Option<Option<Month>>,
    /// Why it is set though a test says otherwise, or cannot tell.
    pub despite: Option<String>,
}

/// By what an instalment is weighed.
#[derive(Clone, Copy)]
pub struct InstalmentAsked<'a> {
    pub account: &'a CaseAccount,
    /// Debts of the case with something left.
    pub open: &'a [Debt],
    pub wanted: &'a InstalmentWanted,
    /// What is known of the case today.
    pub facts: &'a Facts,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// An instalment that was set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InstalmentSet {
    pub account: CaseAccount,
    pub debt: Debt,
    /// What the tests said, and why it was set all the same.
    pub tested: Vec<Explanation>,
}

impl InstalmentAsked<'_> {
    /// Sets it. What is taken off the assistance stays within what may be withheld of the last month with all instalments of
    /// the case together (see [`room`]); a run looks again, with the assistance of its own month.
    ///
    /// Of who starts to work it is tested that work pays with everything that is paid off (NC-6), and of who has no assistance
    /// that it leaves the protected level. What a test refuses, or cannot tell, is set only with a written reason.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when the case has no such open debt, it settles itself, there is no room for so much, assistance runs that
    /// it is taken off, or a test is against it and no reason was given.
    pub fn decide(self) -> Result<InstalmentSet, Refusal> {
        let wanted = self.wanted;
        let debt = self.open.iter().find(|debt| debt.id == wanted.debt);
        let debt = *debt.ok_or_else(|| Refusal::not_found("openstaande schuld"))?;
        collectable(self.account, &debt)?;
        let stops = wanted.cents <= Cents::ZERO;
        let (instalment, agreed, tested) = match wanted.outside {
            _ if stops => (None, None, Vec::new()),
            None => {
                self.within(debt.id)?;
                (Some(wanted.cents), None, self.tested()?)
            }
            Some(first) => {
                (None, Some(Agreed::new(wanted.cents, self.first(first)?, self.today)), self.tested()?)
            }
        };
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        let state = &mut account.state;
        state.agreed.remove(&debt.id);
        state.agreed.extend(agreed.map(|agreed| (debt.id, agreed)));
        if !stops {
            state.at_rest.remove(&debt.id);
        } else if state.must_offset.contains(&debt.id) {
            state.at_rest.insert(debt.id);
        }
        Ok(InstalmentSet { account, debt: Debt { instalment, ..debt }, tested })
    }

    /// What the others of the case leave of what may be withheld.
    fn within(&self, id: Uuid) -> Result<(), Refusal> {
        let state = &self.account.state;
        let last = state.months.last_key_value().map(|(_, fixed)| fixed.clone()).unwrap_or_default();
        let mut others = self.open.iter().filter(|other| other.id != id).filter_map(|other| other.instalment);
        let left = room(&last, Month::of(self.today), self.national)
            .and_then(|room| others.try_fold(room, Cents::minus))
            .map_err(too_large)?
            .max(Cents::ZERO);
        if self.wanted.cents > left {
            let reason = format!("is meer dan er van de bijstand af mag: {left} per maand");
            return Err(wrong("cents", &reason, "protected-475d"));
        }
        Ok(())
    }

    /// The first month of an agreement outside the assistance.
    fn first(&self, first: Option<Month>) -> Result<Month, Refusal> {
        let month = Month::of(self.today);
        if self.account.state.has_right_in(month) {
            let reason = "Er loopt bijstand. De termijn gaat van de bijstand af; er is geen regeling daarbuiten nodig.";
            return Err(Refusal::precondition("assistance-runs", reason));
        }
        let first = first.unwrap_or_else(|| month.next());
        if !(0..=LATEST_FIRST).contains(&first.since(month)) {
            return Err(wrong("first_month", "ligt voor deze maand of te ver weg", "month-far"));
        }
        Ok(first)
    }

    /// What the tests say of everything that is paid off each month, this included.
    fn tested(&self) -> Result<Vec<Explanation>, Refusal> {
        let (facts, asked) = self.of_all().map_err(too_large)?;
        let question = Question { facts: &facts, national: self.national, days: Days::all(self.today) };
        let mut tests = Vec::new();
        if self.wanted.outside.is_some() {
            tests.push(told(room_of(question), "protected-475d", |room| asked <= *room));
        }
        let known = self.wanted.outside.is_some() || facts.recovery.work.starts.is_some();
        if known {
            tests.push(told(work_pays(question), "work-pays", |test: &WorkTest| test.accepted));
        }
        let mut lines: Vec<Explanation> = tests.iter().map(|(line, _)| line.clone()).collect();
        let against: Vec<_> = tests.into_iter().filter_map(|(_, against)| against).collect();
        let Some((rule, _)) = against.first() else { return Ok(lines) };
        let Some(reason) = &self.wanted.despite else {
            let texts: Vec<_> = against.iter().map(|(_, text)| text.as_str()).collect();
            let ask = "Kies een lager bedrag, vul de gegevens aan, of schrijf op waarom het toch zo moet.";
            return Err(Refusal::precondition(*rule, format!("{} {ask}", texts.join(" "))));
        };
        lines.push(self.despite(reason, asked));
        Ok(lines)
    }

    /// The facts of the case with what the books know, and what is paid off in all.
    fn of_all(&self) -> Result<(Facts, Cents), InvalidCents> {
        let state = &self.account.state;
        let others = self.open.iter().filter(|other| other.id != self.wanted.debt);
        let paid =
            |debt: &Debt| debt.instalment.or_else(|| state.agreed.get(&debt.id).map(|agreed| agreed.cents));
        let asked = others.filter_map(paid).try_fold(self.wanted.cents, Cents::plus)?;
        let mut facts = self.facts.clone();
        facts.recovery.agreed_instalment = Some(asked.into());
        if facts.recovery.norm.is_none() {
            facts.recovery.norm = self.norm().map(Into::into);
        }
        Ok((facts, asked))
    }

    /// The norm of the last month, where assistance runs and there was a right to it on every day.
    fn norm(&self) -> Option<Cents> {
        let state = &self.account.state;
        let (month, fixed) = state.months.last_key_value()?;
        let whole =
            state.right_from.is_some_and(|from| from <= month.first_day()) && state.right_until.is_none();
        fixed.level.filter(|_| whole).map(|level| level.norm)
    }

    fn despite(&self, reason: &str, asked: Cents) -> Explanation {
        let input =
            TraceInput { name: "instalments".into(), value: asked.to_string(), source: "consultant".into() };
        Explanation {
            rule: DESPITE.into(),
            source: "Beleid debiteuren: werk loont na aflossing".into(),
            policy_version: self.national.version().into(),
            inputs: vec![input],
            text: reason.to_owned(),
        }
    }
}

/// What a test says, and what is against it: the rule that a refusal names, and why.
fn told<T>(
    step: Step<T>,
    rule: &'static str,
    accepts: impl FnOnce(&T) -> bool,
) -> (Explanation, Option<(&'static str, String)>) {
    let Step { finding, explanation } = step;
    let against = match finding {
        Finding::Value(found) => (!accepts(&found)).then(|| (rule, explanation.text.clone())),
        Finding::NotApplicable => None,
        Finding::PersonDecides => Some((rule, explanation.text.clone())),
        Finding::FactMissing(paths) => {
            let names: Vec<_> = paths.iter().map(|path| Facts::in_dutch(path)).collect();
            Some(("facts-missing", format!("Om te toetsen ontbreekt: {}.", names.join(", "))))
        }
    };
    (explanation, against)
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("cents", "is te groot om mee te rekenen", "amount")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
