//! Money in a case's life, from what a consultant states to what bank and books say of it: one town in which every
//! household waits for the payment run of each month.

mod abroad;
mod advance;
mod bank;
mod capital;
mod conduct;
mod death;
mod estimates;
mod fine;
mod gifts;
mod household;
mod long_wait;
mod objection;
mod recovery;
mod suspension;
mod town;

use futures_util::future::{LocalBoxFuture, try_join_all};
use system_tests::{World, servers, tenants};

use town::Town;

/// From the first day of February: no month is one of more than one year of law, or pays out what was kept until June.
const FIRST_DAY: &str = "2026-02-01";

/// A scenario that can be told to any town.
type Story = for<'a> fn(&'a Town<'a>) -> LocalBoxFuture<'a, anyhow::Result<()>>;

/// Tells scenarios to one town, beside each other, and looks afterwards whether the books close and nothing stands still.
async fn told(world: &World, stories: &[(&str, Story)]) {
    let town = Town::of(world, stories.len()).await.unwrap();
    // Nothing ever happens to the neighbours: each run pays somebody.
    town.client().await.unwrap();
    let live = stories.iter().map(async |(name, story)| {
        story(&town).await.map_err(|error| error.context((*name).to_owned()))?;
        town.leave();
        anyhow::Ok(())
    });
    let done = async {
        tokio::try_join!(town.live(), try_join_all(live))?;
        town.closes().await?;
        world.nothing_stands_still().await
    };
    if let Err(error) = done.await {
        panic!("{}: {error:#}", world.tenant);
    }
}

macro_rules! stories {
    ($($module:ident :: $name:ident),+ $(,)?) => {
        /// Every scenario, told on both editions.
        pub const ALL: &[&str] = &[$(concat!("money::", stringify!($module), "::", stringify!($name))),+];

        mod one_process {
            use super::*;
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $name() {
                    let day = FIRST_DAY.parse().unwrap();
                    let world =
                        World::one_process_on(&tenants().unwrap()[0], day, None, |_| Ok(())).await.unwrap();
                    told(&world, &[(stringify!($name), |town| Box::pin($module::$name(town)))]).await;
                    world.stop().await.unwrap();
                }
            )+
        }

        /// All of them beside each other, on one installation of processes.
        #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
        async fn production() {
            let tenant = &tenants().unwrap()[0];
            let Some(servers) = servers("money in a case's life") else { return };
            let world = World::production_on(tenant, FIRST_DAY.parse().unwrap(), &servers).await.unwrap();
            told(&world, &[$((stringify!($name), |town| Box::pin($module::$name(town)))),+]).await;
            world.stop().await.unwrap();
        }
    };
}

stories! {
    abroad::days_abroad_above_the_weeks_are_not_paid,
    advance::an_advance_is_settled_by_the_first_assistance_and_stays_a_debt_without,
    bank::what_the_bank_says_is_booked_or_looked_at,
    bank::a_payment_that_nobody_knows_is_for_the_controller,
    capital::capital_above_the_limit_asks_what_becomes_of_the_right,
    conduct::a_lowering_for_language_and_a_warning_are_decisions,
    conduct::a_warning_that_fell_counts_for_no_later_breach,
    conduct::a_repetition_is_decided_on_anew_when_the_first_measure_falls,
    death::a_death_that_is_told_late_ends_the_right_and_the_case,
    death::a_death_that_is_stated_ends_the_right_and_the_case,
    death::who_is_left_behind_is_paid_alone,
    estimates::who_states_nothing_is_paid_on_what_was_stated_last,
    fine::a_breach_becomes_a_fine_that_is_paid_by_instalments,
    gifts::a_gift_that_comes_once_is_capital_from_its_day_on,
    household::each_month_is_paid_to_who_had_the_right_in_it,
    household::a_former_partner_is_paid_on_their_own_account,
    household::a_right_by_which_nothing_is_paid_is_ended,
    objection::a_refusal_that_falls_is_decided_anew,
    objection::a_set_off_that_falls_is_paid_back,
    objection::who_was_denied_wrongly_is_paid_what_was_decided,
    recovery::what_was_paid_too_much_is_set_off_decided_on_and_withheld,
    recovery::the_law_says_what_is_recovered_and_of_whom,
    suspension::payment_stands_still_and_is_made_good,
    suspension::a_right_that_is_withdrawn_closes_the_case,
    suspension::silence_after_the_repair_term_is_a_task_until_the_right_is_withdrawn,
    suspension::lifting_after_the_repair_term_closes_the_task,
    suspension::a_suspension_that_falls_after_an_objection_is_paid,
}
