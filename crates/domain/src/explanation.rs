use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Fact, FactKey};

/// Why a decision came out as it did: the rule that fired, what it looked at, and where the rule comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Explanation {
    /// Stable English key: `norm-21a`, `categories/3`.
    pub rule: String,
    /// The article of law, or the document and section of the policy.
    pub source: String,
    /// Content hash of the policy or amounts that decided.
    pub policy_version: String,
    pub inputs: Vec<TraceInput>,
    /// One or a few sentences of plain Dutch.
    pub text: String,
}

/// One thing that a rule looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TraceInput {
    /// The fact's key, the key of an amount, or another name that [`TraceInput::dutch_name`] knows.
    pub name: String,
    /// As a person reads it: `€ 350,00`, `ja`, `05-01-2026`, `alleenstaande`.
    pub value: String,
    /// Who said it or where it stands: `applicant`, `PW art. 21`.
    pub source: String,
}

/// What a consultant reads for names that are no facts.
const NAMES: &[(&str, &str)] = &[
    ("amount", "bedrag"),
    ("applied_on", "dag van de aanvraag"),
    ("assistance", "bijstand per maand"),
    ("base", "grondslag"),
    ("committed_on", "dag van de overtreding"),
    ("costs", "kosten"),
    ("couple_norm", "norm voor een paar"),
    ("days_without", "dagen zonder recht"),
    ("debt", "schuld"),
    ("decision", "besluit"),
    ("died_on", "dag van overlijden"),
    ("earlier_this_year", "eerder dit jaar ontvangen"),
    ("exempt", "vrijgelaten"),
    ("gift", "gift"),
    ("heard_on", "gehoord op"),
    ("home", "woning"),
    ("instalment", "aflossing per maand"),
    ("lent", "geleend"),
    ("loan", "lening"),
    ("lowering.months", "maanden van de verlaging"),
    ("lowering.share", "deel dat eraf gaat"),
    ("month", "maand"),
    ("own_share", "eigen bijdrage"),
    ("percent", "percentage"),
    ("profit", "winst"),
    ("scheme", "regeling"),
    ("search_result", "uitkomst van de zoektermijn"),
    ("set_off", "verrekend"),
    ("study_supplement", "studietoeslag"),
    ("subsidy", "subsidie"),
    ("tax_credit", "heffingskorting"),
    ("too_much", "te veel gegeven"),
    ("turnover", "omzet"),
    ("undecided", "nog te beslissen"),
    ("wage_tax", "loonheffing"),
    ("remaining", "nog open"),
    ("paid_off", "afbetaald"),
    ("notified_on", "bekendgemaakt op"),
    ("advice_valid_months", "maanden dat een advies geldt"),
    ("assessed_on", "dag van de beoordeling"),
    ("category", "categorie"),
    ("chosen_category", "gekozen categorie"),
    ("direction", "richting"),
    ("extension_months", "maanden per verlenging"),
    ("extensions", "aantal verlengingen"),
    ("done_by", "gedaan door"),
    ("handed_over_by", "overgedragen door"),
    ("handed_over_to", "overgedragen aan"),
    ("holiday_allowance", "vakantietoeslag"),
    ("income", "inkomen dat meetelt"),
    ("months", "duur in maanden"),
    ("needs_support", "begeleiding nodig"),
    ("norm", "norm"),
    ("pension_day", "dag van de AOW-leeftijd"),
    ("previous_category", "vorige categorie"),
    ("proposed_category", "voorgestelde categorie"),
    ("reason", "reden"),
    ("recorded_by", "vastgelegd door"),
    ("reported_on", "dag van de melding"),
    ("review_months", "maanden tot het heronderzoek"),
    ("situation", "situatie"),
    ("support_hours", "uren begeleiding per week"),
    ("term", "termijn"),
    ("valid_until", "geldig tot en met"),
    ("waiting_since", "wacht sinds"),
    ("wml.hour", "minimumloon per uur"),
    ("wml.month", "minimumloon per maand"),
];

impl TraceInput {
    /// A fact, with who stated it.
    pub fn of_fact(key: FactKey, fact: &Fact) -> Self {
        Self { name: key.code().into(), value: key.reads(&fact.value), source: fact.source.code().into() }
    }

    /// What a consultant reads for a name. One that is a Dutch label already, as a partner's, stays as it is.
    pub fn dutch_name(name: &str) -> Cow<'_, str> {
        if let Some(key) = FactKey::from_code(name) {
            return Cow::Borrowed(key.dutch());
        }
        if let Some((_, dutch)) = NAMES.iter().find(|(known, _)| *known == name) {
            return Cow::Borrowed(dutch);
        }
        // The key of an amount of the Participation Act is its article.
        if name.starts_with(|first: char| first.is_ascii_digit()) {
            return Cow::Owned(format!("bedrag van artikel {name}"));
        }
        Cow::Borrowed(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_words_that_a_consultant_reads() {
        for (name, dutch) in [
            ("earning_capacity", "verdiencapaciteit"),
            ("review_months", "maanden tot het heronderzoek"),
            ("22a.3.b", "bedrag van artikel 22a.3.b"),
            ("Werkplein de Linde", "Werkplein de Linde"),
        ] {
            assert_eq!(TraceInput::dutch_name(name), dutch);
        }
        assert!(NAMES.iter().all(|(name, _)| FactKey::from_code(name).is_none()));
    }
}
