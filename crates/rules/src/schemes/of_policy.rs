//! What a version of a policy says of the schemes, as the rules need it.

use policy::{Policy, WholeEuros};

use super::local::{
    CapitalTest, DurableGoods, GrantedOnce, IncomeSupplementPolicy, IncomeTest, MinimaScheme, SchemePolicy,
    SmallBusinessPolicy, SpecialAssistancePolicy, StudySupplementAmount, StudySupplementPolicy,
    SupplementAmounts,
};

impl SchemePolicy {
    /// What a policy says; what it does not say is absent. Only an instrument that subsidises wages can be asked to cover
    /// its costs.
    pub(crate) fn of(policy: &Policy) -> Self {
        let income = &policy.income;
        Self {
            only_cost_covering_subsidy: policy.instruments.iter().any(|each| each.only_when_cost_covering),
            income_supplement: income.income_supplement.as_ref().map(Into::into),
            study_supplement: income.study_supplement.as_ref().map(Into::into),
            special_assistance: income.special_assistance.as_ref().map(Into::into),
            minima: income.minima.iter().map(Into::into).collect(),
            small_business: income.small_business.as_ref().map(Into::into),
        }
    }
}

impl From<&policy::IncomeSupplement> for IncomeSupplementPolicy {
    fn from(supplement: &policy::IncomeSupplement) -> Self {
        Self {
            reference_months: supplement.reference_months,
            income_percent: supplement.income_percent,
            income_test: match supplement.income_test {
                policy::IncomeTest::EachMonth => IncomeTest::EachMonth,
                policy::IncomeTest::Average => IncomeTest::Average,
            },
            amounts: SupplementAmounts {
                single: supplement.single_euros.0,
                single_parent: supplement.single_parent_euros.0,
                couple: supplement.couple_euros.0,
            },
            source: supplement.source.clone(),
        }
    }
}

impl From<&policy::StudySupplement> for StudySupplementPolicy {
    fn from(supplement: &policy::StudySupplement) -> Self {
        let amounts = supplement.amounts.iter();
        Self {
            amounts: amounts
                .map(|each| StudySupplementAmount { from_age: each.from_age, month: each.month_cents })
                .collect(),
            source: supplement.source.clone(),
        }
    }
}

impl From<policy::CapitalTest> for CapitalTest {
    fn from(test: policy::CapitalTest) -> Self {
        match test {
            policy::CapitalTest::None => Self::None,
            policy::CapitalTest::Limit => Self::Limit,
            policy::CapitalTest::All => Self::All,
        }
    }
}

impl From<&policy::SpecialAssistance> for SpecialAssistancePolicy {
    fn from(special: &policy::SpecialAssistance) -> Self {
        Self {
            norm_percent: special.norm_percent,
            surplus_percent: special.surplus_percent,
            months: special.months,
            capital: special.capital.into(),
            leave_out: Vec::new(),
            threshold: special.threshold,
            durable_goods: match special.durable_goods {
                policy::DurableGoods::Loan => DurableGoods::Loan,
                policy::DurableGoods::Gift => DurableGoods::Gift,
            },
            source: special.source.clone(),
        }
    }
}

impl From<&policy::MinimaScheme> for MinimaScheme {
    fn from(scheme: &policy::MinimaScheme) -> Self {
        Self {
            key: scheme.key.clone(),
            label: scheme.label.clone(),
            income_percent: scheme.income_percent,
            capital: scheme.capital.into(),
            with_children: scheme.with_children,
            amount: scheme.amount_cents,
            most: scheme.most_cents,
            once_in_months: scheme.once_in_months,
            once: scheme.once.map(|once| match once {
                policy::GrantedOnce::CalendarYear => GrantedOnce::CalendarYear,
                policy::GrantedOnce::Ever => GrantedOnce::Ever,
            }),
            source: scheme.source.clone(),
        }
    }
}

impl From<&policy::SmallBusiness> for SmallBusinessPolicy {
    fn from(business: &policy::SmallBusiness) -> Self {
        Self {
            most_hours: business.most_hours,
            most_yearly_profit: business.most_yearly_profit_euros.map(|WholeEuros(cents)| cents),
            source: business.source.clone(),
        }
    }
}
