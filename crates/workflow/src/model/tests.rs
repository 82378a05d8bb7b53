//! Stories of whole cases, one for each direction and for what crosses.

use chrono::NaiveDate;
use domain::{Direction, Id, Role};
use rstest::rstest;
use uuid::Uuid;

use super::effect::AssessmentKind::{
    Category as ForCategory, Entitlement as ForRight, Sheltered as ForPlace,
};
use super::testing::{Story, assigned, day};
use super::*;

mod again;
mod contacts;
mod facts;
mod fallen;
mod kept;
mod new_policy;
mod objections;
mod outflow;
mod reopening;
mod signals;
mod taking_back;

const WORK: Direction = Direction::Work;

/// Who found a solution for a case without a partner says so: the case does not wait for nobody.
#[test]
fn a_case_without_a_partner_goes_on_when_someone_found_a_solution() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::Granted));
    story.hears(assigned("up", WORK));
    story.hears(Event::NoPartnerLeft);
    assert_eq!(story.tasks(), ["find-partner"]);
    let task = story.process.tasks[0].id;
    let sent = story.hears(Event::TaskCompleted { task, result: "Partner heeft weer plaats.".into() });
    assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "{sent:?}");
    assert!(story.tasks().is_empty());
}

#[test]
fn a_complete_application_goes_to_work_without_a_person() {
    let mut story = Story::on("2026-01-05");

    assert_eq!(story.applies(None, true), [Command::RequestAssessment(ForRight)]);
    assert_eq!(story.hears(right(EntitlementOutcome::Granted)), [Command::RequestAssessment(ForCategory)]);
    let offer = story.hears(assigned("up", WORK));
    assert!(matches!(&offer[..], [Command::OfferReferral { assignment, area: 3 }] if assignment.key == "up"));
    assert!(story.hears(offered(1, "partner-a", "2026-01-15")).is_empty());
    assert_eq!(story.timers(), [(day("2026-01-16"), TimerName::Answer)]);
    let start = Command::StartTrajectory { partner: "partner-a".into(), preparatory: false };
    assert_eq!(story.hears(accepted(1, "partner-a")), [start]);
    assert!(story.hears(started(7, "2026-04-05")).is_empty());

    assert_eq!(story.process.review, Review::Scheduled { since: day("2026-01-05"), due: day("2026-07-05") });
    assert_eq!(story.process.stage(), Stage::Trajectory);
    assert!(story.process.tasks.is_empty());
    assert_eq!(story.process.referral.partner(), Some("partner-a"));
}

#[test]
fn who_searches_first_is_judged_after_it_and_then_taken_in() {
    let mut story = Story::on("2026-01-05");

    assert!(story.applies(Some("2026-02-02"), false).is_empty());
    assert_eq!(story.timers(), [(day("2026-02-03"), TimerName::Search)]);
    assert_eq!(story.process.stage(), Stage::Gate);
    story.passes_to("2026-02-02");
    assert!(story.tasks().is_empty(), "the last day still counts");
    story.passes_to("2026-02-03");
    assert_eq!(story.tasks(), ["assess-search"]);
    story.hears(Event::SearchEnded { result: SearchResult::TooLittle });
    assert_eq!(story.tasks(), ["hold-intake"]);
    let asked = story.hears(Event::IntakeCompleted { assistance: true, area: 0, acts: None });
    assert_eq!(asked, [Command::RequestAssessment(ForRight)]);
    assert!(story.tasks().is_empty());
    assert_eq!(story.process.area, 3, "an area that is not given stays as it was");
}

#[test]
fn an_intake_that_came_with_the_application_waits_for_the_gate() {
    let mut story = Story::on("2026-01-05");
    assert!(story.applies(Some("2026-02-02"), true).is_empty());

    let asked = story.hears(Event::SearchEnded { result: SearchResult::Searched });

    assert_eq!(asked, [Command::RequestAssessment(ForRight)]);
    assert!(story.tasks().is_empty());
}

