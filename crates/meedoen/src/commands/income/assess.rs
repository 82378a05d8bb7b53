mod file;

use std::fmt::Write;
use std::path::PathBuf;

use anyhow::{Context, bail, ensure};
use chrono::{Datelike, NaiveDate};
use clap::Args;
use domain::{TraceInput, day_in_dutch};
use rules::facts::Facts;
use rules::read::nearest;
use rules::{Ask, Days, Local, Reply, answer};

use crate::commands::print;
use crate::house::load_policies;

const EXAMPLE: &str = r#"Example: a single person of 35 with € 600 net wages, who gets no assistance yet.

  meedoen income assess --facts - --on 2026-03-01 <<'JSON'
  {
    "applicant": {
      "birth_date": "1990-06-15", "residence": "dutch", "lives_in_municipality": true,
      "detained": false, "in_institution": false, "weeks_abroad": 0,
      "incomes": [{ "kind": "earnings", "amount": 60000 }]
    },
    "household": { "kind": "single", "children": [], "housemates": [] },
    "capital": { "assets": [], "debts": [], "owns_home": false },
    "assistance": { "receives": false }
  }
  JSON

Amounts are whole euro cents. The file may also hold the question around the facts, as those in docs/examples/income do:
  { "on": "2026-03-01", "ask": "norm", "facts": { … } }
`meedoen income schema facts` prints the JSON Schema of the facts; docs/assessing-income.md tells every field."#;

#[derive(Args)]
#[command(after_long_help = EXAMPLE, after_help = "See --help for an example.")]
pub struct Arguments {
    /// A file with what is known about the household, as docs/assessing-income.md describes it; `-` reads it from the
    /// standard input
    #[arg(long, value_name = "FILE")]
    facts: PathBuf,
    /// The day that is judged, in the years 2000 to 2099: the law and the amounts of that day hold; that of the file when
    /// absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    on: Option<NaiveDate>,
    /// The day on which it is decided; that of --on when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    decided: Option<NaiveDate>,
    /// What became known after this day is not looked at; the day of --decided when absent
    #[arg(long, value_name = "YYYY-MM-DD", value_parser = day)]
    known: Option<NaiveDate>,
    /// What to ask, several by commas; `all` asks everything. What the file asks when absent, or else `assistance`
    #[arg(long, value_delimiter = ',')]
    ask: Vec<String>,
    /// A file with the municipality's own figures
    #[arg(long, value_name = "FILE")]
    local: Option<PathBuf>,
    /// Print the answers as JSON: one object, or a list when more is asked
    #[arg(long)]
    json: bool,
    /// The folder with policies, for the national law in it
    #[arg(long, default_value = "deploy/policies")]
    policies: PathBuf,
}

/// A day as it is written: no other century has amounts of law.
fn day(text: &str) -> Result<NaiveDate, String> {
    let day = NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .map_err(|_| "a day is written as 2026-03-01".to_owned())?;
    in_range(day).then_some(day).ok_or_else(|| "a day is in the years 2000 to 2099".to_owned())
}

fn in_range(day: NaiveDate) -> bool {
    (2_000..=2_099).contains(&day.year())
}

/// Prints the answers.
pub fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let found = file::question(&arguments.facts)?;
    let local = arguments.local.as_deref().map(file::document::<Local>).transpose()?;
    let local = local.or(found.local).unwrap_or_default();
    let on = arguments.on.or(found.on);
    let on = on.context("which day is judged? name it with --on, or as `on` in the file beside `facts`")?;
    let decided = arguments.decided.or(found.decided).unwrap_or(on);
    let days = Days { assessed: on, decided, known: arguments.known.or(found.known).unwrap_or(decided) };
    for (name, day) in [("on", days.assessed), ("decided", days.decided), ("known", days.known)] {
        ensure!(in_range(day), "{name} is a day in the years 2000 to 2099");
    }
    file::possible(&arguments.facts, &found.facts, on)?;
    let asked = if arguments.ask.is_empty() { found.ask } else { questions(&arguments.ask)? };
    let policies = load_policies(&arguments.policies)?;
    let replies: Vec<_> =
        asked.into_iter().map(|ask| answer(&found.facts, policies.national(), &local, days, ask)).collect();
    if arguments.json {
        let text = match replies.as_slice() {
            [one] => serde_json::to_string_pretty(one)?,
            all => serde_json::to_string_pretty(all)?,
        };
        return Ok(print(&(text + "\n"))?);
    }
    for reply in &replies {
        print(&account(reply)?)?;
    }
    Ok(())
}

fn questions(asked: &[String]) -> anyhow::Result<Vec<Ask>> {
    if asked.iter().any(|code| code == "all") {
        return Ok(Ask::ALL.to_vec());
    }
    let mut questions = Vec::new();
    for code in asked {
        let Some(ask) = Ask::ALL.iter().find(|ask| ask.code() == code) else {
            let known: Vec<_> = Ask::ALL.iter().map(|ask| ask.code()).collect();
            let meant = nearest(code, known.iter().copied());
            let meant = meant.map(|code| format!(", did you mean {code}?")).unwrap_or_default();
            bail!("there is no question {code}{meant} Known are all, {}", known.join(", "));
        };
        questions.push(*ask);
    }
    Ok(questions)
}

