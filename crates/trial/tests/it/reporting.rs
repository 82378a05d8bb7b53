//! What a policy officer reads.

use trial::{Caseload, Report, compare, write_list};

use crate::common::{draft, examples, load, of, policies, today};
use crate::freely::freely;

fn report(caseload: &Caseload, tenant: &str, now: &policy::Policies, then: &policy::Policies) -> Report {
    let (now, then) = (of(now, tenant), of(then, tenant));
    Report::new(&compare(caseload, now, then, 2), &then.municipalities[0].code, today()).unwrap()
}

#[test]
fn every_tenant_has_a_report_without_a_move_when_nothing_changes() {
    let policies = policies();
    let caseload = freely(6, today(), 500, 15);
    for policy in policies.tenants() {
        let report = report(&caseload, &policy.tenant, &policies, &policies);
        let text = report.to_string();
        assert!(text.contains("Niemand gaat naar een andere categorie."), "{text}");
        assert!(report.sections.iter().all(|section| section.title != "Waarom"), "{text}");
        for title in ["Heronderzoeken per maand", "Plekken bij partners", "Instrumenten die beginnen"] {
            assert!(text.contains(title), "{} has no {title}", policy.tenant);
        }
    }
}

#[test]
fn an_empty_caseload_is_no_fault() {
    let policies = examples();
    let report = report(&Caseload::new(today()), "a-tenant", &policies, &policies);
    assert!(report.to_string().contains("Mensen in de proef: 0"));
    assert!(report.html().ends_with("</html>\n"));
}

#[test]
fn the_page_is_complete_in_itself_and_shows_the_moves() {
    let then = load(&draft(&[("b-tenant/categories.md", ">= 3", ">= 2")]));
    let report = report(&freely(7, today(), 2_000, 40), "b-tenant", &examples(), &then);

    let page = report.html();

    for outside in ["http:", "https:", "<script", "<link", "@import", "url(", "src="] {
        assert!(!page.contains(outside), "{outside}");
    }
    assert!(page.contains("<h2>Waarom</h2>") && page.contains("belemmerende leefgebieden"));
    assert!(page.matches("<svg").count() >= 3);
    assert!(page.starts_with("<!doctype html><html lang=\"nl\">"));
}

/// A draft is a text of others: nothing in it becomes markup or a command of a terminal table.
#[test]
fn no_text_of_a_policy_becomes_markup() {
    let hostile = "<script>alert(1)</script>";
    let then = load(&draft(&[
        ("b-tenant/policy.toml", "label = \"Werk voorop\"", &format!("label = \"{hostile}\"")),
        ("b-tenant/policy.toml", "label = \"opleiding\"", "label = \"<b>&\""),
    ]));
    let page = report(&freely(8, today(), 500, 40), "b-tenant", &examples(), &then).html();

    assert!(!page.contains("<script"), "{page}");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
}

#[test]
fn the_list_names_each_case_that_moves_and_nobody_else() {
    let now = examples();
    let then = load(&draft(&[
        ("a-tenant/categories.md", "[50..80]", "[60..80]"),
        ("a-tenant/categories.md", "[20..50)", "[20..60)"),
        ("a-tenant/categories.md", "[10..50)", "[10..60)"),
    ]));
    let text = "case,earning_capacity,needs_sheltered,age,job_register,assistance_requested\n\
                2026-000001,49,nee,40,nee,ja\n2026-000002,50,nee,40,nee,ja\n=cmd,59,ja,40,nee,ja\n2026-000004,55,,40,nee,ja\n";
    let caseload = Caseload::read_csv(text.as_bytes(), today()).unwrap();
    let comparison = compare(&caseload, of(&now, "a-tenant"), of(&then, "a-tenant"), 2);

    let mut list = Vec::new();
    write_list(&mut list, &comparison, &caseload).unwrap();

    let list = String::from_utf8(list).unwrap();
    let lines: Vec<_> =
        list.lines().map(|line| line.split(',').take(4).collect::<Vec<_>>().join(",")).collect();
    assert_eq!(
        lines,
        [
            "case,from,to,rule",
            "2026-000002,group-2,group-3,categories/3",
            "'=cmd,group-2,group-3-sheltered,categories/4",
            "2026-000004,group-2,missing,",
        ]
    );
    // The report itself names no case.
    let report = Report::new(&comparison, "0001", today()).unwrap();
    assert!(!report.html().contains("2026-000002") && !report.to_string().contains("2026-000002"));
}
