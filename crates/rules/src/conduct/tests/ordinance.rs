use serde_json::{Value, json};

use super::*;
use crate::conduct::lowering;

#[test]
fn the_deployed_policies_say_how_long() {
    let months = |tenant: &str| {
        let policy =
            DEPLOYED.tenants().find(|policy| policy.municipalities.iter().any(|each| each.label == tenant));
        let local = crate::Local::of(policy.unwrap()).lowering.unwrap();
        let first = lowering(on(&breaches(&[breach(json!({}))]), "2026-03-01"), Some(&local), 0);
        value(first).months.len()
    };
    assert_eq!((months("Emmen"), months("Haarlem")), (1, 3));
}

#[test]
fn a_repetition_is_by_the_same_person() {
    let paragraph = |first: Value, second: Value| {
        let before = json!({ "committed_on": "2025-12-01", "applied_on": "2025-12-10" });
        let all = breaches(&[breach(with(before, first)), breach(second)]);
        value(lowering(on(&all, "2026-03-01"), Some(&ordinance()), 1)).months.len()
    };
    let who = |who: &str, duty: &str| json!({ "who": who, "duty": duty });
    for (duty, other) in [("travel", "skills"), ("return-activity", "return-activity")] {
        assert_eq!(paragraph(who("partner", duty), who("partner", other)), 2, "{duty}");
        assert_eq!(paragraph(who("applicant", duty), json!({ "duty": other })), 2, "{duty}");
        assert_eq!(paragraph(who("applicant", duty), who("partner", other)), 1, "{duty}");
    }
}
