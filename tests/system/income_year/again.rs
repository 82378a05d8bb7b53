//! All of it once more, from scratch: each household by the rules on what the test told, beside what the ledger has and
//! what the bank saw.

use std::collections::BTreeMap;

use anyhow::Context;
use domain::{FactSource, Month, Municipality};
use futures_util::{StreamExt, TryStreamExt, stream};
use policy::Policies;
use rules::Local;
use rules::conduct::LoweringPolicy;
use rules::facts::{Facts, Income, IncomeKind};
use rules::month::{
    Change, EstimatePolicy, MonthCalculation, MonthOutcome, MonthQuestion, Timeline, Used, assistance,
    calculate,
};
use sepa::EndToEndId;
use serde_json::Value;
use system_tests::{Who, World, check};

use super::AT_ONCE;
use super::people::Client;

/// What was worked out again.
#[derive(Debug, Clone, Copy, Default)]
pub struct Again {
    pub cases: u64,
    pub calculations: u64,
    pub balances: u64,
    /// Cases that were worked out by the rules on what the test told.
    pub sample: usize,
    pub months: usize,
    /// Calculations beyond the first of a month.
    pub corrections: usize,
}

/// Has the service derive every calculation and balance of every case again: nothing may differ.
pub async fn verify(world: &World, first: Month, last: Month, again: &mut Again) -> anyhow::Result<()> {
    let mut after = String::new();
    loop {
        let path = format!("/grootboek/narekening?vanaf={first}&totEnMet={last}&aantal=100{after}");
        let part = world.get(&Who::Manager, &path).await?.done()?;
        check!(
            part["fouten"].as_array().is_some_and(Vec::is_empty),
            "the books differ: {:#}",
            part["fouten"]
        );
        again.cases += part["zaken"].as_u64().context("no cases")?;
        again.calculations += part["berekeningen"].as_u64().context("no calculations")?;
        again.balances += part["saldi"].as_u64().context("no balances")?;
        let Some(next) = part["volgende"].as_str() else { return Ok(()) };
        after = format!("&na={next}");
    }
}

/// The law, and the ordinance of the municipality.
struct Law<'a> {
    policies: &'a Policies,
    municipality: &'a Municipality,
}

impl Law<'_> {
    /// Every month of the right by the rules, on everything that is known in the end.
    fn months(&self, client: &Client, last: Month) -> anyhow::Result<Vec<MonthCalculation>> {
        let (timeline, known) = (timeline(client, last), last.last_day());
        let mut used = Vec::new();
        let mut months = Vec::new();
        let mut month = Month::of(client.from);
        while month <= last && client.has_right_in(month) {
            let policy = self.policies.of(self.municipality, month.first_day()).ok();
            let ordinance = policy.and_then(LoweringPolicy::of);
            let estimates = policy.and_then(|policy| policy.income.income_estimate.as_ref());
            let estimates = estimates.map(EstimatePolicy::of);
            let question = MonthQuestion {
                timeline: &timeline,
                national: self.policies.national(),
                month,
                decided: known,
                known,
                right_from: client.from,
                right_until: client.until,
                settled: &[],
                ordinance: ordinance.as_ref(),
                used: &used,
                estimates: estimates.as_ref(),
            };
            let calculation = calculate(&question, |question| assistance(question, &Local::default()))?;
            check!(
                calculation.outcome == MonthOutcome::Calculated,
                "{month} is open: {:?}",
                calculation.outcome
            );
            used.extend(calculation.exempted.iter().map(|exempted| Used { month, exempted: *exempted }));
            months.push(calculation);
            month = month.next();
        }
        Ok(months)
    }
}

/// What was stated, with each month's earnings as they stand in the end; of the others nobody said anything.
fn timeline(client: &Client, last: Month) -> Timeline {
    let mut changes = client.stated.clone();
    let mut month = Month::of(client.from).next();
    if let Some(cents) = client.earned.get(&month.previous()) {
        changes.push(earnings(month.previous(), *cents, client, changes.len()));
    }
    while month <= last {
        if let Some(cents) = client.earned.get(&month) {
            changes.push(earnings(month, *cents, client, changes.len()));
        }
        month = month.next();
    }
    changes.into_iter().collect()
}

fn earnings(month: Month, cents: i64, client: &Client, number: usize) -> Change {
    let income = Income {
        with_holiday_allowance: false,
        from: Some(month),
        until: Some(month),
        source: Some(FactSource::Applicant),
        ..Income::counted(IncomeKind::Earnings, domain::Cents::new(cents))
    };
    let mut facts = Facts::default();
    facts.applicant.incomes = Some(vec![income]);
    let from = month.first_day().max(client.from);
    Change { from, known_on: from, number: u32::try_from(number + 1).unwrap_or(u32::MAX), facts }
}

/// What the bank saw of everyone: cents by payment, without what it rejected.
pub type Seen = BTreeMap<EndToEndId, i64>;

