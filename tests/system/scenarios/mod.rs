//! What the law and the policies want to happen, one set for each municipality that has a policy.

pub mod acts;
mod applying;
mod clock;
mod denial;
mod documents;
mod ending;
pub mod enforcement;
mod form;
mod gate;
mod joint;
mod late;
mod money;
mod objecting;
pub mod objections;
mod operating;
mod others;
mod partners;
mod portfolios;
pub mod professional;
mod recovery;
mod reopening;
mod searching;
mod settled;
mod sheltered;
mod signals;
mod steps;
mod story;
mod tasks;
mod twice;
mod whole;

use std::path::{Path, PathBuf};
use std::time::Instant;

use futures_util::future::LocalBoxFuture;
use rstest::rstest;
use system_tests::{Servers, World, servers, tenant_of, tenants};

/// Runs one scenario on the one-process edition, and looks afterwards whether anything stands still.
async fn alone(policy: &Path, scenario: impl AsyncFnOnce(&World) -> anyhow::Result<()>) {
    let world = World::one_process(&tenant_of(policy).unwrap(), None).await.unwrap();
    let done = async {
        scenario(&world).await?;
        world.nothing_stands_still().await
    };
    if let Err(error) = done.await {
        panic!("{}: {error:#}", world.tenant);
    }
    world.stop().await.unwrap();
}

/// Whether this scenario of this municipality is told on both editions, as all are in the long form.
fn on_both() -> bool {
    testkit::long()
}

/// Whether the one-process edition tells this scenario of this municipality. In the short form the editions share them: each
/// scenario of each municipality is told once, each on the one-process edition for one municipality and on the production edition
/// for the others. Where the production edition cannot run, this edition tells all of all.
fn has_its_turn(policy: &Path, name: &str) -> bool {
    let all = on_both() || servers("the scenarios of the other editions").is_none();
    let turn = all || is_of(&tenant_of(policy).unwrap(), name);
    if !turn {
        println!(
            "skipped: scenarios that the other edition tells of the same municipality (--long tells all on both)"
        );
    }
    turn
}

/// Whether this municipality is the one of which the one-process edition tells this scenario.
fn is_of(tenant: &str, name: &str) -> bool {
    let tenants = tenants().unwrap();
    let place = tenants.iter().position(|one| one == tenant).unwrap();
    let number = ALL.iter().position(|one| one.ends_with(&format!("::{name}"))).unwrap();
    number % tenants.len() == place
}

/// A scenario that can be told to any world.
type Scenario = for<'a> fn(&'a World) -> LocalBoxFuture<'a, anyhow::Result<()>>;

/// The law's amounts are known until the end of 2026; a scenario that begins later than this may outlive them, and then a
/// person decides on every right.
const LATE: &str = "2026-07-31";

async fn on_production(tenant: &str, servers: &Servers, scenarios: &[(&str, Scenario)]) {
    let late = LATE.parse().unwrap();
    let mut world = World::production(tenant, servers).await.unwrap();
    for (name, scenario) in scenarios {
        if !on_both() && is_of(tenant, name) {
            continue;
        }
        if world.today() > late {
            world.nothing_stands_still().await.unwrap();
            world.stop().await.unwrap();
            world = World::production(tenant, servers).await.unwrap();
        }
        let began = Instant::now();
        if let Err(error) = scenario(&world).await {
            panic!("{tenant}, {name}: {error:#}");
        }
        println!("{tenant}, {name}: {:.1} s", began.elapsed().as_secs_f64());
    }
    world.nothing_stands_still().await.unwrap();
    world.stop().await.unwrap();
}

macro_rules! scenarios {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// Every scenario, told on both editions and for every municipality.
        const ALL: &[&str] = &[$(concat!(stringify!($module), "::", stringify!($name))),+];

        mod one_process {
            use super::*;
            $(
                #[rstest]
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name(#[files("../deploy/policies/*/*/policy.toml")] policy: PathBuf) {
                    if has_its_turn(&policy, stringify!($name)) {
                        alone(&policy, $module::$name).await;
                    }
                }
            )+
        }

        /// One after another on one installation of processes.
        #[rstest]
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn production(#[files("../deploy/policies/*/*/policy.toml")] policy: PathBuf) {
            let tenant = tenant_of(&policy).unwrap();
            let Some(servers) = servers(&format!("scenarios of {tenant}")) else { return };
            let all: &[(&str, Scenario)] =
                &[$((stringify!($name), |world: &World| Box::pin($module::$name(world)))),+];
            on_production(&tenant, &servers, all).await;
        }
    };
}

