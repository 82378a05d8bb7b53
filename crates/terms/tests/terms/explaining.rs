use terms::{Kind, Reason, State, StopReason, Stopping, Term};

use crate::common::{CALENDAR, day, extension, stopping, term};

fn account(term: &Term, on: &str) -> String {
    let lines = term.explain(day(on), &CALENDAR);
    lines.iter().map(|line| format!("{} [{}]\n", line.text, line.source)).collect()
}

#[test]
fn a_plain_term() {
    let decision = term(Kind::Decision, "2026-01-10");
    assert_eq!(
        account(&decision, "2026-03-01"),
        "De aanvraag is ontvangen op 10 januari 2026. De termijn telt vanaf de dag erna. [Awb art. 4:13]\n\
         De termijn is 8 weken: tot en met 7 maart 2026. [Awb art. 4:13]\n\
         7 maart 2026 is een zaterdag. De termijn loopt door tot en met de eerste werkdag: 9 maart 2026. \
         [Algemene termijnenwet art. 1 lid 1]\n\
         De laatste dag is 9 maart 2026, over 8 dagen. [Awb art. 4:13]\n"
    );
}

/// The whole life of a term, told on one day after another as it was known then.
#[test]
fn each_day_tells_what_was_known_then() {
    let decision = term(Kind::Decision, "2026-01-05")
        .stop(stopping(StopReason::MissingEvidence, "2026-01-20", None), &CALENDAR)
        .unwrap()
        .resume(StopReason::MissingEvidence, day("2026-01-30"), day("2026-01-30"))
        .unwrap()
        .stop(stopping(StopReason::ForceMajeure, "2026-02-10", Some("2026-02-10")), &CALENDAR)
        .unwrap()
        .extend(extension("2026-04-07", "2026-03-02"), &CALENDAR)
        .unwrap()
        .end(day("2026-04-08"))
        .unwrap();
    let last = |on: &str| account(&decision, on).lines().last().unwrap_or_default().to_owned();

    assert_eq!(last("2026-01-18"), "De laatste dag is 2 maart 2026, over 43 dagen. [Awb art. 4:13]");
    assert_eq!(
        last("2026-01-25"),
        "De termijn staat stil sinds 20 januari 2026. De laatste dag is bekend als hij weer loopt. [Awb art. 4:13]"
    );
    assert_eq!(last("2026-02-01"), "De laatste dag is 12 maart 2026, over 39 dagen. [Awb art. 4:13]");
    assert_eq!(last("2026-04-07"), "Dit is de laatste dag van de termijn. [Awb art. 4:13]");
    assert_eq!(last("2026-04-08"), "De termijn is klaar op 8 april 2026: na de laatste dag. [Awb art. 4:13]");
    assert_eq!(
        account(&decision, "2026-03-05"),
        "De aanvraag is ontvangen op 5 januari 2026. De termijn telt vanaf de dag erna. [Awb art. 4:13]\n\
         De termijn is 8 weken: tot en met 2 maart 2026. [Awb art. 4:13]\n\
         Van 20 januari 2026 tot en met 29 januari 2026 telt niet mee: wij wachtten op gegevens die wij hebben \
         gevraagd. Dat zijn 10 dagen. [Awb art. 4:15 lid 1 a]\n\
         Van 10 februari 2026 tot en met 10 februari 2026 telt niet mee: wij konden door overmacht niet beslissen. \
         Dat zijn 1 dag. De aanvrager hoort binnen welke tijd het besluit nu komt. [Awb art. 4:15 lid 2 c]\n\
         Op 2 maart 2026 is de aanvrager verteld dat het besluit later komt, uiterlijk op 7 april 2026. De reden: \
         het advies van UWV laat op zich wachten. [Awb art. 4:14]\n\
         De laatste dag is 7 april 2026, over 33 dagen. [Awb art. 4:13]\n"
    );
}

#[test]
fn days_that_two_stops_share_and_stops_that_cost_nothing_are_told() {
    let decision = term(Kind::Decision, "2026-01-05")
        .stop(stopping(StopReason::MissingEvidence, "2026-01-20", Some("2026-01-29")), &CALENDAR)
        .unwrap()
        .stop(stopping(StopReason::Consent, "2026-01-25", Some("2026-02-03")), &CALENDAR)
        .unwrap()
        .stop(stopping(StopReason::ForceMajeure, "2026-02-10", None), &CALENDAR)
        .unwrap()
        .resume(StopReason::ForceMajeure, day("2026-02-10"), day("2026-02-10"))
        .unwrap();
    let told = account(&decision, "2026-02-15");
    for part in [
        "Dat zijn 10 dagen. Daarvan telden er 5 al niet mee.",
        "Dat was meteen voorbij en kostte geen dag.",
        "Samen telden 15 dagen niet mee. Zo loopt de termijn tot en met 17 maart 2026.",
    ] {
        assert!(told.contains(part), "{part}: not in\n{told}");
    }
}

#[test]
fn a_long_term_stays_on_a_free_day_and_says_so() {
    let told = account(&term(Kind::FineDecision, "2026-01-02"), "2026-01-05");
    assert!(told.contains("3 april 2026 is Goede Vrijdag. De termijn is zo lang dat hij daardoor niet verschuift. [Algemene termijnenwet art. 4]"), "{told}");
}

#[test]
fn a_term_that_has_not_begun_says_when_it_will_and_until_when() {
    let decision = term(Kind::Decision, "2026-01-10");
    assert_eq!(
        account(&decision, "2026-01-05"),
        "De beslistermijn begint op 10 januari 2026. De termijn telt vanaf de dag erna. [Awb art. 4:13]\n\
         De termijn is 8 weken: tot en met 7 maart 2026. [Awb art. 4:13]\n\
         7 maart 2026 is een zaterdag. De termijn loopt door tot en met de eerste werkdag: 9 maart 2026. \
         [Algemene termijnenwet art. 1 lid 1]\n\
         De termijn loopt nog niet: hij begint op 10 januari 2026, over 5 dagen. Als er niets tussenkomt, is \
         9 maart 2026 de laatste dag. [Awb art. 4:13]\n"
    );
    let stopping =
        Stopping { known_on: day("2026-01-05"), ..stopping(StopReason::ForceMajeure, "2026-01-12", None) };
    let stops = decision.stop(stopping, &CALENDAR).unwrap();
    assert_eq!(stops.state(day("2026-01-05"), &CALENDAR), State::Ahead { due: None });
    let told = account(&stops, "2026-01-09");
    assert!(
        told.contains("over 1 dag. Hij staat dan stil. De laatste dag is bekend als hij loopt."),
        "{told}"
    );
}

#[test]
fn what_else_made_a_term_begin_is_told_with_its_article_and_kept() {
    let because =
        Reason { text: "Na de zoektermijn, vanaf 10 januari 2026.".into(), source: "art. 41".into() };
    let decision = term(Kind::Decision, "2026-01-10").begun_by(because);
    let first = |term: &Term| account(term, "2026-01-12").lines().next().unwrap_or_default().to_owned();
    let told = "Na de zoektermijn, vanaf 10 januari 2026. De termijn telt vanaf de dag erna. [art. 41]";
    assert_eq!(first(&decision), told);
    let kept: Term = serde_json::from_str(&serde_json::to_string(&decision).unwrap()).unwrap();
    assert_eq!((first(&kept), &kept), (told.to_owned(), &decision));
}
