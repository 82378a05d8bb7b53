//! `meedoen-partner-contracts`.

fn main() -> std::process::ExitCode {
    service::start::<partner_contracts::PartnerContracts>()
}
