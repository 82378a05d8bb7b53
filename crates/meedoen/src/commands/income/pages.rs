//! The pages that client, consultant and controller read, as the gateway gives them.

use clap::Args;
use domain::{Month, Role};

use super::run::api;
use crate::api::text;
use crate::commands::Gateway;

#[derive(Args)]
pub struct OfMonth {
    #[command(flatten)]
    of: OfCase,
    /// The month, as 2026-03
    #[arg(long)]
    month: Month,
}

#[derive(Args)]
pub struct OfYear {
    #[command(flatten)]
    of: OfCase,
    /// The calendar year, as 2026
    #[arg(long)]
    year: u32,
}

#[derive(Args)]
pub struct OfCase {
    /// The number of the case, as 2026-000123, or its id
    #[arg(long)]
    case: String,
    #[command(flatten)]
    gateway: Gateway,
}

#[derive(Args)]
pub struct OfBooks {
    /// The month, as 2026-03
    #[arg(long)]
    month: Month,
    #[command(flatten)]
    gateway: Gateway,
}

/// Prints the specification of a month.
pub async fn month(arguments: &OfMonth) -> anyhow::Result<()> {
    of_case(&arguments.of, &format!("specificaties/{}", arguments.month)).await
}

/// Prints an annual statement.
pub async fn year(arguments: &OfYear) -> anyhow::Result<()> {
    of_case(&arguments.of, &format!("jaaropgaven/{}", arguments.year)).await
}

/// Prints a page of a case.
pub async fn of_case(arguments: &OfCase, page: &str) -> anyhow::Result<()> {
    let api = api(&arguments.gateway)?;
    let token = arguments.gateway.token(Role::IncomeConsultant)?;
    let case = api.get(&token, &format!("/zaken/{}", arguments.case)).await?;
    print!("{}", api.page(&token, &format!("/zaken/{}/{page}", text(&case, "zaakId"))).await?);
    Ok(())
}

/// Prints the trial balance of a month.
pub async fn balance(arguments: &OfBooks) -> anyhow::Result<()> {
    let token = arguments.gateway.token(Role::Manager)?;
    let path = format!("/grootboek/saldi?maand={}", arguments.month);
    print!("{}", api(&arguments.gateway)?.page(&token, &path).await?);
    Ok(())
}
