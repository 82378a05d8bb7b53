//! What the law leaves to the municipality about income: read, checked, and shown on the page.

use domain::Cents;
use policy::{
    CapitalTest, CollectionFactor, DurableGoods, GrantedOnce, IncomeRules, IncomeTest, OtherDuty, Policies,
};
use rstest::rstest;
use tempfile::TempDir;

use crate::common::{TOWN, load, of, policies, town, write};

const FILE: &str = "a-town/2015-01-01/income.toml";

/// Every key that there is, in a made-up town.
const INCOME: &str = r#"
no_housing_costs = { percent = 20, source = "Verordening § 1" }
school_leavers = { percent = 10, source = "Verordening § 2" }

[income_supplement]
reference_months = 36
income_percent = 110
income_test = "each-month"
single_euros = 400
single_parent_euros = 500
couple_euros = 600
source = "Verordening § 3"

[study_supplement]
amounts = [{ from_age = 18, month_cents = 25050 }, { from_age = 21, month_cents = 40000 }]
source = "Verordening § 11"

[special_assistance]
norm_percent = 120
surplus_percent = 35
months = 12
capital = "limit"
threshold = true
durable_goods = "loan"
source = "Beleidsregel § 4"

[small_business]
most_hours = 20
most_yearly_profit_euros = 6000
source = "Beleidsregel § 5"

[income_estimate]
most_months = 2
stated_within_days = 10
source = "Beleidsregel § 12"

[income_above_norm]
months = 3
source = "Beleidsregel § 13"

[[minima]]
key = "activities"
label = "meedoen met sport"
income_percent = 130
capital = "none"
with_children = true
amount_cents = 15000
once_in_months = 12
source = "Beleidsregel § 6"

[[minima]]
key = "glasses"
label = "bril"
income_percent = 110
capital = "limit"
most_cents = 20050
source = "Beleidsregel § 13"

[[minima]]
key = "other"
label = "iets anders"
income_percent = 110
capital = "all"
source = "Beleidsregel § 14"

[[minima]]
key = "school"
label = "schoolgeld"
income_percent = 110
capital = "all"
once = "calendar-year"
source = "Beleidsregel § 15"

[[minima]]
key = "computer"
label = "computer"
income_percent = 110
capital = "all"
once = "ever"
source = "Beleidsregel § 16"

[lowering]
repeat_within_months = 18
spread_over_months = 3
source = "Verordening § 7"

[[other_measures]]
duty = "misconduct"
percent = 50
months = 1
repeat_months = 2
source = "Verordening § 8"

[fines]
warns_when_allowed = true
round_up_to_euros = 10
source = "Beleidsregel § 9"

[collection]
source = "Beleidsregel § 10"
points = [
  { factor = "missed-instalments", from = 2, below = 5, points = 3, label = "termijnen gemist" },
  { factor = "can-pay", from = 1, points = -2, label = "kan nu betalen" },
]
bands = [
  { key = "letter", label = "een brief", from_points = -2 },
  { key = "visit", label = "een huisbezoek", from_points = 3 },
]
"#;

fn with(text: &str) -> TempDir {
    let root = town();
    write(&root, FILE, text);
    root
}

