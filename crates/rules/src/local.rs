//! What the law leaves to the municipality, as the rules need it.

use policy::Policy;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::conduct::{FinePolicy, LoweringPolicy};
use crate::debt::CollectionScorecard;
use crate::month::EstimatePolicy;
use crate::schemes::SchemePolicy;

/// The municipality's own figures. What is absent was not given; where the facts call for it a person decides.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Local {
    /// Lowering of the norm of someone without costs of housing (Participation Act art. 27), in whole percents of the
    /// norm of art. 21(b); 0: the municipality does not lower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_housing_costs_percent: Option<u32>,
    /// Lowering of the norm of someone who left school or study lately (art. 28), in whole percents of the norm of
    /// art. 21(b); 0: the municipality does not lower.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub school_leaver_percent: Option<u32>,
    /// Supplements, special assistance, schemes for people on a low income, and small businesses.
    #[serde(skip_serializing_if = "SchemePolicy::is_empty")]
    pub schemes: SchemePolicy,
    /// What holds for a month of which income was not stated, after a month of which it was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub income_estimate: Option<EstimatePolicy>,
    /// How far assistance is lowered when a duty is broken (art. 18).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lowering: Option<LoweringPolicy>,
    /// When the municipality warns instead of fining, and how it rounds (art. 18a).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fine: Option<FinePolicy>,
    /// The scorecard of collection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub collection: Option<CollectionScorecard>,
}

impl Local {
    /// What a version of a policy says; what it does not say is absent.
    pub fn of(policy: &Policy) -> Self {
        let income = &policy.income;
        Self {
            schemes: SchemePolicy::of(policy),
            lowering: LoweringPolicy::of(policy),
            fine: income.fines.as_ref().map(FinePolicy::of),
            collection: income.collection.as_ref().map(CollectionScorecard::of),
            ..Self::of_norms(policy)
        }
    }

