//! The claim on holiday allowance over other income (Participation Act art. 31(4)).

use domain::Cents;

use super::IncomeLine;
use super::received::Received;
use crate::facts::{Income, IncomeKind};
use crate::means::law::by_bracket;
use crate::right::reached_pension_age;
use crate::{Claimant, Look, Question, Step, Stop, apply};

pub(super) const RULE: &str = "holiday-claim-31-4";

/// Over which kinds there is a claim on holiday allowance: what the ministry's tables are about. Profit and pay in kind
/// have none.
const fn may_claim(kind: IncomeKind) -> bool {
    matches!(
        kind,
        IncomeKind::Earnings
            | IncomeKind::FormerWork
            | IncomeKind::WithoutTaxCredit
            | IncomeKind::ReducedStatePension
            | IncomeKind::PrivatePension
    )
}

fn claims(income: &Income) -> bool {
    may_claim(income.kind)
        && !income.with_holiday_allowance
        && !income.without_holiday_claim
        && income.amount > Cents::ZERO
}

impl Received<'_> {
    pub fn claims_holiday_allowance(&self) -> bool {
        self.entries.iter().any(|(_, income)| claims(income))
    }
}

/// The claim on holiday allowance over one person's income, by table and sum of the income in that table (Participation
/// Act art. 31(4); Regeling Participatiewet, IOAW en IOAZ art. 11-14). Each claim is rounded half up to the cent.
///
/// The claim is over the net income as it is paid, before any exemption: the tables follow the tax on that income, and
/// art. 31(2) exempts of the earnings themselves. Where a table jumps up, a cent more pay leaves the household with less
/// in that month: that is the law's own jump.
pub(super) fn holiday_claim(question: Question<'_>, person: &Received<'_>, couple: bool) -> Step<IncomeLine> {
    apply(question, RULE, "PW art. 31 lid 4; Regeling Participatiewet, IOAW en IOAZ art. 11-14", |look| {
        let mut sums: Vec<(&'static str, Cents)> = Vec::new();
        for (place, income) in person.entries.iter().filter(|(_, income)| claims(income)) {
            look.counted(person.path(*place), income.amount, income.source);
            let key = table(look, person, income.kind, couple)?;
            match sums.iter_mut().find(|(of, _)| *of == key) {
                Some((_, sum)) => *sum = sum.plus(income.amount)?,
                None => sums.push((key, income.amount)),
            }
        }
        let mut claim = Cents::ZERO;
        for (key, sum) in sums {
            claim = claim.plus(by_bracket(look, key, sum)?)?;
        }
        look.given("holiday_allowance", claim, "PW art. 31 lid 4");
        let text = format!(
            "Over de inkomsten van {} is er recht op {claim} vakantietoeslag per maand. Die telt mee.",
            person.who.dutch()
        );
        Ok((
            IncomeLine { who: person.who, rule: RULE, received: claim, free: Cents::ZERO, counted: claim },
            text,
        ))
    })
}

/// The table that a kind of income is in.
fn table(
    look: &mut Look<'_>,
    person: &Received<'_>,
    kind: IncomeKind,
    couple: bool,
) -> Result<&'static str, Stop> {
    if kind == IncomeKind::WithoutTaxCredit {
        return Ok("31.4.no-credit");
    }
    match (reached_pension_age(look, person.who)?, kind) {
        (false, IncomeKind::Earnings) => Ok("31.4.work"),
        (false, IncomeKind::ReducedStatePension) => Err(Stop::person_decides(format!(
            "Er is AOW opgegeven van {}, die de AOW-leeftijd nog niet heeft.",
            person.who.dutch()
        ))),
        (false, _) => Ok("31.4.benefit"),
        (true, IncomeKind::ReducedStatePension) => of_state_pension(look, couple),
        (true, _) if person.has(IncomeKind::ReducedStatePension) => Ok("31.4.aow.other"),
        (true, _) => Err(Stop::person_decides(
            "Er is geen tabel voor de vakantietoeslag over inkomsten van wie de AOW-leeftijd heeft en geen AOW krijgt.",
        )),
    }
}

fn of_state_pension(look: &mut Look<'_>, couple: bool) -> Result<&'static str, Stop> {
    if !couple {
        return Ok("31.4.aow.single");
    }
    let both =
        reached_pension_age(look, Claimant::Applicant)? && reached_pension_age(look, Claimant::Partner)?;
    Ok(if both { "31.4.aow.couple" } else { "31.4.aow.one" })
}
