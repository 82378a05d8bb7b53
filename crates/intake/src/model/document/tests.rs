use rstest::rstest;

use super::*;
use crate::model::fixtures::{day, document, opening, policies};

const TODAY: &str = "2026-03-02";

fn kept_until(text: &str) -> Option<Keeping> {
    Some(Keeping { until: day(text), source: "Selectielijst".into(), objection_runs: false })
}

#[rstest]
#[case(Scan::Clean, Standing::Available)]
#[case(Scan::Infected, Standing::Infected)]
fn a_document_leaves_quarantine_once(#[case] scan: Scan, #[case] standing: Standing) {
    let next = document(Standing::Quarantined).scanned(scan).unwrap();
    assert_eq!((next.standing, next.scan), (standing, Some(scan)));
    assert_eq!(next.scanned(Scan::Clean), None);
}

#[rstest]
#[case(Standing::Available, None)]
#[case(Standing::Quarantined, Some("document-quarantined"))]
#[case(Standing::Infected, Some("document-infected"))]
#[case(Standing::Destroyed, Some("document-destroyed"))]
fn only_what_is_clean_is_read(#[case] standing: Standing, #[case] rule: Option<&str>) {
    let refused = document(standing).may_be_read().err().map(|refusal| refusal.rule);
    assert_eq!(refused.as_deref(), rule);
}

#[rstest]
#[case(None, "case-open")]
#[case(kept_until("2026-03-03"), "document-kept")]
fn before_its_term_nobody_destroys_it(#[case] keeping: Option<Keeping>, #[case] rule: &str) {
    let available = document(Standing::Available);
    assert_eq!(available.propose(keeping.as_ref(), "anna", day(TODAY)).unwrap_err().rule, rule);
    let proposed = Document { proposed: Some(Signed { by: "anna".into(), on: day(TODAY) }), ..available };
    assert_eq!(proposed.destroy(keeping.as_ref(), "bert", day(TODAY)).unwrap_err().rule, rule);
}

/// Six weeks where nothing was ever decided, five years after a refusal, ten years after assistance: also when a client withdraws
/// from assistance that ran.
#[rstest]
#[case("withdrawn", false, "2026-04-13")]
#[case("withdrawn", true, "2036-03-02")]
#[case("prevention-work", false, "2026-04-13")]
#[case("to-education", false, "2031-03-02")]
#[case("denied", true, "2031-03-02")]
#[case("outflow-work", true, "2036-03-02")]
fn documents_are_kept_by_how_it_ended_and_what_was_decided(
    #[case] because: &str,
    #[case] decided: bool,
    #[case] until: &str,
) {
    let open = Application::open(opening(), day("2026-01-05"));
    let keeping = |of: &Application| keeping(of, policies().national()).unwrap();
    assert_eq!(keeping(&open), None);
    let closed = open.close(because, decided, day(TODAY)).unwrap();
    assert_eq!(keeping(&closed).map(|keeping| keeping.until), Some(day(until)));
}

/// Withdrawn without a decision on 2 March: six weeks, but not while an objection runs, nor before nobody can appeal any more.
#[rstest]
#[case::it_runs(true, None, "2030-01-01", Some("objection-runs"))]
#[case::another_one_runs(true, Some("2026-04-20"), "2030-01-01", Some("objection-runs"))]
#[case::over_long_before(false, Some("2026-03-02"), "2026-04-14", None)]
#[case::on_the_last_day_to_appeal(false, Some("2026-04-20"), "2026-06-01", Some("document-kept"))]
#[case::the_day_after(false, Some("2026-04-20"), "2026-06-02", None)]
fn while_an_objection_is_not_final_documents_stay(
    #[case] running: bool,
    #[case] over_on: Option<&str>,
    #[case] today: &str,
    #[case] rule: Option<&str>,
) {
    let closed =
        Application::open(opening(), day("2026-01-05")).close("withdrawn", false, day(TODAY)).unwrap();
    let objections = Objections { running, over_on: over_on.map(day) };
    let objected = closed.objected(objections).unwrap();
    assert_eq!(objected.objected(objections), None, "known");
    let keeping = keeping(&objected, policies().national()).unwrap();
    let refused = document(Standing::Available).propose(keeping.as_ref(), "anna", day(today)).err();
    assert_eq!(refused.map(|refusal| refusal.rule).as_deref(), rule);
}

#[test]
fn two_people_destroy_it_once() {
    let due = kept_until(TODAY);
    let fresh = document(Standing::Available);
    let destroy = |document: &Document, by: &str| document.destroy(due.as_ref(), by, day(TODAY));

    assert_eq!(destroy(&fresh, "bert").unwrap_err().rule, "destruction-not-proposed");
    let proposed = fresh.propose(due.as_ref(), "anna", day(TODAY)).unwrap();
    let again = proposed.propose(due.as_ref(), "bert", day(TODAY));
    assert_eq!(again.unwrap_err().rule, "destruction-already-proposed");
    assert_eq!(destroy(&proposed, "anna").unwrap_err().rule, "four-eyes");
    let gone = destroy(&proposed, "bert").unwrap();
    assert!(!gone.standing.has_bytes());
    assert_eq!(gone.sha256, fresh.sha256);
    assert_eq!(destroy(&gone, "carla").unwrap_err().rule, "document-already-destroyed");
}

#[test]
fn the_story_names_what_it_proves_and_that_nobody_looked_for_viruses() {
    let unscanned = Document { scan: Some(Scan::NotScanned), ..document(Standing::Available) };
    let title = unscanned.title();
    assert!(title.contains("bewijs van: ") && title.contains(&unscanned.sha256), "{title}");
    assert!(title.contains("geen scanner ingesteld"), "{title}");
    assert!(document(Standing::Quarantined).title().contains("wacht op controle"));
}
