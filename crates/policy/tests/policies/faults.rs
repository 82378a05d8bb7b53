//! Every kind of fault in a policy is found at load, with file, line and rule, and all at once.

use std::fs;
use std::path::Path;

use crate::common::{change, copy, copy_folder, day};
use policy::{NoPolicy, Policies, Problems};
use rstest::rstest;
use tempfile::TempDir;

const POLICY: &str = "emmen/2015-01-01/policy.toml";
const ENFORCEMENT: &str = "emmen-coevorden/2007-01-01/duties.toml";
const SCORECARD: &str = "emmen-coevorden/2007-01-01/scorecard.md";
const ROUTES: &str = "emmen-coevorden/2007-01-01/policy.toml";
const CATEGORIES: &str = "emmen/2015-01-01/categories.md";
const GROUPS: &str = "emmen/2015-01-01/target-groups.md";

fn problems(root: &TempDir) -> Problems {
    Policies::load(root.path()).unwrap_err()
}

#[rstest]
#[case(POLICY, "label = \"Gemeente Emmen\"", "", "missing-field", "label")]
#[case(POLICY, "term_months = 6\n", "", "missing-field", "term_months")]
#[case(POLICY, "term_months = 6", "term_months = 6\ncolour = \"red\"", "unknown-field", "colour")]
#[case(POLICY, "term_months = 6", "term_months = \"six\"", "wrong-type", "string")]
#[case(POLICY, "four_eyes = false", "four_eyes = 3", "wrong-type", "integer")]
#[case(
    POLICY,
    "[deviation]",
    "[payments]\npeople = 1\nsource = \"x\"\n\n[deviation]",
    "out-of-bounds",
    "two or three"
)]
#[case(
    POLICY,
    "[deviation]",
    "[payments]\npeople = 4\nsource = \"x\"\n\n[deviation]",
    "out-of-bounds",
    "two or three"
)]
#[case(POLICY, "label = \"Gemeente Emmen\"", "label = \"Gemeente Emmen\"\nmood = 1", "unknown-field", "mood")]
#[case(POLICY, "label = \"Gemeente Emmen\"", "label = Gemeente Emmen", "toml-syntax", "")]
#[case(POLICY, "instrument = \"mediation\"", "instrument = \"magic\"", "unknown-reference", "magic")]
#[case(POLICY, "instrument = \"mediation\"\n", "", "no-instrument", "group-2")]
#[case(
    POLICY,
    "share_limits = []",
    "share_limits = [{ partner = \"nobody\", max_percent = 80, source = \"x\" }]",
    "unknown-reference",
    "nobody"
)]
#[case(
    POLICY,
    "share_limits = []",
    "share_limits = [{ partner = \"emco\", max_percent = 180, source = \"x\" }]",
    "out-of-bounds",
    "max_percent"
)]
#[case(
    POLICY,
    "preparatory_instrument = \"sheltered-preparation\"",
    "preparatory_instrument = \"rest\"",
    "unknown-reference",
    "rest"
)]
#[case(
    POLICY,
    "support_only = [\"wsp-drenthe\"]",
    "support_only = [\"nobody\"]",
    "unknown-reference",
    "nobody"
)]
#[case(POLICY, "support_only = [\"wsp-drenthe\"]", "support_only = [\"emco\"]", "direction", "emco")]
#[case(POLICY, "category = \"group-1\"", "category = \"group-9\"", "unknown-reference", "group-9")]
#[case(POLICY, "percent_tenths = 484", "percent_tenths = 984", "out-of-bounds", "tenths")]
#[case(
    POLICY,
    "key = \"mediation\"\nlabel = \"bemiddeling naar werk\"\nmonths = 6",
    "key = \"mediation\"\nlabel = \"bemiddeling naar werk\"\nmonths = 0",
    "no-limit",
    "mediation"
)]
#[case(POLICY, "extension_months = 3", "extension_months = 0", "no-limit", "extension_months")]
#[case(POLICY, "review_months = 6", "review_months = 0", "no-limit", "review_months")]
#[case(POLICY, "lead_role = \"reintegration-consultant\"", "lead_role = \"wizard\"", "unknown-value", "role")]
#[case(POLICY, "direction = \"work\"", "direction = \"sideways\"", "unknown-value", "sideways")]
#[case(
    POLICY,
    "directions = [\"work\", \"sheltered\"]",
    "directions = [\"own-strength\"]",
    "direction",
    "emco"
)]
#[case(POLICY, "kind = \"welfare\"", "kind = \"circus\"", "unknown-value", "circus")]
#[case(POLICY, "acts = [\"vacancy-offered\"]\n", "", "asks-nothing", "vacancy-and-portfolio")]
#[case(POLICY, "acts = [\"vacancy-offered\"]", "acts = [\"coffee\"]", "unknown-value", "coffee")]
#[case(
    POLICY,
    "\"earning_capacity\", \"needs_sheltered\"",
    "\"earning_capacity\", \"earning_capacity\", \"needs_sheltered\"",
    "duplicate-key",
    "twice"
)]
#[case(
    POLICY,
    "acts = [\"rights-told\"]",
    "acts = [\"rights-told\", \"rights-told\"]",
    "duplicate-key",
    "twice in `acts`"
)]
#[case(POLICY, "by = [\"consultant\", \"system\"]", "by = []", "nobody-answers", "earning_capacity")]
#[case(
    POLICY,
    "by = [\"consultant\", \"system\"]",
    "by = [\"derived\"]",
    "nobody-answers",
    "earning_capacity"
)]
#[case(POLICY, "by = [\"consultant\", \"system\"]", "by = [\"neighbour\"]", "unknown-value", "neighbour")]
#[case(POLICY, "[[questions]]\nfact = \"language\"", "[[questions]]\nfact = \"wiw\"", "unasked-fact", "wiw")]
#[case(
    POLICY,
    "[[questions]]\nfact = \"language\"",
    "[[questions]]\nfact = \"earning_capacity\"",
    "duplicate-key",
    "earning_capacity"
)]
#[case(
    POLICY,
    "words = \"Wat is het niveau van lezen en schrijven in het Nederlands?\"",
    "words = \" \"",
    "missing-field",
    "language"
)]
#[case(POLICY, "capacity_from = 30", "capacity_from = 90", "capacity-range", "emco")]
#[case(
    POLICY,
    "registration_number = \"99990001\"",
    "registration_number = \"9999\"",
    "registration-number",
    "emco"
)]
#[case(POLICY, "code = \"0114\"", "code = \"114\"", "municipality-code", "114")]
#[case(POLICY, "key = \"group-2\"", "key = \"group-1\"", "duplicate-key", "group-1")]
#[case(POLICY, "key = \"group-2\"", "key = \"Group 2\"", "key", "Group 2")]
#[case(POLICY, "key = \"portfolio-begun\"", "key = \"vacancy-offered\"", "duplicate-key", "vacancy-offered")]
#[case(POLICY, "proof = \"vacancy-offered\"", "proof = \"magic\"", "unknown-value", "magic")]
#[case(POLICY, "after_days = 14", "after_days = 1", "out-of-bounds", "after_days")]
#[case(POLICY, "to = \"manager\"", "to = \"partner\"", "out-of-bounds", "tasks of people")]
#[case(POLICY, "valid_from = \"2015-01-01\"", "valid_from = \"2016-01-01\"", "date-mismatch", "2016-01-01")]
#[case(POLICY, "exceptions = [\"vulnerable\"]", "exceptions = [\"rich\"]", "unknown-value", "rich")]
#[case(
    POLICY,
    "answer_days = 10\nsource = \"keuze bij inrichting\"",
    "answer_days = 10\nsource = \" \"",
    "no-source",
    ""
)]
#[case(CATEGORIES, "\"group-2\"", "\"group-9\"", "unknown-reference", "group-9")]
#[case(CATEGORIES, "\"group-2\"", "\"group-1\"", "unused", "group-2")]
#[case(CATEGORIES, "[50..80]", "[50..80)", "gap", "earning_capacity = 80")]
#[case(CATEGORIES, "[50..80]", "[50..81]", "overlap", "earning_capacity = 81")]
#[case(CATEGORIES, "[50..80]", "[50..80", "unreadable-cell", "50")]
#[case(CATEGORIES, "[50..80]", "\"much\"", "wrong-type", "much")]
#[case(CATEGORIES, "> 80", "> 180", "out-of-bounds", "180")]
#[case(CATEGORIES, "`earning_capacity`", "`shoe_size`", "unknown-fact", "shoe_size")]
#[case(CATEGORIES, "`needs_sheltered`", "`earning_capacity`", "columns", "twice")]
#[case(CATEGORIES, "| U |", "| Z |", "hit-policy", "")]
#[case(CATEGORIES, "| U |", "| C |", "hit-policy", "U or F")]
#[case(CATEGORIES, "| 2 |", "| 7 |", "row-number", "row 2")]
#[case(CATEGORIES, "| 2 | [50..80] |", "| 2 |", "columns", "cells")]
#[case(CATEGORIES, " Emmen 2015 § 2.4.2 doelgroep 2 ", " ", "no-source", "bron")]
#[case(CATEGORIES, " bron ", " herkomst ", "columns", "bron")]
#[case(GROUPS, "\"young\"", "\"old\"", "unknown-reference", "old")]
#[case(GROUPS, "| C |", "| U |", "hit-policy", "C")]
#[case(GROUPS, "< 27", "< twentyseven", "wrong-type", "twentyseven")]
#[case("national/2026-01-01.toml", "cents = 140150", "cents = -5", "out-of-bounds", "21.a")]
#[case("national/2026-01-01.toml", "key = \"21.a\"", "key = \"21.b\"", "duplicate-key", "21.b")]
#[case(
    "national/2026-01-01.toml",
    "from = \"2026-01-01\"",
    "from = \"2026-01-02\"",
    "date-mismatch",
    "2026-01-02"
)]
#[case("national/2026-01-01.toml", "confidence = \"A\"", "confidence = \"Z\"", "unknown-value", "Z")]
#[case(
    "national/terms.toml",
    "born_from = \"1948-01-01\"",
    "born_from = \"1999-01-01\"",
    "order",
    "pension_age"
)]
#[case("national/terms.toml", "day = \"2023-04-28\"", "day = \"2028-04-27\"", "order", "equated_day")]
#[case("national/terms.toml", "month = 4\nday = 27", "month = 4\nday = 31", "holiday", "Koningsdag")]
#[case("national/terms.toml", "days_from_easter = -2", "month = 4", "holiday", "Goede Vrijdag")]
#[case(
    "landsmeer/2020-01-01/finance.toml",
    "indicator = \"wsw\"",
    "indicator = \"wet\"",
    "unknown-reference",
    "wet"
)]
#[case(ENFORCEMENT, "people = 2", "people = 0", "no-limit", "people")]
#[case(ENFORCEMENT, "level = \"deep\"", "level = \"abyss\"", "unknown-reference", "abyss")]
#[case(ENFORCEMENT, "consent_recorded = true", "consent_recorded = false", "outside-law", "consent")]
#[case(ENFORCEMENT, "\"household\", \"lives_in", "\"age\", \"lives_in", "unknown-value", "age")]
#[case(
    ENFORCEMENT,
    "\"household\", \"lives_in",
    "\"monthly_earnings\", \"lives_in",
    "duplicate-key",
    "twice"
)]
#[case(ENFORCEMENT, "depth = \"twofold\"", "depth = \"confirmed\"", "order", "less deeply")]
#[case(SCORECARD, "`former_entrepreneur`", "`status_holder`", "protected-fact", "status_holder")]
#[case(SCORECARD, "`former_entrepreneur`", "`detained`", "protected-fact", "strafrecht")]
#[case(SCORECARD, "`former_entrepreneur`", "`in_institution`", "protected-fact", "handicap")]
#[case(SCORECARD, "`former_entrepreneur`", "`exempted`", "protected-fact", "handicap")]
#[case("national/terms.toml", "\"cost_sharers\", ", "", "fact-classified", "cost_sharers")]
#[case(
    "national/terms.toml",
    "\"cost_sharers\", ",
    "\"cost_sharers\", \"detained\", ",
    "fact-classified",
    "detained"
)]
#[case(ROUTES, "when = [\"homeless\"]", "when = []", "missing-field", "leads here")]
#[case(ROUTES, "when = [\"homeless\"]", "when = [\"area\"]", "wrong-type", "area")]
#[case(ROUTES, "when = [\"homeless\"]", "when = [\"detained\"]", "unasked-fact", "detained")]
#[case(ROUTES, "intake_by = \"intake-consultant\"", "intake_by = \"partner\"", "out-of-bounds", "consultant")]
#[case("landsmeer/2020-01-01/finance.toml", "year = 2018", "year = 2017", "duplicate-key", "2017")]
#[case(
    "landsmeer/2020-01-01/policy.toml",
    "approach = [\"Eigen verantwoordelijkheid",
    "approach = [\" \", \"Eigen verantwoordelijkheid",
    "missing-field",
    "approach"
)]
#[case(
    "landsmeer/2020-01-01/policy.toml",
    "conditions = [",
    "conditions = [\"\", ",
    "missing-field",
    "conditions"
)]
fn a_fault_is_found(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] rule: &str,
    #[case] names: &str,
) {
    let root = copy();
    change(&root, file, from, to);

    let problems = problems(&root);

    let found = problems.iter().find(|each| each.rule == rule);
    let found = found.unwrap_or_else(|| panic!("no {rule} among\n{problems}"));
    assert_eq!(found.file, if rule == "unused" { POLICY } else { file });
    assert!(found.reason.contains(names), "{found}");
    assert!(found.line > 0);
}

