//! The clients, and everything the test told about them.

use std::collections::BTreeMap;

use anyhow::Context;
use chrono::{Datelike, Months, NaiveDate};
use domain::{Iban, Month};
use futures_util::{StreamExt, TryStreamExt, stream};
use rand::Rng;
use rand::rngs::SmallRng;
use rules::facts::Facts;
use rules::month::Change;
use serde_json::{Map, Value, json};
use system_tests::{Who, World, check};

use super::AT_ONCE;

/// Of a thousand clients so many have a partner: nine of ten households on assistance are of one adult.
const COUPLES: u32 = 120;
/// Of a thousand so many care alone for a child.
const SINGLE_PARENTS: u32 = 200;
/// Of a thousand so many work part-time: somewhat more than a tenth of everyone on assistance has earnings.
const PART_TIME: u32 = 150;
const BORN: &str = "1986-01-15";
const CHILD_OF: u32 = 6;

/// A household, as the test knows it.
#[derive(Debug, Clone)]
pub struct Client {
    pub case: String,
    /// First and last day of the right.
    pub from: NaiveDate,
    pub until: Option<NaiveDate>,
    pub works: bool,
    pub partner: bool,
    pub housemate: bool,
    pub lowered: bool,
    /// Dates of birth.
    pub children: Vec<NaiveDate>,
    /// Everything that was stated but earnings.
    pub stated: Vec<Change>,
    /// What stands as earned in a month.
    pub earned: BTreeMap<Month, i64>,
}

/// What a household is like on the day it applies.
#[derive(Debug, Clone, Copy)]
struct Start {
    partner: bool,
    child: bool,
    works: bool,
}

impl Start {
    fn drawn(random: &mut SmallRng) -> Self {
        let kind = random.random_range(0..1_000);
        Self {
            partner: kind < COUPLES,
            child: kind % 10 == 0 || (COUPLES..COUPLES + SINGLE_PARENTS).contains(&kind),
            works: random.random_range(0..1_000) < PART_TIME,
        }
    }

    /// What stands on the form.
    fn form(self, world: &World) -> anyhow::Result<Map<String, Value>> {
        let alone = world.expects.own_strength.as_ref().context("nobody goes on alone")?;
        let mut facts = world.expects.person(&alone.facts)?;
        facts.insert(
            "huishouden".into(),
            json!(self.household("gehuwden", "alleenstaande-ouder", "alleenstaande")),
        );
        if self.partner {
            facts.insert("geboortedatumPartner".into(), json!(BORN));
        }
        if self.child {
            facts.insert("leeftijdJongsteKind".into(), json!(CHILD_OF));
        }
        Ok(facts)
    }

    fn household(self, couple: &'static str, parent: &'static str, single: &'static str) -> &'static str {
        match (self.partner, self.child) {
            (true, _) => couple,
            (false, true) => parent,
            (false, false) => single,
        }
    }
}

impl Client {
    pub fn has_right_in(&self, month: Month) -> bool {
        self.from <= month.last_day() && self.until.is_none_or(|until| until >= month.first_day())
    }

    /// Whether the right runs on.
    pub fn runs(&self) -> bool {
        self.until.is_none()
    }

    pub fn kind(&self) -> &'static str {
        match (self.partner, self.children.is_empty()) {
            (true, _) => "couple",
            (false, false) => "single-parent",
            (false, true) => "single",
        }
    }

    /// Keeps what was stated on a day, for whoever works it out again.
    pub fn tell(&mut self, from: NaiveDate, known_on: NaiveDate, facts: &Value) -> anyhow::Result<()> {
        let facts: Facts = serde_json::from_value(facts.clone())?;
        let number = u32::try_from(self.stated.len())? + 1;
        self.stated.push(Change { from, known_on, number, facts });
        Ok(())
    }

    /// States facts through the gateway.
    pub async fn state(&mut self, world: &World, from: NaiveDate, facts: Value) -> anyhow::Result<()> {
        self.tell(from, world.today(), &facts)?;
        let body = json!({"vanaf": from, "gegevens": facts});
        world.post(&Who::Income, &format!("/zaken/{}/inkomensgegevens", self.case), &body).await?.done()?;
        Ok(())
    }

