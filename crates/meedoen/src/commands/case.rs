use clap::Args;
use domain::Role;

use super::Gateway;
use crate::api::{Api, text};
use crate::tell;

#[derive(Args)]
pub struct Arguments {
    /// The number of the case, as 2026-000123, or its id
    number: String,
    #[command(flatten)]
    gateway: Gateway,
}

/// Prints the story of one case.
pub async fn run(arguments: Arguments) -> anyhow::Result<()> {
    let api = Api::new(&arguments.gateway.gateway)?;
    let token = arguments.gateway.token(Role::IntakeConsultant)?;
    let case = api.get(&token, &format!("/zaken/{}", arguments.number)).await?;
    let story = api.get(&token, &format!("/zaken/{}/verhaal", text(&case, "zaakId"))).await?;
    print!("{}", tell::story(&case, &story));
    Ok(())
}
