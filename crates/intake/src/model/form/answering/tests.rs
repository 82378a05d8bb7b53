use domain::{Fact, FactKey, Facts, Violation};
use rstest::rstest;

use super::*;
use crate::model::claims::{Informant, StatementKind};
use crate::model::fixtures::{asks_of, claims, day, facts, opening, says};
use crate::model::{Application, Opening, lay};

const TODAY: &str = "2026-03-02";

fn keys(found: impl IntoIterator<Item = FactKey>) -> String {
    found.into_iter().map(FactKey::code).collect::<Vec<_>>().join(" ")
}

/// An application in a municipality with what was said at its start.
fn started(municipality: &str, stated: &str) -> (Application, Vec<Statement>) {
    let (first, on) = (claims(stated), day("2026-01-05"));
    let stated = lay(&Facts::default(), &first, on);
    let municipality = municipality.parse().unwrap();
    let application = Application::open(Opening { municipality, stated, ..opening() }, on);
    let opening = Statement { number: 1, claims: first, ..says(&application, "", "2026-01-05") };
    (application, vec![opening])
}

/// Answers of an informant, said on a day.
fn said(of: &Application, by: &Informant, stated: &str, on: &str) -> Statement {
    let claim =
        |(key, fact): (FactKey, &Fact)| (key, Claim::unbounded(fact.value.clone(), by.clone(), day(on)));
    let claims: Claims = facts(stated).iter().map(claim).collect();
    Statement { claims, kind: StatementKind::Form, ..says(of, "", on) }
}

fn system() -> Informant {
    Informant::System { name: "uwv".into() }
}

#[rstest]
#[case(Informant::Applicant, "debts=yes", 1, "")]
// all together, whatever their order
#[case(Informant::Applicant, "household=couple, partner_birth_date=1990-01-01", 1, "")]
#[case(Informant::Consultant, "earning_capacity=40", 1, "")]
#[case(system(), "job_register=yes", 1, "")]
#[case(Informant::Applicant, "earning_capacity=40", 1, "facts.earning_capacity:answerer-allowed")]
#[case(Informant::Partner, "job_register=yes", 1, "facts.job_register:answerer-allowed")]
#[case(
    Informant::Applicant,
    "household=single, partner_birth_date=1990-01-01",
    1,
    "facts.partner_birth_date:question-withdrawn facts.partner_birth_date:partner-needs-couple"
)]
#[case(Informant::Applicant, "basic_qualification=yes", 1, "facts.basic_qualification:question-not-asked")]
#[case(
    Informant::Applicant,
    "wiw=yes, debts=no, needs_sheltered=no",
    1,
    "facts.needs_sheltered:answerer-allowed facts.wiw:question-not-asked"
)]
#[case(
    Informant::Applicant,
    "household=single-parent, youngest_child_age=17, birth_date=2012-01-01",
    1,
    "facts.youngest_child_age:child-younger-than-parent"
)]
#[case(Informant::Applicant, "debts=yes", 2, "version:version-known")]
fn answers_are_taken_together_or_not_at_all(
    #[case] by: Informant,
    #[case] stated: &str,
    #[case] seen: i64,
    #[case] expected: &str,
) {
    let (application, history) = started("emmen:0114", "birth_date=1985-06-01");
    let answer = said(&application, &by, stated, TODAY);

    let answered = application.answer(answer.clone(), &history, seen, &asks_of("emmen:0114", TODAY));

    match answered {
        Ok(answered) => {
            assert_eq!(expected, "");
            let (next, statement) = answered.recorded.unwrap();
            assert_eq!((next.statements, statement.claims), (2, answer.claims));
            assert_eq!(answered.changed.len(), facts(stated).iter().count());
        }
        Err(refusal) => {
            let named = |each: &Violation| format!("{}:{}", each.field, each.rule);
            assert_eq!(refusal.violations.iter().map(named).collect::<Vec<_>>().join(" "), expected);
        }
    }
}

