//! What the new division takes: reviews, places and sheltered work.

use charts::{Series, columns};
use policy::Partner;

use super::words::{change, number};
use super::{Section, Table};
use crate::compare::Comparison;
use crate::effects::{DirectionNeed, PartnerNeed, directions, partners, per_month};
use crate::side::Side;

pub(super) fn sections(comparison: &Comparison<'_>) -> Vec<Section> {
    if comparison.people == 0 {
        return Vec::new();
    }
    vec![reviews(comparison), places(comparison), of_partners(comparison), sheltered(comparison)]
}

fn reviews(comparison: &Comparison<'_>) -> Section {
    let (now, then) = (per_month(&comparison.now), per_month(&comparison.then));
    let mut rows: Vec<_> = (1..)
        .zip(now.iter().zip(&then))
        .map(|(month, (from, to)): (u32, _)| {
            [month.to_string(), number(*from), number(*to), change(*from, *to)]
        })
        .collect();
    let (year_now, year_then): (u64, u64) = (now.iter().sum(), then.iter().sum());
    rows.push(["heel het jaar".into(), number(year_now), number(year_then), change(year_now, year_then)]);
    let names: Vec<String> = (1..=12).map(|month| month.to_string()).collect();
    let series = [series("nu", now.to_vec()), series("straks", then.to_vec())];
    Section {
        title: "Heronderzoeken per maand",
        text: vec![
            "Maand 1 is de komende maand. Een gepland heronderzoek blijft staan, maar komt niet later dan de categorie \
             toelaat. Wie nog geen planning heeft, is gelijk verdeeld over de maanden van zijn categorie."
                .into(),
        ],
        tables: vec![Table::new(["maand", "nu", "straks", "verschil"], 1, rows)],
        charts: vec![columns(&names, &series)],
    }
}

fn series(name: &str, numbers: Vec<u64>) -> Series {
    Series { name: name.into(), numbers }
}

fn places(comparison: &Comparison<'_>) -> Section {
    let (now, then) = (directions(&comparison.now), directions(&comparison.then));
    let row = |(from, to): (&DirectionNeed, &DirectionNeed)| {
        [
            to.direction.dutch().to_owned(),
            number(from.people),
            number(from.places),
            number(to.people),
            number(to.places),
            number(to.people.saturating_sub(to.places)),
            number(to.without_partner),
        ]
    };
    let rows = now.iter().zip(&then).map(row).collect();
    let head = [
        "richting",
        "nodig nu",
        "er zijn nu",
        "nodig straks",
        "er zijn straks",
        "tekort straks",
        "past bij niemand",
    ];
    let names: Vec<String> = then.iter().map(|need| need.direction.dutch().to_owned()).collect();
    let of = |needs: &[DirectionNeed], number: fn(&DirectionNeed) -> u64| needs.iter().map(number).collect();
    let series = [
        series("nodig nu", of(&now, |need| need.people)),
        series("nodig straks", of(&then, |need| need.people)),
        series("er zijn straks", of(&then, |need| need.places)),
    ];
    Section {
        title: "Plekken bij partners",
        text: vec![
            "Nodig is één plek voor ieder die in de richting is ingedeeld, alsof iedereen tegelijk gaat. Een partner die \
             in meer richtingen leidt, telt bij elke richting mee. Bij ‘past bij niemand’ staan mensen voor wie geen \
             partner mag leiden, door hun verdiencapaciteit of hun gebied."
                .into(),
        ],
        tables: vec![Table::new(head, 1, rows)],
        charts: vec![columns(&names, &series)],
    }
}

fn of_partners(comparison: &Comparison<'_>) -> Section {
    let now = partners(&comparison.now);
    let row = |need: &PartnerNeed<'_>| {
        let before = now.iter().find(|each| each.partner.key == need.partner.key);
        let before = before.map_or_else(|| "bestaat niet".to_owned(), |each| number(each.people));
        [
            need.partner.label.clone(),
            range(need.partner),
            before,
            number(need.people),
            number(u64::from(need.partner.places)),
        ]
    };
    let rows: Vec<_> = partners(&comparison.then).iter().map(row).collect();
    if rows.is_empty() {
        return Section::default();
    }
    let head = ["partner", "leidt", "mag leiden nu", "mag leiden straks", "plekken straks"];
    Section {
        title: "Per partner",
        text: vec!["Mensen die de partner mag leiden. Anderen mogen hen misschien ook leiden.".into()],
        tables: vec![Table::new(head, 2, rows)],
        charts: Vec::new(),
    }
}

fn range(partner: &Partner) -> String {
    let directions: Vec<_> = partner.directions.iter().map(|direction| direction.dutch()).collect();
    let areas: Vec<_> = partner.areas.iter().map(u32::to_string).collect();
    let areas = if areas.is_empty() { String::new() } else { format!("; gebied {}", areas.join(", ")) };
    format!(
        "{}; verdiencapaciteit {} tot en met {} %{areas}",
        directions.join(", "),
        partner.capacity_from,
        partner.capacity_to,
    )
}

fn sheltered(comparison: &Comparison<'_>) -> Section {
    let row = |(name, side): (&str, &Side<'_>)| {
        let people: u64 = side
            .categories()
            .filter(|(category, _)| category.direction == domain::Direction::Sheltered)
            .map(|(_, count)| count)
            .sum();
        let places = u64::from(side.policy.sheltered.places);
        let quotas: Vec<_> = side
            .policy
            .sheltered
            .quotas
            .iter()
            .map(|quota| format!("{} in {}", quota.places, quota.year))
            .collect();
        let wait = number(people.saturating_sub(places));
        [name.to_owned(), quotas.join(", "), number(people), number(places), wait]
    };
    let rows: Vec<_> = [("nu", &comparison.now), ("straks", &comparison.then)].map(row).into();
    let head = ["", "opgedragen door het rijk", "mensen", "plekken", "op de wachtlijst"];
    Section {
        title: "Beschut werk",
        text: Vec::new(),
        tables: vec![Table::new(head, 2, rows)],
        charts: Vec::new(),
    }
}
