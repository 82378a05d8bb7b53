//! Assistance to self-employed people (Bbz 2004): which kind, and which maxima. What is granted within them, and the settlement
//! after the year's accounts, are left to a person.

use chrono::{Datelike, Months};
use domain::Cents;
use schemars::JsonSchema;
use serde::Serialize;

use super::super::lines::only;
use super::super::national::{rate_on, term};
use crate::facts::Reads;
use crate::{Answer, Claimant, Finding, Look, Question, Step, Stop, apply};

/// The kinds of self-employed people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum BbzKind {
    Established,
    /// Began from a benefit, at most 36 months ago.
    Starter,
    /// Born before 1960.
    Older,
    /// Will end the business.
    Ending,
}

impl BbzKind {
    /// The stable English code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Established => "established",
            Self::Starter => "starter",
            Self::Older => "older",
            Self::Ending => "ending",
        }
    }

    const fn dutch(self) -> &'static str {
        match self {
            Self::Established => "gevestigde zelfstandige",
            Self::Starter => "startende zelfstandige",
            Self::Older => "oudere zelfstandige",
            Self::Ending => "zelfstandige die stopt",
        }
    }
}

/// What the decree allows at most for a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Maxima {
    pub kind: BbzKind,
    /// Largest loan for working capital, in euro cents; absent: none for this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub loan: Option<Cents>,
    /// Largest part that need not be paid back, in euro cents; absent: none for this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gift: Option<Cents>,
    /// Own capital from which a person decides, in euro cents; absent: no bound for this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_capital: Option<Cents>,
    /// Yearly interest on a loan, in hundredths of a percent; absent: no loan for this kind.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub interest_basis_points: Option<i64>,
}

/// Bbz 2004 art. 2, 3, 6, 15, 20-26: the kind, and what it allows at most.
pub fn assess(question: Question<'_>) -> Answer<Maxima> {
    let kind = kind(question);
    let Finding::Value(found) = kind.finding else {
        return only(Step { finding: kind.finding.map(|_| EMPTY), explanation: kind.explanation });
    };
    let mut answer = maxima(question, found);
    answer.explanations.insert(0, kind.explanation);
    answer
}

const EMPTY: Maxima =
    Maxima { kind: BbzKind::Ending, loan: None, gift: None, own_capital: None, interest_basis_points: None };

/// Bbz 2004 art. 2: the kind of self-employed person. Not applicable when the business is not viable and does not end, or did
/// not begin yet.
pub fn kind(question: Question<'_>) -> Step<BbzKind> {
    apply(question, "kind-bbz-2", "Bbz 2004 art. 2", |look| {
        let business = &look.facts().own_business;
        let ends = look.need("own_business.ends", &business.ends)?;
        if ends {
            return Ok((BbzKind::Ending, "Het bedrijf stopt. Tot dat moment kan er bijstand zijn.".into()));
        }
        let viable = look.need("own_business.viable", &business.viable);
        let birth = look.need("applicant.birth_date", &look.person(Claimant::Applicant).birth_date);
        let started = look.need("own_business.started_on", &business.started_on);
        let benefit = look.need("own_business.started_from_benefit", &business.started_from_benefit);
        let (birth, started) = (birth?, started?);
        let before = term(look, "bbz.older.born-before")?;
        let (benefit, viable) = (benefit?, viable?);
        let months = term(look, "bbz.starter.months")?;
        let end =
            started.checked_add_months(Months::new(u32::try_from(months).unwrap_or(0))).unwrap_or(started);
        if started > look.day() {
            return Err(Stop::not_applicable(format!("Het bedrijf begint pas op {}.", started.reads())));
        }
        let kind = if benefit && look.day() < end {
            BbzKind::Starter
        } else if i64::from(birth.year()) < before {
            BbzKind::Older
        } else {
            BbzKind::Established
        };
        match (kind, viable) {
            // An older person's business need not give enough to live on, but a least income a year.
            (BbzKind::Older, false) => older(look),
            (_, false) => Err(Stop::not_applicable(
                "Het bedrijf is niet levensvatbaar en stopt niet. Dan is er geen bijstand voor zelfstandigen.",
            )),
            (kind, true) => Ok((kind, format!("De aanvrager is een {}.", kind.dutch()))),
        }
    })
}

