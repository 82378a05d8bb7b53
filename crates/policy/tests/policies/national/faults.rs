//! Every fault in the tables of the law is found when they are read, with file, line, rule and reason.

use std::fs;

use crate::common::{change, town};
use policy::{Policies, Problem};
use rstest::rstest;
use tempfile::TempDir;

fn faults(root: &TempDir) -> Vec<Problem> {
    Policies::load(root.path()).unwrap_err().0
}

/// The line, from 1, on which a text stands.
fn line_of(root: &TempDir, file: &str, text: &str) -> usize {
    let content = fs::read_to_string(root.path().join(file)).unwrap();
    content.lines().position(|line| line.contains(text)).unwrap_or_else(|| panic!("{text}: not in {file}"))
        + 1
}

const NEW_YEAR: &str = "national/2026-01-01.toml";
const SUMMER: &str = "national/2026-07-01.toml";
const UNKNOWN: &str = "national/unknown.toml";
const SHARES: &str = "national/shares.toml";
const TERMS: &str = "national/ages-and-terms.toml";
const BRACKETS: &str = "national/holiday-allowance.toml";
const FINES: &str = "national/fines.toml";
const RULES: &str = "national/rules.toml";

#[rstest]
#[case::ratio_exact(
    NEW_YEAR,
    "\"20.1.b\", cents = 69198",
    "\"20.1.b\", cents = 69199",
    "ratio",
    "200 % of 20.1.a"
)]
#[case::ratio_of_single_parents(
    NEW_YEAR,
    "\"20.2.a\", cents = 34599",
    "\"20.2.a\", cents = 34600",
    "ratio",
    "20.2.a"
)]
#[case::ratio_in_two_cents(
    NEW_YEAR,
    "\"21.a\", cents = 140150",
    "\"21.a\", cents = 140151",
    "ratio",
    "70 % of 21.b"
)]
#[case::ratio_with_half(
    NEW_YEAR,
    "\"20.1.c\", cents = 134706",
    "\"20.1.c\", cents = 134708",
    "ratio",
    "50 % of 21.b"
)]
#[case::ratio_with_child(
    NEW_YEAR,
    "\"20.2.c\", cents = 174749",
    "\"20.2.c\", cents = 174751",
    "ratio",
    "20.2.c"
)]
#[case::ratio_fixed_part(
    NEW_YEAR,
    "\"22a.3.a\", cents = 74642",
    "\"22a.3.a\", cents = 74643",
    "ratio",
    "-100 % of 20.1.a"
)]
#[case::ratio_no_child(
    NEW_YEAR,
    "\"22a.3.b\", cents = 34599",
    "\"22a.3.b\", cents = 34598",
    "ratio",
    "22a.3.b"
)]
#[case::ratio_pension_couple(
    NEW_YEAR,
    "\"22.c\", cents = 214416",
    "\"22.c\", cents = 214417",
    "ratio",
    "22.c"
)]
#[case::ratio_exemption_z(
    NEW_YEAR,
    "\"31.2.z\", cents = 18019",
    "\"31.2.z\", cents = 18020",
    "ratio",
    "31.2.y"
)]
#[case::ratio_exemption_aa(
    NEW_YEAR,
    "\"31.2.aa\", cents = 18019",
    "\"31.2.aa\", cents = 18018",
    "ratio",
    "31.2.y"
)]
#[case::ratio_capital(
    NEW_YEAR,
    "\"34.3.c\", cents = 1600000",
    "\"34.3.c\", cents = 1600001",
    "ratio",
    "34.3.a"
)]
#[case::ratio_private_pension(
    NEW_YEAR,
    "\"33.5.b\", cents = 5300",
    "\"33.5.b\", cents = 5301",
    "ratio",
    "33.5.a"
)]
#[case::ratio_study(
    NEW_YEAR,
    "\"36b.19\", cents = 23109",
    "\"36b.19\", cents = 23111",
    "ratio",
    "60 % of 36b.21"
)]
#[case::ratio_ioaw(
    NEW_YEAR,
    "\"ioaw.5.3\", cents = 100107",
    "\"ioaw.5.3\", cents = 100110",
    "ratio",
    "50 % of 21.b"
)]
#[case::ratio_gross(
    NEW_YEAR,
    "\"ioaw.gross.shared\", cents = 115156",
    "\"ioaw.gross.shared\", cents = 115158",
    "ratio",
    "gross.couple"
)]
#[case::ratio_fines(FINES, "cents = 740000", "cents = 740100", "ratio", "200 % of fine.2")]
#[case::ratio_penalty(FINES, "cents = 144200", "cents = 144300", "ratio", "awb.4.17.third")]
#[case::ratio_broken_by_another(
    NEW_YEAR,
    "\"21.b\", cents = 200213",
    "\"21.b\", cents = 200219",
    "ratio",
    "21.b"
)]
#[case::ratio_capital_of_parents(
    NEW_YEAR,
    "\"34.3.b\", cents = 1600000",
    "\"34.3.b\", cents = 1600001",
    "ratio",
    "34.3.b"
)]
#[case::ratio_study_20(
    NEW_YEAR,
    "\"36b.20\", cents = 30812",
    "\"36b.20\", cents = 30814",
    "ratio",
    "80 % of 36b.21"
)]
#[case::ratio_study_18(
    NEW_YEAR,
    "\"36b.18\", cents = 19257",
    "\"36b.18\", cents = 19259",
    "ratio",
    "50 % of 36b.21"
)]
#[case::ratio_ioaw_single(
    NEW_YEAR,
    "\"ioaw.5.3.single\", cents = 140150",
    "\"ioaw.5.3.single\", cents = 140151",
    "ratio",
    "21.a"
)]
#[case::ratio_highest_fine(FINES, "cents = 8200000", "cents = 8200100", "ratio", "1000 % of fine.3")]
#[case::falls(SUMMER, "\"22.a\", cents = 158734", "\"22.a\", cents = 156468", "falls", "22.a falls from")]
#[case::falls_in_years(
    NEW_YEAR,
    "\"34.2.d\", cents = 6750000",
    "\"34.2.d\", cents = 4900000",
    "falls",
    "34.2.d"
)]
#[case::negative(NEW_YEAR, "cents = 200213", "cents = -1", "out-of-bounds", "21.b")]
#[case::unknown_amount(NEW_YEAR, "key = \"20.3\"", "key = \"20.9\"", "unknown-key", "20.9")]
#[case::a_share_is_no_amount(NEW_YEAR, "key = \"20.3\"", "key = \"19.3\"", "unknown-key", "19.3")]
#[case::unknown_share(SHARES, "key = \"53a.3\"", "key = \"53a.9\"", "unknown-key", "53a.9")]
#[case::unknown_term(TERMS, "key = \"62.days\"", "key = \"62.weeks\"", "unknown-key", "62.weeks")]
#[case::unknown_rule(RULES, "key = \"24a\"", "key = \"24b\"", "unknown-key", "24b")]
#[case::unknown_bracket(
    BRACKETS,
    "key = \"31.4.no-credit\"",
    "key = \"31.4.none\"",
    "unknown-key",
    "31.4.none"
)]
#[case::unknown_unknown(UNKNOWN, "\"22a.3.b\",", "\"22a.3.c\",", "unknown-key", "22a.3.c")]
#[case::unknown_lapsed(UNKNOWN, "\"wml.youth.22\"]", "\"wml.youth.24\"]", "unknown-key", "wml.youth.24")]
#[case::missing_key(TERMS, "key = \"62.days\"", "key = \"62.weeks\"", "missing-key", "62.days")]
#[case::stops(SUMMER, "key = \"31.2.n\"", "key = \"31.2.nn\"", "stops", "31.2.n stops on 2026-06-30")]
#[case::stops_share(
    SHARES,
    "from = \"2024-01-01\", until = \"2026-12-31\", basis_points = 2350",
    "from = \"2024-01-01\", until = \"2025-12-31\", basis_points = 2350",
    "stops",
    "lks.charges"
)]
#[case::gap(NEW_YEAR, "key = \"31.2.n\"", "key = \"31.2.nn\"", "gap", "31.2.n ends on 2025-12-31")]
#[case::gap_unknown(
    UNKNOWN,
    "from = \"2024-07-01\"",
    "from = \"2024-07-02\"",
    "gap",
    "31.2.j ends on 2024-06-30"
)]
#[case::overlap(
    NEW_YEAR,
    "until = \"2026-06-30\"",
    "until = \"2026-07-01\"",
    "overlap",
    "21.b from 2026-07-01"
)]
#[case::overlap_unknown(UNKNOWN, "from = \"2024-07-01\"", "from = \"2024-06-30\"", "overlap", "31.2.j")]
#[case::overlap_without_end(
    SHARES,
    "until = \"2025-12-31\", basis_points = 9000",
    "basis_points = 9000",
    "overlap",
    "52.share"
)]
#[case::overlap_rules(RULES, "key = \"34.present\"", "key = \"34.4\"", "duplicate-key", "34.4")]
#[case::duplicate(
    NEW_YEAR,
    "key = \"22.b\"",
    "key = \"22.a\"",
    "duplicate-key",
    "22.a stands twice for 2026-01-01"
)]
#[case::ends_before_it_begins(TERMS, "until = \"2022-12-31\"", "until = \"2014-12-31\"", "period", "19a.age")]
#[case::no_last_day(NEW_YEAR, "until = \"2026-06-30\"\n", "", "no-period", "until when")]
#[case::no_first_day(
    SHARES,
    "key = \"53a.3\", from = \"2025-01-01\", ",
    "key = \"53a.3\", ",
    "no-period",
    "53a.3"
)]
#[case::bracket_hole(BRACKETS, "from_cents = 105926", "from_cents = 105927", "brackets", "1.059,27")]
#[case::bracket_not_from_zero(BRACKETS, "from_cents = 0,", "from_cents = 1,", "brackets", "0,01")]
#[case::bracket_with_an_end(
    BRACKETS,
    "from_cents = 217548, ",
    "from_cents = 217548, to_cents = 900000, ",
    "brackets",
    "no outcome"
)]
#[case::bracket_backwards(BRACKETS, "to_cents = 87639", "to_cents = 0", "brackets", "does not follow")]
#[case::share_too_large(SHARES, "basis_points = 7000", "basis_points = 70000", "out-of-bounds", "lks.cap")]
#[case::term_of_nothing(
    TERMS,
    "key = \"62.days\", from = \"2015-01-01\", number = 30",
    "key = \"62.days\", from = \"2015-01-01\", number = 0",
    "out-of-bounds",
    "62.days"
)]
#[case::no_source(
    RULES,
    "source = \"PW art. 34b: aangenomen, nog niet in werking\"",
    "source = \"\"",
    "no-source",
    "34b"
)]
#[case::no_reason(
    UNKNOWN,
    "reason = \"no source was found for these days\"",
    "reason = \" \"",
    "no-reason",
    ""
)]
#[case::unknown_field(
    UNKNOWN,
    "reason = \"no source was found for these days\"",
    "because = \"no\"",
    "unknown-field",
    "because"
)]
fn a_fault_in_the_tables_is_found(
    #[case] file: &str,
    #[case] from: &str,
    #[case] to: &str,
    #[case] rule: &str,
    #[case] names: &str,
) {
    let root = town();
    change(&root, file, from, to);

    let faults = faults(&root);

    let found =
        faults.iter().any(|fault| fault.rule == rule && fault.reason.contains(names) && fault.line > 0);
    assert!(found, "{faults:#?}");
}

