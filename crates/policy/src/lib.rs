//! What a municipality decides, as data: read from `deploy/policies`, checked, and evaluated with a trace.
//!
//! Nothing here does I/O except [`Policies::load`]. The same evaluation serves the services, a simulation over a
//! whole caseload and `meedoen policy check`.

mod categorise;
mod describe;
mod gate;
mod model;
mod national;
mod outcome;
mod policies;
mod problem;
mod read;
mod table;

pub use model::{
    Category, DeviationRules, GateException, GateRules, Instrument, MunicipalityEntry, Partner, PartnerKind,
    Policy, PublishedShare, ReviewRules, Routing, ShareLimit, ShelteredRules, TargetGroup, TaskTerms,
};
pub use national::{Amount, Confidence, National, NoAmount};
pub use outcome::{Categorisation, Gate};
pub use policies::{NoPolicy, Policies};
pub use problem::{Problem, Problems};
