use clap::{Args, Subcommand};
use comfy_table::Table;
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
            println!("{} handled, {} parked again", done["verwerkt"], done["opnieuwGeparkeerd"]);
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

async fn list(api: &Api, token: &str, service: Option<&str>) -> anyhow::Result<()> {
    let mut table = Table::new();
    table.set_header(["service", "id", "type", "key", "attempts", "behind", "since", "error"]);
    let mut count = 0;
    for name in proto::routes::SERVICES.into_iter().filter(|name| service.is_none_or(|asked| asked == *name))
    {
        let path = format!("/beheer/{name}/geparkeerde-berichten");
        for message in api.all(token, &path, "berichten").await? {
            count += 1;
            table.add_row([
                name.to_owned(),
                text(&message, "berichtId").to_owned(),
                text(&message, "soort").to_owned(),
                text(&message, "sleutel").to_owned(),
                message["pogingen"].to_string(),
                message["wachtendErachter"].to_string(),
                text(&message, "geparkeerdOp").to_owned(),
                text(&message, "fout").to_owned(),
            ]);
        }
    }
    if count == 0 {
        println!("Nothing is parked.");
    } else {
        println!("{table}");
    }
    Ok(())
}
