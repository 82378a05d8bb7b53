//! Who owes a debt, who paid on it, and what each may still pay (Participation Act art. 59; Civil Code 6:7).

use domain::{Cents, InvalidCents};
use serde::{Deserialize, Serialize};

use super::account::Debt;
use super::claim::Claim;
use super::debt_payment::DebtReceipt;

/// Who paid on a debt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DebtPayer {
    /// Who applied: owes the whole.
    Applicant,
    /// The partner in the same assistance (art. 59(1)).
    Partner,
    /// The partner who was not reported (art. 59(2)).
    UnreportedPartner,
    /// Somebody who does not owe it, and pays it for who does (Civil Code 6:30).
    Other,
}

impl DebtPayer {
    pub const ALL: [Self; 4] = [Self::Applicant, Self::Partner, Self::UnreportedPartner, Self::Other];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Applicant => "applicant",
            Self::Partner => "partner",
            Self::UnreportedPartner => "unreported-partner",
            Self::Other => "other",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|payer| payer.code() == code)
    }

    /// As it stands in a sentence of the story.
    pub const fn in_dutch(self) -> &'static str {
        match self {
            Self::Applicant => "de aanvrager",
            Self::Partner => "de partner",
            Self::UnreportedPartner => "de partner die niet was opgegeven",
            Self::Other => "iemand anders",
        }
    }
}

/// What one of those who pay on a debt owes of it and paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DebtorPart {
    /// Nothing: of what came in nobody told who paid it.
    pub who: Option<DebtPayer>,
    /// For what of the debt, as it was decided, they can be held; nil of who does not owe it.
    pub owes: Cents,
    /// What came in from them outside the assistance, less what was taken back.
    pub paid: Cents,
    /// What they can still be held for: what is left of the debt, and of one who owes a part of it no more than that part.
    pub remaining: Cents,
}

/// What came in of this payer.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn paid_by(received: &[DebtReceipt], payer: Option<DebtPayer>) -> Result<Cents, InvalidCents> {
    let of_payer = received.iter().filter(|receipt| receipt.payer == payer);
    of_payer.map(|receipt| receipt.cents).try_fold(Cents::ZERO, Cents::plus)
}

