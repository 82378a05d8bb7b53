//! Objection and appeal (WF-10): what is upheld re-opens the chain from the decision it was against.

use domain::ObjectionId;

use super::*;

mod time;

fn by(text: &str) -> Deadline {
    let line = DeadlineLine { text: "De termijn is zes weken.".into(), source: "Awb art. 6:7".into() };
    Deadline { day: day(text), lines: vec![line] }
}

fn id(number: u128) -> ObjectionId {
    Id::new(Uuid::from_u128(number))
}

fn receipt(against: Against, received_on: &str) -> Receipt {
    Receipt {
        against,
        notified_on: day("2026-01-05"),
        received_on: day(received_on),
        posted: None,
        in_time_until: by("2026-02-16"),
        decide_by: by("2026-03-30"),
        in_time_term: None,
        decide_term: None,
        early: None,
        committee: false,
        decided_by: Some("bob".into()),
        prepared_by: None,
        decision: Some(3),
    }
}

impl Story {
    /// Against a decision made known on 5 January, received on a day.
    fn objects(&mut self, number: u128, against: Against, received_on: &str) -> Vec<Command> {
        self.hears(Event::ObjectionReceived {
            objection: id(number),
            receipt: Box::new(receipt(against, received_on)),
            reasons: "Het klopt niet.".into(),
        })
    }

    fn steps(&mut self, number: u128, step: ObjectionStep) -> Vec<Command> {
        self.hears(Event::ObjectionStepped { objection: id(number), step, reasons: "Zo is het.".into() })
    }

    pub(in crate::model) fn is_upheld(&mut self, number: u128, against: Against) -> Vec<Command> {
        self.objects(number, against, "2026-01-20");
        self.steps(number, ObjectionStep::Heard { on: day("2026-01-20") });
        self.steps(number, ObjectionStep::Decided { upheld: true })
    }

    fn stands(&self, number: u128) -> ObjectionKind {
        self.process.objection(id(number)).unwrap().state.kind()
    }
}

#[test]
fn an_objection_is_heard_and_decided_by_someone_else_in_its_time() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.objects(1, Against::Category, "2026-01-20");
    assert_eq!(story.tasks(), ["hold-hearing"]);
    let task = &story.process.tasks[0];
    assert_eq!((task.role, task.not_by.as_deref()), (Role::QualityOfficer, Some("bob")));
    assert_eq!(
        story.process.hangs_on(Against::Category),
        [Region::Referral, Region::Trajectory, Region::Review]
    );
    assert!(story.process.timers().contains(&(day("2026-03-31"), TimerName::Objection)));

    story.steps(1, ObjectionStep::NotHeard { ground: NoHearing::Waived });
    assert_eq!(story.tasks(), ["decide-objection"]);
    assert_eq!(story.process.tasks[0].due, day("2026-03-30"), "the last day of law");
    story.steps(1, ObjectionStep::Extended { decide_by: by("2026-05-11"), term: None });
    assert_eq!(story.process.tasks[0].due, day("2026-05-11"));
    let sent = story.steps(1, ObjectionStep::Decided { upheld: false });

    assert!(sent.is_empty() && story.tasks().is_empty(), "the decision stands");
    assert_eq!(story.process.objection(id(1)).unwrap().outcome(), Some(ObjectionOutcome::Dismissed));
    assert_eq!(story.process.category.kind(), CategoryKind::Settled);
    assert_eq!(story.titles.last().unwrap(), "Bezwaar: het is ongegrond. Het besluit blijft staan.");
}

#[test]
fn steps_out_of_order_are_refused_by_name_and_leave_no_trace() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.objects(1, Against::Category, "2026-01-20");
    let before = story.process.clone();
    for step in [ObjectionStep::Decided { upheld: true }, ObjectionStep::Excused, ObjectionStep::Appealed] {
        let event = Event::ObjectionStepped { objection: id(1), step, reasons: String::new() };
        assert_eq!(story.asks(&event).unwrap_err().rule, "objection-step-out-of-order");
        assert_eq!(story.process, before);
    }
}

