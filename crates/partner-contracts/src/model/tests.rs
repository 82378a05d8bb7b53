//! Choices by example, and what must hold after any sequence of inputs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Direction, Moment, PersonId, RefusalKind};
use policy::{Partner, PartnerKind, Routing, ShareLimit};
use proptest::prelude::*;
use uuid::Uuid;

use super::*;

const SOURCE: &str = "S2 §4.5";

fn day() -> NaiveDate {
    "2026-03-02".parse().unwrap()
}

fn moment(input: u128) -> Moment {
    Moment { day: day(), instant: chrono::DateTime::UNIX_EPOCH, input: Uuid::from_u128(input) }
}

fn of(number: u128) -> CaseRef {
    CaseRef {
        case: CaseId::new(Uuid::from_u128(number)),
        person: PersonId::new(Uuid::from_u128(number + 1_000)),
        municipality: "a-tenant:0001".parse().unwrap(),
    }
}

fn request(direction: Direction) -> Request {
    Request { direction, category: "a".into(), earning_capacity: None, area: None, target_groups: Vec::new() }
}

fn partner(key: &str, places: u32) -> Partner {
    Partner {
        key: key.into(),
        label: key.to_uppercase(),
        registration_number: "90000001".into(),
        kind: PartnerKind::Intermediary,
        directions: vec![Direction::Work],
        areas: Vec::new(),
        capacity_from: 0,
        capacity_to: 100,
        places,
        source: SOURCE.into(),
    }
}

fn routing(limits: &[(&str, u32)]) -> Routing {
    let limit = |(partner, max_percent): &(&str, u32)| ShareLimit {
        partner: (*partner).into(),
        max_percent: *max_percent,
        source: SOURCE.into(),
    };
    Routing { answer_days: 14, share_limits: limits.iter().map(limit).collect(), source: SOURCE.into() }
}

fn rules<'a>(partners: &'a [Partner], routing: &'a Routing) -> Rules<'a> {
    Rules { partners, routing, period: "2013-01-01".parse().unwrap(), version: "v" }
}

fn chosen(rules: Rules<'_>, pool: &Pool, request: &Request) -> Option<String> {
    choose(rules, pool, request, &BTreeSet::new()).partner.map(|partner| partner.key.clone())
}

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
    let reason = choice.explanation.inputs.iter().find(|input| input.name == "big").unwrap();
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
    assert_eq!(reasons["a"], "vol: 1 van 1 plaatsen bezet");
    assert_eq!(reasons["b"], "helpt mensen met 0 tot 30 % verdiencapaciteit");
    assert_eq!(reasons["c"], "heeft deze aanmelding al gehad");
}

/// A pool with its referrals, to which steps are applied as the actor does.
struct Running<'a> {
    rules: Rules<'a>,
    pool: Pool,
    referrals: Vec<Referral>,
    inputs: u128,
}

