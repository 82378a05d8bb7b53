//! Tasks for people: who must do what before when.

use chrono::{Days, NaiveDate};
use domain::{Role, TaskId};
use policy::EscalationStep;
use serde::{Deserialize, Serialize};

use super::effect::Order;
use super::process::Process;
use super::signal;
use super::terms::Terms;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident = $code:literal, $title:literal;)+) => {
        /// What a task is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum TaskKind { $($(#[$doc])* #[serde(rename = $code)] $kind),+ }

        impl TaskKind {
            pub const ALL: &'static [Self] = &[$(Self::$kind),+];

            /// As the wire and the store have it.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$kind => $code),+ }
            }

            /// For the person who does it.
            pub const fn title(self) -> &'static str {
                match self { $(Self::$kind => $title),+ }
            }
        }
    };
}

kinds! {
    AssessSearch = "assess-search", "Beoordeel de zoektermijn";
    HoldIntake = "hold-intake", "Houd het intakegesprek";
    /// An objection was upheld, and another application of the same people runs.
    ReopenApplication = "reopen-application", "Heropen de aanvraag: er loopt nog een andere van dezelfde mensen";
    SupplyFacts = "supply-facts", "Vul ontbrekende gegevens aan";
    DecideEntitlement = "decide-entitlement", "Beslis over het recht op bijstand";
    AssignCategory = "assign-category", "Kies een categorie";
    ConfirmDeviation = "confirm-deviation", "Beoordeel de afwijking van de categorie";
    FindPartner = "find-partner", "Zoek een oplossing: geen partner heeft plaats";
    ArrangeTrajectory = "arrange-trajectory", "Regel een traject: het begon niet vanzelf";
    GiveAdvice = "give-advice", "Geef advies over beschut werk";
    ReviewCase = "review-case", "Houd het heronderzoek";
    /// A trajectory led to work or education while there is a right.
    DecideOutflow = "decide-outflow", "Beslis of de bijstand eindigt: een traject leidde tot werk of een opleiding";
    /// A service owes an answer for too long.
    ChaseAnswer = "chase-answer", "Zoek uit waarom deze zaak stilstaat";
    /// Steps before a decision are missing (WF-4).
    TakeSteps = "take-steps", "Zet de stappen die vóór het besluit nodig zijn";
    /// The bank rejected a payment, it came back, or it is not clear what the bank did.
    SolvePayment = "solve-payment", "Zoek uit waarom een betaling niet aankwam";
    /// The signals of WF-9, one kind of task each.
    DecideInTime = "decide-in-time", "Beslis voordat de beslistermijn voorbij is";
    DecideLate = "decide-late", "Beslis alsnog: de beslistermijn is voorbij";
    GiveAdvance = "give-advance", "Geef een voorschot, of leg vast waarom dat niet hoeft";
    JudgeEvidence = "judge-evidence", "Beslis wat er gebeurt: de aanvraag is niet op tijd aangevuld";
    RenewEvidence = "renew-evidence", "Vraag nieuw bewijs: een bewijsstuk is bijna niet meer geldig";
    ReviewYouthRules = "review-youth-rules", "Bekijk wat er verandert: de regels tot 27 jaar stoppen";
    PreparePension = "prepare-pension", "Bereid de overgang naar de AOW voor";
    SeekContact = "seek-contact", "Neem contact op: er is lang geen contact geweest";
    ReviewLadder = "review-ladder", "Bekijk de lagere trede op de participatieladder";
    ReferCare = "refer-care", "Breng de zorgvraag bij de juiste hulpverlener";
    VerifyAgain = "verify-again", "Ga de gegevens opnieuw na";
    ConfirmRiskDeviation = "confirm-risk-deviation", "Beoordeel het voorstel voor een andere diepte van de controle";
    SettleFact = "settle-fact", "Zoek uit wat klopt: bronnen spreken elkaar tegen";
    /// Facts changed while the right runs.
    ReassessRight = "reassess-right", "Bekijk het recht opnieuw: er zijn gegevens veranderd";
    DecideRecovery = "decide-recovery", "Beslis of te veel betaalde bijstand wordt teruggevorderd";
    SettleFixedCosts = "settle-fixed-costs", "Bekijk de vaste lasten: er blijft te weinig over";
    SettleYear = "settle-year", "Stel het jaar van de zelfstandige vast met de jaarcijfers";
    SolveMonth = "solve-month", "Vul aan wat ontbreekt: een maand kan niet worden berekend";
    AskIncome = "ask-income", "Vraag de inkomsten op: een maand is betaald op een schatting";
    SupplyAccount = "supply-account", "Leg vast op welke rekening wordt betaald";
    DecideOnNotice = "decide-on-notice", "Beslis binnen twee weken: er is een ingebrekestelling";
    SetPenalty = "set-penalty", "Stel de dwangsom vast: er is te laat beslist";
    DecideFine = "decide-fine", "Beslis over de boete voordat de termijn voorbij is";
    DecideSuspension = "decide-suspension", "Trek het recht in of betaal weer: de betaling staat te lang stil";
    ReviewMeasure = "review-measure", "Bekijk de verlaging opnieuw: blijft zij, of komt er een ander besluit?";
    CollectDebt = "collect-debt", "Neem contact op: een betaalafspraak over een schuld wordt niet nagekomen";
    PlaceReceipt = "place-receipt", "Zoek uit waar geld voor een schuld bij hoort: het kon niet worden geboekt";
    RenewAdvice = "renew-advice", "Vraag UWV om een nieuw advies over beschut werk: het advies is bijna niet meer geldig";
    SettleLeftBehind = "settle-left-behind", "Stel vast waar wie achterblijft na een overlijden recht op heeft";
    EndRight = "end-right", "Beëindig het recht, of leg vast waarom het doorloopt: door inkomen of vermogen wordt niets betaald";
    JudgeLateness = "judge-lateness", "Beoordeel of er een goede reden is voor het late bezwaar";
    HoldHearing = "hold-hearing", "Hoor wie bezwaar maakt, of leg vast waarom dat niet hoeft";
    DecideObjection = "decide-objection", "Beslis op het bezwaar";
    DecideNoticedObjection = "decide-noticed-objection", "Beslis binnen twee weken op het bezwaar: er is een ingebrekestelling";
    /// Its last day comes near, however far it is.
    DecideObjectionInTime = "decide-objection-in-time", "Beslis op het bezwaar voordat de termijn voorbij is, of verleng die";
    CorrectDecision = "correct-decision", "Herstel het besluit: het bezwaar is gegrond";
}

