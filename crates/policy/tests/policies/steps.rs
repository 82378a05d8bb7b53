//! The least steps before each decision (WF-4), and who gets a task that is late (WF-3).

use crate::common::policies;

const STEPS: [&str; 33] = [
    "emmen entitlement vacancy-offered vacancy-offered",
    "emmen referral portfolio-begun portfolio-begun",
    "emmen entitlement return-explained -",
    "emmen category earning-capacity -",
    "emmen category person-weighed -",
    "emmen category advice-asked -",
    "emmen measure blame-weighed recorded",
    "emmen measure circumstances-weighed recorded",
    "emmen-coevorden entitlement work-first search-assessed",
    "emmen-coevorden entitlement rights-told intake-completed",
    "emmen-coevorden entitlement depth-of-check intake-completed",
    "emmen-coevorden category labour-demand -",
    "emmen-coevorden category what-client-can intake-completed",
    "emmen-coevorden category what-client-wants intake-completed",
    "haarlem entitlement own-search search-assessed",
    "haarlem entitlement school-first -",
    "haarlem entitlement broad-intake intake-completed",
    "haarlem entitlement rights-told intake-completed",
    "haarlem entitlement application-checked -",
    "haarlem category labour-capacity -",
    "haarlem referral intermediary -",
    "haarlem referral social-domain category-assigned",
    "midden-drenthe entitlement intake-discussed intake-completed",
    "midden-drenthe entitlement decision-recorded -",
    "midden-drenthe category target-groups -",
    "midden-drenthe category abilities intake-completed",
    "midden-drenthe category custom-discussed -",
    "midden-drenthe referral direct-work category-assigned",
    "midden-drenthe referral stark -",
    "midden-drenthe referral other-provider -",
    "midden-drenthe exemption medical-advice -",
    "midden-drenthe exemption single-parent-request -",
    "midden-drenthe exemption yearly-talk recorded",
];

#[test]
fn every_step_has_its_key_and_what_shows_it() {
    let policies = policies();
    let mut found = Vec::new();
    for policy in policies.tenants() {
        for process in &policy.work_processes {
            found.extend(process.steps.iter().map(|step| {
                let proof = step.proof.map_or("-", |proof| proof.code());
                format!("{} {} {} {proof}", policy.tenant, process.decision.code(), step.key)
            }));
        }
    }
    found.sort();
    let mut expected = STEPS.to_vec();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn a_late_task_goes_to_the_quality_officer_and_then_to_the_manager() {
    for policy in policies().tenants() {
        let steps: Vec<_> =
            policy.escalations.iter().map(|step| (step.after_days, step.to.code(), step.release)).collect();
        assert_eq!(steps, [(1, "quality-officer", false), (14, "manager", true)], "{}", policy.tenant);
    }
}
