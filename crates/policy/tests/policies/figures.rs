//! The figures of a policy, a line each, to be held against what a document says.

use domain::Direction;
use policy::{Category, Exemption, Instrument, Measure, Partner, Policy, ShareLimit, TargetGroup};

/// `mediation 6 + 2 x 3`, and what it asks.
fn instrument(each: &Instrument) -> String {
    let Instrument { key, months, extensions, extension_months, .. } = each;
    let mut text = format!("{key} {months} + {extensions} x {extension_months}");
    if each.extension_needs_reason {
        text.push_str(", with a reason");
    }
    if let Some(months) = each.min_contract_months {
        text.push_str(&format!(", contract {months}"));
    }
    if each.only_without_study_finance {
        text.push_str(", no study finance");
    }
    if each.only_when_cost_covering {
        text.push_str(", cost-covering");
    }
    if !each.conditions.is_empty() {
        text.push_str(&format!(", conditions {}", each.conditions.len()));
    }
    if let Some(euros) = each.euros {
        text.push_str(&format!(", {} cents", euros.0.get()));
    }
    text
}

pub fn instruments(policy: &Policy) -> Vec<String> {
    policy.instruments.iter().map(instrument).collect()
}

/// `emco: work sheltered, 30-80, areas [], supports -, places 110`.
fn partner(each: &Partner) -> String {
    let directions: Vec<_> = each.directions.iter().copied().map(Direction::code).collect();
    let supports =
        each.supports.map_or_else(|| "-".to_owned(), |range| format!("{}-{}", range.from, range.to));
    format!(
        "{} {} {:?}: {}, {}-{}, areas {:?}, supports {supports}, places {}",
        each.key,
        each.registration_number,
        each.kind,
        directions.join(" "),
        each.capacity_from,
        each.capacity_to,
        each.areas,
        each.places,
    )
}

pub fn partners(policy: &Policy) -> Vec<String> {
    policy.partners.iter().map(partner).collect()
}

/// `group-2 work 12 6 reintegration-consultant mediation`: direction, term, months between reviews, lead, first.
fn category(each: &Category) -> String {
    let Category { key, term_months, review_months, .. } = each;
    let first = each.instrument.as_deref().unwrap_or("-");
    format!("{key} {} {term_months} {review_months} {} {first}", each.direction.code(), each.lead_role.code())
}

pub fn categories(policy: &Policy) -> Vec<String> {
    policy.categories.iter().map(category).collect()
}

/// `growth: mediation training; paid from earmark-1`.
pub fn means(policy: &Policy) -> Vec<String> {
    let line = |each: &Category| {
        format!("{}: {}; paid from {}", each.key, each.instruments.join(" "), each.paid_from.join(" "))
    };
    policy.categories.iter().map(line).collect()
}

/// `growth: earmark-1 earmark-2`.
pub fn paid_from(policy: &Policy) -> Vec<String> {
    policy.categories.iter().map(|each| format!("{}: {}", each.key, each.paid_from.join(" "))).collect()
}

/// `young, priority: school-first; approach 1`, with a lead where the group has its own.
fn target_group(each: &TargetGroup) -> String {
    let priority = if each.priority { ", priority" } else { "" };
    let lead = each.lead_role.map(|role| format!(", lead {}", role.code())).unwrap_or_default();
    format!("{}{priority}{lead}: {}; approach {}", each.key, each.instruments.join(" "), each.approach.len())
}

pub fn target_groups(policy: &Policy) -> Vec<String> {
    policy.target_groups.iter().map(target_group).collect()
}

/// `work: demand skills motivation`.
pub fn topics(policy: &Policy) -> Vec<String> {
    let topic = |topic: &policy::IntakeTopic| {
        let facts: Vec<_> = topic.facts.iter().map(|fact| fact.code()).collect();
        format!("{}: {}", topic.key, facts.join(" "))
    };
    policy.intake_topics.iter().map(topic).collect()
}

pub fn duties(policy: &Policy) -> Vec<String> {
    policy.duties.iter().map(|duty| format!("{} {:?}", duty.key, duty.kind)).collect()
}

fn exemption(each: &Exemption) -> String {
    let Exemption { key, scope, max_months, medical_advice, on_request, contact_months, .. } = each;
    let child = each.child_under_age;
    format!(
        "{key} {scope:?} {max_months} advice {medical_advice} request {on_request} child {child:?} contact {contact_months}"
    )
}

pub fn exemptions(policy: &Policy) -> Vec<String> {
    policy.exemptions.iter().map(exemption).collect()
}

/// `labour-duty Labour 100 % 1 3`: months the first time and when repeated.
fn measure(each: &Measure) -> String {
    format!("{} {:?} {} % {} {}", each.key, each.duty, each.percent, each.months, each.repeat_months)
}

