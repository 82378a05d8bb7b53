//! The decisions on the right of one case, each with its reasons and how to object.

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use domain::{Cents, Explanation, day_in_dutch, weeks_after};
use policy::National;

use super::page::{Page, Readable};
use super::words::debt_in_dutch;
use crate::model::entitlement::{Decision, DecisionKind, Right, Stage};
use crate::model::money::{Against, CaseName, HeldState, Matter, MoneyDecision};
use crate::model::start::AMOUNTS_DIFFER;

/// The key of the term for an objection (Awb art. 6:7), in weeks.
const OBJECTION: &str = "awb.6.7.weeks";
/// The key of the term in which somebody else pays what is claimed (Participation Act art. 62g), in days.
const RECOURSE: &str = "62.days";

/// The decisions of one case (beschikkingen), oldest first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionStatement {
    pub case: CaseName,
    pub decisions: Vec<DecisionRow>,
    /// About money: other schemes and debts, oldest first.
    pub money: Vec<MoneyRow>,
}

/// One decision about money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoneyRow {
    pub decision: MoneyDecision,
    /// What an objection against it is called.
    pub against: Option<Against>,
    /// Nothing where the law of the day is not known here, and where nobody is to do anything.
    pub remedy: Option<Remedy>,
}

/// What someone does who does not agree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Remedy {
    Objection(ObjectionTerm),
    Court(CourtTerm),
}

/// Of recourse the civil court judges, never the administrative one: nobody can object to it (Awb art. 8:5; CRvB 25-5-2021,
/// ECLI:NL:CRVB:2021:1311). Who does not pay in time is brought before the court by the municipality (art. 62g, 62h).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CourtTerm {
    /// The last day to pay, if the decision was sent on the day it was made.
    pub pay_until: NaiveDate,
}

impl CourtTerm {
    /// The term of a decision of a day; `None` when the law of that day is not known here.
    fn of(decided_on: NaiveDate, national: &National) -> Option<Self> {
        let term = national.term(RECOURSE, decided_on).ok()?;
        let days = u64::try_from(term.number).ok()?;
        Some(Self { pay_until: decided_on.checked_add_days(Days::new(days))? })
    }

    /// In plain Dutch.
    pub fn text(&self) -> String {
        format!(
            "Dit besluit gaat over wat een ander betaalt. Wie het krijgt, betaalt uiterlijk {}, als het op de dag van het \
             besluit is verstuurd. Bezwaar maken kan hier niet. Wie het er niet mee eens is, laat dat aan de gemeente weten \
             en betaalt niet; dan vraagt de gemeente de rechter om een beslissing (PW art. 62g en 62h).",
            day_in_dutch(self.pay_until)
        )
    }
}

/// One decision.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecisionRow {
    pub decision: Decision,
    /// The line that decided.
    pub reason: Option<Explanation>,
    pub objection: Option<ObjectionTerm>,
}

/// How long one may object (Awb art. 6:7, 6:8).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ObjectionTerm {
    pub weeks: u32,
    /// The last day, if the decision was sent on the day it was made; not moved for a weekend or a holiday.
    pub until: NaiveDate,
    /// The article.
    pub source: String,
}

impl ObjectionTerm {
    /// The term of a decision of a day; `None` when the law of that day is not known here, or nothing was decided yet.
    fn of(decided_on: NaiveDate, national: &National) -> Option<Self> {
        let term = national.term(OBJECTION, decided_on).ok()?;
        let weeks = u32::try_from(term.number).ok()?;
        // The first day of the term is the day after: so its last day has the same name as the day of sending.
        Some(Self { weeks, until: weeks_after(decided_on, weeks), source: term.source.clone() })
    }

    /// In plain Dutch.
    pub fn text(&self) -> String {
        format!(
            "Bent u het niet eens met dit besluit? Dan kunt u binnen {} weken bezwaar maken bij de gemeente. De weken tellen \
             vanaf de dag nadat het besluit aan u is verstuurd. Is dat op de dag van het besluit gebeurd, dan kan het tot en \
             met {}. Valt die dag in een weekend of op een feestdag, dan krijgt u tot de eerste werkdag daarna.",
            self.weeks,
            day_in_dutch(self.until)
        )
    }
}

