use chrono::NaiveDate;
use domain::Month;
use rstest::rstest;
use sea_orm::ActiveValue::Set;
use sea_orm::{DatabaseConnection, TransactionTrait};
use sea_orm_migration::SchemaManager;
use sepa::PaymentKind;
use testkit::{Kind, TestDatabase};

use super::*;
use crate::model::money::{Payee, PaymentKey, PaymentStatus};
use crate::store::migration::migrations;
use crate::store::money::rows::{payment_row, run_row};

const CASES: u128 = 7;

fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(number))
}

fn releasing() -> Run {
    Run {
        id: Uuid::from_u128(900),
        municipality: "emmen:0114".parse().unwrap(),
        month: Month::of(NaiveDate::from_ymd_opt(2026, 4, 1).unwrap()),
        number: 1,
        dry: false,
        stage: RunStage::Releasing,
        version: 1,
        state: RunState::default(),
    }
}

/// A run that worked out the month of these cases anew.
fn corrected(number: u128, run: &Run, version: i64) -> calculation::ActiveModel {
    calculation::ActiveModel {
        case_id: Set(case(number).uuid()),
        month: Set(run.month.first_day()),
        version: Set(version),
        known_on: Set(run.month.first_day()),
        run_id: Set(run.id),
        assistance: Set(0),
        holiday: Set(0),
        payable: Set(0),
        schema: Set(1),
        exempted: Set("[]".into()),
        lines: Set("[]".into()),
    }
}

fn paid(number: u128, run: &Run) -> payment::ActiveModel {
    let key = PaymentKey {
        case: case(number),
        month: run.month,
        order: 0,
        kind: PaymentKind::Assistance,
        payee: Payee::Applicant,
        attempt: 0,
    };
    payment_row(&Payment {
        grant: None,
        id: key.end_to_end().unwrap(),
        key,
        cents: domain::Cents::new(100),
        status: PaymentStatus::Prepared,
        run: Some(run.id),
        sealed: Vec::new(),
        paid: false,
        reason: String::new(),
    })
}

/// Of seven cases two are paid, one was worked out for the first time, and four are told of without a payment, one of them for
/// a run that was given up.
async fn rows(db: &DatabaseConnection, run: &Run) {
    let given_up = Run { id: Uuid::from_u128(800), number: 2, stage: RunStage::Discarded, ..run.clone() };
    for row in [run, &given_up] {
        run::Entity::insert(run_row(row).unwrap()).exec(db).await.unwrap();
    }
    for number in 1..=CASES {
        let of = if number == 5 { &given_up } else { run };
        let version = if number == 3 { 1 } else { 2 };
        calculation::Entity::insert(corrected(number, of, version)).exec(db).await.unwrap();
    }
    for number in [2, 6] {
        payment::Entity::insert(paid(number, run)).exec(db).await.unwrap();
    }
}

/// However few a turn takes, each payment and each case without one comes up once, in one order.
#[rstest]
#[tokio::test]
async fn a_release_takes_no_more_than_a_turn_at_a_time(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
    #[values(1, 2, 3, 4, 6, 7)] size: u64,
) {
    let Some(database) = TestDatabase::new(kind, "slices").await.unwrap() else { return };
    let db = database.connect().await.unwrap();
    for step in migrations() {
        step.up(&SchemaManager::new(&db)).await.unwrap();
    }
    let mut run = releasing();
    rows(&db, &run).await;
    let (mut payments, mut seen) = (BTreeMap::new(), Vec::new());
    for turn in 1.. {
        assert!(turn <= CASES, "no end");
        let tx = db.begin().await.unwrap();
        let slice = slice_of(&tx, &run, size, &mut payments).await.unwrap();
        assert!((slice.cases.len() + slice.payments.len()) as u64 <= size, "{slice:?}");
        seen.extend(slice.cases.iter().copied());
        if slice.last {
            break;
        }
        run.state.cursor = slice.cursor(run.stage).or(run.state.cursor);
    }
    let mut paid: Vec<_> = payments.values().map(|payment| payment.key.case).collect();
    paid.sort();
    assert_eq!(paid, [2, 6].map(case));
    assert_eq!(seen, [1, 4, 5, 7].map(case));
}
