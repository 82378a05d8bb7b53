//! The report: one page of HTML with charts, complete in itself.

use std::path::Path;

use anyhow::Context;
use policy::Policy;

use super::figures::{Figures, percent};

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
h1,h2{line-height:1.2}svg{width:100%;height:auto}table{border-collapse:collapse;width:100%}\
td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ccc}pre{background:#f4f4f4;padding:1rem;overflow:auto}";

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
        section("The story of one case", &format!("<pre>{}</pre>", escape(story))),
    ];
    format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title><style>{STYLE}</style>\
         <h1>{title}</h1><p>{document}. Synthetic residents, drawn by facts; every category comes from the policy \
         (version {version}).</p>{body}</html>",
        title = escape(&format!("A year of {}", policy.label)),
        document = escape(&policy.document),
        version = escape(&policy.version),
        body = sections.concat(),
    )
}

fn section(title: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("<h2>{}</h2>{content}", escape(title)) }
}

/// Horizontal bars with their numbers.
fn bars(rows: &[(String, u64)]) -> String {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let height = rows.len() * 26 + 6;
    let mut drawing = format!("<svg viewBox=\"0 0 900 {height}\" role=\"img\" font-size=\"14\">");
    for (row, (name, count)) in rows.iter().enumerate() {
        let (y, width) = (row * 26 + 4, count * 430 / most);
        drawing.push_str(&format!(
            "<text x=\"390\" y=\"{text}\" text-anchor=\"end\">{name}</text>\
             <rect x=\"400\" y=\"{y}\" width=\"{width}\" height=\"18\" fill=\"#01689b\"/>\
             <text x=\"{end}\" y=\"{text}\">{count}</text>",
            text = y + 14,
            end = 406 + width,
            name = escape(&shorten(name)),
        ));
    }
    drawing + "</svg>"
}

fn shorten(name: &str) -> String {
    if name.chars().count() <= 52 { name.to_owned() } else { name.chars().take(51).chain(['…']).collect() }
}

/// Applications, offers and reviews month by month.
fn months(figures: &Figures) -> String {
    const SERIES: [(&str, &str); 3] =
        [("applications", "#01689b"), ("referrals offered", "#e17000"), ("reviews", "#39870c")];
    let most = figures.counts.by_month.values().flatten().copied().max().unwrap_or(0).max(1);
    let mut drawing = String::from("<svg viewBox=\"0 0 900 260\" role=\"img\" font-size=\"13\">");
    for (place, (name, colour)) in SERIES.iter().enumerate() {
        let x = 60 + place * 200;
        drawing.push_str(&format!(
            "<rect x=\"{x}\" y=\"4\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{}\" y=\"15\">{name}</text>",
            x + 18
        ));
    }
    for month in 1..=12u32 {
        let counts = figures.counts.by_month.get(&month).copied().unwrap_or_default();
        let x = 40 + (month - 1) * 70;
        drawing.push_str(&format!("<text x=\"{}\" y=\"255\" text-anchor=\"middle\">{month}</text>", x + 28));
        for ((place, count), (_, colour)) in (0u32..).zip(counts).zip(SERIES) {
            let height = count * 200 / most;
            drawing.push_str(&format!(
                "<rect x=\"{}\" y=\"{}\" width=\"16\" height=\"{height}\" fill=\"{colour}\"><title>{count}</title></rect>",
                x + place * 18,
                236 - height,
            ));
        }
    }
    drawing + "</svg>"
}

fn distribution(figures: &Figures) -> String {
    if figures.published.is_empty() {
        return String::new();
    }
    let mut table = String::from("<table><tr><th>category<th>published<th>here<th>source</tr>");
    for (label, published, here, source) in &figures.published {
        table.push_str(&format!(
            "<tr><td>{}<td>{}<td>{}<td>{}</tr>",
            escape(label),
            percent(*published),
            percent(*here),
            escape(source)
        ));
    }
    table + "</table>"
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
