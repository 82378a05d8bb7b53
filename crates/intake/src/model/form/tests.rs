use std::collections::BTreeMap;

use proptest::prelude::*;
use rstest::rstest;

use super::*;
use crate::model::claims::{Claim, Informant};
use crate::model::fixtures::{COMPLETE, asks_of, day, done_at_intake, facts, policies};
use crate::model::sharing::FOR_ENTITLEMENT;
use crate::model::{Recorded, lay};

const TODAY: &str = "2026-03-02";
const MUNICIPALITIES: [&str; 5] =
    ["emmen:0114", "midden-drenthe:1731", "haarlem:0392", "emmen-coevorden:0109", "landsmeer:0415"];

fn keys(found: impl IntoIterator<Item = FactKey>) -> String {
    found.into_iter().map(FactKey::code).collect::<Vec<_>>().join(" ")
}

/// Everything that an act can ask was done.
fn all_done() -> ActsDone {
    ActsDone::by(&done_at_intake())
}

fn topics(form: &Form<'_>) -> String {
    form.topics.iter().map(|topic| topic.key).collect::<Vec<_>>().join(" ")
}

#[rstest]
#[case("emmen:0114", "", "law work vacancy-and-portfolio obstacles living rights-and-duties")]
#[case(
    "emmen:0114",
    "birth_date=2004-01-01",
    "law work vacancy-and-portfolio education obstacles living rights-and-duties"
)]
#[case(
    "emmen:0114",
    "birth_date=1980-01-01, assistance_requested=no",
    "law work obstacles living means-of-the-family"
)]
#[case("haarlem:0392", "birth_date=1980-01-01", "law work income debts care living rights-and-duties")]
#[case(
    "haarlem:0392",
    "birth_date=2004-01-01, basic_qualification=yes, assistance_requested=no",
    "law work income debts care living"
)]
#[case(
    "haarlem:0392",
    "birth_date=2004-01-01, basic_qualification=no",
    "law work income debts education care living rights-and-duties"
)]
#[case("landsmeer:0415", "birth_date=1980-01-01", "law work life integration")]
#[case(
    "landsmeer:0415",
    "birth_date=1980-01-01, assistance_requested=no",
    "law work life integration availability"
)]
fn topics_come_and_go_with_the_answers(
    #[case] municipality: &str,
    #[case] stated: &str,
    #[case] expected: &str,
) {
    let form = form(&asks_of(municipality, TODAY), &facts(stated));
    assert_eq!(topics(&form), expected);
    for topic in &form.topics {
        assert!(!topic.reason.text.is_empty() && !topic.reason.source.is_empty(), "{}", topic.key);
    }
}

#[rstest]
#[case("emmen:0114", COMPLETE, "")]
#[case(
    "emmen:0114",
    "birth_date=2004-01-01, household=single, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=0",
    "basic_qualification"
)]
#[case("emmen:0114", "assistance_requested=no", "lives_in_municipality birth_date")]
#[case("haarlem:0392", COMPLETE, "debts care_needed")]
// which topics apply hangs on it
#[case(
    "haarlem:0392",
    "birth_date=2004-01-01, household=single, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=0, debts=no, care_needed=no",
    "basic_qualification"
)]
#[case(
    "haarlem:0392",
    "birth_date=2004-01-01, household=single, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=0, debts=no, care_needed=no, basic_qualification=no",
    "can_follow_education"
)]
#[case(
    "emmen:0114",
    "birth_date=1980-01-01, household=couple, residence=dutch, lives_in_municipality=yes, \
    monthly_earnings=0, other_income=0, capital=0",
    "partner_birth_date"
)]
fn what_is_missing_is_what_law_and_policy_need(
    #[case] municipality: &str,
    #[case] stated: &str,
    #[case] expected: &str,
) {
    let form = form(&asks_of(municipality, TODAY), &facts(stated)).done(&all_done());
    assert_eq!(keys(form.missing()), expected);
    assert_eq!(form.is_complete(), expected.is_empty());
    let fields: Vec<_> = form.lacking().into_iter().map(|each| each.field).collect();
    assert_eq!(fields.len(), form.missing().len());
}

