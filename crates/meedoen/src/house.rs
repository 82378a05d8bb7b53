//! All services and the gateway in one process: a SQLite file each, the local transport, the same turns.

use std::future::Future;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context;
use chrono::NaiveDate;
use domain::{Municipality, Role};
use gateway::Clients;
use intake::{DocumentSettings, IntakeSettings, ScannerSettings};
use messaging::LocalBroker;
use policy::Policies;
use service::config::Own;
use service::identity::{LocalIssuer, TokenFor};
use service::{BusinessClock, Embedded, House, Identity, Settings, embed};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// Beside the database files: the folder with the bytes of documents.
const DOCUMENTS: &str = "files";
const SCANNER_PATIENCE: std::time::Duration = std::time::Duration::from_secs(60);

/// The one-process edition while it runs.
pub struct OneProcess {
    pub address: SocketAddr,
    pub issuer: LocalIssuer,
    clock: BusinessClock,
    services: Vec<Embedded>,
    leaving: CancellationToken,
    gateway: JoinHandle<std::io::Result<()>>,
}

/// How the one-process edition starts.
pub struct Plan<'a> {
    /// Where the database files and keys are kept.
    pub folder: &'a Path,
    pub policies: &'a Path,
    pub listen: SocketAddr,
    /// The first business day of a simulation; `None` is the real clock.
    pub simulated_from: Option<NaiveDate>,
    /// Address of the virus scanner; `None` where there is none.
    pub clamd: Option<&'a str>,
    pub gateway: gateway::Settings,
}

/// The municipalities that the policies know.
pub fn municipalities(policies: &Policies) -> anyhow::Result<Vec<Municipality>> {
    let mut known = Vec::new();
    for policy in policies.tenants() {
        for entry in &policy.municipalities {
            known.push(Municipality::new(&policy.tenant, &entry.code)?);
        }
    }
    Ok(known)
}

/// Reads and checks the policies, naming every problem.
pub fn load_policies(folder: &Path) -> anyhow::Result<Policies> {
    Policies::load(folder).map_err(|problems| anyhow::anyhow!("{problems}")).with_context(|| {
        format!("the policies in {} cannot be used; name another folder with --policies", folder.display())
    })
}

fn documents(plan: &Plan<'_>) -> DocumentSettings {
    let clamd =
        |address: &str| ScannerSettings::Clamd { address: address.to_owned(), timeout: SCANNER_PATIENCE };
    let folder = plan.folder.join(DOCUMENTS);
    DocumentSettings { scanner: plan.clamd.map(clamd), ..DocumentSettings::in_folder(&folder) }
}

impl OneProcess {
    pub async fn start(plan: Plan<'_>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(plan.folder)
            .with_context(|| format!("the folder {} cannot be made", plan.folder.display()))?;
        let policies = load_policies(plan.policies)?;
        let known = municipalities(&policies)?;
        let issuer = LocalIssuer::kept_in(plan.folder, &known)?;
        let house = House {
            clock: BusinessClock::new(plan.simulated_from),
            transport: LocalBroker::new(),
            identity: Identity::trying_out(&issuer, &[]),
        };
        let settings = |name: &str| Settings::embedded(name, plan.folder, plan.policies);
        let mut for_intake = settings(proto::routes::INTAKE);
        for_intake.secrets = intake::local_secrets(plan.folder)?;
        for_intake.own = Own::new(IntakeSettings::of(documents(&plan)));
        let intake = embed::<intake::Intake>(for_intake, &house).await?;
        let mut for_income = settings(proto::routes::INCOME);
        for_income.secrets = income::local_secrets(plan.folder)?;
        let income = embed::<income::Income>(for_income, &house).await?;
        let reintegration =
            embed::<reintegration::Reintegration>(settings(proto::routes::REINTEGRATION), &house).await?;
        let sheltered_work =
            embed::<sheltered_work::ShelteredWork>(settings(proto::routes::SHELTERED_WORK), &house).await?;
        let partner_contracts =
            embed::<partner_contracts::PartnerContracts>(settings(proto::routes::PARTNER_CONTRACTS), &house)
                .await?;
        let workflow = embed::<workflow::Workflow>(settings(proto::routes::WORKFLOW), &house).await?;
        let clients = Clients {
            intake: intake.line.clone(),
            income: income.line.clone(),
            reintegration: reintegration.line.clone(),
            sheltered_work: sheltered_work.line.clone(),
            partner_contracts: partner_contracts.line.clone(),
            workflow: workflow.line.clone(),
        };

        let listener = TcpListener::bind(plan.listen).await.with_context(|| {
            format!("cannot listen on {}; name another address with --listen", plan.listen)
        })?;
        let address = listener.local_addr()?;
        let leaving = CancellationToken::new();
        let router =
            gateway::router(clients, house.identity, plan.gateway, Arc::new(policies), house.clock.clone());
        let grace = std::time::Duration::from_secs(20);
        let gateway = tokio::spawn(gateway::serve(router, listener, leaving.clone(), grace));
        let services = vec![intake, income, reintegration, sheltered_work, partner_contracts, workflow];
        Ok(Self { address, issuer, clock: house.clock, services, leaving, gateway })
    }