#[test]
fn every_key_is_read() {
    let policies = load(&with(INCOME));
    let income = &of(&policies, TOWN).income;
    let percent = |norm: &Option<policy::LowerNorm>| norm.as_ref().map(|norm| norm.percent);
    assert_eq!((percent(&income.no_housing_costs), percent(&income.school_leavers)), (Some(20), Some(10)));
    let supplement = income.income_supplement.as_ref().unwrap();
    assert_eq!((supplement.reference_months, supplement.income_percent), (36, 110));
    assert_eq!(supplement.income_test, IncomeTest::EachMonth);
    let euros = [supplement.single_euros, supplement.single_parent_euros, supplement.couple_euros];
    assert_eq!(euros.map(|euros| euros.0), [40_000, 50_000, 60_000].map(Cents::new));
    let study = &income.study_supplement.as_ref().unwrap().amounts;
    let ages: Vec<_> = study.iter().map(|each| (each.from_age, each.month_cents.get())).collect();
    assert_eq!(ages, [(18, 25_050), (21, 40_000)]);
    let special = income.special_assistance.as_ref().unwrap();
    assert_eq!((special.norm_percent, special.surplus_percent, special.months), (120, 35, 12));
    let kinds = (special.capital, special.threshold, special.durable_goods);
    assert_eq!(kinds, (CapitalTest::Limit, true, DurableGoods::Loan));
    let business = income.small_business.as_ref().unwrap();
    assert_eq!(business.most_hours, Some(20));
    assert_eq!(business.most_yearly_profit_euros.unwrap().0, Cents::new(600_000));
    let estimate = income.income_estimate.as_ref().unwrap();
    assert_eq!((estimate.most_months, estimate.stated_within_days), (2, 10));
    assert_eq!(income.income_above_norm.as_ref().unwrap().months, 3);
    let scheme = &income.minima[0];
    assert_eq!((scheme.key.as_str(), scheme.income_percent, scheme.with_children), ("activities", 130, true));
    let paid: Vec<_> =
        income.minima.iter().map(|each| (each.amount_cents, each.most_cents, each.once_in_months)).collect();
    let expected = [(Some(15_000), None, Some(12)), (None, Some(20_050), None), (None, None, None)];
    let expected =
        expected.map(|(amount, most, months)| (amount.map(Cents::new), most.map(Cents::new), months));
    assert_eq!(paid[..3], expected);
    let once: Vec<_> = income.minima.iter().map(|each| each.once).collect();
    assert_eq!(once, [None, None, None, Some(GrantedOnce::CalendarYear), Some(GrantedOnce::Ever)]);
    let lowering = income.lowering.as_ref().unwrap();
    assert_eq!((lowering.repeat_within_months, lowering.spread_over_months), (18, Some(3)));
    let measure = &income.other_measures[0];
    let months = (measure.percent, measure.months, measure.repeat_months);
    assert_eq!((measure.duty, months), (OtherDuty::Misconduct, (50, 1, 2)));
    let fines = income.fines.as_ref().unwrap();
    assert!(fines.warns_when_allowed && fines.round_up_to_euros.unwrap().0 == Cents::new(1_000));
    let card = income.collection.as_ref().unwrap();
    let rows: Vec<_> = card.points.iter().map(|row| (row.factor, row.from, row.below, row.points)).collect();
    let expected =
        [(CollectionFactor::MissedInstalments, 2, Some(5), 3), (CollectionFactor::CanPay, 1, None, -2)];
    assert_eq!(rows, expected);
    let bands: Vec<_> = card.bands.iter().map(|band| (band.key.as_str(), band.from_points)).collect();
    assert_eq!(bands, [("letter", -2), ("visit", 3)]);
}

#[test]
fn the_page_shows_every_rule() {
    let policies = load(&with(INCOME));
    let page = of(&policies, TOWN).page();
    for text in [
        "| Wie geen woonkosten heeft | 20 % van de norm voor gehuwden minder | Verordening § 1 |",
        "inkomen 36 maanden lang elke maand tot 110 % van de norm",
        "| Studietoeslag | vanaf 18 jaar € 250,50, vanaf 21 jaar € 400,00 per maand; nooit minder dan de wet zegt | Verordening § 11 |",
        "boven 120 % van de norm betaalt iemand 35 % zelf",
        "hoogstens 20 uur per week; hoogstens",
        "hoogstens 2 maanden achter elkaar; daarna beslist een medewerker; een medewerker vraagt ernaar als dat 10 dagen na de \
         maand nog niet is gebeurd | Beleidsregel § 12 |",
        "| Geen bijstand door inkomen | na 3 maanden achter elkaar beslist een medewerker of het recht stopt | Beleidsregel § 13 |",
        "| meedoen met sport | tot 130 % van de norm | vermogen telt niet mee | alleen met kinderen | € 150,00 | één keer in 12 maanden |",
        "| iedereen | de kosten, hoogstens € 200,50 | zo vaak als nodig |",
        "| iedereen | een medewerker beslist | zo vaak als nodig |",
        "| iedereen | een medewerker beslist | één keer per kalenderjaar |",
        "| iedereen | een medewerker beslist | één keer | Beleidsregel § 16 |",
        "opnieuw binnen 18 maanden; te spreiden over 3 maanden",
        "| Zich ernstig misdragen | 50 % minder, 1 maand; opnieuw: 2 maanden |",
        "waarschuwt als dat mag; rondt af naar boven op",
        "| termijnen gemist | vanaf 2 tot 5 | 3 |",
        "| een huisbezoek | vanaf 3 |",
    ] {
        assert!(page.contains(text), "{text} is not in\n{page}");
    }
}

#[test]
fn a_policy_need_not_say_anything() {
    let policies = policies();
    for policy in policies.tenants() {
        // No document says what is paid while income is not stated; how long it is estimated was chosen.
        let estimate = policy.income.income_estimate.clone();
        let above = policy.income.income_above_norm.clone();
        let silent = IncomeRules { income_estimate: None, income_above_norm: None, ..policy.income.clone() };
        assert_eq!(silent, IncomeRules::default(), "{}", policy.tenant);
        let chosen =
            estimate.map(|estimate| (estimate.most_months, estimate.stated_within_days, estimate.source));
        assert_eq!(chosen, Some((3, 10, "keuze bij inrichting".to_owned())), "{}", policy.tenant);
        assert!(policy.page().contains("| inkomsten die niet zijn opgegeven |"), "{}", policy.tenant);
        // Nor after how many months by which income leaves nothing to pay the right is looked at.
        let chosen = above.map(|above| (above.months, above.source));
        assert_eq!(chosen, Some((1, "keuze bij inrichting".to_owned())), "{}", policy.tenant);
        assert!(policy.page().contains("| geen bijstand door inkomen |"), "{}", policy.tenant);
    }
}

