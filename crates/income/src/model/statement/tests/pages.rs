//! The pages read as a person would read them: every sentence that carries an amount or a day.

use domain::Explanation;
use rules::facts::Facts;
use rules::schemes::signal::Signal;

use super::{Kept, cents, decision, month};
use crate::model::entitlement::{DecisionKind, Right, Stage};
use crate::model::money::CaseName;
use crate::model::statement::{GrantStatement, Readable, annual, debts, decisions, month as specification};
use crate::model::testing::{NATIONAL, day};

fn holds(page: &str, parts: &[&str]) {
    for part in parts {
        assert!(page.contains(part), "no `{part}` in:\n{page}");
    }
}

#[test]
fn a_specification_explains_netting_and_what_changed() {
    let kept = Kept::with_late_income();
    let page = specification(&kept.books, month("2026-02")).unwrap().unwrap().page();
    holds(
        &page,
        &[
            "# Specificatie van uw bijstand: februari 2026",
            "Dit is berekening 2 van februari 2026. Wij keken naar wat op 20 maart 2026 bekend was.",
            "de norm van € 1.401,50 min het inkomen van € 200,00.",
            "Wij halen daarom het inkomen dat meetelt van de norm af.",
            "Zo komen wij aan de bijstand, stap voor stap:",
            "| norm | De norm voor een alleenstaande of alleenstaande ouder van 21 jaar of ouder is € 1.401,50 per maand. | PW art. 21 \
             | € 1.401,50 |",
            "| loon | Opgegeven inkomen van de aanvrager: loon van € 200,00. | PW art. 32 lid 1 en 2 | € -200,00 |",
            "| bijstand | Het inkomen dat meetelt is samen € 200,00. |  | € 1.201,50 |",
            "| samen | Dit is wat de maand u geeft. |  | € 1.141,42 |",
            "Eerder rekenden wij uit dat de maand u € 1.331,42 geeft (berekening 1, met wat op 20 februari 2026 bekend was). Nu is dat \
         € 1.141,42. Het verschil is € -190,00.",
            "Het verschil staat op de specificatie van maart 2026.",
            "| aanvrager | NL.. .... .... .... 45 | bijstand | betaald | 24 februari 2026 | € 1.331,42 |",
        ],
    );
    let march = specification(&kept.books, month("2026-03")).unwrap().unwrap().page();
    holds(
        &march,
        &[
            "| Bijstand over maart 2026 | € 1.141,42 |",
            "| Te veel betaald over februari 2026 | € -190,00 |",
            "| Te veel betaald: een consulent beslist of u dit terugbetaalt | € 129,93 |",
            "| Samen te betalen | € 1.081,35 |",
            "Na de betaling van deze maand is er € 190,24 vakantietoeslag voor u gespaard.",
        ],
    );
    assert!(!march.contains("Wat is er veranderd?") && !march.contains("Let op"), "{march}");
    let january = specification(&kept.books, month("2026-01")).unwrap().unwrap().page();
    holds(&january, &["Er is geen inkomen dat meetelt."]);
    assert!(!january.contains("De norm is € 1.401,50"), "the rule said it already: {january}");
    assert!(!january.contains("Hoe werkt het met inkomen?"), "{january}");
}

#[test]
fn a_year_says_what_it_does_not_say() {
    let kept = Kept::with_late_income();
    let page =
        annual(kept.books.account.person, (2026, day("2028-01-05")), std::slice::from_ref(&kept.books))
            .unwrap()
            .page();
    holds(
        &page,
        &[
            "# Jaaropgave 2026",
            "| Samen betaald | € 3.744,19 |",
            "| Te veel betaald en een schuld geworden | € 129,93 |",
            "| maart 2026 | € 1.081,35 |",
            "(Participatiewet artikel 19 lid 4) zijn hier niet uitgerekend",
        ],
    );
    assert!(!page.contains("Aan wie is het betaald?"), "one payee needs no table");
}

#[test]
fn a_year_that_is_not_over_is_provisional() {
    let kept = Kept::with_late_income();
    let books = std::slice::from_ref(&kept.books);
    let page = annual(kept.books.account.person, (2026, day("2026-04-02")), books).unwrap().page();
    holds(&page, &["# Voorlopige jaaropgave 2026", "Het jaar is nog niet voorbij.", "| Op 2 april 2026 |"]);
    assert!(!page.contains("Op 31 december"), "{page}");
}

#[test]
fn a_month_after_the_end_says_since_when_there_is_no_right() {
    let mut kept = Kept::with_late_income();
    kept.ends("2026-04-15");
    kept.run("2026-04", "2026-04-20", None);
    let april = specification(&kept.books, month("2026-04")).unwrap().unwrap().page();
    holds(&april, &["Uw recht op bijstand is gestopt. De laatste dag met recht was 15 april 2026."]);
    let march = specification(&kept.books, month("2026-03")).unwrap().unwrap().page();
    assert!(!march.contains("is gestopt"), "{march}");
}

