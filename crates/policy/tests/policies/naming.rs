//! Versions as people name them.

use policy::NoVersion;

use crate::common::policies;

#[test]
fn a_version_goes_by_its_first_day_and_by_the_start_of_its_hash() {
    let policies = policies();
    for policy in policies.versions() {
        let day = policy.valid_from.to_string();
        for name in [day.as_str(), &policy.version, &policy.version[..6]] {
            assert_eq!(policies.named(&policy.tenant, name).unwrap().version, policy.version);
        }
    }
}

#[test]
fn another_version_is_never_used_instead() {
    let policies = policies();
    let refused = |tenant: &str, name: &str| policies.named(tenant, name).unwrap_err();

    assert!(matches!(refused("nowhere", "2015-01-01"), NoVersion::UnknownTenant { .. }));
    assert!(matches!(refused("emmen", "2014-12-31"), NoVersion::Unknown { .. }));
    assert!(matches!(refused("emmen", "000000"), NoVersion::Unknown { .. }));
    let hash = &policies.tenants().next().unwrap().version[..5];
    assert!(matches!(refused("emmen", hash), NoVersion::TooShort(_)));
    assert!(refused("emmen", "2014-12-31").to_string().contains("it has 2015-01-01 ("));
}
