//! Assistance that was paid too much: a run finds it and a person decides on it. Where a duty to inform was broken it must be
//! recovered (Participation Act art. 58(1)), else it may (art. 58(2)), and urgent reasons may be against it (art. 58(8)).

use std::collections::BTreeMap;

use chrono::NaiveDate;
use domain::{Cents, Explanation, InvalidCents, Month, Refusal, TraceInput, Violation};
use policy::National;
use rules::facts::ClaimCause;
use rules::month::Timeline;
use uuid::Uuid;

use super::account::{AccountState, CaseAccount, Debt, DebtKind, Instalment};
use super::claim_asked::{ClaimAsked, ClaimSaid, JudgedClaim};
use super::ledger::{Account, Book, Posting, Reason};

/// What a person decides on what a run found.
#[derive(Debug, Clone, Copy)]
pub struct RecoveryAsked<'a> {
    pub account: &'a CaseAccount,
    /// With something left to pay.
    pub open: &'a [Debt],
    pub debt: Uuid,
    /// What is recovered; the rest is not. Nothing: all that the law lets be recovered.
    pub cents: Option<Cents>,
    /// By what article, and what the rules ask beside the books.
    pub said: &'a ClaimSaid,
    /// Of the household.
    pub timeline: &'a Timeline,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// What a decision on it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryDecided {
    pub account: CaseAccount,
    pub debt: Debt,
    /// What is recovered.
    pub recovered: Cents,
    /// What is not.
    pub left: Cents,
    pub postings: Vec<Posting>,
    /// That takes off the debt what is not recovered.
    pub instalment: Option<Instalment>,
    /// The rules that were asked, and what they say of the claim.
    pub lines: Vec<Explanation>,
}

impl RecoveryAsked<'_> {
    /// Decides on it, once: never more than the law lets be recovered, and by duty all of it.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when nothing waits for a decision under this name, the cause is not one of such a debt or does not fit the
    /// article, something is not said that the rules ask, or more would be recovered than the law lets, or less than it asks.
    pub fn decide(&self) -> Result<RecoveryDecided, Refusal> {
        let unknown = || Refusal::not_found("bedrag waarover nog beslist moet worden");
        let cost = *self.account.state.undecided.get(&self.debt).ok_or_else(unknown)?;
        let debt = *self.open.iter().find(|debt| debt.id == self.debt).ok_or_else(unknown)?;
        let claim = self.account.state.claim_of(&debt).map_err(too_large)?;
        let (said, timeline, national, today) = (self.said, self.timeline, self.national, self.today);
        let asked = ClaimAsked { claim: &claim, said, timeline, national, today };
        let mut judged = asked.judge()?;
        if !causes(debt.kind).contains(&judged.claim.cause) {
            let reason = format!("kan hier niet de reden zijn: {}", judged.claim.cause.dutch());
            return Err(wrong("cause", reason, "cause-kind"));
        }
        let recovered = self.amount(&debt, &judged)?;
        if recovered > Cents::ZERO {
            asked.owed_by(&mut judged, recovered)?;
        }
        self.laid_down((debt, cost), recovered, judged).map_err(too_large)
    }

    fn amount(&self, debt: &Debt, judged: &JudgedClaim) -> Result<Cents, Refusal> {
        let most = judged.most.min(debt.remaining);
        let cents = self.cents.unwrap_or(most);
        if cents > debt.remaining {
            let reason = format!("is meer dan er te veel is betaald: {}", debt.remaining);
            return Err(wrong("cents", reason, "more-than-too-much"));
        }
        let nothing_may = most == Cents::ZERO && self.cents.is_none();
        if cents > most || nothing_may {
            let (why, rule) = judged.lines.first().map(|line| (&*line.text, &*line.rule)).unwrap_or_default();
            return Err(wrong("cents", format!("mag ten hoogste {most} zijn. {why}"), rule));
        }
        if judged.must && cents < most {
            let reason = format!("moet {most} zijn: bij 58 lid 1 wordt alles teruggevorderd");
            return Err(wrong("cents", reason, "duty-to-recover"));
        }
        Ok(cents)
    }

    fn laid_down(
        &self,
        (debt, cost): (Debt, Account),
        recovered: Cents,
        judged: JudgedClaim,
    ) -> Result<RecoveryDecided, InvalidCents> {
        let month = Month::of(self.today);
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        let state = &mut account.state;
        state.undecided.remove(&self.debt);
        if debt.kind == DebtKind::Advance {
            state.decided_advances.insert(debt.id);
            state.asked.entry(debt.id).or_insert(1);
        }
        if recovered > Cents::ZERO {
            state.claims.insert(debt.id, judged.claim);
            if judged.must_offset {
                state.must_offset.insert(debt.id);
            }
        } else {
            state.claims.remove(&debt.id);
        }
        let mut book = account.book();
        let left = debt.remaining.minus(recovered)?;
        book.transfer((cost, debt.kind.account()), left, month, Reason::NotRecovered)?;
        let instalment = (left > Cents::ZERO).then(|| Instalment {
            debt: debt.id,
            month,
            posting: book.last(),
            cents: left,
        });
        let postings = account.keep(book);
        let debt = Debt { remaining: recovered, ..debt };
        Ok(RecoveryDecided { account, debt, recovered, left, postings, instalment, lines: judged.lines })
    }
}

