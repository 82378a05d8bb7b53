//! Decisions on other schemes that fall after an objection: an end is taken back, a refusal decided anew.

use super::*;

const OBJECTION: Uuid = Uuid::from_u128(70);

impl Story {
    fn end_falls(
        &mut self,
        decisions: &[MoneyDecision],
        fallen: &MoneyDecision,
    ) -> Result<MoneyDecision, NotReversed> {
        let BeforeEnd { grant, terms, matter } = BeforeEnd::of(&self.account, decisions, fallen)?;
        let asked = self.asks_anew(terms, (Some(grant), None));
        let (account, decision) = asked.take_end_back((fallen, matter), OBJECTION)?;
        self.account = account;
        Ok(decision)
    }

    /// Of what the rules leave to a person.
    fn asks_anew(
        &self,
        terms: GrantTerms,
        (corrects, replaces): (Option<u32>, Option<u32>),
    ) -> GrantAsked<'_> {
        static COSTS_OF: LazyLock<Facts> = LazyLock::new(|| {
            let mut facts = json(RESIDENT);
            facts.lay_over(&json(COSTS));
            facts
        });
        static NOTHING: LazyLock<rules::Local> = LazyLock::new(rules::Local::default);
        GrantAsked {
            account: &self.account,
            decisions: &self.decisions,
            terms,
            minima: None,
            corrects,
            replaces,
            by: "anna",
            reasons: "Opnieuw bekeken na bezwaar.",
            facts: &COSTS_OF,
            national: &NATIONAL,
            local: &NOTHING,
            today: day("2026-03-20"),
        }
    }

    /// A study supplement from May, as it was paid up to a month; its decision.
    fn studies(&mut self, until: &str) -> MoneyDecision {
        let granted = self.grant(terms(Scheme::StudySupplement, "2026-05-01"), None, "2026-05-05").decision;
        for number in 0.. {
            let now = month("2026-05").plus(number);
            self.run(&now.to_string(), &format!("{now}-20"));
            if now == month(until) {
                break;
            }
        }
        granted
    }
}

/// From July on it is 390.07 a month.
#[test]
fn an_end_that_falls_is_paid_since() {
    let mut story = nobody(STUDY, "2026-05-01");
    let granted = story.studies("2026-06");
    let ended = story.end(1, "2026-07-01").decision;
    assert!(story.run("2026-07", "2026-07-20").payments.is_empty());

    let decisions = [granted, ended.clone()];
    let fell = story.end_falls(&decisions, &ended).unwrap();
    assert_eq!((fell.number, fell.replaces, fell.decided_by.as_str()), (3, Some(2), BY_OBJECTION));
    assert!(matches!(&fell.matter, Matter::Granted { terms, .. } if terms.until.is_none()), "{fell:?}");
    assert!(fell.explanations[0].source.contains("7:11"), "{fell:?}");
    assert_eq!(Story::paid(&story.run("2026-08", "2026-08-20")), [("applicant".to_owned(), 2 * 39_007)]);
    let decisions = [&decisions[..], &[fell]].concat();
    assert_eq!(story.end_falls(&decisions, &ended), Err(NotReversed::Nothing), "it stands by another");
}

#[test]
fn an_earlier_end_that_falls_leaves_the_later_one() {
    let mut story = nobody(STUDY, "2026-05-01");
    let granted = story.studies("2026-06");
    let later = story.end(1, "2026-08-01").decision;
    let earlier = story.end(1, "2026-07-01").decision;
    let decisions = [granted, later, earlier.clone()];
    let fell = story.end_falls(&decisions, &earlier).unwrap();
    assert_eq!(fell.matter, Matter::Ended { last_day: day("2026-07-31") });
    assert_eq!(story.account.state.grants[&1].terms.until, Some(day("2026-07-31")));
}

/// What was paid after the end and found too much since waits for a person; so does what the law does not allow beside it.
#[test]
fn an_end_that_cannot_be_taken_back_by_itself_is_for_a_person() {
    let mut paid = nobody(STUDY, "2026-05-01");
    let granted = paid.studies("2026-07");
    let ended = paid.end(1, "2026-07-01").decision;
    let decisions = [granted, ended.clone()];
    let mut early = nobody(STUDY, "2026-05-01");
    (early.account, early.debts) = (paid.account.clone(), paid.debts.clone());
    assert!(early.end_falls(&decisions, &ended).is_ok(), "before a run looked at it nothing is too much");
    paid.run("2026-08", "2026-08-20");
    assert_eq!(paid.debts.len(), 1);
    assert_eq!(paid.end_falls(&decisions, &ended), Err(NotReversed::PersonDecides));

    let mut other = nobody(STUDY, "2026-05-01");
    let granted = other.studies("2026-06");
    let ended = other.end(1, "2026-07-01").decision;
    other.grant(terms(Scheme::StudySupplement, "2026-08-01"), None, "2026-07-05");
    let decisions = [granted, ended.clone()];
    assert_eq!(other.end_falls(&decisions, &ended), Err(NotReversed::PersonDecides));
}

fn costs() -> GrantTerms {
    let fixed = Some(Cents::new(40_000));
    GrantTerms { once: true, fixed, ..terms(Scheme::SpecialAssistance, "2026-03-01") }
}

#[test]
fn what_was_withdrawn_and_never_paid_is_given_after_all() {
    let mut story = nobody(COSTS, "2026-03-01");
    let granted = story.grant(costs(), None, "2026-03-05").decision;
    let withdrawn = story.end(1, "2026-03-01").decision;
    assert!(matches!(withdrawn.matter, Matter::Withdrawn { .. }));
    assert!(story.run("2026-03", "2026-03-20").payments.is_empty());
    let decisions = [granted, withdrawn.clone()];
    story.end_falls(&decisions, &withdrawn).unwrap();
    assert_eq!(Story::paid(&story.run("2026-08", "2026-08-20")), [("applicant".to_owned(), 40_000)]);
}

#[test]
fn a_refusal_that_fell_is_decided_anew_once() {
    let mut story = nobody(COSTS, "2026-03-01");
    let refused = story.asks_anew(costs(), (None, None)).refuse().unwrap();
    story.account = refused.account;
    story.decisions.push(refused.decision);
    let rule = |story: &Story, terms: GrantTerms, older| {
        let refusal = story.asks_anew(terms, older).decide().unwrap_err();
        refusal.violations.first().map_or(refusal.rule.clone(), |one| one.rule.clone())
    };
    assert_eq!(rule(&story, costs(), (None, Some(1))), "decision-not-fallen", "it stands");
    story.account.state.fallen.insert(1, Fallen { objection: OBJECTION });
    let study = terms(Scheme::StudySupplement, "2026-03-01");
    assert_eq!(rule(&story, study, (None, Some(1))), "decision-not-fallen", "of another scheme");
    assert_eq!(rule(&story, costs(), (None, Some(2))), "decision-not-fallen");

    let again = story.asks_anew(costs(), (None, Some(1))).refuse().unwrap();
    assert_eq!((again.decision.number, again.decision.replaces), (2, Some(1)), "refused for another reason");
    let granted = story.asks_anew(costs(), (None, Some(1))).decide().unwrap();
    assert_eq!((granted.decision.replaces, granted.grant), (Some(1), 2));
    let mut state = granted.account.state;
    assert_eq!(state.decided_anew(&granted.decision), Some(OBJECTION));
    assert!(state.fallen.is_empty() && state.reversed.contains(&OBJECTION));
    assert_eq!(state.decided_anew(&granted.decision), None, "once");

    story.account.state = state;
    assert_eq!(rule(&story, costs(), (Some(2), Some(1))), "grant-replaces");
}
