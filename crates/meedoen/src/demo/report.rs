//! The report: one page of HTML with charts, complete in itself.

use std::path::Path;

use anyhow::Context;
use charts::{Series, bars, columns, escape, paragraph, section};
use policy::Policy;

use super::figures::{Figures, percent};

/// Writes the page, making its folder when there is none.
pub fn write(path: &Path, policy: &Policy, figures: &Figures, story: &str) -> anyhow::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(path, page(policy, figures, story))
        .with_context(|| format!("{} cannot be written", path.display()))
}

fn page(policy: &Policy, figures: &Figures, story: &str) -> String {
    let flow: Vec<(String, u64)> =
        figures.flow().into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
    let closed: Vec<(String, u64)> =
        figures.closed.iter().map(|(name, count)| (name.clone(), *count)).collect();
    let stages: Vec<(String, u64)> =
        figures.stages.iter().map(|(name, count)| (name.clone(), *count)).collect();
    let sections = [
        section("The year", &bars(&flow)),
        section("By month", &months(figures)),
        section("By category", &bars(&figures.categories)),
        section("Beside what the document publishes", &distribution(figures)),
        section("Where cases stand at the end of the year", &bars(&stages)),
        section("Why cases closed", &bars(&closed)),
        section("Assistance paid by month, in euros", &bars(&figures.euros_by_month())),
        section("What someone with part-time earnings reads", &specification(figures)),
        section("The story of one case", &format!("<pre>{}</pre>", escape(story))),
    ];
    let lead = paragraph(&format!(
        "{}. Synthetic residents, drawn by facts; every category comes from the policy (version {}).",
        policy.document, policy.version,
    ));
    charts::page("en", &format!("A year of {}", policy.label), &lead, &sections.concat())
}

/// Applications, offers and reviews month by month.
fn months(figures: &Figures) -> String {
    let series = ["applications", "referrals offered", "reviews"].into_iter().enumerate();
    let of_month = |month: &u32| figures.counts.by_month.get(month).copied().unwrap_or_default();
    let series: Vec<_> = series
        .map(|(place, name)| Series {
            name: name.to_owned(),
            numbers: (1..=12).map(|month| of_month(&month).get(place).copied().unwrap_or_default()).collect(),
        })
        .collect();
    let names: Vec<String> = (1..=12).map(|month: u32| month.to_string()).collect();
    columns(&names, &series)
}

/// Each line of a month: the norm, what of the earnings counts, and what is left.
fn specification(figures: &Figures) -> String {
    let text = figures.paid.example.as_deref().unwrap_or("Nobody with part-time earnings was paid.");
    format!("<pre>{}</pre>", escape(text))
}

fn distribution(figures: &Figures) -> String {
    if figures.published.is_empty() {
        return String::new();
    }
    let head = ["category", "published", "here", "source"].map(str::to_owned);
    let row = |(label, published, here, source): &(String, u32, u32, String)| {
        [label.clone(), percent(*published), percent(*here), source.clone()]
    };
    let rows: Vec<_> = figures.published.iter().map(row).collect();
    charts::table(&head, &rows, head.len())
}
