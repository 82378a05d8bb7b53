//! Other schemes: what the rules give is what is granted, worked out each month, paid once, and corrected.

use std::path::Path;
use std::sync::LazyLock;

use domain::Municipality;
use policy::Policies;
use rstest::rstest;
use rules::month::facts_after;
use sepa::PaymentKind;

use super::*;

mod estimated;
mod fell;
mod minima;
mod once;
mod used;

const RESIDENT: &str = r#"{ "applicant": { "residence": "dutch", "lives_in_municipality": true, "detained": false,
    "weeks_abroad": 0 } }"#;
const IOAW: &str = r#"{ "household": { "kind": "single", "cost_sharers": 0 },
    "applicant": { "birth_date": "1962-05-01", "incomes": [] },
    "former_work": { "unemployed_on": "2023-01-01", "ww_from": "2023-01-01", "ww_until": "2024-12-31",
                     "ww_used_up": true } }"#;
const STUDY: &str = r#"{ "applicant": { "birth_date": "2005-06-15" },
    "study": { "finance": "student-finance", "cannot_earn_beside": true, "clear_without_advice": true, "wajong": false,
               "internship_pay": 0 } }"#;
const WORK: &str = r#"{ "applicant": { "birth_date": "1989-06-15", "subsidy_group": true },
    "work": { "job_started_on": "2026-01-01", "wsw_job": false, "other_wage_subsidy": false, "hours_hundredths": 3600,
              "wage_value_basis_points": 6000, "wage_value_fixed_on": "2025-12-15" } }"#;
const COSTS: &str = r#"{ "household": { "kind": "single", "cost_sharers": 0 }, "applicant": { "birth_date": "1990-06-15", "incomes": [] },
    "special_costs": { "kind": "durable-goods", "amount": 60000, "necessary": true, "special_circumstances": true,
                       "other_provision": false, "threshold_used": 0 } }"#;

/// A town with these rules on income.
pub fn town(income: &str) -> Policies {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folder = tempfile::tempdir().unwrap();
    let town = folder.path().join("a-tenant/2020-01-01");
    testkit::copy_folder(&root.join("../deploy/policies/national"), &folder.path().join("national"));
    testkit::copy_folder(&root.join("partner-contracts/tests/policies/a-tenant/2020-01-01"), &town);
    std::fs::write(town.join("income.toml"), income).unwrap();
    Policies::load(folder.path()).unwrap()
}

static HERE: LazyLock<Municipality> = LazyLock::new(|| "a-tenant:0001".parse().unwrap());

fn json(text: &str) -> Facts {
    serde_json::from_str(text).unwrap()
}

/// Someone without general assistance.
fn nobody(facts: &str, from: &str) -> Story {
    let mut story = Story::from(from);
    story.account.state = AccountState::default();
    story.timeline = Timeline::default();
    story.payees.push(PayeeAccount { payee: Payee::Employer(1), sealed: vec![3], monthly: None });
    story.state(from, from, json(RESIDENT));
    story.state(from, from, json(facts));
    story
}

fn terms(scheme: Scheme, from: &str) -> GrantTerms {
    let payee = if scheme == Scheme::WageCostSubsidy { Payee::Employer(1) } else { Payee::Applicant };
    let wage_tax = scheme.is_gross().then_some(WageTax { basis_points: 3_570, credit: Cents::new(25_000) });
    GrantTerms {
        scheme,
        minima: None,
        form: GrantForm::Gift,
        payee,
        from: day(from),
        until: None,
        once: !scheme.may_be_monthly(),
        fixed: None,
        wage_tax,
    }
}

impl Story {
    fn ask(
        &self,
        terms: GrantTerms,
        corrects: Option<u32>,
        today: &str,
    ) -> Result<DecidedGrant, domain::Refusal> {
        self.ask_by(&self.law.local_on(terms.from), terms, corrects, today)
    }