/// Bbz 2004 art. 25: an older self-employed person with at least the least income a year.
fn older(look: &mut Look<'_>) -> Result<(BbzKind, String), Stop> {
    let income = look.need("own_business.yearly_income", &look.facts().own_business.yearly_income)?;
    let least = look.amount("bbz.25")?;
    if income < least {
        return Err(Stop::not_applicable(format!(
            "Het bedrijf geeft {income} per jaar, minder dan de grens van {least}."
        )));
    }
    Ok((
        BbzKind::Older,
        format!("De aanvrager is een oudere zelfstandige, met {income} per jaar uit het bedrijf."),
    ))
}

/// Bbz 2004 art. 3, 15, 20, 22, 24, 26: the maxima for a kind. Own capital above the bound is left to a person.
pub fn maxima(question: Question<'_>, kind: BbzKind) -> Answer<Maxima> {
    only(apply(question, "maxima-bbz", "Bbz 2004 art. 3, 15, 20, 22, 24 en 26", |look| {
        let (capital, loan, gift) = match kind {
            BbzKind::Established => ("bbz.3.1.b", Some("bbz.20.1"), Some("bbz.22")),
            BbzKind::Starter => ("bbz.3.1.b", Some("bbz.24"), None),
            BbzKind::Older => ("bbz.3.2", None, Some("bbz.26")),
            BbzKind::Ending => {
                let text = "Wie stopt, krijgt geen geld voor het bedrijf. Een consulent bepaalt tot wanneer er bijstand is.";
                return Ok((EMPTY, text.into()));
            }
        };
        let own = look.need("own_business.own_capital", &look.facts().own_business.own_capital)?;
        let own_capital = look.amount(capital)?;
        if own > own_capital {
            let text = format!(
                "Het eigen vermogen van {own} is meer dan {own_capital}. Een consulent bepaalt wat dat betekent (Bbz 2004 art. 3)."
            );
            return Err(Stop::person_decides(text));
        }
        let loan = loan.map(|key| look.amount(key)).transpose()?;
        let gift = gift.map(|key| look.amount(key)).transpose()?;
        let interest = match loan {
            Some(_) => Some(rate_on(look, "bbz.15.a", look.day())?.0),
            None => None,
        };
        let sentence =
            |what: &str, most: Option<Cents>| most.map(|most| format!(" {what} is ten hoogste {most}."));
        let text = format!(
            "Voor een {} kan er bijstand zijn om van te leven.{}{} De bijstand is eerst een lening en wordt na het jaar verrekend.",
            kind.dutch(),
            sentence("De lening voor het bedrijf", loan).unwrap_or_default(),
            sentence("Het bedrag dat niet hoeft te worden terugbetaald", gift).unwrap_or_default(),
        );
        Ok((
            Maxima { kind, loan, gift, own_capital: Some(own_capital), interest_basis_points: interest },
            text,
        ))
    }))
}

/// Bbz 2004 art. 12: the settlement after the year's accounts. Always left to a person: the decree's rules on the profit of a
/// year, its tax and its averaging are not among the rules here. Euro cents, never given.
pub fn settlement(question: Question<'_>) -> Step<Cents> {
    apply(question, "settlement-bbz-12", "Bbz 2004 art. 12", |_| {
        Err(Stop::person_decides(
            "Na het boekjaar stelt een consulent met de jaarcijfers vast welk deel van de lening een gift wordt en welk deel een \
             lening blijft. Hoe winst, belasting en middeling meetellen, is hier niet uitgewerkt.",
        ))
    })
}
