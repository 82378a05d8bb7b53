//! Gifts that came once, as capital (Participation Act art. 34(1)(b)).

use rstest::rstest;
use serde_json::{Value, json};

use super::testing::*;
use crate::facts::Facts;
use crate::means::{Test, capital_test, present_capital};
use crate::{Answer, Finding};

/// 1,200.00 of it is free in 2026.
fn gift(amount: i64, more: Value) -> Value {
    json!({ "kind": "gift", "amount": amount, "one_off": true, "earlier_this_year": 0 }).and(more)
}

fn on_day(amount: i64, received_on: &str) -> Value {
    gift(amount, json!({ "received_on": received_on }))
}

fn in_month(amount: i64, month: &str) -> Value {
    gift(amount, json!({ "from": month, "until": month }))
}

/// A single person with savings and gifts.
fn has(savings: i64, gifts: Value, capital: Value) -> Facts {
    let mut facts = single(json!({
        "applicant": { "incomes": gifts },
        "capital": { "assets": [{ "kind": "savings", "value": savings }] }
    }));
    facts.lay_over(&read(json!({ "capital": capital })));
    facts
}

fn asked(facts: &Facts, day: &str) -> Answer<Test> {
    on(facts, day, capital_test)
}

fn test(facts: &Facts, day: &str) -> Test {
    value(asked(facts, day))
}

fn lacks(facts: &Facts, day: &str) -> Vec<String> {
    missing(asked(facts, day).finding)
}

/// With 7,200.00 saved, 800.00 above what is free is as much as the limit of 8,000.00.
#[rstest]
#[case::as_much_as_the_limit(200_000, "2026-03-10", Test::Met)]
#[case::a_cent_more(200_001, "2026-03-10", Test::Failed)]
#[case::the_day_before(200_001, "2026-03-09", Test::Met)]
#[case::later_in_the_month(200_001, "2026-03-31", Test::Failed)]
#[case::a_later_month(200_001, "2026-09-01", Test::Failed)]
fn it_counts_from_the_day_on_which_it_came(#[case] amount: i64, #[case] day: &str, #[case] expected: Test) {
    assert_eq!(test(&has(720_000, json!([on_day(amount, "2026-03-10")]), json!({})), day), expected);
}

#[test]
fn only_a_gift_that_comes_once_is_capital() {
    let of = |income: Value| test(&has(800_000, json!([income]), json!({})), "2026-03-10");
    let but = |more: Value| gift(130_000, more);
    assert_eq!(of(but(json!({}))), Test::Failed);
    assert_eq!(of(but(json!({ "one_off": false }))), Test::Met);
    assert_eq!(of(but(json!({ "kind": "other" }))), Test::Met);
    assert_eq!(of(gift(120_000, json!({}))), Test::Met, "all of it is free");
    assert_eq!(of(but(json!({ "left_out": 130_000 }))), Test::Met, "a person left it out");
}

/// Of one that recurs the room goes first: what is left of that is income.
#[test]
fn gifts_of_one_month_share_what_is_free() {
    let recurs = json!({ "kind": "gift", "amount": 50_000, "earlier_this_year": 20_000 });
    let of = |once: i64| json!([on_day(once, "2026-03-10"), recurs]);
    assert_eq!(test(&has(800_000, of(50_000), json!({})), "2026-03-10"), Test::Met);
    assert_eq!(test(&has(800_000, of(50_001), json!({})), "2026-03-10"), Test::Failed);
    let two = |second: i64| json!([on_day(70_000, "2026-03-10"), on_day(second, "2026-03-12")]);
    assert_eq!(test(&has(800_000, two(50_000), json!({})), "2026-03-12"), Test::Met);
    assert_eq!(test(&has(800_000, two(50_001), json!({})), "2026-03-12"), Test::Failed);
    assert_eq!(test(&has(800_000, two(50_001), json!({})), "2026-03-11"), Test::Met);
}

fn of_couple(partners: Value) -> Facts {
    single(json!({
        "applicant": { "incomes": [] },
        "partner": { "birth_date": "1991-06-15", "incomes": partners },
        "household": { "kind": "couple" },
        "capital": { "assets": [{ "kind": "savings", "value": 1_600_000 }] }
    }))
}