#[test]
fn what_someone_else_answered_meanwhile_is_not_overwritten() {
    let rules = asks_of("emmen:0114", TODAY);
    let (application, mut history) = started("emmen:0114", "birth_date=1985-06-01");
    let seen = application.statements;
    let first = said(&application, &Informant::Applicant, "debts=yes", TODAY);
    let answered = application.answer(first, &history, seen, &rules).unwrap();
    let (application, statement) = answered.recorded.unwrap();
    history.push(statement);
    let answer = |by: &Informant, stated: &str, seen: i64| {
        application.answer(said(&application, by, stated, TODAY), &history, seen, &rules)
    };

    let crossed = answer(&Informant::Consultant, "debts=no, homeless=no", seen).unwrap_err();
    assert_eq!((crossed.rule.as_str(), crossed.violations.len()), ("answered-meanwhile", 1));
    assert_eq!(crossed.violations[0].field, "facts.debts");
    // Another question, or the same answer, crosses nothing; and who has read the form may correct it.
    assert!(answer(&Informant::Consultant, "homeless=no", seen).unwrap().recorded.is_some());
    assert!(answer(&Informant::Consultant, "debts=yes", seen).unwrap().recorded.is_some());
    assert!(answer(&Informant::Consultant, "debts=no", seen + 1).unwrap().recorded.is_some());
    // Once more by the same is a repeat, whatever was seen.
    assert_eq!(answer(&Informant::Applicant, "debts=yes", seen).unwrap().recorded, None);
}

#[test]
fn an_answer_older_than_what_is_known_is_refused_and_a_closed_case_takes_none() {
    let rules = asks_of("emmen:0114", TODAY);
    let (application, history) = started("emmen:0114", "birth_date=1985-06-01, debts=yes");
    let older = said(&application, &Informant::Applicant, "debts=no", "2026-01-04");
    let older = Statement { day: day(TODAY), ..older };
    let refusal = application.answer(older, &history, 1, &rules).unwrap_err();
    assert_eq!(refusal.violations[0].rule, "answers-in-order");

    let ended = said(&application, &Informant::Applicant, "debts=no", TODAY);
    let until = |claim: &Claim| Claim { valid_until: Some(day("2026-03-01")), ..claim.clone() };
    let claims = ended.claims.iter().map(|(key, claim)| (key, until(claim))).collect();
    let refusal = application.answer(Statement { claims, ..ended.clone() }, &history, 1, &rules).unwrap_err();
    assert_eq!(refusal.violations[0].rule, "answer-holds-today");

    let closed = application.close("withdrawn", false, day(TODAY)).unwrap();
    assert_eq!(closed.answer(ended, &history, 1, &rules).unwrap_err().rule, "application-closed");
}

#[test]
fn who_is_single_again_is_not_held_to_the_birth_date_of_a_partner() {
    let rules = asks_of("emmen:0114", TODAY);
    let couple = "birth_date=1985-06-01, household=couple, partner_birth_date=1990-01-01";
    let (application, mut history) = started("emmen:0114", couple);
    let parted = said(&application, &Informant::Applicant, "household=single", TODAY);

    let answered = application.answer(parted, &history, 1, &rules).unwrap();

    assert_eq!(keys(answered.changed), "partner_birth_date household");
    let (next, statement) = answered.recorded.unwrap();
    assert_eq!(next.facts.get(FactKey::PartnerBirthDate), None);
    history.push(statement);
    assert_eq!(standing(&history, day(TODAY), day(TODAY)).facts, next.facts, "whichever way it is found");
    let late = said(&next, &Informant::Applicant, "partner_birth_date=1991-01-01", TODAY);
    let refusal = next.answer(late, &history, 2, &rules).unwrap_err();
    assert_eq!(refusal.violations[0].rule, "question-withdrawn");
    // A couple again: with whom is asked again, the earlier answer is kept as it was said.
    let again = said(&next, &Informant::Applicant, "household=couple", TODAY);
    let answered = next.answer(again, &history, 2, &rules).unwrap();
    assert!(answered.missing.contains(&FactKey::PartnerBirthDate));
    let before = standing(&history[..1], day(TODAY), day(TODAY));
    assert!(before.facts.get(FactKey::PartnerBirthDate).is_some());
}