#[test]
fn each_payment_that_the_bank_rejects_is_a_task_also_after_the_end() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    let rejected = |payment: &str| Event::PaymentRejected { payment: payment.into() };

    assert!(story.hears(rejected("A1")).is_empty(), "nobody is told");
    story.hears(rejected("A1"));
    story.hears(rejected("A2"));
    assert_eq!(story.tasks(), ["solve-payment", "solve-payment"], "one for each payment");
    assert!(story.process.tasks.iter().all(|task| task.role == Role::IncomeConsultant));

    let task = story.process.tasks[0].id;
    story.hears(Event::TaskCompleted { task, result: "Er is een nieuwe rekening.".into() });
    assert_eq!(story.tasks(), ["solve-payment"]);
    story.hears(Event::EndAsked {
        reason: EndReason::MovedAway,
        from_day: story.today,
        successor: None,
        reasons: String::new(),
    });
    story.hears(rejected("A3"));
    let left: Vec<_> = story.process.tasks.iter().map(|task| task.subject.as_str()).collect();
    assert_eq!(left, ["A2", "A3"], "money that came back is still to be paid");
}

#[test]
fn a_search_period_that_was_over_already_is_judged_at_once() {
    let mut story = Story::on("2026-03-05");
    story.applies(Some("2026-02-02"), false);
    assert_eq!(story.tasks(), ["assess-search"]);
}

#[rstest]
#[case(SearchResult::FoundWork, "prevention-work")]
#[case(SearchResult::Withdrew, "prevention-withdrawn")]
#[case(SearchResult::ToEducation, "prevention-education")]
fn who_leaves_at_the_gate_is_closed_at_once(#[case] result: SearchResult, #[case] because: &str) {
    let mut story = Story::on("2026-01-05");
    story.applies(Some("2026-02-02"), false);

    let sent = story.hears(Event::SearchEnded { result });

    assert_eq!(sent, [Command::CloseApplication { reason: because.into() }]);
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), because)));
    assert_eq!(story.process.next_due(), None);
}

#[rstest]
#[case(EndReason::Withdrawn, "prevention-withdrawn")]
#[case(EndReason::OutflowWork, "prevention-work")]
#[case(EndReason::MovedAway, "moved-away")]
fn an_end_that_is_told_while_searching_is_what_came_of_the_search(
    #[case] reason: EndReason,
    #[case] because: &str,
) {
    let mut story = Story::on("2026-01-05");
    story.applies(Some("2026-02-02"), false);
    story.hears(Event::EndAsked { reason, from_day: story.today, successor: None, reasons: String::new() });
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), because)));
}

/// Facts that came later ask a search period after all; what was opened for the intake closes, and comes back.
#[test]
fn a_search_that_begins_later_puts_the_intake_off() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    assert_eq!(story.tasks(), ["hold-intake"]);

    story.hears(Event::SearchStarted { until: day("2026-02-02") });
    assert!(story.tasks().is_empty());
    story.hears(Event::SearchLifted { by: "PW art. 41 lid 11".into() });
    assert_eq!(story.tasks(), ["hold-intake"]);
    assert_eq!(story.process.gate.kind(), GateKind::Free, "there is nothing to judge");
}

#[test]
fn support_only_needs_no_right() {
    let mut story = Story::on("2026-01-05");
    let asked = story.hears(Event::ApplicationReceived {
        registration: story.registration(),
        search_until: None,
        intake_complete: true,
        assistance: false,
        area: 0,
        acts: None,
    });
    assert_eq!(asked, [Command::RequestAssessment(ForCategory)]);
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::NotNeeded);
}

#[test]
fn who_is_denied_is_closed_with_nothing_else_to_take_back() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(story.tasks(), ["decide-entitlement"]);

    let sent = story.hears(right(EntitlementOutcome::Denied));

    assert_eq!(sent, [Command::CloseApplication { reason: "denied".into() }]);
    assert_eq!(story.process.closed(), Some((day("2026-01-05"), "denied")));
    assert!(story.tasks().is_empty());
}

#[test]
fn a_place_in_sheltered_work_comes_after_advice_and_waiting() {
    let mut story = Story::on("2026-01-05");
    let asked = story.goes("sheltered", Direction::Sheltered);
    assert_eq!(asked, [Command::RequestAssessment(ForPlace)]);
    story.hears(Event::AdviceRequested);
    assert_eq!(story.tasks(), ["give-advice"]);
    let prepared = story.hears(Event::PutOnWaitingList { position: 4 });
    assert_eq!(prepared, [Command::StartTrajectory { partner: String::new(), preparatory: true }]);
    assert!(story.tasks().is_empty());
    story.hears(started(1, "2026-06-30"));
    assert_eq!(story.process.review.kind(), ReviewKind::Scheduled);

    let ended = story.hears(Event::PlaceAssigned { place: Id::new(Uuid::from_u128(9)) });

    assert_eq!(ended, [Command::EndTrajectory { reason: "place-assigned".into() }]);
    story.hears(Event::TrajectoriesClosed);
    assert_eq!(story.process.review.kind(), ReviewKind::Scheduled, "nobody is called in for it");
    assert_eq!(story.process.stage(), Stage::Review);
}

