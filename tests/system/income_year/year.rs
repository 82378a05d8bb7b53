//! The year itself, month by month.

use std::time::{Duration, Instant};

use anyhow::Context;
use chrono::{Days, NaiveDate};
use domain::Month;
use rand::SeedableRng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use sepa::EndToEndId;
use serde_json::{Value, json};
use system_tests::{Who, World, check};

use super::Size;
use super::again::{Again, Seen, derive, verify};
use super::bank::{File, PAYING_ACCOUNT, REJECTED};
use super::changes::{COMES_IN, Happened, correct, happen, of};
use super::people::{Client, bring_in};

/// The same year each time.
const SEED: u64 = 2026;
/// Days of the month.
const CONFIRMED: u64 = 3;
const CHANGED: u64 = 10;
const PAID: u64 = 18;
const BANK: u64 = 21;
/// In the long form one in so many cases is worked out by the test itself as well.
const SAMPLED: usize = 10;
const BETWEEN_LOOKS: Duration = Duration::from_millis(25);
/// How long one step of a run may take.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// How long each step of a month took.
#[derive(Debug, Clone, Copy, Default)]
pub struct Steps {
    pub changes: Duration,
    pub dry: Duration,
    pub calculate: Duration,
    pub approve: Duration,
    pub release: Duration,
    pub bank: Duration,
}

/// What a month came to. Amounts in cents.
#[derive(Debug, Clone, Default)]
pub struct Lived {
    pub month: String,
    pub clients: usize,
    pub happened: Happened,
    pub payments: u64,
    pub paid: i64,
    /// Cost of assistance.
    pub cost: i64,
    /// Put aside for holiday allowance, and what stands of it.
    pub held_back: i64,
    pub reserve: i64,
    pub new_debts: i64,
    pub debts: i64,
    pub differences: usize,
    /// Cases of which an earlier month was worked out anew.
    pub recalculated: usize,
    pub rejected: usize,
    pub paid_again: usize,
    pub steps: Steps,
}

/// What the whole came to.
#[derive(Debug, Default)]
pub struct Year {
    pub months: Vec<Lived>,
    pub again: Again,
    pub coming_in: Duration,
    pub verifying: Duration,
    pub deriving: Duration,
}

struct Town<'a> {
    world: &'a World,
    random: SmallRng,
    clients: Vec<Client>,
    /// What the bank saw and did not reject.
    seen: Seen,
    /// Rejected by the bank and not yet paid again: the case, the payment, cents.
    rejected: Vec<(String, EndToEndId, i64)>,
    last: Month,
}

/// Lives through all of it.
pub async fn live(world: &World, size: Size) -> anyhow::Result<Year> {
    let from = json!({"naam": "Gemeente Proef", "iban": PAYING_ACCOUNT});
    world.post(&Who::Manager, "/betaalrekening", &from).await?.done()?;
    let mut random = SmallRng::seed_from_u64(SEED);
    let began = Instant::now();
    let clients = bring_in(world, &mut random, size.clients, 0).await?;
    let mut year = Year { coming_in: began.elapsed(), ..Year::default() };
    println!("{} clients came in within {:?}", clients.len(), year.coming_in);
    let (seen, rejected, last) = (Seen::new(), Vec::new(), size.last_month());
    let mut town = Town { world, random, clients, seen, rejected, last };
    for month in size.months() {
        let lived = town.month(month).await.with_context(|| format!("in {month}"))?;
        println!("{lived:?}");
        year.months.push(lived);
    }
    let began = Instant::now();
    verify(world, Month::of(size.first_day), size.last_month(), &mut year.again).await?;
    check!(year.again.cases == town.clients.len() as u64, "verified {} cases", year.again.cases);
    year.verifying = began.elapsed();
    let began = Instant::now();
    let step = if town.clients.len() > 500 { SAMPLED } else { 1 };
    derive(world, &town.clients, step, town.last, &town.seen, &mut year.again).await?;
    year.deriving = began.elapsed();
    Ok(year)
}

