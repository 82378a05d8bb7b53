//! The town, its calendar, and what everyone does with money in it.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use anyhow::Context;
use domain::{Iban, Month};
use reqwest::Method;
use serde_json::{Map, Value, json};
use system_tests::{Answer, Case, Who, World, check};
use tokio::sync::{Notify, watch};

use crate::income_year::bank::{File, PAYING_ACCOUNT};
use crate::scenarios::acts::{is_read_by_people, story, text};

/// Many households in one world. Each tells its own story; on the twentieth of each month, once all of them wait for it, one
/// run pays everybody, and on the first of the next the stories go on.
pub struct Town<'a> {
    pub world: &'a World,
    /// Stories that are still told.
    living: Cell<usize>,
    waiting: Cell<usize>,
    arrived: Notify,
    paid: watch::Sender<()>,
    file: RefCell<Option<Rc<File>>>,
    accounts: Cell<u32>,
}

/// What a run was for a story that waited for it: what went to the bank.
pub struct Paid {
    pub file: Rc<File>,
}

/// Everything that a household told once: someone of forty, alone, who works on their own strength.
pub fn alone(world: &World) -> anyhow::Result<Map<String, Value>> {
    let led = world.expects.own_strength.as_ref().context("nobody goes on alone")?;
    world.expects.person(&led.facts)
}

impl<'a> Town<'a> {
    pub async fn of(world: &'a World, stories: usize) -> anyhow::Result<Self> {
        let from = json!({"naam": "Gemeente Proef", "iban": PAYING_ACCOUNT});
        world.post(&Who::Manager, "/betaalrekening", &from).await?.done()?;
        Ok(Self {
            world,
            living: Cell::new(stories),
            waiting: Cell::new(0),
            arrived: Notify::new(),
            paid: watch::Sender::new(()),
            file: RefCell::new(None),
            accounts: Cell::new(0),
        })
    }

    /// Pays each month as long as a story is told.
    pub async fn live(&self) -> anyhow::Result<()> {
        while self.living.get() > 0 {
            if self.waiting.get() < self.living.get() {
                self.arrived.notified().await;
                continue;
            }
            let month = Month::of(self.world.today());
            let file = self.pay(month).await?;
            self.world.to(month.next().first_day()).await?;
            self.waiting.set(0);
            self.file.replace(Some(Rc::new(file)));
            self.paid.send_replace(());
        }
        Ok(())
    }

    /// The run of a month, by three people, and what went to the bank.
    async fn pay(&self, month: Month) -> anyhow::Result<File> {
        let world = self.world;
        let twentieth = month.first_day() + chrono::Days::new(19);
        world.to(twentieth).await?;
        let start = json!({"maand": month.to_string(), "proefrun": false});
        let run = world.post(&Who::Income, "/betaalruns", &start).await?.done()?;
        let path = format!("/betaalruns/{}", text(&run, "runId"));
        world.settled().await?;
        world.approve(&Who::Quality, &path).await?;
        world.post(&Who::Manager, &format!("{path}/vrijgaven"), &json!({})).await?.done()?;
        world.settled().await?;
        let xml = world.get(&Who::Manager, &format!("{path}/bestand")).await?.done()?;
        File::read(xml.as_str().context("no file")?)
    }

    /// Waits for the run of this month; it is the first of the next one then.
    pub async fn pays(&self) -> anyhow::Result<Paid> {
        let mut paid = self.paid.subscribe();
        self.waiting.set(self.waiting.get() + 1);
        self.arrived.notify_one();
        paid.changed().await?;
        let file = self.file.borrow().clone().context("no file")?;
        Ok(Paid { file })
    }

    /// A story has ended.
    pub fn leave(&self) {
        self.living.set(self.living.get() - 1);
        self.arrived.notify_one();
    }

    /// Nothing in the books differs from what it is worked out from, and every story is whole.
    pub async fn closes(&self) -> anyhow::Result<()> {
        let again = "/grootboek/narekening?vanaf=2026-01&totEnMet=2026-12&aantal=100";
        let checked = self.get(&Who::Manager, again).await?;
        check!(checked["fouten"] == json!([]), "the books differ: {checked:#}");
        let month = Month::of(self.world.today()).previous();
        let balance = self.get(&Who::Manager, &format!("/grootboek/saldi?maand={month}")).await?;
        check!(balance["sluitfouten"] == json!([]), "{balance:#}");
        let rows = balance["rekeningen"].as_array().context("no accounts")?;
        let sum: i64 = rows.iter().filter_map(|row| row["naAfloop"].as_i64()).sum();
        check!(sum == 0, "out of balance: {balance:#}");
        for row in self.world.list(&Who::Manager, "/zaken", "zaken").await? {
            story(self.world, text(&row, "zaakId")).await?;
        }
        Ok(())
    }

    pub async fn get(&self, who: &Who, path: &str) -> anyhow::Result<Value> {
        self.world.get(who, path).await?.done()
    }

    pub async fn post(&self, who: &Who, path: &str, body: Value) -> anyhow::Result<Value> {
        self.world.post(who, path, &body).await?.done()
    }

    /// Someone alone with a right from today, and an account.
    pub async fn client(&self) -> anyhow::Result<Client<'_>> {
        let case = self.world.bring_in(&alone(self.world)?).await?;
        self.granted(case).await
    }

    /// Two people with a right from today, each with an account.
    pub async fn couple(&self) -> anyhow::Result<Client<'_>> {
        let world = self.world;
        let mut facts = alone(world)?;
        facts.insert("huishouden".into(), json!("gehuwden"));
        facts.insert("geboortedatumPartner".into(), json!("1986-01-15"));
        let mut body = world.application(&world.new_number()?, &facts);
        body["partner"] = json!({"burgerservicenummer": world.new_number()?, "vraagtMeeAan": true});
        let applied = self.post(&Who::Intake, "/aanvragen", body).await?;
        let client = self.granted(text(&applied, "zaakId").to_owned()).await?;
        client.has_account("partner").await?;
        Ok(client)
    }

    /// The case once its right is granted, with an account.
    pub async fn granted(&self, case: String) -> anyhow::Result<Client<'_>> {
        let granted = |case: &Case| case.state("recht") == "toegekend";
        self.world.until(&case, "the right is granted", granted).await?;
        let client = Client { town: self, case };
        client.has_account("aanvrager").await?;
        Ok(client)
    }
}

