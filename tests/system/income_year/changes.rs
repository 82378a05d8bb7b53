//! What happens to households in a month. Drawn from a seed; of each kind at least one a month, so that a short year
//! knows them all.

use chrono::{Datelike, Days, Months, NaiveDate};
use domain::Month;
use futures_util::{StreamExt, TryStreamExt, stream};
use rand::Rng;
use rand::rngs::SmallRng;
use rand::seq::SliceRandom;
use serde_json::{Value, json};
use system_tests::{Who, World};

use super::AT_ONCE;
use super::people::{Client, adult_born_in, as_facts};

/// Of a thousand clients in a month. A caseload takes in and lets go 20 to 25 % a year, which is near 18 a month.
const ENDS: usize = 18;
pub const COMES_IN: usize = 18;
/// Somewhat below a birth for each hundred adults a year, as in the whole country.
const BIRTHS: usize = 1;
/// Starting to live together, and parting.
const PARTNER_IN: usize = 3;
const PARTNER_OUT: usize = 3;
/// People on assistance share a dwelling more than others, and for shorter.
const HOUSEMATE_IN: usize = 6;
const HOUSEMATE_OUT: usize = 5;
/// Lowerings are rare: a few in a thousand a month.
const LOWERED: usize = 2;
/// Income of an earlier month that was corrected once, and turns out otherwise again.
const CORRECTED_AGAIN: usize = 3;
/// Of a hundred changes so many come to light one to three months late.
const LATE: usize = 5;

/// How often things happened.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Happened {
    pub statements: usize,
    pub households: usize,
    pub late: usize,
    pub lowered: usize,
    pub corrected: usize,
    pub ended: usize,
}

/// One thing that happens to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Event {
    Birth,
    PartnerIn(NaiveDate),
    PartnerOut,
    HousemateIn(NaiveDate),
    HousemateOut,
    Lowered,
    /// Cents, in the month.
    Earned(Month, i64),
    Ends,
}

/// So many of a thousand, and one at least.
pub fn of(clients: usize, in_thousand: usize) -> usize {
    (clients * in_thousand / 1_000).max(1)
}

/// What happens up to the day of the run, but corrections.
pub async fn happen(
    world: &World,
    random: &mut SmallRng,
    clients: &mut [Client],
    month: Month,
) -> anyhow::Result<Happened> {
    let mut events = drawn(random, clients, month);
    let changes = events.iter().flatten().count();
    let mut happened = Happened { late: (changes * LATE / 100).max(1), ..Happened::default() };
    // Who lived through enough months can have kept something back.
    let mut able: Vec<_> = (0..clients.len())
        .filter(|place| events[*place].iter().any(|(event, _)| can_be_late(*event)))
        .filter(|place| Month::of(clients[*place].from) < month)
        .collect();
    able.shuffle(random);
    able.truncate(happened.late);
    happened.late = able.len();
    for place in able {
        let back = random.random_range(1..=3);
        for (event, day) in events[place].iter_mut().filter(|(event, _)| can_be_late(*event)) {
            *day = earlier(*day, back).max(clients[place].from);
            if let Event::Earned(month, _) = event {
                *month = Month::of(*day);
            } else {
                // Not before what was told of the household already.
                *day = clients[place].stated.iter().map(|known| known.from).fold(*day, NaiveDate::max);
            }
        }
    }
    for (event, _) in events.iter().flatten() {
        match event {
            Event::Earned(..) => happened.statements += 1,
            Event::Lowered => happened.lowered += 1,
            Event::Ends => happened.ended += 1,
            _ => happened.households += 1,
        }
    }
    let told = clients.iter_mut().zip(events).enumerate();
    let told = stream::iter(told.map(|(place, (client, events))| async move {
        for (event, day) in events {
            tell(world, client, place, event, day).await?;
        }
        anyhow::Ok(())
    }));
    told.buffer_unordered(AT_ONCE).try_collect::<Vec<_>>().await?;
    Ok(happened)
}

/// Incomes of earlier months turn out otherwise, some of them for the second time.
pub async fn correct(world: &World, random: &mut SmallRng, clients: &mut [Client]) -> anyhow::Result<usize> {
    let count = of(clients.len(), CORRECTED_AGAIN);
    let mut done = 0;
    for client in shuffled(random, clients, |client| client.runs() && !client.earned.is_empty()) {
        if done == count {
            break;
        }
        let earned: Vec<_> = client.earned.keys().copied().collect();
        let month = earned[random.random_range(0..earned.len())];
        client.earn(world, month, amount(random)).await?;
        client.earn(world, month, amount(random)).await?;
        done += 1;
    }
    Ok(done)
}

fn can_be_late(event: Event) -> bool {
    !matches!(event, Event::Lowered | Event::Ends)
}

fn earlier(day: NaiveDate, months: u32) -> NaiveDate {
    day.checked_sub_months(Months::new(months)).unwrap_or(day)
}

fn amount(random: &mut SmallRng) -> i64 {
    random.random_range(15_000..65_000)
}

