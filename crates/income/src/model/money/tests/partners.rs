//! Who is paid when a case has one partner after another: each has an account of their own.

use rstest::rstest;

use super::whose::{HALF, HALF_HOLIDAY, SINGLE, alone, two};
use super::*;
use crate::model::money::partners::FIRST;

const NEW: Payee = Payee::Partner(2);

/// A couple with somebody else, from a day on.
fn with_another(birth: &str) -> Facts {
    let mut facts = couple();
    facts.partner.birth_date = Some(day(birth).into());
    facts
}

fn account_of(payee: Payee) -> PayeeAccount {
    PayeeAccount { payee, sealed: vec![7], monthly: None }
}

/// Payee and amount of each payment.
fn paid(result: &CaseResult) -> Vec<(Payee, i64)> {
    result.payments.iter().map(|payment| (payment.key.payee, payment.cents.get())).collect()
}

fn waits_for(result: &CaseResult) -> Vec<&str> {
    result.waits.iter().filter(|wait| wait.begins).map(|wait| wait.subject.as_str()).collect()
}

/// They parted in April, and another partner came in May. Until March they earned.
fn one_after_another() -> Story {
    let mut story = two();
    story.earns("2026-02-01", "2026-02-01", 40_000);
    for month in ["2026-02", "2026-03"] {
        story.run(month, &format!("{month}-20"));
    }
    story.earns("2026-04-01", "2026-04-01", 0);
    story.state("2026-04-01", "2026-04-01", alone());
    story.run("2026-04", "2026-04-20");
    story.state("2026-05-01", "2026-05-01", with_another("1991-05-05"));
    story
}

#[test]
fn a_late_half_goes_to_who_was_the_partner_in_the_month_and_not_to_the_new_one() {
    let mut story = one_after_another();
    story.payees.push(account_of(NEW));
    story.run("2026-05", "2026-05-10");
    // February gave 200.00 more, less 5 %.
    story.earns("2026-02-01", "2026-05-12", 20_000);
    story.earns("2026-03-01", "2026-05-12", 40_000);
    story.earns("2026-04-01", "2026-05-12", 0);
    let late = story.run("2026-05", "2026-05-20");
    assert_eq!(paid(&late), [(Payee::Applicant, 9_500), (Payee::Partner(FIRST), 9_500)]);
    let to: Vec<_> = late.payments.iter().map(|payment| payment.sealed.clone()).collect();
    assert_eq!(to, [vec![1], vec![2]], "the account of the former partner");
    let names: Vec<_> = late.payments.iter().map(|payment| payment.id.part()).collect();
    assert_eq!(names, [0, 1]);
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert_eq!(serde_json::from_value::<AccountState>(kept).unwrap(), story.account.state);
}

#[test]
fn a_new_partner_is_paid_on_an_account_of_their_own_or_not_at_all() {
    let mut story = one_after_another();
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(paid(&may), [(Payee::Applicant, HALF)], "never on the account of the former partner");
    assert_eq!(waits_for(&may), ["er is geen rekening bekend van de partner (melding 1)"]);
    story.payees.push(account_of(NEW));
    let again = story.run("2026-05", "2026-05-21");
    assert_eq!((paid(&again), again.payments[0].sealed.clone()), (vec![(NEW, HALF)], vec![7]));
    assert_eq!(again.payments[0].id.part(), 22);
}

#[test]
fn of_a_former_partner_whose_account_is_not_known_someone_is_asked() {
    let mut story = one_after_another();
    story.payees = vec![applicant_account(), account_of(NEW)];
    story.earns("2026-02-01", "2026-05-12", 20_000);
    story.earns("2026-03-01", "2026-05-12", 40_000);
    story.earns("2026-04-01", "2026-05-12", 0);
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(paid(&may), [(Payee::Applicant, HALF + 9_500), (NEW, HALF)]);
    let asked = "er is geen rekening bekend van een eerdere of andere partner (partner-1) (melding 1)";
    assert_eq!(waits_for(&may), [asked]);
    // Given up, it is still of whom it was.
    story.give_up(&may);
    story.payees.push(partner_account());
    let mut again = paid(&story.run("2026-05", "2026-05-21"));
    again.sort_unstable();
    assert_eq!(again, [(Payee::Applicant, HALF + 9_500), (Payee::Partner(FIRST), 9_500), (NEW, HALF)]);
}

#[test]
fn each_partner_has_half_of_the_allowance_of_their_own_months() {
    let mut story = two();
    story.payees.push(account_of(NEW));
    story.state("2026-04-01", "2026-04-01", alone());
    story.state("2026-05-01", "2026-05-01", with_another("1991-05-05"));
    for month in ["2026-02", "2026-03", "2026-04", "2026-05"] {
        story.run(month, &format!("{month}-20"));
    }
    let june = story.run("2026-06", "2026-06-19");
    let holiday = |payee: Payee| {
        let of = june.payments.iter().filter(|one| one.key.kind == sepa::PaymentKind::HolidayAllowance);
        of.filter(|one| one.key.payee == payee).map(|one| one.cents.get()).sum::<i64>()
    };
    let (former, new) = (holiday(Payee::Partner(FIRST)), holiday(NEW));
    assert!((former - HALF_HOLIDAY).abs() <= 1, "two months of half: {former}");
    assert!((new - HALF_HOLIDAY / 2).abs() <= 1, "May: {new}");
}