impl TaskKind {
    /// Whether a person closes it by hand. All others have a form of their own and are closed by what that does.
    pub const fn closed_by_hand(self) -> bool {
        matches!(
            self,
            Self::FindPartner
                | Self::ReopenApplication
                | Self::ChaseAnswer
                | Self::SolvePayment
                | Self::JudgeEvidence
                | Self::RenewEvidence
                | Self::ReviewYouthRules
                | Self::PreparePension
                | Self::ReviewLadder
                | Self::ReferCare
                | Self::VerifyAgain
                | Self::SettleFixedCosts
                | Self::SetPenalty
                | Self::DecideFine
                | Self::ReassessRight
                | Self::DecideOutflow
                | Self::ReviewMeasure
                | Self::CollectDebt
                | Self::PlaceReceipt
                | Self::SettleLeftBehind
                | Self::EndRight
                | Self::CorrectDecision
        )
    }

    /// Whether it goes on when the case ends, or comes after it: an objection, the year of who had a business,
    /// money that came back or may be paid twice, what keeps someone from being paid, an estimate that is to be settled, payment that stands still, a fine, a debt
    /// that is not paid as was agreed or of which a payment was not booked, and what a late decision costs.
    pub(super) const fn outlives_the_case(self) -> bool {
        self.is_about_an_objection()
            || matches!(
                self,
                Self::SettleYear
                    | Self::SolvePayment
                    | Self::DecideRecovery
                    | Self::SolveMonth
                    | Self::AskIncome
                    | Self::SupplyAccount
                    | Self::SetPenalty
                    | Self::DecideFine
                    | Self::DecideSuspension
                    | Self::CollectDebt
                    | Self::PlaceReceipt
            )
    }

    pub(super) const fn is_about_an_objection(self) -> bool {
        matches!(
            self,
            Self::JudgeLateness
                | Self::HoldHearing
                | Self::DecideObjection
                | Self::DecideNoticedObjection
                | Self::DecideObjectionInTime
                | Self::CorrectDecision
        )
    }

