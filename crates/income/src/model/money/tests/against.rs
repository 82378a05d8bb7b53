//! Every kind of decision about money can be objected to, or there is a reason why not.

use std::collections::BTreeSet;

use rules::facts::{BreachedDuty, MaintenanceDebtor};

use super::*;
use crate::model::money::against::NoObjection;
use crate::model::money::suspension::HeldState;

const FROM: &str = "2026-03-01";

pub(super) fn decision(matter: Matter, by: &str) -> MoneyDecision {
    let case = CaseId::new(Uuid::from_u128(1));
    MoneyDecision {
        case,
        number: 1,
        replaces: None,
        decided_on: day(FROM),
        decided_by: by.into(),
        matter,
        explanations: Vec::new(),
    }
}

fn debt(kind: DebtKind) -> Matter {
    Matter::Debt {
        debt: Uuid::from_u128(1),
        kind,
        cents: Cents::new(1),
        month: month("2026-03"),
        recovered: false,
    }
}

fn suspension(state: HeldState) -> Matter {
    Matter::Suspension { state, from: day(FROM) }
}

fn measure(lowers: bool) -> Matter {
    Matter::Measure {
        measure: 1,
        duty: BreachedDuty::AcceptWork,
        committed_on: day(FROM),
        lowers,
        lowered: None,
    }
}

fn granted() -> Matter {
    let terms = GrantTerms {
        scheme: Scheme::IncomeSupplement,
        minima: None,
        form: GrantForm::Gift,
        payee: Payee::Applicant,
        from: day(FROM),
        until: None,
        once: true,
        fixed: None,
        wage_tax: None,
    };
    Matter::Granted { terms, cents: Cents::new(1) }
}

/// One of each kind, with what an objection against it is called, or why there is none.
pub(super) fn all() -> Vec<(Matter, Result<Against, NoObjection>)> {
    let (id, cents) = (Uuid::from_u128(1), Cents::new(1));
    let (kind, ground) = (DebtKind::Recovery, WriteOffGround::Lapsed);
    vec![
        (granted(), Ok(Against::Grant)),
        (Matter::Ended { last_day: day(FROM) }, Ok(Against::Grant)),
        (
            Matter::Refused {
                scheme: Scheme::StudySupplement,
                minima: None,
                name: "studietoeslag".into(),
                from: day(FROM),
            },
            Ok(Against::Grant),
        ),
        (Matter::Withdrawn { name: "Meedoenbijdrage".into() }, Ok(Against::Grant)),
        (Matter::Settled { year: 2025, gift: cents, loan: cents }, Ok(Against::Grant)),
        (debt(DebtKind::Recovery), Ok(Against::Recovery)),
        (debt(DebtKind::Loan), Ok(Against::Recovery)),
        (debt(DebtKind::Fine), Ok(Against::Fine)),
        (debt(DebtKind::Advance), Ok(Against::OtherMoney)),
        (Matter::Reversed { debt: id, kind, cents }, Err(NoObjection::OnObjection)),
        (
            Matter::Recourse {
                debtor: MaintenanceDebtor::FormerSpouse,
                cents,
                monthly: true,
                from: day(FROM),
            },
            Err(NoObjection::OnOthers),
        ),
        (measure(true), Ok(Against::Measure)),
        (measure(false), Ok(Against::OtherMoney)),
        (Matter::PaidToOther { payee: Payee::Third(1), monthly: cents }, Ok(Against::OtherMoney)),
        (Matter::SetOff { too_much: cents, cents, months: BTreeMap::new() }, Ok(Against::SetOff)),
        (Matter::SetOffReversed { debt: id, cents }, Err(NoObjection::OnObjection)),
        (Matter::NotRecovered { debt: id, cents }, Ok(Against::OtherMoney)),
        (suspension(HeldState::Suspended), Ok(Against::Suspension)),
        (suspension(HeldState::Lifted), Ok(Against::OtherMoney)),
        (suspension(HeldState::Withdrawn), Ok(Against::Ending)),
        (Matter::Warning { committed_on: day(FROM) }, Ok(Against::OtherMoney)),
        (Matter::WarningWithdrawn { committed_on: day(FROM) }, Ok(Against::OtherMoney)),
        (Matter::WrittenOff { debt: id, kind, ground, cents }, Ok(Against::OtherMoney)),
    ]
}

#[test]
fn every_kind_has_a_word_for_an_objection_or_a_reason_why_not() {
    for (matter, expected) in all() {
        let decision = decision(matter, "anna");
        assert_eq!(decision.objected_to_as(false), expected, "{:?}", decision.matter);
        assert_eq!(decision.objected_to_as(true), Err(NoObjection::OnOthers), "what somebody else pays");
    }
    let codes: BTreeSet<_> = all().iter().map(|(matter, _)| matter.code()).collect();
    let listed = [
        "granted",
        "refused",
        "ended",
        "withdrawn",
        "debt",
        "reversed",
        "settled",
        "recourse",
        "measure",
        "on-behalf",
        "set-off",
        "set-off-fell",
        "not-claimed",
        "suspension",
        "written-off",
        "warning",
        "warning-fell",
    ];
    assert_eq!(codes, listed.into_iter().collect(), "as the gateway lists them");
    assert!(codes.iter().all(|code| code.len() <= 12), "as wide as they are kept");
}

#[test]
fn what_an_objection_brought_about_goes_to_the_court() {
    for (matter, _) in all() {
        let decision = decision(matter, BY_OBJECTION);
        assert_eq!(decision.objected_to_as(false), Err(NoObjection::OnObjection), "{:?}", decision.matter);
    }
}