pub fn measures(policy: &Policy) -> Vec<String> {
    policy.measures.iter().map(measure).collect()
}

pub fn work_processes(policy: &Policy) -> Vec<String> {
    policy.work_processes.iter().map(|each| format!("{:?} {}", each.decision, each.steps.len())).collect()
}

/// Gate, return activity and rules that stand alone.
pub fn rules(policy: &Policy) -> Vec<String> {
    let Policy { gate, return_activity, sheltered, deviation, routing, tasks, .. } = policy;
    let quotas: Vec<_> = sheltered.quotas.iter().map(|each| (each.year, each.places)).collect();
    let shares: Vec<_> = routing.share_limits.iter().map(share).collect();
    vec![
        format!("from {} until {:?}", policy.valid_from, policy.valid_until),
        format!(
            "search of everyone {}, {} weeks, {:?}, partners from {:?}",
            gate.every_new_applicant, gate.weeks, gate.exceptions, gate.partner_services_from_age
        ),
        format!("without benefit at most {:?}", policy.without_benefit.max_months),
        format!(
            "return activity {:?} {}, own choice first {}, at {:?}, places {:?}, exempt {}",
            return_activity.form,
            return_activity.duty,
            return_activity.own_choice_first,
            return_activity.register_with,
            return_activity.places,
            return_activity.exempt.len()
        ),
        format!(
            "answer in {} days, shares {shares:?}, only support {:?}",
            routing.answer_days, routing.support_only
        ),
        format!(
            "sheltered {} after {:?}, {quotas:?}, advice {} months",
            sheltered.places, sheltered.preparatory_instrument, sheltered.advice_valid_months
        ),
        format!("four eyes {}, talks {:?}", deviation.four_eyes, deviation.case_discussion_months),
        format!("exempted {} months", policy.reviews.exempted_months),
        format!(
            "tasks {} {} {} {} {} {} {} {} {}",
            tasks.assess_search_days,
            tasks.hold_intake_days,
            tasks.supply_facts_days,
            tasks.decide_days,
            tasks.categorise_days,
            tasks.confirm_deviation_days,
            tasks.find_partner_days,
            tasks.await_advice_days,
            tasks.review_days
        ),
    ]
}

fn share(each: &ShareLimit) -> String {
    format!("{} {} % {:?}", each.partner, each.max_percent, each.agreed_for)
}

/// The numbers of an indicator: year, municipality where it is of one, number.
pub fn numbers(targets: &[policy::Target], indicator: &str) -> Vec<(i32, Option<String>, i64)> {
    let of = targets.iter().filter(|each| each.indicator == indicator);
    of.map(|each| (each.year, each.municipality.clone(), each.number)).collect()
}

/// `outflow 12`: an indicator, the months between reports, and whom it is counted for apart.
pub fn indicators(policy: &Policy) -> Vec<String> {
    let line = |each: &policy::Indicator| format!("{} {} {}", each.key, each.every_months, each.by.join(" "));
    policy.indicators.iter().map(|each| line(each).trim().to_owned()).collect()
}

/// Amounts in whole euros by year.
pub fn amounts(budgets: &[policy::Budget], earmark: &str, label: &str) -> Vec<(i32, i64)> {
    let of = budgets.iter().filter(|each| each.earmark == earmark && each.label == label);
    of.map(|each| (each.year, each.euros.0.get() / 100)).collect()
}

/// What all amounts of a year come to, in whole euros.
pub fn total(budgets: &[policy::Budget], year: i32) -> i64 {
    budgets.iter().filter(|each| each.year == year).map(|each| each.euros.0.get() / 100).sum()
}

/// `outflow 2020: 5`, with the municipality where it is of one.
pub fn all_numbers(numbers: &[policy::Target]) -> Vec<String> {
    let line = |each: &policy::Target| {
        let of = each.municipality.as_ref().map(|code| format!("{code} ")).unwrap_or_default();
        format!("{} {of}{}: {}", each.indicator, each.year, each.number)
    };
    numbers.iter().map(line).collect()
}

/// `earmark-1 0114 2015: 1000`, in whole euros.
pub fn all_amounts(budgets: &[policy::Budget]) -> Vec<String> {
    let line = |each: &policy::Budget| {
        format!("{} {} {}: {}", each.earmark, each.municipality, each.year, each.euros.0.get() / 100)
    };
    budgets.iter().map(line).collect()
}

pub fn earmarks(policy: &Policy) -> Vec<&str> {
    policy.earmarks.iter().map(|each| each.key.as_str()).collect()
}

/// Published shares, in tenths of a percent.
pub fn distribution(policy: &Policy) -> Vec<String> {
    policy.distribution.iter().map(|each| format!("{}: {}", each.category, each.percent_tenths)).collect()
}
