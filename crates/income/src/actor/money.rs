//! The inputs about money: what each needs loaded, and what it changes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use domain::{CaseId, Cents, Moment, Municipality, Refusal};
use messaging::{Outcome, StoreError, Told, Tx};
use policy::{PaymentRules, Policies};
use rules::month::Timeline;
use sepa::EndToEndId;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::messages::told;
use crate::model::Entitlement;
use crate::model::money::{
    BankItem, BankStatement, CaseAccount, Debt, Laid, MoneyDecision, Payee, PayeeAccount, Payer, Payment,
    Run, RunStage,
};
use crate::store::money::{self, MoneyWrites, Slice};

mod bank;
mod debts;
mod facts;
mod fines;
mod grants;
mod incomes;
mod input;
mod noted;
mod recourse;
mod reversals;
mod runs;

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
                incomes::state(world, municipality, (*case, by), (*month, *who, income), moment)
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
            MoneyInput::SetInstalment { case, debt, cents, reasons } => {
                let national = self.policies.national();
                debts::set_instalment(
                    world,
                    municipality,
                    (*case, *debt, *cents, reasons),
                    (national, moment),
                )
            }
            MoneyInput::DecideDebt { case, kind, cents, month, article, reasons, by } => {
                let law = (&*self.policies, moment);
                let why = (article.as_str(), reasons.as_str(), by.as_str());
                debts::decide_debt(world, municipality, (*case, *kind, *cents, *month), why, law)
            }
            MoneyInput::DecideRecovery { case, debt, cents, article, reasons, by } => {
                let why = (article.as_str(), reasons.as_str(), by.as_str());
                let law = (self.policies.national(), moment);
                debts::decide_recovery(world, municipality, (*case, *debt, *cents), why, law)
            }
            MoneyInput::ReportBreach { case, committed_on, heard_on, findings, by } => {
                let asked = (*case, *committed_on, *heard_on);
                let policy_version = self.policies.national().version();
                fines::report(world, municipality, asked, (findings, by), (policy_version, moment))
            }
            MoneyInput::WriteOff { case, debt, ground, cents, reasons, by } => {
                let why = (reasons.as_str(), by.as_str());
                let law = (self.policies.national(), moment);
                debts::write_off(world, municipality, (*case, *debt, *ground, *cents), why, law)
            }
            MoneyInput::Grant { case, terms, corrects, by, reasons } => {
                let asked = (*case, *terms, *corrects);
                grants::grant(world, municipality, asked, (by, reasons), (&self.policies, moment))
            }
            MoneyInput::Reverse { case, person, asked } => {
                let law = (self.policies.national(), moment);
                Ok(reversals::reverse(world, municipality, (*case, *person, *asked), law))
            }
            MoneyInput::Recourse { case, act, by, reasons } => {
                let law = (self.policies.national(), moment);
                recourse::act(world, municipality, (*case, *act), (by, reasons), law)
            }
            MoneyInput::SettleGrant { case, grant, year, gift, by, reasons } => {
                let asked = (*case, *grant, *year, *gift);
                grants::settle(world, municipality, asked, (by, reasons), (self.policies.national(), moment))
            }
            MoneyInput::YearPassed { case } => Ok(grants::year_passed(world, municipality, *case, moment)),
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

/// How many people it takes to pay on a day; the most where no policy says it.
pub fn people(policies: &Policies, municipality: &Municipality, day: NaiveDate) -> u32 {
    let rules = policies.of(municipality, day).map(|policy| policy.payments.clone());
    rules.unwrap_or_else(|_| PaymentRules::strictest()).people
}

pub use bank::BankSaid;
pub use facts::{after_decision, close_books, withdrawn};
pub use input::{MoneyInput, PayeeDetails};
pub use noted::noted;
pub use recourse::RecourseAct;
pub use reversals::Asked as ReversalAsked;

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
    /// So much of a debt was given up.
    WrittenOff {
        /// Number of the decision.
        decision: u32,
        cents: Cents,
    },
    /// What became of each answer of the bank, in their order.
    Booked {
        laid: Vec<Laid>,
    },
}

/// The money that a batch needs, and what it changed.
#[derive(Debug, Default)]
pub struct MoneyWorld {
    pub runs: BTreeMap<Uuid, Run>,
    /// What turns take in hand, by run and the key they stand at.
    pub slices: BTreeMap<(Uuid, Option<String>), Slice>,
    /// From which account a municipality pays.
    pub payers: BTreeMap<Municipality, Payer>,
    pub accounts: BTreeMap<CaseId, CaseAccount>,
    pub timelines: BTreeMap<CaseId, Timeline>,
    pub debts: BTreeMap<CaseId, Vec<Debt>>,
    /// Of cases of which a decision is reversed: debts that were paid off too.
    pub all_debts: BTreeMap<CaseId, Vec<Debt>>,
    /// Of those cases, and of those of which a debt is given up, the decisions about money.
    pub decisions: BTreeMap<CaseId, Vec<MoneyDecision>>,
    pub payees: BTreeMap<CaseId, Vec<PayeeAccount>>,
    pub payments: BTreeMap<EndToEndId, Payment>,
    /// Items of the bank that somebody settles.
    pub bank_items: BTreeMap<Uuid, BankItem>,
    changed: Changed,
    /// Only ever added to.
    added: MoneyWrites,
}