#[test]
fn that_of_a_partner_counts_as_long_as_there_is_one() {
    let partners = |amount| json!([on_day(amount, "2026-03-10")]);
    assert_eq!(test(&of_couple(partners(120_000)), "2026-03-10"), Test::Met);
    assert_eq!(test(&of_couple(partners(120_001)), "2026-03-10"), Test::Failed);
    let alone = |gifts: Value| {
        let mut alone = has(800_000, json!([]), json!({}));
        alone.lay_over(&read(json!({ "partner": { "incomes": gifts } })));
        alone
    };
    assert_eq!(test(&alone(partners(900_000)), "2026-03-10"), Test::Met);
    assert_eq!(test(&alone(json!([in_month(900_000, "2026-02")])), "2026-03-10"), Test::Met);
}

/// When it came within its month is asked only where that decides.
#[rstest]
#[case::no_matter_when(720_000, 200_000, "2026-03-10", Ok(Test::Met))]
#[case::it_decides(720_000, 200_001, "2026-03-10", Err("received_on"))]
#[case::too_much_already(800_001, 200_001, "2026-03-10", Ok(Test::Failed))]
#[case::the_last_day_of_the_month(720_000, 200_001, "2026-03-31", Ok(Test::Failed))]
#[case::the_month_before(720_000, 200_001, "2026-02-28", Ok(Test::Met))]
#[case::the_month_after(720_000, 200_001, "2026-04-01", Ok(Test::Failed))]
fn the_day_is_asked_where_it_decides(
    #[case] savings: i64,
    #[case] amount: i64,
    #[case] day: &str,
    #[case] expected: Result<Test, &str>,
) {
    let facts = has(savings, json!([in_month(amount, "2026-03")]), json!({}));
    match expected {
        Ok(expected) => assert_eq!(test(&facts, day), expected),
        Err(field) => assert_eq!(lacks(&facts, day), [format!("applicant.incomes[0].{field}")]),
    }
}

/// What is told of a day has the gifts until then in it.
#[rstest]
#[case::told_that_day("2026-03-10", "2026-03-20", Test::Met)]
#[case::told_the_day_before("2026-03-09", "2026-03-20", Test::Failed)]
#[case::told_later("2026-03-15", "2026-03-20", Test::Met)]
fn capital_that_is_told_anew_has_it_in_it(#[case] told: &str, #[case] day: &str, #[case] expected: Test) {
    let gifts = json!([on_day(300_000, "2026-03-10")]);
    assert_eq!(test(&has(720_000, gifts.clone(), json!({ "valued_on": told })), day), expected);
    let worked_out = json!({ "applicant": { "incomes": gifts }, "household": { "kind": "single" },
        "capital": { "countable": 720_000, "valued_on": told } });
    assert_eq!(test(&read(worked_out), day), expected);
}

#[rstest]
#[case::before_the_month("2026-02-28", Ok(Test::Failed))]
#[case::on_its_first_day("2026-03-01", Err("received_on"))]
#[case::within_it("2026-03-30", Err("received_on"))]
#[case::on_its_last_day("2026-03-31", Ok(Test::Met))]
fn of_a_month_it_may_be_in_what_was_told_within_it(#[case] told: &str, #[case] expected: Result<Test, &str>) {
    let gifts = json!([in_month(300_000, "2026-03")]);
    let facts = has(720_000, gifts, json!({ "valued_on": told }));
    match expected {
        Ok(expected) => assert_eq!(test(&facts, "2026-04-10"), expected),
        Err(field) => assert_eq!(lacks(&facts, "2026-04-10"), [format!("applicant.incomes[0].{field}")]),
    }
}

