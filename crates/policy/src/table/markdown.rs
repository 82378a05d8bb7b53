//! A DMN decision table written as a Markdown table: text in, text cells with their lines out.

use crate::problem::Problem;

/// When several rows hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum HitPolicy {
    /// `U`: never more than one does.
    Unique,
    /// `F`: the first counts.
    First,
    /// `C`: all count.
    Collect,
    /// `C+`: all count, and their outputs are numbers that are added up.
    Sum,
}

#[derive(Debug, Clone)]
pub(crate) struct RawTable {
    pub hit_policy: HitPolicy,
    /// Headers of the input columns: codes of facts.
    pub inputs: Vec<String>,
    pub header_line: usize,
    pub rows: Vec<RawRow>,
}

#[derive(Debug, Clone)]
pub(crate) struct RawRow {
    pub line: usize,
    pub inputs: Vec<String>,
    pub output: String,
    /// The annotation column `bron`.
    pub source: String,
    /// The annotation column `toelichting`; empty when the table has none.
    pub note: String,
}

/// Finds the one table in `text`. The prose around it is for readers.
pub(crate) fn parse(file: &str, text: &str, problems: &mut Vec<Problem>) -> Option<RawTable> {
    let lines: Vec<(usize, Vec<String>)> = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.trim_start().starts_with('|'))
        .map(|(place, line)| (place + 1, cells(line)))
        .collect();
    let [(header_line, header), (_, rule), (kind_line, kinds), rows @ ..] = lines.as_slice() else {
        problems.push(Problem::new(file, 1, "no-table", "has no table of header, ruler, kinds and rows"));
        return None;
    };
    if !rule.iter().all(|cell| !cell.is_empty() && cell.chars().all(|each| "-:".contains(each))) {
        problems.push(Problem::new(
            file,
            header_line + 1,
            "no-table",
            "the second line must be a ruler: |---|",
        ));
        return None;
    }
    let hit_policy = match header.first().map(String::as_str) {
        Some("U") => HitPolicy::Unique,
        Some("F") => HitPolicy::First,
        Some("C") => HitPolicy::Collect,
        Some("C+") => HitPolicy::Sum,
        _ => {
            let reason =
                "the first cell must be the hit policy: U (unique), F (first), C (collect) or C+ (add up)";
            problems.push(Problem::new(file, *header_line, "hit-policy", reason));
            return None;
        }
    };
    let columns = Columns::of(file, hit_policy, header, kinds, *kind_line, problems)?;
    let rows = rows
        .iter()
        .enumerate()
        .filter_map(|(place, (line, cells))| columns.row(file, *line, place + 1, cells, problems))
        .collect();
    let inputs = columns.inputs.iter().map(|place| header[*place].clone()).collect();
    Some(RawTable { hit_policy, inputs, header_line: *header_line, rows })
}

fn cells(line: &str) -> Vec<String> {
    let line = line.trim();
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = line.strip_suffix('|').unwrap_or(line);
    line.split('|').map(|cell| cell.trim().trim_matches('`').to_owned()).collect()
}

/// Which columns hold what.
struct Columns {
    hit_policy: HitPolicy,
    count: usize,
    inputs: Vec<usize>,
    output: usize,
    source: usize,
    note: Option<usize>,
}

impl Columns {
    fn of(
        file: &str,
        hit_policy: HitPolicy,
        header: &[String],
        kinds: &[String],
        line: usize,
        problems: &mut Vec<Problem>,
    ) -> Option<Self> {
        let mut problem = |rule, reason: String| problems.push(Problem::new(file, line, rule, reason));
        if kinds.len() != header.len() {
            problem("columns", format!("has {} cells, the header has {}", kinds.len(), header.len()));
            return None;
        }
        let of_kind = |kind: &str| -> Vec<usize> {
            (1..kinds.len()).filter(|place| kinds.get(*place).is_some_and(|each| each == kind)).collect()
        };
        let (inputs, outputs, notes) = (of_kind("i"), of_kind("o"), of_kind("a"));
        if inputs.len() + outputs.len() + notes.len() + 1 != kinds.len() {
            problem("columns", "each column is i (input), o (output) or a (annotation)".into());
            return None;
        }
        let named = |name: &str| notes.iter().copied().find(|place| header[*place] == name);
        let (Some(source), [output]) = (named("bron"), outputs.as_slice()) else {
            problem("columns", "needs one output column and an annotation column `bron`".into());
            return None;
        };
        if let Some(other) =
            notes.iter().find(|place| !["bron", "toelichting"].contains(&header[**place].as_str()))
        {
            problem("columns", format!("annotation `{}` must be `bron` or `toelichting`", header[*other]));
        }
        let (count, output, note) = (header.len(), *output, named("toelichting"));
        Some(Self { hit_policy, count, inputs, output, source, note })
    }

    fn row(
        &self,
        file: &str,
        line: usize,
        number: usize,
        cells: &[String],
        problems: &mut Vec<Problem>,
    ) -> Option<RawRow> {
        if cells.len() != self.count {
            let reason = format!("has {} cells, the header has {}", cells.len(), self.count);
            problems.push(Problem::new(file, line, "columns", reason));
            return None;
        }
        if cells[0].parse() != Ok(number) {
            let reason = format!("rows are numbered from 1; this is row {number}, not `{}`", cells[0]);
            problems.push(Problem::new(file, line, "row-number", reason));
        }
        let source = cells[self.source].clone();
        if source.is_empty() {
            problems.push(Problem::new(file, line, "no-source", "every row names its source in `bron`"));
        }
        let output = match self.output(&cells[self.output]) {
            Ok(output) => output,
            Err(reason) => {
                problems.push(Problem::new(file, line, "wrong-type", reason));
                return None;
            }
        };
        Some(RawRow {
            line,
            inputs: self.inputs.iter().map(|place| cells[*place].clone()).collect(),
            output,
            source,
            note: self.note.map(|place| cells[place].clone()).unwrap_or_default(),
        })
    }

    /// A key between double quotes, or a whole number where outputs are added up.
    fn output(&self, cell: &str) -> Result<String, &'static str> {
        if self.hit_policy == HitPolicy::Sum {
            let points = cell.parse::<u32>().map_err(|_| "the output is a whole number, not negative")?;
            return Ok(points.to_string());
        }
        let key = cell.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        key.map(str::to_owned).ok_or("the output is a key between double quotes")
    }
}
