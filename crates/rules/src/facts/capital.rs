use chrono::NaiveDate;
use domain::{Cents, FactSource};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::reads::{choices, section};
use super::stated::Stated;

choices! {
    /// What is owned (Participation Act art. 34(1), (2)).
    pub enum AssetKind {
        /// Money and savings.
        Savings = "savings", "spaargeld";
        /// A vehicle, at what it would sell for.
        Vehicle = "vehicle", "voertuig";
        /// Anything else of value.
        Other = "other", "overige bezittingen";
        /// Goods that are normal or necessary (art. 34(2)(a)).
        Necessary = "necessary", "gewone of nodige goederen";
        /// Saved up while on assistance (art. 34(2)(c)).
        SavedDuringAssistance = "saved-during-assistance", "gespaard tijdens de bijstand";
        /// Damages that are no compensation of costs (art. 34(2)(e)).
        NonMaterialDamages = "non-material-damages", "smartengeld";
        /// An annuity within the bounds that the law protects (art. 15(2)).
        ProtectedAnnuity = "protected-annuity", "beschermde lijfrente";
        /// Received while on assistance and no income (art. 34(1)(b)).
        ReceivedDuringAssistance = "received-during-assistance", "ontvangen tijdens de bijstand";
    }
}

/// Something owned, at free-market value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Asset {
    pub kind: AssetKind,
    /// Euro cents.
    pub value: Cents,
}

/// Something owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Debt {
    /// Euro cents.
    pub amount: Cents,
    /// It has to be paid back; a debt that nobody claims does not count.
    pub payable: bool,
}

section! {
    /// The dwelling that they own and live in (art. 34(2)(d), 50).
    pub struct Home {
        /// Value on the free market, in euro cents.
        fact value: Cents, "waarde van de woning";
        /// Mortgage and other debts on it, in euro cents.
        fact mortgage: Cents, "schuld op de woning";
        /// Selling it or lending on it can be asked of them (art. 50(1)).
        fact sale_can_be_asked: bool, "verkoop of belening is te vergen";
        /// The assistance expected over a year is more than the net minimum wage of art. 37(1), as someone worked it out
        /// (art. 50(2)(a)).
        fact over_minimum_wage: bool, "bijstand over een jaar is meer dan het netto minimumloon";
    }
}

section! {
    /// What the claimants own and owe together.
    pub struct Capital {
        /// Everything owned but the home; an empty list says: nothing. A gift among the incomes that comes once is no part of it:
        /// the rules add what is not free of it, but see `valued_on`.
        list assets: Asset, "bezittingen";
        /// Everything owed but debts on the home; an empty list says: nothing.
        list debts: Debt, "schulden";
        /// Capital that counts, as worked out by someone, where assets and debts are not stated.
        fact countable: Cents, "vermogen dat meetelt";
        /// The day of which that is told: a gift that came once until then is in it, a later one comes on top. Absent: of who has a
        /// case the day from which it was stated; else every such gift comes on top.
        fact valued_on: NaiveDate, "peildag van het vermogen";
        /// They own the dwelling that they live in.
        fact owns_home: bool, "eigen woning";
        /// The dwelling that they own.
        part home: Home, "eigen woning";
        /// Until 2025: what was left of the limit at the start of assistance, in euro cents (old art. 34(4)).
        fact room_at_start: Cents, "ruimte voor vermogen bij het begin";
        /// Until 2025: what was received since and used that room, in euro cents.
        fact room_used: Cents, "gebruikte ruimte voor vermogen";
        /// The day of which that is told, as `valued_on`.
        fact room_used_on: NaiveDate, "peildag van de gebruikte ruimte";
    }
}

impl Capital {
    /// Whether it tells what there is.
    pub(crate) const fn tells_value(&self) -> bool {
        self.assets.is_some() || self.countable.is_some()
    }

    /// Whether it says itself that it tells of an earlier day than what is known.
    pub(crate) fn is_older_than(&self, known: &Self) -> bool {
        let on = |capital: &Self| capital.valued_on.as_ref().map(|told| told.value);
        self.tells_value() && on(self).zip(on(known)).is_some_and(|(own, other)| own < other)
    }

    /// What it says beside what there is.
    pub(crate) fn without_value(&self) -> Self {
        Self { assets: None, debts: None, countable: None, valued_on: None, ..self.clone() }
    }

    /// Keeps of which day it is told, where a newer statement that holds from a day tells it anew and does not say so itself.
    pub(crate) fn told_from(&mut self, newer: &Self, day: NaiveDate) {
        let told = || Some(Stated { value: day, source: FactSource::Derived, known_on: None });
        if newer.valued_on.is_none() && newer.tells_value() {
            self.valued_on = told();
        }
        if newer.room_used_on.is_none() && newer.room_used.is_some() {
            self.room_used_on = told();
        }
    }
}