/// Of the same facts the rules would say the same: a person decides, and until then no fact that changes lets the rules.
#[test]
fn an_upheld_objection_against_the_right_goes_to_a_person_and_keeps_the_direction() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let anew = Command::DecideAnew { assessment: ForRight, objection: id(1) };
    assert_eq!(story.is_upheld(1, Against::Entitlement), std::slice::from_ref(&anew));
    assert_eq!(story.process.objection(id(1)).unwrap().held.as_deref(), Some("Zo is het."));
    story.hears(right(EntitlementOutcome::PersonDecides));
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::DecideEntitlement).unwrap();
    assert_eq!((task.role, task.subject.clone()), (Role::IncomeConsultant, id(1).to_string()));
    assert_eq!(story.hears(Event::FactsChanged { for_right: Vec::new(), assistance: None }), [anew]);
    assert_eq!(story.process.trajectory.kind(), TrajectoryKind::Running);
    assert!(story.hears(right(EntitlementOutcome::Granted)).is_empty());
    assert_eq!(story.process.entitlement.kind(), EntitlementKind::Granted);
    assert!(story.process.anew.is_empty() && story.tasks().is_empty(), "decided anew, once");
}

/// What the rules said before the objection was upheld, and comes after, is no new decision.
#[test]
fn an_answer_that_was_on_its_way_is_no_new_decision() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.is_upheld(1, Against::Entitlement);
    story.hears(right(EntitlementOutcome::Granted));
    assert!(!story.process.anew.is_empty());
}

#[test]
fn an_upheld_objection_against_the_category_goes_to_a_person_and_takes_back_what_followed() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let anew = Command::DecideAnew { assessment: ForCategory, objection: id(1) };
    assert_eq!(story.is_upheld(1, Against::Category), [anew]);
    story.hears(Event::CategoryNeedsPerson { missing: Vec::new() });
    let task = story.process.tasks.iter().find(|task| task.kind == TaskKind::AssignCategory).unwrap();
    assert_eq!(task.subject, id(1).to_string());
    let sent = story.hears(assigned("down", Direction::Care));
    assert!(
        matches!(sent[..], [Command::WithdrawReferral { .. }, Command::EndTrajectory { .. }]),
        "{sent:?}"
    );
    assert!(story.process.anew.is_empty());
}

#[test]
fn an_upheld_objection_against_the_referral_takes_it_back_and_a_person_says_where_to() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let sent = story.is_upheld(1, Against::Referral);
    let reason = || "objection-upheld".to_owned();
    assert_eq!(
        sent,
        [Command::WithdrawReferral { reason: reason() }, Command::EndTrajectory { reason: reason() }]
    );
    assert_eq!(story.tasks(), ["assign-category"]);
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::TrajectoriesClosed);
    let sent = story.hears(assigned("up", WORK));
    assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "{sent:?}");
}

#[test]
fn an_upheld_objection_against_a_trajectory_ends_it_and_calls_for_a_review() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    let sent = story.is_upheld(1, Against::Trajectory);
    assert_eq!(sent, [Command::EndTrajectory { reason: "objection-upheld".into() }]);
    assert_eq!(story.tasks(), ["review-case"]);
}