#[test]
fn what_came_before_it_in_the_year_is_asked_where_it_decides() {
    let unknown = |savings: i64| {
        let gift = json!({ "kind": "gift", "amount": 50_000, "one_off": true, "received_on": "2026-02-10" });
        has(savings, json!([gift]), json!({}))
    };
    assert_eq!(test(&unknown(750_000), "2026-03-10"), Test::Met);
    assert_eq!(lacks(&unknown(750_001), "2026-03-10"), ["applicant.incomes[0].earlier_this_year"]);
    assert_eq!(test(&unknown(800_001), "2026-03-10"), Test::Failed);
}

#[test]
fn what_is_free_of_one_of_before_2026_a_person_says() {
    let december = |savings: i64, more: Value| {
        let gift = json!({ "kind": "gift", "amount": 50_000, "one_off": true, "received_on": "2025-12-10" });
        has(savings, json!([gift.and(more)]), json!({}))
    };
    assert_eq!(test(&december(750_000, json!({})), "2026-03-10"), Test::Met);
    let open = asked(&december(750_001, json!({})), "2026-03-10");
    assert_eq!(open.finding, Finding::PersonDecides);
    let why = &open.explanations.last().unwrap().text;
    assert!(why.contains("gift") && why.contains("Beoordeel"), "{why}");
    let left_out = |cents: i64| json!({ "left_out": cents });
    assert_eq!(test(&december(790_000, left_out(40_000)), "2026-03-10"), Test::Met);
    assert_eq!(test(&december(790_000, left_out(39_999)), "2026-03-10"), Test::Failed);
}

/// Of two gifts a person decided on one: that one counts, whatever becomes of the other.
#[test]
fn what_a_person_decided_on_counts_beside_what_is_open() {
    let december = |more: Value| gift(20_000, json!({ "received_on": "2025-12-10" })).and(more);
    let of = |savings: i64| {
        has(savings, json!([december(json!({ "left_out": 0 })), december(json!({}))]), json!({}))
    };
    assert_eq!(test(&of(780_001), "2026-03-10"), Test::Failed);
    assert_eq!(asked(&of(780_000), "2026-03-10").finding, Finding::PersonDecides);
    assert_eq!(test(&of(760_000), "2026-03-10"), Test::Met);
}

/// Gifts of one earlier month are each looked at once.
#[test]
fn two_of_an_earlier_month_are_two() {
    let of = |second: i64| json!([on_day(120_000, "2026-02-10"), on_day(second, "2026-02-12")]);
    assert_eq!(test(&has(720_000, of(80_000), json!({})), "2026-03-10"), Test::Met);
    assert_eq!(test(&has(720_000, of(80_001), json!({})), "2026-03-10"), Test::Failed);
}

trait And {
    fn and(self, more: Value) -> Self;
}

impl And for Value {
    /// The same with more said of it.
    fn and(mut self, more: Value) -> Self {
        self.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        self
    }
}

#[test]
fn debts_are_taken_off_it_too() {
    let owes = |amount: i64| {
        has(
            0,
            json!([on_day(amount, "2026-03-10")]),
            json!({ "debts": [{ "amount": 100_000, "payable": true }] }),
        )
    };
    assert_eq!(test(&owes(1_020_000), "2026-03-10"), Test::Met);
    assert_eq!(test(&owes(1_020_001), "2026-03-10"), Test::Failed);
}

/// Whether there is a child is asked only where the capital is known to lie between both limits.
#[test]
fn what_is_open_of_it_is_asked_before_a_child() {
    let of = |savings: i64, gift: Value| {
        let mut facts = has(savings, json!([gift]), json!({}));
        facts.lay_over(&read(json!({
            "withdrawn": ["household.children"],
            "household": { "kind": "couple" },
            "partner": { "birth_date": "1991-06-15", "died_on": "2026-01-10" }
        })));
        facts
    };
    let certain = of(800_001, on_day(120_000, "2026-03-10"));
    assert_eq!(lacks(&certain, "2026-03-20"), ["household.children"]);
    let open = of(800_000, in_month(300_000, "2026-03"));
    assert_eq!(lacks(&open, "2026-03-20"), ["applicant.incomes[0].received_on"]);
    let too_much = of(1_600_001, in_month(300_000, "2026-03"));
    assert_eq!(test(&too_much, "2026-03-20"), Test::Failed);
}