#[derive(Debug, Default)]
struct Changed {
    accounts: BTreeSet<CaseId>,
    runs: BTreeSet<Uuid>,
    new_payments: BTreeSet<EndToEndId>,
    payments: BTreeSet<EndToEndId>,
    debts: BTreeMap<Uuid, (CaseId, Debt)>,
    payees: BTreeMap<(CaseId, Payee), PayeeAccount>,
    paying_accounts: BTreeMap<String, Payer>,
    bank_items: BTreeSet<Uuid>,
    /// Rows that are there already stay: each once, for a database takes no row twice in one statement.
    found_items: BTreeMap<Uuid, BankItem>,
    bank_statements: BTreeMap<Uuid, BankStatement>,
}

impl MoneyWorld {
    /// Loads and locks what inputs about money need: runs, then accounts; what hangs on an account after it is locked.
    pub async fn load(
        tx: &Tx,
        inputs: &[(&Municipality, &MoneyInput)],
        cases: &BTreeSet<CaseId>,
    ) -> Result<Self, StoreError> {
        let runs =
            money::load_runs(tx, &inputs.iter().filter_map(|(_, input)| input.run()).collect()).await?;
        let mut world = Self { runs, ..Self::default() };
        for (municipality, input) in inputs {
            if matches!(input, MoneyInput::StartRun { .. }) {
                let known = money::open_runs(tx, municipality).await?;
                world.runs.extend(known.into_iter().map(|run| (run.id, run)));
                let payer = money::load_payer(tx, municipality).await?;
                world.payers.extend(payer.map(|payer| ((*municipality).clone(), payer)));
            }
        }
        let mut cases = cases.clone();
        cases.extend(inputs.iter().filter_map(|(_, input)| input.case()));
        let mut in_runs = BTreeSet::new();
        for (_, input) in inputs {
            let MoneyInput::Turn { run, cursor } = input else { continue };
            let Some(run) =
                world.runs.get(run).filter(|run| run.state.cursor == *cursor && run.stage.is_working())
            else {
                continue;
            };
            let slice = money::slice_of(tx, run, TURN, &mut world.payments).await?;
            if run.stage == RunStage::Calculating {
                in_runs.extend(slice.cases.iter().copied());
            }
            cases.extend(slice.cases.iter().copied());
            world.slices.insert((run.id, cursor.clone()), slice);
        }
        let ids: BTreeSet<EndToEndId> = inputs.iter().flat_map(|(_, input)| input.payments()).collect();
        let found = money::load_payments(tx, &ids, &BTreeSet::new()).await?;
        cases.extend(in_runs.iter().copied());
        cases.extend(found.values().chain(world.payments.values()).map(|payment| payment.key.case));
        world.payments.extend(found);
        world.bank_items =
            money::load_bank_items(tx, &inputs.iter().filter_map(|(_, input)| input.bank_item()).collect())
                .await?;
        world.accounts = money::load_accounts(tx, &cases).await?;
        world.load_behind_accounts(tx, inputs, &in_runs, &ids).await?;
        Ok(world)
    }