#[test]
fn who_can_give_what_is_missing_is_told() {
    let rules = asks_of("landsmeer:0415", TODAY);
    let stated = "birth_date=1980-01-01, assistance_requested=no, lives_in_municipality=yes";
    let form = form(&rules, &facts(stated));

    assert_eq!(keys(form.missing()), "hours_available family_income_percent");
    assert_eq!(keys(form.missing_of(FactSource::Applicant)), "hours_available");
    assert_eq!(keys(form.missing_of(FactSource::System)), "hours_available family_income_percent");
    let lacking = form.lacking();
    assert!(lacking[1].reason.contains("een consulent of een register of systeem"), "{lacking:?}");
    assert!(form.question(FactKey::FamilyIncomePercent).unwrap().source.contains("Landsmeer 2020"));
    assert_eq!(
        form.question(FactKey::BirthDate).unwrap().answer,
        facts(stated).get(FactKey::BirthDate).cloned()
    );
}

#[rstest]
#[case("emmen:0114", COMPLETE, "vacancy-offered rights-told")]
#[case("emmen:0114", "labour_capacity=no", "rights-told")]
#[case("emmen:0114", "assistance_requested=no", "")]
#[case("haarlem:0392", "", "rights-told")]
#[case("emmen-coevorden:0114", COMPLETE, "rights-told")]
#[case("midden-drenthe:1731", COMPLETE, "")]
fn what_is_done_beside_asking_is_needed_where_its_topic_applies(
    #[case] municipality: &str,
    #[case] stated: &str,
    #[case] expected: &str,
) {
    let rules = asks_of(municipality, TODAY);
    let not_yet = form(&rules, &facts(stated));
    let acts = |form: &Form<'_>| -> Vec<_> { form.missing_acts().iter().map(|act| act.code()).collect() };
    assert_eq!(acts(&not_yet).join(" "), expected);
    let named = not_yet.lacking();
    for act in not_yet.topics.iter().flat_map(|topic| &topic.acts).filter(|act| act.needed) {
        let told = |each: &&Violation| {
            each.rule == "intake-complete"
                && each.reason.contains(act.act.dutch())
                && each.reason.contains(act.source)
                && each.reason.contains("een intakeconsulent")
        };
        assert_eq!(named.iter().filter(told).count(), 1, "{named:?}");
    }
    let done = not_yet.done(&all_done());
    assert!(acts(&done).is_empty());
    let on = done.topics.iter().flat_map(|topic| &topic.acts).map(|act| act.done_on);
    assert!(on.into_iter().all(|on| on == Some(day("2026-01-12"))));
}

#[test]
fn a_question_whose_ground_falls_away_is_kept_beside_the_form() {
    let rules = asks_of("landsmeer:0415", TODAY);
    let form = form(
        &rules,
        &facts("birth_date=1980-01-01, assistance_requested=yes, hours_available=20, debts=yes"),
    );
    assert_eq!(keys(form.beside.iter().copied()), "hours_available debts");
    assert!(form.question(FactKey::HoursAvailable).is_none());
}

#[test]
fn the_law_asks_everything_that_the_right_is_decided_on() {
    let asked: Vec<_> = ASKED_BY_LAW.iter().map(|(key, _)| *key).collect();
    for key in FOR_ENTITLEMENT {
        assert!(asked.contains(&key), "{key}");
    }
    for key in asked {
        assert!(key.is_stated(), "{key}");
    }
}

/// A household that answers everything in one way: a value for every fact that people state.
fn a_household() -> impl Strategy<Value = BTreeMap<FactKey, FactValue>> {
    let value = |key: FactKey, seed: u32| match key.kind() {
        domain::FactKind::YesNo => FactValue::YesNo(seed.is_multiple_of(2)),
        domain::FactKind::Number { min, max } => FactValue::Number(if key == FactKey::YoungestChildAge {
            2
        } else {
            min + i64::from(seed) % (max - min + 1)
        }),
        domain::FactKind::Money => FactValue::Money(domain::Cents::new(i64::from(seed))),
        domain::FactKind::Day => {
            FactValue::Day(day("1960-01-01") + chrono::Days::new(u64::from(seed % 17_000)))
        }
        domain::FactKind::Choice(list) => FactValue::Choice(list[seed as usize % list.len()].code.into()),
    };
    let stated: Vec<_> = FactKey::ALL.iter().copied().filter(|key| key.is_stated()).collect();
    prop::collection::vec(any::<u32>(), stated.len()).prop_map(move |seeds| {
        let mut all: BTreeMap<_, _> =
            stated.iter().zip(seeds).map(|(key, seed)| (*key, value(*key, seed))).collect();
        // What cannot go together is refused elsewhere.
        all.insert(FactKey::EarlySchoolLeaver, FactValue::YesNo(false));
        all.insert(FactKey::StatusHolder, FactValue::YesNo(false));
        all
    })
}

