//! Support: people without benefit, instruments, partners, sheltered work.

use super::markdown::Page;
use super::{groups, tables, words};
use crate::categorise::PERSON;
use crate::model::{CapacityRange, Instrument, Partner, Policy};
use crate::without_benefit::{NOT_SUPPORTED, SUPPORTED};

pub(super) fn without_benefit(policy: &Policy, page: &mut Page) {
    page.chapter("Mensen zonder uitkering");
    page.says("Krijgt iemand zonder uitkering hulp naar werk? Deze tabel zegt het.");
    tables::decision(page, &policy.tables.without_benefit, "Hulp", |key| {
        let words = match key {
            SUPPORTED => "ja",
            NOT_SUPPORTED => "nee",
            PERSON => "een medewerker beslist",
            other => other,
        };
        words.to_owned()
    });
    let rules = &policy.without_benefit;
    let longest =
        rules.max_months.map_or_else(|| "zo lang als de hulp zelf mag duren".to_owned(), words::months);
    page.table(&["Hoogstens", "Bron"], [vec![longest, rules.source.clone()]]);
}

pub(super) fn instruments(policy: &Policy, page: &mut Page) {
    page.chapter("Hulp en hoe lang die duurt");
    page.table(
        &["Hulp", "Duur", "Verlengen", "Hoogstens", "Voorwaarden", "Kosten per persoon", "Bron"],
        policy.instruments.iter().map(instrument),
    );
}

fn instrument(instrument: &Instrument) -> Vec<String> {
    vec![
        instrument.label.clone(),
        words::months(instrument.months),
        extension(instrument),
        words::months(instrument.longest_months()),
        words::or(words::after_each_other(&conditions(instrument)), "–"),
        instrument.euros.map_or_else(|| "niet genoemd".to_owned(), words::euros),
        instrument.source.clone(),
    ]
}

/// Label, duration, extension and conditions, with the source.
pub(crate) fn instrument_in_one_line(instrument: &Instrument) -> String {
    let mut parts = vec![
        words::months(instrument.months),
        match extension(instrument).as_str() {
            "niet" => "niet te verlengen".to_owned(),
            extension => format!("te verlengen: {extension}"),
        },
    ];
    parts.extend(conditions(instrument));
    format!("{}: {} ({})", instrument.label, words::after_each_other(&parts), instrument.source)
}

fn extension(instrument: &Instrument) -> String {
    match (instrument.extensions, instrument.extension_needs_reason) {
        (0, _) => "niet".to_owned(),
        (times, reason) => format!(
            "{times} keer {}{}",
            words::months(instrument.extension_months),
            if reason { ", alleen in bijzondere gevallen" } else { "" }
        ),
    }
}

fn conditions(instrument: &Instrument) -> Vec<String> {
    let mut conditions = Vec::new();
    conditions.extend(instrument.min_contract_months.map(|months| {
        format!("de werkgever wil een contract geven van ten minste {}", words::months(months))
    }));
    conditions.extend(
        instrument
            .only_without_study_finance
            .then(|| "alleen als er geen studiefinanciering voor is".to_owned()),
    );
    conditions.extend(
        instrument.only_when_cost_covering.then(|| {
            "alleen als het de gemeente voor deze persoon niet meer kost dan het oplevert".to_owned()
        }),
    );
    conditions.extend(instrument.conditions.iter().cloned());
    conditions
}

pub(super) fn partners(policy: &Policy, page: &mut Page) {
    page.chapter("Partners");
    page.says(
        "De verdiencapaciteit is wat iemand kan verdienen, in procenten van het minimumloon. Zij bepaalt welke partner \
         de leiding heeft en welke partner helpt.",
    );
    page.table(
        &[
            "Partner",
            "Soort",
            "Heeft de leiding bij",
            "Leidt bij verdiencapaciteit",
            "Helpt bij verdiencapaciteit",
            "Gebieden",
            "Plaatsen",
            "Bron",
        ],
        policy.partners.iter().map(|partner| row(policy, partner)),
    );
    page.section("Afspraken over verwijzen");
    let routing = &policy.routing;
    page.says(&format!(
        "Een partner heeft {} om te antwoorden op een aanbod. Bron: {}.",
        words::days(routing.answer_days),
        routing.source
    ));
    let rows = routing.share_limits.iter().map(|limit| {
        let partner =
            policy.partner(&limit.partner).map_or(limit.partner.as_str(), |each| each.label.as_str());
        let years = words::joined(limit.agreed_for.iter().map(i32::to_string));
        vec![
            partner.to_owned(),
            format!("{} %", limit.max_percent),
            words::or(years, "niet genoemd"),
            limit.source.clone(),
        ]
    });
    page.table(
        &["Partner", "Hoogstens dit deel van de verwijzingen naar werk", "Afgesproken voor", "Bron"],
        rows,
    );
}

fn row(policy: &Policy, partner: &Partner) -> Vec<String> {
    let directions = words::joined(partner.directions.iter().map(|each| each.dutch().to_owned()));
    let range = |range: CapacityRange| format!("{} tot en met {} %", range.from, range.to);
    let leads = CapacityRange { from: partner.capacity_from, to: partner.capacity_to };
    let areas = partner.areas.iter().map(|number| {
        let area = policy.areas.iter().find(|area| area.number == *number);
        area.map_or_else(|| number.to_string(), |area| area.label.clone())
    });
    vec![
        partner.label.clone(),
        words::partner_kind(partner.kind).to_owned(),
        words::or(directions, "niemand"),
        if partner.directions.is_empty() { "–".to_owned() } else { range(leads) },
        partner.supports.map_or_else(|| "–".to_owned(), range),
        words::or(words::joined(areas), "alle"),
        words::number(partner.places.into()),
        partner.source.clone(),
    ]
}

pub(super) fn sheltered(policy: &Policy, page: &mut Page) {
    let rules = &policy.sheltered;
    page.chapter("Beschut werk");
    let offered = rules.preparatory_instrument.as_deref().map(|key| groups::instrument(policy, key));
    let row = |what: &str, value: String| vec![what.to_owned(), value, rules.source.clone()];
    page.table(
        &["Onderdeel", "Inhoud", "Bron"],
        [
            row("Plaatsen bij het begin", words::number(rules.places.into())),
            row("Hulp voor wie wacht", offered.unwrap_or_else(|| "geen".into())),
            row("Zo lang geldt een advies van UWV", words::months(rules.advice_valid_months)),
        ],
    );
    page.section("Plaatsen die de gemeente moet bieden");
    let rows = rules
        .quotas
        .iter()
        .map(|quota| vec![quota.year.to_string(), words::number(quota.places.into()), quota.source.clone()]);
    page.table(&["Jaar", "Plaatsen", "Bron"], rows);
}
