//! What each policy asks at the intake, in what words and of whom.

use domain::{Fact, FactKey, FactSource, FactValue, Facts};
use rstest::rstest;

use crate::common::{day, policies};

#[test]
fn a_policy_asks_in_its_own_words_and_else_in_those_of_the_catalogue() {
    let policies = policies();
    let emmen = policies.of(&"emmen:0114".parse().unwrap(), day("2026-03-02")).unwrap();

    let own = emmen.question(FactKey::EarningCapacity);
    assert_ne!(own.words, FactKey::EarningCapacity.question());
    assert_eq!(own.by, [FactSource::Consultant, FactSource::System]);
    assert!(own.source.is_some_and(|source| source.starts_with("Emmen 2015")));
    let plain = emmen.question(FactKey::Debts);
    assert_eq!((plain.words, plain.by), (FactKey::Debts.question(), FactKey::Debts.answered_by()));
    assert_eq!((plain.needed, plain.source), (false, None));
}

/// Everyone can be asked everything that a topic asks, in every policy of this repository.
#[test]
fn every_question_of_every_policy_can_be_answered() {
    for policy in policies().versions() {
        for topic in &policy.intake_topics {
            for asked in policy.questions_of(topic) {
                assert!(asked.words.contains('?'), "{}: {}", policy.tenant, asked.key);
                assert!(!asked.by.is_empty(), "{}: {}", policy.tenant, asked.key);
            }
        }
        assert!(policy.questions.iter().any(|question| question.needed), "{}", policy.tenant);
    }
}

#[rstest]
#[case("1985-01-01", &[])]
#[case("2004-01-01", &["age"])]
fn a_topic_says_what_it_looked_at(#[case] born: &str, #[case] inputs: &[&str]) {
    let policies = policies();
    let emmen = policies.of(&"emmen:0114".parse().unwrap(), day("2026-03-02")).unwrap();
    let birth = Fact {
        value: FactValue::Day(day(born)),
        source: FactSource::Applicant,
        stated_on: day("2026-03-02"),
    };
    let facts = Facts::from_iter([(FactKey::BirthDate, birth)]).on(day("2026-03-02"));

    let topics = emmen.topics(&facts);
    let education = topics.items.iter().find(|topic| topic.item.key == "education");

    let looked_at = education.map(|topic| topic.inputs.as_slice()).unwrap_or_default();
    assert_eq!(looked_at.iter().map(|input| input.name.as_str()).collect::<Vec<_>>(), inputs);
    let work = topics.items.iter().find(|topic| topic.item.key == "work").unwrap();
    assert!(work.inputs.is_empty(), "about work with everyone");
}
