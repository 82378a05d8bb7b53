//! The figures of a run, for people and for programs. The only place with fractions: nothing is decided on them.
#![expect(clippy::float_arithmetic, reason = "figures for people to read; nothing is decided on them")]

use std::collections::BTreeMap;
use std::time::Duration;

use comfy_table::{CellAlignment, Table, presets};
use serde_json::{Map, Value, json};

use crate::baseline::Rate;
use crate::drive::Run;
use crate::processes::Usage;

/// What one process used during a run.
#[derive(Debug, Clone, Default)]
pub struct ProcessUse {
    pub cpu_milliseconds: u64,
    pub peak_kib: u64,
    /// Mean of memory while the first quarter of the cases went through, and the last.
    pub first_quarter_kib: u64,
    pub last_quarter_kib: u64,
}

/// Samples of memory with how many cases were through.
#[derive(Debug, Default)]
pub struct Samples(Vec<(usize, BTreeMap<String, Usage>)>);

impl Samples {
    /// Adds what all processes use now.
    pub fn add(&mut self, cases: usize, usage: BTreeMap<String, Usage>) {
        self.0.push((cases, usage));
    }

    /// What each process used between the first and the last sample, of `cases` in all.
    pub fn summed(&self, cases: usize) -> BTreeMap<String, ProcessUse> {
        let (Some((_, first)), Some((_, last))) = (self.0.first(), self.0.last()) else {
            return BTreeMap::new();
        };
        let of = |name: &String, end: &Usage| ProcessUse {
            cpu_milliseconds: end
                .cpu_milliseconds
                .saturating_sub(first.get(name).map_or(0, |usage| usage.cpu_milliseconds)),
            peak_kib: end.peak_kib,
            first_quarter_kib: self.mean(name, 0..=cases / 4),
            last_quarter_kib: self.mean(name, cases - cases / 4..=cases),
        };
        last.iter().map(|(name, end)| (name.clone(), of(name, end))).collect()
    }

    fn mean(&self, name: &str, cases: std::ops::RangeInclusive<usize>) -> u64 {
        let within = self.0.iter().filter(|(done, _)| cases.contains(done));
        let (mut sum, mut count) = (0u64, 0u64);
        for usage in within.filter_map(|(_, usage)| usage.get(name)) {
            sum += usage.resident_kib;
            count += 1;
        }
        sum.checked_div(count).unwrap_or_default()
    }
}

/// Everything about one run.
pub struct Report {
    pub edition: &'static str,
    pub at_once: usize,
    pub run: Run,
    pub processes: BTreeMap<String, ProcessUse>,
    pub commits: Vec<Rate>,
    pub confirms: Vec<Rate>,
}

fn seconds(duration: Duration) -> f64 {
    duration.as_secs_f64().max(0.001)
}

/// To one decimal, as a number.
fn tenth(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}

#[expect(clippy::cast_precision_loss, reason = "far below 2^52")]
fn whole(value: u64) -> f64 {
    value as f64
}

fn per_second(run: &Run) -> f64 {
    tenth(whole(run.cases()) / seconds(run.elapsed))
}

fn milliseconds(run: &Run, quantile: f64) -> f64 {
    tenth(whole(run.latencies.value_at_quantile(quantile)) / 1000.0)
}

fn mebibytes(kibibytes: u64) -> f64 {
    tenth(whole(kibibytes) / 1024.0)
}

fn figures(run: &Run) -> Map<String, Value> {
    let figures = json!({
        "cases": run.cases(),
        "seconds": tenth(seconds(run.elapsed)),
        "cps": per_second(run),
        "p50_ms": milliseconds(run, 0.5),
        "p99_ms": milliseconds(run, 0.99),
        "max_ms": tenth(whole(run.latencies.max()) / 1000.0),
    });
    if let Value::Object(figures) = figures { figures } else { Map::new() }
}

/// The one line of `--lockstep`.
pub fn lockstep_line(run: &Run) -> String {
    Value::Object(figures(run)).to_string()
}

fn rates(rates: &[Rate]) -> Map<String, Value> {
    rates.iter().map(|rate| (rate.at_once.to_string(), rate.per_second.into())).collect()
}

