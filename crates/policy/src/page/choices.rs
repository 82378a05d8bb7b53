//! What the document does not say and whoever set the policy up has chosen.

use super::markdown::Page;
use crate::model::{IncomeRules, Policy};
use crate::table::Row;

/// What a source says of a choice that no document made.
const CHOICE: &str = "keuze bij inrichting";

pub(super) fn chapter(policy: &Policy, page: &mut Page) {
    page.chapter("Keuzes bij inrichting");
    page.says(
        "Over deze punten zegt het document niets, of niet genoeg. De gemeente kan ze zelf anders kiezen.",
    );
    let rows = sources(policy).into_iter().filter_map(|(part, name, source)| {
        let what = chosen(source)?;
        Some(vec![part.to_owned(), name, what])
    });
    page.table(&["Onderdeel", "Naam", "Wat is gekozen"], rows);
}

/// The parts of a source that are a choice; `None` when none is.
fn chosen(source: &str) -> Option<String> {
    let lower = source.to_lowercase();
    if !lower.contains(CHOICE) {
        return None;
    }
    let parts: Vec<_> = source
        .split(';')
        .map(str::trim)
        .filter(|part| part.to_lowercase().contains(CHOICE))
        .map(|part| {
            let before = part.to_lowercase().find(CHOICE).and_then(|place| part.get(..place)).unwrap_or("");
            let after = part.get(before.len() + CHOICE.len()..).unwrap_or("");
            let before = before.trim().trim_end_matches([':', ',']).trim();
            let after = after.trim().trim_start_matches([':', ',']).trim();
            match (before, after) {
                ("", "") => "alles".to_owned(),
                ("", after) => after.to_owned(),
                (before, "") => before.to_owned(),
                (before, after) => format!("{before} {after}"),
            }
        })
        .collect();
    Some(parts.join("; "))
}

/// Every source in the policy with what it is about.
fn sources(policy: &Policy) -> Vec<(&'static str, String, &str)> {
    let mut all = Vec::new();
    let mut one = |part, name: &str, source| all.push((part, name.to_owned(), source));
    one("Eerst zelf zoeken", "–", policy.gate.source.as_str());
    policy.intake_topics.iter().for_each(|each| one("Onderwerp", &each.label, &each.source));
    policy.questions.iter().for_each(|each| one("Vraag", each.fact.dutch(), &each.source));
    policy.intake_routes.iter().for_each(|each| one("Eigen intake", &each.label, &each.source));
    policy.categories.iter().for_each(|each| one("Groep", &each.label, &each.source));
    policy.target_groups.iter().for_each(|each| one("Doelgroep", &each.label, &each.source));
    policy.duties.iter().for_each(|each| one("Plicht", &each.label, &each.source));
    policy.exemptions.iter().for_each(|each| one("Ontheffing", &each.label, &each.source));
    one("Iets terugdoen", "–", &policy.return_activity.source);
    policy.measures.iter().for_each(|each| one("Maatregel", &each.label, &each.source));
    one("Mensen zonder uitkering", "–", &policy.without_benefit.source);
    policy.instruments.iter().for_each(|each| one("Hulp", &each.label, &each.source));
    policy.partners.iter().for_each(|each| one("Partner", &each.label, &each.source));
    one("Verwijzen", "–", &policy.routing.source);
    for limit in &policy.routing.share_limits {
        let partner =
            policy.partner(&limit.partner).map_or(limit.partner.as_str(), |each| each.label.as_str());
        one("Deel van de verwijzingen", partner, &limit.source);
    }
    one("Beschut werk", "–", &policy.sheltered.source);
    policy.sheltered.quotas.iter().for_each(|each| one("Beschut werk", &each.year.to_string(), &each.source));
    policy.scorecard.iter().for_each(|each| one("Controle bij de aanvraag", "–", &each.source));
    policy.home_visits.iter().for_each(|each| one("Huisbezoek", "–", &each.source));
    one("Afwijken", "–", &policy.deviation.source);
    one("Uitbetalen", "–", &policy.payments.source);
    one("Contact bij ontheffing", "–", &policy.reviews.source);
    policy
        .work_processes
        .iter()
        .for_each(|each| one("Stappen vóór een besluit", each.decision.dutch(), &each.source));
    one("Termijnen van taken", "–", &policy.tasks.source);
    policy.escalations.iter().for_each(|each| one("Als een taak te laat is", each.to.dutch(), &each.source));
    policy.distribution.iter().for_each(|each| one("Verdeling", &each.category, &each.source));
    policy.indicators.iter().for_each(|each| one("Wat de gemeente telt", &each.label, &each.source));
    policy.targets.iter().for_each(|each| one("Streefcijfer", &each.year.to_string(), &each.source));
    policy.results.iter().for_each(|each| one("Uitkomst", &each.year.to_string(), &each.source));
    policy.earmarks.iter().for_each(|each| one("Geld", &each.label, &each.source));
    policy.budgets.iter().for_each(|each| one("Bedrag dat er is", &each.label, &each.source));
    policy.commitments.iter().for_each(|each| one("Bedrag dat is toegezegd", &each.label, &each.source));
    policy
        .income_part
        .iter()
        .for_each(|each| one("Geld voor uitkeringen", &each.year.to_string(), &each.source));
    income(&policy.income, &mut all);
    for (part, rows) in tables(policy) {
        rows.iter().for_each(|row| all.push((part, format!("regel {}", row.number), &row.source)));
    }
    all
}