/// The answer as a consultant reads it, in plain Dutch.
fn account(reply: &Reply) -> Result<String, std::fmt::Error> {
    let mut text = String::new();
    let day = day_in_dutch(reply.days.assessed);
    writeln!(text, "Vraag: {}, op {day}", reply.ask.dutch())?;
    writeln!(text, "Uitkomst: {}", reply.outcome.dutch())?;
    if let Some(reason) = &reply.reason {
        writeln!(text, "  {reason}")?;
    }
    for (name, amount) in &reply.amounts {
        writeln!(text, "  {:<20} {amount}", in_dutch(name))?;
    }
    for (name, day) in &reply.dates {
        writeln!(text, "  {:<20} {}", in_dutch(name), day_in_dutch(*day))?;
    }
    for (name, number) in &reply.numbers {
        writeln!(text, "  {:<20} {number}", in_dutch(name))?;
    }
    if let Some(holds) = reply.holds {
        writeln!(text, "  {}", if holds { "ja" } else { "nee" })?;
    }
    if let Some(choice) = &reply.choice {
        writeln!(text, "  {}", in_dutch(choice))?;
    }
    for missing in &reply.missing {
        writeln!(text, "  ontbreekt: {} ({})", missing.dutch, missing.path)?;
    }
    for signal in &reply.signals {
        let more = if signal.missing.is_empty() { "" } else { " (er zijn nog gegevens nodig)" };
        writeln!(text, "  mogelijk recht op: {}{more}", signal.label)?;
    }
    if !reply.explanations.is_empty() {
        writeln!(text, "Hoe dat komt:")?;
    }
    for line in &reply.explanations {
        writeln!(text, "  {} ({}; regel {})", line.text, line.source, line.rule)?;
        for input in &line.inputs {
            writeln!(text, "      {} = {}", words(&input.name), input.value)?;
        }
    }
    writeln!(text)?;
    Ok(text)
}

fn words(name: &str) -> String {
    let dutch = Facts::in_dutch(name);
    if dutch == name { TraceInput::dutch_name(name).into_owned() } else { dutch }
}

/// What a consultant reads for the name of an amount, a day or a code in an answer.
fn in_dutch(name: &str) -> &str {
    match name {
        "norm" => "norm",
        "income" => "inkomen",
        "applicant" => "van de aanvrager",
        "partner" => "van de partner",
        "assistance" => "bijstand per maand",
        "holiday_allowance" => "waarvan vakantietoeslag",
        "payable" => "uit te betalen",
        "advance" => "voorschot ten minste",
        "start" => "begin van het recht",
        "due" => "uiterlijk op",
        "cost_sharers" => "kostendelers",
        "free" => "om niet",
        "loan" => "lening",
        "mortgage-credit" => "krediethypotheek",
        "fine" => "boete",
        "warning" => "waarschuwing",
        "nothing" => "geen boete",
        "recovery" => "terug te vorderen",
        "monthly" => "per maand af te lossen",
        "protected_level" => "beschermd bedrag",
        "room" => "ruimte om af te lossen",
        "minimum_wage" => "minimumloon met vakantietoeslag",
        "subsidy" => "loonkostensubsidie",
        "charges" => "werkgeverslasten",
        "total" => "samen",
        "wage_day" => "minimumloon van",
        "decide_by" => "besluit uiterlijk op",
        "search_until" => "zoeken tot en met",
        "handled_from" => "in behandeling vanaf",
        "until" => "tot en met",
        "from" => "vanaf",
        "rest" => "rest",
        "offset" => "te verrekenen",
        "recourse" => "verhaal",
        "pay_by" => "te betalen uiterlijk op",
        "asked" => "gevraagde termijn",
        "highest" => "hoogste termijn",
        "penalty" => "dwangsom",
        "days" => "dagen",
        "points" => "punten",
        "test_by" => "toets uiterlijk op",
        "notify_by" => "bericht uiterlijk op",
        "exempt_until" => "ontheven tot en met",
        "share_basis_points" => "verlaging (honderdsten van een procent)",
        "must" => "moet",
        "may" => "mag",
        "suspended" => "opgeschort",
        "lifted" => "opgeheven",
        "may-withdraw" => "mag worden ingetrokken",
        "withdrawn" => "ingetrokken",
        "supplement" => "toeslag",
        "special_assistance" => "bijzondere bijstand",
        "scheme" => "regeling",
        "own_share" => "zelf te betalen",
        "threshold" => "drempel",
        "base" => "grondslag",
        "benefit" => "uitkering bruto",
        "profit" => "winst",
        "counted" => "meegeteld",
        "difference" => "verschil",
        "gift" => "om niet",
        "own_capital" => "grens eigen vermogen",
        "interest_basis_points" => "rente (honderdsten van een procent)",
        "flat-rate" => "forfaitair",
        "wage-value" => "naar loonwaarde",
        "established" => "gevestigde zelfstandige",
        "starter" => "startende zelfstandige",
        "older" => "oudere zelfstandige",
        "ending" => "zelfstandige die stopt",
        "svb" => "de Sociale Verzekeringsbank (SVB)",
        other => other,
    }
}

#[cfg(test)]
mod tests;
