//! Whose each amount of a run is: each month's of those who had a right in it (Participation Act art. 11(4), 24, 45(4)), whatever
//! the household is on the day of the run.

use std::collections::BTreeMap;

use domain::{Cents, InvalidCents, Month};
use rules::Claimant;
use rules::facts::Facts;
use rules::means::split_between_spouses;
use rules::month::{MonthCalculation, Whose};

use super::Deciding;
use crate::model::money::account::Fixed;
use crate::model::money::due::falls_due;
use crate::model::money::orders::left_behind;
use crate::model::money::partners::{OfCouples, is_couple};

/// What this run came to know of whose its amounts are.
#[derive(Debug, Clone, Default)]
pub(super) struct OfRun {
    /// What months give more than before.
    months: OfCouples,
    /// What months give less to someone than before.
    less: OfCouples,
    /// How much more holiday allowance months give that were worked out before.
    raised: BTreeMap<Month, Cents>,
}

impl OfRun {
    /// A month that was worked out, with what stood for it before and the partner in it.
    pub(super) fn add(
        &mut self,
        before: &Fixed,
        now: &MonthCalculation,
        partner: u8,
    ) -> Result<(), InvalidCents> {
        if before.version > 0 {
            let raised = now.holiday.minus(before.holiday)?.max(Cents::ZERO);
            self.raised.insert(now.month, raised);
        }
        let (was, is) = (before.whose.or(now.whose).unwrap_or_default(), now.whose.unwrap_or_default());
        let was = was.share(before.payable)?.unwrap_or_default();
        let is = is.share(now.payable)?.unwrap_or_default();
        let less = each(was)?.above(each(is)?)?;
        self.less = std::mem::take(&mut self.less).plus(OfCouples::of(partner, less))?;
        let more = now.payable.minus(before.payable)?;
        if more > Cents::ZERO {
            let whose = is.above(was)?.share(more)?.unwrap_or_default();
            self.months = std::mem::take(&mut self.months).plus(OfCouples::of(partner, whose))?;
        }
        Ok(())
    }
}

/// The same by person: of what is of both half is of each.
fn each(whose: Whose) -> Result<Whose, InvalidCents> {
    let (applicant, partner) = split_between_spouses(whose.both);
    let (applicant, partner) = (whose.applicant.plus(applicant)?, whose.partner.plus(partner)?);
    Ok(Whose { both: Cents::ZERO, applicant, partner })
}

impl Deciding<'_> {
    /// Whose it is what months and corrections leave to pay: what was set aside is of whom it was, as far as their months still
    /// give it, what this run worked out of whom had a right, and all else of those of the month of the run.
    pub(super) fn whose_rest(
        &mut self,
        set_aside: OfCouples,
        rest: Cents,
    ) -> Result<OfCouples, InvalidCents> {
        let less = &self.whose.less;
        let set_aside = if less.is_nothing() { set_aside } else { set_aside.map(each)?.above(less)? };
        let known = set_aside.plus(self.whose.months.clone())?;
        let unknown = rest.minus(known.total()?)?.max(Cents::ZERO);
        known.plus(self.of_month(self.run.month, unknown)?)
    }

    /// Whose the holiday allowance is that falls due: of the months that turned out to give more, and of the last that were not
    /// paid out.
    pub(super) fn whose_holiday(&mut self, due: Cents) -> Result<OfCouples, InvalidCents> {
        let state = &self.account.state;
        let raised = |month: &Month| self.whose.raised.get(month).copied().unwrap_or_default();
        let fallen: Vec<_> =
            state.months.iter().filter(|(kept, _)| falls_due(state, self.run.month, **kept)).collect();
        let corrected = fallen.iter().map(|(month, _)| (**month, raised(month)));
        let mut parts: Vec<(Month, Cents)> = corrected.collect();
        for (month, fixed) in fallen.iter().rev() {
            parts.push((**month, fixed.holiday.minus(raised(month))?));
        }
        let (mut left, mut whose) = (due, OfCouples::default());
        for (month, cents) in parts {
            let part = cents.min(left).max(Cents::ZERO);
            left = left.minus(part)?;
            whose = whose.plus(self.of_month(month, part)?)?;
        }
        whose.plus(self.of_month(self.run.month, left)?)
    }

    /// An amount of a month. Of one that an earlier version worked out it is not known who had a right in it: there the
    /// household of the run counts.
    fn of_month(&mut self, month: Month, cents: Cents) -> Result<OfCouples, InvalidCents> {
        let kept = self.account.state.months.get(&month).and_then(|fixed| fixed.whose);
        let whose = match kept.map(|whose| whose.share(cents)).transpose()?.flatten() {
            Some(whose) => whose,
            None => {
                let two: &[Claimant] = &[Claimant::Applicant, Claimant::Partner];
                Whose::all(if is_couple(&self.facts_now()) { two } else { &[] }, cents)
            }
        };
        Ok(OfCouples::of(self.partner_in(month), whose))
    }

    /// Number of the partner in a month.
    pub(super) fn partner_in(&mut self, month: Month) -> u8 {
        self.account.state.partner_in(self.case.timeline, month, self.run.day)
    }

    /// Who is paid all of it, because the other one of the couple has died.
    pub(super) fn left_behind(&self) -> Option<Claimant> {
        let facts = self.facts_now();
        left_behind(&facts, self.run.day).filter(|_| is_couple(&facts))
    }

    /// The household at the end of the month of the run, or on the last day of the right.
    fn facts_now(&self) -> Facts {
        let last = self.run.month.last_day();
        let day = self.account.state.right_until.map_or(last, |until| until.min(last));
        self.case.timeline.on(day, self.run.day)
    }
}
