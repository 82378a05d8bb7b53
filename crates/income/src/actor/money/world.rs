//! What a batch of inputs about money needs from the store, and what it leaves there.

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Cents, Municipality};
use messaging::{StoreError, Tx};
use rules::month::Timeline;
use sepa::EndToEndId;
use uuid::Uuid;

use super::facts::has_right;
use super::{MoneyInput, TURN};
use crate::model::money::{
    BankItem, BankStatement, CaseAccount, Debt, MoneyDecision, Payee, PayeeAccount, Payer, Payment, Run,
    RunStage,
};
use crate::store::money::{self, MoneyWrites, Slice};

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
    /// Of cases of which a decision is reversed, or something came in on a debt: debts that were paid off too.
    pub all_debts: BTreeMap<CaseId, Vec<Debt>>,
    /// Of those cases, and of those of which a debt is given up, a warning is withdrawn, or another scheme is granted or
    /// refused, the decisions about money.
    pub decisions: BTreeMap<CaseId, Vec<MoneyDecision>>,
    pub payees: BTreeMap<CaseId, Vec<PayeeAccount>>,
    pub payments: BTreeMap<EndToEndId, Payment>,
    /// Of the cases of a run with an advance, those without a right of which nobody was asked what becomes of it.
    pub denied: BTreeSet<CaseId>,
    /// Items of the bank that somebody settles, or looks at already.
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
        let about_right = cases;
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
        world.load_behind_accounts(tx, (inputs, about_right), &in_runs, &ids).await?;
        Ok(world)
    }

    async fn load_behind_accounts(
        &mut self,
        tx: &Tx,
        (inputs, about_right): (&[(&Municipality, &MoneyInput)], &BTreeSet<CaseId>),
        in_runs: &BTreeSet<CaseId>,
        ids: &BTreeSet<EndToEndId>,
    ) -> Result<(), StoreError> {
        let stating = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::StateIncome { case, .. }
            | MoneyInput::StateFacts { case, .. }
            | MoneyInput::GrantAdvance { case, .. }
            | MoneyInput::Grant { case, .. }
            | MoneyInput::RefuseGrant { case, .. }
            | MoneyInput::Reverse { case, .. }
            | MoneyInput::DecideDebt { case, .. }
            | MoneyInput::SetPayee { case, .. }
            | MoneyInput::DecideRecovery { case, .. }
            | MoneyInput::Warn { case, .. }
            | MoneyInput::WriteOff { case, .. }
            | MoneyInput::SetInstalment { case, .. }
            | MoneyInput::Recourse { case, .. } => Some(*case),
            _ => None,
        });
        let advancing = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::GrantAdvance { case, .. } => Some(*case),
            _ => None,
        });
        let judged = about_right.iter().filter(|case| self.accounts.contains_key(*case)).copied();
        let facts_of = stating.chain(in_runs.iter().copied()).chain(judged).collect();
        self.timelines = money::load_timelines(tx, &facts_of).await?;
        let owing = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::SetInstalment { case, .. }
            | MoneyInput::DecideRecovery { case, .. }
            | MoneyInput::SettleGrant { case, .. }
            | MoneyInput::TimePassed { case }
            | MoneyInput::WriteOff { case, .. } => Some(*case),
            _ => None,
        });
        let never_judged = in_runs.iter().filter(|case| {
            let account = self.accounts.get(case);
            account.is_some_and(CaseAccount::has_unjudged_advance)
        });
        let never_judged: BTreeSet<CaseId> = never_judged.copied().collect();
        let rights = crate::store::read_some(tx, &never_judged).await?;
        let denied = never_judged.into_iter().filter(|case| {
            let asked = || self.accounts.get(case).is_some_and(|account| account.state.applied.is_some());
            rights.get(case).map_or(!asked(), |right| has_right(&right.stage) == Some(false))
        });
        self.denied = denied.collect();
        // What the bank answers may be about a loan: only then does a debt hang on it.
        let answered: BTreeSet<CaseId> =
            self.payments.values().filter(|one| one.grant.is_some()).map(|one| one.key.case).collect();
        // A decision on the right says what becomes of an advance.
        let advanced =
            |case: &&CaseId| self.accounts.get(*case).is_some_and(|one| one.state.advanced_until.is_some());
        let advanced = about_right.iter().filter(advanced).copied();
        let owing = owing.chain(in_runs.iter().copied()).chain(answered).chain(advanced);
        self.debts = money::load_debts(tx, &owing.collect()).await?;
        let with_paid: BTreeSet<CaseId> = inputs
            .iter()
            .filter_map(|(_, input)| match input {
                MoneyInput::Reverse { case, .. }
                | MoneyInput::ReceiveDebt { case, .. }
                | MoneyInput::ReceiveFromBank { case, .. } => Some(*case),
                _ => None,
            })
            .collect();
        self.all_debts = money::load_all_debts(tx, &with_paid).await?;
        let looking_back = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::WriteOff { case, .. }
            | MoneyInput::WithdrawWarning { case, .. }
            | MoneyInput::Grant { case, .. }
            | MoneyInput::RefuseGrant { case, .. } => Some(*case),
            _ => None,
        });
        let deciding = with_paid.iter().copied().chain(looking_back).collect();
        self.decisions = money::load_decisions(tx, &deciding).await?;
        let setting = inputs.iter().filter_map(|(_, input)| match input {
            MoneyInput::SetPayee { case, .. } | MoneyInput::Reverse { case, .. } => Some(*case),
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

    /// The debts of a case of which something is left, as far as they were asked for.
    pub fn open_debts(&self, case: CaseId) -> &[Debt] {
        self.debts.get(&case).map_or(&[][..], Vec::as_slice)
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