    /// Says what was earned in a month; said again, it takes the place of what was said before.
    pub async fn earn(&mut self, world: &World, month: Month, cents: i64) -> anyhow::Result<()> {
        self.earned.insert(month, cents);
        let body = json!({"maand": month.to_string(), "wie": "aanvrager", "soort": "loon", "bedrag": cents});
        world.post(&Who::Income, &format!("/zaken/{}/inkomstenopgaven", self.case), &body).await?.done()?;
        Ok(())
    }

    /// An account at a bank that does not exist.
    pub async fn pay_to(&self, world: &World, payee: &str, number: usize) -> anyhow::Result<()> {
        let iban = Iban::with_check_digits("NL", &format!("TEST{number:010}"))?;
        let body = json!({"begunstigde": payee, "naam": "Proefpersoon", "iban": iban.expose()});
        world.post(&Who::Income, &format!("/zaken/{}/rekening", self.case), &body).await?.done()?;
        Ok(())
    }
}

/// So many households apply, are granted a right by the services themselves, and say where they are paid.
pub async fn bring_in(
    world: &World,
    random: &mut SmallRng,
    count: usize,
    before: usize,
) -> anyhow::Result<Vec<Client>> {
    let starts: Vec<_> = (0..count).map(|_| Start::drawn(random)).collect();
    let applied = stream::iter(starts.into_iter().map(|start| async move {
        let mut body = world.application(&world.new_number()?, &start.form(world)?);
        if start.partner {
            body["partner"] = json!({"burgerservicenummer": world.new_number()?, "vraagtMeeAan": true});
        }
        let applied = world.post(&Who::Intake, "/aanvragen", &body).await?.done()?;
        anyhow::Ok((start, applied["zaakId"].as_str().context("no case")?.to_owned()))
    }));
    let applied: Vec<_> = applied.buffered(AT_ONCE).try_collect().await?;
    world.settled().await?;
    let clients = stream::iter(applied.into_iter().enumerate().map(|(place, (start, case))| async move {
        let right = world.get(&Who::Income, &format!("/zaken/{case}/recht")).await?.done()?;
        check!(right["uitkomst"] == "toegekend", "no right: {right}");
        let mut client = client_of(world.today(), start, case)?;
        client.pay_to(world, "aanvrager", (before + place) * 2).await?;
        if start.partner {
            client.pay_to(world, "partner", (before + place) * 2 + 1).await?;
        }
        if start.works {
            client.state(world, world.today(), judged()).await?;
        }
        Ok(client)
    }));
    clients.buffered(AT_ONCE).try_collect().await
}

/// The municipality's judgement that work helps, on which exemptions of earnings rest.
fn judged() -> Value {
    json!({"applicant": {"hour_limited": false, "exemptions": {
        "months_of_n": 0, "months_of_r": 0, "helps_reintegration": true, "with_wage_cost_subsidy": false
    }}})
}

/// What the form says in the words of the law, written down apart from the service that reads the form.
fn client_of(today: NaiveDate, start: Start, case: String) -> anyhow::Result<Client> {
    let person = json!({
        "birth_date": BORN, "residence": "dutch", "detained": false, "in_institution": false, "weeks_abroad": 0,
        "incomes": []
    });
    let mut applicant = person.clone();
    applicant["lives_in_municipality"] = json!(true);
    let born = today.checked_sub_months(Months::new(12 * CHILD_OF)).context("a day of birth")?;
    let children = if start.child { vec![born] } else { Vec::new() };
    let mut facts = json!({
        "household": {"kind": start.household("couple", "single-parent", "single"), "cost_sharers": 0,
            "children": as_facts(&children)},
        "applicant": applicant, "capital": {"countable": 100_000}, "assistance": {"receives": false},
    });
    if start.partner {
        facts["partner"] = person;
    }
    let mut client = Client {
        case,
        from: today,
        until: None,
        works: start.works,
        partner: start.partner,
        housemate: false,
        lowered: false,
        children,
        stated: Vec::new(),
        earned: BTreeMap::new(),
    };
    client.tell(today, today, &facts)?;
    Ok(client)
}

/// Children as the rules take them.
pub fn as_facts(children: &[NaiveDate]) -> Value {
    children.iter().map(|birth| json!({"birth_date": birth, "dependent": true})).collect()
}

/// Someone who moves in, of an age at which costs are shared.
pub fn adult_born_in(random: &mut SmallRng) -> NaiveDate {
    let day = NaiveDate::default().with_year(random.random_range(1970..1990));
    day.and_then(|day| day.with_ordinal(random.random_range(1..365))).unwrap_or_default()
}