/// The place is that of the row that is wrong, not of the file.
#[rstest]
#[case(NEW_YEAR, "\"20.1.b\", cents = 69198", "\"20.1.b\", cents = 69199", "ratio")]
#[case(SUMMER, "\"22.a\", cents = 158734", "\"22.a\", cents = 156468", "falls")]
#[case(NEW_YEAR, "\"22.b\", cents = 214416", "\"22.a\", cents = 214416", "duplicate-key")]
#[case(BRACKETS, "from_cents = 150716", "from_cents = 150816", "brackets")]
#[case(BRACKETS, "from_cents = 217548, ", "from_cents = 217548, to_cents = 900000, ", "brackets")]
#[case(TERMS, "key = \"62.days\"", "key = \"62.weeks\"", "unknown-key")]
#[case(
    SHARES,
    "until = \"2026-12-31\", basis_points = 2350",
    "until = \"2026-11-30\", basis_points = 2350",
    "stops"
)]
fn a_fault_names_its_line(#[case] file: &str, #[case] from: &str, #[case] to: &str, #[case] rule: &str) {
    let root = town();
    change(&root, file, from, to);
    let expected = line_of(&root, file, to);

    let faults = faults(&root);

    let named = |fault: &Problem| (fault.rule, fault.file.as_str(), fault.line) == (rule, file, expected);
    assert!(faults.iter().any(named), "{file}:{expected}: {faults:#?}");
}

/// A half-year that forgets one key is found on the day the file is added.
#[test]
fn a_new_half_year_has_every_key_or_says_why_not() {
    let root = town();
    let text = fs::read_to_string(root.path().join(SUMMER)).unwrap();
    let next =
        text.replace("2026-07-01", "2027-01-01").replace("until = \"2026-12-31\"", "until = \"2027-06-30\"");
    let without: String =
        next.lines().filter(|line| !line.contains("\"31.2.n\"")).map(|line| format!("{line}\n")).collect();
    fs::write(root.path().join("national/2027-01-01.toml"), without).unwrap();

    let faults = faults(&root);

    let stopped: Vec<_> = faults.iter().filter(|fault| fault.rule == "stops").collect();
    assert!(
        stopped.iter().any(|fault| fault.reason.starts_with("31.2.n stops on 2026-12-31")),
        "{faults:#?}"
    );
    assert!(!stopped.iter().any(|fault| fault.reason.starts_with("21.b ")), "{faults:#?}");
}
