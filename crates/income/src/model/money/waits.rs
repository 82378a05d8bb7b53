//! What keeps someone from being paid and waits for a person: a month that cannot be worked out, money for which no
//! account is known, and a right that goes on while income or capital leaves nothing to pay. Each is told once, and told to be over once.

use chrono::NaiveDate;
use domain::{Month, SignalKind, day_in_dutch};
use rules::facts::Facts;
use rules::month::{MonthCalculation, MonthOutcome};
use serde::{Deserialize, Serialize};

use super::orders::Payee;
use super::partners::client_in_dutch;

/// What a case waits for, as it was told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Waits {
    /// How often something was told: what happens anew is told under a number of its own.
    told: u32,
    month: Option<Waiting>,
    account: Option<Waiting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    income: Option<Waiting>,
    #[serde(skip_serializing_if = "Option::is_none")]
    capital: Option<Waiting>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Waiting {
    number: u32,
    /// In plain Dutch: which kind of fact, never its value.
    because: String,
}

/// What a case waits for as it is found now, each in plain Dutch.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Of the first month that cannot be worked out.
    pub month: Option<String>,
    /// Whose account is missing.
    pub account: Option<String>,
    /// Since when income leaves nothing to pay.
    pub income: Option<String>,
    /// Since when capital does.
    pub capital: Option<String>,
}

/// A signal to raise or to settle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitChange {
    pub kind: SignalKind,
    /// What is missing, with the number that keeps it apart from the same of before.
    pub subject: String,
    /// Else it is over.
    pub begins: bool,
}

impl Waits {
    pub fn is_nothing(&self) -> bool {
        *self == Self::default()
    }

    /// A case that could not be worked out at all: what is known of its accounts stays as it was told.
    pub fn fail(&mut self, month: Month) -> Vec<WaitChange> {
        let kept = |known: &Option<Waiting>| known.as_ref().map(|known| known.because.clone());
        let (account, income, capital) = (kept(&self.account), kept(&self.income), kept(&self.capital));
        self.find(Found { month: Some(amounts_do_not_fit(month)), account, income, capital })
    }

    /// What is found now takes the place of what was told; what there is to tell comes out, what is over first.
    pub fn find(&mut self, found: Found) -> Vec<WaitChange> {
        let mut changes = Vec::new();
        let found = [
            (SignalKind::MonthNotCalculated, &mut self.month, found.month),
            (SignalKind::AccountMissing, &mut self.account, found.account),
            (SignalKind::NothingToPay, &mut self.income, found.income),
            (SignalKind::NothingToPay, &mut self.capital, found.capital),
        ];
        for (kind, known, because) in found {
            if known.as_ref().map(|known| &known.because) == because.as_ref() {
                continue;
            }
            let subject = Waiting::subject;
            changes.extend(known.take().map(|over| WaitChange {
                kind,
                subject: subject(&over),
                begins: false,
            }));
            if let Some(because) = because {
                self.told = self.told.saturating_add(1);
                let now = known.insert(Waiting { number: self.told, because });
                changes.push(WaitChange { kind, subject: subject(now), begins: true });
            }
        }
        changes
    }

    /// Whether it was told that capital leaves no right.
    pub const fn tells_of_capital(&self) -> bool {
        self.capital.is_some()
    }

    /// There is a right again by what was stated of capital: what was told of it is over.
    pub fn capital_is_within(&mut self) -> Option<WaitChange> {
        let over = self.capital.take()?;
        Some(WaitChange { kind: SignalKind::NothingToPay, subject: over.subject(), begins: false })
    }
}

impl Waiting {
    fn subject(&self) -> String {
        format!("{} (melding {})", self.because, self.number)
    }
}

/// Amounts that no rule can reckon with: a mistake in what was stated.
fn amounts_do_not_fit(month: Month) -> String {
    format!("{}: de bedragen van deze zaak passen niet in een berekening", month.in_dutch())
}

/// Why a month could not be worked out: the facts that are missing, else the article by which a person judges.
pub fn why_open(calculation: &MonthCalculation) -> Option<String> {
    let MonthOutcome::Open { missing } = &calculation.outcome else { return None };
    let month = calculation.month.in_dutch();
    let mut names: Vec<String> = missing.iter().map(|path| Facts::in_dutch(path)).collect();
    names.dedup();
    if !names.is_empty() {
        return Some(format!("{month}: er ontbreekt {}", names.join(", ")));
    }
    let source = calculation.lines.last().map_or("", |line| line.explanation.source.as_str());
    Some(format!("{month}: een inkomensconsulent moet hierover oordelen ({source})"))
}

/// Of a scheme beside general assistance: the facts that are missing, by name; what else a rule says may hold amounts.
pub fn scheme_open(scheme: &str, month: Month, missing: &[String]) -> String {
    let month = month.in_dutch();
    if missing.is_empty() {
        return format!("{scheme} over {month}: een inkomensconsulent moet hierover oordelen");
    }
    format!("{scheme} over {month}: er ontbreekt {}", missing.join(", "))
}

/// Since which month nothing is paid because of income.
pub fn above_norm(since: Month) -> String {
    format!("sinds {} is er door inkomen geen recht op bijstand", since.in_dutch())
}

/// Since which day there is no right because of capital.
pub fn above_capital(since: NaiveDate) -> String {
    format!(
        "vanaf {} is er geen recht op bijstand, want het vermogen is hoger dan de grens",
        day_in_dutch(since)
    )
}

/// Whose account is missing; `partner_now`: number of who is the partner today.
pub fn account_of(payee: Payee, partner_now: u8) -> String {
    let whose = match payee {
        Payee::Applicant | Payee::Partner(_) => client_in_dutch(payee, partner_now),
        Payee::Third(_) => "wie vaste lasten krijgt".to_owned(),
        Payee::Employer(_) => "de werkgever".to_owned(),
    };
    format!("er is geen rekening bekend van {whose}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(waits: &mut Waits, month: Option<&str>, account: Option<&str>) -> Vec<String> {
        let found =
            Found { month: month.map(Into::into), account: account.map(Into::into), ..Found::default() };
        let changes = waits.find(found);
        let sign = |change: &WaitChange| if change.begins { '+' } else { '-' };
        changes.iter().map(|change| format!("{}{}", sign(change), change.subject)).collect()
    }

    #[test]
    fn what_is_waited_for_is_told_once_and_its_end_once_and_anew_under_another_number() {
        let mut waits = Waits::default();
        assert!(waits.is_nothing());
        assert_eq!(told(&mut waits, Some("maart"), None), ["+maart (melding 1)"]);
        assert!(told(&mut waits, Some("maart"), None).is_empty());
        assert_eq!(
            told(&mut waits, Some("april"), Some("rekening")),
            ["-maart (melding 1)", "+april (melding 2)", "+rekening (melding 3)"]
        );
        assert_eq!(told(&mut waits, None, Some("rekening")), ["-april (melding 2)"]);
        assert_eq!(told(&mut waits, Some("april"), None), ["+april (melding 4)", "-rekening (melding 3)"]);
    }
}
