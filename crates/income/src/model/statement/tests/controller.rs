use uuid::Uuid;

use super::{Kept, cents, day, month};
use crate::model::money::{Account, PaymentStatus, Run, RunStage, RunState, Totals};
use crate::model::statement::{AccountMonth, Books, Readable, RunRow, StatusTotal, TrialBalance};
use domain::Cents;

fn accounts(books: &Books, of: &str) -> Vec<AccountMonth> {
    let (first, last) = (month(of).first_day(), month(of).last_day());
    let row = |account: Account| {
        let mut row = AccountMonth {
            account,
            before: Cents::ZERO,
            debit: Cents::ZERO,
            credit: Cents::ZERO,
            now: Cents::ZERO,
        };
        for entry in &books.entries {
            let cents = entry.posting.cents;
            let (debit, credit) = (entry.posting.debit == account, entry.posting.credit == account);
            let signed = cents.get() * (i64::from(debit) - i64::from(credit));
            row.now = row.now.plus(Cents::new(signed)).unwrap();
            if entry.day < first {
                row.before = row.before.plus(Cents::new(signed)).unwrap();
            } else if entry.day <= last {
                row.debit = row.debit.plus(if debit { cents } else { Cents::ZERO }).unwrap();
                row.credit = row.credit.plus(if credit { cents } else { Cents::ZERO }).unwrap();
            }
        }
        row
    };
    let touched =
        |row: &AccountMonth| row.before != Cents::ZERO || row.debit != row.credit || row.debit != Cents::ZERO;
    Account::ALL.iter().map(|account| row(*account)).filter(touched).collect()
}

fn run(counted: i64) -> Run {
    Run {
        id: Uuid::from_u128(3),
        municipality: "a-tenant:0001".parse().unwrap(),
        month: month("2026-03"),
        number: 1,
        dry: false,
        stage: RunStage::Released,
        version: 4,
        state: RunState {
            execution: day("2026-03-24"),
            totals: Totals { cases: 1, payments: 1, cents: cents(counted), ..Totals::default() },
            ..RunState::default()
        },
    }
}

fn balance(counted: i64, settled: i64) -> TrialBalance {
    let kept = Kept::with_late_income();
    let runs = vec![RunRow { run: run(counted), payments: 1, cents: cents(108_135) }];
    let payments = vec![StatusTotal { status: PaymentStatus::Settled, payments: 3, cents: cents(settled) }];
    let scope = ("a-tenant:0001".parse().unwrap(), month("2026-03"));
    TrialBalance::new(scope, accounts(&kept.books, "2026-03"), runs, payments).unwrap()
}

const PAID: i64 = 2 * 133_142 + 108_135;

#[test]
fn the_trial_balance_of_a_month_is_nil_and_tells_the_costs() {
    let balance = balance(108_135, PAID);
    assert_eq!(balance.faults, []);
    let of = |account: Account| balance.accounts.iter().find(|row| row.account == account).unwrap();
    let bank = of(Account::Bank);
    assert_eq!((bank.before, bank.debit, bank.credit), (cents(-2 * 133_142), Cents::ZERO, cents(108_135)));
    assert_eq!(of(Account::DebtRecovery).after(), Ok(cents(12_993)));
    // March costs 1,201.50; February became 200.00 less.
    assert_eq!(balance.schemes(), Ok(vec![("Algemene bijstand", cents(120_150 - 20_000))]));
    let after: i64 = balance.accounts.iter().map(|row| row.after().unwrap().get()).sum();
    assert_eq!(after, 0);
}

#[test]
fn a_run_or_a_bank_that_tells_otherwise_is_named() {
    let named =
        |balance: TrialBalance| -> Vec<String> { balance.faults.iter().map(ToString::to_string).collect() };
    assert_eq!(
        named(balance(108_136, PAID)),
        ["Run 1 van maart 2026: geteld en in betalingen: € 1.081,35 in plaats van € 1.081,36"]
    );
    assert_eq!(
        named(balance(108_135, PAID - 1)),
        ["Door de bank betaald: grootboek en betalingen: € 3.744,18 in plaats van € 3.744,19"]
    );
}

#[test]
fn one_cent_lost_in_a_sum_is_a_fault() {
    let kept = Kept::with_late_income();
    let mut rows = accounts(&kept.books, "2026-03");
    rows[0].debit = rows[0].debit.plus(cents(1)).unwrap();
    let scope = ("a-tenant:0001".parse().unwrap(), month("2026-03"));
    let payments = vec![StatusTotal { status: PaymentStatus::Settled, payments: 3, cents: cents(PAID) }];
    let balance = TrialBalance::new(scope, rows, Vec::new(), payments).unwrap();
    assert_eq!(balance.faults.len(), 1);
    assert!(balance.faults[0].to_string().starts_with("Debet en credit van de maand (maart 2026)"));
    assert!(balance.page().contains("Let op: dit sluit niet."));
}

#[test]
fn a_controller_reads_whether_it_closes() {
    let page = balance(108_135, PAID).page();
    assert!(
        page.starts_with("# Saldibalans maart 2026\n\nGemeente a-tenant:0001. Geboekt van 1 maart 2026"),
        "{page}"
    );
    for part in [
        "Alles sluit",
        "| Bank | € -2.662,84 | € 0,00 | € 1.081,35 | € -3.744,19 |",
        "| Samen | € 0,00 | ",
        "| Algemene bijstand | € 1.001,50 |",
        "| 1 | vrijgegeven | 1 | 1 | € 1.081,35 |",
        "| Door de bank betaald: grootboek en betalingen | € 3.744,19 | € 3.744,19 | € 0,00 |",
        "| betaald | 3 | € 3.744,19 |",
    ] {
        assert!(page.contains(part), "no {part} in {page}");
    }
}
