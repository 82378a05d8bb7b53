//! Recovery of assistance (Participation Act art. 58-60).

use chrono::{Months, NaiveDate};
use domain::{Cents, Month};
use schemars::JsonSchema;
use serde::Serialize;

use crate::assess::assess;
use crate::conduct::of_law::term_on;
use crate::facts::{ClaimCause, ClaimMonth, HouseholdKind, Obligation, OwedKind, choices};
use crate::right::household_kind;
use crate::{Claimant, Local, Look, Question, Step, Stop, apply};

choices! {
    /// Whether a debt is set off against the assistance (art. 60(4)).
    pub enum Offset {
        /// For what was received through a breach of the duty to inform, and for fines.
        Mandatory = "mandatory", "verplicht";
        Optional = "optional", "mag";
    }
}

/// What is recovered, and whether the municipality has a choice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Recoverable {
    pub obligation: Obligation,
    pub cause: ClaimCause,
    /// Net euro cents; what may not be recovered any more is left out.
    pub amount: Cents,
    pub offset: Offset,
    /// Months that ended before this day are too old to be recovered; nothing where the law names no such term.
    pub not_before: Option<NaiveDate>,
}

impl Recoverable {
    /// Whether a month is recent enough to be recovered.
    pub fn reaches(&self, month: Month) -> bool {
        self.not_before.is_none_or(|day| day <= month.last_day())
    }
}

/// Whether what was paid too much must or may be recovered, and how much (art. 58(1), (2), (5), (6), (8)).
///
/// What was paid by mistake is recovered only when the resident could have known, and not over months that ended more
/// than two years before the decision. A person decides on urgent reasons, and on the gross amount when tax cannot be
/// settled any more. No rounding: the sum of the months.
pub fn recovery(question: Question<'_>) -> Step<Recoverable> {
    apply(question, "recovery-58", "PW art. 58 lid 1, 2, 5, 6 en 8", |look| {
        let facts = &look.facts().recovery.claim;
        let cause = look.need("recovery.claim.cause", &facts.cause)?;
        if look.need("recovery.claim.urgent_reasons", &facts.urgent_reasons)? {
            look.rule("recovery-58-8");
            return Err(Stop::person_decides(
                "Er zijn dringende redenen. Een medewerker besluit of de terugvordering helemaal of voor een deel vervalt.",
            ));
        }
        let months = look.list("recovery.claim.months", &facts.months)?;
        let Reached { obligation, amount, not_before, why } = match cause {
            ClaimCause::Information => {
                look.rule("recovery-58-1");
                Reached::all(Obligation::Must, sum(months)?)
            }
            ClaimCause::Mistake => by_mistake(look, months)?,
            _ => {
                look.rule("recovery-58-2");
                Reached::all(Obligation::May, sum(months)?)
            }
        };
        let gross =
            obligation != Obligation::Never && look.need("recovery.claim.tax_settled", &facts.tax_settled)?;
        if gross {
            look.rule("recovery-58-5");
            return Err(Stop::person_decides(format!(
                "Over {amount} is belasting afgedragen die niet meer te verrekenen is. Een medewerker bepaalt of en hoeveel daarvan wordt teruggevraagd.",
            )));
        }
        let offset = if cause == ClaimCause::Information { Offset::Mandatory } else { Offset::Optional };
        let text = match obligation {
            Obligation::Must => format!("De gemeente moet {amount} terugvragen: {}.{why}", cause.dutch()),
            Obligation::May => format!("De gemeente mag {amount} terugvragen: {}.{why}", cause.dutch()),
            Obligation::Never => format!("Dit wordt niet teruggevraagd.{why}"),
        };
        Ok((Recoverable { obligation, cause, amount, offset, not_before }, text))
    })
}

fn sum(months: &[ClaimMonth]) -> Result<Cents, Stop> {
    if months.iter().any(|each| each.amount < Cents::ZERO) {
        return Err(Stop::person_decides(
            "Een bedrag in de terugvordering is lager dan nul. Een medewerker kijkt dat na.",
        ));
    }
    Ok(months.iter().try_fold(Cents::ZERO, |total, each| total.plus(each.amount))?)
}

/// What of a claim may be recovered.
struct Reached {
    obligation: Obligation,
    amount: Cents,
    not_before: Option<NaiveDate>,
    /// Why not all of it, as a sentence after the first; empty where it is all of it.
    why: String,
}

impl Reached {
    const fn all(obligation: Obligation, amount: Cents) -> Self {
        Self { obligation, amount, not_before: None, why: String::new() }
    }
}