    /// A token of the local issuer.
    pub fn token(
        &self,
        user: &str,
        roles: &[Role],
        organisation: Option<&str>,
        municipality: &Municipality,
    ) -> anyhow::Result<String> {
        self.token_for_all(user, roles, organisation, std::slice::from_ref(municipality))
    }

    /// A token of the local issuer, of someone who works for several municipalities.
    pub fn token_for_all(
        &self,
        user: &str,
        roles: &[Role],
        organisation: Option<&str>,
        municipalities: &[Municipality],
    ) -> anyhow::Result<String> {
        Ok(self.issuer.token(&TokenFor {
            user: user.to_owned(),
            organisation: organisation.map(str::to_owned),
            roles: roles.to_vec(),
            municipalities: municipalities.to_vec(),
            valid_for: std::time::Duration::from_secs(12 * 60 * 60),
        })?)
    }

    /// Moves the simulated business day forward.
    pub fn advance(&self, day: NaiveDate) -> anyhow::Result<()> {
        let clock = self.clock.simulated().context("the clock is real")?;
        Ok(clock.advance(day)?)
    }

    /// Waits until no service has anything left to do on this day; gives the next day on which one has.
    pub async fn settled(&self) -> anyhow::Result<Option<NaiveDate>> {
        loop {
            let mut next = None;
            let mut idle = true;
            // Twice: what one service finished may have given another something to do.
            for _ in 0..2 {
                for service in &self.services {
                    let state = service.idle().await?;
                    idle &= state.idle;
                    next = [next, state.next_due].into_iter().flatten().min();
                }
            }
            if idle {
                return Ok(next);
            }
            tokio::time::sleep(std::time::Duration::from_millis(2)).await;
        }
    }

    /// Runs until `until` is ready, or a part of it ends; then stops in good order.
    pub async fn run_until(mut self, until: impl Future<Output = ()>) -> anyhow::Result<()> {
        {
            let ends = self.services.iter_mut().map(|service| Box::pin(service.ended()));
            let mut ends: Vec<_> = ends.collect();
            let first_end = std::future::poll_fn(|context| {
                for end in &mut ends {
                    if let std::task::Poll::Ready(result) = end.as_mut().poll(context) {
                        return std::task::Poll::Ready(result);
                    }
                }
                std::task::Poll::Pending
            });
            tokio::select! {
                () = until => {}
                ended = first_end => ended.context("a service ended")?,
            }
        }
        self.stop().await
    }

    /// Takes no more calls, finishes what is under way, and ends.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.leaving.cancel();
        self.gateway.await??;
        for service in self.services {
            service.stop().await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use terms::Kind;

    /// A kind of term that no service keeps would be counted for nobody, and one that two keep could be told two ways.
    #[test]
    fn every_kind_of_legal_term_is_kept_by_one_service() {
        let kept = [intake::TERMS, income::TERMS, sheltered_work::TERMS, workflow::TERMS];
        for kind in Kind::ALL {
            let keepers = kept.iter().filter(|kinds| kinds.contains(&kind)).count();
            assert_eq!(keepers, 1, "{} has {keepers} keepers", kind.code());
        }
    }
}