/// What was decided, with reasons and terms.
pub fn decisions(
    case: CaseName,
    decisions: Vec<Decision>,
    money: Vec<MoneyDecision>,
    national: &National,
) -> DecisionStatement {
    let on_others = on_others(&money);
    let about_money = |decision: MoneyDecision| {
        let day = decision.decided_on;
        let against = decision.objected_to_as(on_others.contains(&decision.number)).ok();
        let remedy = match &decision.matter {
            Matter::Recourse { cents, .. } if *cents > Cents::ZERO => {
                CourtTerm::of(day, national).map(Remedy::Court)
            }
            _ => against.and_then(|_| ObjectionTerm::of(day, national).map(Remedy::Objection)),
        };
        MoneyRow { decision, against, remedy }
    };
    let row = |decision: Decision| {
        let open = matches!(decision.stage, Stage::Decided { right: Right::PersonDecides { .. }, .. });
        let objection = if open { None } else { ObjectionTerm::of(decision.decided_on, national) };
        DecisionRow { reason: decision.explanations.last().cloned(), objection, decision }
    };
    DecisionStatement {
        case,
        decisions: decisions.into_iter().map(row).collect(),
        money: money.into_iter().map(about_money).collect(),
    }
}

/// Numbers of the decisions on recourse, and of those that took their place.
fn on_others(money: &[MoneyDecision]) -> BTreeSet<u32> {
    let mut found = BTreeSet::new();
    for decision in money {
        let older = decision.replaces.is_some_and(|replaces| found.contains(&replaces));
        if older || matches!(decision.matter, Matter::Recourse { .. }) {
            found.insert(decision.number);
        }
    }
    found
}

impl DecisionRow {
    /// As it goes over the line: `granted`, `denied`, `person-decides` or `ended`.
    pub const fn outcome(&self) -> &'static str {
        match &self.decision.stage {
            Stage::Ended { .. } if self.is_over() => "granted",
            Stage::Ended { .. } => "ended",
            Stage::Decided { right, .. } => match right {
                Right::Granted { .. } => "granted",
                Right::Denied { .. } => "denied",
                Right::PersonDecides { .. } => "person-decides",
            },
        }
    }

    /// What was decided, in plain Dutch.
    pub fn title(&self) -> String {
        let from = day_in_dutch(self.decision.holds_from);
        match &self.decision.stage {
            Stage::Ended { from_day, right: Some(Right::Granted { amount, .. }), .. } if self.is_over() => {
                let until = day_in_dutch(from_day.pred_opt().unwrap_or(*from_day));
                format!(
                    "U krijgt alsnog bijstand van {from} tot en met {until}: {amount} per maand, met vakantietoeslag"
                )
            }
            Stage::Ended { .. } => format!("Uw uitkering stopt per {from}"),
            Stage::Decided { right, .. } => match right {
                Right::Granted { amount, .. } if self.differs() => {
                    format!(
                        "U krijgt bijstand vanaf {from}; nu is dat {amount} per maand, met vakantietoeslag"
                    )
                }
                Right::Granted { amount, .. } => {
                    format!("U krijgt bijstand vanaf {from}: {amount} per maand, met vakantietoeslag")
                }
                Right::Denied { .. } => format!("U krijgt geen bijstand vanaf {from}"),
                Right::PersonDecides { .. } => {
                    "Er is nog niet besloten: een inkomensconsulent beslist".to_owned()
                }
            },
        }
    }

    /// Whether a person decided over the days of a right that had ended.
    const fn is_over(&self) -> bool {
        matches!(self.decision.kind, DecisionKind::Settled)
    }

    /// Whether the amount of the first days is another than that of the day of the decision.
    fn differs(&self) -> bool {
        self.decision.explanations.iter().any(|line| line.rule == AMOUNTS_DIFFER)
    }

    /// Who decided, in plain Dutch.
    const fn by(&self) -> &'static str {
        match self.decision.kind {
            DecisionKind::Assessed => "volgens de regels",
            DecisionKind::Settled => "door een inkomensconsulent",
            DecisionKind::Ended => "door het einde van uw zaak",
        }
    }
}

