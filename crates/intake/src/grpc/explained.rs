//! What a policy says of a case, for the wire.

use chrono::NaiveDate;
use domain::{Municipality, Violation};
use policy::{
    Applied, Categorisation, Course, Explained, MissingFact, NoPolicy, Policies, Policy, RowTrace, Support,
    TableTrace, Test, Verdict,
};
use proto::intake::v1 as pb;
use proto::{day_text, parse_day};

use crate::model::Application;

/// The day that is asked, today when none is.
pub fn day(wire: &pb::ExplainPolicyRequest, today: NaiveDate) -> Result<NaiveDate, Violation> {
    if wire.on_day.is_empty() { Ok(today) } else { parse_day("on_day", &wire.on_day) }
}

/// There is no policy on the day that was asked.
pub fn no_policy(error: &NoPolicy) -> Violation {
    let reason = match error {
        NoPolicy::UnknownMunicipality(_) => "is een dag waarop deze gemeente geen beleid heeft".to_owned(),
        NoPolicy::BeforeFirst { first, .. } => {
            format!(
                "ligt voor het eerste beleid van deze gemeente, dat geldt vanaf {}",
                first.format("%d-%m-%Y")
            )
        }
    };
    Violation::new("on_day", reason, "policy-in-force")
}

/// The version that is asked, and the day to assess: that of the question, or today once the version holds.
pub fn version<'p>(
    policies: &'p Policies,
    municipality: &Municipality,
    wire: &pb::ExplainPersonRequest,
    today: NaiveDate,
) -> Result<(&'p Policy, NaiveDate), Vec<Violation>> {
    let named = |field, text: &str| (!text.is_empty()).then(|| parse_day(field, text)).transpose();
    let asked = named("on_day", &wire.on_day).map_err(|violation| vec![violation])?;
    let first = named("valid_from", &wire.valid_from).map_err(|violation| vec![violation])?;
    let Some(first) = first else {
        let day = asked.unwrap_or(today);
        return match policies.of(municipality, day) {
            Ok(policy) => Ok((policy, day)),
            Err(error) => Err(vec![no_policy(&error)]),
        };
    };
    let Some(policy) = policies.from_day(municipality, first) else {
        let reason = "is geen eerste dag van een versie van het beleid van deze gemeente";
        return Err(vec![Violation::new("valid_from", reason, "policy-version")]);
    };
    let day = asked.unwrap_or_else(|| today.max(policy.valid_from));
    if day < policy.valid_from {
        let reason = "ligt voor de eerste dag van deze versie van het beleid";
        return Err(vec![Violation::new("on_day", reason, "policy-in-force")]);
    }
    Ok((policy, day))
}

/// The account of a case.
pub fn response(application: &Application, account: &Explained<'_>) -> pb::ExplainPolicyResponse {
    pb::ExplainPolicyResponse {
        case_id: application.case.to_string(),
        case_number: application.number.to_string(),
        ..self::account(account)
    }
}

/// The account of nobody's case.
pub fn account(account: &Explained<'_>) -> pb::ExplainPolicyResponse {
    let (policy, outlook) = (account.policy, &account.outlook);
    let (outcome, category) = match &outlook.categorisation {
        Categorisation::Assigned { explanation, .. } => ("assigned", explanation),
        Categorisation::PersonDecides { explanation } => ("person", explanation),
        Categorisation::FactMissing { explanation, .. } => ("fact-missing", explanation),
    };
    let support = outlook.support.as_ref().map(|support| match support {
        Support::Given { explanation, .. }
        | Support::NotGiven { explanation }
        | Support::PersonDecides { explanation }
        | Support::FactMissing { explanation, .. } => explanation.into(),
    });
    let facts = account.looked_at.iter().map(|(key, fact)| pb::PolicyFact {
        key: key.code().into(),
        value: key.reads(&fact.value),
        source: fact.source.code().into(),
        stated_on: day_text(fact.stated_on),
    });
    pb::ExplainPolicyResponse {
        case_id: String::new(),
        case_number: String::new(),
        on_day: day_text(outlook.day),
        document: policy.document.clone(),
        valid_from: day_text(policy.valid_from),
        policy_version: policy.version.clone(),
        gate: Some((&outlook.gate.explanation).into()),
        search_until: outlook.gate.search_until.map(day_text).unwrap_or_default(),
        outcome: outcome.into(),
        category: Some(category.into()),
        course: outlook.course.as_ref().map(course),
        support,
        topics: applied(&outlook.topics.items, |topic| (&topic.key, &topic.label)),
        risk: outlook.risk.as_ref().map(|risk| pb::PolicyRisk {
            level: Some(item(&risk.level.key, &risk.level.label, "")),
            points: risk.points,
        }),
        missing: account.missing.iter().map(missing).collect(),
        facts: facts.collect(),
        tables: account.tables.iter().map(table).collect(),
        text: account.text(),
    }
}