#[test]
fn without_a_preparatory_instrument_waiting_is_only_reviewed() {
    let mut story = Story::on("2026-01-05");
    story.terms.preparation = false;
    story.goes("sheltered", Direction::Sheltered);
    assert!(story.hears(Event::PutOnWaitingList { position: 1 }).is_empty());
    assert_eq!(story.process.review.kind(), ReviewKind::Scheduled);
}

#[test]
fn advice_against_sheltered_work_leads_back_to_a_category() {
    let mut story = Story::on("2026-01-05");
    story.goes("sheltered", Direction::Sheltered);
    story.hears(Event::AdviceRequested);
    assert!(story.hears(Event::AdviceNegative).is_empty());
    assert_eq!(story.tasks(), ["assign-category"]);

    let sent = story.hears(assigned("care", Direction::Care));

    assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "nothing is left to take back: {sent:?}");
}

#[test]
fn advice_that_ran_out_while_waiting_is_asked_anew() {
    let mut story = Story::on("2026-01-05");
    story.goes("sheltered", Direction::Sheltered);
    story.hears(Event::PutOnWaitingList { position: 1 });
    story.hears(started(1, "2026-06-30"));
    story.hears(Event::AdviceRequested);
    assert_eq!(story.tasks(), ["give-advice"]);
    assert!(story.hears(Event::PutOnWaitingList { position: 1 }).is_empty(), "it is being prepared already");
}

#[test]
fn own_strength_is_only_reviewed() {
    let mut story = Story::on("2026-01-05");
    assert!(story.goes("alone", Direction::OwnStrength).is_empty());
    assert_eq!(story.timers(), [(day("2026-07-05"), TimerName::Review)]);

    story.passes_to("2026-07-05");
    assert_eq!(story.tasks(), ["review-case"]);
    assert_eq!(story.process.tasks[0].role, Role::IncomeConsultant, "the role with the lead");
    assert_eq!(story.process.stage(), Stage::Review);
    story.hears(review(ReviewChoice::Unchanged));
    assert_eq!(story.timers(), [(day("2027-01-05"), TimerName::Review)]);
    assert!(story.tasks().is_empty());
}

#[test]
fn a_partner_that_does_not_answer_is_passed_over_once() {
    let mut story = Story::on("2026-01-05");
    story.goes("up", WORK);
    story.hears(offered(1, "partner-a", "2026-01-15"));

    let sent = story.passes_to("2026-01-16");

    assert_eq!(sent, [Command::ExpireOffer { referral: Id::new(Uuid::from_u128(1)) }]);
    assert!(story.passes_to("2026-01-16").is_empty());
    story.hears(Event::ReferralDeclined { expired: true });
    story.hears(offered(2, "partner-b", "2026-01-26"));
    assert_eq!(story.process.referral.partner(), Some("partner-b"));
    story.hears(Event::ReferralDeclined { expired: false });
    story.hears(Event::NoPartnerLeft);
    assert_eq!(story.tasks(), ["find-partner"]);
    assert_eq!(story.process.review.kind(), ReviewKind::Scheduled);
}

#[test]
fn an_acceptance_that_crosses_the_passing_over_counts() {
    let mut story = Story::on("2026-01-05");
    story.goes("up", WORK);
    story.hears(offered(1, "partner-a", "2026-01-15"));
    story.passes_to("2026-01-16");
    assert!(matches!(story.hears(accepted(1, "partner-a"))[..], [Command::StartTrajectory { .. }]));
}

#[test]
fn a_review_is_refused_while_none_is_planned() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    assert_eq!(story.asks(&review(ReviewChoice::Unchanged)).unwrap_err().rule, "review-not-planned");
}

#[test]
fn what_is_heard_before_the_application_is_kept_and_applied() {
    let mut story = Story::on("2026-01-05");
    assert!(story.hears(right(EntitlementOutcome::Granted)).is_empty());
    assert_eq!(story.process.awaited(), [("ApplicationReceived", day("2026-01-05"))]);

    let sent = story.applies(None, true);

    assert_eq!(sent, [Command::RequestAssessment(ForRight), Command::RequestAssessment(ForCategory)]);
    assert!(story.process.early.is_empty());
}

