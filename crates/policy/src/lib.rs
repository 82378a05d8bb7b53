//! What a municipality decides, as data: read from `deploy/policies`, checked, and evaluated with a trace.
//!
//! Nothing here does I/O except [`Policies::load`]. The same evaluation serves the services, a simulation over a
//! whole caseload and `meedoen policy check`.

mod answers;
mod applies;
mod categorise;
mod classify;
mod draft;
mod examples;
mod explained;
mod form;
mod gate;
mod model;
mod national;
mod outcome;
mod outlook;
mod page;
mod policies;
mod problem;
mod read;
mod routes;
mod schema;
mod table;
mod trace;
mod without_benefit;

pub use answers::{Answers, FactSet};
pub use applies::{Applied, Applying, Risk, RiskReason};
pub use classify::{HeldRows, Placed, Rule};
pub use draft::Draft;
pub use examples::{Example, Person};
pub use explained::{Explained, MissingFact};
pub use form::Asked;
pub use model::{
    Area, Budget, CapacityRange, CapitalTest, Category, CheckDepth, Collection, CollectionBand,
    CollectionFactor, CollectionPoints, DecisionKind, DeviationRules, DurableGoods, Duty, DutyKind, Earmark,
    EscalationStep, Exemption, ExemptionScope, FactCheck, FineRules, GateException, GateRules, GrantedOnce,
    HomeVisits, IncomeAboveNorm, IncomeEstimate, IncomeRules, IncomeSupplement, IncomeTest, IncomeYear,
    Indicator, Instrument, IntakeAct, IntakeRoute, IntakeTopic, Letters, LowerNorm, LoweringDetails, Measure,
    MinimaScheme, MunicipalityEntry, OtherDuty, OtherMeasure, Partner, PartnerKind, PaymentRules, Policy,
    PublishedShare, Question, Quota, ReturnActivity, ReturnForm, ReviewRules, RiskLevel, Routing, Scorecard,
    ShareLimit, ShelteredRules, ShownSteps, SmallBusiness, SpecialAssistance, StepProof, StudySupplement,
    StudySupplementAmount, Target, TargetGroup, TaskTerms, VisitGround, WholeEuros, WithoutBenefit,
    WorkProcess, WorkStep, stated,
};
pub use national::{
    Amount, Bracket, Confidence, EquatedDay, Holiday, LawKey, National, NoAmount, Rate, Term, Unit, law_keys,
};
pub use outcome::{Categorisation, Gate};
pub use outlook::{Course, Outlook};
pub use policies::{NoPolicy, NoVersion, Policies};
pub use problem::{Problem, Problems};
pub use routes::RouteFound;
pub use schema::{FileSchema, schemas};
pub use table::{Walk, number_of};
pub use trace::{RowTrace, TableName, TableTrace, Test, Verdict};
pub use without_benefit::Support;