fn item(key: &str, label: &str, source: &str) -> pb::PolicyItem {
    pb::PolicyItem { key: key.into(), label: label.into(), source: source.into() }
}

/// What applies, with the section behind the row that says so.
fn applied<T>(items: &[Applied<'_, T>], named: impl Fn(&T) -> (&String, &String)) -> Vec<pb::PolicyItem> {
    let one = |applied: &Applied<'_, T>| {
        let (key, label) = named(applied.item);
        item(key, label, applied.source)
    };
    items.iter().map(one).collect()
}

fn course(course: &Course<'_>) -> pb::PolicyCourse {
    let category = course.category;
    let groups = course.target_groups.iter().map(|each| item(&each.key, &each.label, &each.source));
    let instruments = course.instruments.iter().map(|each| item(&each.key, &each.label, &each.source));
    let partners = |partners: &[&policy::Partner]| {
        partners.iter().map(|each| item(&each.key, &each.label, &each.source)).collect()
    };
    let earmarks = course.paid_from.iter().map(|each| item(&each.key, &each.label, &each.source));
    pb::PolicyCourse {
        category: Some(item(&category.key, &category.label, &category.source)),
        goal: category.goal.clone(),
        direction: category.direction.code().into(),
        lead_role: category.lead_role.code().into(),
        goal_by: day_text(course.goal_by),
        review_on: day_text(course.review_on),
        target_groups: groups.collect(),
        duties: applied(&course.duties.items, |duty| (&duty.key, &duty.label)),
        instruments: instruments.collect(),
        leads: partners(&course.leads),
        supports: partners(&course.supports),
        paid_from: earmarks.collect(),
    }
}

fn missing(missing: &MissingFact<'_>) -> pb::MissingPolicyFact {
    pb::MissingPolicyFact {
        key: missing.key.code().into(),
        needed_for: missing.needed_for.iter().map(|each| (*each).to_owned()).collect(),
        asked_at: missing
            .asked_at
            .iter()
            .map(|topic| item(&topic.key, &topic.label, &topic.source))
            .collect(),
    }
}

fn table(table: &TableTrace<'_>) -> pb::TriedTable {
    pb::TriedTable { name: table.table.code().into(), rules: table.rows.iter().map(rule).collect() }
}

fn rule(row: &RowTrace<'_>) -> pb::TriedRule {
    let (verdict, tests) = match &row.verdict {
        Verdict::Holds => ("holds", &[][..]),
        Verdict::Fails(test) => ("fails", std::slice::from_ref(test)),
        Verdict::Unknown(tests) => ("unknown", tests.as_slice()),
        Verdict::NotLookedAt => ("not-looked-at", &[][..]),
    };
    pb::TriedRule {
        rule: row.rule.clone(),
        gives: row.gives.clone(),
        source: row.source.into(),
        verdict: verdict.into(),
        counts: row.counts,
        cells: tests.iter().map(cell).collect(),
    }
}

fn cell(test: &Test<'_>) -> pb::TriedCell {
    pb::TriedCell {
        key: test.key.code().into(),
        asks: test.asks.into(),
        asks_in_dutch: test.asks_in_dutch.clone(),
        value: test.fact.as_ref().map(|fact| test.key.reads(&fact.value)).unwrap_or_default(),
    }
}
