//! Capital that leaves no right while the right goes on.

use super::above_norm::told;
use super::*;

const SINCE: &str =
    "vanaf 11 april 2026 is er geen recht op bijstand, want het vermogen is hoger dan de grens (melding 1)";

impl Story {
    /// Capital that counts, from a day on.
    fn owns(&mut self, from: &str, known_on: &str, cents: i64) {
        let mut facts = Facts::default();
        facts.capital.countable = Some(Cents::new(cents).into());
        self.state(from, known_on, facts);
    }

    /// Whether what is stated by a day settles what was told; the end that is told then.
    fn is_within(&mut self, today: &str) -> Option<(bool, String)> {
        let over = self.account.capital_is_within(&self.timeline, self.law, day(today));
        over.map(|over| (over.begins, over.subject))
    }
}

/// Paid over March, and from 11 April on more capital than anyone may have.
fn story() -> (Story, CaseResult) {
    let mut story = Story::from("2026-03-01");
    assert_eq!(told(&story.run("2026-03", "2026-03-20")), []);
    story.owns("2026-04-11", "2026-04-15", 2_500_000);
    let april = story.run("2026-04", "2026-04-20");
    (story, april)
}

#[test]
fn capital_above_the_limit_is_told_once_with_its_first_day_and_the_end_pays_what_was_kept() {
    let (mut story, april) = story();
    assert_eq!(told(&april), [(true, SINCE)]);
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), []);
    let kept = serde_json::to_value(&story.account.state).unwrap();
    assert_eq!(serde_json::from_value::<AccountState>(kept).unwrap(), story.account.state);
    story.account.state.right_until = Some(day("2026-04-10"));
    story.account.touch(month("2026-04"));
    let end = story.run("2026-05", "2026-05-22");
    assert_eq!(told(&end), [(false, SINCE)]);
    assert_eq!(
        Story::paid(&end),
        [("applicant".to_owned(), 7_008 + 2_336)],
        "of March and ten days of April"
    );
}

/// At once where it gives a right at the end of the month of today; else the run says it.
#[test]
fn what_is_stated_within_the_limit_again_settles_it() {
    let (mut story, _) = story();
    assert_eq!(story.is_within("2026-04-25"), None, "it is still above");
    story.owns("2026-06-01", "2026-05-18", 0);
    assert_eq!(story.is_within("2026-05-18"), None, "not before June");
    story.owns("2026-05-16", "2026-05-18", 0);
    assert_eq!(story.is_within("2026-05-18"), Some((false, SINCE.to_owned())));
    assert_eq!(story.is_within("2026-05-18"), None, "once");
    let may = story.run("2026-05", "2026-05-20");
    assert_eq!(told(&may), []);
    assert!(Story::paid(&may)[0].1 > 0, "16 days of May");
}

#[test]
fn the_run_that_pays_settles_it_and_what_comes_anew_is_told_anew() {
    let (mut story, _) = story();
    story.owns("2026-05-01", "2026-05-05", 0);
    assert_eq!(told(&story.run("2026-05", "2026-05-20")), [(false, SINCE)]);
    story.owns("2026-06-05", "2026-06-06", 2_500_000);
    let anew = SINCE.replace("11 april", "5 juni").replace("melding 1", "melding 2");
    assert_eq!(told(&story.run("2026-06", "2026-06-20")), [(true, anew.as_str())]);
}

/// While a month cannot be worked out nothing is known of it.
#[test]
fn what_cannot_be_worked_out_settles_nothing() {
    let (mut story, _) = story();
    let withdrawn: Facts =
        serde_json::from_value(serde_json::json!({ "withdrawn": ["applicant.residence"] })).unwrap();
    story.state("2026-05-01", "2026-05-05", withdrawn);
    story.owns("2026-05-01", "2026-05-05", 0);
    assert_eq!(story.is_within("2026-05-05"), None);
}