    /// By what a municipality fixed.
    fn ask_by(
        &self,
        local: &rules::Local,
        terms: GrantTerms,
        corrects: Option<u32>,
        today: &str,
    ) -> Result<DecidedGrant, domain::Refusal> {
        let used: Vec<_> = self.account.state.used_under(terms.scheme).collect();
        let key = terms.key().map(str::to_owned);
        let asked = GrantAsked {
            account: &self.account,
            decisions: &self.decisions,
            facts: &facts_after(&self.timeline, &used, (terms.from, day(today))),
            terms,
            minima: key.as_deref(),
            corrects,
            replaces: None,
            by: "anna",
            reasons: "Besproken met de cliënt.",
            national: &NATIONAL,
            local,
            today: day(today),
        };
        asked.decide()
    }

    fn grant(&mut self, terms: GrantTerms, corrects: Option<u32>, today: &str) -> DecidedGrant {
        let decided = self.ask(terms, corrects, today).unwrap();
        self.account = decided.account.clone();
        self.decisions.push(decided.decision.clone());
        decided
    }

    fn end(&mut self, grant: u32, from: &str) -> DecidedGrant {
        let asked = EndAsked {
            account: &self.account,
            grant,
            from: day(from),
            by: "anna",
            reasons: "Het werk stopt.",
            national: &NATIONAL,
            today: day(from),
        };
        let decided = asked.decide().unwrap();
        self.account = decided.account.clone();
        decided
    }

    /// What the bank says of a payment.
    fn answer(&mut self, key: PaymentKey, answer: &BankAnswer) {
        let open: Vec<Debt> =
            self.debts.values().filter(|debt| debt.remaining > Cents::ZERO).copied().collect();
        let booked = self.payments[&key].answered(&self.account, answer, &open).unwrap().unwrap();
        self.account = booked.account;
        self.postings.extend(booked.postings);
        self.debts.extend(booked.debt.map(|debt| (debt.id, debt)));
        self.payments.insert(key, booked.payment);
        self.check();
    }

    fn owed_on(&self, account: Account) -> i64 {
        self.account.state.balances.owed(account).get()
    }
}

#[test]
fn ioaw_is_worked_out_each_month_and_paid_less_wage_tax() {
    // The gross base of a single person on 2026-01-01 is 1,776.11: tax 35.70 % of it less 250.00 is 384.07.
    let mut story = nobody(IOAW, "2026-03-01");
    let decided = story.grant(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05");
    assert_eq!((decided.cents, decided.grant, decided.decision.number), (Cents::new(177_611), 1, 1));
    assert!(
        decided.decision.explanations.iter().any(|line| line.rule == "benefit-ioaw-5"),
        "the rules' own trace"
    );

    let first = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&first), [("applicant".to_owned(), 177_611 - 38_407)]);
    let payment = &first.payments[0];
    assert_eq!(
        (payment.key.kind, payment.grant, payment.id.kind()),
        (PaymentKind::Ioaw, Some(1), PaymentKind::Ioaw)
    );
    assert_eq!((story.owed_on(Account::WageTax), story.owed_on(Account::Ioaw)), (38_407, -177_611));
    assert_eq!(first.difference.kind, DifferenceKind::New);
    let again = story.run("2026-03", "2026-03-21");
    assert_eq!((again.payments.len(), again.postings.len(), again.grants.len()), (0, 0, 0), "once");
}

