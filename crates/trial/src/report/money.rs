//! Instruments, earmarks, the income part and targets.

use charts::{Series, columns};
use chrono::{Datelike, NaiveDate};
use domain::Cents;
use policy::{Policy, Target};

use super::words::{euros, number};
use super::{NoReport, Section, Table};
use crate::compare::Comparison;
use crate::effects::{EarmarkNeed, Started, earmarks, instruments};
use crate::forecast::{Forecast, forecast};
use crate::income_part::Outcome;

pub(super) fn sections(
    comparison: &Comparison<'_>,
    municipality: &str,
    day: NaiveDate,
) -> Result<Vec<Section>, NoReport> {
    let (now, then) = (comparison.now.policy, comparison.then.policy);
    Ok(vec![
        started(comparison)?,
        of_earmarks(comparison, municipality, day.year())?,
        income_part(&forecast(now, then, municipality)?),
        targets(now, then, municipality),
    ])
}

fn started(comparison: &Comparison<'_>) -> Result<Section, NoReport> {
    let now = instruments(&comparison.now)?;
    let then = instruments(&comparison.then)?;
    let in_now =
        |started: &Started<'_>| now.iter().find(|each| each.instrument.key == started.instrument.key);
    let in_then =
        |started: &&Started<'_>| !then.iter().any(|each| each.instrument.key == started.instrument.key);
    let mut rows = Vec::new();
    for each in &then {
        let before = in_now(each).map_or(0, |before| before.people);
        rows.push([
            each.instrument.label.clone(),
            number(before),
            number(each.people),
            in_now(each).map_or_else(|| "geen".to_owned(), cost),
            cost(each),
        ]);
    }
    for gone in now.iter().filter(in_then) {
        rows.push([gone.instrument.label.clone(), number(gone.people), number(0), cost(gone), "geen".into()]);
    }
    if rows.is_empty() || comparison.people == 0 {
        return Ok(Section::default());
    }
    let head = ["instrument", "mensen nu", "mensen straks", "kosten nu", "kosten straks"];
    Ok(Section {
        title: "Instrumenten die beginnen",
        text: vec![
            "Het eerste instrument van elke categorie, als iedereen daarin dit jaar begint. De kosten zijn die van één \
             termijn tot die met alle verlengingen die in het jaar vallen. Waar het beleid geen prijs noemt, staat dat er."
                .into(),
        ],
        tables: vec![Table::new(head, 1, rows)],
        charts: Vec::new(),
    })
}

fn cost(started: &Started<'_>) -> String {
    match (started.least, started.most) {
        (Some(least), Some(most)) if least == most => euros(least),
        (Some(least), Some(most)) => format!("{} tot {}", euros(least), euros(most)),
        _ => "geen prijs in het beleid".to_owned(),
    }
}

fn of_earmarks(comparison: &Comparison<'_>, municipality: &str, year: i32) -> Result<Section, NoReport> {
    let now = earmarks(&comparison.now, municipality, year)?;
    let then = earmarks(&comparison.then, municipality, year)?;
    let row = |need: &EarmarkNeed<'_>| {
        let before = now.iter().find(|each| each.earmark.key == need.earmark.key);
        [
            need.earmark.label.clone(),
            before.map_or_else(|| "bestaat niet".to_owned(), asked),
            asked(need),
            need.available.map_or_else(
                || "geen bedrag in het beleid".to_owned(),
                |available| format!("{} in {}", euros(available.budget), available.year),
            ),
            need.available.map_or_else(String::new, |available| euros(available.committed)),
        ]
    };
    let rows: Vec<_> = then.iter().map(row).collect();
    if rows.is_empty() || comparison.people == 0 {
        return Ok(Section::default());
    }
    let head = ["geld voor", "gevraagd nu", "gevraagd straks", "beschikbaar straks", "daarvan al toegezegd"];
    let names: Vec<String> = then.iter().map(|need| need.earmark.label.clone()).collect();
    let of = |needs: &[EarmarkNeed<'_>]| {
        let find = |key: &str| needs.iter().find(|each| each.earmark.key == key);
        then.iter().map(|need| find(&need.earmark.key).map_or(0, |each| whole(each.most))).collect()
    };
    let budget = |need: &EarmarkNeed<'_>| need.available.map_or(0, |available| whole(available.budget));
    let series = [
        Series { name: "gevraagd nu (€)".into(), numbers: of(&now) },
        Series { name: "gevraagd straks (€)".into(), numbers: of(&then) },
        Series { name: "beschikbaar straks (€)".into(), numbers: then.iter().map(budget).collect() },
    ];
    let drawn = series.iter().any(|each| each.numbers.iter().any(|number| *number > 0));
    Ok(Section {
        title: "Geld per jaar",
        text: vec![
            "Gevraagd is wat de instrumenten hierboven kosten, uit het geld dat de categorie het eerst gebruikt. Mensen \
             voor wie het beleid geen prijs noemt, tellen niet mee in het bedrag; hun aantal staat erbij."
                .into(),
        ],
        tables: vec![Table::new(head, 1, rows)],
        charts: if drawn { vec![columns(&names, &series)] } else { Vec::new() },
    })
}

fn asked(need: &EarmarkNeed<'_>) -> String {
    let amount = if need.least == need.most {
        euros(need.least)
    } else {
        format!("{} tot {}", euros(need.least), euros(need.most))
    };
    if need.unpriced == 0 { amount } else { format!("{amount}; {} zonder prijs", number(need.unpriced)) }
}

/// Whole euros; a negative amount is nothing to draw.
fn whole(amount: Cents) -> u64 {
    u64::try_from(amount.get() / 100).unwrap_or(0)
}

