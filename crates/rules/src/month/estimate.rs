//! Income of a month of which nothing was stated, after a month of which it was: at what was stated last, as long as the
//! municipality wants that.

use chrono::NaiveDate;
use domain::{Cents, Explanation, Month, TraceInput};
use policy::National;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::Claimant;
use crate::facts::{Facts, Income, IncomeKind, Person};

/// For how long income that was not stated is estimated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EstimatePolicy {
    /// Months in a row; a later one is a person's. Never more than the months whose income may be set off (art. 58(4)).
    pub most_months: u32,
    /// Section of the policy.
    pub source: String,
}

impl EstimatePolicy {
    pub fn of(estimate: &policy::IncomeEstimate) -> Self {
        Self { most_months: estimate.most_months, source: estimate.source.clone() }
    }
}

/// Income that was not stated of a month, as it was stated last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Estimated {
    pub who: Claimant,
    pub kind: IncomeKind,
    /// Who paid it, by a reference without a name, where that was stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payer: Option<String>,
    /// The month of which it was stated.
    pub stated_of: Month,
    /// Net euro cents in that month.
    pub amount: Cents,
}

/// Income that somebody had in the last month that was stated, and of which nothing is said of this one: each kind, and of
/// each payer, by itself. Work of which an end was stated is no such income, and neither is what was stated to be nothing.
pub fn not_stated(facts: &Facts, month: Month, known: NaiveDate) -> Vec<Estimated> {
    let of = |who: Claimant| of_person(who, who.of(facts), month, known);
    let mut all: Vec<_> = [Claimant::Applicant, Claimant::Partner].into_iter().flat_map(of).collect();
    all.sort_unstable();
    all
}

fn of_person(who: Claimant, person: &Person, month: Month, known: NaiveDate) -> Vec<Estimated> {
    let told =
        || person.incomes.iter().flatten().filter(|income| income.known_on.is_none_or(|day| day <= known));
    let missing = |income: &&Income| {
        let all_of_kind =
            |other: &Income| other.payer == income.payer || other.payer.is_none() || income.payer.is_none();
        let mut stated = told().filter(|other| other.kind == income.kind && all_of_kind(other));
        let before = |income: &Income| last_month(income).filter(|last| *last <= month.previous());
        // What was said of a later month before this one, or of this one, takes its place.
        let taken = |other: &Income| other.counts_in(month, known) || before(other) > before(income);
        before(income).is_some() && !stated.any(taken)
    };
    let last =
        told().filter(|income| income.kind.comes_again() && income.amount > Cents::ZERO).filter(missing);
    last.filter_map(|income| {
        let stated_of = income.one_month()?;
        let Income { kind, amount, ref payer, .. } = *income;
        Some(Estimated { who, kind, payer: payer.clone(), stated_of, amount })
    })
    .collect()
}

/// The last month that it is about; `None` while it goes on.
fn last_month(income: &Income) -> Option<Month> {
    income.one_month().or(income.until)
}

/// By what a month is estimated.
#[derive(Clone, Copy)]
pub struct Estimating<'a> {
    pub national: &'a National,
    /// Without it a person decides at once.
    pub policy: Option<&'a EstimatePolicy>,
    /// What became known later is not looked at.
    pub known: NaiveDate,
}

/// Lays over the facts of a day what was not stated of its month: the income of the last month that was, or, where the
/// municipality wants no estimate (any more), that the income is not known.
pub(super) fn lay_over(facts: &mut Facts, by: Estimating<'_>, month: Month) -> Vec<Estimated> {
    let unknown = not_stated(facts, month, by.known);
    let most = most_months(by, month);
    let mut estimated = Vec::new();
    for who in [Claimant::Applicant, Claimant::Partner] {
        let person = match who {
            Claimant::Applicant => &mut facts.applicant,
            Claimant::Partner => &mut facts.partner,
        };
        let of_person: Vec<_> = unknown.iter().filter(|each| each.who == who).cloned().collect();
        if of_person.iter().any(|each| month.since(each.stated_of) > most) {
            person.incomes = None;
            continue;
        }
        let Some(incomes) = &mut person.incomes else { continue };
        let copied: Vec<_> = incomes.iter().filter_map(|income| copy(income, &of_person, month)).collect();
        incomes.extend(copied);
        estimated.extend(of_person);
    }
    estimated
}

fn copy(income: &Income, estimated: &[Estimated], month: Month) -> Option<Income> {
    let stated_of = income.one_month()?;
    let is = |each: &Estimated| {
        (each.kind, &each.payer, each.stated_of) == (income.kind, &income.payer, stated_of)
            && each.amount == income.amount
    };
    estimated.iter().any(is).then(|| Income {
        from: Some(month),
        until: Some(month),
        earned_in: None,
        received_on: None,
        // What came before the month of which it was stated is not all that came before this one.
        earlier_this_year: None,
        estimated_from: Some(stated_of),
        ..income.clone()
    })
}

/// None where the policy says nothing. What cannot be set off any more is estimated no more.
fn most_months(by: Estimating<'_>, month: Month) -> i32 {
    let Some(policy) = by.policy else { return 0 };
    let term = by.national.term("58.4.months", month.first_day());
    let most = term.map_or(policy.most_months.into(), |law| law.number.min(policy.most_months.into()));
    i32::try_from(most).unwrap_or(i32::MAX)
}

/// Tells whoever reads the month that it is an estimate, and that it will be settled.
pub fn estimate_told(by: Estimating<'_>, month: Month, estimated: &[Estimated]) -> Explanation {
    let month = month.in_dutch();
    let inputs = estimated.iter().map(|each| TraceInput {
        name: format!("{} {}", each.kind.dutch(), each.who.dutch()),
        value: each.amount.to_string(),
        source: format!("opgegeven over {}", each.stated_of.in_dutch()),
    });
    let amounts: Vec<_> = estimated
        .iter()
        .map(|each| {
            let payer =
                each.payer.as_ref().map(|payer| format!(", betaald door {payer}")).unwrap_or_default();
            let (kind, who, of) = (each.kind.dutch(), each.who.dutch(), each.stated_of.in_dutch());
            format!("{} ({kind} van {who} over {of}{payer})", each.amount)
        })
        .collect();
    Explanation {
        rule: RULE.into(),
        source: source(by),
        policy_version: by.national.version().into(),
        inputs: inputs.collect(),
        text: format!(
            "Dit is een schatting. Over {month} is nog niet opgegeven wat er aan inkomsten was. Daarom is gerekend met wat \
             het laatst is opgegeven: {}. Zijn de inkomsten over {month} opgegeven, dan wordt de maand opnieuw berekend. \
             Het verschil wordt dan verrekend.",
            amounts.join(" en ")
        ),
    }
}

const RULE: &str = "income-estimated";

fn source(by: Estimating<'_>) -> String {
    let policy = by.policy.map(|policy| format!("; {}", policy.source)).unwrap_or_default();
    format!("PW art. 32 lid 1 en 58 lid 4{policy}")
}