/// Both asked to pay all to the applicant: that was about the two of them.
#[test]
fn a_request_to_pay_all_to_one_is_of_the_couple_that_made_it() {
    let mut story = one_after_another();
    story.account.state.ask_all_to(Some(Payee::Applicant), 2);
    story.earns("2026-02-01", "2026-05-12", 20_000);
    story.earns("2026-03-01", "2026-05-12", 40_000);
    story.earns("2026-04-01", "2026-05-12", 0);
    let may = story.run("2026-05", "2026-05-20");
    let shares = [(Payee::Applicant, 2 * HALF + 9_500), (Payee::Partner(FIRST), 9_500)];
    assert_eq!(paid(&may), shares);
}

/// A partner is the same one when a birth date was wrong, or when they came back.
#[rstest]
#[case::the_birth_date_was_wrong("2026-02-01", None)]
#[case::back_after_a_month_alone("2026-05-01", Some("2026-04-01"))]
fn the_same_partner_keeps_the_account(#[case] from: &str, #[case] alone_from: Option<&str>) {
    let mut story = two();
    story.run("2026-02", "2026-02-20");
    story.run("2026-03", "2026-03-20");
    match alone_from {
        None => {
            let mut corrected = Facts::default();
            corrected.partner.birth_date = Some(day("1985-03-03").into());
            story.state(from, "2026-04-10", corrected);
        }
        Some(alone_from) => {
            story.state(alone_from, "2026-04-01", alone());
            story.state(from, "2026-05-01", couple());
        }
    }
    story.run("2026-04", "2026-04-20");
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(paid(&may), [(Payee::Applicant, HALF), (Payee::Partner(FIRST), HALF)]);
    assert_eq!(story.account.state.partner_now(&story.timeline, day("2026-05-20")), FIRST);
}

/// An earlier version kept one account of `partner`: that of who was it last. It knew nothing of who was paid.
#[test]
fn what_an_earlier_version_kept_is_of_the_last_partner() {
    let mut story = one_after_another();
    story.account.state.partners = crate::model::money::partners::Partners::default();
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(paid(&may), [(Payee::Applicant, HALF), (Payee::Partner(FIRST), HALF)]);
    let now = |story: &mut Story| story.account.state.partner_now(&story.timeline, day("2026-05-20"));
    assert_eq!(now(&mut story), FIRST);
    let march = story.account.state.partner_in(&story.timeline, month("2026-03"), day("2026-05-20"));
    assert_eq!(march, 2, "the former one has no account yet");
    let old: AccountState = serde_json::from_str(r#"{ "all_to": "partner" }"#).unwrap();
    assert_eq!(old.all_asked(), Some((Payee::Partner(FIRST), FIRST)));
}

#[test]
fn someone_alone_has_no_partner_and_nothing_is_kept() {
    let mut story = Story::from("2026-02-01");
    story.run("2026-02", "2026-02-20");
    assert!(story.account.state.partners.is_nothing());
    assert_eq!(SINGLE, story.account.state.months[&month("2026-02")].payable.get());
}

#[rstest]
#[case("partner", Payee::PARTNER_NOW, Payee::Partner(3))]
#[case("partner-1", Payee::Partner(FIRST), Payee::Partner(FIRST))]
#[case("partner-2", NEW, NEW)]
#[case("third-1", Payee::Third(1), Payee::Third(1))]
fn who_is_asked_for_is_who_is_the_partner_today(
    #[case] text: &str,
    #[case] asked: Payee,
    #[case] meant: Payee,
) {
    assert_eq!(Payee::asked(text), Ok(asked));
    assert_eq!(asked.of_today(3), meant);
}

#[test]
fn a_payee_is_read_as_it_was_written_and_has_a_part_of_its_own() {
    let all = [
        Payee::Applicant,
        Payee::Partner(FIRST),
        NEW,
        Payee::Partner(9),
        Payee::Partner(79),
        Payee::Third(9),
        Payee::Employer(9),
    ];
    let mut parts: Vec<u8> = all.iter().map(|payee| payee.part()).collect();
    for payee in all {
        assert_eq!(payee.to_string().parse(), Ok(payee));
    }
    parts.sort_unstable();
    parts.dedup();
    assert_eq!(parts.len(), all.len());
    assert_eq!((Payee::Partner(FIRST).to_string(), NEW.to_string()), ("partner".into(), "partner-2".into()));
    for nobody in ["partner-0", "partner-80", "third-10", "employer-0"] {
        assert!(nobody.parse::<Payee>().is_err(), "{nobody}");
    }
}
