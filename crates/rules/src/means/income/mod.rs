//! Income of a month that counts (Participation Act art. 31-33).

mod earnings;
mod exemption;
mod gifts;
mod holiday_claim;
mod limited;
mod listed;
mod parts;
mod pension;
mod received;

use domain::Cents;

pub use exemption::{Exempted, Exemption};
pub(crate) use gifts::{months_of_once, once_given};
pub(crate) use received::is_work;

use super::trail::Trail;
use crate::facts::IncomeKind;
use crate::{Answer, Claimant, Part, Question, Step, apply};
use parts::Lines;
use received::{Received, Treatment, treatment};

/// The spouse of the applicant, as far as income goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spouse {
    /// There is none.
    None,
    /// Has a right to assistance too.
    Entitled,
    /// Has no right (art. 24, 32(3)): receives no assistance, so that no earnings are exempt.
    NotEntitled,
}

/// Income of one person that one rule is about, in cents in the month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct IncomeLine {
    pub who: Claimant,
    /// The rule that told what counts, as in the explanations.
    pub rule: &'static str,
    pub received: Cents,
    /// Does not count as income.
    pub free: Cents,
    /// `received` less `free`; for the claim on holiday allowance what is added.
    pub counted: Cents,
}

/// Income that counts in the month judged, in cents with the claim on holiday allowance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counted {
    pub applicant: Cents,
    /// Nothing without a spouse. Of one without a right the whole: [`super::spouse_without_right`] says what counts.
    pub partner: Cents,
    pub total: Cents,
    /// What it is made of; the counted parts sum to the total.
    pub lines: Vec<IncomeLine>,
    /// The same step by step, as it comes off the norm: each amount as stated, and what of it does not count.
    pub parts: Vec<Part>,
}

impl Counted {
    /// Whose earnings were exempt, and by what.
    pub fn exempted(&self) -> impl Iterator<Item = Exempted> {
        self.lines
            .iter()
            .filter_map(|line| Some(Exempted { who: line.who, exemption: Exemption::of_rule(line.rule)? }))
    }
}

/// Income that counts in the month judged (Participation Act art. 31-33): what is received less what each paragraph
/// leaves out, and the claim on holiday allowance over it.
///
/// Every missing fact is named at once.
pub fn counted_income(question: Question<'_>, spouse: Spouse) -> Answer<Counted> {
    let mut trail = Trail::default();
    let applicant = trail.take(received::received(question, Claimant::Applicant));
    let partner = match spouse {
        Spouse::None => Some(Received::nothing(Claimant::Partner)),
        Spouse::Entitled | Spouse::NotEntitled => trail.take(received::received(question, Claimant::Partner)),
    };
    let (Some(applicant), Some(partner)) = (applicant, partner) else { return trail.finish(None) };
    let both = [applicant, partner];

    let mut lines = Lines::of(&both);
    for person in &both {
        of_one(question, spouse, person, &mut trail, &mut lines);
    }
    if both.iter().any(|person| person.has(IncomeKind::Gift)) {
        lines.take(&mut trail, gifts::gifts(question, &both));
    }
    if both.iter().any(|person| person.has(IncomeKind::PrivatePension)) {
        let pension = pension::private_pension(question, &both, spouse != Spouse::None);
        lines.take(&mut trail, pension);
    }
    for person in both.iter().filter(|person| person.claims_holiday_allowance()) {
        let claim = holiday_claim::holiday_claim(question, person, spouse != Spouse::None);
        lines.take_one(&mut trail, claim);
    }
    if !trail.is_clear() {
        return trail.finish(None);
    }
    let counted = trail.take(total(question, lines));
    trail.finish(counted)
}

/// The rules that look at one person only.
fn of_one(
    question: Question<'_>,
    spouse: Spouse,
    person: &Received<'_>,
    trail: &mut Trail,
    lines: &mut Lines,
) {
    let receives = spouse != Spouse::NotEntitled || person.who == Claimant::Applicant;
    for &kind in IncomeKind::ALL.iter().filter(|kind| person.has(**kind)) {
        let step = match treatment(kind) {
            Treatment::Counts(source) => listed::counts(question, person, kind, source),
            Treatment::Never { rule, source } => listed::not_counted(question, person, kind, rule, source),
            Treatment::ParentalMaintenance => listed::parental_maintenance(question, person),
            Treatment::InformalCare => listed::informal_care(question, person),
            Treatment::YoungDisabledCredit => limited::young_disabled_credit(question, person),
            Treatment::Premium => limited::reintegration_premium(question, person),
            Treatment::Volunteer => limited::volunteer_allowance(question, person),
            Treatment::Work | Treatment::Gift | Treatment::PrivatePension => continue,
        };
        lines.take_one(trail, step);
    }
    if person.works() {
        lines.take_one(trail, earnings::earnings(question, person, receives));
    }
}

/// All income that counts (Participation Act art. 32(1)).
fn total(question: Question<'_>, told: Lines) -> Step<Counted> {
    apply(question, "income-32", "PW art. 31 en 32", |look| {
        let Lines { lines, parts } = told;
        let of = |who: Claimant| {
            let counted = lines.iter().filter(|line| line.who == who).map(|line| line.counted);
            counted.into_iter().try_fold(Cents::ZERO, Cents::plus)
        };
        let (applicant, partner) = (of(Claimant::Applicant)?, of(Claimant::Partner)?);
        let total = applicant.plus(partner)?;
        look.given("income", total, "PW art. 31 en 32");
        let text = format!("Het inkomen dat meetelt in {} is {total}.", look.days().month().in_dutch());
        Ok((Counted { applicant, partner, total, lines, parts }, text))
    })
}
