use std::collections::{BTreeMap, BTreeSet};

use domain::Direction;
use policy::Partner;

use super::{chosen, day, partner, request, routing, rules};
use crate::model::{Pool, Request, choose};

#[test]
fn the_partner_with_the_largest_free_part_is_chosen_then_the_lowest_key() {
    let (partners, routing) = ([partner("b", 10), partner("c", 2), partner("a", 10)], routing(&[]));
    let rules = rules(&partners, &routing);
    let mut pool = Pool::default();
    assert_eq!(chosen(rules, &pool, &request(Direction::Work)).as_deref(), Some("a"));

    pool.take(rules.period, "a", Direction::Work);
    pool.take(rules.period, "c", Direction::Work);
    assert_eq!(chosen(rules, &pool, &request(Direction::Work)).as_deref(), Some("b"));

    pool.take(rules.period, "b", Direction::Work);
    pool.take(rules.period, "b", Direction::Work);
    // 9 of 10, 8 of 10, 1 of 2
    assert_eq!(chosen(rules, &pool, &request(Direction::Work)).as_deref(), Some("a"));
}

#[test]
fn a_partner_serves_its_direction_range_and_areas_only() {
    let partners = [Partner { areas: vec![2, 3], capacity_from: 50, capacity_to: 80, ..partner("a", 1) }];
    let routing = routing(&[]);
    let rules = rules(&partners, &routing);
    let pool = Pool::default();
    let asked = |earning_capacity, area| Request { earning_capacity, area, ..request(Direction::Work) };

    assert!(chosen(rules, &pool, &request(Direction::Care)).is_none());
    assert!(chosen(rules, &pool, &asked(Some(49), Some(2))).is_none());
    assert!(chosen(rules, &pool, &asked(Some(81), Some(2))).is_none());
    assert!(chosen(rules, &pool, &asked(Some(50), Some(4))).is_none());
    assert!(chosen(rules, &pool, &asked(Some(50), Some(3))).is_some());
    assert!(chosen(rules, &pool, &asked(Some(80), None)).is_some());
    assert!(chosen(rules, &pool, &asked(None, Some(3))).is_some());
}

#[test]
fn who_surely_serves_an_unknown_capacity_goes_first() {
    let partners = [Partner { capacity_from: 50, ..partner("a", 50) }, partner("b", 1)];
    let routing = routing(&[]);

    let choice = chosen(rules(&partners, &routing), &Pool::default(), &request(Direction::Work));

    assert_eq!(choice.as_deref(), Some("b"));
}

#[test]
fn of_ten_offers_eight_may_go_to_one_partner_and_the_first_too() {
    // S2 §4.5.2: at most 80 % to the strategic partner.
    let (partners, routing) = ([partner("big", 1_000), partner("small", 1)], routing(&[("big", 80)]));
    let rules = rules(&partners, &routing);
    let mut pool = Pool::default();
    let mut order = String::new();
    for _ in 0..10 {
        let key = chosen(rules, &pool, &request(Direction::Work)).unwrap();
        pool.take(rules.period, &key, Direction::Work);
        // so that room never decides
        pool.free(&key);
        order.push_str(&key[..1]);
    }
    assert_eq!(order, "bbbbsbbbbs");
}

#[test]
fn a_partner_at_its_share_gets_nothing_even_when_nobody_else_has_room() {
    let (partners, routing) = ([partner("big", 1_000), partner("small", 1)], routing(&[("big", 80)]));
    let rules = rules(&partners, &routing);
    let mut pool = Pool::default();
    pool.take(rules.period, "small", Direction::Work);
    // 8 of 9 is the last that 80 % rounded up allows
    for _ in 0..8 {
        assert_eq!(chosen(rules, &pool, &request(Direction::Work)).as_deref(), Some("big"));
        pool.take(rules.period, "big", Direction::Work);
    }

    let choice = choose(rules, &pool, &request(Direction::Work), &BTreeSet::new());

    assert!(choice.partner.is_none());
    let reason = choice.explanation.inputs.iter().find(|input| input.name == "BIG").unwrap();
    assert_eq!(reason.value, "heeft al het grootste aandeel dat mag: 80 %");
}

#[test]
fn referrals_to_care_do_not_count_for_a_share_of_work() {
    let both = Partner { directions: vec![Direction::Work, Direction::Care], ..partner("big", 100) };
    let (partners, routing) = ([both], routing(&[("big", 50)]));
    let rules = rules(&partners, &routing);
    let mut pool = Pool::default();
    for _ in 0..10 {
        pool.take(rules.period, "big", Direction::Care);
    }

    assert!(chosen(rules, &pool, &request(Direction::Work)).is_some());
    pool.take(rules.period, "big", Direction::Work);
    assert!(chosen(rules, &pool, &request(Direction::Work)).is_none());
    assert!(chosen(rules, &pool, &request(Direction::Care)).is_some());
}

#[test]
fn an_explanation_says_why_each_other_partner_was_passed_over() {
    let partners = [partner("a", 1), Partner { capacity_to: 30, ..partner("b", 1) }, partner("c", 1)];
    let routing = routing(&[]);
    let mut pool = Pool::default();
    pool.take(day(), "a", Direction::Work);
    let asked = Request { earning_capacity: Some(60), ..request(Direction::Work) };

    let choice = choose(rules(&partners, &routing), &pool, &asked, &BTreeSet::from(["c"]));

    assert!(choice.partner.is_none());
    assert_eq!(choice.explanation.rule, "no-partner-left");
    let reasons: BTreeMap<_, _> =
        choice.explanation.inputs.iter().map(|input| (input.name.as_str(), input.value.as_str())).collect();
    assert_eq!(reasons["A"], "vol: 1 van 1 plaatsen bezet");
    assert_eq!(reasons["B"], "helpt mensen met 0 tot 30 % verdiencapaciteit");
    assert_eq!(reasons["C"], "heeft deze aanmelding al gehad");
}
