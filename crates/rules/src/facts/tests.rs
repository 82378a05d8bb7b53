use domain::{Cents, FactSource};
use serde_json::json;

use super::*;

fn read(text: serde_json::Value) -> Facts {
    serde_json::from_value(text).unwrap()
}

#[test]
fn a_fact_is_a_bare_value_or_one_with_who_and_when() {
    let facts = read(json!({
        "applicant": {
            "birth_date": "1990-02-01",
            "residence": { "value": "dutch", "source": "system", "known_on": "2026-03-01" }
        }
    }));

    let residence = facts.applicant.residence.clone().unwrap();
    assert_eq!((residence.value, residence.source), (Residence::Dutch, FactSource::System));
    assert!(!residence.is_known_on("2026-02-28".parse().unwrap()));
    assert_eq!(read(serde_json::to_value(&facts).unwrap()), facts);
}

/// Only what a consultant always knew is written as a bare value: who said it, and when, is never lost.
#[test]
fn a_fact_is_written_with_who_and_when_unless_a_consultant_always_knew() {
    for stated in [
        json!(false),
        json!({ "value": false, "source": "applicant" }),
        json!({ "value": false, "source": "consultant", "known_on": "2026-03-01" }),
        json!({ "value": false, "source": "system", "known_on": "2026-03-01" }),
    ] {
        let document = json!({ "applicant": { "detained": stated } });
        assert_eq!(serde_json::to_value(read(document.clone())).unwrap(), document);
    }
}

#[test]
fn a_stated_fact_has_a_schema_of_its_own_name() {
    use schemars::JsonSchema;
    assert_eq!(Stated::<bool>::schema_name(), "Stated_boolean");
}

#[test]
fn values_read_as_in_the_netherlands() {
    assert_eq!(Cents::new(123_456).reads(), "€ 1.234,56");
    assert_eq!("2026-03".parse::<domain::Month>().unwrap().reads(), "maart 2026");
    assert_eq!((true.reads(), false.reads()), ("ja".to_owned(), "nee".to_owned()));
}

#[test]
fn what_is_not_stated_is_not_written() {
    assert_eq!(serde_json::to_value(Facts::default()).unwrap(), json!({}));
}

