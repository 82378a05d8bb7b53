//! What is refused of a scheme for people on a low income, and what is granted or refused in the place of that.

use super::*;

impl Story {
    fn refuse(&mut self, terms: GrantTerms, today: &str) -> Result<MoneyDecision, Refusal> {
        let key = terms.key().map(str::to_owned);
        let asked = GrantAsked {
            account: &self.account,
            decisions: &self.decisions,
            facts: &facts_after(&self.timeline, &[], (terms.from, day(today))),
            terms,
            minima: key.as_deref(),
            corrects: None,
            replaces: None,
            by: "anna",
            reasons: "U hebt te veel inkomen.",
            national: &NATIONAL,
            local: &LOCAL,
            today: day(today),
        };
        let refused = asked.refuse()?;
        self.account = refused.account;
        self.decisions.push(refused.decision.clone());
        Ok(refused.decision)
    }
}

#[test]
fn a_refusal_is_a_decision_with_the_ground_of_the_rules() {
    let rich = POOR.replace(r#""norm": 140150"#, r#""norm": 140150, "income": 168181"#);
    let mut story = nobody(&rich, "2026-03-02");
    let refused = story.refuse(minima("activities", "2026-03-02"), "2026-03-05").unwrap();
    let (scheme, minima_key) = (Scheme::Minima, Some("activities".into()));
    let (name, from) = ("Meedoenbijdrage".into(), day("2026-03-02"));
    let matter = Matter::Refused { scheme, minima: minima_key, name, from };
    assert_eq!((refused.number, refused.replaces, &refused.matter), (1, None, &matter));
    let last = refused.explanations.last().unwrap();
    assert_eq!((last.rule.as_str(), last.source.as_str()), ("grant-refused", "Beleidsregels § 4"));
    assert_eq!(
        (last.text.as_str(), last.inputs[0].name.as_str()),
        ("U hebt te veel inkomen.", "scheme-income")
    );
    assert!(
        refused.explanations.iter().any(|line| line.rule == "scheme-income"),
        "every rule that was tried"
    );
    assert!(story.account.state.grants.is_empty());

    // After an objection it turns out otherwise.
    story.state("2026-03-02", "2026-04-01", json(r#"{ "own_means": { "income": 140150 } }"#));
    let granted = story.grant_minima(minima("activities", "2026-03-02"), None, "2026-04-01").decision;
    assert_eq!((granted.number, granted.replaces), (2, Some(1)));
    let wrong = story.refuse(terms(Scheme::Minima, "2026-03-02"), "2026-04-01").unwrap_err();
    assert_eq!(wrong.violations[0].rule, "grant-minima");
}

#[test]
fn what_the_rules_give_is_not_refused_and_what_they_leave_open_is_by_reasons() {
    let mut story = nobody(POOR, "2026-03-02");
    let right = story.refuse(minima("activities", "2026-03-02"), "2026-03-05").unwrap_err();
    assert_eq!(right.rule, "refusal-by-rules");
    assert!(right.reason.contains("€ 150,00"), "{}", right.reason);
    let missing = story.refuse(minima("glasses", "2026-03-02"), "2026-03-05").unwrap_err();
    assert_eq!(missing.rule, "facts-missing");
    let left = story.refuse(minima("other", "2026-03-02"), "2026-03-05").unwrap();
    let last = left.explanations.last().unwrap();
    assert!(last.inputs.is_empty() && last.source == "Beleidsregels § 6", "{last:?}");
    let unknown = story.refuse(minima("swimming", "2026-03-02"), "2026-03-05").unwrap();
    assert_eq!(unknown.explanations.last().unwrap().inputs[0].name, "scheme-asked");
}

#[test]
fn what_stands_in_the_way_is_a_ground_too() {
    let mut story = nobody(IOAW, "2026-01-01");
    story.grant(terms(Scheme::Ioaw, "2026-01-01"), None, "2026-01-05");
    let again =
        story.refuse(GrantTerms::asked(Scheme::Ioaw, day("2026-02-01"), false), "2026-02-01").unwrap();
    let last = again.explanations.last().unwrap();
    assert_eq!((last.inputs[0].name.as_str(), last.source.as_str()), ("grant-known", "IOAW art. 5"));
}

/// What was refused, asked again with less income, and what the decision takes the place of.
#[rstest]
#[case::of_the_same_day("activities", "2026-03-02", Some(1))]
#[case::of_a_day_after_it("activities", "2026-03-03", None)]
#[case::of_a_day_before_it("activities", "2026-03-01", None)]
#[case::of_the_next_period("activities", "2027-03-02", None)]
#[case::of_another_scheme("school", "2026-03-02", None)]
fn a_grant_takes_the_place_of_a_refusal_of_the_same_day(
    #[case] key: &str,
    #[case] from: &str,
    #[case] replaces: Option<u32>,
) {
    let rich = POOR.replace(r#""norm": 140150"#, r#""norm": 140150, "income": 168181"#);
    let mut story = nobody(&rich, "2026-02-01");
    story.refuse(minima("activities", "2026-03-02"), "2026-03-05").unwrap();
    story.state("2026-02-01", "2026-04-01", json(r#"{ "own_means": { "income": 140150 } }"#));
    let granted = story.grant_minima(minima(key, from), None, "2027-04-01");
    assert_eq!((granted.decision.replaces, granted.grant), (replaces, 2), "a grant of its own");
    // A correction takes the place of the grant.
    let corrected = story.grant_minima(minima(key, from), Some(2), "2027-04-02");
    assert_eq!(corrected.decision.replaces, Some(2));
}

#[test]
fn a_refusal_is_replaced_once_and_by_the_next_refusal_too() {
    let rich = POOR.replace(r#""norm": 140150"#, r#""norm": 140150, "income": 168181"#);
    let mut story = nobody(&rich, "2026-03-02");
    let refuse = |story: &mut Story, from: &str, today: &str| {
        story.refuse(minima("activities", from), today).unwrap().replaces
    };
    assert_eq!(refuse(&mut story, "2026-03-02", "2026-03-05"), None);
    assert_eq!(refuse(&mut story, "2026-03-02", "2026-03-06"), Some(1));
    assert_eq!(refuse(&mut story, "2026-03-10", "2026-03-11"), None, "another application");
    story.state("2026-03-02", "2026-04-01", json(r#"{ "own_means": { "income": 140150 } }"#));
    let granted = story.grant_minima(minima("activities", "2026-03-02"), None, "2026-04-01");
    assert_eq!(granted.decision.replaces, Some(2), "the last one that stands");
    story.end(granted.grant, "2026-03-02");
    let again = story.grant_minima(minima("activities", "2026-03-02"), None, "2026-04-02");
    assert_eq!(again.decision.replaces, None, "no refusal stands of this day");
}

/// As an earlier version stored it: by its name alone.
#[test]
fn a_refusal_without_a_key_is_known_by_its_name() {
    let stored = r#"{ "refused": { "scheme": "minima", "name": "Meedoenbijdrage", "from": "2026-03-02" } }"#;
    let matter: Matter = serde_json::from_str(stored).unwrap();
    let again = serde_json::to_value(&matter).unwrap();
    assert!(again["refused"].get("minima").is_none(), "{again}");
    let granted = |key: &str| {
        let mut story = nobody(POOR, "2026-03-02");
        let by = ("anna", day("2026-03-05"));
        let older = decision(&mut story.account, matter.clone(), by, Vec::new());
        story.decisions.push(older);
        story.grant_minima(minima(key, "2026-03-02"), None, "2026-04-01").decision.replaces
    };
    assert_eq!((granted("activities"), granted("school")), (Some(1), None));
}

/// Every month of it from its first day on.
#[rstest]
#[case::without_end("2026-01-01", None, Some(1))]
#[case::until_that_day("2026-01-01", Some("2026-02-01"), Some(1))]
#[case::until_the_day_before("2026-01-01", Some("2026-01-31"), None)]
#[case::after_it("2026-02-02", None, None)]
fn a_grant_by_the_month_takes_the_place_of_a_refusal_of_a_day_of_it(
    #[case] from: &str,
    #[case] until: Option<&str>,
    #[case] replaces: Option<u32>,
) {
    let mut story = nobody(&IOAW.replace(r#""ww_used_up": true"#, r#""ww_used_up": false"#), "2026-01-01");
    story.refuse(GrantTerms::asked(Scheme::Ioaw, day("2026-02-01"), false), "2026-02-01").unwrap();
    story.state("2026-01-01", "2026-03-01", json(r#"{ "former_work": { "ww_used_up": true } }"#));
    let until = until.map(day);
    let granted = story.grant(GrantTerms { until, ..terms(Scheme::Ioaw, from) }, None, "2026-03-02");
    assert_eq!(granted.decision.replaces, replaces);
}

#[test]
fn of_what_there_may_be_more_than_one_no_refusal_is_replaced() {
    let mut story = nobody(&COSTS.replace(r#""necessary": true"#, r#""necessary": false"#), "2026-03-02");
    story
        .refuse(GrantTerms::asked(Scheme::SpecialAssistance, day("2026-03-02"), true), "2026-03-05")
        .unwrap();
    story.state("2026-03-02", "2026-04-01", json(r#"{ "special_costs": { "necessary": true } }"#));
    let fixed = Some(Cents::new(60_000));
    let asked = GrantTerms { once: true, fixed, ..terms(Scheme::SpecialAssistance, "2026-03-02") };
    assert_eq!(story.grant(asked, None, "2026-04-01").decision.replaces, None);
}