#[test]
fn holiday_allowance_that_is_told_later_names_where() {
    let kept = Kept::with_late_income();
    let february = specification(&kept.books, month("2026-02")).unwrap().unwrap().page();
    holds(
        &february,
        &[
            "toevoegt of verandert, telt mee op de specificatie van maart 2026.",
            "Na de betaling van deze maand is er",
        ],
    );
}

#[test]
fn debts_read_from_how_they_arose_to_when_they_are_over() {
    let mut kept = Kept::with_late_income();
    let page = debts(&kept.books, month("2026-04"), day("2026-04-01")).unwrap().page();
    holds(
        &page,
        &[
            "Alles bij elkaar is er nog € 0,00 te betalen.",
            "Over € 129,93 beslist een consulent nog.",
            "In maart 2026 rekenden wij opnieuw uit: februari 2026. Er bleek te veel bijstand te zijn betaald. Een consulent \
             beslist nog of u dit terugbetaalt.",
        ],
    );
    kept.books.account.state.undecided.clear();
    let page = debts(&kept.books, month("2026-04"), day("2026-04-01")).unwrap().page();
    holds(
        &page,
        &[
            "Alles bij elkaar is er nog € 129,93 te betalen.",
            "Er is nog niet besloten hoeveel u per maand terugbetaalt.",
            "Betaalt u zelf? Zet dan dit betalingskenmerk bij de betaling: RF",
        ],
    );
    kept.books.debts[0].instalment = Some(cents(5_000));
    kept.run("2026-04", "2026-04-20", None);
    let page = debts(&kept.books, month("2026-05"), day("2026-05-01")).unwrap().page();
    holds(
        &page,
        &[
            "Met € 50,00 per maand is de laatste betaling in juni 2026.",
            "| Afbetaald in april 2026 | € -50,00 |",
            "| Nog te betalen | € 79,93 |",
        ],
    );
}

#[test]
fn a_decision_says_how_long_one_may_object() {
    let granted =
        Right::Granted { from_day: day("2026-01-05"), norm: None, amount: cents(140_150), earlier: None };
    let open = Right::PersonDecides {
        from_day: day("2026-01-05"),
        norm: None,
        missing: Vec::new(),
        before: crate::model::entitlement::Before::Nothing,
        latest: None,
    };
    let all = vec![
        decision(1, DecisionKind::Assessed, "2026-03-01", Stage::Decided { right: open, assessed: 1 }),
        decision(2, DecisionKind::Settled, "2026-03-02", Stage::Decided { right: granted, assessed: 1 }),
    ];
    let name = CaseName { case: all[0].case, number: Some("2026-000123".into()) };
    let found = decisions(name, all, Vec::new(), &NATIONAL);
    let outcomes: Vec<_> = found.decisions.iter().map(|row| row.outcome()).collect();
    assert_eq!(outcomes, ["person-decides", "granted"]);
    assert!(found.decisions[0].objection.is_none(), "nothing was decided yet");
    let term = found.decisions[1].objection.as_ref().unwrap();
    assert_eq!((term.weeks, term.until, term.source.as_str()), (6, day("2026-04-13"), "Awb art. 6:7"));
    holds(
        &found.page(),
        &[
            "Kenmerk van uw zaak: 2026-000123.",
            "## Besluit 2: U krijgt bijstand vanaf 2 maart 2026: € 1.401,50 per maand, met vakantietoeslag",
            "Genomen op 2 maart 2026, door een inkomensconsulent.",
            "Dit besluit komt in de plaats van besluit 1",
            "- De norm min het inkomen. (PW art. 19 lid 2)",
            "binnen 6 weken bezwaar maken",
            "tot en met 13 april 2026",
        ],
    );
}

#[test]
fn a_scheme_that_is_not_used_is_told_with_its_conditions_or_with_what_is_missing() {
    let why = Explanation {
        rule: "scheme-income".into(),
        source: "Beleidsregel § 4".into(),
        policy_version: String::new(),
        inputs: Vec::new(),
        text: "Het inkomen is laag genoeg.".into(),
    };
    let signal = |label: &str, missing: &[&str]| Signal {
        scheme: label.into(),
        label: label.into(),
        missing: missing.iter().map(|path| (*path).to_owned()).collect(),
        explanations: vec![why.clone()],
    };
    let unused = vec![signal("bril", &[]), signal("sport", &["household.children"])];
    let told = |unused: Vec<Signal>| GrantStatement::of(&Kept::from("2026-01-01").books, unused, 2026).page();
    let page = told(unused);
    let children = Facts::in_dutch("household.children");
    let missing = format!("Wij weten nog niet genoeg: sport. Er ontbreekt: {children}.");
    holds(
        &page,
        &[
            "## Regelingen die u nog niet gebruikt",
            "dit is geen besluit",
            "U lijkt er recht op te hebben: bril.\n\n- Het inkomen is laag genoeg. (Beleidsregel § 4)\n",
            &missing,
        ],
    );
    assert_eq!(page.matches("Het inkomen is laag genoeg.").count(), 1, "{page}");
    assert!(!told(Vec::new()).contains("nog niet gebruikt"), "nothing is told of nothing");
}
