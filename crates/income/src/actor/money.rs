//! The inputs about money: what each needs loaded, and what it changes.

use chrono::NaiveDate;
use domain::{CaseId, Cents, Moment, Municipality, Refusal};
use messaging::{Outcome, Told};
use policy::{PaymentRules, Policies};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::messages::{signal, told};
use crate::model::Entitlement;
use crate::model::money::{CaseAccount, Laid, MoneyDecision, ReceiptLaid};
use crate::store::money::MoneyWrites;

mod bank;
mod debts;
mod facts;
mod fines;
mod grants;
mod incomes;
mod input;
mod measures;
mod noted;
mod payments;
mod recourse;
mod reversals;
mod runs;
mod world;

impl crate::actor::Income {
    /// Decides on an input about money.
    pub(super) fn handle_money(
        &self,
        municipality: &Municipality,
        input: &MoneyInput,
        (world, right): (&MoneyWorld, Option<&Entitlement>),
        moment: &Moment,
    ) -> Result<Outcome<MoneyWrites, MoneyReply>, Refusal> {
        match input {
            MoneyInput::StateFacts { case, by, from, facts } => {
                let asked = (*case, by.as_str(), *from, &**facts);
                facts::state_facts(world, municipality, asked, (&self.policies, moment))
            }
            MoneyInput::StateIncome { case, by, month, who, income } => {
                let law = (self.policies.national(), moment);
                incomes::state(world, municipality, (*case, by), (*month, *who, income), law)
            }
            MoneyInput::SetPayee { case, details } => {
                let law = (self.policies.national(), moment);
                facts::set_payee(world, municipality, (*case, details), &self.sealing, law)
            }
            MoneyInput::SetPayingAccount { account } => {
                let change = MoneyWrites {
                    paying_accounts: vec![(municipality.to_string(), account.clone())],
                    ..MoneyWrites::default()
                };
                Ok(Outcome::change(change).reply(MoneyReply::Done))
            }
            MoneyInput::StartRun { month, dry, execution, by } => {
                runs::start(world, municipality, (*month, *dry, *execution, by), moment)
            }
            MoneyInput::Turn { run, cursor } => runs::turn(world, (*run, cursor), &self.policies, moment),
            MoneyInput::Approve { run, by, hash } => runs::approve(world, municipality, (*run, by, hash)),
            MoneyInput::Release { run, by, hash } => {
                let people = people(&self.policies, municipality, moment.day);
                runs::release(world, municipality, (*run, by, hash), people)
            }
            MoneyInput::Discard { run, by } => runs::discard(world, municipality, (*run, by)),
            MoneyInput::Bank { said } => bank::answers(world, municipality, said, moment),
            MoneyInput::ReceiveFromBank { case, debt, item, receipt } => {
                bank::receive(world, municipality, (*case, *debt, *item), receipt, moment)
            }
            MoneyInput::SettleBankItem { item, by, note } => {
                bank::settle_item(world, municipality, (*item, by, note), moment)
            }
            MoneyInput::PayAgain { case, payment, reasons } => {
                bank::pay_again(world, municipality, (*case, payment, reasons), moment)
            }
            MoneyInput::GrantAdvance { case, amount, reasons, by } => {
                let national = self.policies.national();
                let asked = (*case, *amount, reasons.as_str(), by.as_str());
                debts::grant_advance((world, right), municipality, asked, (national, moment))
            }
            MoneyInput::SetInstalment { case, wanted, reasons } => {
                let law = (self.policies.national(), moment);
                payments::set_instalment(world, municipality, (*case, wanted, reasons), law)
            }
            MoneyInput::ReceiveDebt { case, debt, cents, received_on, reference, payer } => {
                let asked = (*case, *debt, *cents, *received_on);
                payments::receive(world, municipality, asked, (reference, *payer), moment)
            }
            MoneyInput::DecideDebt { case, kind, cents, month, said, reasons, by } => {
                let law = (&*self.policies, moment);
                let why = (said, reasons.as_str(), by.as_str());
                debts::decide_debt(world, municipality, (*case, *kind, *cents, *month), why, law)
            }
            MoneyInput::DecideRecovery { case, debt, cents, said, reasons, by } => {
                let why = (said, reasons.as_str(), by.as_str());
                let law = (self.policies.national(), moment);
                debts::decide_recovery(world, municipality, (*case, *debt, *cents), why, law)
            }
            MoneyInput::ReportBreach { case, committed_on, heard_on, findings, by } => {
                let asked = (*case, *committed_on, *heard_on);
                fines::report(world, municipality, asked, (findings, by), (&self.policies, moment))
            }
            MoneyInput::Warn { case, reasons, by } => {
                fines::warn(world, municipality, (*case, reasons, by), (&self.policies, moment))
            }
            MoneyInput::WithdrawWarning { case, number, reasons, by } => {
                let law = (self.policies.national(), moment);
                fines::withdraw_warning(world, municipality, (*case, *number), (reasons, by), law)
            }
            MoneyInput::WriteOff { case, debt, ground, cents, reasons, by } => {
                let why = (reasons.as_str(), by.as_str());
                let law = (self.policies.national(), moment);
                debts::write_off(world, municipality, (*case, *debt, *ground, *cents), why, law)
            }
            MoneyInput::Grant { case, terms, minima, corrects, replaces, by, reasons } => {
                let older = grants::Older { corrects: *corrects, replaces: *replaces };
                let asked = (*case, terms, minima.as_deref(), older);
                grants::grant(world, municipality, asked, (by, reasons), (&self.policies, moment))
            }
            MoneyInput::RefuseGrant { case, terms, minima, replaces, by, reasons } => {
                let asked = (*case, terms, minima.as_deref(), *replaces);
                grants::refuse(world, municipality, asked, (by, reasons), (&self.policies, moment))
            }
            MoneyInput::Reverse { case, person, asked } => {
                let law = (&*self.policies, moment);
                Ok(reversals::reverse((world, right), municipality, (*case, *person, *asked), law))
            }
            MoneyInput::Recourse { case, act, by, reasons } => {
                let law = (self.policies.national(), moment);
                recourse::act(world, municipality, (*case, *act), (by, reasons), law)
            }
            MoneyInput::SettleGrant { case, grant, year, gift, by, reasons } => {
                let asked = (*case, *grant, *year, *gift);
                grants::settle(world, municipality, asked, (by, reasons), (self.policies.national(), moment))
            }
            MoneyInput::TimePassed { case } => {
                let law = (self.policies.national(), moment);
                Ok(grants::time_passed(world, municipality, *case, law))
            }
            MoneyInput::EndGrant { case, grant, from, by, reasons } => {
                let asked = (*case, *grant, *from);
                grants::end(world, municipality, asked, (by, reasons), (&self.policies, moment))
            }
        }
    }
}

