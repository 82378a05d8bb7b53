use std::path::PathBuf;

use anyhow::{Context, bail};
use chrono::NaiveDate;
use clap::Args;
use domain::{Facts, Municipality, Role};
use messaging::Clock;
use policy::{Person, Policies, Policy};
use service::SystemClock;

use crate::api::{Api, text};
use crate::commands::{Gateway, choose};
use crate::house::{load_policies, municipalities};

#[derive(Args)]
pub struct Arguments {
    /// The municipality, as <tenant>:<code> or a tenant's name
    #[arg(required_unless_present = "case")]
    policy_of: Option<String>,
    /// A file with `facts = { … }` as people stand in examples.toml, and `on` for the day
    #[arg(long, value_name = "FILE", group = "whom")]
    person: Option<PathBuf>,
    /// A person of the policy's own examples.toml, by name
    #[arg(long, value_name = "NAME", group = "whom")]
    example: Option<String>,
    /// A running case, by its number as 2026-000123 or its id
    #[arg(long, value_name = "NUMBER", group = "whom")]
    case: Option<String>,
    /// The day to assess: that of the file or example, or today
    #[arg(long)]
    on: Option<NaiveDate>,
    #[command(flatten)]
    gateway: Gateway,
}

/// Prints what the policy says of a person, an example or a case.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    let account = match (&arguments.case, &arguments.person, &arguments.example) {
        (Some(case), ..) => of_case(arguments, case).await?,
        (_, Some(file), _) => {
            let today = arguments.on.unwrap_or_else(|| SystemClock.now().day);
            let (name, content) = (file.display().to_string(), std::fs::read_to_string(file));
            let content = content.with_context(|| format!("{name} cannot be read"))?;
            let person =
                Person::read(&name, &content, today).map_err(|faults| anyhow::anyhow!("{faults}"))?;
            of_facts(arguments, &person.facts, arguments.on.unwrap_or(person.on))?
        }
        (_, _, Some(name)) => of_example(arguments, name)?,
        _ => bail!("whom to explain? Give --person, --example or --case"),
    };
    print!("{account}");
    Ok(())
}

fn municipality(arguments: &Arguments, policies: &Policies) -> anyhow::Result<Municipality> {
    choose(&municipalities(policies)?, arguments.policy_of.as_deref())
}

fn of_facts(arguments: &Arguments, facts: &Facts, day: NaiveDate) -> anyhow::Result<String> {
    let policies = load_policies(arguments.gateway.policies())?;
    let policy = policies.of(&municipality(arguments, &policies)?, day)?;
    Ok(policy.explained(facts, day).text())
}

/// The example may stand in any version of the policy; that version explains it, unless another day is asked.
fn of_example(arguments: &Arguments, name: &str) -> anyhow::Result<String> {
    let folder = arguments.gateway.policies();
    let policies = load_policies(folder)?;
    let municipality = municipality(arguments, &policies)?;
    let mut known = Vec::new();
    for policy in policies.versions().filter(|policy| policy.tenant == municipality.tenant()) {
        let examples = policy.examples(folder).map_err(|faults| anyhow::anyhow!("{faults}"))?;
        if let Some(example) = examples.iter().find(|example| example.name == name) {
            let explaining: &Policy = match arguments.on {
                Some(day) => policies.of(&municipality, day)?,
                None => policy,
            };
            return Ok(explaining.explained(&example.facts, arguments.on.unwrap_or(example.on)).text());
        }
        known.extend(examples.into_iter().map(|example| example.name));
    }
    bail!("there is no example `{name}`; known are: {}", known.join("; "))
}

async fn of_case(arguments: &Arguments, number: &str) -> anyhow::Result<String> {
    let api = Api::new(&arguments.gateway.gateway)?;
    let token = arguments.gateway.token(Role::IntakeConsultant)?;
    let case = api.get(&token, &format!("/zaken/{number}")).await?;
    let day = arguments.on.map(|day| format!("?dag={day}")).unwrap_or_default();
    let account = api.get(&token, &format!("/zaken/{}/beleidsuitleg{day}", text(&case, "zaakId"))).await?;
    Ok(text(&account, "tekst").to_owned())
}
