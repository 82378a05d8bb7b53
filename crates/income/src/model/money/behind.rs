//! A debtor who pays outside the assistance and lets a month go by: who collects hears of it, once for each time that it falls
//! behind (Awb art. 4:94, 4:96).

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month, SignalKind, TraceInput};
use policy::National;
use uuid::Uuid;

use super::account::{AccountState, Debt};
use super::instalment::Agreed;

/// So many months are looked at; a debt is over by then, or lapsed.
const MOST_MONTHS: i64 = 1_200;

impl Agreed {
    /// The first month that is not paid whole, with what came in since it was agreed.
    pub fn first_unpaid(&self, received: Cents) -> Month {
        let months = received.get().checked_div(self.cents.get()).unwrap_or_default();
        self.first.plus(u32::try_from(months.clamp(0, MOST_MONTHS)).unwrap_or_default())
    }

    /// What happened, and what can be done.
    pub fn behind_explained(&self, month: Month, national: &National) -> Explanation {
        Explanation {
            rule: "agreement-behind".into(),
            source: "Awb art. 4:94 en 4:96".into(),
            policy_version: national.version().into(),
            inputs: vec![TraceInput {
                name: "instalment".into(),
                value: self.cents.to_string(),
                source: "agreement".into(),
            }],
            text: format!(
                "De afgesproken {} over {} is niet of niet helemaal betaald. Neem contact op: lukt betalen niet, maak dan een andere \
                 afspraak.",
                self.cents,
                month.in_dutch()
            ),
        }
    }
}

impl AccountState {
    /// Agreements of who has no assistance, each with the first month that is not paid whole.
    fn agreements(&self) -> impl Iterator<Item = (Uuid, Agreed, Month)> {
        let runs = self.right_from.is_some() && self.right_until.is_none();
        let agreed = self.agreed.iter().filter(move |(_, agreed)| agreed.watched && !runs);
        agreed.filter_map(move |(debt, agreed)| {
            let received = self.received.get(debt).map_or(&[][..], Vec::as_slice);
            let since = received.iter().filter(|receipt| receipt.received_on >= agreed.since);
            let came_in = since.map(|receipt| receipt.cents).try_fold(Cents::ZERO, Cents::plus).ok()?;
            Some((*debt, *agreed, agreed.first_unpaid(came_in)))
        })
    }

    /// When somebody is to be told of one: the first day after the month that is not paid.
    pub fn agreement_wakes_on(&self) -> Option<NaiveDate> {
        let untold = self.agreements().filter(|(_, agreed, month)| agreed.told != Some(*month));
        untold.map(|(.., month)| month.next().first_day()).min()
    }

    /// Marks those that fell behind, once: each with the month that is not paid. Of a debt of which nothing is left there is no
    /// agreement any more.
    pub fn tell_behind(&mut self, open: &[Debt], today: NaiveDate) -> Vec<(Agreed, Month)> {
        self.agreed.retain(|debt, _| open.iter().any(|open| open.id == *debt));
        let behind = self
            .agreements()
            .filter(|(_, agreed, month)| agreed.told != Some(*month) && month.next().first_day() <= today);
        let behind: Vec<_> = behind.collect();
        for (debt, _, month) in &behind {
            if let Some(agreed) = self.agreed.get_mut(debt) {
                agreed.told = Some(*month);
                agreed.times = agreed.times.saturating_add(1);
            }
        }
        behind.into_iter().map(|(_, agreed, month)| (agreed, month)).collect()
    }

    /// Of which somebody was told and that are still behind by that month: what was raised anew has another name.
    pub fn agreements_behind(&self) -> impl Iterator<Item = (SignalKind, String)> {
        let told = self.agreements().filter(|(_, agreed, month)| agreed.told == Some(*month));
        told.map(|(debt, agreed, _)| {
            (SignalKind::AgreementBehind, format!("{debt}-{}-{}", agreed.since, agreed.times))
        })
    }
}