// The longest come last: on the production edition the days of one are behind it when the next begins.
scenarios! {
    denial::who_has_too_much_is_denied_and_nothing_remains,
    denial::a_missing_fact_is_decided_by_a_person,
    documents::evidence_is_kept_and_who_reads_it_is_known,
    denial::the_young_search_first_and_work_found_is_prevention,
    clock::what_comes_in_lets_the_clock_go_on_until_the_decision,
    clock::documents_that_were_asked_let_the_clock_go_on,
    clock::evidence_that_expires_is_asked_anew_in_time,
    clock::who_does_not_complete_an_application_is_not_processed,
    late::a_late_decision_is_noticed_and_a_penalty_runs,
    recovery::what_came_in_time_counts_when_it_is_recorded_late,
    recovery::what_was_left_unprocessed_wrongly_goes_on,
    recovery::who_waits_too_long_decides_on_the_application_as_it_is,
    recovery::an_advance_is_due_while_nothing_is_decided,
    objecting::an_early_objection_counts,
    objecting::a_late_decision_on_an_objection_costs_a_penalty,
    objecting::a_late_objection_is_excused_or_not_judged,
    searching::who_searched_shows_it_where_that_is_asked,
    searching::a_system_does_not_verify_what_it_said,
    searching::an_exception_stated_on_the_form_ends_the_search,
    searching::who_was_sent_to_school_from_the_search_goes_on,
    portfolios::a_portfolio_is_kept_up_and_shows_nobody,
    partners::when_nobody_is_left_a_person_looks,
    partners::who_does_not_answer_in_time_is_passed_by,
    partners::withdrawal_gives_back_what_was_offered_or_accepted,
    ending::whatever_ends_a_case_gives_everything_back,
    ending::a_marriage_ends_one_case_and_another_takes_its_place,
    objections::who_was_denied_wrongly_is_granted_after_all,
    reopening::beside_another_application_a_person_has_it_go_on,
    reopening::what_was_left_after_its_intake_goes_on_with_its_right,
    reopening::an_ending_that_falls_is_undone,
    objections::a_grant_that_falls_after_the_end_is_decided_over_its_days,
    objections::an_objection_against_the_category_takes_back_what_followed,
    objections::who_was_sent_to_school_wrongly_goes_on,
    objections::a_fine_that_falls_is_corrected_by_the_service_that_decided,
    objections::of_two_measures_of_one_day_the_number_says_which,
    signals::a_fall_on_the_ladder_is_a_task_until_it_is_made_good,
    signals::facts_that_change_after_a_grant_are_looked_at,
    operating::a_parked_case_waits_and_goes_on_when_it_is_replayed,
    sheltered::a_place_then_the_waiting_list_then_a_place,
    sheltered::a_negative_advice_goes_back_to_a_person,
    sheltered::an_advice_that_runs_out_is_asked_anew_and_the_turn_is_kept,
    professional::a_deviation_needs_reasons_and_where_asked_four_eyes,
    professional::what_the_policy_leaves_to_a_person_waits_for_one,
    steps::who_decides_in_another_service_waits_for_the_steps_too,
    steps::a_portfolio_is_begun_before_a_referral,
    gate::sources_that_differ_are_shown_until_someone_looks_into_it,
    settled::nothing_is_decided_by_what_is_contested,
    settled::the_gate_follows_the_facts,
    settled::assistance_asked_beside_support_has_a_gate_of_its_own,
    gate::partners_apply_together_and_neither_applies_twice,
    gate::who_acts_for_the_applicant_is_on_record,
    gate::efforts_vacancies_and_rights_told_are_on_record,
    enforcement::a_home_is_visited_on_a_ground_and_with_consent,
    enforcement::who_has_no_home_has_an_intake_of_its_own,
    form::a_form_left_half_way_is_completed_by_three_kinds_of_people,
    form::a_form_can_be_laid_on_the_table,
    form::a_form_of_an_earlier_day_is_as_it_was,
    form::answers_to_withdrawn_questions_are_refused_or_harmless,
    enforcement::the_scorecard_decides_only_how_deeply_to_verify,
    gate::what_an_ended_case_knew_is_not_asked_again,
    applying::every_channel_brings_in_one_application_a_key,
    applying::someone_is_seen_in_each_of_three_situations,
    applying::a_client_is_seen_again_in_the_case_that_runs,
    applying::who_asks_support_alone_has_no_right_decided,
    tasks::a_need_for_care_is_passed_on_to_someone,
    tasks::a_task_goes_from_hand_to_hand,
    twice::two_who_decide_at_once_come_to_one_decision,
    twice::a_task_is_done_once,
    twice::a_clock_that_stands_still_is_not_stopped_again,
    story::every_step_is_told_and_the_chain_holds,
    others::a_second_application_is_refused_with_the_number_of_the_first,
    joint::a_joint_intake_keeps_municipalities_apart,
    others::municipalities_see_nothing_of_each_other,
    others::roles_may_do_their_own_work_only,
    whole::own_strength_is_left_alone_until_the_review,
    whole::from_application_to_another_way_and_out,
    whole::part_time_work_that_a_partner_reports_ends_nothing,
}

/// The requirements of intake and of the process, by their ids.
fn ids() -> impl Iterator<Item = String> {
    (1..=15).map(|number| format!("IN-{number}")).chain((1..=10).map(|number| format!("WF-{number}")))
}

#[test]
fn every_requirement_names_scenarios_that_exist_and_run_on_both_editions() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/requirements.md");
    let page = std::fs::read_to_string(page).unwrap();
    let rows: Vec<(&str, Vec<&str>)> = page
        .lines()
        .filter_map(|line| {
            let cells: Vec<_> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [id, _, scenarios] = cells[..] else { return None };
            let named = scenarios.split('`').skip(1).step_by(2).filter(|name| name.contains("::"));
            id.split_once('-')
                .is_some_and(|(_, number)| number.parse::<u32>().is_ok())
                .then(|| (id, named.collect()))
        })
        .collect();
    let listed: Vec<_> = rows.iter().map(|(id, _)| (*id).to_owned()).collect();
    let known: Vec<_> = ids().filter(|id| listed.contains(id)).collect();
    assert_eq!(listed, known, "each id once, in order, and no others");
    assert!((1..=10).all(|number| listed.contains(&format!("WF-{number}"))), "one of the process is missing");
    for (id, scenarios) in rows {
        assert!(!scenarios.is_empty(), "{id} names no scenario");
        for name in scenarios {
            let exists = ALL.contains(&name) || money::ALL.contains(&name);
            assert!(exists, "{id}: there is no scenario {name}");
        }
    }
}