/// Those for whom it holds, in an order by chance.
fn shuffled<'a>(
    random: &mut SmallRng,
    clients: &'a mut [Client],
    holds: impl Fn(&Client) -> bool,
) -> Vec<&'a mut Client> {
    let mut found: Vec<_> = clients.iter_mut().filter(|client| holds(client)).collect();
    found.shuffle(random);
    found
}

type Events = Vec<Vec<(Event, NaiveDate)>>;

/// By client, on days of the month up to today.
fn drawn(random: &mut SmallRng, clients: &[Client], month: Month) -> Events {
    let running = clients.iter().filter(|client| client.runs()).count();
    let mut events: Events = vec![Vec::new(); clients.len()];
    let day = |random: &mut SmallRng| month.first_day() + Days::new(random.random_range(1..8));
    let mut untouched: Vec<_> = (0..clients.len()).filter(|place| clients[*place].runs()).collect();
    untouched.shuffle(random);
    type May = fn(&Client) -> bool;
    let kinds: [(usize, May, Event); 7] = [
        (ENDS, |_| true, Event::Ends),
        (BIRTHS, |_| true, Event::Birth),
        (PARTNER_IN, |client| !client.partner, Event::PartnerIn(adult_born_in(random))),
        (PARTNER_OUT, |client| client.partner, Event::PartnerOut),
        (HOUSEMATE_IN, |client| !client.housemate, Event::HousemateIn(adult_born_in(random))),
        (HOUSEMATE_OUT, |client| client.housemate, Event::HousemateOut),
        (LOWERED, |client| !client.lowered, Event::Lowered),
    ];
    for (in_thousand, may, event) in kinds {
        for _ in 0..of(running, in_thousand) {
            let Some(found) = untouched.iter().position(|place| may(&clients[*place])) else { break };
            let place = untouched.swap_remove(found);
            let first = clients[place].from.succ_opt().unwrap_or_default();
            events[place].push((event, day(random).max(first)));
        }
    }
    let before = month.previous();
    for (place, client) in clients.iter().enumerate() {
        if client.works && client.runs() && Month::of(client.from) <= before {
            events[place].insert(0, (Event::Earned(before, amount(random)), before.first_day()));
        }
    }
    events
}

async fn tell(
    world: &World,
    client: &mut Client,
    place: usize,
    event: Event,
    day: NaiveDate,
) -> anyhow::Result<()> {
    let facts = match event {
        Event::Earned(month, cents) => return client.earn(world, month, cents).await,
        Event::Ends => return end(world, client, day).await,
        Event::Birth => {
            client.children.push(day);
            json!({"household": {"kind": client.kind(), "children": as_facts(&client.children)}})
        }
        Event::PartnerIn(born) => {
            client.partner = true;
            let together = json!({
                "married": false, "main_residence_shared": true, "mutual_care": true, "relation": "other",
                "care_need": false
            });
            let couple = json!({"household": {"kind": "couple", "living_together": together}, "partner": {
                "birth_date": born, "residence": "dutch", "detained": false, "in_institution": false,
                "weeks_abroad": 0, "incomes": []
            }});
            client.state(world, day, couple).await?;
            // Not before: until then the partner is the one who left.
            return client.pay_to(world, "partner", 5_000_000 + place).await;
        }
        Event::PartnerOut => {
            client.partner = false;
            // What was stated of the partner stays; that they live apart now ends the household of two.
            let apart = json!({"married": false, "main_residence_shared": false});
            json!({"household": {"kind": client.kind(), "living_together": apart}})
        }
        Event::HousemateIn(born) => {
            client.housemate = true;
            let mate = json!({"birth_date": born, "relation": "other", "contract": "none", "student": false});
            json!({"household": {"housemates": [mate]}})
        }
        Event::HousemateOut => {
            client.housemate = false;
            json!({"household": {"housemates": []}})
        }
        Event::Lowered => {
            client.lowered = true;
            world.take_steps(&client.case, "maatregel").await?;
            lowered(world.today(), day)
        }
    };
    client.state(world, day, facts).await
}

/// Did not keep a labour duty; a person looked at the circumstances and lowers by a fifth, for the month to come.
fn lowered(today: NaiveDate, day: NaiveDate) -> Value {
    let month = Month::of(today);
    json!({"conduct": {"breaches": [{
        "duty": "labour", "committed_on": day.with_day(1).map(|first| first.min(today)), "applied_on": today, "first_month": month.to_string(),
        "blameless": false, "urgent_reasons": true, "tuned": {"percent": 20, "months": 1}
    }]}})
}

/// Finds work; `day` is the first day without a right.
async fn end(world: &World, client: &mut Client, day: NaiveDate) -> anyhow::Result<()> {
    client.until = day.pred_opt();
    let body =
        json!({"reden": "uitstroom-werk", "ingangsdatum": day, "motivering": "Zo bleek uit het gesprek."});
    world.post(&Who::Income, &format!("/zaken/{}/beeindigingen", client.case), &body).await?.done().map(drop)
}