/// What may be the cause of what was found: a loan or a guarantee is laid down as such, and nobody gets an advance by mistake.
const fn causes(kind: DebtKind) -> &'static [ClaimCause] {
    match kind {
        DebtKind::Advance => &[ClaimCause::Information, ClaimCause::Advance],
        _ => &[ClaimCause::Information, ClaimCause::TooMuch, ClaimCause::Mistake, ClaimCause::LaterMeans],
    }
}

fn too_large(_: InvalidCents) -> Refusal {
    wrong("cents", "is te groot om mee te rekenen".to_owned(), "amount")
}

fn wrong(field: &str, reason: String, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}

/// A month that came out lower takes back what a later, better known fact gives again: what nobody decided on is made good
/// first, before anything more is paid. `rose`: what each month came out higher.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn make_good(
    book: &mut Book,
    state: &mut AccountState,
    (open, rose): (&[Debt], &BTreeMap<Month, Cents>),
    month: Month,
) -> Result<(Vec<Debt>, Vec<Instalment>), InvalidCents> {
    let raised = rose.values().copied().try_fold(Cents::ZERO, Cents::plus)?;
    let (mut changed, mut instalments, mut left) = (Vec::new(), Vec::new(), raised);
    for debt in open.iter().filter(|debt| state.undecided.contains_key(&debt.id)) {
        let cents = debt.remaining.min(left).min(book.balances().owed(Account::Payable));
        if cents <= Cents::ZERO {
            continue;
        }
        left = left.minus(cents)?;
        book.transfer((Account::Payable, debt.kind.account()), cents, month, Reason::MadeGood)?;
        let remaining = debt.remaining.minus(cents)?;
        if let Some(claim) = state.claims.get_mut(&debt.id) {
            claim.make_good(cents, rose)?;
        }
        changed.push(Debt { remaining, ..*debt });
        instalments.push(Instalment { debt: debt.id, month, posting: book.last(), cents });
    }
    let made_good = raised.minus(left)?;
    state.corrected.undecided = state.corrected.undecided.minus(made_good)?.max(Cents::ZERO);
    for over in changed.iter().filter(|debt| debt.remaining == Cents::ZERO) {
        state.undecided.remove(&over.id);
        state.claims.remove(&over.id);
    }
    Ok((changed, instalments))
}

/// What corrections took off a payment, for the decision on it: told when the payment is released.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SetOff {
    /// What the months were too much together, what was kept as holiday allowance included.
    pub too_much: Cents,
    /// What of it came off the holiday allowance that was kept.
    pub from_holiday: Cents,
    /// What of it was taken off what was to be paid.
    pub taken: Cents,
    /// What a person decides on.
    pub undecided: Cents,
    /// Each month: what it gave with its holiday allowance before, and what it gives now.
    pub months: Vec<(Month, Cents, Cents)>,
}

