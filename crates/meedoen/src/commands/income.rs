use clap::{Args, Subcommand};

mod assess;
mod bank_file;
mod pages;
mod run;
mod schema;
mod verify;

#[derive(Args)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Answer questions of law about a household in a file of facts: the right, the norm, the amount, and why
    Assess(assess::Arguments),
    /// The JSON Schemas of the facts, of the municipality's own figures and of an answer
    Schema(schema::Arguments),
    /// Make a payment run, try one out, approve or release one, or fetch its file
    Run(run::Arguments),
    /// Read a file of the bank: a status report (pain.002) or a statement (camt.053)
    BankFile(bank_file::Arguments),
    /// Read the specification of one month of a case
    Specification(pages::OfMonth),
    /// Read what the person of a case got in a calendar year
    Annual(pages::OfYear),
    /// Read what a case owes
    Debts(pages::OfCase),
    /// Read the decisions of a case: on the right, on other schemes, on debts
    Decisions(pages::OfCase),
    /// Read what was granted under other schemes, with every month
    Grants(pages::OfCase),
    /// Read what is claimed of others for a case, and what came in
    Recourse(pages::OfCase),
    /// Read the trial balance of a month, with runs against ledger against bank
    Balance(pages::OfBooks),
    /// Derive every calculation, balance, debt and payment again, and name what differs by a cent
    Verify(verify::Arguments),
}

/// Answers questions of law without any service running; makes and shows payments through the gateway.
pub async fn run(arguments: &Arguments) -> anyhow::Result<()> {
    match &arguments.command {
        Command::Assess(arguments) => assess::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
        Command::Run(arguments) => run::run(arguments).await,
        Command::BankFile(arguments) => bank_file::run(arguments).await,
        Command::Specification(arguments) => pages::month(arguments).await,
        Command::Annual(arguments) => pages::year(arguments).await,
        Command::Debts(arguments) => pages::of_case(arguments, "schulden").await,
        Command::Decisions(arguments) => pages::of_case(arguments, "beschikkingen").await,
        Command::Grants(arguments) => pages::of_case(arguments, "toekenningen").await,
        Command::Recourse(arguments) => pages::of_case(arguments, "verhaalsvorderingen").await,
        Command::Balance(arguments) => pages::balance(arguments).await,
        Command::Verify(arguments) => verify::run(arguments).await,
    }
}
