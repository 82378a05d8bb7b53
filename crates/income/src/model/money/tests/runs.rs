use super::*;

#[test]
fn a_run_of_an_earlier_month_leaves_later_ones_to_be_corrected() {
    let mut story = Story::from("2026-03-01");
    story.run("2026-05", "2026-05-20");
    story.earns("2026-03-01", "2026-05-25", 30_000);
    story.run("2026-04", "2026-05-26");
    assert_eq!(story.account.state.stale_from, Some(month("2026-05")), "May was worked out before");
    assert_eq!(story.account.state.months[&month("2026-05")].version, 1);
    story.run("2026-05", "2026-05-27");
    let payable: Vec<_> = story.account.state.months.values().map(|fixed| fixed.payable).collect();
    assert_eq!((payable.len(), payable[0]), (3, payable[2]), "{payable:?}");
    assert_eq!(story.account.state.stale_from, None);
}

#[test]
fn a_month_is_paid_without_its_holiday_allowance_and_once() {
    // art. 21(a) on 2026-01-01: 1,401.50 of which 70.08 is kept
    let mut story = Story::from("2026-03-01");
    let first = story.run("2026-03", "2026-03-20");
    let again = story.run("2026-03", "2026-03-21");

    assert_eq!(Story::paid(&first), [("applicant".to_owned(), 133_142)]);
    assert_eq!(first.difference.kind, DifferenceKind::New);
    assert_eq!(story.account.state.balances.owed(Account::HolidayReserve), Cents::new(7_008));
    assert_eq!((again.payments.len(), again.postings.len(), again.versions.len()), (0, 0, 0));
    assert_eq!(again.account, first.account, "nothing is left to do");
}

#[test]
fn months_that_were_never_paid_go_along() {
    let mut story = Story::from("2026-01-16");
    let result = story.run("2026-02", "2026-02-20");

    // 16 of the 31 days of January: 1,401.50 · 16 / 31 = 723.35, of which 36.17 is kept
    assert_eq!(Story::paid(&result), [("applicant".to_owned(), 133_142 + 72_335 - 3_617)]);
    assert_eq!(result.versions.len(), 2);
    assert!(result.difference.reasons.iter().any(|reason| reason.contains("januari 2026")));
}

#[test]
fn income_that_becomes_known_later_corrects_the_month_and_leaves_the_protected_part() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let mut facts = Facts::default();
    facts.applicant.incomes = Some(vec![Income { until: Some(month("2026-02")), ..income(40_000) }]);
    story.state("2026-02-01", "2026-03-10", facts);

    let result = story.run("2026-03", "2026-03-20");
    // Too much over February: 400.00 less 5 % of it. Withheld is 5 % of 1,401.50, the rest becomes a debt.
    let (too_much, room) = (38_000, 7_007);
    assert_eq!(Story::paid(&result), [("applicant".to_owned(), 133_142 - room)]);
    let debt = story.debts.values().next().unwrap();
    assert_eq!(
        (debt.kind, debt.cents, debt.instalment),
        (DebtKind::Recovery, Cents::new(too_much - room), None)
    );
    assert_eq!(result.to_decide, [debt.id], "a person decides on it");
    assert_eq!(story.account.state.months[&month("2026-02")].version, 2);
    assert_eq!(
        story.versions.iter().filter(|version| version.calculation.month == month("2026-02")).count(),
        2
    );
}

/// A statement that turns out to be a slip: what nobody decided on is made good, and nothing is owed.
#[test]
fn what_was_too_much_by_a_slip_is_made_good_when_it_is_stated_well() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let earned = |cents: i64| {
        let mut facts = Facts::default();
        facts.applicant.incomes = Some(vec![Income { until: Some(month("2026-02")), ..income(cents) }]);
        facts
    };
    story.state("2026-02-01", "2026-03-10", earned(40_000));
    let found = story.run("2026-03", "2026-03-20").to_decide;
    story.state("2026-02-01", "2026-04-10", earned(0));
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!((april.made_good.as_slice(), april.to_decide.len()), (&found[..], 0));
    assert!(story.debts.values().all(|debt| debt.remaining == Cents::ZERO));
    // What was withheld in March comes back: 5 % of 1,401.50.
    assert_eq!(Story::paid(&april).iter().map(|(_, cents)| cents).sum::<i64>(), 133_142 + 7_007);
}