/// What an input decided about money, for workflow: an objection can be against it; and for intake that an advance was
/// granted.
pub fn decided(
    input: &MoneyInput,
    change: Option<&MoneyWrites>,
    world: &MoneyWorld,
    today: NaiveDate,
) -> Vec<Told> {
    let by_run = matches!(input, MoneyInput::Turn { .. });
    let Some(change) = change else { return Vec::new() };
    let account = |case: CaseId| {
        let changed = change.accounts.iter().find(|account| account.case == case);
        changed.or_else(|| world.accounts.get(&case))
    };
    let told = |decision: &MoneyDecision| {
        account(decision.case)
            .map(|account| told::money_decided(account, decision, by_run))
            .unwrap_or_default()
    };
    let mut all: Vec<Told> = change.decisions.iter().flat_map(told).collect();
    if let MoneyInput::GrantAdvance { case, .. } = input {
        all.extend(account(*case).map(|account| told::advance_granted(account, today)).unwrap_or_default());
    }
    all
}

/// What a person must see to or need not any more, for workflow: whatever it was that changed it.
pub fn asked(change: &MoneyWrites, world: &MoneyWorld) -> Vec<Told> {
    let of_case = |account: &CaseAccount| signal::asked(account, world.accounts.get(&account.case));
    change.accounts.iter().flat_map(of_case).collect()
}

/// How many people it takes to pay on a day; the most where no policy says it.
pub fn people(policies: &Policies, municipality: &Municipality, day: NaiveDate) -> u32 {
    let rules = policies.of(municipality, day).map(|policy| policy.payments.clone());
    rules.unwrap_or_else(|_| PaymentRules::strictest()).people
}

pub use bank::BankSaid;
pub use debts::undecided;
pub use facts::{after_decision, close_books, died, withdrawn};
pub use input::{MoneyInput, PayeeDetails};
pub use noted::noted;
pub use recourse::RecourseAct;
pub use reversals::Asked as ReversalAsked;
pub use world::MoneyWorld;

/// How much one turn of a run takes in hand.
pub const TURN: u64 = 1_000;

/// What a person gets back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MoneyReply {
    Done,
    Started {
        run: Uuid,
    },
    /// Whether turns are left.
    Turned {
        working: bool,
    },
    /// A debt arose.
    Owed {
        debt: Uuid,
        cents: Cents,
    },
    /// Another scheme was granted, or it ended.
    Granted {
        /// Number of the grant in the case.
        grant: u32,
        /// Number of the decision.
        decision: u32,
        /// Per month or once, on the first day.
        cents: Cents,
    },
    /// Another scheme was refused.
    Refused {
        /// Number of the decision.
        decision: u32,
    },
    /// So much of a debt was given up.
    WrittenOff {
        /// Number of the decision.
        decision: u32,
        cents: Cents,
    },
    /// Something came in on a debt: so much is left of it.
    Received {
        remaining: Cents,
    },
    /// What became of each answer of the bank, in their order.
    Booked {
        laid: Vec<Laid>,
    },
    /// What became of something that came in for a debt.
    FromBank {
        laid: ReceiptLaid,
    },
}
