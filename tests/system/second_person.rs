//! Where a policy asks four eyes for another depth of verification, a task asks the second person.

use std::path::Path;

use anyhow::ensure;
use system_tests::{World, policies_of_the_repository};

use crate::scenarios::enforcement;

const ALONE: &str = "[deviation]\nfour_eyes = false";

/// A tenant with a scorecard.
fn with_a_scorecard() -> String {
    let tenants = system_tests::tenants().unwrap();
    let has_one = |tenant: &&String| {
        let versions = std::fs::read_dir(policies_of_the_repository().join(tenant)).unwrap();
        versions.flatten().any(|version| version.path().join("scorecard.md").is_file())
    };
    tenants.iter().find(has_one).cloned().unwrap()
}

/// Asks a second person in every version of a tenant's policy.
fn four_eyes(policies: &Path, tenant: &str) -> anyhow::Result<()> {
    for version in std::fs::read_dir(policies.join(tenant))? {
        let file = version?.path().join("policy.toml");
        let policy = std::fs::read_to_string(&file)?;
        ensure!(policy.contains(ALONE), "{} does not say it so", file.display());
        std::fs::write(file, policy.replace(ALONE, "[deviation]\nfour_eyes = true"))?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_depth_of_verification_waits_for_a_second_person_who_is_asked() {
    let tenant = with_a_scorecard();
    let world =
        World::one_process_with(&tenant, None, |policies| four_eyes(policies, &tenant)).await.unwrap();
    enforcement::the_scorecard_decides_only_how_deeply_to_verify(&world).await.unwrap();
    world.nothing_stands_still().await.unwrap();
    world.stop().await.unwrap();
}