fn fact(value: &FactValue) -> Fact {
    Fact { value: value.clone(), source: FactSource::Applicant, stated_on: day(TODAY) }
}

/// Answers one open question after another, as `choose` picks them, until none is open.
fn filled(
    rules: &FormRules<'_>,
    household: &BTreeMap<FactKey, FactValue>,
    mut choose: impl FnMut(usize) -> usize,
) -> Facts {
    let mut known = Facts::default();
    for _ in 0..200 {
        let form = form(rules, &known);
        let open: Vec<_> =
            form.questions().filter(|one| one.answer.is_none()).map(|one| one.asked.key).collect();
        let Some(key) = open.get(choose(open.len().max(1))) else { break };
        let claims = [(*key, Claim::unbounded(household[key].clone(), Informant::Applicant, day(TODAY)))];
        let Recorded { facts, .. } = lay(&known, &claims.into_iter().collect(), day(TODAY));
        known = facts;
    }
    known
}

fn answers(form: &Form<'_>) -> Vec<(String, FactKey, Option<Fact>)> {
    let of_topic = |topic: &FormTopic<'_>| -> Vec<_> {
        topic.questions.iter().map(|one| (topic.key.to_owned(), one.asked.key, one.answer.clone())).collect()
    };
    form.topics.iter().flat_map(of_topic).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// In whatever order the questions are answered: the same form comes of it, complete, and every question was asked
    /// once.
    #[test]
    fn the_order_of_answers_does_not_matter(
        household in a_household(),
        place in 0..MUNICIPALITIES.len(),
        picks in prop::collection::vec(any::<prop::sample::Index>(), 200),
    ) {
        let rules = asks_of(MUNICIPALITIES[place], TODAY);
        let mut picks = picks.into_iter().cycle();
        let any_order = filled(&rules, &household, |open| picks.next().unwrap().index(open));
        let in_order = filled(&rules, &household, |_| 0);
        let from_behind = filled(&rules, &household, |open| open - 1);

        let one = form(&rules, &in_order);
        prop_assert_eq!(one.is_complete(), one.missing_acts().is_empty(), "{:?}", one.missing());
        prop_assert!(one.clone().done(&all_done()).is_complete());
        prop_assert_eq!(answers(&one), answers(&form(&rules, &any_order)));
        prop_assert_eq!(answers(&one), answers(&form(&rules, &from_behind)));
    }

    /// Whatever is known: no fact is asked in two places, and what is known stands there as its answer.
    #[test]
    fn no_fact_is_asked_twice(
        household in a_household(),
        known in prop::collection::vec(any::<bool>(), FactKey::ALL.len()),
        place in 0..MUNICIPALITIES.len(),
    ) {
        let rules = asks_of(MUNICIPALITIES[place], TODAY);
        let facts: Facts = household
            .iter()
            .zip(known)
            .filter(|(_, known)| *known)
            .map(|((key, value), _)| (*key, fact(value)))
            .collect();
        let form = form(&rules, &facts);
        let mut asked: Vec<_> = form.questions().map(|one| one.asked.key).collect();
        for question in form.questions() {
            prop_assert_eq!(question.answer.as_ref(), facts.get(question.asked.key));
        }
        let (count, known) = (asked.len(), facts.iter().count());
        asked.sort_unstable();
        asked.dedup();
        prop_assert_eq!(asked.len(), count);
        let answered = form.questions().filter(|one| one.answer.is_some()).count();
        prop_assert_eq!(answered + form.beside.len(), known, "nothing that is known is lost");
        prop_assert!(form.topics.iter().all(|topic| !topic.questions.is_empty() || !topic.acts.is_empty()));
    }
}

#[test]
fn every_policy_of_this_repository_has_a_form() {
    let all = policies();
    for municipality in MUNICIPALITIES {
        let rules = FormRules::on(&all, &municipality.parse().unwrap(), day(TODAY)).unwrap();
        assert!(form(&rules, &Facts::default()).questions().count() > 10, "{municipality}");
    }
}