impl MoneyRow {
    /// What was decided, in plain Dutch.
    pub fn title(&self) -> String {
        match &self.decision.matter {
            Matter::Granted { terms, cents } => {
                let how = if terms.once { "in één keer" } else { "per maand" };
                let gross = if terms.scheme.is_gross() { " bruto" } else { "" };
                let from = day_in_dutch(terms.from);
                format!("Toegekend: {}, {cents}{gross} {how} vanaf {from}", terms.name())
            }
            Matter::Ended { last_day } => format!("Beëindigd na {}", day_in_dutch(*last_day)),
            Matter::Refused { name, from, .. } => {
                format!("Afgewezen: {name}, vanaf {}", day_in_dutch(*from))
            }
            Matter::Withdrawn { name } => format!("Ingetrokken: {name}"),
            Matter::Debt { cents, month, .. } if self.decision.recovers_advance() => {
                format!("Voorschot van {} terugbetalen: {cents}", month.in_dutch())
            }
            Matter::Debt { kind, cents, month, .. } => {
                format!("Schuld vastgesteld in {}: {}, {cents}", month.in_dutch(), debt_in_dutch(*kind))
            }
            Matter::Reversed { kind, cents, .. } => {
                format!("Schuld vervallen na bezwaar of beroep: {}, {cents}", debt_in_dutch(*kind))
            }
            Matter::WrittenOff { kind, cents, .. } => {
                format!("U hoeft {cents} niet meer te betalen van een schuld: {}", debt_in_dutch(*kind))
            }
            Matter::PaidToOther { monthly, .. } if *monthly == Cents::ZERO => {
                "Wij betalen geen vaste lasten meer voor u".to_owned()
            }
            Matter::PaidToOther { monthly, .. } => {
                format!("Wij betalen vaste lasten voor u uit uw bijstand: {monthly} per maand")
            }
            Matter::SetOff { too_much, cents, .. } => {
                format!("Te veel gegeven: {too_much}, waarvan {cents} is verrekend met uw betaling")
            }
            Matter::SetOffReversed { cents, .. } => {
                format!("Verrekening vervallen na bezwaar of beroep: wij betalen {cents} terug")
            }
            Matter::NotRecovered { cents, .. } => {
                format!("Te veel betaald, en u hoeft het niet terug te betalen: {cents}")
            }
            Matter::Settled { year, gift, loan } => {
                format!("Bijstand voor zelfstandigen over {year} vastgesteld: {gift} gift, {loan} lening")
            }
            Matter::Recourse { debtor, cents, monthly, from } => {
                let how = if *monthly { "per maand" } else { "in één keer" };
                format!("Verhaal op {}: {cents} {how} vanaf {}", debtor.dutch(), day_in_dutch(*from))
            }
            Matter::Warning { committed_on } => {
                let day = day_in_dutch(*committed_on);
                format!("Waarschuwing, en geen boete: inlichtingen niet gegeven op {day}")
            }
            Matter::WarningWithdrawn { committed_on } => {
                let day = day_in_dutch(*committed_on);
                format!("Waarschuwing vervallen: inlichtingen niet gegeven op {day}")
            }
            Matter::Suspension { state, from } => {
                let from = day_in_dutch(*from);
                match state {
                    HeldState::Suspended => format!("Uw betaling staat stil vanaf {from}"),
                    HeldState::Lifted => {
                        format!("Uw betaling gaat weer door, ook over de dagen vanaf {from}")
                    }
                    HeldState::Withdrawn => format!("Uw recht op bijstand is ingetrokken vanaf {from}"),
                }
            }
            Matter::Measure { measure, duty, committed_on, lowers, .. } => {
                let what = if *lowers { "Bijstand verlaagd" } else { "Verlaging vervallen" };
                let (duty, day) = (duty.dutch(), day_in_dutch(*committed_on));
                format!("{what} (maatregel {measure}): {duty}, niet nagekomen op {day}")
            }
        }
    }