/// Every `step`th case: what the rules come to is what the ledger has, and what the bank paid.
pub async fn derive(
    world: &World,
    clients: &[Client],
    step: usize,
    last: Month,
    seen: &Seen,
    again: &mut Again,
) -> anyhow::Result<()> {
    let policies =
        Policies::load(&world.folder().join("policies")).map_err(|wrong| anyhow::anyhow!("{wrong}"))?;
    let law = Law { policies: &policies, municipality: &world.municipality };
    let books = stream::iter(clients.iter().step_by(step).map(|client| async move {
        let path = format!("/zaken/{}/betalingen", client.case);
        anyhow::Ok((client, world.get(&Who::Income, &path).await?.done()?))
    }));
    let mut books = books.buffer_unordered(AT_ONCE);
    let mut paid = 0;
    while let Some((client, books)) = books.try_next().await? {
        let derived = law.months(client, last)?;
        let Client { case, from, until, earned, .. } = client;
        check_case(client, &derived, &books, last, seen)
            .with_context(|| format!("case {case} from {from} until {until:?}, earned {earned:?}"))?;
        paid += books["betalingen"].as_array().map_or(0, Vec::len);
        again.sample += 1;
        again.months += derived.len();
        let versions = books["maanden"].as_array().map_or(0, Vec::len);
        again.corrections += versions.saturating_sub(derived.len());
    }
    check!(step > 1 || paid >= seen.len(), "the bank saw {} payments of {paid}", seen.len());
    Ok(())
}

fn check_case(
    client: &Client,
    derived: &[MonthCalculation],
    books: &Value,
    last: Month,
    seen: &Seen,
) -> anyhow::Result<()> {
    let mut stands: BTreeMap<&str, (u64, i64)> = BTreeMap::new();
    for version in rows(books, "maanden") {
        let month = version["maand"].as_str().context("no month")?;
        let number = version["versie"].as_u64().context("no version")?;
        let before = stands.get(month).map_or(0, |(number, _)| *number);
        if number > before {
            stands.insert(month, (number, version["bijstand"].as_i64().context("no assistance")?));
        }
    }
    for month in derived {
        let found = stands.remove(month.month.to_string().as_str()).map(|(_, cents)| cents);
        check!(
            found == Some(month.assistance.get()),
            "{}: the ledger has {found:?}, from scratch it is {:#?}",
            month.month,
            month
        );
    }
    check!(stands.values().all(|(_, cents)| *cents == 0), "assistance after the end: {stands:?}");

    let assistance: i64 = derived.iter().map(|month| month.assistance.get()).sum();
    let kept: i64 = derived
        .iter()
        .filter(|month| is_kept(client, month.month, last))
        .map(|month| month.holiday.get())
        .sum();
    let debts: i64 = rows(books, "schulden").filter_map(|debt| debt["openstaand"].as_i64()).sum();
    let by_bank: i64 = rows(books, "betalingen")
        .filter(|payment| payment["status"] == "betaald")
        .filter_map(|payment| seen.get(&payment["betalingId"].as_str()?.parse().ok()?))
        .sum();
    check!(
        (&books["nogTeBetalen"], &books["gespaardeVakantietoeslag"]) == (&0.into(), &kept.into()),
        "payable {}, kept {} instead of {kept}",
        books["nogTeBetalen"],
        books["gespaardeVakantietoeslag"]
    );
    check!(by_bank == assistance - kept + debts, "paid {by_bank}, {assistance} - {kept} + {debts} was due");
    once_a_month(derived, books)
}

/// From June on what was kept until May is paid out, and at the end all of it.
fn is_kept(client: &Client, month: Month, last: Month) -> bool {
    let since = (0..12).map(|back| (0..back).fold(last, |month, _| month.previous()));
    let june = since.into_iter().find(|month| month.number() == 6);
    client.runs() && june.is_none_or(|june| month >= june)
}

/// Nobody is skipped and nobody is paid twice.
fn once_a_month(derived: &[MonthCalculation], books: &Value) -> anyhow::Result<()> {
    for month in derived.iter().filter(|month| month.payable.get() > 0) {
        let name = month.month.to_string();
        let times = |kind: &str| {
            let paid = rows(books, "betalingen").filter(|payment| {
                payment["maand"] == name.as_str()
                    && payment["soort"] == kind
                    && payment["begunstigde"] == "aanvrager"
                    && payment["status"] == "betaald"
            });
            paid.count()
        };
        let (assistance, holiday) = (times("bijstand"), times("vakantietoeslag"));
        check!(assistance == 1 && holiday <= 1, "{name} was paid {assistance} and {holiday} times");
    }
    Ok(())
}

fn rows<'a>(books: &'a Value, name: &str) -> impl Iterator<Item = &'a Value> {
    books[name].as_array().into_iter().flatten()
}