/// Until 2025 it uses the room that was left at the start.
#[test]
fn until_2025_it_takes_of_the_room() {
    let of = |amount: i64, left_out: i64, more: Value| {
        let gift = json!({ "kind": "gift", "amount": amount, "left_out": left_out, "one_off": true,
            "received_on": "2025-11-10" });
        has(0, json!([gift]), json!({ "room_at_start": 100_000, "room_used": 20_000 }).and(more))
    };
    assert_eq!(test(&of(80_000, 0, json!({})), "2025-11-10"), Test::Met);
    assert_eq!(test(&of(80_001, 0, json!({})), "2025-11-10"), Test::Failed);
    assert_eq!(test(&of(80_001, 0, json!({})), "2025-11-09"), Test::Met);
    assert_eq!(test(&of(80_001, 1, json!({})), "2025-12-31"), Test::Met);
    let told = |day: &str| test(&of(80_001, 0, json!({ "room_used_on": day })), "2025-12-10");
    assert_eq!((told("2025-11-09"), told("2025-11-10")), (Test::Failed, Test::Met));
    // Present capital is told apart from the room.
    let other = json!({ "valued_on": "2025-12-01" });
    assert_eq!(test(&of(80_001, 0, other), "2025-12-10"), Test::Failed);
    let nobody_said =
        json!([{ "kind": "gift", "amount": 80_001, "one_off": true, "received_on": "2025-11-10" }]);
    let room = json!({ "room_at_start": 100_000, "room_used": 20_000 });
    assert_eq!(asked(&has(0, nobody_said.clone(), room), "2025-12-10").finding, Finding::PersonDecides);
    let enough = json!({ "room_at_start": 100_001, "room_used": 20_000 });
    assert_eq!(test(&has(0, nobody_said.clone(), enough), "2025-12-10"), Test::Met);
    let none = json!({ "room_at_start": 19_999, "room_used": 20_000 });
    assert_eq!(test(&has(0, nobody_said, none), "2025-12-10"), Test::Failed);
}

#[test]
fn who_reads_it_sees_the_gift() {
    let told = |gift: Value| {
        let answer = asked(&has(800_000, json!([gift]), json!({})), "2026-03-31");
        answer.explanations.last().unwrap().text.clone()
    };
    assert_eq!(
        told(on_day(200_000, "2026-03-10")),
        "Het vermogen van € 8.800,00 is hoger dan de grens van € 8.000,00. Daarin zit € 800,00 van een gift van € 2.000,00 \
         die de aanvrager op 10 maart 2026 kreeg. Er is geen recht zolang het hoger is."
    );
    assert!(told(in_month(200_000, "2026-03")).contains("die de aanvrager in maart 2026 kreeg."));
    assert!(told(gift(200_000, json!({}))).contains("die de aanvrager kreeg."));
    assert_eq!(
        told(on_day(120_000, "2026-03-10")),
        "Het vermogen van € 8.000,00 is niet hoger dan de grens van € 8.000,00.",
        "what is free is no capital"
    );
    let answer = asked(&has(700_000, json!([on_day(200_000, "2026-03-10")]), json!({})), "2026-03-31");
    let line = answer.explanations.iter().find(|line| line.rule == "capital-34-1").unwrap();
    assert!(
        line.inputs.iter().any(|input| input.name == "applicant.incomes[0]" && input.value == "€ 2.000,00")
    );
    assert!(
        line.text.starts_with("Het vermogen is € 7.800,00:") && line.text.contains("Daarin zit € 800,00")
    );
}

/// Supplements look at what is present: it must be known how much that is.
#[test]
fn what_is_present_has_it_in_it() {
    let present =
        |gift: Value| on(&has(100_000, json!([gift]), json!({})), "2026-03-20", present_capital).finding;
    assert_eq!(present(on_day(200_000, "2026-03-10")), Finding::Value(cents(180_000)));
    assert_eq!(present(on_day(200_000, "2026-03-21")), Finding::Value(cents(100_000)));
    assert_eq!(missing(present(in_month(200_000, "2026-03"))), ["applicant.incomes[0].received_on"]);
}
