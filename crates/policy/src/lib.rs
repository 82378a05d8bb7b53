//! What a municipality decides, as data: read from `deploy/policies`, checked, and evaluated with a trace.
//!
//! Nothing here does I/O except [`Policies::load`]. The same evaluation serves the services, a simulation over a
//! whole caseload and `meedoen policy check`.

mod applies;
mod categorise;
mod describe;
mod examples;
mod gate;
mod model;
mod national;
mod outcome;
mod outlook;
mod policies;
mod problem;
mod read;
mod table;
mod without_benefit;

pub use applies::{Applied, Applying, Risk, RiskReason};
pub use examples::{Example, Person};
pub use model::{
    Area, Budget, CapacityRange, Category, DecisionKind, DeviationRules, Duty, DutyKind, Earmark, Exemption,
    ExemptionScope, GateException, GateRules, HomeVisits, IncomeYear, Indicator, Instrument, IntakeTopic,
    Measure, MunicipalityEntry, Partner, PartnerKind, Policy, PublishedShare, Quota, ReturnActivity,
    ReturnForm, ReviewRules, RiskLevel, Routing, Scorecard, ShareLimit, ShelteredRules, Target, TargetGroup,
    TaskTerms, WholeEuros, WithoutBenefit, WorkProcess,
};
pub use national::{Amount, Confidence, National, NoAmount};
pub use outcome::{Categorisation, Gate};
pub use outlook::{Course, Outlook};
pub use policies::{NoPolicy, Policies};
pub use problem::{Problem, Problems};
pub use without_benefit::Support;