#[test]
fn a_second_run_of_a_month_withholds_no_more_than_the_month_allows() {
    let mut story = Story::from("2026-02-01");
    story.fined(Cents::new(90_000));
    let first = story.run("2026-02", "2026-02-20");
    assert_eq!(first.debts.instalments[0].cents, Cents::new(7_007));
    // The run is withdrawn: what it would have paid is due again.
    for payment in &first.payments {
        let booked = payment.withdrawn(&story.account).unwrap().unwrap();
        story.account = booked.account;
        story.postings.extend(booked.postings);
        story.payments.insert(booked.payment.key, booked.payment);
    }
    let second = story.run("2026-02", "2026-02-21");
    assert_eq!(second.debts.instalments, []);
    assert_eq!(Story::paid(&second)[0].1, 133_142 - 7_007);
}

#[rstest::rstest]
#[case::both_in_full(&[60_000, 50_000], &[60_000, 50_000], 23_142, false)]
#[case::the_second_falls_short(&[60_000, 90_000], &[60_000, 73_142], 0, true)]
#[case::nothing_is_left(&[60_000, 73_142], &[60_000, 73_142], 0, true)]
fn fixed_costs_that_leave_nothing_are_for_a_person(
    #[case] monthly: &[i64],
    #[case] paid: &[i64],
    #[case] left: i64,
    #[case] short: bool,
) {
    let mut story = Story::from("2026-02-01");
    for (number, cents) in (1..).zip(monthly) {
        let monthly = Some(Cents::new(*cents));
        story.payees.push(PayeeAccount { payee: Payee::Third(number), sealed: vec![number], monthly });
    }
    let result = story.run("2026-02", "2026-02-20");
    let third = |number: usize| format!("third-{}", number + 1);
    let mut expected: Vec<_> = paid.iter().enumerate().map(|(at, cents)| (third(at), *cents)).collect();
    expected.extend((left > 0).then(|| ("applicant".to_owned(), left)));
    assert_eq!(Story::paid(&result), expected);
    assert_eq!(result.fixed_costs_short, short);
    assert_eq!(result.difference.reasons.iter().any(|reason| reason.contains("aste lasten")), short);
}

#[test]
fn a_debt_is_paid_off_in_instalments_within_the_room_and_no_further_than_it_goes() {
    let mut story = Story::from("2026-02-01");
    story.fined(Cents::new(9_000));

    let first = story.run("2026-02", "2026-02-20");
    assert_eq!(first.debts.instalments[0].cents, Cents::new(7_007), "no more than the room");
    assert_eq!(Story::paid(&first)[0].1, 133_142 - 7_007);
    let second = story.run("2026-03", "2026-03-20");
    assert_eq!(second.debts.instalments[0].cents, Cents::new(1_993), "no more than what is left");
    assert_eq!(story.run("2026-04", "2026-04-20").debts.instalments.len(), 0);
}

#[test]
fn an_advance_is_settled_with_all_that_is_granted() {
    let mut story = Story::from("2026-02-01");
    let cents = Cents::new(200_000);
    let id = Uuid::from_u128(99);
    let debt = Debt {
        id,
        kind: DebtKind::Advance,
        month: month("2026-02"),
        cents,
        remaining: cents,
        instalment: None,
    };
    let mut book = story.account.book();
    book.transfer((Account::DebtAdvance, Account::Bank), cents, debt.month, Reason::Advance).unwrap();
    story.postings.extend(story.account.keep(book));
    story.debts.insert(id, debt);

    let first = story.run("2026-02", "2026-02-20");
    assert_eq!((first.payments.len(), first.debts.instalments[0].cents), (0, Cents::new(133_142)));
    let again = story.run("2026-02", "2026-02-21");
    assert_eq!((again.payments.len(), again.postings.len()), (0, 0), "settled months stay settled");
    let second = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&second)[0].1, 2 * 133_142 - 200_000);
}

#[test]
fn holiday_allowance_of_the_months_before_june_is_paid_in_june() {
    let mut story = Story::from("2026-03-01");
    for (run, today) in [("2026-03", "2026-03-20"), ("2026-04", "2026-04-20"), ("2026-05", "2026-05-20")] {
        assert_eq!(Story::paid(&story.run(run, today)).len(), 1);
    }
    let june = story.run("2026-06", "2026-06-19");
    assert_eq!(
        Story::paid(&june),
        [("applicant".to_owned(), 133_142), ("applicant".to_owned(), 3 * 7_008)],
        "a payment of its own"
    );
    assert_eq!(
        story.account.state.balances.owed(Account::HolidayReserve),
        Cents::new(7_008),
        "June's is kept"
    );
    assert_eq!(Story::paid(&story.run("2026-07", "2026-07-20")).len(), 1);
}

