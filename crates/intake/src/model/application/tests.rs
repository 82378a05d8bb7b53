use domain::{RefusalKind, Violation};
use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::fixtures::{COMPLETE, asks, claims, day, done_at_intake, opening, says};
use crate::model::{About, ActsDone, Statement, lay};

const UNTIL: &str = "2026-02-02";

fn opened(search_until: Option<&str>, stated: &str, intake_complete: bool) -> Application {
    let today = day("2026-01-05");
    let opening = Opening {
        search_until: search_until.map(day),
        stated: lay(&Facts::default(), &claims(stated), today),
        intake_complete,
        ..opening()
    };
    Application::open(opening, today)
}

#[rstest]
#[case(None, false, "intake")]
#[case(None, true, "complete")]
#[case(Some(UNTIL), false, "searching")]
#[case(Some(UNTIL), true, "searching")]
fn an_application_starts_where_gate_and_intake_put_it(
    #[case] search_until: Option<&str>,
    #[case] intake_complete: bool,
    #[case] stage: &str,
) {
    assert_eq!(opened(search_until, COMPLETE, intake_complete).stage.code(), stage);
}

#[rstest]
// the law: not handled before the four weeks are over (art. 41(4))
#[case(SearchResult::Searched, "2026-02-02", false, Err("search-period-running"))]
#[case(SearchResult::TooLittle, "2026-02-02", false, Err("search-period-running"))]
#[case(SearchResult::Searched, "2026-02-03", false, Ok("intake"))]
#[case(SearchResult::TooLittle, "2026-02-03", false, Ok("intake"))]
// an exception came to light meanwhile
#[case(SearchResult::Searched, "2026-01-20", true, Ok("intake"))]
// prevention may be any day
#[case(SearchResult::FoundWork, "2026-01-20", false, Ok("closed"))]
#[case(SearchResult::Withdrew, "2026-01-20", false, Ok("closed"))]
#[case(SearchResult::ToEducation, "2026-01-20", false, Ok("closed"))]
fn a_search_ends(
    #[case] result: SearchResult,
    #[case] today: &str,
    #[case] lifted: bool,
    #[case] expected: Result<&str, &str>,
) {
    let ended = opened(Some(UNTIL), "", false).end_search(result, lifted, day(today));

    let outcome = ended.as_ref().map(|next| next.stage.code()).map_err(|refusal| refusal.rule.as_str());
    assert_eq!(outcome, expected);
}

#[test]
fn an_intake_that_came_complete_is_complete_when_the_search_ends() {
    let ended =
        opened(Some(UNTIL), COMPLETE, true).end_search(SearchResult::Searched, false, day("2026-02-03"));
    assert_eq!(ended.unwrap().stage, Stage::Complete { on: day("2026-02-03") });
}

#[rstest]
#[case(SearchResult::FoundWork, "prevention-work")]
#[case(SearchResult::Withdrew, "prevention-withdrawn")]
#[case(SearchResult::ToEducation, "to-education")]
fn prevention_says_how(#[case] result: SearchResult, #[case] because: &str) {
    let ended = opened(Some(UNTIL), "", false).end_search(result, false, day("2026-01-20")).unwrap();
    assert_eq!(ended.stage, Stage::Closed { on: day("2026-01-20"), because: because.into() });
}

/// A vacancy was put, and rights and duties were told.
const BOTH: (bool, bool) = (true, true);

fn done((vacancy, told): (bool, bool)) -> ActsDone {
    let all = done_at_intake();
    let is_done = |about: &&About| if matches!(about, About::Vacancy { .. }) { vacancy } else { told };
    ActsDone::by(all.iter().filter(is_done))
}

#[rstest]
#[case("", COMPLETE, BOTH, "")]
#[case(COMPLETE, "", BOTH, "")]
#[case(COMPLETE, "", (false, true), "vacancies:intake-complete")]
#[case(COMPLETE, "", (true, false), "rights_told:intake-complete")]
#[case(COMPLETE, "exempted=yes", (false, true), "")]
#[case(COMPLETE, "labour_capacity=no", (false, true), "")]
#[case(COMPLETE, "exempted=yes", (false, false), "rights_told:intake-complete")]
#[case(
    COMPLETE,
    "household=couple",
    BOTH,
    "facts.partner_birth_date:intake-complete partner:Participatiewet art. 43 lid 2"
)]
#[case(
    "birth_date=1985-06-01, household=single, residence=dutch, lives_in_municipality=yes",
    "youngest_child_age=3",
    (false, false),
    "facts.youngest_child_age:child-needs-household facts.monthly_earnings:intake-complete \
     facts.other_income:intake-complete facts.capital:intake-complete vacancies:intake-complete \
     rights_told:intake-complete"
)]
// no topic asks an act of who asks no assistance
#[case("assistance_requested=no", "birth_date=1985-06-01, lives_in_municipality=yes", (false, false), "")]
fn an_intake_is_complete_or_hears_all_that_it_lacks(
    #[case] before: &str,
    #[case] stated: &str,
    #[case] acts: (bool, bool),
    #[case] expected: &str,
) {
    let open = opened(None, before, false);
    let completed = open.complete_intake(&says(&open, stated, "2026-01-12"), &[], &done(acts), &asks(), None);

    let found = completed.map_or_else(
        |refusal| {
            let named = |each: &Violation| format!("{}:{}", each.field, each.rule);
            refusal.violations.iter().map(named).collect::<Vec<_>>().join(" ")
        },
        |next| if next.stage.code() == "complete" { String::new() } else { "not complete".into() },
    );
    assert_eq!(found, expected);
}