    async fn load_behind_accounts(
        &mut self,
        tx: &Tx,
        inputs: &[(&Municipality, &MoneyInput)],
        in_runs: &BTreeSet<CaseId>,
        ids: &BTreeSet<EndToEndId>,
    ) -> Result<(), StoreError> {
        let stating = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::StateIncome { case, .. }
            | MoneyInput::StateFacts { case, .. }
            | MoneyInput::GrantAdvance { case, .. }
            | MoneyInput::Grant { case, .. }
            | MoneyInput::Reverse { case, .. }
            | MoneyInput::DecideDebt { case, .. }
            | MoneyInput::WriteOff { case, .. }
            | MoneyInput::Recourse { case, .. } => Some(*case),
            _ => None,
        });
        let advancing = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::GrantAdvance { case, .. } => Some(*case),
            _ => None,
        });
        self.timelines = money::load_timelines(tx, &stating.chain(in_runs.iter().copied()).collect()).await?;
        let owing = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::SetInstalment { case, .. }
            | MoneyInput::DecideRecovery { case, .. }
            | MoneyInput::SettleGrant { case, .. }
            | MoneyInput::WriteOff { case, .. } => Some(*case),
            _ => None,
        });
        // What the bank answers may be about a loan: only then does a debt hang on it.
        let answered: BTreeSet<CaseId> =
            self.payments.values().filter(|one| one.grant.is_some()).map(|one| one.key.case).collect();
        let owing = owing.chain(in_runs.iter().copied()).chain(answered);
        self.debts = money::load_debts(tx, &owing.collect()).await?;
        let reversing: BTreeSet<CaseId> = inputs
            .iter()
            .filter_map(|(_, input)| match input {
                MoneyInput::Reverse { case, .. } => Some(*case),
                _ => None,
            })
            .collect();
        self.all_debts = money::load_all_debts(tx, &reversing).await?;
        let writing_off = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::WriteOff { case, .. } => Some(*case),
            _ => None,
        });
        let deciding = reversing.iter().copied().chain(writing_off).collect();
        self.decisions = money::load_decisions(tx, &deciding).await?;
        let setting = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::SetPayee { case, .. } => Some(*case),
            _ => None,
        });
        let paid = advancing.chain(setting).chain(in_runs.iter().copied());
        self.payees = money::load_payees(tx, &paid.collect()).await?;
        let waits =
            |case: &&CaseId| self.accounts.get(*case).is_some_and(|account| account.state.waiting > 0);
        let waiting = in_runs.iter().filter(waits).copied().collect();
        // Again, now that nobody else can change them.
        self.payments.extend(money::load_payments(tx, ids, &waiting).await?);
        Ok(())
    }

    /// The books of a case of this municipality.
    pub fn account(&self, municipality: &Municipality, case: CaseId) -> Option<&CaseAccount> {
        self.accounts.get(&case).filter(|account| account.municipality == *municipality)
    }

    /// Lays a change on the world, and keeps it to be written.
    pub fn apply(&mut self, change: MoneyWrites) {
        for account in change.accounts {
            self.changed.accounts.insert(account.case);
            self.accounts.insert(account.case, account);
        }
        for run in change.runs {
            self.changed.runs.insert(run.id);
            self.runs.insert(run.id, run);
        }
        for payment in change.new_payments {
            self.changed.new_payments.insert(payment.id);
            self.payments.insert(payment.id, payment);
        }
        for payment in change.changed_payments {
            self.changed.payments.insert(payment.id);
            self.payments.insert(payment.id, payment);
        }
        for stated in &change.stated {
            let timeline = self.timelines.remove(&stated.case).unwrap_or_default();
            self.timelines.insert(stated.case, timeline.with(stated.change.clone()));
        }
        for decision in &change.decisions {
            if let Some(known) = self.decisions.get_mut(&decision.case) {
                known.push(decision.clone());
            }
        }
        for (case, debt) in change.debts {
            if let Some(all) = self.all_debts.get_mut(&case) {
                all.retain(|known| known.id != debt.id);
                all.push(debt);
            }
            let known = self.debts.entry(case).or_default();
            known.retain(|known| known.id != debt.id);
            if debt.remaining > Cents::ZERO {
                known.push(debt);
            }
            self.changed.debts.insert(debt.id, (case, debt));
        }
        for (case, payee) in change.payees {
            let known = self.payees.entry(case).or_default();
            known.retain(|known| known.payee != payee.payee);
            known.push(payee.clone());
            self.changed.payees.insert((case, payee.payee), payee);
        }
        self.changed.paying_accounts.extend(change.paying_accounts);
        self.added.stated.extend(change.stated);
        self.added.versions.extend(change.versions);
        self.added.grants.extend(change.grants);
        self.added.decisions.extend(change.decisions);
        self.added.postings.extend(change.postings);
        self.added.instalments.extend(change.instalments);
        self.added.differences.extend(change.differences);
        for item in change.bank_items_done {
            self.changed.bank_items.insert(item.id);
            self.bank_items.insert(item.id, item);
        }
        self.changed.found_items.extend(change.bank_items.into_iter().map(|item| (item.id, item)));
        let statements = change.bank_statements.into_iter();
        self.changed.bank_statements.extend(statements.map(|statement| (statement.id, statement)));
    }

    /// Everything that is to be written: each head once, as it stands now.
    pub fn into_writes(mut self) -> MoneyWrites {
        let mut writes = self.added;
        writes.accounts =
            self.changed.accounts.iter().filter_map(|case| self.accounts.remove(case)).collect();
        writes.runs = self.changed.runs.iter().filter_map(|id| self.runs.remove(id)).collect();
        let new = &self.changed.new_payments;
        writes.changed_payments =
            self.changed.payments.difference(new).filter_map(|id| self.payments.remove(id)).collect();
        writes.new_payments = new.iter().filter_map(|id| self.payments.remove(id)).collect();
        writes.debts = self.changed.debts.into_values().collect();
        writes.payees = self.changed.payees.into_iter().map(|((case, _), payee)| (case, payee)).collect();
        writes.paying_accounts = self.changed.paying_accounts.into_iter().collect();
        let done = &self.changed.bank_items;
        writes.bank_items_done = done.iter().filter_map(|id| self.bank_items.remove(id)).collect();
        writes.bank_items =
            self.changed.found_items.into_values().filter(|item| !done.contains(&item.id)).collect();
        writes.bank_statements = self.changed.bank_statements.into_values().collect();
        writes
    }
}