#[test]
fn who_was_denied_wrongly_goes_on_where_the_case_stopped() {
    let mut story = Story::on("2026-01-05");
    story.applies(None, true);
    story.hears(right(EntitlementOutcome::Denied));
    assert_eq!(story.process.stage(), Stage::Closed);

    let sent = story.is_upheld(1, Against::Entitlement);

    let anew = Command::DecideAnew { assessment: ForRight, objection: id(1) };
    let reopened = Command::ReopenApplication { reason: "objection-upheld".into() };
    assert_eq!(sent, [reopened, anew], "in this order: intake gives no facts of what is closed");
    assert_eq!((story.process.stage(), story.process.closed()), (Stage::Entitlement, None));
    story.hears(right(EntitlementOutcome::PersonDecides));
    assert_eq!(story.tasks(), ["decide-entitlement"]);
    let sent = story.hears(right(EntitlementOutcome::Granted));
    assert_eq!(sent, [Command::RequestAssessment(ForCategory)]);
    let sent = story.hears(assigned("up", WORK));
    assert!(matches!(sent[..], [Command::OfferReferral { .. }]), "{sent:?}");
}

#[test]
fn an_application_left_wrongly_is_taken_in_again() {
    for (ground, closed) in [("evidence-missing", "not-processed"), ("to-education", "to-education")] {
        let mut story = Story::on("2026-01-05");
        story.applies(None, false);
        story.hears(Event::ApplicationNotProcessed { reason: ground.into() });
        assert_eq!(story.process.closed().map(|(_, reason)| reason), Some(closed));
        let sent = story.is_upheld(1, Against::NotProcessed);
        assert_eq!(sent, [Command::ReopenApplication { reason: "objection-upheld".into() }]);
        assert_eq!((story.process.stage(), story.tasks()), (Stage::Intake, vec!["hold-intake"]));
    }
}

#[test]
fn what_no_service_decides_anew_is_corrected_by_a_person() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    assert!(story.is_upheld(1, Against::Category).is_empty());
    assert_eq!(story.tasks(), ["correct-decision"]);
}

/// Income takes it back, lets a person decide anew, or says that a person corrects it.
const CORRECTED: [Against; 7] = [
    Against::Measure,
    Against::Recovery,
    Against::Fine,
    Against::Suspension,
    Against::SetOff,
    Against::Grant,
    Against::OtherMoney,
];

/// Granted with a wrong amount, and ended since: the case stays closed, and whoever decides over its days closes the task.
#[test]
fn a_grant_that_falls_after_the_end_is_decided_over_the_days_of_the_right() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.ends();
    story.hears(Event::ReferralWithdrawn);
    story.hears(Event::TrajectoriesClosed);
    story.hears(Event::BenefitEnded { from_day: story.today, reason: None });
    assert_eq!(story.process.stage(), Stage::Closed);

    let sent = story.is_upheld(1, Against::Entitlement);
    assert!(matches!(sent[..], [Command::ReverseDecision { against: Against::Entitlement, .. }]), "{sent:?}");
    story.hears(Event::DecisionNotReversed { objection: id(1), rule: "person-decides".into() });
    assert_eq!((story.process.stage(), story.tasks()), (Stage::Closed, vec!["correct-decision"]));

    assert!(story.hears(Event::DecisionReversed { objection: id(1) }).is_empty());
    assert_eq!((story.process.stage(), story.tasks()), (Stage::Closed, vec![]));
    let code = story.process.objection(id(1)).unwrap().correction.map(Correction::code);
    assert_eq!(code, Some("done"));
}

#[test]
fn the_service_that_decided_corrects_and_says_so_or_a_person_does() {
    for against in CORRECTED {
        for corrects in [true, false] {
            let mut story = Story::on("2026-01-05");
            story.is_in_trajectory();
            let asked = Command::ReverseDecision {
                objection: id(1),
                against,
                decision: Some(3),
                notified_on: day("2026-01-05"),
            };
            assert_eq!(story.is_upheld(1, against), std::slice::from_ref(&asked));
            assert_eq!(story.process.awaited(), [("DecisionReversed", story.today)], "{against:?}");
            let again = Event::AskedAgain { reason: "De bus lag stil.".into(), replayed: 0 };
            assert_eq!(story.hears(again), [asked]);
            if corrects {
                assert!(story.hears(Event::DecisionReversed { objection: id(1) }).is_empty());
                assert!(story.tasks().is_empty(), "{against:?}");
            } else {
                let rule = "decision-unclear".into();
                story.hears(Event::DecisionNotReversed { objection: id(1), rule });
                assert_eq!(story.tasks(), ["correct-decision"], "{against:?}");
            }
            let code = story.process.objection(id(1)).unwrap().correction.map(Correction::code);
            assert_eq!(code, Some(if corrects { "done" } else { "by-hand" }));
            assert!(story.process.awaited().is_empty());
        }
    }
}

