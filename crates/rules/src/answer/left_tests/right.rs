//! Right, norm and first day.

use serde_json::{Value, json};

use super::*;
use crate::testing::{couple, housemate};

/// Born in 2006: 19 on the days of these tests; the parents' means do not suffice.
fn young() -> Value {
    json!({ "birth_date": "2006-03-15", "education": { "can_follow": false }, "parents_cannot_support": true })
}

pub fn the_right() -> Vec<Left> {
    let care = json!({ "household": { "living_together": {
        "married": false, "main_residence_shared": true, "mutual_care": true, "relation": "other", "care_need": true
    } } });
    let negative = facts(json!({ "household": { "kind": "single", "children": [], "cost_sharers": -1 } }));
    let shared = json!({ "household": { "housemates": [housemate()] } });
    let running = single(json!({
        "household": { "housemates": [housemate()] }, "assistance": { "receives": true, "since": "2014-12-01" }
    }));
    let asked = |reported: &str, from: &str| {
        single(json!({ "application": { "reported_on": reported, "asked_from": from } }))
    };
    let young_sharing = {
        let mut sharing = single(json!({ "applicant": young() }));
        sharing.lay_over(&facts(shared));
        sharing
    };
    let school = json!({ "education": { "left_on": "2025-12-01" } });
    vec![
        left(
            ("every rule", "the law's amount"),
            Ask::Norm,
            (single(json!({})), "2016-06-01"),
            ("norm-21a", "21.a van de wet niet bekend"),
        ),
        left(
            ("`household-4`", "facts contradict"),
            Ask::Assistance,
            (single(json!({ "partner": { "birth_date": "1990-01-01" } })), "2026-01-01"),
            ("household-4", "spreken elkaar tegen"),
        ),
        left(
            ("`household-4`", "the applicant of a couple died"),
            Ask::Assistance,
            (crate::testing::couple(json!({ "applicant": { "died_on": "2026-01-10" } })), "2026-02-11"),
            ("household-4", "wordt apart vastgesteld"),
        ),
        left(
            ("`joint-household-3`", "a care relation"),
            Ask::JointHousehold,
            (single(care), "2026-01-01"),
            ("joint-household-3", "Een consulent bevestigt wat geldt"),
        ),
        left(
            ("`urgent-16`", "urgent reasons"),
            Ask::Assistance,
            (single(json!({ "applicant": { "detained": true, "urgent_reasons": true } })), "2026-01-01"),
            ("urgent-16", "Een consulent beoordeelt dat"),
        ),
        left(
            ("`late-44-3`", "culpably late"),
            Ask::Start,
            (
                single(json!({ "application": {
                    "reported_on": "2026-02-01", "applied_on": "2026-03-01", "culpably_late": true
                } })),
                "2026-03-01",
            ),
            ("late-44-3", "Een consulent beslist"),
        ),
        left(
            ("`earlier-44-5`", "asked for a time"),
            Ask::Start,
            (asked("2026-03-01", "2026-02-01"), "2026-03-01"),
            ("earlier-44-5", "beoordeelt een consulent"),
        ),
        left(
            ("`earlier-44-5`", "asked for a time"),
            Ask::Start,
            (asked("2025-03-01", "2025-02-01"), "2025-03-01"),
            ("earlier-44-5", "staat pas sinds 01-01-2026 in de wet"),
        ),
        left(
            ("`cost-sharers-19a`", "a number below"),
            Ask::CostSharers,
            (negative, "2026-01-01"),
            ("cost-sharers-19a", "niet lager zijn dan nul"),
        ),
        left(
            ("`norm-22a-running`", "cost sharers"),
            Ask::Norm,
            (running, "2015-03-01"),
            ("norm-22a-running", "van voor de kostendelersnorm"),
        ),
        left(
            ("`norm-23`", "someone inside"),
            Ask::Norm,
            (
                couple(
                    json!({ "applicant": { "in_institution": true }, "partner": { "residence": "none" } }),
                ),
                "2026-01-01",
            ),
            ("norm-23", "zegt de wet niet duidelijk"),
        ),
        left(
            ("`norm-53a-3`", "household not shown"),
            Ask::Norm,
            (single(json!({ "applicant": young(), "household": { "not_proved": true } })), "2026-01-01"),
            ("norm-53a-3", "Welke norm dan geldt onder de 21 jaar"),
        ),
        left(
            ("`increase-20-3`", "both spouses"),
            Ask::Norm,
            (couple(json!({ "applicant": young(), "partner": young() })), "2026-01-01"),
            ("increase-20-3", "twee keer krijgt"),
        ),
        left(
            ("`increase-20-3`", "with cost sharers"),
            Ask::Norm,
            (young_sharing, "2026-01-01"),
            ("increase-20-3", "wie kosten deelt"),
        ),
        left(
            ("`lowering-27`, `lowering-28`", "facts call for it"),
            Ask::Norm,
            (single(json!({ "household": { "housing": { "has_costs": false } } })), "2026-01-01"),
            ("lowering-27", "Hoeveel de gemeente de norm dan verlaagt, is niet opgegeven"),
        ),
        left(
            ("`lowering-27`, `lowering-28`", "facts call for it"),
            Ask::Norm,
            (single(json!({ "applicant": school })), "2026-01-01"),
            ("lowering-28", "Hoeveel de gemeente de norm dan verlaagt, is niet opgegeven"),
        ),
        Left {
            local: Local { school_leaver_percent: Some(10), ..Local::default() },
            ..left(
                ("`lowering-28`", "one spouse of two"),
                Ask::Norm,
                (couple(json!({ "applicant": school })), "2026-01-01"),
                ("lowering-28", "Een van beide partners"),
            )
        },
    ]
}