    /// What it says of norms, of income that is not stated, and of own work on a small scale: the months of a whole caseload
    /// ask no more.
    pub fn of_norms(policy: &Policy) -> Self {
        let income = &policy.income;
        Self {
            no_housing_costs_percent: income.no_housing_costs.as_ref().map(|norm| norm.percent),
            school_leaver_percent: income.school_leavers.as_ref().map(|norm| norm.percent),
            income_estimate: income.income_estimate.as_ref().map(EstimatePolicy::of),
            schemes: SchemePolicy {
                small_business: income.small_business.as_ref().map(Into::into),
                ..SchemePolicy::default()
            },
            ..Self::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use domain::Cents;
    use policy::Policies;
    use serde_json::json;

    use super::*;

    const INCOME: &str = r#"
no_housing_costs = { percent = 20, source = "a" }
school_leavers = { percent = 10, source = "a" }
income_supplement = { reference_months = 36, income_percent = 110, income_test = "average", single_euros = 400, single_parent_euros = 500, couple_euros = 600, source = "b" }
study_supplement = { amounts = [{ from_age = 18, month_cents = 25050 }], source = "j" }
special_assistance = { norm_percent = 120, surplus_percent = 35, months = 12, capital = "all", threshold = true, durable_goods = "gift", source = "c" }
income_estimate = { most_months = 2, source = "k" }
small_business = { most_hours = 20, most_yearly_profit_euros = 6000, source = "d" }
lowering = { repeat_within_months = 18, spread_over_months = 3, source = "e" }
fines = { warns_when_allowed = true, round_up_to_euros = 10, source = "f" }

[[minima]]
key = "sport"
label = "sport"
income_percent = 130
capital = "none"
with_children = true
most_cents = 20000
once_in_months = 12
source = "g"

[[minima]]
key = "school"
label = "school"
income_percent = 120
capital = "limit"
once = "calendar-year"
source = "g"

[[minima]]
key = "computer"
label = "computer"
income_percent = 110
capital = "all"
amount_cents = 30000
once = "ever"
source = "g"

[[other_measures]]
duty = "misconduct"
percent = 50
months = 1
repeat_months = 2
source = "h"

[[other_measures]]
duty = "cooperation"
percent = 10
months = 1
repeat_months = 1
source = "h"

[[other_measures]]
duty = "responsibility"
percent = 20
months = 1
repeat_months = 1
source = "h"

[collection]
source = "i"
points = [
  { factor = "months-in-arrears", from = 0, points = 1, label = "1" },
  { factor = "missed-instalments", from = 2, below = 5, points = 3, label = "2" },
  { factor = "broken-arrangements", from = 0, points = 1, label = "3" },
  { factor = "unanswered-contacts", from = 0, points = 1, label = "4" },
  { factor = "owed-euros", from = 0, points = 1, label = "5" },
  { factor = "other-seizures", from = 0, points = 1, label = "6" },
  { factor = "can-pay", from = 1, points = -2, label = "7" },
  { factor = "from-breach", from = 1, points = 1, label = "8" },
]
bands = [{ key = "letter", label = "een brief", from_points = -2 }]
"#;

    /// What the rules need of a made-up town with these rules on income.
    fn town(income: Option<&str>) -> Local {
        of_town(income, Local::of)
    }

    /// What is read of the policy of that town, under the national law.
    fn of_town(income: Option<&str>, read: fn(&Policy) -> Local) -> Local {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let folder = tempfile::tempdir().unwrap();
        let copy = |from: &Path, to: &Path| {
            fs::create_dir_all(to).unwrap();
            for file in fs::read_dir(from).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), to.join(file.file_name())).unwrap();
            }
        };
        copy(&root.join("../deploy/policies/national"), &folder.path().join("national"));
        let town = folder.path().join("a-town/2015-01-01");
        copy(&root.join("policy/tests/fixtures/a-town/2015-01-01"), &town);
        if let Some(income) = income {
            fs::write(town.join("income.toml"), income).unwrap();
        }
        let policies = Policies::load(folder.path()).unwrap();
        let policy = policies.tenants().next().unwrap();
        read(policy)
    }

    #[test]
    fn a_subsidy_covers_its_costs_where_an_instrument_asks_it() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/policies");
        let policies = Policies::load(&root).unwrap();
        let asks = policies.tenants().filter(|policy| Local::of(policy).schemes.only_cost_covering_subsidy);
        assert_eq!(asks.map(|policy| policy.tenant.as_str()).collect::<Vec<_>>(), ["emmen"]);
    }

    #[test]
    fn what_a_policy_says_is_what_the_rules_go_by() {
        let local = serde_json::to_value(town(Some(INCOME))).unwrap();
        assert_eq!(local["no_housing_costs_percent"], 20);
        assert_eq!(local["school_leaver_percent"], 10);
        assert_eq!(local["income_estimate"], json!({ "most_months": 2, "source": "k" }));
        let schemes = json!({
            "only_cost_covering_subsidy": false,
            "income_supplement": {
                "reference_months": 36, "income_percent": 110, "income_test": "average",
                "amounts": { "single": 40_000, "single_parent": 50_000, "couple": 60_000 }, "source": "b"
            },
            "study_supplement": { "amounts": [{ "from_age": 18, "month": 25_050 }], "source": "j" },
            "special_assistance": {
                "norm_percent": 120, "surplus_percent": 35, "months": 12, "capital": "all", "leave_out": [],
                "threshold": true, "durable_goods": "gift", "source": "c"
            },
            "minima": [{ "key": "sport", "label": "sport", "income_percent": 130, "capital": "none",
                         "with_children": true, "most": 20_000, "once_in_months": 12, "source": "g" },
                       { "key": "school", "label": "school", "income_percent": 120, "capital": "limit",
                         "with_children": false, "once": "calendar-year", "source": "g" },
                       { "key": "computer", "label": "computer", "income_percent": 110, "capital": "all",
                         "with_children": false, "amount": 30_000, "once": "ever", "source": "g" }],
            "small_business": { "most_hours": 20, "most_yearly_profit": 600_000, "source": "d" }
        });
        assert_eq!(local["schemes"], schemes);
        assert_eq!(local["fine"], json!({ "warns_when_allowed": true, "round_up_to": 1_000, "source": "f" }));
        let measures = local["lowering"]["measures"].as_array().unwrap();
        assert!(measures.iter().all(|each| each["repeat_within_months"] == 18 && each["spread_over"] == 3));
        let others: Vec<_> =
            measures.iter().rev().take(3).map(|each| (&each["duty"], &each["percent"])).collect();
        let expected = [("responsibility", 20), ("cooperation", 10), ("misconduct", 50)];
        let expected = expected.map(|(duty, percent)| (json!(duty), json!(percent)));
        assert_eq!(others, expected.each_ref().map(|(duty, percent)| (duty, percent)));
        let rows = local["collection"]["rows"].as_array().unwrap();
        let factors: Vec<_> = rows.iter().map(|row| row["factor"].as_str().unwrap()).collect();
        let all = crate::debt::CollectionFactor::ALL.iter().map(|factor| factor.code());
        assert_eq!(factors, all.collect::<Vec<_>>());
        assert_eq!(
            rows[1],
            json!({ "factor": "missed-instalments", "from": 2, "below": 5, "points": 3, "label": "2" })
        );
        assert_eq!(
            local["collection"]["bands"],
            json!([{ "key": "letter", "label": "een brief", "from_points": -2 }])
        );
        assert_eq!(local["collection"]["source"], "i");
    }

    #[test]
    fn the_months_of_a_caseload_ask_for_norms_estimates_and_own_work() {
        let Local { no_housing_costs_percent, school_leaver_percent, income_estimate, schemes, .. } =
            town(Some(INCOME));
        let small_business = schemes.small_business;
        assert_eq!(small_business.as_ref().and_then(|business| business.most_hours), Some(20));
        let schemes = SchemePolicy { small_business, ..SchemePolicy::default() };
        let expected = Local {
            no_housing_costs_percent,
            school_leaver_percent,
            income_estimate,
            schemes,
            ..Local::default()
        };
        assert_eq!(of_town(Some(INCOME), Local::of_norms), expected);
    }

    #[test]
    fn without_rules_only_the_measures_are_there() {
        let local = town(None);
        let lowering = local.lowering.clone();
        assert_eq!(local, Local { lowering, ..Local::default() });
    }

    #[test]
    fn amounts_are_kept_in_cents() {
        let local = town(Some(INCOME));
        let supplement = local.schemes.income_supplement.unwrap();
        assert_eq!(supplement.amounts.single, Cents::new(40_000));
    }
}