    /// Whether someone with this role can do it: a form of its own asks its own roles.
    pub fn can_be_done_by(self, role: Role) -> bool {
        match self {
            Self::AssessSearch | Self::HoldIntake | Self::JudgeEvidence => role == Role::IntakeConsultant,
            Self::DecideEntitlement
            | Self::SettleYear
            | Self::ReassessRight
            | Self::DecideOutflow
            | Self::GiveAdvance
            | Self::DecideRecovery
            | Self::SolveMonth
            | Self::AskIncome
            | Self::SupplyAccount
            | Self::SetPenalty
            | Self::DecideFine
            | Self::DecideSuspension
            | Self::ReviewMeasure
            | Self::CollectDebt
            | Self::PlaceReceipt
            | Self::SettleLeftBehind
            | Self::EndRight => role == Role::IncomeConsultant,
            Self::AssignCategory | Self::ArrangeTrajectory => role == Role::ReintegrationConsultant,
            Self::ConfirmDeviation
            | Self::ConfirmRiskDeviation
            | Self::JudgeLateness
            | Self::HoldHearing
            | Self::DecideObjection
            | Self::DecideNoticedObjection
            | Self::DecideObjectionInTime => role == Role::QualityOfficer,
            Self::GiveAdvice | Self::RenewAdvice => {
                matches!(role, Role::ClientSystem | Role::ReintegrationConsultant)
            }
            Self::SupplyFacts
            | Self::ReviewCase
            | Self::TakeSteps
            | Self::DecideInTime
            | Self::DecideLate
            | Self::DecideOnNotice => role.is_consultant(),
            Self::RenewEvidence
            | Self::ReviewYouthRules
            | Self::PreparePension
            | Self::SeekContact
            | Self::ReviewLadder
            | Self::ReferCare
            | Self::SettleFact
            | Self::SettleFixedCosts
            | Self::VerifyAgain => role.is_consultant() || role == Role::Manager,
            Self::FindPartner
            | Self::ReopenApplication
            | Self::ChaseAnswer
            | Self::SolvePayment
            | Self::CorrectDecision => {
                role.is_consultant() || matches!(role, Role::QualityOfficer | Role::Manager)
            }
        }
    }

    /// Who does it.
    pub(super) fn role(self, process: &Process) -> Role {
        match self {
            Self::AssessSearch
            | Self::HoldIntake
            | Self::ReopenApplication
            | Self::SupplyFacts
            | Self::ChaseAnswer => Role::IntakeConsultant,
            Self::DecideEntitlement
            | Self::SolvePayment
            | Self::PreparePension
            | Self::VerifyAgain
            | Self::DecideRecovery
            | Self::ReassessRight
            | Self::DecideOutflow
            | Self::SettleFixedCosts
            | Self::SettleYear
            | Self::GiveAdvance
            | Self::SolveMonth
            | Self::AskIncome
            | Self::SupplyAccount
            | Self::SetPenalty
            | Self::DecideFine
            | Self::DecideSuspension
            | Self::ReviewMeasure
            | Self::CollectDebt
            | Self::PlaceReceipt
            | Self::SettleLeftBehind
            | Self::EndRight
            | Self::CorrectDecision => Role::IncomeConsultant,
            Self::DecideInTime | Self::DecideLate | Self::DecideOnNotice => signal::who_decides(process),
            Self::JudgeEvidence | Self::RenewEvidence | Self::ReferCare | Self::SettleFact => {
                Role::IntakeConsultant
            }
            Self::ReviewYouthRules | Self::SeekContact => signal::who_has_the_lead(process),
            Self::TakeSteps if process.held.contains(&Order::RequestEntitlement) => Role::IntakeConsultant,
            Self::TakeSteps => Role::ReintegrationConsultant,
            Self::AssignCategory
            | Self::FindPartner
            | Self::ArrangeTrajectory
            | Self::ReviewLadder
            | Self::RenewAdvice => Role::ReintegrationConsultant,
            // Whoever judges an objection did not take part in the decision (Awb art. 7:5).
            Self::ConfirmDeviation
            | Self::ConfirmRiskDeviation
            | Self::JudgeLateness
            | Self::HoldHearing
            | Self::DecideObjection
            | Self::DecideNoticedObjection
            | Self::DecideObjectionInTime => Role::QualityOfficer,
            Self::GiveAdvice => Role::ClientSystem,
            Self::ReviewCase => process
                .category
                .assignment()
                .map_or(Role::ReintegrationConsultant, |assignment| assignment.lead_role),
        }
    }

    /// Days to do it in, by the policy.
    pub(super) const fn days(self, terms: &Terms) -> u32 {
        let tasks = &terms.tasks;
        match self {
            Self::AssessSearch => tasks.assess_search_days,
            Self::HoldIntake => tasks.hold_intake_days,
            Self::SupplyFacts
            | Self::ReopenApplication
            | Self::ChaseAnswer
            | Self::TakeSteps
            | Self::DecideInTime
            | Self::DecideLate
            | Self::DecideOnNotice
            | Self::SetPenalty
            | Self::GiveAdvance
            | Self::JudgeEvidence
            | Self::CorrectDecision
            | Self::JudgeLateness
            | Self::RenewEvidence
            | Self::SettleFact
            | Self::ReferCare => tasks.supply_facts_days,
            // The last day to decide on an objection is one of law, and comes before these.
            Self::DecideEntitlement
            | Self::ReassessRight
            | Self::DecideFine
            | Self::ReviewMeasure
            | Self::HoldHearing
            | Self::DecideObjection
            | Self::DecideNoticedObjection
            | Self::DecideObjectionInTime => tasks.decide_days,
            // As much in a hurry as a missing fact: someone waits for the money.
            Self::SolvePayment
            | Self::SettleFixedCosts
            | Self::SolveMonth
            | Self::AskIncome
            | Self::SupplyAccount
            | Self::DecideSuspension
            | Self::DecideOutflow
            | Self::SettleLeftBehind
            | Self::EndRight => tasks.supply_facts_days,
            Self::AssignCategory => tasks.categorise_days,
            Self::ConfirmDeviation | Self::ConfirmRiskDeviation => tasks.confirm_deviation_days,
            Self::FindPartner | Self::ArrangeTrajectory => tasks.find_partner_days,
            Self::GiveAdvice | Self::RenewAdvice => tasks.await_advice_days,
            Self::ReviewCase
            | Self::ReviewYouthRules
            | Self::PreparePension
            | Self::VerifyAgain
            | Self::DecideRecovery
            | Self::CollectDebt
            | Self::PlaceReceipt
            | Self::SettleYear
            | Self::SeekContact
            | Self::ReviewLadder => tasks.review_days,
        }
    }
}

