use std::collections::BTreeSet;

use domain::Role;

use super::*;

#[test]
fn codes_are_kebab_case_and_come_back_where_input_takes_them() {
    for (name, table, open) in [
        claims::ALL,
        entrance::ALL,
        handling::ALL,
        money::ALL,
        objections::ALL,
        policy::ALL,
        portfolios::ALL,
        process::ALL,
        tasks::ALL,
        terms::ALL,
        work::ALL,
    ]
    .into_iter()
    .flatten()
    {
        let dutch: BTreeSet<_> = table.iter().map(|(_, dutch)| dutch).collect();
        for code in &dutch {
            assert!(
                code.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'),
                "{name}: {code}"
            );
        }
        if !open {
            assert_eq!(dutch.len(), table.len(), "{name} has a Dutch code twice");
        }
    }
}

#[test]
fn every_role_has_a_dutch_name() {
    let known: BTreeSet<_> = Rol::TABLE.iter().map(|(wire, _)| *wire).collect();
    let all: BTreeSet<_> = Role::ALL.iter().map(|role| role.code()).collect();
    assert_eq!(known, all);
}

#[test]
fn enumerations_of_the_wire_are_all_known() {
    use proto::{income, intake, partner_contracts, reintegration, sheltered_work, workflow};
    fn known(table: Table, name: impl Fn(i32) -> Option<&'static str>) {
        for number in 1..20 {
            if let Some(wire) = name(number) {
                assert!(table.iter().any(|(code, _)| *code == wire), "{wire} has no Dutch code");
            }
        }
    }
    known(Situatie::TABLE, |n| Some(intake::v1::Situation::try_from(n).ok()?.as_str_name()));
    known(Kanaal::TABLE, |n| Some(intake::v1::Channel::try_from(n).ok()?.as_str_name()));
    known(Zoekresultaat::TABLE, |n| Some(intake::v1::SearchResult::try_from(n).ok()?.as_str_name()));
    known(Opschortgrond::TABLE, |n| Some(intake::v1::SuspensionGround::try_from(n).ok()?.as_str_name()));
    known(Geenvoorschotgrond::TABLE, |n| Some(intake::v1::NoAdvanceGround::try_from(n).ok()?.as_str_name()));
    known(Rechtuitkomst::TABLE, |n| Some(income::v1::EntitlementOutcome::try_from(n).ok()?.as_str_name()));
    known(Trajectresultaat::TABLE, |n| {
        Some(reintegration::v1::TrajectoryResult::try_from(n).ok()?.as_str_name())
    });
    known(Verwijzingsstatus::TABLE, |n| {
        Some(partner_contracts::v1::ReferralState::try_from(n).ok()?.as_str_name())
    });
    known(Plaatssoort::TABLE, |n| Some(sheltered_work::v1::PlaceKind::try_from(n).ok()?.as_str_name()));
    known(Heronderzoekreden::TABLE, |n| Some(workflow::v1::ReviewReason::try_from(n).ok()?.as_str_name()));
    known(Heronderzoekuitkomst::TABLE, |n| {
        Some(workflow::v1::ReviewOutcome::try_from(n).ok()?.as_str_name())
    });
}
