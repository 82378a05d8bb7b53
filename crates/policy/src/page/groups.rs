//! Categories and target groups, with the tables that assign them.

use super::intake::nothing;
use super::markdown::Page;
use super::{tables, words};
use crate::categorise::PERSON;
use crate::model::{Category, Policy};

pub(super) fn categories(policy: &Policy, page: &mut Page) {
    page.chapter("Indeling in groepen");
    page.says("Iedereen komt in één groep. Deze tabel zegt in welke.");
    tables::decision(page, &policy.tables.categories, "Groep", |key| match policy.category(key) {
        Some(category) => category.label.clone(),
        None if key == PERSON => "een medewerker beslist".into(),
        None => key.to_owned(),
    });
    page.section("Waar elke groep heen gaat");
    let rows = policy.categories.iter().map(|category| {
        vec![
            category.label.clone(),
            category.direction.dutch().to_owned(),
            category.goal.clone(),
            words::months(category.term_months),
            words::role(category.lead_role).to_owned(),
            format!("elke {}", words::months(category.review_months)),
            category.source.clone(),
        ]
    });
    page.table(&["Groep", "Richting", "Doel", "Termijn", "Wie begeleidt", "Gesprek", "Bron"], rows);
    page.section("Welke hulp elke groep krijgt");
    let rows = policy.categories.iter().map(|category| help(policy, category));
    page.table(&["Groep", "Begint met", "Hulp die kan", "Betaald uit"], rows);
}

fn help(policy: &Policy, category: &Category) -> Vec<String> {
    let start = category.instrument.as_ref().map_or_else(|| "–".to_owned(), |key| instrument(policy, key));
    let all = words::joined(category.instruments.iter().map(|key| instrument(policy, key)));
    let paid = category.paid_from.iter().map(|key| {
        let earmark = policy.earmarks.iter().find(|earmark| earmark.key == *key);
        earmark.map_or_else(|| key.clone(), |earmark| earmark.label.clone())
    });
    let paid = words::or(paid.collect::<Vec<_>>().join(", daarna "), "geen geld van deze gemeente");
    vec![category.label.clone(), start, words::or(all, "geen"), paid]
}

pub(super) fn target_groups(policy: &Policy, page: &mut Page) {
    page.chapter("Doelgroepen");
    page.says("Iemand kan ook bij een of meer doelgroepen horen. Elke regel die past, telt mee.");
    tables::collect(page, &policy.tables.target_groups, "Doelgroep", |key| {
        policy.target_group(key).map_or_else(|| nothing(key, "geen doelgroep"), |group| group.label.clone())
    });
    page.section("Wat een doelgroep betekent");
    let rows = policy.target_groups.iter().map(|group| {
        let help = words::joined(group.instruments.iter().map(|key| instrument(policy, key)));
        vec![
            group.label.clone(),
            words::yes(group.priority).to_owned(),
            words::or(help, "geen"),
            words::or(words::after_each_other(&group.approach), "–"),
            group.lead_role.map_or("wie de groep noemt", words::role).to_owned(),
            group.source.clone(),
        ]
    });
    page.table(&["Doelgroep", "Voorrang", "Extra hulp die kan", "Aanpak", "Wie begeleidt", "Bron"], rows);
}

pub(super) fn instrument(policy: &Policy, key: &str) -> String {
    policy.instrument(key).map_or_else(|| key.to_owned(), |each| each.label.clone())
}