#[test]
fn an_objection_goes_on_when_the_case_ends() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.objects(1, Against::Category, "2026-01-20");
    story.ends();
    assert_eq!(story.tasks(), ["hold-hearing"]);
}

/// Documents are kept until all of them are final.
#[test]
fn intake_hears_how_objections_stand_whenever_that_changes() {
    let mut story = Story::on("2026-01-20");
    story.is_in_trajectory();
    let told = |running, over_on: Option<&str>| {
        Command::NoteObjections(ObjectionsStand { running, over_on: over_on.map(day) })
    };
    story.objects(1, Against::Category, "2026-01-20");
    story.objects(2, Against::Referral, "2026-01-20");
    assert_eq!(story.stands, [told(true, None)], "once");
    story.steps(1, ObjectionStep::Withdrawn);
    story.today = day("2026-02-02");
    story.steps(2, ObjectionStep::Inadmissible);
    story.today = day("2026-03-02");
    story.steps(2, ObjectionStep::Appealed);
    let (first, second) = (Some("2026-01-20"), Some("2026-02-02"));
    assert_eq!(story.stands[1..], [told(true, first), told(false, second), told(true, first)]);
}

#[test]
fn the_court_can_send_it_back_or_decide_itself() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.objects(1, Against::Category, "2026-01-20");
    story.steps(1, ObjectionStep::Heard { on: day("2026-01-20") });
    story.steps(1, ObjectionStep::Decided { upheld: false });
    story.steps(1, ObjectionStep::Appealed);
    assert_eq!(story.stands(1), ObjectionKind::Appealed);
    let anew = ObjectionStep::Judged {
        judgment: Judgment::DecideAnew,
        decide_by: Some(by("2026-09-01")),
        unheard: false,
    };
    story.steps(1, anew);
    assert_eq!((story.tasks(), story.process.tasks[0].due), (vec!["decide-objection"], day("2026-09-01")));
    story.steps(1, ObjectionStep::Decided { upheld: false });
    story.steps(1, ObjectionStep::Appealed);
    let sent =
        story.steps(1, ObjectionStep::Judged { judgment: Judgment::Upheld, decide_by: None, unheard: false });
    assert_eq!(sent, [Command::DecideAnew { assessment: ForCategory, objection: id(1) }]);
    assert_eq!(story.process.objection(id(1)).unwrap().outcome(), Some(ObjectionOutcome::SetAside));
}

/// What was inadmissible was judged by nobody on its merits: sent back, the objector is heard before it is decided on.
#[test]
fn who_was_never_heard_is_heard_when_the_court_sends_it_back() {
    let mut story = Story::on("2026-01-05");
    story.is_in_trajectory();
    story.objects(1, Against::Category, "2026-01-20");
    story.steps(1, ObjectionStep::Inadmissible);
    story.steps(1, ObjectionStep::Appealed);
    let decide_by = Some(by("2026-09-01"));
    let judgment = Judgment::DecideAnew;
    story.steps(1, ObjectionStep::Judged { judgment, decide_by, unheard: true });
    assert_eq!((story.tasks(), story.stands(1)), (vec!["hold-hearing"], ObjectionKind::Received));
    story.steps(1, ObjectionStep::Heard { on: day("2026-01-20") });
    assert_eq!((story.tasks(), story.process.tasks[0].due), (vec!["decide-objection"], day("2026-09-01")));
}
