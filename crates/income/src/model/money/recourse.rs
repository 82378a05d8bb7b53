//! Recourse on whoever owes maintenance (Participation Act art. 61-62i): a claim on somebody else, month by month, and what
//! came in of it. It is no debt of the client and nothing is paid out of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, TraceInput};
use rules::debt::recourse;
use rules::facts::MaintenanceDebtor;
use rules::month::Timeline;
use rules::{Days, Finding, Question, Step};
use serde::{Deserialize, Serialize};

use super::account::{AccountState, CaseAccount};
use super::decide::{CaseInRun, RunDay};
use super::grant::{Grant, GrantFixed, GrantForm, GrantVersion, due_months};
use super::grant_month::GrantMonth;
use super::ledger::{Account, Book, Reason};
use super::months::{Law, left_stale};

/// Recourse that was decided on, and what runs and receipts made of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RecourseClaim {
    /// Number of the decision that stands; the first one gave the recourse its number.
    pub decision: u32,
    pub debtor: MaintenanceDebtor,
    pub from: NaiveDate,
    /// Last day; nothing while it runs, and for what is claimed once.
    pub until: Option<NaiveDate>,
    /// A gift or an estate: what the decision claims, once (art. 62f).
    pub once: Option<Cents>,
    #[serde(default)]
    pub months: BTreeMap<Month, GrantFixed>,
    #[serde(default)]
    pub stale_from: Option<Month>,
    /// What came in, less what was paid back.
    #[serde(default)]
    pub received: Cents,
}

/// What a month of recourse follows from.
#[derive(Clone, Copy)]
pub struct RecourseSources<'a> {
    pub timeline: &'a Timeline,
    pub law: Law<'a>,
    /// What stands on the books of the case, of what the assistance cost.
    pub state: &'a AccountState,
}

/// What a run made of recourse.
#[derive(Debug, Default)]
pub struct RecourseResult {
    pub versions: Vec<GrantVersion>,
    /// In plain Dutch; one sentence each.
    pub reasons: Vec<String>,
    /// A month could not be worked out.
    pub open: bool,
}

impl RecourseClaim {
    /// Recourse that no run has looked at.
    pub const fn new(decision: u32, debtor: MaintenanceDebtor, from: NaiveDate, once: Option<Cents>) -> Self {
        Self {
            decision,
            debtor,
            from,
            until: None,
            once,
            months: BTreeMap::new(),
            stale_from: None,
            received: Cents::ZERO,
        }
    }

    /// What was claimed so far.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn claimed(&self) -> Result<Cents, InvalidCents> {
        self.months.values().map(|fixed| fixed.gross).try_fold(Cents::ZERO, Cents::plus)
    }

    /// What is still to come in; less than nil when too much came in.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn outstanding(&self) -> Result<Cents, InvalidCents> {
        self.claimed()?.minus(self.received)
    }

    /// The last day: that of the recourse, or of the right to assistance when that is earlier.
    fn last_day(&self, right_until: Option<NaiveDate>) -> Option<NaiveDate> {
        match (self.until, right_until) {
            (Some(own), Some(right)) => Some(own.min(right)),
            (own, right) => own.or(right),
        }
    }

    fn last_month(&self, right_until: Option<NaiveDate>) -> Option<Month> {
        if self.once.is_some() {
            Some(Month::of(self.from))
        } else {
            self.last_day(right_until).map(Month::of)
        }
    }

    /// Whether a run has something to look at.
    pub fn is_open(&self, right_until: Option<NaiveDate>) -> bool {
        let last = self.months.last_key_value().map(|(month, _)| *month);
        let worked_out =
            |until: Month| last.is_some_and(|last| until <= last) || until < Month::of(self.from);
        self.stale_from.is_some() || !self.last_month(right_until).is_some_and(worked_out)
    }

    /// This month and later ones are to be worked out anew.
    pub fn touch(&mut self, month: Month) {
        self.stale_from = Some(self.stale_from.map_or(month, |known| known.min(month)));
    }

    fn months_due(&self, until: Month, right_until: Option<NaiveDate>) -> Vec<Month> {
        let span = (Month::of(self.from), self.last_month(right_until));
        due_months(&self.months, self.stale_from, span, until)
    }

    /// What is claimed over a month with all that is known on a day, from scratch: what the rules give for each stretch of
    /// days with one set of facts, at its share of the month, and no more than the assistance of the month cost.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn month(
        &self,
        of: RecourseSources<'_>,
        (month, known): (Month, NaiveDate),
    ) -> Result<GrantMonth, InvalidCents> {
        if let Some(once) = self.once {
            let gross = if Month::of(self.from) == month { once } else { Cents::ZERO };
            return Ok(GrantMonth::of(gross));
        }
        let first = self.from.max(month.first_day());
        let last = self.last_day(of.state.right_until);
        let last = last.map_or(month.last_day(), |until| until.min(month.last_day()));
        if last < first {
            return Ok(GrantMonth::of(Cents::ZERO));
        }
        let turns = of.timeline.turns(first, last, known, of.law.national);
        let ends = turns.iter().filter_map(NaiveDate::pred_opt).chain([last]);
        let (mut gross, mut explanations) = (Cents::ZERO, Vec::new());
        for (day, end) in std::iter::once(first).chain(turns.iter().copied()).zip(ends) {
            let days = Days { assessed: day, decided: known, known };
            let facts = of.timeline.on(day, known);
            let question = Question { facts: &facts, national: of.law.national, days };
            let (cents, explanation) = match self.day(question) {
                Ok(found) => found,
                Err(why) => return Ok(GrantMonth::Open { why, missing: Vec::new() }),
            };
            gross = gross.plus(rules::means::part_of_month(cents, month, day, end)?)?;
            explanations.push(explanation);
        }
        let Some(cost) = cost(of.state, month)? else {
            let why = "de bijstand over deze maand is nog niet berekend.".to_owned();
            return Ok(GrantMonth::Open { why, missing: Vec::new() });
        };
        if cost < gross {
            gross = cost;
            explanations.push(capped(cost, month, of.law));
        }
        Ok(GrantMonth::WorkedOut { gross, exempted: Vec::new(), estimated: Vec::new(), explanations })
    }

    /// What the rules give for one day, as if the whole month were like it. Facts that are about somebody else now say
    /// nothing about this debtor.
    fn day(&self, question: Question<'_>) -> Result<(Cents, Explanation), String> {
        let Step { finding, explanation } = recourse(question);
        match finding {
            Finding::Value(found) if found.debtor == self.debtor => Ok((found.amount, explanation)),
            Finding::Value(found) => Err(format!(
                "de gegevens gaan over de {} en niet meer over de {}. Herstel de gegevens of beëindig dit verhaal.",
                found.debtor.dutch(),
                self.debtor.dutch()
            )),
            Finding::NotApplicable => Ok((Cents::ZERO, explanation)),
            Finding::FactMissing(_) | Finding::PersonDecides => Err(explanation.text),
        }
    }
}

