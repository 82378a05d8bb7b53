//! What the law leaves to the municipality, as its policy gives it. What is absent is left to a person, never guessed.

use chrono::{Datelike, Months, NaiveDate};
use domain::Cents;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::facts::IncomeKind;

/// The municipality's own rules on the schemes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct SchemePolicy {
    /// Wage-cost subsidy only where it costs no more than it saves on assistance, for this person. Absent: no such rule.
    pub only_cost_covering_subsidy: bool,
    /// Ordinance on the individual income supplement (Participation Act art. 8(1)(b), 36).
    pub income_supplement: Option<IncomeSupplementPolicy>,
    /// Study supplement above the least amounts of the law (art. 36b).
    pub study_supplement: Option<StudySupplementPolicy>,
    /// Rules on special assistance (art. 35).
    pub special_assistance: Option<SpecialAssistancePolicy>,
    /// Schemes for people on a low income, the same for every municipality under the policy.
    pub minima: Vec<MinimaScheme>,
    /// Rules on a small business of one's own beside assistance.
    pub small_business: Option<SmallBusinessPolicy>,
}

impl SchemePolicy {
    /// Whether nothing is fixed.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// How low income over a number of months is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum IncomeTest {
    /// In no month above the bound.
    EachMonth,
    /// Over all months together not above the bound.
    Average,
}

/// What the ordinance fixes on the individual income supplement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct IncomeSupplementPolicy {
    /// Months before the request over which income was low.
    pub reference_months: u32,
    /// Low is at most this percentage of the norm.
    pub income_percent: u32,
    pub income_test: IncomeTest,
    pub amounts: SupplementAmounts,
    pub source: String,
}

/// Euro cents, once in twelve months, by household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SupplementAmounts {
    pub single: Cents,
    pub single_parent: Cents,
    pub couple: Cents,
}

/// What the municipality pays to students who cannot earn beside their study.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySupplementPolicy {
    /// By age upwards, each up to the next; younger than the first only the law's amount holds.
    pub amounts: Vec<StudySupplementAmount>,
    pub source: String,
}

/// What is paid a month from an age on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StudySupplementAmount {
    pub from_age: u32,
    /// Euro cents.
    pub month: Cents,
}

/// How capital counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum CapitalTest {
    /// Capital does not matter.
    None,
    /// What is above the limit of art. 34(3) counts.
    Limit,
    /// All of it counts.
    All,
}

/// In what form durable goods are paid (art. 51).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum DurableGoods {
    Loan,
    Gift,
}

/// What a municipality fixes on special assistance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SpecialAssistancePolicy {
    /// Income up to this percentage of the norm is left out.
    pub norm_percent: u32,
    /// Percentage of the income above it that the person pays with.
    pub surplus_percent: u32,
    /// Months of such income that count for one request.
    pub months: u32,
    pub capital: CapitalTest,
    /// Incomes that are left out.
    #[serde(default)]
    pub leave_out: Vec<IncomeKind>,
    /// The first part of the costs in twelve months is not paid (art. 35(2)).
    pub threshold: bool,
    pub durable_goods: DurableGoods,
    pub source: String,
}

/// How often a household gets a scheme, where that does not go by months since the last time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GrantedOnce {
    /// Once a calendar year: again from 1 January after it was granted.
    CalendarYear,
    /// Once, and never again.
    Ever,
}

/// How often something can be granted to a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Period {
    /// Again so many months after the day from which it was granted.
    Months(u32),
    /// Again from 1 January after that day.
    CalendarYear,
    /// Once, and never again.
    Ever,
}

impl Period {
    /// The first day on which it can be granted again; `None`: never.
    pub fn again_from(self, granted_on: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Months(months) => granted_on.checked_add_months(Months::new(months)),
            Self::CalendarYear => NaiveDate::from_ymd_opt(granted_on.year().checked_add(1)?, 1, 1),
            Self::Ever => None,
        }
    }
}

/// A scheme for people on a low income (NC-8): collective health insurance, a package for children, activities.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MinimaScheme {
    /// Stable key, in English or as the municipality names it.
    pub key: String,
    /// What a resident reads.
    pub label: String,
    /// Income up to this percentage of the norm.
    pub income_percent: u32,
    pub capital: CapitalTest,
    /// Only with a dependent child under 18.
    #[serde(default)]
    pub with_children: bool,
    /// What a household gets at once, in euro cents. Absent, and no costs: a person says how much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Cents>,
    /// The costs that a household has are paid, up to this many euro cents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<Cents>,
    /// Months from the day it is granted until it can be granted again. Absent, and no `once`: as often as it is asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once_in_months: Option<u32>,
    /// Once a calendar year, or once for ever; it holds where there is `once_in_months` too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub once: Option<GrantedOnce>,
    pub source: String,
}

impl MinimaScheme {
    /// How often it can be granted; `None`: as often as it is asked.
    pub fn period(&self) -> Option<Period> {
        match self.once {
            Some(GrantedOnce::CalendarYear) => Some(Period::CalendarYear),
            Some(GrantedOnce::Ever) => Some(Period::Ever),
            None => self.once_in_months.map(Period::Months),
        }
    }

    /// The most that is paid at once; `None` where the policy names nothing.
    pub fn most_paid(&self) -> Option<Cents> {
        self.amount.or(self.most)
    }
}

/// What a municipality fixes on small-scale own work beside assistance (NC-13).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SmallBusinessPolicy {
    /// At most so many hours a week; absent: no bound.
    #[serde(default)]
    pub most_hours: Option<u32>,
    /// At most so much profit in a calendar year, in euro cents; absent: no bound.
    #[serde(default)]
    pub most_yearly_profit: Option<Cents>,
    pub source: String,
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case::months(Period::Months(12), "2025-03-02", Some("2026-03-02"))]
    #[case::months_of_a_long_one(Period::Months(1), "2026-01-31", Some("2026-02-28"))]
    #[case::first_day_of_the_year(Period::CalendarYear, "2025-01-01", Some("2026-01-01"))]
    #[case::last_day_of_the_year(Period::CalendarYear, "2025-12-31", Some("2026-01-01"))]
    #[case::ever(Period::Ever, "2015-01-01", None)]
    fn when_it_can_be_granted_again(
        #[case] period: Period,
        #[case] granted_on: &str,
        #[case] again: Option<&str>,
    ) {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(period.again_from(day(granted_on)), again.map(day));
    }

    #[rstest]
    #[case::nothing_said("", None)]
    #[case::months(r#", "once_in_months": 24"#, Some(Period::Months(24)))]
    #[case::year(r#", "once": "calendar-year""#, Some(Period::CalendarYear))]
    #[case::ever(r#", "once": "ever""#, Some(Period::Ever))]
    #[case::both(r#", "once": "ever", "once_in_months": 24"#, Some(Period::Ever))]
    fn how_often_a_scheme_is_granted(#[case] said: &str, #[case] period: Option<Period>) {
        let text = format!(
            r#"{{ "key": "a", "label": "a", "income_percent": 100, "capital": "none", "source": "b"{said} }}"#
        );
        let scheme: MinimaScheme = serde_json::from_str(&text).unwrap();
        assert_eq!(scheme.period(), period);
        let again = serde_json::to_value(&scheme).unwrap();
        assert_eq!(serde_json::from_value::<MinimaScheme>(again).unwrap(), scheme);
    }

    #[test]
    fn a_policy_is_empty_until_something_is_fixed() {
        assert!(SchemePolicy::default().is_empty());
        let fixed = SchemePolicy { only_cost_covering_subsidy: true, ..SchemePolicy::default() };
        assert!(!fixed.is_empty());
    }
}