    /// What is granted or owed.
    pub const fn cents(&self) -> Cents {
        match &self.decision.matter {
            Matter::Granted { cents, .. }
            | Matter::Debt { cents, .. }
            | Matter::Recourse { cents, .. }
            | Matter::PaidToOther { monthly: cents, .. }
            | Matter::SetOff { cents, .. }
            | Matter::SetOffReversed { cents, .. }
            | Matter::NotRecovered { cents, .. }
            | Matter::WrittenOff { cents, .. } => *cents,
            Matter::Settled { gift, .. } => *gift,
            Matter::Refused { .. }
            | Matter::Ended { .. }
            | Matter::Withdrawn { .. }
            | Matter::Reversed { .. }
            | Matter::Measure { .. }
            | Matter::Warning { .. }
            | Matter::WarningWithdrawn { .. }
            | Matter::Suspension { .. } => Cents::ZERO,
        }
    }

    fn tell(&self, page: &mut Page) {
        let MoneyDecision { number, replaces, decided_on, explanations, .. } = &self.decision;
        page.part(&format!("Besluit over geld {number}: {}", self.title()));
        page.says(&format!("Genomen op {}.", day_in_dutch(*decided_on)));
        if let Some(replaces) = replaces {
            page.says(&format!("Dit besluit komt in de plaats van besluit over geld {replaces}."));
        }
        page.list(explanations.iter().map(|line| format!("{} ({})", line.text.trim(), line.source)));
        match &self.remedy {
            Some(Remedy::Objection(term)) => page.says(&term.text()),
            Some(Remedy::Court(term)) => page.says(&term.text()),
            None => {}
        }
    }
}

/// What each rule says, with its source; what several say in the same words stands once, with all their sources.
fn lines(explanations: &[Explanation]) -> Vec<String> {
    let mut said: Vec<(&str, Vec<&str>)> = Vec::new();
    for line in explanations {
        let (text, source) = (line.text.trim(), line.source.as_str());
        match said.iter_mut().find(|(known, _)| *known == text) {
            Some((_, sources)) if !sources.contains(&source) => sources.push(source),
            Some(_) => {}
            None => said.push((text, vec![source])),
        }
    }
    said.into_iter().map(|(text, sources)| format!("{text} ({})", sources.join("; "))).collect()
}

impl Readable for DecisionStatement {
    fn page(&self) -> String {
        let mut page = Page::new("Besluiten over uw bijstand");
        page.says(&format!("Kenmerk van uw zaak: {}.", self.case));
        if self.decisions.is_empty() && self.money.is_empty() {
            page.says("Er zijn nog geen besluiten.");
        }
        for row in &self.decisions {
            let decision = &row.decision;
            page.part(&format!("Besluit {}: {}", decision.number, row.title()));
            page.says(&format!("Genomen op {}, {}.", day_in_dutch(decision.decided_on), row.by()));
            if let Some(replaces) = decision.replaces {
                page.says(&format!(
                    "Dit besluit komt in de plaats van besluit {replaces} en geldt vanaf {}.",
                    day_in_dutch(decision.holds_from)
                ));
            }
            page.says("Waarom? Hieronder staat elke regel waar wij naar keken. De laatste gaf de doorslag.");
            page.list(lines(&decision.explanations));
            if let Some(term) = &row.objection {
                page.says(&term.text());
            }
        }
        self.money.iter().for_each(|row| row.tell(&mut page));
        page.text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_several_rules_say_in_the_same_words_stands_once_with_all_their_sources() {
        let line = |text: &str, source: &str| Explanation {
            rule: "a".into(),
            source: source.into(),
            policy_version: String::new(),
            inputs: Vec::new(),
            text: text.into(),
        };
        let all = [
            line("Niet.", "art. 1"),
            line("Wel.", "art. 2"),
            line("Niet.", "art. 3"),
            line("Niet.", "art. 1"),
        ];
        assert_eq!(lines(&all), ["Niet. (art. 1; art. 3)", "Wel. (art. 2)"]);
    }
}