fn income_part(forecast: &Forecast) -> Section {
    let same = forecast.now == forecast.then;
    let mut tables = Vec::new();
    for (name, years) in [("nu", &forecast.now), ("straks", &forecast.then)] {
        let shown_before = same && name == "straks";
        if !years.is_empty() && !shown_before {
            tables.push(of_years(if same { "nu en straks" } else { name }, years));
        }
    }
    if tables.is_empty() {
        return Section::default();
    }
    let mut text = vec![
        "Bedragen zijn hele euro’s; centen zijn weggelaten. Het percentage is van de bijdrage van het rijk, zonder \
         terugvordering en verhaal."
            .to_owned(),
    ];
    if same {
        text.push("Beide versies geven dezelfde uitgangspunten.".into());
    } else if forecast.then.is_empty() {
        text.push("Het nieuwe beleid geeft geen cijfers voor het inkomensdeel.".into());
    }
    if !forecast.estimated.is_empty() {
        let years: Vec<_> = forecast.estimated.iter().map(i32::to_string).collect();
        text.push(format!(
            "In {} verandert het nieuwe beleid het aantal mensen, maar noemt het dezelfde uitgaven. Daar zijn de uitgaven \
             aan bijstand meebewogen met het gemiddelde aantal mensen in het jaar.",
            years.join(", "),
        ));
    }
    let names: Vec<String> = years(forecast).iter().map(i32::to_string).collect();
    let clients = |outcomes: &[Outcome]| {
        let of = |year: &i32| outcomes.iter().find(|each| each.year == *year).map_or(0, |each| each.end);
        years(forecast).iter().map(|year| u64::try_from(of(year)).unwrap_or(0)).collect()
    };
    let series = [
        Series { name: "mensen eind van het jaar, nu".into(), numbers: clients(&forecast.now) },
        Series { name: "mensen eind van het jaar, straks".into(), numbers: clients(&forecast.then) },
    ];
    Section {
        title: "Mensen met bijstand en het inkomensdeel",
        text,
        tables,
        charts: vec![columns(&names, &series)],
    }
}

fn years(forecast: &Forecast) -> Vec<i32> {
    let years: std::collections::BTreeSet<_> =
        forecast.now.iter().chain(&forecast.then).map(|outcome| outcome.year).collect();
    years.into_iter().collect()
}

fn of_years(name: &str, years: &[Outcome]) -> Table {
    let line = |label: &str, value: &dyn Fn(&Outcome) -> String| -> Vec<String> {
        std::iter::once(label.to_owned()).chain(years.iter().map(value)).collect()
    };
    let percent = |outcome: &Outcome| {
        let sign = if outcome.result_tenths < 0 { "-" } else { "" };
        format!("{sign}{}", super::words::tenths(outcome.result_tenths.unsigned_abs()))
    };
    let optional = |amount: Option<Cents>| amount.map_or_else(String::new, euros);
    Table {
        head: line(name, &|outcome| outcome.year.to_string()),
        rows: vec![
            line("budget", &|outcome| euros(outcome.budget)),
            line("mensen begin van het jaar", &|outcome| people(outcome.start)),
            line("instroom", &|outcome| people(outcome.inflow)),
            line("uitstroom", &|outcome| people(outcome.outflow)),
            line("extra uitstroom door het beleid", &|outcome| people(outcome.influenced_outflow)),
            line("mensen eind van het jaar", &|outcome| people(outcome.end)),
            line("uitgaven aan bijstand", &|outcome| euros(outcome.assistance)),
            line("totaal uitgaven", &|outcome| euros(outcome.expenditure)),
            line("resultaat zonder vangnet", &|outcome| euros(outcome.result)),
            line("in procenten van de bijdrage van het rijk", &percent),
            line("eigen risico", &|outcome| euros(outcome.own_risk)),
            line("bijdrage uit het vangnet", &|outcome| euros(outcome.contribution)),
            line("resultaat met vangnet", &|outcome| euros(outcome.result_with_net)),
            line("opgenomen in de begroting", &|outcome| optional(outcome.budgeted)),
            line("verschil met de begroting", &|outcome| optional(outcome.difference)),
        ],
        numbers_from: 1,
        only_in_terminal: false,
    }
}

fn people(count: i64) -> String {
    let shown = number(count.unsigned_abs());
    if count < 0 { format!("-{shown}") } else { shown }
}

/// Targets that differ between the versions.
fn targets(now: &Policy, then: &Policy, municipality: &str) -> Section {
    let of_municipality =
        |target: &&Target| target.municipality.as_deref().is_none_or(|code| code == municipality);
    let key = |target: &Target| (target.indicator.clone(), target.municipality.clone(), target.year);
    let find = |policy: &Policy, wanted: &Target| {
        policy.targets.iter().find(|each| key(each) == key(wanted)).map(|each| each.number)
    };
    let shown = |count: Option<i64>| count.map_or_else(|| "geen".to_owned(), people);
    let gone = now.targets.iter().filter(|target| find(then, target).is_none());
    let rows: Vec<_> = then
        .targets
        .iter()
        .chain(gone)
        .filter(of_municipality)
        .filter(|target| find(now, target) != find(then, target))
        .map(|target| {
            let indicators = then.indicators.iter().chain(&now.indicators);
            let mut labels =
                indicators.filter(|each| each.key == target.indicator).map(|each| each.label.clone());
            [
                labels.next().unwrap_or_else(|| target.indicator.clone()),
                target.year.to_string(),
                shown(find(now, target)),
                shown(find(then, target)),
            ]
        })
        .collect();
    if rows.is_empty() {
        return Section::default();
    }
    Section {
        title: "Doelstellingen die veranderen",
        text: Vec::new(),
        tables: vec![Table::new(["wat wordt geteld", "jaar", "nu", "straks"], 1, rows)],
        charts: Vec::new(),
    }
}