/// What was paid by mistake (art. 58(2)(e), (6)): a month is too old when its last day is more than two years before
/// the decision.
fn by_mistake(look: &mut Look<'_>, months: &[ClaimMonth]) -> Result<Reached, Stop> {
    let facts = &look.facts().recovery.claim;
    if !look.need("recovery.claim.recognisable", &facts.recognisable)? {
        look.rule("recovery-58-2-e");
        let why = " Het was een fout van de gemeente die niet te herkennen was.".to_owned();
        return Ok(Reached { why, ..Reached::all(Obligation::Never, Cents::ZERO) });
    }
    look.rule("recovery-58-6");
    let decided = look.days().decided;
    let term = term_on(look, "58.6.months", decided)?;
    let oldest = months_before(decided, term);
    let (recent, old): (Vec<_>, Vec<_>) =
        months.iter().copied().partition(|each| oldest <= each.month.last_day());
    let amount = sum(&recent)?;
    let obligation = if amount == Cents::ZERO { Obligation::Never } else { Obligation::May };
    let too_old = sum(&old)?;
    let why = if too_old > Cents::ZERO {
        let of: Vec<_> = old.iter().map(|each| each.month.in_dutch()).collect();
        format!(
            " Over {} is {too_old} te veel betaald. Dat is meer dan {term} maanden geleden en wordt niet teruggevraagd.",
            of.join(", ")
        )
    } else {
        String::new()
    };
    Ok(Reached { obligation, amount, not_before: Some(oldest), why })
}

fn months_before(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(NaiveDate::MIN)
}

/// What of past income may be set off against the assistance of the month judged, and what is left to recover.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct PastOffset {
    /// Received in the months before that the law names, in euro cents.
    pub offset: Cents,
    /// Older, in euro cents: to be recovered by a decision.
    pub rest: Cents,
}

/// Income of the six months before that is set off against the assistance without a decision to recover (art. 58(4)).
///
/// The month judged and later ones are no past. No rounding.
pub fn offset_past_income(question: Question<'_>) -> Step<PastOffset> {
    apply(question, "offset-58-4", "PW art. 58 lid 4", |look| {
        let months = look.list("recovery.claim.months", &look.facts().recovery.claim.months)?;
        let this = look.days().month();
        let term = term_on(look, "58.4.months", look.day())?;
        let back = |month: Month| u32::try_from(this.since(month)).ok().filter(|back| *back > 0);
        let past = months.iter().copied().filter(|each| back(each.month).is_some());
        let (recent, older): (Vec<_>, Vec<_>) =
            past.partition(|each| back(each.month).is_some_and(|back| back <= term));
        let (offset, rest) = (sum(&recent)?, sum(&older)?);
        let text = format!(
            "Van de inkomsten van de afgelopen {term} maanden mag {offset} met de bijstand worden verrekend."
        );
        Ok((PastOffset { offset, rest }, text))
    })
}

/// Whether a debt is set off against the assistance by duty or by choice (art. 60(4)).
pub const fn offset_duty(kind: OwedKind) -> Offset {
    match kind {
        OwedKind::Information | OwedKind::Fine => Offset::Mandatory,
        OwedKind::Recovery | OwedKind::Loan => Offset::Optional,
    }
}

/// Who owes a claim, each for the whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Debtors {
    pub applicant: bool,
    /// The partner in the same assistance (art. 59(1)).
    pub partner: bool,
    /// The partner who was not reported, whose means should have counted (art. 59(2)).
    pub unreported_partner: bool,
}

impl Debtors {
    /// Whether they are jointly and severally liable (art. 59(3)).
    pub const fn joint(self) -> bool {
        self.partner || self.unreported_partner
    }
}

/// Who owes a claim (art. 59): all members of the family that the assistance was for, and a partner who was not
/// reported. Of a couple of whom the partner had no right the assistance was for the applicant alone (art. 11(4), 24).
pub fn debtors(question: Question<'_>) -> Step<Debtors> {
    apply(question, "debtors-59", "PW art. 59", |look| {
        let kind = match look.see("household.kind", &look.facts().household.kind) {
            Some(kind) => kind,
            None => household_kind(look)?,
        };
        let hidden = &look.facts().recovery.claim.unreported_partner;
        let unreported_partner = look.see("recovery.claim.unreported_partner", hidden).unwrap_or_default();
        let alone = kind == HouseholdKind::Couple
            && assess(question, &Local::default()).entitled == [Claimant::Applicant];
        let partner = kind == HouseholdKind::Couple && !alone;
        let debtors = Debtors { applicant: true, partner, unreported_partner };
        let text = match (debtors.partner, debtors.unreported_partner) {
            (false, false) if alone => {
                "De bijstand was alleen voor de aanvrager. De aanvrager betaalt terug."
            }
            (false, false) => "De aanvrager betaalt terug.",
            (true, false) => "De aanvrager en de partner zijn ieder voor het geheel aansprakelijk.",
            (false, true) => {
                "De aanvrager en de partner die niet is opgegeven zijn ieder voor het geheel aansprakelijk."
            }
            (true, true) => {
                "De aanvrager, de partner en wie niet is opgegeven zijn ieder voor het geheel aansprakelijk."
            }
        };
        Ok((debtors, text.to_owned()))
    })
}
