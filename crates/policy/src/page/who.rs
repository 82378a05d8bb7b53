//! Whose policy it is, and since when.

use super::markdown::Page;
use super::words;
use crate::model::Policy;

pub(super) fn chapter(policy: &Policy, page: &mut Page) {
    page.chapter("Wie en sinds wanneer");
    let until = policy.valid_until.map_or_else(|| "er is geen einddatum".to_owned(), domain::day_in_dutch);
    let municipalities = policy.municipalities.iter().map(|each| format!("{} ({})", each.label, each.code));
    let row = |what: &str, value: String| vec![what.to_owned(), value];
    page.table(
        &["Onderdeel", "Inhoud"],
        [
            row("Beleid van", policy.label.clone()),
            row("Document", policy.document.clone()),
            row("Gemeenten", words::joined(municipalities)),
            row("Geldt vanaf", domain::day_in_dutch(policy.valid_from)),
            row("Geldt tot en met", until),
        ],
    );
    if !policy.areas.is_empty() {
        page.section("Gebieden");
        page.table(
            &["Nummer", "Naam"],
            policy.areas.iter().map(|area| vec![area.number.to_string(), area.label.clone()]),
        );
    }
    if !policy.distribution.is_empty() {
        page.section("Hoe de mensen verdeeld zijn volgens het document");
        let label =
            |key: &String| policy.category(key).map_or_else(|| key.clone(), |each| each.label.clone());
        let rows = policy.distribution.iter().map(|share| {
            let names = std::iter::once(&share.category).chain(&share.also).map(label);
            vec![words::joined(names), words::tenths(share.percent_tenths), share.source.clone()]
        });
        page.table(&["Groep", "Deel", "Bron"], rows);
    }
}