impl Running<'_> {
    fn new(rules: Rules<'_>) -> Running<'_> {
        Running { rules, pool: Pool::default(), referrals: Vec::new(), inputs: 0 }
    }

    fn of_case(&self, of: &CaseRef) -> Vec<Referral> {
        self.referrals.iter().filter(|referral| referral.of.case == of.case).cloned().collect()
    }

    fn step<T>(&mut self, of: &CaseRef, decide: impl FnOnce(Known<'_>) -> T) -> T {
        self.inputs += 1;
        let (moment, referrals) = (moment(self.inputs), self.of_case(of));
        decide(Known { rules: Some(self.rules), pool: &self.pool, referrals: &referrals, moment: &moment })
    }

    fn lay(&mut self, step: Step) -> Vec<Event> {
        self.pool = step.pool.unwrap_or_else(|| self.pool.clone());
        for referral in step.referrals {
            match self.referrals.iter_mut().find(|known| known.id == referral.id) {
                Some(known) => *known = referral,
                None => self.referrals.push(referral),
            }
        }
        step.events
    }

    fn offer(&mut self, of: &CaseRef, request: &Request) -> Vec<Event> {
        let step = self.step(of, |known| offer(known, of, request));
        self.lay(step)
    }

    fn open(&self, of: &CaseRef) -> Option<Referral> {
        self.of_case(of).into_iter().find(|referral| referral.stage.is_open())
    }
}

#[test]
fn a_decline_goes_to_the_next_partner_until_none_is_left_and_a_withdrawal_begins_anew() {
    let (partners, routing) = ([partner("a", 5), partner("b", 5)], routing(&[]));
    let mut running = Running::new(rules(&partners, &routing));
    let (of, request) = (of(1), request(Direction::Work));
    running.offer(&of, &request);
    let first = running.open(&of).unwrap();
    assert_eq!((first.partner.as_str(), first.answer_by.to_string().as_str()), ("a", "2026-03-16"));

    let no = Answer::Decline("geen plek in de groep".into());
    let step = running.step(&of, |known| answer(known, &first, &no)).unwrap();
    let events = running.lay(step);
    let [Event::Declined(declined), Event::Offered(next)] = events.as_slice() else { panic!("{events:?}") };
    assert_eq!((declined.partner.as_str(), next.partner.as_str()), ("a", "b"));

    let next = running.open(&of).unwrap();
    let step = running.step(&of, |known| expire(known, next.id));
    let events = running.lay(step);
    assert!(matches!(&events[..], [Event::Declined(_), Event::NoPartnerLeft(_)]), "{events:?}");
    assert_eq!(running.offer(&of, &request), [Event::NoPartnerLeft(of.clone())]);

    let step = running.step(&of, |known| withdraw(known, &of, "andere categorie"));
    assert_eq!(running.lay(step), [Event::Withdrawn(of.clone())]);
    assert!(matches!(&running.offer(&of, &request)[..], [Event::Offered(again)] if again.partner == "a"));
}

#[test]
fn an_answer_is_taken_once_and_refused_by_name_when_it_cannot_be() {
    let (partners, routing) = ([partner("a", 5)], routing(&[]));
    let mut running = Running::new(rules(&partners, &routing));
    let of = of(1);
    running.offer(&of, &request(Direction::Work));
    let offered = running.open(&of).unwrap();
    let no = Answer::Decline("vol".into());

    let step = running.step(&of, |known| answer(known, &offered, &Answer::Accept)).unwrap();
    running.lay(step);
    let accepted = running.open(&of).unwrap();
    let again = running.step(&of, |known| answer(known, &accepted, &Answer::Accept)).unwrap();
    assert!(again.events.is_empty() && again.referrals.is_empty());
    let refusal = running.step(&of, |known| answer(known, &accepted, &no)).unwrap_err();
    assert_eq!(refusal.rule, "referral-answered");
    let late = running.step(&of, |known| expire(known, accepted.id));
    assert!(late.events.is_empty() && late.referrals.is_empty() && late.lines.len() == 1);

    let step = running.step(&of, |known| withdraw(known, &of, "beëindigd"));
    running.lay(step);
    let withdrawn = running.of_case(&of).remove(0);
    let refusal = running.step(&of, |known| answer(known, &withdrawn, &Answer::Accept)).unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.kind), ("referral-withdrawn", RefusalKind::Precondition));
}

#[derive(Debug, Clone)]
enum Act {
    Offer { case: u128, care: bool, capacity: Option<u32> },
    Accept(u128),
    Decline(u128),
    Expire(u128),
    Withdraw(u128),
}

fn act() -> impl Strategy<Value = Act> {
    let case = 0u128..12;
    prop_oneof![
        4 => (case.clone(), any::<bool>(), proptest::option::of(0u32..=100))
            .prop_map(|(case, care, capacity)| Act::Offer { case, care, capacity }),
        2 => case.clone().prop_map(Act::Accept),
        2 => case.clone().prop_map(Act::Decline),
        1 => case.clone().prop_map(Act::Expire),
        1 => case.prop_map(Act::Withdraw),
    ]
}

