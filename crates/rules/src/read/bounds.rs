//! Numbers and days that cannot be, which a schema does not say.

use chrono::NaiveDate;
use serde_json::Value;

use super::{Fault, within};
use crate::facts::{Facts, Person};

/// What may be below nothing: what is left after something was taken off.
const MAY_BE_BELOW_NOTHING: [&str; 8] = [
    "countable",
    "counted",
    "expected_income",
    "own_capital",
    "past_profit",
    "year_profit",
    "yearly_income",
    "former_business.capital",
];

/// The most that a number of this name can be: weeks in a year, parts of a whole, hours in a week.
const MOST: [(&str, i64); 7] = [
    ("weeks_abroad", 53),
    ("percent", 100),
    ("no_housing_costs_percent", 100),
    ("school_leaver_percent", 100),
    ("surplus_percent", 100),
    ("wage_value_basis_points", 10_000),
    ("hours_hundredths", 16_800),
];

/// Numbers of a document that are below nothing where that cannot be, or above the most that they can be.
pub(super) fn faults(value: &Value) -> Vec<Fault> {
    let mut faults = Vec::new();
    look(value, "", "", &mut faults);
    faults
}

/// `name` is that of the nearest field, with the section that it stands in where there is one.
fn look(value: &Value, path: &str, name: &str, faults: &mut Vec<Fault>) {
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                // What is expected of an example is not looked at.
                if path.is_empty() && field == "answer" {
                    continue;
                }
                // A fact with who stated it is still that fact.
                let inner = if field == "value" && fields.contains_key("source") {
                    name.to_owned()
                } else {
                    within(name, field)
                };
                look(value, &within(path, field), &inner, faults);
            }
        }
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                look(item, &format!("{path}[{place}]"), name, faults);
            }
        }
        Value::Number(number) => {
            faults.extend(number.as_i64().and_then(|number| of_number(number, path, name)))
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn of_number(number: i64, path: &str, name: &str) -> Option<Fault> {
    let ends = |known: &str| name == known || name.ends_with(&format!(".{known}"));
    let below = MAY_BE_BELOW_NOTHING.iter().any(|known| ends(known)) || ends("incomes.amount");
    if number < 0 && !below {
        return Some(Fault::new(path, "value", "mag niet lager zijn dan 0"));
    }
    let (_, most) = MOST.iter().find(|(known, _)| ends(known))?;
    (number > *most).then(|| Fault::new(path, "value", format!("mag niet hoger zijn dan {most}")))
}

/// Days of facts that cannot be on the day judged: someone who is not born by then, and a stay that ends before it begins.
pub fn faults_on(facts: &Facts, assessed: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut born = |path: String, day: Option<NaiveDate>| {
        if day.is_some_and(|day| day > assessed) {
            faults.push(Fault::new(path, "value", "ligt na de dag die wordt beoordeeld"));
        }
    };
    for (section, person) in [("applicant", &facts.applicant), ("partner", &facts.partner)] {
        born(format!("{section}.birth_date"), person.birth_date.as_ref().map(|stated| stated.value));
    }
    for (place, child) in facts.household.children.iter().flatten().enumerate() {
        born(format!("household.children[{place}].birth_date"), Some(child.birth_date));
    }
    for (place, mate) in facts.household.housemates.iter().flatten().enumerate() {
        born(format!("household.housemates[{place}].birth_date"), Some(mate.birth_date));
    }
    faults.extend(stays("applicant", &facts.applicant));
    faults.extend(stays("partner", &facts.partner));
    faults
}

fn stays<'a>(section: &'a str, person: &'a Person) -> impl Iterator<Item = Fault> + 'a {
    let stays = person.stays_abroad.iter().flatten().enumerate();
    stays.filter(|(_, stay)| stay.last.is_some_and(|last| last < stay.first)).map(move |(place, _)| {
        Fault::new(format!("{section}.stays_abroad[{place}].last"), "value", "ligt voor de eerste dag")
    })
}

#[cfg(test)]
mod tests {
    use rstest::rstest;
    use serde_json::json;

    use super::super::read;
    use super::*;
    use crate::Local;
    use crate::testing::{day, facts};

    fn named(faults: Vec<Fault>) -> Vec<String> {
        faults.into_iter().map(|fault| format!("{} {} {}", fault.path, fault.rule, fault.reason)).collect()
    }

    const LOW: &str = "mag niet lager zijn dan 0";

    #[rstest]
    #[case::weeks(json!({ "applicant": { "weeks_abroad": -1 } }), "applicant.weeks_abroad", LOW)]
    #[case::stated_by_someone(
        json!({ "partner": { "weeks_abroad": { "value": -1, "source": "system" } } }),
        "partner.weeks_abroad.value", LOW
    )]
    #[case::weeks_of_a_year(json!({ "applicant": { "weeks_abroad": 54 } }), "applicant.weeks_abroad", "mag niet hoger zijn dan 53")]
    #[case::stated_weeks_of_a_year(
        json!({ "partner": { "weeks_abroad": { "value": 54, "source": "system" } } }),
        "partner.weeks_abroad.value", "mag niet hoger zijn dan 53"
    )]
    #[case::savings(
        json!({ "capital": { "assets": [{ "kind": "vehicle", "value": 0 }, { "kind": "savings", "value": -1 }] } }),
        "capital.assets[1].value", LOW
    )]
    #[case::debt(json!({ "capital": { "debts": [{ "amount": -1, "payable": true }] } }), "capital.debts[0].amount", LOW)]
    #[case::months(json!({ "applicant": { "exemptions": { "months_of_n": -1 } } }), "applicant.exemptions.months_of_n", LOW)]
    #[case::earlier(
        json!({ "applicant": { "incomes": [{ "kind": "gift", "amount": 1, "earlier_this_year": -1 }] } }),
        "applicant.incomes[0].earlier_this_year", LOW
    )]
    #[case::wage_value(json!({ "work": { "wage_value_basis_points": 10_001 } }), "work.wage_value_basis_points", "mag niet hoger zijn dan 10000")]
    #[case::tuned(
        json!({ "conduct": { "breaches": [{ "duty": "labour", "committed_on": "2026-01-01", "tuned": { "percent": 101, "months": 1 } }] } }),
        "conduct.breaches[0].tuned.percent", "mag niet hoger zijn dan 100"
    )]
    fn a_number_that_cannot_be_is_refused_by_its_place(
        #[case] document: Value,
        #[case] path: &str,
        #[case] reason: &str,
    ) {
        let faults = read::<Facts>(&document.to_string()).unwrap_err();
        assert_eq!(named(faults), [format!("{path} value {reason}")]);
    }

    #[rstest]
    #[case(json!({ "applicant": { "weeks_abroad": 0, "incomes": [{ "kind": "other", "amount": -1 }] } }))]
    #[case(json!({ "applicant": { "weeks_abroad": 53 }, "work": { "wage_value_basis_points": 10_000 } }))]
    #[case(json!({ "capital": { "countable": -1 }, "former_business": { "past_profit": -1, "capital": -1 } }))]
    #[case(json!({ "capital": { "countable": { "value": -1, "source": "system" } } }))]
    fn what_can_be_is_taken(#[case] document: Value) {
        assert!(read::<Facts>(&document.to_string()).is_ok(), "{document}");
    }

    /// Only `value` beside a source is the fact itself; what else stands beside a source has its own name.
    #[test]
    fn what_stands_beside_a_source_keeps_its_own_name() {
        assert_eq!(faults(&json!({ "incomes": [{ "amount": -1, "source": "system" }] })), []);
        assert_eq!(faults(&json!({ "weeks_abroad": { "value": 54 } })), []);
    }

    #[test]
    fn percentages_of_a_municipality_are_parts_of_a_whole() {
        let faults = |percent: i64| {
            let document = json!({ "no_housing_costs_percent": percent });
            named(read::<Local>(&document.to_string()).err().unwrap_or_default())
        };
        assert_eq!(faults(100), Vec::<String>::new());
        assert_eq!(faults(-1), ["no_housing_costs_percent value is te laag"]);
        assert_eq!(faults(101), ["no_housing_costs_percent value mag niet hoger zijn dan 100"]);
    }

    #[test]
    fn all_are_named_at_once_and_with_what_a_schema_says() {
        let document = json!({ "applicant": { "weeks_abroad": -1, "months": 1 }, "capital": { "countable": "x", "room_used": -5 } });
        let mut found = named(read::<Facts>(&document.to_string()).unwrap_err());
        found.sort_unstable();
        let places: Vec<_> = found.iter().map(|fault| fault.split(' ').next().unwrap()).collect();
        assert_eq!(
            places,
            ["applicant.months", "applicant.weeks_abroad", "capital.countable", "capital.room_used"]
        );
    }

    #[test]
    fn what_is_expected_of_an_example_is_not_looked_at() {
        assert_eq!(faults(&json!({ "answer": { "weeks_abroad": -1 } })), []);
        assert_eq!(faults(&json!({ "facts": { "answer": -1 } })).len(), 1);
    }

    #[test]
    fn nobody_is_born_after_the_day_judged() {
        let household = json!({
            "applicant": { "birth_date": "2026-03-02" }, "partner": { "birth_date": "2026-03-01" },
            "household": {
                "children": [{ "birth_date": "2026-03-01", "dependent": true }, { "birth_date": "2026-03-02", "dependent": true }],
                "housemates": [{ "birth_date": "2027-01-01", "relation": "other", "contract": "none", "student": false }]
            }
        });
        let reason = "value ligt na de dag die wordt beoordeeld";
        assert_eq!(
            named(faults_on(&facts(household), day("2026-03-01"))),
            [
                "applicant.birth_date",
                "household.children[1].birth_date",
                "household.housemates[0].birth_date"
            ]
            .map(|path| format!("{path} {reason}"))
        );
        assert_eq!(faults_on(&Facts::default(), day("2026-03-01")), []);
    }

    #[test]
    fn a_stay_ends_no_earlier_than_it_begins() {
        let stay = |first: &str, last: &str| json!({ "first": first, "last": last });
        let of = json!({
            "applicant": { "stays_abroad": [stay("2026-03-02", "2026-03-02"), { "first": "2026-03-02" }, stay("2026-03-02", "2026-03-01")] },
            "partner": { "stays_abroad": [stay("2026-03-02", "2026-03-01")] }
        });
        assert_eq!(
            named(faults_on(&facts(of), day("2026-03-01"))),
            ["applicant.stays_abroad[2].last", "partner.stays_abroad[0].last"]
                .map(|path| format!("{path} value ligt voor de eerste dag"))
        );
    }
}