#[rstest]
#[case("percent = 20,", "percent = 101,", "out-of-bounds", "percent goes from 0 to 100")]
#[case("reference_months = 36", "reference_months = 0", "no-limit", "reference_months")]
#[case("income_percent = 110", "income_percent = 0", "out-of-bounds", "income_percent")]
#[case("couple_euros = 600", "couple_euros = 0", "out-of-bounds", "couple_euros")]
#[case("income_test = \"each-month\"", "income_test = \"often\"", "unknown-value", "often")]
#[case("from_age = 21", "from_age = 18", "order", "from_age")]
#[case("month_cents = 40000", "month_cents = 0", "out-of-bounds", "from 21")]
#[case("month_cents = 40000", "month_cents = 400.5", "wrong-type", "")]
#[case("Verordening § 11", "", "no-source", "")]
#[case("norm_percent = 120", "norm_percent = 1001", "out-of-bounds", "norm_percent")]
#[case("surplus_percent = 35", "surplus_percent = 135", "out-of-bounds", "surplus_percent")]
#[case("months = 12", "months = 0", "no-limit", "months")]
#[case("most_hours = 20", "most_hours = 0", "no-limit", "most_hours")]
#[case("within_days = 10", "within_days = 32", "out-of-bounds", "stated_within_days goes from 0 to 31")]
#[case("most_yearly_profit_euros = 6000", "most_yearly_profit_euros = -1", "out-of-bounds", "profit")]
#[case("[income_above_norm]\nmonths = 3", "[income_above_norm]\nmonths = 0", "no-limit", "months")]
#[case("Beleidsregel § 13", "", "no-source", "")]
#[case("key = \"activities\"", "key = \"Activities\"", "key", "Activities")]
#[case("income_percent = 130", "income_percent = 0", "out-of-bounds", "income_percent")]
#[case("amount_cents = 15000", "amount_cents = 0", "out-of-bounds", "amount_cents")]
#[case("amount_cents = 15000", "amount_cents = 150.5", "wrong-type", "")]
#[case("most_cents = 20050", "most_cents = -1", "out-of-bounds", "most_cents")]
#[case("most_cents = 20050", "most_cents = 20050\namount_cents = 1", "two-amounts", "not both")]
#[case("once_in_months = 12", "once_in_months = 0", "no-limit", "once_in_months")]
#[case("once_in_months = 12", "once_in_months = 12\nonce = \"ever\"", "two-periods", "not both")]
#[case("once = \"ever\"", "once = \"often\"", "unknown-value", "often")]
#[case("repeat_within_months = 18", "repeat_within_months = 0", "no-limit", "repeat_within_months")]
#[case("spread_over_months = 3", "spread_over_months = 0", "no-limit", "spread_over_months")]
#[case("percent = 50", "percent = 0", "out-of-bounds", "percent goes from 1 to 100")]
#[case("months = 1\n", "months = 0\n", "no-limit", "months")]
#[case("repeat_months = 2", "repeat_months = 0", "out-of-bounds", "never lighter")]
#[case("round_up_to_euros = 10", "round_up_to_euros = 0", "out-of-bounds", "round_up_to_euros")]
#[case("below = 5", "below = 2", "out-of-bounds", "ends before it begins")]
#[case("from_points = -2", "from_points = -1", "order", "-2 points")]
#[case("from_points = 3", "from_points = -2", "order", "upwards")]
#[case("key = \"visit\"", "key = \"letter\"", "duplicate-key", "band")]
#[case("Verordening § 7", "", "no-source", "")]
#[case("threshold = true", "threshold = true\ncolour = 1", "unknown-field", "colour")]
fn a_fault_is_named(#[case] from: &str, #[case] to: &str, #[case] rule: &str, #[case] about: &str) {
    assert!(INCOME.contains(from), "{from}");
    let problems = Policies::load(with(&INCOME.replacen(from, to, 1)).path()).unwrap_err();
    let found = problems.0.iter().any(|problem| {
        problem.file.ends_with("income.toml") && problem.rule == rule && problem.reason.contains(about)
    });
    assert!(found, "{problems}");
}

#[test]
fn a_measure_for_one_duty_stands_once() {
    let twice = format!(
        "{INCOME}\n[[other_measures]]\nduty = \"misconduct\"\npercent = 10\nmonths = 1\nrepeat_months = 1\nsource = \"x\"\n"
    );
    let problems = Policies::load(with(&twice).path()).unwrap_err();
    assert!(problems.0.iter().any(|problem| problem.rule == "duplicate-key"), "{problems}");
}
