//! What is asked of people: duties, exemptions, return activity, measures.

use super::intake::nothing;
use super::markdown::Page;
use super::{tables, words};
use crate::model::{Exemption, Policy};

pub(super) fn chapter(policy: &Policy, page: &mut Page) {
    page.chapter("Plichten");
    page.says("Wat vraagt de gemeente van wie? Elke regel die past, telt mee.");
    tables::collect(page, &policy.tables.duties, "Plicht", |key| {
        let duty = policy.duties.iter().find(|duty| duty.key == key);
        duty.map_or_else(|| nothing(key, "geen plicht"), |duty| duty.label.clone())
    });
    let rows = policy
        .duties
        .iter()
        .map(|duty| vec![duty.label.clone(), words::duty_kind(duty.kind).to_owned(), duty.source.clone()]);
    page.table(&["Plicht", "Soort", "Bron"], rows);
    page.section("Ontheffing van de plicht om te werken");
    page.table(
        &["Reden", "Hoeveel", "Hoogstens", "Wanneer", "Contact", "Bron"],
        policy.exemptions.iter().map(exemption),
    );
    page.section("Iets terugdoen");
    return_activity(policy, page);
    page.section("Maatregelen");
    page.says("Wie een plicht niet nakomt, kan tijdelijk minder bijstand krijgen.");
    let rows = policy.measures.iter().map(|measure| {
        vec![
            measure.label.clone(),
            words::duty_kind(measure.duty).to_owned(),
            format!("{} % minder", measure.percent),
            words::months(measure.months),
            words::months(measure.repeat_months),
            measure.source.clone(),
        ]
    });
    page.table(
        &["Maatregel", "Bij welke plicht", "Hoeveel", "Hoe lang", "Opnieuw binnen een jaar", "Bron"],
        rows,
    );
}

fn exemption(exemption: &Exemption) -> Vec<String> {
    let mut when = Vec::new();
    when.extend(exemption.child_under_age.map(|age| format!("het jongste kind is jonger dan {age} jaar")));
    when.extend(exemption.on_request.then(|| "alleen als iemand er zelf om vraagt".to_owned()));
    when.extend(exemption.medical_advice.then(|| "na advies van een arts van UWV".to_owned()));
    vec![
        exemption.label.clone(),
        words::exemption_scope(exemption.scope).to_owned(),
        words::months(exemption.max_months),
        words::or(when.join("; "), "–"),
        format!("elke {}", words::months(exemption.contact_months)),
        exemption.source.clone(),
    ]
}

fn return_activity(policy: &Policy, page: &mut Page) {
    let activity = &policy.return_activity;
    let duty = policy.duties.iter().find(|duty| duty.key == activity.duty);
    let register = activity
        .register_with
        .as_deref()
        .map(|key| policy.partner(key).map_or_else(|| key.to_owned(), |partner| partner.label.clone()));
    let row = |what: &str, value: String| vec![what.to_owned(), value, activity.source.clone()];
    page.table(
        &["Vraag", "Antwoord", "Bron"],
        [
            row(
                "Om welke plicht gaat het?",
                duty.map_or_else(|| activity.duty.clone(), |duty| duty.label.clone()),
            ),
            row("Hoe komt het tot stand?", words::return_form(activity.form).to_owned()),
            row("Zoeken mensen eerst zelf een plek?", words::yes(activity.own_choice_first).to_owned()),
            row("Waar melden zij zich?", register.unwrap_or_else(|| "nergens".into())),
            row(
                "Hoeveel plaatsen zijn er?",
                activity
                    .places
                    .map_or_else(|| "geen aantal afgesproken".into(), |places| words::number(places.into())),
            ),
            row(
                "Van wie wordt het niet gevraagd?",
                words::or(words::after_each_other(&activity.exempt), "geen uitzonderingen"),
            ),
        ],
    );
}
