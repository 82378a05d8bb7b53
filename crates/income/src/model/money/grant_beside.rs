//! What was granted before, as a decision on another scheme finds it on the books: what the law allows once is not granted twice.

use chrono::NaiveDate;
use domain::{Cents, Refusal, Violation, day_in_dutch};
use rules::month::Used;
use rules::schemes::Period;

use super::account::AccountState;
use super::grant::{Grant, GrantTerms};
use super::grant_asked::GrantAsked;
use super::scheme::Scheme;
use crate::model::Beside;

impl AccountState {
    /// Exemptions of earnings in months that were paid under a scheme.
    pub fn used_under(&self, scheme: Scheme) -> impl Iterator<Item = Used> {
        self.grants.values().filter(move |grant| grant.terms.scheme == scheme).flat_map(Grant::used)
    }
}

impl GrantAsked<'_> {
    /// Refuses what cannot run, or be given, beside what stands.
    ///
    /// # Errors
    ///
    /// A [`Refusal`] that names what stands.
    pub(super) fn not_beside(&self) -> Result<(), Refusal> {
        if let Some(source) = instead_of_assistance(&self.terms).filter(|_| self.assistance_runs()) {
            let reason = format!(
                "In deze periode loopt algemene bijstand. Die gaat niet samen met {} ({source}). Beëindig eerst de bijstand, \
                 of kies een latere eerste dag.",
                self.name()
            );
            return Err(refused("from_day", reason, "grant-beside-assistance"));
        }
        if let Some((number, other)) = self.others().find(|(_, other)| excludes(&self.terms, &other.terms)) {
            let name = other.terms.name();
            let reason = format!(
                "In deze periode loopt al {name}: toekenning {number}, vanaf {}. Verbeter of beëindig die.",
                day_in_dutch(other.terms.from)
            );
            return Err(Refusal::conflict("grant-known", reason));
        }
        self.not_too_soon_before()
    }

    /// One of an earlier day than one that stands: what was granted before, the rules see.
    fn not_too_soon_before(&self) -> Result<(), Refusal> {
        let Some(period) = self.period() else { return Ok(()) };
        let from = self.terms.from;
        let again = period.again_from(from);
        let too_soon = |later: &NaiveDate| from < *later && again.is_none_or(|again| *later < again);
        let same = self.others().map(|(_, other)| &other.terms).filter(|other| self.is_of_the_same(other));
        let later = same.map(|other| other.from).filter(too_soon).min();
        later.map_or(Ok(()), |later| {
            let next = again.map_or_else(
                || "Dat kan maar één keer.".to_owned(),
                |again| format!("Na {} kan dat pas weer vanaf {}.", day_in_dutch(from), day_in_dutch(again)),
            );
            let reason = format!(
                "Er is al {} toegekend per {}. {next} Verbeter die toekenning.",
                self.name(),
                day_in_dutch(later)
            );
            Err(Refusal::conflict("grant-known", reason))
        })
    }

    /// How often what is asked can be granted; `None` where law and policy do not say it.
    fn period(&self) -> Option<Period> {
        match self.terms.scheme {
            Scheme::IncomeSupplement => {
                let months = self.national.term("36.months", self.terms.from).ok()?.number;
                Some(Period::Months(u32::try_from(months).ok()?))
            }
            _ => self.of_policy()?.period(),
        }
    }

    /// Whether it was granted under the same scheme, and stands.
    /// Whether another of the same was granted after a decision, and stands: it may have taken the place of what that was about.
    pub(super) fn granted_since(&self, decision: u32) -> bool {
        self.others().any(|(number, other)| number > decision && self.is_of_the_same(&other.terms))
    }

    fn is_of_the_same(&self, other: &GrantTerms) -> bool {
        (other.scheme, other.key()) == (self.terms.scheme, self.minima) && !other.is_withdrawn()
    }

    /// Of a right that was lost, and that nobody ended, the months that were worked out before.
    fn assistance_runs(&self) -> bool {
        let state = &self.account.state;
        let given = state.months.iter().rfind(|(_, fixed)| fixed.assistance > Cents::ZERO);
        let until = match (state.without_right, given) {
            (false, _) => state.right_until,
            (true, Some((month, _))) => Some(month.last_day()),
            (true, None) => return false,
        };
        let runs = |from| meet((self.terms.from, self.terms.until), (from, until));
        state.right_from.is_some_and(runs)
    }

    /// What stands, but for what this corrects.
    fn others(&self) -> impl Iterator<Item = (u32, &Grant)> {
        let others = self.account.state.grants.iter().filter(|(number, _)| self.corrects != Some(**number));
        others.map(|(number, grant)| (*number, grant))
    }
}

/// Whether the law knows one of the two on a day, and both would run on one. Wage-cost subsidy is for each employer apart; of
/// special assistance there may be as many as there are costs.
fn excludes(new: &GrantTerms, other: &GrantTerms) -> bool {
    let one_of_both = match new.scheme {
        Scheme::Ioaw | Scheme::Ioaz | Scheme::SelfEmployed => instead_of_assistance(other).is_some(),
        Scheme::StudySupplement => new.scheme == other.scheme,
        Scheme::WageCostSubsidy => (new.scheme, new.payee) == (other.scheme, other.payee),
        Scheme::IncomeSupplement | Scheme::SpecialAssistance | Scheme::Minima => false,
    };
    one_of_both && !new.once && !other.once && meet((new.from, new.until), (other.from, other.until))
}

/// By which article a grant leaves no right to general assistance on its days: IOAW and IOAZ are provisions that go before it,
/// and what a self-employed person lives on is assistance already. Capital for a business is beside it.
fn instead_of_assistance(terms: &GrantTerms) -> Option<&'static str> {
    match terms.scheme {
        Scheme::Ioaw | Scheme::Ioaz => Some("PW art. 5 onder e en art. 15 lid 1"),
        Scheme::SelfEmployed if !terms.once => Some("Bbz 2004 art. 2"),
        _ => None,
    }
}

fn refused(field: &str, reason: String, rule: &str) -> Refusal {
    let violations = vec![Violation::new(field, reason.clone(), rule)];
    Refusal { violations, ..Refusal::conflict(rule, reason) }
}

impl AccountState {
    /// What was granted instead of general assistance.
    pub fn instead_of_assistance(&self) -> Vec<Beside> {
        let grants = self.grants.iter().filter_map(|(number, grant)| {
            let source = instead_of_assistance(&grant.terms)?;
            let GrantTerms { scheme, from, until, .. } = grant.terms;
            Some(Beside { grant: *number, name: scheme.dutch(), source, from, until })
        });
        grants.filter(|beside| beside.until.is_none_or(|until| beside.from <= until)).collect()
    }
}

type Span = (NaiveDate, Option<NaiveDate>);

/// Whether two spans have a day in common; one that ended before it began has none.
fn meet(one: Span, other: Span) -> bool {
    let first = one.0.max(other.0);
    [one.1, other.1].into_iter().flatten().all(|last| first <= last)
}