impl Running<'_> {
    fn act(&mut self, act: &Act) {
        let step = match act {
            Act::Offer { case, care, capacity } => {
                let direction = if *care { Direction::Care } else { Direction::Work };
                let request = Request { earning_capacity: *capacity, ..request(direction) };
                let of = of(*case);
                Some(self.step(&of, |known| offer(known, &of, &request)))
            }
            Act::Accept(case) | Act::Decline(case) => {
                let of = of(*case);
                let said = match act {
                    Act::Accept(_) => Answer::Accept,
                    _ => Answer::Decline("past niet".into()),
                };
                let last = self.of_case(&of).pop();
                last.and_then(|last| self.step(&of, |known| answer(known, &last, &said)).ok())
            }
            Act::Expire(case) => {
                let of = of(*case);
                let last = self.of_case(&of).pop();
                last.map(|last| self.step(&of, |known| expire(known, last.id)))
            }
            Act::Withdraw(case) => {
                let of = of(*case);
                Some(self.step(&of, |known| withdraw(known, &of, "beëindigd")))
            }
        };
        if let Some(step) = step {
            self.lay(step);
        }
    }

    fn check(&self) -> Result<(), TestCaseError> {
        let mut open: BTreeMap<&str, u32> = BTreeMap::new();
        let mut cases = BTreeSet::new();
        for referral in self.referrals.iter().filter(|referral| referral.stage.is_open()) {
            *open.entry(&referral.partner).or_default() += 1;
            prop_assert!(cases.insert(referral.of.case), "a case has two open referrals");
        }
        for partner in self.rules.partners {
            let in_use = self.pool.in_use(&partner.key);
            prop_assert_eq!(in_use, open.get(partner.key.as_str()).copied().unwrap_or_default());
            prop_assert!(in_use <= partner.places);
        }
        let all = self.pool.all_to_work(self.rules.period);
        let to_work: Vec<_> =
            self.referrals.iter().filter(|referral| referral.request.direction == Direction::Work).collect();
        prop_assert_eq!(all, to_work.len() as u64);
        for limit in &self.rules.routing.share_limits {
            let own = to_work.iter().filter(|referral| referral.partner == limit.partner).count() as u64;
            prop_assert_eq!(own, self.pool.offered_to_work(self.rules.period, &limit.partner));
            prop_assert!(own * 100 < u64::from(limit.max_percent) * all + 100, "{} of {}", own, all);
        }
        Ok(())
    }
}

proptest! {
    #[test]
    fn places_shares_and_one_open_referral_per_case_hold_after_any_sequence(
        places in proptest::collection::vec(1u32..4, 4),
        percent in 1u32..100,
        acts in proptest::collection::vec(act(), 0..80),
    ) {
        let both = vec![Direction::Work, Direction::Care];
        let partners = [
            partner("a", places[0]),
            Partner { directions: both, ..partner("b", places[1]) },
            Partner { capacity_to: 50, ..partner("c", places[2]) },
            Partner { directions: vec![Direction::Care], ..partner("d", places[3]) },
        ];
        let routing = routing(&[("a", percent), ("b", 100 - percent)]);
        let mut running = Running::new(rules(&partners, &routing));

        for act in &acts {
            running.act(act);
            running.check()?;
        }

        for case in 0..12 {
            running.act(&Act::Withdraw(case));
        }
        running.check()?;
        for partner in &partners {
            prop_assert_eq!(running.pool.in_use(&partner.key), 0);
        }
        prop_assert!(running.referrals.iter().all(|referral| referral.over));
    }

    #[test]
    fn a_pool_comes_back_from_the_store_as_it_went(acts in proptest::collection::vec(act(), 0..30)) {
        let (partners, routing) = ([partner("a", 5), partner("b", 5)], routing(&[]));
        let mut running = Running::new(rules(&partners, &routing));
        acts.iter().for_each(|act| running.act(act));

        let text = serde_json::to_string(&running.pool).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Pool>(&text).unwrap(), &running.pool);
        for referral in &running.referrals {
            let text = serde_json::to_string(referral).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Referral>(&text).unwrap(), referral);
        }
    }
}
