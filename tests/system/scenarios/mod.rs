//! What the law and the policies want to happen, one set for each municipality that has a policy.

pub mod acts;
mod clock;
mod denial;
mod documents;
mod ending;
mod enforcement;
mod form;
mod gate;
mod objections;
mod others;
mod partners;
mod portfolios;
pub mod professional;
mod sheltered;
mod whole;

use std::path::{Path, PathBuf};

use futures_util::future::LocalBoxFuture;
use rstest::rstest;
use system_tests::{Servers, World, servers, tenant_of};

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

/// A scenario that can be told to any world.
type Scenario = for<'a> fn(&'a World) -> LocalBoxFuture<'a, anyhow::Result<()>>;

/// The law's amounts are known until the end of 2026; a scenario that begins later than this may outlive them, and then a
/// person decides on every right.
const LATE: &str = "2026-07-31";

async fn on_production(tenant: &str, servers: &Servers, scenarios: &[(&str, Scenario)]) {
    let late = LATE.parse().unwrap();
    let mut world = World::production(tenant, servers).await.unwrap();
    for (name, scenario) in scenarios {
        if world.today() > late {
            world.nothing_stands_still().await.unwrap();
            world.stop().await.unwrap();
            world = World::production(tenant, servers).await.unwrap();
        }
        if let Err(error) = scenario(&world).await {
            panic!("{tenant}, {name}: {error:#}");
        }
    }
    world.nothing_stands_still().await.unwrap();
    world.stop().await.unwrap();
}

macro_rules! scenarios {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        mod one_process {
            use super::*;
            $(
                #[rstest]
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name(#[files("../deploy/policies/*/*/policy.toml")] policy: PathBuf) {
                    alone(&policy, $module::$name).await;
                }
            )+
        }

        /// All of them, one after another on one installation of processes.
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
    portfolios::a_portfolio_is_kept_up_and_shows_nobody,
    partners::when_nobody_is_left_a_person_looks,
    partners::who_does_not_answer_in_time_is_passed_by,
    partners::withdrawal_gives_back_what_was_offered_or_accepted,
    ending::whatever_ends_a_case_gives_everything_back,
    ending::a_marriage_ends_one_case_and_another_takes_its_place,
    objections::who_was_denied_wrongly_is_granted_after_all,
    objections::an_objection_against_the_category_takes_back_what_followed,
    sheltered::a_place_then_the_waiting_list_then_a_place,
    sheltered::a_negative_advice_goes_back_to_a_person,
    professional::a_deviation_needs_reasons_and_where_asked_four_eyes,
    professional::what_the_policy_leaves_to_a_person_waits_for_one,
    gate::sources_that_differ_are_shown_until_someone_looks_into_it,
    gate::partners_apply_together_and_neither_applies_twice,
    gate::who_acts_for_the_applicant_is_on_record,
    gate::efforts_vacancies_and_rights_told_are_on_record,
    form::a_form_left_half_way_is_completed_by_three_kinds_of_people,
    form::a_form_can_be_laid_on_the_table,
    enforcement::the_scorecard_decides_only_how_deeply_to_verify,
    gate::what_an_ended_case_knew_is_not_asked_again,
    others::a_second_application_is_refused_with_the_number_of_the_first,
    others::municipalities_see_nothing_of_each_other,
    others::roles_may_do_their_own_work_only,
    whole::own_strength_is_left_alone_until_the_review,
    whole::from_application_to_another_way_and_out,
}