#[test]
fn after_the_end_the_rest_of_the_holiday_allowance_is_paid_and_then_nothing() {
    let mut story = Story::from("2026-03-01");
    story.run("2026-03", "2026-03-20");
    story.account.state.right_until = Some(day("2026-04-15"));
    story.account.touch(month("2026-04"));

    let last = story.run("2026-04", "2026-04-20");
    // 15 of 30 days of 1,401.50, of which 35.04 is kept; together with March's 70.08
    assert_eq!(
        Story::paid(&last),
        [("applicant".to_owned(), 70_075 - 3_504), ("applicant".to_owned(), 10_512)]
    );
    assert!(!story.account.is_open());
    assert_eq!(story.run("2026-05", "2026-05-20").difference.kind, DifferenceKind::Ended);
}

#[test]
fn spouses_get_half_each_and_both_may_ask_for_one_account() {
    let mut story = Story::from("2026-02-01");
    story.state("2026-02-01", "2026-02-01", couple());
    story.payees.push(partner_account());
    let first = story.run("2026-02", "2026-02-20");
    // art. 21(b): 2,002.13 of which 100.11 is kept
    let halves = [("applicant".to_owned(), 95_101), ("partner".to_owned(), 95_101)];
    assert_eq!(Story::paid(&first), halves);

    story.account.state.all_to = Some(Payee::Partner(1));
    assert_eq!(Story::paid(&story.run("2026-03", "2026-03-20")), [("partner".to_owned(), 190_202)]);
}

#[test]
fn what_has_no_account_waits_for_one() {
    let mut story = Story::from("2026-02-01");
    story.state("2026-02-01", "2026-02-01", couple());
    let first = story.run("2026-02", "2026-02-20");
    assert_eq!((first.difference.kind, Story::paid(&first).len()), (DifferenceKind::NoAccount, 1));
    assert_eq!(story.account.state.balances.owed(Account::Payable), Cents::new(95_101));

    story.payees.push(partner_account());
    let extra = story.run("2026-02", "2026-02-24");
    assert_eq!(extra.payments.iter().map(|payment| payment.cents.get()).sum::<i64>(), 95_101);
}

#[test]
fn fixed_costs_are_paid_before_the_client_is() {
    let mut story = Story::from("2026-02-01");
    let rent = PayeeAccount { payee: Payee::Third(1), sealed: vec![3], monthly: Some(Cents::new(60_000)) };
    story.payees.push(rent);
    let result = story.run("2026-02", "2026-02-20");
    assert_eq!(Story::paid(&result), [("third-1".to_owned(), 60_000), ("applicant".to_owned(), 73_142)]);
}

/// March turns out to come to less in June, when holiday allowance falls due: that takes of the allowance first, so
/// that the month still pays the rent.
#[rstest::rstest]
// 150.00 less 5 %: of 210.24 - 7.50 allowance 60.24 is left.
#[case(15_000, None, 133_142, 6_024)]
// And 5 % of 1,401.50 is withheld of the month for a fine.
#[case(15_000, Some(50_000), 133_142 - 7_007, 6_024)]
// 400.00 less 5 %: all of 190.24, of the month what may be withheld, and the rest becomes a debt.
#[case(40_000, None, 133_142 - 7_007, 0)]
fn corrections_take_of_the_holiday_allowance_first(
    #[case] earned: i64,
    #[case] fine: Option<i64>,
    #[case] month_pays: i64,
    #[case] holiday: i64,
) {
    let mut story = Story::from("2026-03-01");
    let rent = PayeeAccount { payee: Payee::Third(1), sealed: vec![3], monthly: Some(Cents::new(60_000)) };
    story.payees.push(rent);
    for (run, today) in [("2026-03", "2026-03-20"), ("2026-04", "2026-04-20"), ("2026-05", "2026-05-20")] {
        story.run(run, today);
    }
    if let Some(cents) = fine {
        story.fined(Cents::new(cents));
    }
    let mut facts = Facts::default();
    facts.applicant.incomes = Some(vec![Income { until: Some(month("2026-03")), ..income(earned) }]);
    story.state("2026-03-01", "2026-06-10", facts);

    let june = Story::paid(&story.run("2026-06", "2026-06-19"));
    let expected = [("third-1", 60_000), ("applicant", month_pays - 60_000), ("applicant", holiday)];
    let expected = expected.into_iter().filter(|(_, cents)| *cents > 0);
    assert_eq!(june, expected.map(|(payee, cents)| (payee.to_owned(), cents)).collect::<Vec<_>>());
}