fn day(month: Month, number: u64) -> NaiveDate {
    month.first_day() + Days::new(number - 1)
}

impl Town<'_> {
    async fn month(&mut self, month: Month) -> anyhow::Result<Lived> {
        let world = self.world;
        let began = Instant::now();
        world.to(day(month, CONFIRMED).max(world.today())).await?;
        self.confirm().await?;
        if Month::of(self.clients[0].from) < month {
            let more = of(self.clients.len(), COMES_IN);
            let new = bring_in(world, &mut self.random, more, self.clients.len()).await?;
            self.clients.extend(new);
        }
        world.to(day(month, CHANGED).max(world.today())).await?;
        let mut happened = happen(world, &mut self.random, &mut self.clients, month).await?;
        happened.corrected = correct(world, &mut self.random, &mut self.clients).await?;
        world.to(day(month, PAID)).await?;
        let mut lived = Lived { month: month.to_string(), happened, ..Lived::default() };
        lived.clients = self.clients.iter().filter(|client| client.has_right_in(month)).count();
        lived.steps.changes = began.elapsed();
        let file = self.run(month, &mut lived).await?;
        world.to(day(month, BANK)).await?;
        let began = Instant::now();
        self.bank(month, &file, &mut lived).await?;
        lived.steps.bank = began.elapsed();
        self.balance(month, &file, &mut lived).await?;
        Ok(lived)
    }

    /// A person looks at every payment that the bank rejected, and has it paid again.
    async fn confirm(&mut self) -> anyhow::Result<()> {
        let world = self.world;
        for (case, payment, _) in &self.rejected {
            let path = format!("/zaken/{case}/betalingen/{payment}/herbetalingen");
            let why = json!({"motivering": "De rekening klopt weer."});
            let found = world.case(case).await?;
            found.task("betaling-uitzoeken").context("no task about the rejected payment")?;
            world.post(&Who::Income, &path, &why).await?.done()?;
            let twice = world.post(&Who::Income, &path, &why).await?;
            check!(!twice.is_success(), "a payment was paid again twice");
        }
        for (case, ..) in &self.rejected {
            let closed = |case: &system_tests::Case| case.task("betaling-uitzoeken").is_none();
            world.until(case, "paying again closes the task", closed).await?;
        }
        Ok(())
    }

    /// The run at one of these, once it is there.
    async fn at(&self, run: &str, status: &str) -> anyhow::Result<Value> {
        let end = Instant::now() + PATIENCE;
        loop {
            let found = self.world.get(&Who::Income, &format!("/betaalruns/{run}")).await?.done()?;
            if found["status"] == status {
                return Ok(found);
            }
            check!(Instant::now() < end, "not {status}: {found}");
            tokio::time::sleep(BETWEEN_LOOKS).await;
        }
    }

    async fn start(&self, month: Month, dry: bool) -> anyhow::Result<(String, Value)> {
        let body = json!({"maand": month.to_string(), "proefrun": dry});
        let started = self.world.post(&Who::Income, "/betaalruns", &body).await?.done()?;
        let run = started["runId"].as_str().context("no run")?.to_owned();
        let ready = self.at(&run, "gereed").await?;
        Ok((run, ready))
    }

    /// A dry run, then a run that three people see to, and its file.
    async fn run(&mut self, month: Month, lived: &mut Lived) -> anyhow::Result<File> {
        let world = self.world;
        let began = Instant::now();
        let (dry, foreseen) = self.start(month, true).await?;
        lived.steps.dry = began.elapsed();
        self.differences(&dry, &foreseen, lived).await?;
        let began = Instant::now();
        let (run, ready) = self.start(month, false).await?;
        lived.steps.calculate = began.elapsed();
        for name in ["zaken", "betalingen", "bedrag", "nieuw", "beeindigd", "gewijzigd"] {
            check!(ready[name] == foreseen[name], "{name} was not foreseen: {ready} after {foreseen}");
        }
        for name in ["open", "zonderRekening", "mislukt"] {
            check!(ready[name] == 0, "{name}: {ready}");
        }
        let path = format!("/betaalruns/{run}");
        let began = Instant::now();
        world
            .post(&Who::Income, &format!("{path}/goedkeuringen"), &json!({"vingerafdruk": "0".repeat(64)}))
            .await?
            .refused(403, "four-eyes")?;
        world.approve(&Who::Quality, &path).await?;
        lived.steps.approve = began.elapsed();
        let began = Instant::now();
        world.post(&Who::Manager, &format!("{path}/vrijgaven"), &json!({})).await?.done()?;
        let released = self.at(&run, "vrijgegeven").await?;
        lived.steps.release = began.elapsed();
        let xml = world.get(&Who::Manager, &format!("{path}/bestand")).await?.done()?;
        let file = File::read(xml.as_str().context("no file")?)?;
        check!(released["vingerafdruk"] == file.hash.as_str(), "another file than was approved: {released}");
        let sum = file.totals.sum.get();
        check!(
            (released["betalingen"].as_u64(), released["bedrag"].as_i64())
                == (Some(file.totals.count), Some(sum)),
            "the run is {released}, the file {:?}",
            file.totals
        );
        (lived.payments, lived.paid) = (file.totals.count, sum);
        self.paid_again(&file, lived)?;
        Ok(file)
    }

    /// Everything that a person confirmed is in the file, once and with the same amount.
    fn paid_again(&mut self, file: &File, lived: &mut Lived) -> anyhow::Result<()> {
        lived.paid_again = self.rejected.len();
        for (case, payment, cents) in self.rejected.drain(..) {
            let again = payment.again()?;
            check!(file.payments.get(&again) == Some(&cents), "{payment} of {case} was not paid again");
        }
        let attempts = file.payments.keys().filter(|id| id.attempt() > 0).count();
        check!(attempts == lived.paid_again, "{attempts} were paid again, {} confirmed", lived.paid_again);
        Ok(())
    }

    fn client_of(&self, difference: &Value) -> Option<&Client> {
        self.clients.iter().find(|client| difference["zaakId"] == client.case.as_str())
    }

    async fn differences(&self, run: &str, foreseen: &Value, lived: &mut Lived) -> anyhow::Result<()> {
        for page in 1.. {
            let path = format!("/betaalruns/{run}/verschillen?page={page}&pageSize=100");
            let found = self.world.get(&Who::Income, &path).await?.done()?;
            let found = found["verschillen"].as_array().context("no differences")?;
            lived.differences += found.len();
            for one in found {
                let reasons = one["redenen"].as_array().context("no reasons")?;
                check!(
                    !reasons.is_empty() || one["soort"] != "gewijzigd",
                    "a difference without a reason: {one}"
                );
                let anew =
                    |reason: &Value| reason.as_str().is_some_and(|text| text.contains("opnieuw berekend"));
                let left = ["niet-te-berekenen", "geen-rekening"]
                    .contains(&one["soort"].as_str().unwrap_or_default());
                check!(!left, "cannot be paid: {one}: {:?}", self.client_of(one));
                lived.recalculated += usize::from(reasons.iter().any(anew));
            }
            if found.len() < 100 {
                break;
            }
        }
        let counted: u64 = ["nieuw", "beeindigd", "gewijzigd", "open", "zonderRekening"]
            .iter()
            .filter_map(|name| foreseen[*name].as_u64())
            .sum();
        check!(lived.differences as u64 == counted, "{} differences: {foreseen}", lived.differences);
        Ok(())
    }

    /// The bank rejects a few and pays the others. In the last month it pays all, as nobody would be left to pay again.
    async fn bank(&mut self, month: Month, file: &File, lived: &mut Lived) -> anyhow::Result<()> {
        let world = self.world;
        let mut ids: Vec<_> = file.payments.keys().copied().filter(|id| id.attempt() == 0).collect();
        ids.shuffle(&mut self.random);
        ids.truncate(if month == self.last { 0 } else { of(file.payments.len(), REJECTED) });
        lived.rejected = ids.len();
        let token = world.token(&Who::Income)?;
        let say = async |xml: String| world.http.hand_over(&token, "/bankbestanden", xml).await?.done();
        let told = say(file.rejects(&ids)).await?;
        check!(told["afgewezen"] == ids.len() && told["betaald"] == 0, "{told}");
        let told = say(file.statement(&ids)).await?;
        let paid = file.payments.len() - ids.len();
        check!(told["betaald"] == paid && told["onbekend"] == 0, "{told} of {paid}");
        let told = say(file.statement(&ids)).await?;
        check!(told["betaald"] == 0 && told["herhaald"] == paid, "read twice: {told}");
        self.seen.extend(file.payments.iter().filter(|(id, _)| !ids.contains(id)));
        let open = open_items(world, "afgewezen").await?;
        check!(
            open.len() == ids.len(),
            "{} payments wait for a person, {} were rejected",
            open.len(),
            ids.len()
        );
        for item in open {
            let id: EndToEndId = item["betalingId"].as_str().context("no payment")?.parse()?;
            let cents = *file.payments.get(&id).context("another payment was rejected")?;
            let case = item["zaakId"].as_str().context("no case")?.to_owned();
            self.rejected.push((case, id, cents));
        }
        Ok(())
    }

    /// The trial balance of the month: nil in all, and what the file held is what left the account.
    async fn balance(&self, month: Month, file: &File, lived: &mut Lived) -> anyhow::Result<()> {
        let found =
            self.world.get(&Who::Manager, &format!("/grootboek/saldi?maand={month}")).await?.done()?;
        check!(found["sluitfouten"].as_array().is_some_and(Vec::is_empty), "{:#}", found["sluitfouten"]);
        let rows = found["rekeningen"].as_array().context("no accounts")?;
        let of = |name: &str, column: &str| -> i64 {
            let of_account =
                rows.iter().filter(|row| row["rekening"].as_str().is_some_and(|text| text.starts_with(name)));
            of_account.filter_map(|row| row[column].as_i64()).sum()
        };
        check!(of("", "naAfloop") == 0 && of("", "debet") == of("", "credit"), "out of balance: {found:#}");
        let rejected: i64 = self.rejected.iter().map(|(_, _, cents)| cents).sum();
        let sum = file.totals.sum.get();
        check!(
            of("onderweg", "credit") == sum,
            "the file is {sum}, the ledger sent {}",
            of("onderweg", "credit")
        );
        check!(
            of("bank", "credit") == sum - rejected,
            "the bank paid {}, the ledger {}",
            sum - rejected,
            of("bank", "credit")
        );
        check!(of("onderweg", "naAfloop") == 0 && of("te-betalen", "naAfloop") == 0, "left over: {found:#}");
        check!(of("teruggekomen", "naAfloop") == -rejected, "rejected {rejected}: {found:#}");
        lived.cost = of("lasten-", "debet") - of("lasten-", "credit");
        lived.held_back = of("gespaarde-", "credit");
        lived.reserve = -of("gespaarde-", "naAfloop");
        lived.new_debts = of("vordering-", "debet");
        lived.debts = of("vordering-", "naAfloop");
        Ok(())
    }
}

/// Everything that waits, part by part.
async fn open_items(world: &World, kind: &str) -> anyhow::Result<Vec<Value>> {
    let (mut items, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/grootboek/open-posten?soort={kind}&aantal=100{after}");
        let part = world.get(&Who::Manager, &path).await?.done()?;
        items.extend(part["posten"].as_array().context("no items")?.iter().cloned());
        let Some(next) = part["volgende"].as_str() else { return Ok(items) };
        after = format!("&na={next}");
    }
}
