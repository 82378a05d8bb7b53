//! The binary, before it opens a port.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::policies;

/// What the binary says of its settings with the policies of this folder.
fn checked(folder: &Path) -> Output {
    let settings = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../deploy/config/gateway.toml");
    let policies = format!("policies={}", folder.display());
    let mut command = Command::new(env!("CARGO_BIN_EXE_meedoen-gateway"));
    command.arg("check-config").arg("--config").arg(settings).args(["--set", &policies]);
    command.output().unwrap()
}

#[test]
fn a_policy_with_a_fault_starts_nothing_and_is_named() {
    let folder = policies::folder();
    let right = checked(folder.path());
    assert!(right.status.success(), "{}", String::from_utf8_lossy(&right.stderr));

    let table = folder.path().join("a-tenant").join(policies::NOW).join("categories.md");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("| 6 | < 10 |", "| 6 | < 5 |")).unwrap();
    let faulty = checked(folder.path());

    let said = String::from_utf8_lossy(&faulty.stderr);
    assert_eq!(faulty.status.code(), Some(64), "{said}");
    let fault = format!("a-tenant/{}/categories.md:6: gap", policies::NOW);
    assert!(said.contains("policies") && said.contains(&fault), "{said}");
}