/// A household, and what people do in its case.
pub struct Client<'a> {
    pub town: &'a Town<'a>,
    pub case: String,
}

impl Client<'_> {
    pub fn path(&self, what: &str) -> String {
        format!("/zaken/{}/{what}", self.case)
    }

    /// An account at a bank that does not exist.
    pub async fn has_account(&self, payee: &str) -> anyhow::Result<()> {
        let number = self.town.accounts.get() + 1;
        self.town.accounts.set(number);
        let iban = Iban::with_check_digits("NL", &format!("TEST{number:010}"))?;
        let body = json!({"begunstigde": payee, "naam": "Proefpersoon", "iban": iban.expose()});
        self.post("rekening", body).await.map(drop)
    }

    /// What an income consultant does in the case.
    pub async fn post(&self, what: &str, body: Value) -> anyhow::Result<Value> {
        self.town.post(&Who::Income, &self.path(what), body).await
    }

    /// What an income consultant says anew in the case.
    pub async fn puts(&self, what: &str, body: &Value) -> anyhow::Result<Answer> {
        let world = self.town.world;
        let key = uuid::Uuid::new_v4().to_string();
        let headers = [("Idempotency-Key", key.as_str())];
        let (token, body) = (world.token(&Who::Income)?, Some(body.to_string().into_bytes()));
        world.http.send(Method::PUT, &token, &self.path(what), &headers, body).await
    }

    /// What an income consultant sees of the case.
    pub async fn get(&self, what: &str) -> anyhow::Result<Value> {
        self.town.get(&Who::Income, &self.path(what)).await
    }

    /// Facts from a day on.
    pub async fn states(&self, from: &str, facts: Value) -> anyhow::Result<()> {
        self.post("inkomensgegevens", json!({"vanaf": from, "gegevens": facts})).await?;
        self.town.world.settled().await.map(drop)
    }

    /// The specification of a month, which closes.
    pub async fn specification(&self, month: &str) -> anyhow::Result<Value> {
        let found = self.get(&format!("specificaties/{month}")).await?;
        check!(found["sluitfouten"] == json!([]), "{found:#}");
        Ok(found)
    }

    /// What stands of a payment kind for a month: amount and status, in order.
    pub async fn payments(&self, month: &str) -> anyhow::Result<Vec<(i64, String)>> {
        let found = self.get("betalingen").await?;
        let all = found["betalingen"].as_array().context("no payments")?;
        let of_month = all.iter().filter(|one| one["maand"] == month);
        Ok(of_month
            .map(|one| (one["bedrag"].as_i64().unwrap_or_default(), text(one, "status").to_owned()))
            .collect())
    }

    /// What was paid for a month altogether.
    pub async fn paid(&self, month: &str) -> anyhow::Result<i64> {
        Ok(self.payments(month).await?.iter().map(|(cents, _)| cents).sum())
    }

    /// The decisions about money: kind and title.
    pub async fn money_decisions(&self) -> anyhow::Result<Vec<Value>> {
        let mut found = self.get("beschikkingen").await?;
        let Value::Array(all) = found["geld"].take() else {
            anyhow::bail!("no decisions about money: {found}")
        };
        let lists = all.iter().filter_map(|one| one["uitleg"].as_array()).flatten();
        for input in lists.filter_map(|why| why["invoer"].as_array()).flatten() {
            check!(is_read_by_people(input), "a code where people read: {input} of {}", self.case);
        }
        Ok(all)
    }

    /// Against each decision about money an objection is taken in by its word and number, and withdrawn; or the list says of it
    /// neither what an objection is called nor how long one may. The kinds of decisions.
    pub async fn may_object_to_all(&self) -> anyhow::Result<Vec<String>> {
        let (path, mut kinds) = (self.path("bezwaren"), Vec::new());
        self.town.world.settled().await?;
        for decision in self.money_decisions().await? {
            kinds.push(text(&decision, "soort").to_owned());
            if decision["bezwaarTegen"].is_null() {
                check!(
                    decision["bezwaar"].is_null() && decision["bezwaarTotEnMet"].is_null(),
                    "{decision:#}"
                );
                continue;
            }
            let body = json!({"tegen": decision["bezwaarTegen"], "besluitnummer": decision["nummer"],
                "bekendgemaaktOp": decision["beslotenOp"], "ontvangenOp": self.town.world.today()});
            let received = self.post("bezwaren", body).await.with_context(|| format!("{decision:#}"))?;
            let steps = format!("{path}/{}/stappen", text(&received, "bezwaarId"));
            self.town.post(&Who::Quality, &steps, json!({"stap": "ingetrokken"})).await?;
        }
        self.town.world.settled().await?;
        Ok(kinds)
    }

    /// The debts, which close.
    pub async fn debts(&self) -> anyhow::Result<Value> {
        let found = self.get("schulden").await?;
        check!(found["sluitfouten"] == json!([]), "{found:#}");
        Ok(found)
    }

    pub async fn has_task(&self, kind: &str) -> anyhow::Result<bool> {
        Ok(self.town.world.case(&self.case).await?.task(kind).is_some())
    }
}
