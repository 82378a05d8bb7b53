//! Which time a duty is broken.

use chrono::NaiveDate;

use super::of_law::within_months;
use crate::Claimant;
use crate::facts::{Breach, choices};

choices! {
    /// The paragraph of art. 18 that a breach falls under.
    pub enum Paragraph {
        /// A duty that the ordinance lowers for.
        Municipal = "18-2", "verordening";
        /// The first time one of the eight duties is broken.
        First = "18-5", "eerste keer";
        /// Again within the term after (5) was applied.
        Second = "18-6", "tweede keer";
        /// Again within the term after (6) was applied.
        Third = "18-7", "derde keer";
        /// Again within the term after (7) was applied, and every time after.
        Later = "18-8", "vierde keer of vaker";
        /// The duty to learn Dutch, which has steps of its own.
        Language = "18b", "taaleis";
    }
}

impl Paragraph {
    const fn next(self) -> Self {
        match self {
            Self::Municipal => Self::Municipal,
            Self::Language => Self::Language,
            Self::First => Self::Second,
            Self::Second => Self::Third,
            Self::Third | Self::Later => Self::Later,
        }
    }
}

/// Whether a breach can make a later one a repetition: the assistance was lowered for it.
fn was_applied(breach: &Breach) -> Option<NaiveDate> {
    let lowered = !breach.withdrawn
        && breach.blameless != Some(true)
        && breach.tuned.is_none_or(|tuned| tuned.months > 0 && tuned.percent > 0);
    // A decision before the breach is a mistake in the facts; it makes nothing a repetition.
    breach.applied_on.filter(|applied| lowered && breach.committed_on <= *applied)
}

/// The paragraph that one of the eight duties falls under: the step after the highest applied before, each within
/// `months` of the one before it, whichever of the eight it was.
pub(super) fn national(breaches: &[&Breach], breach: &Breach, months: u32) -> Paragraph {
    let mut earlier: Vec<_> = breaches
        .iter()
        .filter(|each| each.duty.is_national() && is_same_person(each, breach))
        .filter_map(|each| was_applied(each).map(|applied| (each.committed_on, applied)))
        .collect();
    earlier.sort_unstable();
    let mut steps: Vec<(NaiveDate, Paragraph)> = Vec::with_capacity(earlier.len());
    for (committed, applied) in earlier {
        let step = step_after(&steps, committed, months);
        steps.push((applied, step));
    }
    step_after(&steps, breach.committed_on, months)
}

fn step_after(steps: &[(NaiveDate, Paragraph)], committed: NaiveDate, months: u32) -> Paragraph {
    let before = steps.iter().filter(|(applied, _)| within_months(*applied, committed, months));
    before.map(|(_, step)| step.next()).max().unwrap_or(Paragraph::First)
}

/// Whether the same duty was lowered for within `months` before.
pub(super) fn is_repeated(breaches: &[&Breach], breach: &Breach, months: u32) -> bool {
    let is_same = |each: &&&Breach| {
        is_same_person(each, breach) && !each.duty.is_national() && each.duty.local() == breach.duty.local()
    };
    let mut applied = breaches.iter().filter(is_same).filter_map(|each| was_applied(each));
    applied.any(|applied| within_months(applied, breach.committed_on, months))
}

fn is_same_person(one: &Breach, other: &Breach) -> bool {
    one.who.unwrap_or(Claimant::Applicant) == other.who.unwrap_or(Claimant::Applicant)
}