/// What the assistance of a month cost, as it stands on the books: general assistance, and gifts under schemes that are
/// assistance too. Nothing while the month was never worked out though there is a right to it.
fn cost(state: &AccountState, month: Month) -> Result<Option<Cents>, InvalidCents> {
    let general = match state.months.get(&month) {
        Some(fixed) => fixed.assistance,
        None if state.has_right_in(month) => return Ok(None),
        None => Cents::ZERO,
    };
    let gift = |grant: &&Grant| grant.terms.scheme.is_assistance() && grant.terms.form == GrantForm::Gift;
    let others = state.grants.values().filter(gift).filter_map(|grant| grant.months.get(&month));
    others.map(|fixed| fixed.gross).try_fold(general, Cents::plus).map(Some)
}

fn capped(cost: Cents, month: Month, law: Law<'_>) -> Explanation {
    let name = month.in_dutch();
    Explanation {
        rule: "recourse-61-cost".into(),
        source: "PW art. 61".into(),
        policy_version: law.national.version().into(),
        inputs: vec![TraceInput {
            name: "assistance".into(),
            value: format!("{name}: {cost}"),
            source: "calculation".into(),
        }],
        text: format!("De bijstand over {name} kostte {cost}. Meer wordt niet verhaald."),
    }
}

/// Works out what is claimed of others for a case. `stale` is the month from which facts or the cost of assistance changed.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn run_recourse(
    (account, book): (&mut CaseAccount, &mut Book),
    case: CaseInRun<'_>,
    run: RunDay<'_>,
    stale: Option<Month>,
) -> Result<RecourseResult, InvalidCents> {
    let mut result = RecourseResult::default();
    let numbers: Vec<u32> = account.state.recourse.keys().copied().collect();
    for number in numbers {
        let Some(mut claim) = account.state.recourse.remove(&number) else { continue };
        if let Some(month) = stale.filter(|_| claim.once.is_none()) {
            claim.touch(month);
        }
        let mut still_open = None;
        for month in claim.months_due(run.month, account.state.right_until) {
            let of = RecourseSources { timeline: case.timeline, law: run.law, state: &account.state };
            match claim.month(of, (month, run.day))? {
                GrantMonth::WorkedOut { gross, explanations, .. } => {
                    let before = claim.months.get(&month).copied();
                    if before.is_some_and(|before| before.gross == gross) {
                        continue;
                    }
                    if before.is_some() {
                        let text =
                            format!("Het verhaal over {} is opnieuw berekend: {gross}.", month.in_dutch());
                        result.reasons.push(text);
                    }
                    let fixed = lay_down(&mut claim, book, (month, before.unwrap_or_default(), gross))?;
                    let known = run.day;
                    result.versions.push(GrantVersion { grant: number, month, known, fixed, explanations });
                }
                GrantMonth::Open { why, .. } => {
                    // What was claimed over it stays until someone knows.
                    still_open = still_open.or(Some(month));
                    let text = format!("Het verhaal over {} is niet te berekenen: {why}", month.in_dutch());
                    result.reasons.push(text);
                }
            }
        }
        let last = claim.months.last_key_value().map(|(month, _)| *month);
        claim.stale_from = still_open.or(left_stale(claim.stale_from, last, run.month));
        result.open |= still_open.is_some();
        account.state.recourse.insert(number, claim);
    }
    Ok(result)
}

fn lay_down(
    claim: &mut RecourseClaim,
    book: &mut Book,
    (month, before, gross): (Month, GrantFixed, Cents),
) -> Result<GrantFixed, InvalidCents> {
    let more = gross.minus(before.gross)?;
    book.transfer((Account::ClaimRecourse, Account::Recourse), more, month, Reason::Recourse)?;
    let version = before.version.saturating_add(1);
    let fixed = GrantFixed { version, gross, withheld: Cents::ZERO };
    claim.months.insert(month, fixed);
    Ok(fixed)
}
