//! A year of a town on assistance: everyone comes in through the gateway, households change every month, and each month
//! is paid by a run of four eyes, sent to the bank and answered by it. Afterwards all of it is worked out again.
//!
//! The short form is a handful of clients from March to June. The long form (`TEST_LONG`) is a calendar year of 4,000
//! clients; `INCOME_YEAR_CLIENTS` names another number. A report of each edition is written to the folder that
//! `INCOME_YEAR_REPORT` names.

mod again;
pub mod bank;
mod changes;
mod people;
mod report;
mod year;

use std::path::PathBuf;
use std::time::Instant;

use chrono::NaiveDate;
use domain::Month;
use system_tests::{FIRST_DAY, World, servers};

/// The municipality whose policy and caseload it is.
const TENANT: &str = "emmen";
/// Requests under way at once.
const AT_ONCE: usize = 8;

/// How many clients and which months.
#[derive(Debug, Clone, Copy)]
struct Size {
    clients: usize,
    first_day: NaiveDate,
    months: u32,
}

impl Size {
    fn asked() -> Self {
        let named = std::env::var("INCOME_YEAR_CLIENTS").ok().map(|text| text.parse().unwrap());
        match named.or(testkit::long().then_some(4_000)) {
            // The first Monday of a year whose amounts are all known.
            Some(clients) => Self { clients, first_day: "2026-01-05".parse().unwrap(), months: 12 },
            None => Self { clients: 40, first_day: FIRST_DAY.parse().unwrap(), months: 4 },
        }
    }

    fn months(self) -> Vec<Month> {
        (0..self.months).map(|more| Month::of(self.first_day).plus(more)).collect()
    }

    fn last_month(self) -> Month {
        Month::of(self.first_day).plus(self.months - 1)
    }
}

/// Where reports go.
fn folder() -> PathBuf {
    let target = || {
        let named = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
        let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../target");
        named.unwrap_or(beside).join("test-run")
    };
    std::env::var_os("INCOME_YEAR_REPORT").map_or_else(target, PathBuf::from)
}

async fn lives_through(world: World, edition: &str, size: Size) {
    let began = Instant::now();
    let lived = match year::live(&world, size).await {
        Ok(lived) => lived,
        Err(error) => panic!("{edition}: {error:#}"),
    };
    let report = report::Report { edition, size, lived: &lived, took: began.elapsed() };
    report.write(&folder()).unwrap();
    println!("{}", report.in_short());
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_in_the_one_process_edition() {
    let size = Size::asked();
    let world = World::one_process_on(TENANT, size.first_day, None, |_| Ok(())).await.unwrap();
    lives_through(world, "een proces", size).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_year_in_the_production_edition() {
    let Some(servers) = servers("a year of payment runs") else { return };
    let size = Size::asked();
    let world = World::production_on(TENANT, size.first_day, &servers).await.unwrap();
    lives_through(world, "productie", size).await;
}