#[test]
fn what_was_too_much_waits_for_a_person_and_the_month_is_paid_whole() {
    let mut story = nobody(IOAW, "2026-03-01");
    story.grant(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05");
    story.run("2026-03", "2026-03-20");
    // Someone to share costs with since March: the base is 1,151.56 and tax 161.11.
    story.state("2026-03-01", "2026-04-10", json(r#"{ "household": { "cost_sharers": 1 } }"#));
    let result = story.run("2026-04", "2026-04-20");

    let (before, now) = (177_611 - 38_407, 115_156 - 16_111);
    assert_eq!(Story::paid(&result), [("applicant".to_owned(), now)]);
    let debt = &result.debts.changed[0];
    assert_eq!((debt.kind, debt.cents.get(), debt.instalment), (DebtKind::Recovery, before - now, None));
    assert_eq!(result.to_decide, [debt.id], "a person decides on it");
    assert_eq!(story.account.state.money_decisions, 1, "the run decides nothing");
    assert_eq!(
        result.grants.iter().map(|month| (month.month, month.fixed.version)).collect::<Vec<_>>(),
        [(month("2026-03"), 2), (month("2026-04"), 1)]
    );
}

#[test]
fn a_month_the_rules_cannot_work_out_is_not_paid_and_said() {
    let mut story = nobody(IOAW, "2026-05-01");
    story.grant(terms(Scheme::Ioaw, "2026-05-01"), None, "2026-05-05");
    story.run("2026-05", "2026-05-20");
    story.run("2026-06", "2026-06-20");
    // The gross base from 2026-07-01 is not known.
    let result = story.run("2026-07", "2026-07-20");
    assert_eq!((result.payments.len(), result.difference.kind), (0, DifferenceKind::Open));
    assert!(result.difference.reasons[0].contains("IOAW over juli 2026 is niet te berekenen"));
    assert!(story.account.is_open(), "the next run tries again");
}

#[test]
fn a_birthday_and_a_new_amount_of_law_change_a_study_supplement() {
    // At 20: 308.12 and at 21, from 2026-06-15 on, 385.14; from 2026-07-01 on 390.07.
    let mut story = nobody(STUDY, "2026-05-01");
    story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-05");
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(Story::paid(&may), [("applicant".to_owned(), 30_812)]);
    // 14 of the 30 days of June: 143.79; 16 of them: 205.41
    let june = story.run("2026-06", "2026-06-20");
    assert_eq!(Story::paid(&june), [("applicant".to_owned(), 14_379 + 20_541)]);
    let july = story.run("2026-07", "2026-07-20");
    assert_eq!(Story::paid(&july), [("applicant".to_owned(), 39_007)]);
}

/// A municipality that asks it: whether the subsidy costs no more than the job saves stands in the decision, and takes no right
/// away. Where nobody stated what it saves, nothing is said of it.
#[rstest]
#[case::covers(Some(140_150), Some("Zij is kostendekkend"))]
#[case::does_not(Some(1), Some("niet kostendekkend"))]
#[case::not_known(None, None)]
fn whether_a_subsidy_covers_its_cost_stands_in_the_decision(
    #[case] saved: Option<i64>,
    #[case] expected: Option<&str>,
) {
    let mut story = nobody(WORK, "2026-01-01");
    if let Some(saved) = saved {
        let saves =
            format!(r#"{{ "work": {{ "assistance_without_job": {saved}, "assistance_beside_job": 0 }} }}"#);
        story.state("2026-01-01", "2026-01-01", json(&saves));
    }
    let mut local = rules::Local::default();
    let asked = terms(Scheme::WageCostSubsidy, "2026-01-01");
    let told = |decided: &DecidedGrant| {
        let line = decided.decision.explanations.iter().find(|line| line.rule == "cost-covering");
        line.map(|line| line.text.clone())
    };
    let other = story.ask_by(&local, asked.clone(), None, "2026-01-05").unwrap();
    assert_eq!(told(&other), None, "no policy asks it");
    local.schemes.only_cost_covering_subsidy = true;
    let decided = story.ask_by(&local, asked, None, "2026-01-05").unwrap();
    let said = told(&decided);
    assert_eq!(said.is_some(), expected.is_some(), "{said:?}");
    assert!(said.unwrap_or_default().contains(expected.unwrap_or_default()));
    assert_eq!(decided.cents, other.cents);
}

#[test]
fn wage_cost_subsidy_goes_to_the_employer_who_pays_back_with_later_months() {
    let mut story = nobody(WORK, "2026-01-01");
    let decided = story.grant(terms(Scheme::WageCostSubsidy, "2026-01-01"), None, "2026-01-05");
    assert_eq!(decided.cents, Cents::new(122_411));
    let first = story.run("2026-01", "2026-01-20");
    assert_eq!(Story::paid(&first), [("employer-1".to_owned(), 122_411)]);
    assert_eq!((first.payments[0].key.kind, first.debts.changed.len()), (PaymentKind::WageCostSubsidy, 0));

    // Fewer hours since January: 816.07 a month. What January had too much comes off February.
    story.state("2026-01-01", "2026-02-10", json(r#"{ "work": { "hours_hundredths": 2400 } }"#));
    let second = story.run("2026-02", "2026-02-20");
    assert_eq!(Story::paid(&second), [("employer-1".to_owned(), 81_607 - (122_411 - 81_607))]);
    assert!(second.debts.changed.is_empty(), "no debt of the client");
}

#[test]
fn an_end_in_the_middle_of_a_month_counts_days_and_is_a_decision_that_points_at_the_older() {
    let mut story = nobody(WORK, "2026-03-01");
    story.grant(terms(Scheme::WageCostSubsidy, "2026-03-01"), None, "2026-03-05");
    story.run("2026-03", "2026-03-20");
    let ended = story.end(1, "2026-04-16");
    assert_eq!((ended.decision.number, ended.decision.replaces), (2, Some(1)));
    // 15 of the 30 days of April: 612.06
    let april = story.run("2026-04", "2026-04-20");
    assert_eq!(Story::paid(&april), [("employer-1".to_owned(), 61_206)]);
    let may = story.run("2026-05", "2026-05-20");
    assert!(may.payments.is_empty() && !story.account.is_open(), "nothing is left to do");
}

#[test]
fn where_the_rules_leave_the_amount_to_a_person_it_is_asked_and_a_loan_is_a_debt_once_it_is_paid() {
    let mut story = nobody(COSTS, "2026-03-01");
    let once =
        GrantTerms { once: true, form: GrantForm::Loan, ..terms(Scheme::SpecialAssistance, "2026-03-01") };
    let refused = story.ask(once.clone(), None, "2026-03-05").unwrap_err();
    assert_eq!(refused.violations[0].rule, "grant-amount", "{refused:?}");
    story.grant(GrantTerms { fixed: Some(Cents::new(55_000)), ..once }, None, "2026-03-05");

    let run = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 55_000)]);
    assert!(story.debts.is_empty(), "not paid yet");
    let key = run.payments[0].key;
    let released = story.payments[&key].released(&story.account).unwrap().unwrap();
    (story.account, _) = (released.account, story.postings.extend(released.postings));
    story.payments.insert(key, released.payment);
    story.answer(key, &BankAnswer::Settled);
    let debt = *story.debts.values().next().unwrap();
    assert_eq!((debt.kind, debt.remaining), (DebtKind::Loan, Cents::new(55_000)));
    assert_eq!(story.owed_on(Account::SpecialAssistance), 0, "a loan is no cost");

    story.answer(key, &BankAnswer::Returned("Rekening opgeheven".into()));
    assert!(story.debts.values().all(|debt| debt.remaining == Cents::ZERO), "what came back is not owed");
    assert_eq!((story.owed_on(Account::DebtLoan), story.owed_on(Account::Returned)), (0, 55_000));
}

#[test]
fn a_correction_points_at_the_older_decision_and_pays_the_difference() {
    let mut story = nobody(COSTS, "2026-03-01");
    let once = GrantTerms { once: true, ..terms(Scheme::SpecialAssistance, "2026-03-01") };
    story.grant(GrantTerms { fixed: Some(Cents::new(40_000)), ..once.clone() }, None, "2026-03-05");
    story.run("2026-03", "2026-03-20");
    let more = GrantTerms { fixed: Some(Cents::new(46_500)), ..once };
    let corrected = story.grant(more.clone(), Some(1), "2026-04-05");
    assert_eq!((corrected.grant, corrected.decision.number, corrected.decision.replaces), (1, 2, Some(1)));
    assert_eq!(Story::paid(&story.run("2026-04", "2026-04-20")), [("applicant".to_owned(), 6_500)]);
    let unknown = story.ask(more, Some(7), "2026-04-05").unwrap_err();
    assert_eq!(unknown.kind, domain::RefusalKind::NotFound);
}

#[test]
fn what_a_discarded_run_would_have_paid_is_owed_again() {
    let mut story = nobody(STUDY, "2026-05-01");
    story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-05");
    let run = story.run("2026-05", "2026-05-20");
    let key = run.payments[0].key;
    let withdrawn = story.payments[&key].withdrawn(&story.account).unwrap().unwrap();
    (story.account, _) = (withdrawn.account, story.postings.extend(withdrawn.postings));
    story.payments.insert(key, withdrawn.payment);
    story.check();
    assert_eq!(Story::paid(&story.run("2026-05", "2026-05-21")), [("applicant".to_owned(), 30_812)]);
}

#[test]
fn without_an_account_it_stays_owed() {
    let mut story = nobody(STUDY, "2026-05-01");
    story.payees.clear();
    story.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-05");
    let run = story.run("2026-05", "2026-05-20");
    assert_eq!((run.payments.len(), run.difference.kind), (0, DifferenceKind::NoAccount));
    assert_eq!(story.owed_on(Account::PayableSchemes), 30_812);
}

#[test]
fn general_assistance_beside_it_is_paid_as_ever() {
    let mut story = Story::from("2026-03-01");
    let costs = json(&COSTS.replace(r#""incomes": []"#, r#""subsidy_group": true"#));
    story.state("2026-03-01", "2026-03-02", costs);
    let once = GrantTerms { once: true, ..terms(Scheme::SpecialAssistance, "2026-03-01") };
    story.grant(GrantTerms { fixed: Some(Cents::new(40_000)), ..once }, None, "2026-03-05");
    let run = story.run("2026-03", "2026-03-20");
    assert_eq!(Story::paid(&run), [("applicant".to_owned(), 133_142), ("applicant".to_owned(), 40_000)]);
    assert_ne!(run.payments[0].key.order, run.payments[1].key.order);
}

#[rstest]
#[case::to_an_employer(Scheme::Ioaw, |terms: &mut GrantTerms| terms.payee = Payee::Employer(1), "grant-payee")]
#[case::to_a_person(Scheme::WageCostSubsidy, |terms: &mut GrantTerms| terms.payee = Payee::Applicant, "grant-payee")]
#[case::monthly_once(Scheme::Ioaw, |terms: &mut GrantTerms| terms.once = true, "grant-once")]
#[case::once_monthly(Scheme::IncomeSupplement, |terms: &mut GrantTerms| terms.once = false, "grant-monthly")]
#[case::lent(Scheme::Ioaw, |terms: &mut GrantTerms| terms.form = GrantForm::Loan, "grant-form")]
#[case::no_tax(Scheme::Ioaw, |terms: &mut GrantTerms| terms.wage_tax = None, "wage-tax-required")]
#[case::backwards(Scheme::Ioaw, |terms: &mut GrantTerms| terms.until = Some(day("2026-02-01")), "grant-days")]
#[case::another_amount(Scheme::Ioaw, |terms: &mut GrantTerms| terms.fixed = Some(Cents::new(1)), "grant-by-rules")]
fn what_does_not_belong_together_is_refused(
    #[case] scheme: Scheme,
    #[case] change: fn(&mut GrantTerms),
    #[case] rule: &str,
) {
    let story = nobody(IOAW, "2026-03-01");
    let mut terms = terms(scheme, "2026-03-01");
    change(&mut terms);
    let refused = story.ask(terms, None, "2026-03-05").unwrap_err();
    assert!(refused.violations.iter().any(|violation| violation.rule == rule), "{refused:?}");
}

#[test]
fn no_right_and_missing_facts_are_refused_with_why() {
    let young = nobody(&IOAW.replace("1962-05-01", "1985-05-01"), "2026-03-01");
    let refused = young.ask(terms(Scheme::Ioaw, "2026-03-01"), None, "2026-03-05").unwrap_err();
    assert_eq!(refused.rule, "grant-no-right");
    assert!(refused.reason.contains("1965"), "{}", refused.reason);
    let unknown = nobody(r#"{ "household": { "kind": "single" } }"#, "2026-03-01");
    let refused = unknown.ask(terms(Scheme::StudySupplement, "2026-03-01"), None, "2026-03-05").unwrap_err();
    assert_eq!(refused.rule, "facts-missing");
}
