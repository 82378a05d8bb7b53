//! Wire → a question to the rules, with every violation at once. A reason never repeats what was sent.

use chrono::{Datelike, NaiveDate};
use domain::{Refusal, Violation};
use proto::income::v1 as pb;
use rules::facts::Facts;
use rules::read::{Fault, faults_on, nearest};
use rules::{Ask, Days, Local};
use schemars::JsonSchema;
use serde::de::DeserializeOwned;

/// Bytes of one document.
const LARGEST: usize = 256 * 1024;

/// A question, read.
pub struct Asked {
    pub facts: Facts,
    pub ask: Ask,
    pub days: Days,
    /// `None`: what the policy in force says.
    pub local: Option<Local>,
}

/// What is asked.
///
/// # Errors
///
/// A [`Refusal`] with every violation.
pub fn assessment(wire: &pb::AssessRequest) -> Result<Asked, Refusal> {
    let facts = document("facts_json", &wire.facts_json);
    let local = wire.local_json.as_deref().map(|text| document("local_json", text)).transpose();
    let ask = question(&wire.ask);
    let assessed = day("assessed_on", &wire.assessed_on);
    let decided = later("decided_on", &wire.decided_on);
    let known = later("known_on", &wire.known_on);
    let facts = facts.and_then(|facts: Facts| match &assessed {
        Ok(assessed) => {
            let faults = faults_on(&facts, *assessed);
            if faults.is_empty() { Ok(facts) } else { Err(violations("facts_json", faults)) }
        }
        Err(_) => Ok(facts),
    });
    match (facts, local, ask, assessed, decided, known) {
        (Ok(facts), Ok(local), Ok(ask), Ok(assessed), Ok(decided), Ok(known)) => {
            let decided = decided.unwrap_or(assessed);
            let days = Days { assessed, decided, known: known.unwrap_or(decided) };
            Ok(Asked { facts, ask, days, local })
        }
        (facts, local, ask, assessed, decided, known) => {
            let documents = [facts.err(), local.err()].into_iter().flatten().flatten();
            let others = [ask.err(), assessed.err(), decided.err(), known.err()].into_iter().flatten();
            Err(Refusal::invalid(documents.chain(others).collect()))
        }
    }
}

fn question(code: &str) -> Result<Ask, Violation> {
    if code.is_empty() {
        return Ok(Ask::Assistance);
    }
    let known = Ask::ALL.iter().copied().find(|ask| ask.code() == code);
    known.ok_or_else(|| {
        let meant = nearest(code, Ask::ALL.iter().map(|ask| ask.code()));
        let meant = meant.map(|code| format!("; bedoelt u `{code}`?")).unwrap_or_default();
        Violation::new("ask", format!("is geen vraag die wij kennen{meant}"), "question")
    })
}

/// A day of this century: no other has amounts of law.
fn day(field: &str, text: &str) -> Result<NaiveDate, Violation> {
    let day = proto::parse_day(field, text)?;
    let wrong = || Violation::new(field, "moet in de jaren 2000 tot en met 2099 liggen", "day-in-range");
    (2_000..=2_099).contains(&day.year()).then_some(day).ok_or_else(wrong)
}

fn later(field: &str, text: &str) -> Result<Option<NaiveDate>, Violation> {
    if text.is_empty() { Ok(None) } else { day(field, text).map(Some) }
}

/// A document of the rules.
///
/// # Errors
///
/// Every [`Violation`] with its place.
pub fn document<T: DeserializeOwned + JsonSchema>(field: &str, text: &str) -> Result<T, Vec<Violation>> {
    if text.len() > LARGEST {
        return Err(vec![Violation::new(field, "mag hoogstens 262.144 bytes groot zijn", "too-large")]);
    }
    rules::read::read(text).map_err(|faults| violations(field, faults))
}

fn violations(field: &str, faults: Vec<Fault>) -> Vec<Violation> {
    faults.into_iter().map(|fault| violation(field, fault)).collect()
}

