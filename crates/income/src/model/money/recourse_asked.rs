//! What an income consultant decides on recourse, and what came in.

use chrono::{Days as Span, NaiveDate};
use domain::{Cents, Explanation, Month, Refusal, TraceInput, Violation, day_in_dutch};
use policy::National;
use rules::debt::{Recourse, recourse};
use rules::facts::{Facts, MaintenanceDebtor};
use rules::{Days, Finding, Question, Step};

use super::account::CaseAccount;
use super::grant::{Matter, MoneyDecision};
use super::ledger::{Account, Posting, Reason};
use super::recourse::RecourseClaim;

/// Who decides on the recourse of a case, why, and by what law.
#[derive(Clone, Copy)]
pub struct RecourseAsked<'a> {
    pub account: &'a CaseAccount,
    pub by: &'a str,
    pub reasons: &'a str,
    pub national: &'a National,
    pub today: NaiveDate,
}

/// Recourse that was decided on, or that something came in of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedRecourse {
    pub account: CaseAccount,
    /// Number of the recourse in the case.
    pub recourse: u32,
    /// Nothing for a receipt.
    pub decision: Option<MoneyDecision>,
    pub postings: Vec<Posting>,
    /// Claimed per month or once, on the first day; or received.
    pub cents: Cents,
}

/// What a decision on recourse asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecourseWanted {
    /// First day.
    pub from: NaiveDate,
    /// Number of the recourse that this corrects.
    pub corrects: Option<u32>,
}

