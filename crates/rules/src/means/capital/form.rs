//! Free of charge or as a loan (Participation Act art. 48, 50).

use domain::Cents;

use super::home;
use crate::means::trail::Trail;
use crate::{Answer, Question, Step, Stop, apply};

/// In which form assistance is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Free of charge.
    Free,
    /// A loan (art. 48(2)).
    Loan,
    /// A loan on the home (art. 50(2)).
    MortgageCredit,
}

/// In which form general assistance is given (Participation Act art. 48, 50).
pub fn form_of_assistance(question: Question<'_>) -> Answer<Form> {
    let mut trail = Trail::default();
    let looks_at_home = question.facts.capital.owns_home.is_some() || home::is_itemised(question);
    let of_home = if looks_at_home { trail.take(mortgage_credit(question)) } else { None };
    let form = match of_home {
        Some(Form::MortgageCredit) => of_home,
        _ => trail.take(loan(question)),
    };
    trail.finish(form)
}

/// Assistance of who has a home of their own that need not be sold is a loan when more than the net minimum wage is expected over a year, and the home
/// holds more than art. 34(2)(d) leaves free (Participation Act art. 50(2)).
///
/// The net minimum wage of art. 37(1) is not among the amounts of law: someone states whether it is exceeded.
fn mortgage_credit(question: Question<'_>) -> Step<Form> {
    apply(question, "loan-50-2", "PW art. 50 lid 2", |look| {
        if home::excess(look)? == Cents::ZERO {
            return Ok((Form::Free, "De waarde in de woning is vrij: geen lening.".into()));
        }
        let home = &look.facts().capital.home;
        if look.need("capital.home.sale_can_be_asked", &home.sale_can_be_asked)? {
            return Err(Stop::not_applicable(
                "Verkoop of belening van de woning is te vergen: de waarde telt als vermogen.",
            ));
        }
        match look.see("capital.home.over_minimum_wage", &home.over_minimum_wage) {
            Some(true) => {
                Ok((Form::MortgageCredit, "De bijstand is een lening met de woning als zekerheid.".into()))
            }
            Some(false) => {
                Ok((Form::Free, "Over een jaar is te weinig bijstand te verwachten voor een lening.".into()))
            }
            None => Err(Stop::person_decides(
                "Het netto minimumloon van artikel 37 lid 1 is niet bekend. Beoordeel of de bijstand over een jaar naar \
                 verwachting hoger is: dan is de bijstand een lening.",
            )),
        }
    })
}

/// Assistance is free of charge, unless a ground for a loan holds (Participation Act art. 48(1), (2)). The municipality
/// may, and need not: a person decides.
fn loan(question: Question<'_>) -> Step<Form> {
    apply(question, "form-48", "PW art. 48 lid 1 en 2", |look| {
        let facts = &look.facts().assistance;
        let grounds = [
            (
                "assistance.means_expected_soon",
                &facts.means_expected_soon,
                "binnenkort zijn er voldoende middelen",
            ),
            (
                "assistance.irresponsible",
                &facts.irresponsible,
                "er is te weinig verantwoordelijkheid genomen",
            ),
            ("assistance.for_deposit", &facts.for_deposit, "de bijstand is voor een waarborgsom"),
            ("assistance.for_debts", &facts.for_debts, "de bijstand is voor schulden"),
        ];
        let mut found = Vec::new();
        for (path, fact, reason) in grounds {
            if look.see(path, fact) == Some(true) {
                found.push(reason);
            }
        }
        if found.is_empty() {
            return Ok((Form::Free, "De bijstand hoeft niet te worden terugbetaald.".into()));
        }
        let reasons = found.join(", ");
        match look.see("assistance.as_loan", &facts.as_loan) {
            Some(true) => Ok((Form::Loan, format!("De bijstand is een lening: {reasons}."))),
            Some(false) => {
                Ok((Form::Free, format!("De bijstand is geen lening, zo is besloten, al geldt: {reasons}.")))
            }
            None => Err(Stop::person_decides(format!(
                "De bijstand mag een lening zijn, want {reasons}. Bij te weinig verantwoordelijkheid kan ook een \
                 verlaging passen. Beslis of het een lening wordt."
            ))),
        }
    })
}