#[test]
fn a_fault_names_its_line() {
    let root = copy();
    change(&root, POLICY, "direction = \"work\"", "direction = \"sideways\"");
    let text = fs::read_to_string(root.path().join(POLICY)).unwrap();
    let line = text.lines().position(|line| line.contains("sideways")).unwrap() + 1;

    assert_eq!(problems(&root).iter().map(|each| each.line).collect::<Vec<_>>(), [line]);
}

#[test]
fn all_faults_are_named_at_once() {
    let root = copy();
    change(&root, POLICY, "direction = \"work\"", "direction = \"sideways\"\ncolour = 1\nshape = 2");
    change(&root, POLICY, "months = 6", "months = 0");
    change(&root, CATEGORIES, "[50..80]", "[55..85]");
    change(&root, "haarlem/2013-01-01/policy.toml", "max_percent = 80", "max_percent = 0");

    let problems = problems(&root);

    let rules: Vec<_> = problems.iter().map(|each| each.rule).collect();
    for rule in ["unknown-value", "unknown-field", "no-limit", "gap", "overlap", "out-of-bounds"] {
        assert!(rules.contains(&rule), "no {rule} among\n{problems}");
    }
    assert_eq!(rules.iter().filter(|rule| **rule == "unknown-field").count(), 2, "{problems}");
    assert!(problems.to_string().contains("emmen/2015-01-01/categories.md:"));
}

