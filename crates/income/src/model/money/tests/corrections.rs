//! What holds of every chain of corrections.

use super::*;

/// One thing that happens in a household.
#[derive(Debug, Clone)]
struct Happens {
    /// Months after January 2026 from which it holds, and after which run it is told.
    from: u32,
    told: u32,
    cents: i64,
}

fn any_story() -> impl Strategy<Value = Vec<Happens>> {
    let one = (0u32..8, 0u32..8, prop_oneof![Just(0i64), 0i64..200_000]);
    prop::collection::vec(one.prop_map(|(from, told, cents)| Happens { from, told, cents }), 0..6)
}

fn day_in(months: u32, day_of_month: u32) -> NaiveDate {
    let first = month("2026-01").plus(months).first_day();
    first + chrono::Days::new(u64::from(day_of_month) - 1)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_chain_of_corrections_sums_to_the_calculation_from_scratch(happens in any_story(), ends in prop::option::of(1u32..8)) {
        let mut story = Story::from("2026-01-10");
        for number in 0..9 {
            let run_month = month("2026-01").plus(number);
            story.run(&run_month.to_string(), &day_in(number, 20).to_string());
            for what in happens.iter().filter(|what| what.told == number) {
                story.earns(&day_in(what.from, 1).to_string(), &day_in(number, 25).to_string(), what.cents);
            }
            if ends == Some(number) {
                story.account.state.right_until = Some(day_in(number, 12));
                story.account.touch(month("2026-01").plus(number));
            }
        }
        story.run("2026-10", "2026-10-20");

        let mut together = 0;
        for (month, fixed) in &story.account.state.months {
            let scratch = calculate(&story.account.state, &story.timeline, law(), *month, day("2026-10-20")).unwrap();
            prop_assert!(fixed.is(&scratch), "{month}");
            together += scratch.assistance.get();
        }
        prop_assert_eq!(story.account.state.balances.of(Account::Assistance).get(), together);
        let paid: i64 = story.payments.values().map(|payment| payment.cents.get()).sum();
        let kept = story.account.state.balances.owed(Account::HolidayReserve).get();
        let debts: i64 = story.debts.values().map(|debt| debt.remaining.get()).sum();
        prop_assert_eq!(paid + kept, together + debts, "every cent is somewhere");
    }

    #[test]
    fn the_order_in_which_facts_come_in_changes_no_month(happens in any_story()) {
        let mut as_told = Story::from("2026-01-10");
        let mut backwards = Story::from("2026-01-10");
        for (number, what) in happens.iter().enumerate() {
            // One statement a day, so that the later one is the same in both.
            let known = day_in(7, u32::try_from(number).unwrap() + 1).to_string();
            as_told.earns(&day_in(what.from, 1).to_string(), &known, what.cents);
        }
        for change in as_told.timeline.changes().to_vec().into_iter().rev() {
            if change.number > 1 {
                backwards.timeline = std::mem::take(&mut backwards.timeline).with(change);
            }
        }
        as_told.run("2026-08", "2026-08-30");
        backwards.run("2026-08", "2026-08-30");
        prop_assert_eq!(as_told.account.state.months, backwards.account.state.months);
    }

    #[test]
    fn parts_sum_to_the_whole(amount in -10i64..1_000_000, entitled in 0usize..3, third in prop::option::of(1i64..200_000)) {
        let mut accounts = vec![applicant_account(), partner_account()];
        accounts.extend(third.map(|cents| PayeeAccount { payee: Payee::Third(1), sealed: vec![], monthly: Some(Cents::new(cents)) }));
        let claimants = [rules::Claimant::Applicant, rules::Claimant::Partner];
        let whose = rules::month::Whose::all(&claimants[..entitled], Cents::new(1));
        let whose = &crate::model::money::partners::OfCouples::of(1, whose);
        let sharing = orders::Sharing { whose, partner: 1, left_behind: None, all_to: None, accounts: &accounts };
        let parts = orders::share(Cents::new(amount), sharing, true).unwrap();
        prop_assert_eq!(parts.iter().map(|(_, cents)| cents.get()).sum::<i64>(), amount.max(0));
        prop_assert!(parts.iter().all(|(_, cents)| *cents > Cents::ZERO));
    }
}
