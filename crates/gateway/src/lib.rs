#![doc = include_str!("../README.md")]

mod acting;
mod bench;
mod check;
mod health;
mod input;
mod layers;
mod openapi;
mod page;
mod problem;
mod resources;
mod serve;
mod settings;
mod unread;
mod words;

use std::sync::Arc;

use axum::Router;
use policy::Policies;
use service::{BusinessClock, Identity, Line};

pub use openapi::document;
pub use serve::{serve, start};
pub use settings::Settings;

/// Under this path everything of the interface stands.
pub const BASE: &str = "/meedoen/v1";

/// The version of the interface (SemVer): on every answer as `API-Version`, and in the document.
pub const API_VERSION: &str = "1.0.0";

/// Lines to the six services: over the network, or within the process.
#[derive(Clone)]
pub struct Clients {
    pub intake: Line,
    pub income: Line,
    pub reintegration: Line,
    pub sheltered_work: Line,
    pub partner_contracts: Line,
    pub workflow: Line,
}

impl Clients {
    /// Each line with the service's name in envelopes and configuration.
    pub(crate) fn all(&self) -> [(&'static str, &Line); 6] {
        use proto::routes;
        [
            (routes::INTAKE, &self.intake),
            (routes::INCOME, &self.income),
            (routes::REINTEGRATION, &self.reintegration),
            (routes::SHELTERED_WORK, &self.sheltered_work),
            (routes::PARTNER_CONTRACTS, &self.partner_contracts),
            (routes::WORKFLOW, &self.workflow),
        ]
    }
}

/// What every handler may use. Nothing of it is state of a case.
pub(crate) struct App {
    pub clients: Clients,
    pub identity: Arc<Identity>,
    pub settings: Settings,
    pub shapes: check::Shapes,
    pub limits: acting::Limits,
    /// As every service has them.
    pub policies: Arc<Policies>,
    pub clock: BusinessClock,
    pub bench: bench::Bench,
}

/// The whole interface over these services, for a server of one's own or for the one-process edition.
pub fn router(
    clients: Clients,
    identity: Arc<Identity>,
    settings: Settings,
    policies: Arc<Policies>,
    clock: BusinessClock,
) -> Router {
    let (routes, document) = openapi::described().split_for_parts();
    let text = openapi::print(&document);
    let app = Arc::new(App {
        clients,
        identity,
        shapes: check::Shapes::of(&serde_json::from_str(&text).unwrap_or_default()),
        limits: acting::Limits::new(settings.per_second, settings.burst),
        settings,
        policies,
        clock,
        bench: bench::Bench::new(),
    });
    layers::around(routes, text, &app)
}

/// Facts as a client reads them from the caseload: the other way round. Ages are derived, the rest came from a system.
///
/// # Errors
///
/// The property whose value is of another kind than the catalogue has it.
pub fn facts_of_properties(
    properties: &serde_json::Map<String, serde_json::Value>,
    known_on: chrono::NaiveDate,
) -> Result<domain::Facts, String> {
    words::facts_of(properties, known_on)
}

/// The property of the interface for a fact.
pub fn property_of(key: domain::FactKey) -> String {
    words::property_path(key.code())
}

/// Facts as the interface writes them: plain values by Dutch property, for a client that builds its own requests.
pub fn facts_as_properties(facts: &domain::Facts) -> serde_json::Value {
    let (values, _) = words::Gegevens::of_wire(&proto::facts_to(facts));
    serde_json::to_value(values).unwrap_or_default()
}
