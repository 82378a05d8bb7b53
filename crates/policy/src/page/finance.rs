//! What is counted, and what may be spent.

use super::markdown::Page;
use super::words;
use crate::model::{Budget, IncomeYear, Policy, Target};

pub(super) fn counting(policy: &Policy, page: &mut Page) {
    page.chapter("Wat de gemeente telt");
    let rows = policy.indicators.iter().map(|indicator| {
        let by = words::joined(indicator.by.iter().map(|key| group(policy, key)));
        vec![
            indicator.label.clone(),
            words::or(by, "iedereen samen"),
            format!("elke {}", words::months(indicator.every_months)),
            indicator.source.clone(),
        ]
    });
    page.table(&["Wat", "Apart voor", "Verslag", "Bron"], rows);
    page.section("Streefcijfers");
    numbers(policy, &policy.targets, page);
    page.section("Uitkomsten die het document noemt");
    numbers(policy, &policy.results, page);
}

fn numbers(policy: &Policy, numbers: &[Target], page: &mut Page) {
    let rows = numbers.iter().map(|target| {
        let indicator = policy.indicators.iter().find(|each| each.key == target.indicator);
        let whose = target.municipality.as_deref().map(|code| municipality(policy, code));
        vec![
            indicator.map_or_else(|| target.indicator.clone(), |each| each.label.clone()),
            whose.unwrap_or_else(|| "alle samen".into()),
            target.year.to_string(),
            words::number(target.number),
            target.source.clone(),
        ]
    });
    page.table(&["Wat", "Gemeente", "Jaar", "Aantal", "Bron"], rows);
}

pub(super) fn money(policy: &Policy, page: &mut Page) {
    page.chapter("Geld");
    let rows = policy.earmarks.iter().map(|earmark| vec![earmark.label.clone(), earmark.source.clone()]);
    page.table(&["Geld voor", "Bron"], rows);
    page.section("Wat er is");
    budgets(policy, &policy.budgets, page);
    page.section("Wat al is toegezegd");
    budgets(policy, &policy.commitments, page);
    page.section("Geld voor uitkeringen");
    income_part(policy, page);
}

fn budgets(policy: &Policy, budgets: &[Budget], page: &mut Page) {
    let rows = budgets.iter().map(|budget| {
        let earmark = policy.earmarks.iter().find(|each| each.key == budget.earmark);
        vec![
            earmark.map_or_else(|| budget.earmark.clone(), |each| each.label.clone()),
            municipality(policy, &budget.municipality),
            budget.year.to_string(),
            words::euros(budget.euros),
            budget.label.clone(),
            budget.source.clone(),
        ]
    });
    page.table(&["Geld voor", "Gemeente", "Jaar", "Bedrag", "Wat het is", "Bron"], rows);
}

fn income_part(policy: &Policy, page: &mut Page) {
    let money = policy.income_part.iter().map(|year| {
        let mut cells = named(policy, year);
        cells.extend([year.state_grant, year.recovery, year.assistance, year.ioaw_ioaz].map(words::euros));
        cells.push(words::tenths(year.own_risk_tenths));
        cells.push(year.budgeted_result.map_or_else(|| "–".to_owned(), words::euros));
        cells.push(year.source.clone());
        cells
    });
    page.table(
        &[
            "Gemeente",
            "Jaar",
            "Van het Rijk",
            "Terugvordering en verhaal",
            "Bijstand",
            "IOAW en IOAZ",
            "Eigen risico (deel van het geld van het Rijk)",
            "Begroot resultaat",
            "Bron",
        ],
        money,
    );
    if policy.income_part.is_empty() {
        return;
    }
    let people = policy.income_part.iter().map(|year| {
        let mut cells = named(policy, year);
        cells.push(year.start.map_or_else(|| "einde van het jaar ervoor".to_owned(), words::number));
        cells.extend([year.inflow, year.outflow, year.influenced_outflow].map(words::number));
        cells
    });
    page.table(
        &["Gemeente", "Jaar", "Mensen aan het begin", "Erbij", "Eraf", "Eraf door het beleid"],
        people,
    );
}

fn named(policy: &Policy, year: &IncomeYear) -> Vec<String> {
    vec![municipality(policy, &year.municipality), year.year.to_string()]
}

fn municipality(policy: &Policy, code: &str) -> String {
    let entry = policy.municipalities.iter().find(|each| each.code == code);
    entry.map_or_else(|| code.to_owned(), |each| each.label.clone())
}

fn group(policy: &Policy, key: &str) -> String {
    let label = policy.category(key).map(|each| &each.label);
    label
        .or_else(|| policy.target_group(key).map(|each| &each.label))
        .map_or_else(|| key.to_owned(), Clone::clone)
}