fn violation(field: &str, Fault { path, rule, reason }: Fault) -> Violation {
    let place = if path.is_empty() { field.to_owned() } else { format!("{field}.{path}") };
    Violation::new(place, reason, rule)
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    fn wire(facts: &str) -> pb::AssessRequest {
        pb::AssessRequest {
            facts_json: facts.into(),
            assessed_on: "2026-03-01".into(),
            ..pb::AssessRequest::default()
        }
    }

    fn named(wire: &pb::AssessRequest) -> Vec<String> {
        let refusal = assessment(wire).err().map(|refusal| refusal.violations).unwrap_or_default();
        refusal.into_iter().map(|found| format!("{} {}", found.field, found.rule)).collect()
    }

    #[rstest]
    #[case(
        r#"{"applicant": {"birthdate": "1990-01-01"}}"#,
        "facts_json.applicant.birthdate unknown-property"
    )]
    #[case(r#"{"9999": {}}"#, "facts_json.(onbekend) unknown-property")]
    #[case(r#"{"applicant": 999993653}"#, "facts_json.applicant type")]
    #[case(r#"{"applicant": {"birth_date": "geheim"}}"#, "facts_json.applicant.birth_date value")]
    #[case(
        r#"{"applicant": {"incomes": [{"kind": "geheim", "amount": 1}]}}"#,
        "facts_json.applicant.incomes[0].kind enum"
    )]
    #[case(
        r#"{"applicant": {"incomes": [{"kind": "earnings"}]}}"#,
        "facts_json.applicant.incomes[0].amount required"
    )]
    #[case(r#"{"applicant": {}, "applicant": {}}"#, "facts_json.applicant repeated")]
    #[case(r#"{"applicant": "#, "facts_json json-syntax")]
    #[case("{} 1", "facts_json json-syntax")]
    #[case("", "facts_json json-syntax")]
    #[case("[]", "facts_json type")]
    fn what_is_wrong_in_a_document_has_its_place_and_no_value(#[case] facts: &str, #[case] expected: &str) {
        let refusal = assessment(&wire(facts)).err().unwrap();
        let told = format!("{:?}", refusal.violations);
        assert!(!told.contains("geheim") && !told.contains("99999"), "{told}");
        assert_eq!(named(&wire(facts)), [expected]);
    }

    #[test]
    fn everything_that_is_wrong_is_named_at_once() {
        let all = pb::AssessRequest {
            ask: "nrom".into(),
            assessed_on: "1 maart".into(),
            decided_on: "1999-12-31".into(),
            known_on: "2100-01-01".into(),
            local_json: Some(r#"{"percent": 20}"#.into()),
            ..wire(r#"{"applicant": {"birthdate": "1990-01-01"}, "partner": 1}"#)
        };
        let expected = [
            "facts_json.applicant.birthdate unknown-property",
            "facts_json.partner type",
            "local_json.percent unknown-property",
            "ask question",
            "assessed_on date-format",
            "decided_on day-in-range",
            "known_on day-in-range",
        ];
        assert_eq!(named(&all), expected);
        let refusal = assessment(&all).err().unwrap();
        let reasons: Vec<_> = refusal.violations.iter().map(|found| found.reason.as_str()).collect();
        assert!(
            reasons[0].ends_with("bedoelt u `birth_date`?") && reasons[3].ends_with("bedoelt u `norm`?"),
            "{reasons:?}"
        );
    }

    #[rstest]
    #[case(r#"{"applicant": {"birth_date": "2026-03-02"}}"#, "facts_json.applicant.birth_date value")]
    #[case(r#"{"applicant": {"weeks_abroad": -1}}"#, "facts_json.applicant.weeks_abroad value")]
    fn what_cannot_be_on_the_day_is_refused(#[case] facts: &str, #[case] expected: &str) {
        assert_eq!(named(&wire(facts)), [expected]);
        let other = pb::AssessRequest { ask: "nrom".into(), ..wire(facts) };
        assert_eq!(named(&other), [expected, "ask question"]);
    }

    #[test]
    fn a_document_is_bounded() {
        let padded = |length: usize| format!("{{}}{}", " ".repeat(length - 2));
        assert!(named(&wire(&padded(LARGEST))).is_empty());
        assert_eq!(named(&wire(&padded(LARGEST + 1))), ["facts_json too-large"]);
        let local = pb::AssessRequest { local_json: Some(padded(LARGEST + 1)), ..wire("{}") };
        assert_eq!(named(&local), ["local_json too-large"]);
    }

    #[test]
    fn days_that_are_not_named_follow_from_the_others() {
        let days = |decided: &str, known: &str| {
            let wire = pb::AssessRequest { decided_on: decided.into(), known_on: known.into(), ..wire("{}") };
            let asked = assessment(&wire).ok().unwrap();
            [asked.days.assessed, asked.days.decided, asked.days.known].map(|day| day.to_string())
        };
        assert_eq!(days("", ""), ["2026-03-01", "2026-03-01", "2026-03-01"]);
        assert_eq!(days("2026-04-01", ""), ["2026-03-01", "2026-04-01", "2026-04-01"]);
        assert_eq!(days("", "2026-02-01"), ["2026-03-01", "2026-03-01", "2026-02-01"]);
        assert_eq!(days("2026-04-01", "2026-05-01"), ["2026-03-01", "2026-04-01", "2026-05-01"]);
    }

    #[test]
    fn without_a_question_the_right_is_asked() {
        let ask =
            |code: &str| assessment(&pb::AssessRequest { ask: code.into(), ..wire("{}") }).ok().unwrap().ask;
        assert_eq!((ask(""), ask("norm")), (Ask::Assistance, Ask::Norm));
    }
}