#[test]
fn what_cannot_be_worked_out_is_not_paid_and_tried_again() {
    let mut story = Story::from("2026-02-01");
    let mut facts = Facts::default();
    facts.applicant.incomes = Some(vec![income(10_000)]);
    facts.household.kind = Some(rules::facts::HouseholdKind::Couple.into());
    story.state("2026-03-01", "2026-03-01", facts);
    story.run("2026-02", "2026-02-20");
    let open = story.run("2026-03", "2026-03-20");
    assert_eq!((open.difference.kind, open.payments.len()), (DifferenceKind::Open, 0));
    assert_eq!(story.account.state.stale_from, Some(month("2026-03")));

    story.state("2026-03-01", "2026-04-02", couple());
    story.payees.push(partner_account());
    let later = story.run("2026-04", "2026-04-20");
    assert_eq!(later.versions.len(), 2, "March and April");
}

#[test]
fn a_rejected_payment_is_paid_again_once_under_a_new_name() {
    let mut story = Story::from("2026-02-01");
    let payment = story.run("2026-02", "2026-02-20").payments.remove(0);
    let released = payment.released(&story.account).unwrap().unwrap();
    assert!(released.payment.released(&released.account).unwrap().is_none(), "once");
    let refused = BankAnswer::Rejected("rekening opgeheven".into());
    let rejected = released.payment.answered(&released.account, &refused, &[]).unwrap().unwrap();
    assert_eq!(rejected.account.state.balances.owed(Account::Returned), payment.cents);
    assert!(
        rejected.payment.answered(&rejected.account, &refused, &[]).unwrap().is_none(),
        "a file read twice"
    );
    assert!(released.payment.again(&released.account).is_err(), "not rejected yet");

    let (next, confirmed) = rejected.payment.again(&rejected.account).unwrap();
    assert_eq!(confirmed.payment.again(&confirmed.account).unwrap_err().rule, "paid-again");
    assert_eq!((next.key.attempt, next.id.attempt(), next.status), (1, 1, PaymentStatus::Waiting));
    assert_eq!(next.key.end_to_end(), Some(next.id));

    for booked in [&released, &rejected, &confirmed] {
        story.postings.extend(booked.postings.iter().copied());
    }
    story.account = confirmed.account;
    story.payments.insert(payment.key, confirmed.payment);
    story.payments.insert(next.key, next);
    let extra = story.run("2026-02", "2026-02-27");
    assert_eq!(Story::paid(&extra), [("applicant".to_owned(), 133_142)]);
    assert_eq!(story.run("2026-02", "2026-02-28").payments.len(), 0);
}

#[test]
fn a_run_that_is_given_up_is_due_again() {
    let mut story = Story::from("2026-02-01");
    let payment = story.run("2026-02", "2026-02-20").payments.remove(0);
    let back = payment.withdrawn(&story.account).unwrap().unwrap();
    story.postings.extend(back.postings.iter().copied());
    story.account = back.account;
    story.payments.insert(payment.key, back.payment);

    let result = story.run("2026-02", "2026-02-21");
    assert_eq!(Story::paid(&result), [("applicant".to_owned(), 133_142)]);
    assert_eq!(result.payments[0].key.kind, sepa::PaymentKind::Assistance);
    assert_ne!(result.payments[0].id, payment.id);
}

#[rstest::rstest]
#[case::three_by_a_third("carla", 3, true)]
#[case::three_by_who_approved("bert", 3, false)]
#[case::three_by_who_started("anna", 3, false)]
#[case::two_by_who_approved("bert", 2, true)]
#[case::two_by_who_started("anna", 2, true)]
fn a_run_takes_as_many_people_as_the_policy_says(#[case] by: &str, #[case] people: u32, #[case] may: bool) {
    let run = Run {
        id: Uuid::from_u128(1),
        municipality: "a-tenant:0001".parse().unwrap(),
        month: month("2026-03"),
        number: 1,
        dry: false,
        stage: RunStage::Ready,
        version: 1,
        state: RunState { started_by: "anna".into(), ..RunState::default() },
    };
    assert!(
        run.approve("anna", "hash").is_err(),
        "nobody approves what they started, with two people either"
    );
    let approved = run.approve("bert", "hash").unwrap();
    assert_eq!(approved.release(by, "hash", people).is_ok(), may);
    assert!(approved.release("carla", "another", people).is_err());
}

/// A volunteer's allowance below the bound of the law takes nothing off, and stops nothing where nobody said what came before it.
#[test]
fn a_volunteer_allowance_stops_no_month() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    let mut facts = Facts::default();
    facts.applicant.incomes = Some(vec![Income::counted(IncomeKind::VolunteerAllowance, Cents::new(1_000))]);
    story.state("2026-03-01", "2026-03-05", facts);
    for month in ["2026-03", "2026-04"] {
        assert_eq!(
            Story::paid(&story.run(month, &format!("{month}-20"))),
            [("applicant".to_owned(), 133_142)]
        );
    }
}
