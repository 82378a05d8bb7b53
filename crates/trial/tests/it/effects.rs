//! What a version takes.

use domain::{Cents, Direction, FactKey};
use trial::effects::{directions, earmarks, instruments, partners, per_month};
use trial::{Caseload, compare, forecast};

use crate::common::{draft, examples, load, of, policies, today};
use crate::freely::freely;

/// So many of these capacities and areas, with this planned review.
fn people(people: &[(u32, i64, i64, Option<u16>)]) -> Caseload {
    let mut caseload = Caseload::new(today());
    for (count, capacity, area, review) in people {
        for number in 0..*count {
            caseload.add(&format!("{capacity}/{area}/{number}"), *review);
            let facts = [
                (FactKey::EarningCapacity, *capacity),
                (FactKey::Area, *area),
                (FactKey::NeedsSheltered, 0),
                (FactKey::Age, 40),
                (FactKey::JobRegister, 0),
                (FactKey::AssistanceRequested, 1),
            ];
            facts.iter().for_each(|(key, number)| caseload.state(*key, *number));
        }
    }
    caseload
}

#[test]
fn reviews_follow_the_interval_of_the_category_and_what_is_planned() {
    // Group 2 is reviewed every 6 months and group 4 every 12.
    let policies = examples();
    let policy = of(&policies, "a-tenant");
    let every = |key: &str| policy.category(key).unwrap().review_months;
    assert_eq!((every("group-2"), every("group-4")), (6, 12), "the test counts on these");
    let months = |caseload: &Caseload| per_month(&compare(caseload, policy, policy, 1).now);

    assert_eq!(months(&people(&[(6, 60, 1, None)])), [1; 12]);
    assert_eq!(months(&people(&[(7, 60, 1, Some(2))])), [0, 7, 0, 0, 0, 0, 0, 7, 0, 0, 0, 0]);
    assert_eq!(months(&people(&[(5, 15, 1, Some(3))])), [0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    // A review that is due is held in the first month; one beyond the interval in its last.
    assert_eq!(
        months(&people(&[(1, 60, 1, Some(0)), (1, 60, 1, Some(9))])),
        [1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1]
    );
}

#[test]
fn a_shorter_interval_asks_more_reviews() {
    let now = examples();
    let then = load(&draft(&[("a-tenant/policy.toml", "review_months = 6", "review_months = 3")]));
    let caseload = people(&[(60, 60, 1, None), (12, 15, 1, None)]);

    let comparison = compare(&caseload, of(&now, "a-tenant"), of(&then, "a-tenant"), 2);

    assert_eq!(per_month(&comparison.now), [11; 12]);
    assert_eq!(per_month(&comparison.then), [21; 12]);
    assert_eq!(comparison.movers(), 0);
}

#[test]
fn places_needed_stand_beside_places_there() {
    let policies = examples();
    let policy = of(&policies, "a-tenant");
    let caseload = people(&[(40, 60, 1, None), (7, 25, 1, None), (5, 15, 3, None), (3, 90, 1, None)]);

    let side = compare(&caseload, policy, policy, 1).now;

    let [work, sheltered, care] = directions(&side).try_into().unwrap();
    let places = |direction: Direction| -> u64 {
        let leading = policy.partners.iter().filter(|partner| partner.directions.contains(&direction));
        leading.map(|partner| u64::from(partner.places)).sum()
    };
    assert_eq!((work.direction, work.people, work.places), (Direction::Work, 47, places(Direction::Work)));
    assert_eq!((sheltered.people, sheltered.places), (0, places(Direction::Sheltered)));
    assert_eq!((care.people, care.places, care.without_partner), (5, places(Direction::Care), 0));
    // For each partner: those within its range and area.
    for need in partners(&side) {
        let partner = need.partner;
        let mut expected = 0;
        for (count, capacity, area, direction) in
            [(40, 60, 1, Direction::Work), (7, 25, 1, Direction::Work), (5, 15, 3, Direction::Care)]
        {
            let in_range = (partner.capacity_from..=partner.capacity_to).contains(&capacity);
            let in_area = partner.areas.is_empty() || partner.areas.contains(&area);
            expected +=
                if partner.directions.contains(&direction) && in_range && in_area { count } else { 0 };
        }
        assert_eq!(need.people, expected, "{}", partner.key);
    }
}

#[test]
fn whom_no_partner_may_lead_is_told() {
    let now = examples();
    // Nobody leads above 70 % any more.
    let then = load(&draft(&[("a-tenant/policy.toml", "capacity_to = 80", "capacity_to = 70")]));
    let caseload = people(&[(4, 75, 1, None), (6, 65, 1, None)]);

    let comparison = compare(&caseload, of(&now, "a-tenant"), of(&then, "a-tenant"), 1);

    assert_eq!(directions(&comparison.now)[0].without_partner, 0);
    assert_eq!(directions(&comparison.then)[0].without_partner, 4);
}

/// The finance of a draft, beside an earmark that every category is paid from and a price; amounts made up.
fn with_finance(finance: &str) -> policy::Policies {
    let empty = "# What is counted, and what may be spent.";
    let earmark = "[[earmarks]]\nkey = \"work-part\"\nlabel = \"werkdeel\"\nsource = \"test\"\n";
    load(&draft(&[
        ("a-tenant/finance.toml", empty, &format!("{earmark}{finance}")),
        ("a-tenant/policy.toml", "paid_from = []", "paid_from = [\"work-part\"]"),
        ("a-tenant/policy.toml", "key = \"learn-work\"\n", "key = \"learn-work\"\neuros = 250\n"),
    ]))
}

fn priced() -> policy::Policies {
    let of_year = "earmark = \"work-part\"\nmunicipality = \"0001\"\nyear = 2025\nlabel = \"test\"\nsource = \"test\"\n";
    with_finance(&format!("[[budgets]]\n{of_year}euros = 100000\n[[commitments]]\n{of_year}euros = 30000\n"))
}

#[test]
fn instruments_and_earmarks_are_counted_where_the_policy_names_a_price() {
    let policies = priced();
    let policy = of(&policies, "a-tenant");
    // 10 people in group 3 start with learn-work (250 euros, 6 months, extended twice by 6), 4 in group 2 with
    // mediation, which has no price.
    let side = compare(&people(&[(10, 30, 1, None), (4, 60, 1, None)]), policy, policy, 1).now;

    let started = instruments(&side).unwrap();
    let of_key = |key: &str| started.iter().find(|each| each.instrument.key == key).unwrap();
    let learn_work = of_key("learn-work");
    assert_eq!(
        (learn_work.people, learn_work.most_terms),
        (10, 2),
        "the second extension begins after a year"
    );
    assert_eq!((learn_work.least, learn_work.most), (Some(Cents::new(250_000)), Some(Cents::new(500_000))));
    assert_eq!((of_key("mediation").people, of_key("mediation").least), (4, None));

    let needs = earmarks(&side, "0001", 2026).unwrap();
    assert_eq!((needs[0].people, needs[0].unpriced), (14, 4));
    assert_eq!((needs[0].least, needs[0].most), (Cents::new(250_000), Cents::new(500_000)));
    let available = needs[0].available.unwrap();
    assert_eq!(
        (available.year, available.budget, available.committed),
        (2025, Cents::new(10_000_000), Cents::new(3_000_000))
    );
    assert_eq!(earmarks(&side, "0109", 2026).unwrap()[0].available, None);
}

fn income_years(influenced: i64, assistance: i64) -> String {
    let year = |year: i32, start: &str| {
        format!(
            "[[income_part]]\nmunicipality = \"0001\"\nyear = {year}\nstate_grant = 1000000\nrecovery = 0\n{start}\
             inflow = 100\noutflow = 100\ninfluenced_outflow = {influenced}\nassistance = {assistance}\nioaw_ioaz = 0\n\
             own_risk_tenths = 50\nsource = \"test\"\n"
        )
    };
    year(2015, "start = 1000\n") + &year(2016, "")
}

#[test]
fn a_policy_that_brings_more_people_out_is_forecast_with_less_expenditure() {
    let now = with_finance(&income_years(0, 1_000_000));
    let then = with_finance(&income_years(100, 1_000_000));

    let forecast = forecast(of(&now, "a-tenant"), of(&then, "a-tenant"), "0001").unwrap();

    assert_eq!(forecast.estimated, [2015, 2016]);
    assert_eq!(forecast.then.iter().map(|year| year.end).collect::<Vec<_>>(), [900, 800]);
    // 950 people on average instead of 1,000, then 850.
    let assistance: Vec<_> = forecast.then.iter().map(|year| year.assistance).collect();
    assert_eq!(assistance, [Cents::new(95_000_000), Cents::new(85_000_000)]);
    assert_eq!(forecast.then[0].result, Cents::new(5_000_000));
    assert_eq!(forecast.now[0].result, Cents::ZERO);
}

#[test]
fn a_policy_that_states_its_own_expenditure_is_believed() {
    let now = with_finance(&income_years(0, 1_000_000));
    let then = with_finance(&income_years(100, 990_000));

    let forecast = forecast(of(&now, "a-tenant"), of(&then, "a-tenant"), "0001").unwrap();

    assert_eq!(forecast.estimated, Vec::<i32>::new());
    assert_eq!(forecast.then[1].assistance, Cents::new(99_000_000));
}

#[test]
fn without_a_change_there_is_no_difference_in_any_effect() {
    let policies = policies();
    let caseload = freely(5, today(), 2_000, 15);
    for policy in policies.tenants() {
        let comparison = compare(&caseload, policy, policy, 2);
        let (now, then) = (&comparison.now, &comparison.then);
        assert_eq!(per_month(now), per_month(then));
        assert_eq!((directions(now), partners(now)), (directions(then), partners(then)));
        assert_eq!(instruments(now), instruments(then));
        for municipality in &policy.municipalities {
            let forecast = forecast(policy, policy, &municipality.code).unwrap();
            assert_eq!((forecast.now, forecast.estimated.len()), (forecast.then, 0));
        }
    }
}