#[rstest]
#[case(Some(UNTIL), false, "search-not-ended", RefusalKind::Precondition)]
#[case(None, true, "intake-already-complete", RefusalKind::Conflict)]
fn only_an_open_intake_is_completed(
    #[case] search_until: Option<&str>,
    #[case] complete: bool,
    #[case] rule: &str,
    #[case] kind: RefusalKind,
) {
    let opened = opened(search_until, COMPLETE, complete);
    let refusal = opened
        .complete_intake(&says(&opened, "", "2026-01-12"), &[], &done(BOTH), &asks(), None)
        .unwrap_err();
    assert_eq!((refusal.rule.as_str(), refusal.kind), (rule, kind));
}

#[test]
fn nothing_changes_what_is_closed() {
    let closed = opened(Some(UNTIL), COMPLETE, false).close("withdrawn", false, day("2026-01-12")).unwrap();
    let today = day("2026-03-01");

    assert_eq!(closed.close("denied", false, today), None);
    let refusals = [
        closed.end_search(SearchResult::Searched, false, today).unwrap_err(),
        closed
            .complete_intake(&says(&closed, "", "2026-03-01"), &[], &done(BOTH), &asks(), None)
            .unwrap_err(),
        closed.record_facts(&says(&closed, "area=2", "2026-03-01"), &[]).unwrap_err(),
    ];
    assert!(refusals.iter().all(|refusal| refusal.rule == "application-closed"));
}

#[test]
fn a_contradicting_fact_is_refused_with_what_is_known_already() {
    let open = opened(None, "household=single", false);
    let refusal = open.record_facts(&says(&open, "youngest_child_age=3", "2026-01-12"), &[]).unwrap_err();
    assert_eq!(refusal.violations[0].rule, "child-needs-household");
}

#[test]
fn facts_with_an_end_are_worked_out_again_from_all_that_was_stated() {
    let open = opened(None, "household=single, cost_sharers=1", false);
    let first = Statement { number: 1, ..says(&open, "household=single, cost_sharers=1", "2026-01-05") };
    let mut summer = says(&open, "cost_sharers=3", "2026-01-12");
    for claim in summer.claims.0.values_mut() {
        claim.stated_on = day("2026-01-12");
        claim.valid_until = Some(day("2026-01-31"));
    }
    let (next, changed) = open.record_facts(&summer, std::slice::from_ref(&first)).unwrap();
    assert_eq!((changed, next.facts_until), (vec![FactKey::CostSharers], Some(day("2026-01-31"))));

    let history = [first, summer];
    let sharers = |on: &str| next.facts_on(&history, day(on)).number(FactKey::CostSharers);
    assert_eq!((sharers("2026-01-31"), sharers("2026-02-01")), (Some(3), Some(1)));
    assert_eq!(next.turned(&history, day("2026-01-31")), None);
    let (turned, keys) = next.turned(&history, day("2026-02-01")).unwrap();
    assert_eq!((keys, turned.facts.number(FactKey::CostSharers)), (vec![FactKey::CostSharers], Some(1)));
    assert_eq!((turned.facts_until, turned.statements), (None, next.statements));
    let closed = next.close("withdrawn", false, day("2026-01-20")).unwrap();
    assert_eq!(closed.turned(&history, day("2026-02-01")), None);
    // Whatever is stated next is laid over what holds by then.
    let (later, changed) = next.record_facts(&says(&next, "area=2", "2026-02-02"), &history).unwrap();
    assert_eq!(changed, [FactKey::CostSharers, FactKey::Area]);
    assert_eq!((later.facts.number(FactKey::CostSharers), later.facts_until), (Some(1), None));
}

#[derive(Debug, Clone)]
enum Step {
    Search(SearchResult),
    Intake((bool, bool)),
    Facts(i64),
    Close,
}

fn step() -> impl Strategy<Value = Step> {
    use SearchResult::{FoundWork, Searched, ToEducation, TooLittle, Withdrew};
    prop_oneof![
        prop::sample::select(vec![Searched, TooLittle, FoundWork, Withdrew, ToEducation])
            .prop_map(Step::Search),
        any::<(bool, bool)>().prop_map(Step::Intake),
        (0i64..4).prop_map(Step::Facts),
        Just(Step::Close),
    ]
}

proptest! {
    /// Whatever is asked in whatever order: a step counts once, stages only go forward, closed stays closed, and
    /// the application survives the store.
    #[test]
    fn stages_only_go_forward(
        search in prop::option::of(Just(UNTIL)),
        complete in any::<bool>(),
        steps in prop::collection::vec(step(), 0..12),
    ) {
        let mut now = opened(search, COMPLETE, complete);
        let mut today = day("2026-01-20");
        let order = |stage: &Stage| ["searching", "intake", "complete", "closed"]
            .iter().position(|code| *code == stage.code()).unwrap();
        for step in steps {
            today = today + chrono::Days::new(5);
            let next = match step {
                Step::Search(result) => now.end_search(result, false, today).ok(),
                Step::Intake(acts) => {
                    let stated = says(&now, "", &today.to_string());
                    let next = now.complete_intake(&stated, &[], &done(acts), &asks(), None).ok();
                    prop_assert!(next.is_none() || acts == BOTH);
                    next
                }
                Step::Facts(sharers) => {
                    let stated = says(&now, &format!("cost_sharers={sharers}"), &today.to_string());
                    now.record_facts(&stated, &[]).ok().map(|(next, _)| next)
                }
                Step::Close => now.close("withdrawn", false, today),
            };
            if let Some(next) = next {
                prop_assert!(order(&next.stage) >= order(&now.stage));
                prop_assert!(now.stage.is_open());
                prop_assert_eq!(next.version, now.version + 1);
                prop_assert!(next.statements >= now.statements);
                now = next;
            }
            let text = serde_json::to_string(&now).unwrap();
            prop_assert_eq!(&serde_json::from_str::<Application>(&text).unwrap(), &now);
        }
    }
}
