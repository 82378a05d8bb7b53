use anyhow::ensure;
use clap::{Args, Subcommand};
use domain::Role;
use serde_json::{Value, json};

use super::Gateway;
use crate::api::{Api, text};

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
    #[command(flatten)]
    gateway: Gateway,
}

#[derive(Subcommand)]
enum Command {
    /// Parked messages of one service, or of all
    List {
        /// The service, as income
        #[arg(long)]
        service: Option<String>,
    },
    /// One parked message with its error and its bytes
    Show { service: String, id: String },
    /// Hand messages to the service again, in order, with all that wait behind them
    Replay {
        service: String,
        /// Which; all of the service when absent
        ids: Vec<String>,
    },
    /// Give a message up; those behind it go on, and the record is kept
    Discard {
        service: String,
        id: String,
        /// Why; kept in the record
        #[arg(long)]
        reason: String,
    },
}

/// Lists, shows, replays or discards parked messages.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::List { service: None } => {}
        Command::List { service: Some(service) }
        | Command::Show { service, .. }
        | Command::Replay { service, .. }
        | Command::Discard { service, .. } => known(service)?,
    }
    let api = Api::new(&arguments.gateway.gateway)?;
    let token = arguments.gateway.token(Role::Operator)?;
    match arguments.command {
        Command::List { service } => list(&api, &token, service.as_deref()).await,
        Command::Show { service, id } => {
            let message = api.get(&token, &format!("/beheer/{service}/geparkeerde-berichten/{id}")).await?;
            println!("{}", serde_json::to_string_pretty(&message)?);
            Ok(())
        }
        Command::Replay { service, ids } => {
            let body = if ids.is_empty() { json!({ "alle": true }) } else { json!({ "berichten": ids }) };
            let done = post(&api, &token, &format!("/beheer/{service}/herhalingen"), &body).await?;
            let (handled, again) = (&done["verwerkt"], &done["opnieuwGeparkeerd"]);
            ensure!(
                ids.is_empty() || handled != 0 || again != 0,
                "nothing was handled: either none of these is parked, or its cause is still there; see `meedoen parked \
                 list`"
            );
            println!("{handled} handled, {again} parked again");
            Ok(())
        }
        Command::Discard { service, id, reason } => {
            let path = format!("/beheer/{service}/geparkeerde-berichten/{id}/verwerpingen");
            post(&api, &token, &path, &json!({ "reden": reason })).await?;
            println!("discarded; what waited behind it goes on");
            Ok(())
        }
    }
}

async fn post(api: &Api, token: &str, path: &str, body: &Value) -> anyhow::Result<Value> {
    api.post(token, path, body).await?.map_err(|problem| anyhow::anyhow!("{problem}"))
}

/// A message in a few lines: ids are long, and a table of them fits no terminal.
async fn list(api: &Api, token: &str, service: Option<&str>) -> anyhow::Result<()> {
    let mut count = 0;
    for name in proto::routes::SERVICES.into_iter().filter(|name| service.is_none_or(|asked| asked == *name))
    {
        let path = format!("/beheer/{name}/geparkeerde-berichten");
        for message in api.all(token, &path, "berichten").await? {
            count += 1;
            println!("{name} {}", text(&message, "berichtId"));
            println!("    {} from {}", text(&message, "soort"), text(&message, "afzender"));
            println!("    about {}", text(&message, "sleutel"));
            println!(
                "    since {}, attempts: {}, waiting behind it: {}",
                text(&message, "geparkeerdOp"),
                message["pogingen"],
                message["wachtendErachter"],
            );
            println!("    {}", text(&message, "fout"));
        }
    }
    if count == 0 {
        println!("Nothing is parked.");
    }
    Ok(())
}

/// A name that is mistyped would look like a service with nothing parked.
fn known(service: &str) -> anyhow::Result<()> {
    let names = proto::routes::SERVICES;
    ensure!(names.contains(&service), "there is no service {service}; there are {}", names.join(", "));
    Ok(())
}