#[test]
fn a_row_that_is_never_reached_is_found() {
    let root = copy();
    let file = "emmen-coevorden/2007-01-01/categories.md";
    change(
        &root,
        file,
        "| 3 | not(\"none\") | \"high\" | \"low\" |",
        "| 3 | \"none\" | \"none\" | \"low\" |",
    );

    let problems = problems(&root);

    assert_eq!(problems.iter().map(|each| each.rule).collect::<Vec<_>>(), ["unreachable-row"], "{problems}");
    assert!(problems.to_string().contains("row 3"), "{problems}");
}

#[test]
fn two_versions_of_the_same_date_are_found() {
    let root = copy();
    let tenant = root.path().join("emmen");
    copy_folder(&tenant.join("2015-01-01"), &tenant.join("2020-01-01"));

    let problems = problems(&root);

    assert!(problems.iter().any(|each| each.rule == "same-date"), "{problems}");
}

#[rstest]
#[case(POLICY)]
#[case(CATEGORIES)]
#[case(GROUPS)]
#[case("national/terms.toml")]
fn a_file_that_is_not_there_is_found(#[case] file: &str) {
    let root = copy();
    fs::remove_file(root.path().join(file)).unwrap();

    let problems = problems(&root);

    assert!(problems.iter().any(|each| each.rule == "missing-file" && each.file == file), "{problems}");
}

