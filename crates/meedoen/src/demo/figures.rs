//! What became of everyone, counted from the case index, beside what the document publishes.

use std::collections::BTreeMap;
use std::fmt;

use comfy_table::{CellAlignment, Table};
use policy::Policy;
use serde_json::Value;

use super::year::{Counts, Paid};
use crate::api::{Api, text};

pub struct Figures {
    pub counts: Counts,
    /// What was paid as assistance.
    pub paid: Paid,
    pub stages: BTreeMap<String, u64>,
    /// Why cases closed.
    pub closed: BTreeMap<String, u64>,
    /// By category now: label and count, in the order of the policy.
    pub categories: Vec<(String, u64)>,
    /// Label, per mille published, per mille here, source.
    pub published: Vec<(String, u32, u32, String)>,
    pub waiting: u64,
    pub places: (u64, u64),
    /// Case number and how much happened in it.
    example: Option<String>,
}

impl Figures {
    pub async fn read(
        api: &Api,
        token: &str,
        policy: &Policy,
        (counts, paid): (&Counts, &Paid),
    ) -> anyhow::Result<Self> {
        let cases = api.all(token, "/zaken", "zaken").await?;
        let mut by_category: BTreeMap<&str, u64> = BTreeMap::new();
        let (mut stages, mut closed) = (BTreeMap::new(), BTreeMap::new());
        for case in &cases {
            *stages.entry(text(case, "fase").to_owned()).or_default() += 1;
            if let Some(why) = case["afgeslotenWegens"].as_str() {
                *closed.entry(why.to_owned()).or_default() += 1;
            }
            if let Some(category) = case["categorie"].as_str() {
                *by_category.entry(category).or_default() += 1;
            }
        }
        let waiting = api.get(token, "/wachtlijst").await?["totaal"].as_u64().unwrap_or_default();
        let places = api.get(token, "/beschutte-plekken").await?;
        let places =
            (places["totaal"].as_u64().unwrap_or_default(), places["vrij"].as_u64().unwrap_or_default());
        let count = |key: &str| by_category.get(key).copied().unwrap_or_default();
        Ok(Self {
            counts: counts.clone(),
            paid: paid.clone(),
            stages,
            closed,
            categories: policy.categories.iter().map(|one| (one.label.clone(), count(&one.key))).collect(),
            published: published(policy, &count),
            waiting,
            places,
            example: example(&cases),
        })
    }

    /// The number of a case that has much to tell.
    pub fn example(&self) -> Option<&str> {
        self.example.as_deref()
    }

    /// The flow, as name and count.
    pub fn flow(&self) -> Vec<(&'static str, u64)> {
        let closed = |why: &str| self.closed.get(why).copied().unwrap_or_default();
        let prevented = ["preventie-werk", "preventie-onderwijs", "preventie-ingetrokken"];
        vec![
            ("applied", self.counts.applied),
            ("searched first", self.counts.search_periods),
            ("prevented", prevented.into_iter().map(closed).sum()),
            ("intakes held", self.counts.intakes),
            ("denied", closed("afgewezen")),
            ("categorised", self.categories.iter().map(|(_, count)| count).sum()),
            ("referrals offered", self.counts.offers),
            ("referrals accepted", self.counts.accepted),
            ("referrals declined", self.counts.declined),
            ("UWV advice positive", self.counts.advice_positive),
            ("UWV advice negative", self.counts.advice_negative),
            ("sheltered places taken", self.places.0.saturating_sub(self.places.1)),
            ("on the waiting list", self.waiting),
            ("reviews held", self.counts.reviews),
            ("deviations proposed", self.counts.deviations),
            ("out to work", closed("uitstroom-werk")),
        ]
    }

    /// What was paid each month: its name, and how many euros.
    pub fn euros_by_month(&self) -> Vec<(String, u64)> {
        self.paid.months.iter().map(|(month, [_, _, cents])| (month.to_string(), cents / 100)).collect()
    }
}

/// A case in mid-course with a referral, if there is one: it has most to tell.
fn example(cases: &[Value]) -> Option<String> {
    let rank = |case: &&Value| match text(case, "fase") {
        "afgesloten" if case["categorie"].is_string() => 4,
        "traject" | "heronderzoek" => 3,
        "verwijzing" => 2,
        _ => 1,
    };
    // The list is newest first, and of equals the last is taken: the oldest.
    cases.iter().max_by_key(rank).map(|case| text(case, "zaaknummer").to_owned())
}

fn published(policy: &Policy, count: &impl Fn(&str) -> u64) -> Vec<(String, u32, u32, String)> {
    let all: u64 = policy.categories.iter().map(|category| count(&category.key)).sum();
    let share = |part: u64| u32::try_from((part * 1000 + all / 2).checked_div(all).unwrap_or(0)).unwrap_or(0);
    let row = |published: &policy::PublishedShare| {
        let label = policy
            .category(&published.category)
            .map_or(published.category.as_str(), |one| one.label.as_str());
        let here: u64 = published.also.iter().chain([&published.category]).map(|key| count(key)).sum();
        (label.to_owned(), published.percent_tenths, share(here), published.source.clone())
    };
    policy.distribution.iter().map(row).collect()
}

/// Tenths of a percent as a reader writes them.
pub fn percent(tenths: u32) -> String {
    format!("{},{} %", tenths / 10, tenths % 10)
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counted = |rows: Vec<(String, u64)>, title: &str| {
            let mut table = Table::new();
            table.set_header([title, "number"]);
            for (name, count) in rows {
                table.add_row([name, count.to_string()]);
            }
            if let Some(column) = table.column_mut(1) {
                column.set_cell_alignment(CellAlignment::Right);
            }
            table
        };
        let named =
            |rows: &BTreeMap<String, u64>| rows.iter().map(|(name, count)| (name.clone(), *count)).collect();
        let flow = self.flow().into_iter().map(|(name, count)| (name.to_owned(), count)).collect();
        writeln!(f, "{}", counted(flow, "the year"))?;
        writeln!(f, "{}", counted(named(&self.stages), "where cases stand"))?;
        writeln!(f, "{}", counted(named(&self.closed), "why cases closed"))?;
        writeln!(f, "{}", counted(self.categories.clone(), "category"))?;
        if !self.published.is_empty() {
            let mut table = Table::new();
            table.set_header(["category", "published", "here", "source"]);
            for (label, published, here, source) in &self.published {
                table.add_row([label.clone(), percent(*published), percent(*here), source.clone()]);
            }
            writeln!(f, "{table}")?;
        }
        let mut table = Table::new();
        table.set_header(["assistance", "households", "payments", "euros"]);
        for (month, [cases, payments, cents]) in &self.paid.months {
            let row = [cases, payments, &(cents / 100)].map(ToString::to_string);
            table.add_row([vec![month.to_string()], row.to_vec()].concat());
        }
        writeln!(f, "{table}")?;
        let Paid { part_time, open, .. } = &self.paid;
        writeln!(f, "earnings judged in {part_time} households; months left to a person: {open}")?;
        if !self.counts.refused.is_empty() {
            writeln!(f, "{}", counted(named(&self.counts.refused), "refused, because two things crossed"))?;
        }
        Ok(())
    }
}