#[test]
fn missing_facts_are_asked_for_and_tried_again() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::Granted));
    story.hears(Event::CategoryNeedsPerson { missing: vec!["motivation".into(), "skills".into()] });
    assert_eq!(story.tasks(), ["supply-facts"]);
    assert_eq!(story.process.tasks[0].subject, "motivation,skills");
    assert_eq!(
        story.hears(Event::FactsChanged { for_right: Vec::new(), assistance: None }),
        [Command::RequestAssessment(ForCategory)]
    );
    assert!(story.tasks().is_empty());
}

#[test]
fn a_deviation_is_judged_by_another_and_only_its_own_task_goes() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    for number in [1, 2] {
        let deviation = Id::new(Uuid::from_u128(number));
        story.hears(Event::DeviationProposed { deviation, by: "anna".into() });
    }
    assert_eq!(story.tasks(), ["confirm-deviation", "confirm-deviation"]);
    assert_eq!(story.process.tasks[0].not_by.as_deref(), Some("anna"));
    story.hears(Event::DeviationSettled { deviation: Id::new(Uuid::from_u128(2)), confirmed: false });
    assert_eq!(story.process.tasks[0].subject, Uuid::from_u128(1).to_string());
    assert_eq!(story.process.tasks.len(), 1);
}

#[test]
fn a_late_task_is_marked_once() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    let due = story.process.tasks[0].due;
    story.today = due;
    story.pass();
    assert!(!story.process.tasks[0].overdue, "the last day still counts");
    story.today = due.succ_opt().unwrap();
    story.pass();
    assert!(story.process.tasks[0].overdue);
    let before = story.titles.len();
    story.pass();
    assert_eq!(story.titles.len(), before);
    assert_eq!(story.process.next_due(), None, "a person is at it");
}

#[test]
fn an_answer_that_stays_out_becomes_a_task_until_it_comes() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.passes_to("2026-01-12");
    assert_eq!(story.tasks(), ["chase-answer"]);
    assert_eq!(story.process.tasks[0].subject, "EntitlementDecided");
    story.hears(right(EntitlementOutcome::Denied));
    assert!(story.tasks().is_empty());
}

#[test]
fn the_story_reads_as_dutch() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, false);
    let task = "De aanvraag is ontvangen. Taak voor de intakeconsulent, uiterlijk 19 januari 2026: \
                Houd het intakegesprek.";
    assert_eq!(story.titles, [task]);
}

fn right(outcome: EntitlementOutcome) -> Event {
    Event::EntitlementDecided { outcome }
}

fn offered(number: u128, partner: &str, answer_by: &str) -> Event {
    let referral = Id::new(Uuid::from_u128(number));
    Event::ReferralOffered { referral, partner: partner.into(), answer_by: day(answer_by) }
}

fn accepted(number: u128, partner: &str) -> Event {
    Event::ReferralAccepted { referral: Id::new(Uuid::from_u128(number)), partner: partner.into() }
}

fn started(number: u128, ends_on: &str) -> Event {
    let trajectory = Id::new(Uuid::from_u128(number));
    Event::TrajectoryStarted { trajectory, instrument: "learn-work".into(), ends_on: day(ends_on) }
}

fn review(choice: ReviewChoice) -> Event {
    Event::ReviewCompleted { choice, notes: "Gesproken.".into() }
}

impl Story {
    /// Granted, and assigned this category.
    fn goes(&mut self, key: &str, direction: Direction) -> Vec<Command> {
        self.applies(None, true);
        self.hears(right(EntitlementOutcome::Granted));
        self.hears(assigned(key, direction))
    }

    pub(super) fn is_in_trajectory(&mut self) {
        self.goes("up", WORK);
        self.hears(offered(1, "partner-a", "2026-01-15"));
        self.hears(accepted(1, "partner-a"));
        self.hears(started(7, "2026-04-05"));
    }

    fn ends(&mut self) -> Vec<Command> {
        self.hears(Event::EndAsked {
            reason: EndReason::Withdrawn,
            from_day: self.today,
            successor: None,
            reasons: String::new(),
        })
    }

    fn passes_to(&mut self, to: &str) -> Vec<Command> {
        self.today = to.parse::<NaiveDate>().unwrap();
        self.pass()
    }
}
