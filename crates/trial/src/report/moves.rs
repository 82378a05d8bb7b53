//! Who moves, from where to where, and why.

use std::collections::BTreeSet;

use charts::{Band, flow, heat, paragraph};
use domain::FactKey;

use super::words::{change, facts, number, share, tenths};
use super::{Section, Table};
use crate::compare::{Comparison, Reason};
use crate::side::{Side, Standing};

/// How the drawings of moves are read.
const READING: &str =
    "Links en in de rijen staat nu, rechts en in de kolommen straks. Wie verschuift is oranje.";

pub(super) fn sections(comparison: &Comparison<'_>) -> Vec<Section> {
    vec![
        summary(comparison),
        flows(comparison),
        reasons(comparison),
        groups(comparison),
        duties(comparison),
        unknown(comparison),
        published(comparison),
    ]
}

fn summary(comparison: &Comparison<'_>) -> Section {
    let movers = comparison.movers();
    let text = if movers == 0 {
        "Niemand gaat naar een andere categorie.".to_owned()
    } else {
        format!(
            "Naar een andere categorie, van geen naar een categorie of andersom: {} van de {} mensen ({}).",
            number(movers),
            number(comparison.people),
            share(movers, comparison.people),
        )
    };
    let (now, then) = (&comparison.now, &comparison.then);
    let mut rows = Vec::new();
    for (label, from, to) in standings(comparison) {
        let count = |side: &Side<'_>, standing: Option<Standing>| standing.map(|each| side.standing(each));
        let (from, to) = (count(now, from), count(then, to));
        let shown = |count: Option<u64>| count.map_or_else(|| "bestaat niet".to_owned(), number);
        let moved = change(from.unwrap_or(0), to.unwrap_or(0));
        rows.push([label.to_owned(), shown(from), shown(to), moved]);
    }
    let table = Table::new(["categorie", "nu", "straks", "verschil"], 1, rows);
    Section { title: "Wat verandert er?", text: vec![text], tables: vec![table], charts: Vec::new() }
}

/// Every standing of both versions once, with where it stands in each.
fn standings<'p>(comparison: &Comparison<'p>) -> Vec<(&'p str, Option<Standing>, Option<Standing>)> {
    let (now, then) = (&comparison.now, &comparison.then);
    let same = |from: Standing, to: Standing| !comparison.is_move(from, to);
    let mut all = Vec::new();
    for to in then.standings() {
        let from = now.standings().into_iter().find(|from| same(*from, to));
        all.push((then.label(to), from, Some(to)));
    }
    let gone = now.standings().into_iter().filter(|from| !then.standings().iter().any(|to| same(*from, *to)));
    let gone: Vec<_> = gone.map(|from| (now.label(from), Some(from), None)).collect();
    // Categories that disappear stand before the two that are none.
    let before = all.len().saturating_sub(2);
    all.splice(before..before, gone);
    all
}

fn flows(comparison: &Comparison<'_>) -> Section {
    if comparison.people == 0 {
        return Section::default();
    }
    let (now, then) = (&comparison.now, &comparison.then);
    let used = |side: &Side<'_>| {
        let standings = side.standings().into_iter().filter(|each| side.standing(*each) > 0);
        standings.collect::<Vec<_>>()
    };
    let (rows, columns) = (used(now), used(then));
    let count = |from: &Standing, to: &Standing| comparison.flows.get(&(*from, *to)).copied().unwrap_or(0);
    let counts: Vec<Vec<u64>> =
        rows.iter().map(|from| columns.iter().map(|to| count(from, to)).collect()).collect();
    let names = |side: &Side<'_>, of: &[Standing]| -> Vec<String> {
        of.iter().map(|each| side.label(*each).to_owned()).collect()
    };
    let (left, right) = (names(now, &rows), names(then, &columns));
    let bands = rows.iter().enumerate().flat_map(|(from, standing)| {
        columns.iter().enumerate().map(move |(to, later)| (from, to, *standing, *later))
    });
    let bands: Vec<_> = bands
        .map(|(from, to, standing, later)| Band {
            from,
            to,
            count: counts[from][to],
            marked: comparison.is_move(standing, later),
        })
        .collect();
    let row = |((from, to), count): (&(Standing, Standing), &u64)| {
        let moves = if comparison.is_move(*from, *to) { "ja" } else { "" };
        [now.label(*from).to_owned(), then.label(*to).to_owned(), number(*count), moves.to_owned()]
    };
    let listed: Vec<_> = comparison.flows.iter().map(row).collect();
    let table = Table {
        only_in_terminal: true,
        ..Table::new(["van", "naar", "mensen", "verschuift"], usize::MAX, listed)
    };
    Section {
        title: "Van welke categorie naar welke",
        text: Vec::new(),
        tables: vec![table],
        charts: vec![
            paragraph(READING),
            flow(&left, &right, &bands),
            heat("van \\ naar", &left, &right, &counts),
        ],
    }
}