impl Report {
    /// All of it on one line of JSON.
    pub fn line(&self) -> String {
        let mut line = figures(&self.run);
        line.insert("edition".into(), self.edition.into());
        line.insert("concurrency".into(), self.at_once.into());
        line.insert("failed".into(), self.run.failed.into());
        line.insert("commits_per_second".into(), rates(&self.commits).into());
        line.insert("confirms_per_second".into(), rates(&self.confirms).into());
        let process = |used: &ProcessUse| {
            json!({
                "cpu_s": tenth(whole(used.cpu_milliseconds) / 1000.0),
                "peak_mib": mebibytes(used.peak_kib),
                "first_quarter_mib": mebibytes(used.first_quarter_kib),
                "last_quarter_mib": mebibytes(used.last_quarter_kib),
            })
        };
        let processes: Map<_, _> =
            self.processes.iter().map(|(name, used)| (name.clone(), process(used))).collect();
        line.insert("processes".into(), processes.into());
        Value::Object(line).to_string()
    }

    /// All of it as a person reads it.
    pub fn text(&self) -> String {
        let run = &self.run;
        let mut text = format!(
            "{}: {} cases in {:.1} s, {} at once: {} cases/s; p50 {} ms, p99 {} ms, slowest {} ms; {} failed\n",
            self.edition,
            run.cases(),
            seconds(run.elapsed),
            self.at_once,
            per_second(run),
            milliseconds(run, 0.5),
            milliseconds(run, 0.99),
            tenth(whole(run.latencies.max()) / 1000.0),
            run.failed
        );
        for failure in &run.failures {
            text.push_str(&format!("  failed: {failure}\n"));
        }
        text.push_str(&self.process_table());
        for (what, rates) in [
            ("database, plain commits/s by clients", &self.commits),
            ("broker, confirmed messages/s by unconfirmed at once", &self.confirms),
        ] {
            let listed: Vec<_> =
                rates.iter().map(|rate| format!("{}: {}", rate.at_once, rate.per_second)).collect();
            if !listed.is_empty() {
                text.push_str(&format!("\n{what}: {}", listed.join(", ")));
            }
        }
        text
    }

    fn process_table(&self) -> String {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN);
        table.set_header([
            "process",
            "CPU s",
            "CPU s per 1,000 cases",
            "peak MiB",
            "first quarter MiB",
            "last quarter MiB",
        ]);
        let cases = whole(self.run.cases().max(1));
        let mut all = 0;
        for (name, used) in &self.processes {
            all += used.cpu_milliseconds;
            table.add_row([
                name.clone(),
                format!("{:.1}", whole(used.cpu_milliseconds) / 1000.0),
                format!("{:.2}", whole(used.cpu_milliseconds) / cases),
                format!("{:.1}", mebibytes(used.peak_kib)),
                format!("{:.1}", mebibytes(used.first_quarter_kib)),
                format!("{:.1}", mebibytes(used.last_quarter_kib)),
            ]);
        }
        table.add_row([
            "all".to_owned(),
            format!("{:.1}", whole(all) / 1000.0),
            format!("{:.2}", whole(all) / cases),
        ]);
        for column in table.column_iter_mut().skip(1) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        table.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usage(cpu: u64, memory: u64) -> BTreeMap<String, Usage> {
        let usage = Usage { cpu_milliseconds: cpu, resident_kib: memory, peak_kib: memory };
        BTreeMap::from([("intake".to_owned(), usage)])
    }

    #[test]
    fn memory_is_compared_between_the_first_and_the_last_quarter() {
        let mut samples = Samples::default();
        for (cases, cpu, memory) in
            [(0, 100, 1000), (20, 200, 2000), (50, 300, 9000), (80, 400, 3000), (100, 600, 5000)]
        {
            samples.add(cases, usage(cpu, memory));
        }
        let used = &samples.summed(100)["intake"];
        assert_eq!((used.cpu_milliseconds, used.peak_kib), (500, 5000));
        assert_eq!((used.first_quarter_kib, used.last_quarter_kib), (1500, 4000));
    }

    #[test]
    fn the_line_of_lockstep_has_the_names_that_were_asked() {
        let mut latencies = hdrhistogram::Histogram::new(3).unwrap();
        latencies.record(100_000).unwrap();
        let run = Run { latencies, elapsed: Duration::from_secs(2), failed: 0, failures: Vec::new() };
        let line: Value = serde_json::from_str(&lockstep_line(&run)).unwrap();
        let mut names: Vec<_> = line.as_object().unwrap().keys().collect();
        names.sort();
        assert_eq!(names, ["cases", "cps", "max_ms", "p50_ms", "p99_ms", "seconds"]);
        assert_eq!(line["cps"], 0.5);
    }
}