impl RecourseAsked<'_> {
    /// Decides by the rules with the facts of the first day. The amount is theirs. A decision that corrects an older one
    /// takes its place from its own first day on, and may come to nil: then all of it is taken back.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when no assistance was granted, facts are missing, a court or person must fix the amount first, or
    /// the same is claimed already.
    pub fn decide(self, wanted: RecourseWanted, facts: &Facts) -> Result<DecidedRecourse, Refusal> {
        let RecourseWanted { from, corrects } = wanted;
        self.after_assistance(from)?;
        let older = corrects.map(|number| self.known(number).map(|claim| (number, claim))).transpose()?;
        let (found, explanation) = self.by_rules(from, facts)?;
        let (cents, debtor) = (found.amount, found.debtor);
        let once = (!found.monthly).then_some(cents);
        if older.is_some_and(|(_, claim)| claim.debtor != debtor) {
            let reason =
                "Een verbeterd besluit gaat over dezelfde ander. Beëindig dit verhaal en besluit opnieuw.";
            return Err(Refusal::precondition("recourse-corrects-same", reason));
        }
        if cents <= Cents::ZERO && older.is_none() {
            let reason = "De regels komen op niets uit. Er is niets te verhalen.";
            return Err(Refusal::precondition("recourse-nil", reason));
        }
        self.not_twice(wanted, (debtor, once))?;
        let (mut account, number) = self.next();
        let new = RecourseClaim::new(number, debtor, from, once);
        let (own, claim) = older.map_or((number, new.clone()), |(own, older)| {
            let RecourseClaim { months, received, stale_from, .. } = older.clone();
            let mut claim = RecourseClaim { months, received, stale_from, ..new };
            // All of it is worked out again: what was claimed stays and is corrected.
            claim.touch(Month::of(older.from.min(from)));
            (own, claim)
        });
        account.state.recourse.insert(own, claim);
        let matter = Matter::Recourse { debtor, cents, monthly: found.monthly, from };
        let replaces = older.map(|(_, older)| older.decision);
        let decision = self.decision((number, replaces), matter, vec![explanation, self.said(cents)]);
        Ok(DecidedRecourse { account, recourse: own, decision: Some(decision), postings: Vec::new(), cents })
    }

    fn known(&self, number: u32) -> Result<&RecourseClaim, Refusal> {
        self.account.state.recourse.get(&number).ok_or_else(unknown)
    }

    /// There is no recourse before there is assistance.
    fn after_assistance(&self, from: NaiveDate) -> Result<(), Refusal> {
        let state = &self.account.state;
        let grants = state.grants.values().filter(|grant| grant.terms.scheme.is_assistance());
        let first = grants.map(|grant| grant.terms.from).chain(state.right_from).min();
        match first {
            None => {
                let reason = "In deze zaak is geen bijstand toegekend. Er is niets te verhalen.";
                Err(Refusal::precondition("recourse-no-assistance", reason))
            }
            Some(first) if from < first => {
                let reason = format!("ligt voor de eerste dag van de bijstand, {}", day_in_dutch(first));
                Err(wrong("from_day", &reason, "recourse-days"))
            }
            Some(_) => Ok(()),
        }
    }

    fn by_rules(&self, from: NaiveDate, facts: &Facts) -> Result<(Recourse, Explanation), Refusal> {
        let days = Days { assessed: from, decided: self.today, known: self.today };
        let Step { finding, explanation } = recourse(Question { facts, national: self.national, days });
        match finding {
            Finding::Value(found) => Ok((found, explanation)),
            Finding::FactMissing(paths) => {
                let names: Vec<_> = paths.iter().map(|path| Facts::in_dutch(path)).collect();
                let reason = format!("Om te beslissen ontbreekt: {}.", names.join(", "));
                Err(Refusal::precondition("facts-missing", reason))
            }
            Finding::NotApplicable | Finding::PersonDecides => {
                Err(Refusal::precondition("recourse-person", explanation.text))
            }
        }
    }

    /// The facts know one contribution at a time: a second one beside it would claim the same twice. So would the same gift
    /// or estate on the same day.
    fn not_twice(
        &self,
        RecourseWanted { from, corrects }: RecourseWanted,
        (debtor, once): (MaintenanceDebtor, Option<Cents>),
    ) -> Result<(), Refusal> {
        let others = self.account.state.recourse.iter().filter(|(number, _)| corrects != Some(**number));
        let same = |claim: &RecourseClaim| match (claim.once, once) {
            (Some(claimed), Some(_)) => (claim.debtor, claim.from) == (debtor, from) && claimed > Cents::ZERO,
            (None, None) => claim.until.is_none_or(|until| from <= until),
            _ => false,
        };
        for (number, claim) in others {
            if same(claim) {
                let reason = format!(
                    "Er is al verhaal op de {}: nummer {number}. Beëindig of verbeter dat.",
                    claim.debtor.dutch()
                );
                return Err(Refusal::conflict("recourse-known", reason));
            }
        }
        Ok(())
    }

    /// Ends recourse from a day on; what was claimed for later days is taken back by the next run.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such recourse, it is had once, or it ended by then.
    pub fn end(self, recourse: u32, from: NaiveDate) -> Result<DecidedRecourse, Refusal> {
        let (mut account, number) = self.next();
        let claim = account.state.recourse.get_mut(&recourse).ok_or_else(unknown)?;
        let last_day = from.checked_sub_days(Span::new(1)).unwrap_or(from);
        if claim.once.is_some() {
            let reason = "Dit verhaal is eenmalig en eindigt niet. Verbeter het besluit als het anders moet.";
            return Err(Refusal::precondition("recourse-once", reason));
        }
        if from < claim.from {
            return Err(wrong("from_day", "ligt voor de eerste dag van het verhaal", "recourse-days"));
        }
        if claim.until.is_some_and(|until| until <= last_day) {
            return Err(Refusal::conflict("recourse-ended", "Dit verhaal is dan al geëindigd."));
        }
        let replaces = Some(claim.decision);
        claim.until = Some(last_day);
        claim.decision = number;
        claim.touch(Month::of(from));
        let matter = Matter::Ended { last_day };
        let decision = self.decision((number, replaces), matter, vec![self.said(Cents::ZERO)]);
        let cents = Cents::ZERO;
        Ok(DecidedRecourse { account, recourse, decision: Some(decision), postings: Vec::new(), cents })
    }

    /// Something came in, never more than is still to come in. Less than nil takes back: what was paid back or was noted
    /// wrongly, never more than came in.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] when there is no such recourse, or there is not so much to receive or to take back.
    pub fn receive(self, recourse: u32, cents: Cents) -> Result<DecidedRecourse, Refusal> {
        let too_much = |_| wrong("cents", "is te groot om mee te rekenen", "amount");
        let mut account = self.account.clone();
        let claim = account.state.recourse.get_mut(&recourse).ok_or_else(unknown)?;
        let outstanding = claim.outstanding().map_err(too_much)?;
        if cents > Cents::ZERO && cents > outstanding {
            let reason = format!("is meer dan er openstaat: {outstanding}");
            return Err(wrong("cents", &reason, "recourse-outstanding"));
        }
        let received = claim.received.plus(cents).map_err(too_much)?;
        if received < Cents::ZERO {
            let reason = format!("is meer dan er is ontvangen: {}", claim.received);
            return Err(wrong("cents", &reason, "recourse-received"));
        }
        claim.received = received;
        let mut book = account.book();
        let pair = (Account::Received, Account::ClaimRecourse);
        book.transfer(pair, cents, Month::of(self.today), Reason::RecourseReceived).map_err(too_much)?;
        let postings = account.keep(book);
        account.version = account.version.saturating_add(1);
        Ok(DecidedRecourse { account, recourse, decision: None, postings, cents })
    }

    /// The account with one more decision, and its number.
    fn next(&self) -> (CaseAccount, u32) {
        let mut account = self.account.clone();
        account.version = account.version.saturating_add(1);
        account.state.money_decisions = account.state.money_decisions.saturating_add(1);
        let number = account.state.money_decisions;
        (account, number)
    }

    fn decision(
        &self,
        (number, replaces): (u32, Option<u32>),
        matter: Matter,
        explanations: Vec<Explanation>,
    ) -> MoneyDecision {
        MoneyDecision {
            case: self.account.case,
            number,
            replaces,
            decided_on: self.today,
            decided_by: self.by.to_owned(),
            matter,
            explanations,
        }
    }

    /// The line of the consultant, which comes last: it decided.
    fn said(&self, cents: Cents) -> Explanation {
        Explanation {
            rule: "recourse-decided".into(),
            source: "PW art. 61 en 62g".into(),
            policy_version: self.national.version().into(),
            inputs: vec![TraceInput {
                name: "amount".into(),
                value: cents.to_string(),
                source: "consultant".into(),
            }],
            text: self.reasons.to_owned(),
        }
    }
}

fn unknown() -> Refusal {
    Refusal::not_found("verhaal")
}

fn wrong(field: &str, reason: &str, rule: &str) -> Refusal {
    Refusal::invalid(vec![Violation::new(field, reason, rule)])
}