fn reasons(comparison: &Comparison<'_>) -> Section {
    let rules = comparison.then.policy.rules();
    let row = |(reason, count): &(Reason, u64)| {
        let rule = reason.row.and_then(|row| rules.get(row));
        let why = match rule {
            None => format!("Er ontbreekt: {}.", facts(reason.missing.iter())),
            Some(rule) => rule.note.to_owned(),
        };
        [
            comparison.now.label(reason.from).to_owned(),
            comparison.then.label(reason.to).to_owned(),
            number(*count),
            rule.map(|rule| rule.number.to_string()).unwrap_or_default(),
            reason.fact.map_or_else(String::new, |fact| fact.dutch().to_owned()),
            why,
            rule.map(|rule| rule.source.to_owned()).unwrap_or_default(),
        ]
    };
    let rows: Vec<_> = comparison.reasons.iter().map(row).collect();
    if rows.is_empty() {
        return Section::default();
    }
    let head = ["van", "naar", "mensen", "regel", "doorslag gaf", "uitleg van de regel", "bron"];
    Section {
        title: "Waarom",
        text: vec![
            "Per regel van het nieuwe beleid hoeveel mensen zij verplaatst. Doorslag gaf het eerste gegeven waarnaar de \
             nieuwe regel anders vraagt dan de regel van nu. Staat daar niets, dan vraagt de regel hetzelfde en geeft zij \
             een andere uitkomst, of kon er eerst niet worden ingedeeld."
                .into(),
        ],
        tables: vec![Table::new(head, usize::MAX, rows)],
        charts: Vec::new(),
    }
}

fn groups(comparison: &Comparison<'_>) -> Section {
    let of = |side: &Side<'_>| {
        side.groups().map(|(group, count)| counted(&group.key, &group.label, count)).collect()
    };
    beside(
        "Doelgroepen",
        "Iemand kan bij meer dan één doelgroep horen.",
        "doelgroep",
        of(&comparison.now),
        of(&comparison.then),
    )
}

fn duties(comparison: &Comparison<'_>) -> Section {
    let of =
        |side: &Side<'_>| side.duties().map(|(duty, count)| counted(&duty.key, &duty.label, count)).collect();
    beside(
        "Plichten",
        "Van hoeveel mensen elke plicht wordt gevraagd. Een plicht die van onbekende gegevens afhangt, telt niet mee.",
        "plicht",
        of(&comparison.now),
        of(&comparison.then),
    )
}

/// Something that people are counted for.
struct Counted {
    key: String,
    label: String,
    count: u64,
}

fn counted(key: &str, label: &str, count: u64) -> Counted {
    Counted { key: key.into(), label: label.into(), count }
}

/// What both versions count, those of now that are gone last.
fn beside(title: &'static str, text: &str, what: &str, now: Vec<Counted>, then: Vec<Counted>) -> Section {
    let find = |list: &[Counted], key: &str| list.iter().find(|each| each.key == key).map(|each| each.count);
    let gone = now.iter().filter(|each| find(&then, &each.key).is_none());
    let shown = |count: Option<u64>| count.map_or_else(|| "bestaat niet".to_owned(), number);
    let row = |each: &Counted| {
        let (from, to) = (find(&now, &each.key), find(&then, &each.key));
        [each.label.clone(), shown(from), shown(to), change(from.unwrap_or(0), to.unwrap_or(0))]
    };
    let rows: Vec<_> = then.iter().chain(gone).map(row).collect();
    if rows.is_empty() {
        return Section::default();
    }
    let table = Table::new([what, "nu", "straks", "verschil"], 1, rows);
    Section { title, text: vec![text.to_owned()], tables: vec![table], charts: Vec::new() }
}

fn unknown(comparison: &Comparison<'_>) -> Section {
    let (now, then) = (&comparison.now.counts.missing_facts, &comparison.then.counts.missing_facts);
    let keys: BTreeSet<FactKey> = now.keys().chain(then.keys()).copied().collect();
    if keys.is_empty() {
        return Section::default();
    }
    let rows = keys.into_iter().map(|key| {
        let (from, to) = (now.get(&key).copied().unwrap_or(0), then.get(&key).copied().unwrap_or(0));
        [key.dutch().to_owned(), number(from), number(to), change(from, to)]
    });
    Section {
        title: "Gegevens die ontbreken",
        text: vec![
            "Zonder deze gegevens kan iemand niet worden ingedeeld. Wie meer gegevens mist, telt bij elk mee.".into(),
        ],
        tables: vec![Table::new(["gegeven", "nu", "straks", "verschil"], 1, rows.collect())],
        charts: Vec::new(),
    }
}

/// The caseload beside what the document of each version publishes.
fn published(comparison: &Comparison<'_>) -> Section {
    let mut tables = Vec::new();
    for (side, name) in [(&comparison.now, "nu"), (&comparison.then, "straks")] {
        let rows: Vec<_> = shares(side)
            .into_iter()
            .map(|(label, published, here, source)| {
                [label, tenths(u64::from(published)), share(here, comparison.people), source]
            })
            .collect();
        let same = name == "straks" && comparison.then.policy.version == comparison.now.policy.version;
        if !rows.is_empty() && !same {
            let head = [name, "in het beleidsstuk", "in deze proef", "bron"];
            tables.push(Table::new(head, usize::MAX, rows));
        }
    }
    if tables.is_empty() {
        return Section::default();
    }
    Section { title: "Naast de verdeling in het beleidsstuk", text: Vec::new(), tables, charts: Vec::new() }
}

fn shares(side: &Side<'_>) -> Vec<(String, u32, u64, String)> {
    let row = |each: &policy::PublishedShare| {
        let label = side.policy.category(&each.category).map_or(&each.category, |category| &category.label);
        let here: u64 = each.also.iter().chain([&each.category]).map(|key| side.members(key)).sum();
        (label.clone(), each.percent_tenths, here, each.source.clone())
    };
    side.policy.distribution.iter().map(row).collect()
}