impl SetOff {
    /// What the corrections of a case come to since something was told of them; `None` when nothing was taken.
    ///
    /// # Errors
    ///
    /// [`InvalidCents`] when amounts do not fit.
    pub fn of(state: &AccountState) -> Result<Option<Self>, InvalidCents> {
        let (mut payable, mut holiday, mut months) = (Cents::ZERO, Cents::ZERO, Vec::new());
        for (month, before) in &state.corrected.months {
            let now = state.months.get(month).cloned().unwrap_or_default();
            payable = payable.plus(before.payable)?.minus(now.payable)?;
            holiday = holiday.plus(before.holiday)?.minus(now.holiday)?;
            months.push((*month, before.payable.plus(before.holiday)?, now.payable.plus(now.holiday)?));
        }
        let too_much = payable.plus(holiday)?;
        let undecided = state.corrected.undecided.min(payable).max(Cents::ZERO);
        let taken = payable.minus(undecided)?;
        let something = too_much > Cents::ZERO && (taken > Cents::ZERO || holiday > Cents::ZERO);
        Ok(something.then_some(Self { too_much, from_holiday: holiday, taken, undecided, months }))
    }

    /// Why, in plain Dutch.
    pub fn why(&self, national: &National) -> Explanation {
        let each = self
            .months
            .iter()
            .map(|(month, before, now)| format!("{}: dat was {before} en is {now}", month.in_dutch()));
        let mut text = format!(
            "Wij hebben opnieuw berekend (met vakantietoeslag): {}. Samen is er {} te veel gegeven.",
            each.collect::<Vec<_>>().join("; "),
            self.too_much
        );
        if self.from_holiday > Cents::ZERO {
            text.push_str(&format!(
                " Daarvan gaat {} af van de gespaarde vakantietoeslag.",
                self.from_holiday
            ));
        }
        if self.taken > Cents::ZERO {
            text.push_str(&format!(" Wij verrekenen {} met wat u nu krijgt.", self.taken));
        }
        if self.undecided > Cents::ZERO {
            text.push_str(&format!(" Over {} beslist een consulent nog.", self.undecided));
        }
        let input = |name: &str, cents: Cents| TraceInput {
            name: name.into(),
            value: cents.to_string(),
            source: "calculation".into(),
        };
        Explanation {
            rule: "set-off-58-4".into(),
            source: "PW art. 54 lid 3 en 58 lid 4".into(),
            policy_version: national.version().into(),
            inputs: vec![
                input("too_much", self.too_much),
                input("holiday_allowance", self.from_holiday),
                input("set_off", self.taken),
                input("undecided", self.undecided),
            ],
            text,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::money::account::{Before, Fixed};
    use crate::model::testing::NATIONAL;

    fn state(before: (i64, i64), now: (i64, i64)) -> AccountState {
        let month: Month = "2026-02".parse().unwrap();
        let mut state = AccountState::default();
        let was = Before { payable: Cents::new(before.0), holiday: Cents::new(before.1) };
        state.corrected.months.insert(month, was);
        let fixed = Fixed { payable: Cents::new(now.0), holiday: Cents::new(now.1), ..Fixed::default() };
        state.months.insert(month, fixed);
        state
    }

    #[test]
    fn every_part_of_what_was_too_much_is_told() {
        let mut state = state((133_142, 7_008), (95_142, 5_008));
        state.corrected.undecided = Cents::new(30_993);
        let found = SetOff::of(&state).unwrap().unwrap();
        assert_eq!((found.too_much, found.from_holiday), (Cents::new(40_000), Cents::new(2_000)));
        assert_eq!((found.taken, found.undecided), (Cents::new(7_007), Cents::new(30_993)));
        let text = found.why(&NATIONAL).text;
        for part in ["€ 1.401,50", "€ 1.001,50", "€ 400,00", "€ 20,00", "€ 70,07", "€ 309,93", "consulent"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }

    #[test]
    fn a_month_that_gives_more_takes_nothing() {
        assert_eq!(SetOff::of(&state((95_142, 5_008), (133_142, 7_008))), Ok(None));
        assert_eq!(SetOff::of(&AccountState::default()), Ok(None));
    }
}