/// Sources of what the law leaves to the municipality about income.
fn income<'a>(income: &'a IncomeRules, all: &mut Vec<(&'static str, String, &'a str)>) {
    let mut rule = |name: &str, source: Option<&'a String>| {
        all.extend(source.map(|source| ("Inkomen", name.to_owned(), source.as_str())));
    };
    rule("wie geen woonkosten heeft", income.no_housing_costs.as_ref().map(|each| &each.source));
    rule("wie pas van school komt", income.school_leavers.as_ref().map(|each| &each.source));
    rule("individuele inkomenstoeslag", income.income_supplement.as_ref().map(|each| &each.source));
    rule("studietoeslag", income.study_supplement.as_ref().map(|each| &each.source));
    rule("bijzondere bijstand", income.special_assistance.as_ref().map(|each| &each.source));
    rule("kleine zelfstandige", income.small_business.as_ref().map(|each| &each.source));
    rule("inkomsten die niet zijn opgegeven", income.income_estimate.as_ref().map(|each| &each.source));
    rule("geen bijstand door inkomen", income.income_above_norm.as_ref().map(|each| &each.source));
    rule("verlaging", income.lowering.as_ref().map(|each| &each.source));
    rule("boete", income.fines.as_ref().map(|each| &each.source));
    rule("invordering", income.collection.as_ref().map(|each| &each.source));
    income.minima.iter().for_each(|each| rule(&each.label, Some(&each.source)));
    income.other_measures.iter().for_each(|each| rule("andere verlaging", Some(&each.source)));
}

fn tables(policy: &Policy) -> Vec<(&'static str, &[Row])> {
    let tables = &policy.tables;
    let mut all = vec![
        ("Tabel van onderwerpen", tables.intake_topics.rows()),
        ("Tabel van groepen", tables.categories.rows()),
        ("Tabel van doelgroepen", tables.target_groups.rows()),
        ("Tabel van plichten", tables.duties.rows()),
        ("Tabel van mensen zonder uitkering", tables.without_benefit.rows()),
    ];
    all.extend(tables.scorecard.iter().map(|table| ("Tabel van punten", table.rows())));
    all
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    #[rstest]
    #[case("keuze bij inrichting", Some("alles"))]
    #[case("Document § 2; termijn: keuze bij inrichting", Some("termijn"))]
    #[case("Keuze bij inrichting: het aantal; bladzijde 3", Some("het aantal"))]
    #[case("Document § 2", None)]
    fn a_choice_is_told_apart_from_the_document(#[case] source: &str, #[case] expected: Option<&str>) {
        assert_eq!(chosen(source).as_deref(), expected);
    }
}