/// Everybody who owes a debt, and who paid on it without: who applied first, what nobody told of last. What one pays lowers
/// what all owe. What only one of them owes is paid first by what that one pays, and by what comes off the assistance (Civil
/// Code 6:43(2)): a partner who owes a part owes it until no more than it is left, or until they paid it.
///
/// # Errors
///
/// [`InvalidCents`] when amounts do not fit.
pub fn debtors_of(
    debt: &Debt,
    claim: Option<&Claim>,
    received: &[DebtReceipt],
) -> Result<Vec<DebtorPart>, InvalidCents> {
    let mut parts = Vec::new();
    for who in DebtPayer::ALL.into_iter().map(Some).chain([None]) {
        let owes = match who {
            Some(DebtPayer::Applicant) => debt.cents,
            Some(DebtPayer::Partner) => claim.map(|claim| claim.partner).unwrap_or_default(),
            Some(DebtPayer::UnreportedPartner) => {
                claim.map(|claim| claim.unreported_partner).unwrap_or_default()
            }
            Some(DebtPayer::Other) | None => Cents::ZERO,
        };
        let paid = paid_by(received, who)?;
        let remaining = match who {
            Some(DebtPayer::Applicant) => debt.remaining,
            _ => owes.minus(paid)?.min(debt.remaining).max(Cents::ZERO),
        };
        if owes > Cents::ZERO || paid != Cents::ZERO {
            parts.push(DebtorPart { who, owes, paid, remaining });
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use rules::facts::ClaimCause;
    use uuid::Uuid;

    use super::*;
    use crate::model::money::DebtKind;

    fn debt(remaining: i64) -> Debt {
        let month = "2026-03".parse().unwrap();
        let (cents, remaining) = (Cents::new(1_000), Cents::new(remaining));
        Debt { id: Uuid::nil(), kind: DebtKind::Recovery, month, cents, remaining, instalment: None }
    }

    fn claim(partner: i64) -> Claim {
        let partner = Cents::new(partner);
        Claim { partner, ..Claim::new(ClaimCause::TooMuch, BTreeMap::new()) }
    }

    fn came_in(payer: Option<DebtPayer>, cents: i64) -> DebtReceipt {
        let received_on = "2026-05-01".parse().unwrap();
        DebtReceipt { reference: "bank".into(), received_on, cents: Cents::new(cents), posting: 1, payer }
    }

    /// Who, owes, paid, left.
    fn told(remaining: i64, partner: i64, received: &[DebtReceipt]) -> Vec<(&'static str, i64, i64, i64)> {
        let parts = debtors_of(&debt(remaining), Some(&claim(partner)), received).unwrap();
        let told = parts.iter().map(|part| {
            let who = part.who.map(DebtPayer::code).unwrap_or_default();
            (who, part.owes.get(), part.paid.get(), part.remaining.get())
        });
        told.collect()
    }

    #[test]
    fn what_one_pays_lowers_what_all_owe() {
        use DebtPayer::{Applicant, Other, Partner};
        let nothing = [("applicant", 1_000, 0, 1_000), ("partner", 1_000, 0, 1_000)];
        assert_eq!(told(1_000, 1_000, &[]), nothing);
        let both = [came_in(Some(Applicant), 300), came_in(Some(Partner), 200)];
        assert_eq!(told(500, 1_000, &both), [("applicant", 1_000, 300, 500), ("partner", 1_000, 200, 500)]);
        let others = [came_in(Some(Other), 100), came_in(None, 50)];
        let told = told(850, 0, &others);
        assert_eq!(told, [("applicant", 1_000, 0, 850), ("other", 0, 100, 0), ("", 0, 50, 0)]);
    }

    #[test]
    fn who_owes_a_part_owes_it_until_they_paid_it_or_less_is_left() {
        use DebtPayer::{Applicant, Partner};
        let of_partner = |remaining: i64, received: &[DebtReceipt]| told(remaining, 300, received)[1].3;
        assert_eq!(of_partner(1_000, &[]), 300);
        assert_eq!(of_partner(400, &[came_in(Some(Applicant), 600)]), 300, "what only one owes goes first");
        assert_eq!(of_partner(250, &[came_in(Some(Applicant), 750)]), 250);
        assert_eq!(of_partner(800, &[came_in(Some(Partner), 200)]), 100);
        assert_eq!(of_partner(700, &[came_in(Some(Partner), 300)]), 0);
        let bounced = [came_in(Some(Partner), 300), came_in(Some(Partner), -300)];
        assert_eq!(of_partner(1_000, &bounced), 300);
    }

    #[test]
    fn codes_come_back() {
        for payer in DebtPayer::ALL {
            assert_eq!(DebtPayer::from_code(payer.code()), Some(payer));
            assert_eq!(serde_json::to_string(&payer).unwrap(), format!("\"{}\"", payer.code()));
        }
        assert_eq!(DebtPayer::from_code("J. de Boer"), None);
    }

    proptest! {
        /// Whoever paid, in whatever order: together they paid what came in, and nobody owes more than is left of the debt.
        #[test]
        fn together_they_paid_what_came_in(
            payments in prop::collection::vec((0..5usize, 1i64..200), 0..6),
            partner in 0i64..=1_000,
        ) {
            let payer = |place: usize| DebtPayer::ALL.get(place).copied();
            let received: Vec<_> = payments.iter().map(|(place, cents)| came_in(payer(*place), *cents)).collect();
            let sum: i64 = payments.iter().map(|(_, cents)| cents).sum();
            let left = (1_000 - sum).max(0);
            let parts = debtors_of(&debt(left), Some(&claim(partner)), &received).unwrap();
            prop_assert_eq!(parts.iter().map(|part| part.paid.get()).sum::<i64>(), sum);
            prop_assert!(parts.iter().all(|part| (0..=left).contains(&part.remaining.get())));
            prop_assert!(parts.iter().skip(1).all(|part| part.remaining <= part.owes));
        }
    }
}