#[test]
fn a_file_that_means_nothing_is_found() {
    let root = copy();
    fs::write(root.path().join("emmen/2015-01-01/old.toml"), "").unwrap();
    fs::write(root.path().join("emmen/notes.md"), "").unwrap();

    let problems = problems(&root);

    assert_eq!(problems.iter().filter(|each| each.rule == "unknown-file").count(), 2, "{problems}");
}

#[test]
fn a_folder_that_is_not_there_is_a_problem() {
    let problems = Policies::load(Path::new("/nowhere/at/all")).unwrap_err();

    assert!(problems.iter().any(|each| each.rule == "unreadable-folder"), "{problems}");
}

#[test]
fn a_later_version_holds_from_its_day_and_has_its_own_hash() {
    let root = copy();
    let tenant = root.path().join("emmen");
    copy_folder(&tenant.join("2015-01-01"), &tenant.join("2026-07-01"));
    change(
        &root,
        "emmen/2026-07-01/policy.toml",
        "valid_from = \"2015-01-01\"",
        "valid_from = \"2026-07-01\"",
    );

    let policies = Policies::load(root.path()).unwrap();
    let emmen = "emmen:0114".parse().unwrap();
    let on = |text: &str| policies.of(&emmen, day(text));

    assert_eq!(on("2026-06-30").unwrap().valid_from, day("2015-01-01"));
    assert_eq!(on("2026-07-01").unwrap().valid_from, day("2026-07-01"));
    assert_ne!(on("2026-06-30").unwrap().version, on("2026-07-01").unwrap().version);
    assert!(matches!(on("2014-12-31"), Err(NoPolicy::BeforeFirst { .. })));
    assert!(policies.knows(&emmen) && !policies.knows(&"emmen:0109".parse().unwrap()));
    assert!(policies.of(&"nowhere:0114".parse().unwrap(), day("2026-07-01")).is_err());
    assert_eq!(policies.tenants().count(), 5);
    assert_eq!(
        policies.by_version("emmen", &on("2026-06-30").unwrap().version).unwrap().valid_from,
        day("2015-01-01")
    );
}