#[test]
fn an_unknown_field_is_refused() {
    for wrong in [
        json!({ "aplicant": {} }),
        json!({ "applicant": { "age": 3 } }),
        json!({ "household": { "kind": "commune" } }),
    ] {
        assert!(serde_json::from_value::<Facts>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn newer_statements_are_laid_over_and_the_rest_stays() {
    let mut facts = read(json!({
        "household": { "kind": "single", "housemates": [] },
        "applicant": { "education": { "can_follow": false, "follows": false }, "incomes": [{ "kind": "earnings", "amount": 50_000 }] }
    }));
    facts.lay_over(&read(json!({ "applicant": { "education": { "follows": true }, "incomes": [] } })));

    assert_eq!(facts.household.kind.as_ref().unwrap().value, HouseholdKind::Single);
    assert!(!facts.applicant.education.can_follow.as_ref().unwrap().value);
    assert!(facts.applicant.education.follows.as_ref().unwrap().value);
    assert_eq!(facts.applicant.incomes, Some(vec![]));
    assert_eq!(facts.capital.countable.as_ref().map(|stated| stated.value), None::<Cents>);
}

#[test]
fn every_path_has_words_that_a_consultant_reads() {
    assert_eq!(Facts::in_dutch("applicant.birth_date"), "geboortedatum");
    assert_eq!(Facts::in_dutch("partner.birth_date"), "geboortedatum van de partner");
    assert_eq!(Facts::in_dutch("household.housemates[0].student"), "medebewoners");
    assert_eq!(Facts::in_dutch("household.housemates[0].birth_date"), "medebewoners");
    assert_eq!(Facts::in_dutch("household.children[0].dependent"), "kinderen");
    assert_eq!(Facts::in_dutch("applicant.incomes[0].received_on"), "dag waarop de gift is ontvangen");
    assert_ne!(Facts::in_dutch("applicant.incomes[0].amount"), "dag waarop de gift is ontvangen");
    assert_ne!(Facts::in_dutch("applicant.assets[0].received_on"), "dag waarop de gift is ontvangen");
    assert_eq!(Facts::in_dutch("household.children[0].birth_date"), "geboortedatum van het kind");
    assert_eq!(Facts::in_dutch("partner.education.follows"), "volgt dat onderwijs van de partner");
    assert_eq!(Facts::in_dutch("household.living_together.contract"), "samenlevingscontract");
    assert_eq!(Facts::in_dutch("capital.home.mortgage"), "schuld op de woning");
    assert_eq!(Facts::in_dutch("applicant.education"), "onderwijs");
}

/// Whatever a rule asks, a person can read what it is.
#[test]
fn paths_within_a_part_have_words_of_their_own() {
    for (path, words) in [
        ("conduct.fine.blame", "mate van verwijt"),
        ("conduct.partner.fully_disabled", "volledig en duurzaam arbeidsongeschikt"),
        ("conduct.applicant.exempt_until", "laatste dag van de ontheffing"),
        ("conduct.language.passed", "taaltoets gehaald"),
        ("conduct.suspension.repair_until", "laatste dag om het te herstellen"),
        ("conduct.address.differs", "adres wijkt af van de basisregistratie"),
        ("conduct.breaches[3].blameless", "of er geen enkel verwijt is"),
        ("conduct.breaches[0].urgent_reasons", "of omstandigheden om een andere verlaging vragen"),
        ("conduct.breaches[0].first_month", "eerste maand van de verlaging"),
        ("conduct.breaches[0].duty", "niet nagekomen plichten"),
        ("conduct.fine", "boete"),
        ("recovery.norm", "bijstandsnorm per maand"),
        ("recovery.owed", "schulden aan de gemeente"),
        ("recovery.claim.cause", "reden van de terugvordering"),
        ("recovery.stop.rest", "wat nog openstaat"),
        ("recovery.work.starts", "gaat aan het werk"),
        ("recovery.collection.can_pay", "kan nu iets betalen"),
        ("recovery.recourse.debtor", "onderhoudsplichtige"),
        ("recovery.late.notice_on", "dag waarop de ingebrekestelling binnenkwam"),
        ("recovery.nothing", "recovery.nothing"),
    ] {
        assert_eq!(Facts::in_dutch(path), words);
    }
}

#[test]
fn what_was_broken_and_what_is_owed_is_laid_over() {
    let mut facts = read(json!({ "conduct": { "fine": { "blame": "normal" } }, "recovery": { "owed": [] } }));
    facts.lay_over(&read(json!({ "conduct": { "fine": { "too_much": 5 } }, "recovery": { "norm": 7 } })));
    let both = json!({ "conduct": { "fine": { "blame": "normal", "too_much": 5 } }, "recovery": { "owed": [], "norm": 7 } });
    assert_eq!(facts, read(both));
}

#[test]
fn a_newer_statement_withdraws_what_holds_no_longer() {
    let base = read(json!({
        "household": { "kind": "couple", "living_together": { "married": true }, "housemates": [] },
        "partner": { "birth_date": "1990-02-01", "incomes": [] }
    }));
    let mut facts = base.clone();
    facts.lay_over(&read(json!({
        "withdrawn": ["partner", "household.living_together"], "household": { "kind": "single" }
    })));
    assert_eq!(facts, read(json!({ "household": { "kind": "single", "housemates": [] } })));

    let mut one = base;
    one.lay_over(&read(json!({ "withdrawn": ["partner.incomes"], "partner": { "incomes": [] } })));
    assert_eq!(one.partner.incomes, Some(vec![]));
    one.lay_over(&read(json!({ "withdrawn": ["partner.incomes"] })));
    assert_eq!(one.partner.incomes, None);
    assert!(one.partner.birth_date.is_some());
}

/// Without a word on the partner; what is said of one beside it contradicts it, and is for the rules to see.
#[test]
fn who_is_alone_from_now_on_has_no_partner_any_more() {
    let after = |before: serde_json::Value, newer: serde_json::Value| {
        let mut facts = read(json!({
            "household": { "kind": "couple", "living_together": { "married": true } }, "partner": { "incomes": [] }
        }));
        facts.lay_over(&read(before));
        facts.lay_over(&read(newer));
        facts
    };
    let born = || json!({ "partner": { "birth_date": "1990-02-01" } });
    let has_partner = |newer| after(born(), newer).partner != Person::default();
    let kind = |kind: &str| json!({ "household": { "kind": kind } });
    assert!(!has_partner(kind("single")) && !has_partner(kind("single-parent")));
    assert!(has_partner(kind("couple")) && has_partner(json!({ "household": { "housemates": [] } })));
    let beside = json!({ "household": { "kind": "single" }, "partner": { "weeks_abroad": 1 } });
    assert!(after(born(), beside).partner.birth_date.is_some());
    // How they live was found out, and holds until somebody says otherwise.
    assert!(after(born(), kind("single")).household.living_together.married.is_some());
    // What follows from a death goes on.
    let died = json!({ "partner": { "birth_date": "1990-02-01", "died_on": "2026-02-10" } });
    assert!(after(died, kind("single")).partner.died_on.is_some());
}

#[test]
fn only_what_can_be_stated_can_be_withdrawn() {
    for wrong in [
        "",
        "partners",
        "partner.",
        "partner.age",
        "partner.birth_date.day",
        "withdrawn",
        "household.children[0]",
    ] {
        let text = json!({ "withdrawn": [wrong] });
        assert!(serde_json::from_value::<Facts>(text).is_err(), "{wrong}");
    }
    let right = json!({ "withdrawn": ["partner", "partner.education", "applicant.education.follows", "household.children"] });
    assert_eq!(serde_json::to_value(read(right.clone())).unwrap(), right);
}

/// Each section by itself: it goes whole, and the others stay.
#[test]
fn every_section_can_be_withdrawn() {
    let whole = json!({
        "applicant": { "detained": false }, "partner": { "detained": false }, "household": { "kind": "couple" },
        "capital": { "owns_home": false }, "work": { "wsw_job": false }, "study": { "wajong": false },
        "supplements": { "better_income_expected": false }, "special_costs": { "necessary": true },
        "own_means": { "norm": 1 }, "former_work": { "wga_ended": true }, "former_business": { "capital": 0 },
        "own_business": { "viable": true }, "application": { "applied_on": "2026-01-05" },
        "assistance": { "receives": false }, "conduct": { "fine": { "blame": "normal" } }, "recovery": { "norm": 1 }
    });
    let schema = schemars::schema_for!(Facts).to_value();
    let sections = schema["properties"].as_object().unwrap().keys().filter(|name| *name != "withdrawn");
    for section in sections {
        let mut rest = whole.clone();
        assert!(rest.as_object_mut().unwrap().remove(section).is_some(), "{section} has no fact");
        let mut facts = read(whole.clone());
        facts.lay_over(&read(json!({ "withdrawn": [section] })));
        assert_eq!(facts, read(rest), "{section}");
    }
}

#[test]
fn a_path_has_its_schema_in_its_place() {
    use schemars::JsonSchema;
    assert!(FactPath::inline_schema());
    assert_eq!(FactPath::schema_name(), "FactPath");
}

#[test]
fn a_child_is_dependent_through_the_day_of_death() {
    let on = |dependent: bool, died_on: Option<&str>, day: &str| {
        let died_on = died_on.map(|died| died.parse().unwrap());
        let child = Child { birth_date: "2020-01-01".parse().unwrap(), born_from: None, dependent, died_on };
        child.is_dependent_on(day.parse().unwrap())
    };
    assert!(on(true, None, "2026-02-10") && !on(false, None, "2026-02-10"));
    assert!(on(true, Some("2026-02-10"), "2026-02-10") && !on(false, Some("2026-02-10"), "2026-02-10"));
    assert!(!on(true, Some("2026-02-10"), "2026-02-11"));
}