/// An open task. The process holds it; the table of tasks is its index and keeps it when it is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Task {
    pub id: TaskId,
    pub kind: TaskKind,
    /// What it is about where a case has several of a kind: a deviation, facts that are missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub subject: String,
    pub role: Role,
    pub opened_on: NaiveDate,
    /// Last day to do it.
    pub due: NaiveDate,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub claimed_by: Option<String>,
    /// Who may not do it: whoever proposed what it judges (four eyes).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_by: Option<String>,
    /// It was reported late, once.
    #[serde(default)]
    pub overdue: bool,
    /// Who else gets it because it is late, in the order of the policy's steps.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub escalated_to: Vec<Role>,
    /// The day the next step for a late task is taken; `None` on one that is on time, and after the last step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next_step: Option<NaiveDate>,
}

impl Task {
    /// The first day on which the clock has something to say of it.
    pub fn next_due(&self) -> Option<NaiveDate> {
        match self.overdue {
            false => Some(self.due.succ_opt().unwrap_or(NaiveDate::MAX)),
            true => self.next_step,
        }
    }

    /// Whether this role has it: it is for that role, or it came to it because it is late.
    pub fn is_for(&self, role: Role) -> bool {
        self.role == role || self.escalated_to.contains(&role)
    }

    /// Takes the steps for a late task that are due on this day: whom it goes to now. The claim lapses where a step
    /// says so.
    pub(super) fn escalate(&mut self, steps: &[EscalationStep], day: NaiveDate) -> Vec<Role> {
        self.overdue = true;
        let on = |step: &EscalationStep| {
            self.due.checked_add_days(Days::new(u64::from(step.after_days))).unwrap_or(NaiveDate::MAX)
        };
        // A step that came into the policy after its day had passed is taken as well, with the next.
        let (taken, ahead): (Vec<_>, Vec<_>) = steps.iter().partition(|step| on(step) <= day);
        self.next_step = ahead.into_iter().map(on).min();
        let mut told = Vec::new();
        for step in taken {
            if self.is_for(step.to) {
                continue;
            }
            self.escalated_to.push(step.to);
            told.push(step.to);
            if step.release {
                self.claimed_by = None;
            }
        }
        told
    }
}

/// How a task came to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    pub state: TaskState,
    /// Who did it; empty when what happened closed it.
    pub by: String,
    pub on: NaiveDate,
}

/// Where a task stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TaskState {
    Open,
    Claimed,
    Done,
    Cancelled,
}

impl TaskState {
    pub const ALL: [Self; 4] = [Self::Open, Self::Claimed, Self::Done, Self::Cancelled];

    pub const fn code(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Claimed => "claimed",
            Self::Done => "done",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.code() == code)
    }
}

/// A task that came, changed or went.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskChange {
    pub task: Task,
    pub state: TaskState,
    /// Who completed it by hand; empty otherwise.
    pub done_by: String,
    /// The day it was done or no longer needed.
    pub done_on: Option<NaiveDate>,
}

impl TaskChange {
    /// A task that is still open.
    pub fn open(task: &Task) -> Self {
        let state = if task.claimed_by.is_some() { TaskState::Claimed } else { TaskState::Open };
        Self { task: task.clone(), state, done_by: String::new(), done_on: None }
    }

    /// A task that is done or not needed any more.
    pub(super) const fn gone(task: Task, state: TaskState, on: NaiveDate) -> Self {
        Self { task, state, done_by: String::new(), done_on: Some(on) }
    }

    /// How it ended; `None` while it is open.
    pub fn ended(&self) -> Option<Ended> {
        let on = self.done_on?;
        Some(Ended { state: self.state, by: self.done_by.clone(), on })
    }
}
