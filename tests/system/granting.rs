//! A scheme beside assistance, from the decision of a consultant to the page that a client reads, through the gateway: a
//! wage-cost subsidy to an employer, and special assistance where a consultant says how much.

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Http, Who, World, tenants};

use crate::scenarios::acts::{pays, text};

async fn post(world: &World, who: &Who, path: &str, body: &Value) -> Value {
    world.post(who, path, body).await.unwrap().done().unwrap()
}

async fn data(world: &World, who: &Who, path: &str) -> Value {
    world.get(who, path).await.unwrap().done().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn other_schemes_are_granted_paid_and_told() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    world.to("2026-04-20".parse().unwrap()).await.unwrap();
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    for (payee, iban) in [("aanvrager", "NL91ABNA0417164300"), ("werkgever-1", "NL20INGB0001234567")] {
        let account = json!({"begunstigde": payee, "naam": "Proefpersoon", "iban": iban});
        post(&world, &Who::Income, &of_case("rekening"), &account).await;
    }
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    post(&world, &Who::Manager, "/betaalrekening", &from).await;

    let subsidy = json!({"regeling": "loonkostensubsidie", "begunstigde": "werkgever-1", "ingangsdatum": "2026-04-01",
        "motivering": "De loonwaarde is vastgesteld."});
    let grants = of_case("toekenningen");
    let refused = world.post(&Who::Income, &grants, &subsidy).await.unwrap();
    refused.refused(409, "facts-missing").unwrap();
    let wrong = json!({"regeling": "ioaw", "begunstigde": "werkgever-1", "ingangsdatum": "2026-04-01", "eenmalig": true,
        "motivering": "Proef."});
    let wrong = world.post(&Who::Income, &grants, &wrong).await.unwrap();
    wrong
        .wrong(&["begunstigde grant-payee", "eenmalig grant-once", "loonheffing wage-tax-required"])
        .unwrap();
    let facts = json!({"vanaf": "2026-04-01", "gegevens": {
        "applicant": {"subsidy_group": true},
        "work": {"job_started_on": "2026-04-01", "wsw_job": false, "other_wage_subsidy": false, "hours_hundredths": 3600,
            "wage_value_basis_points": 6000, "wage_value_fixed_on": "2026-03-15"},
        "special_costs": {"kind": "ordinary", "amount": 30000, "necessary": true, "special_circumstances": true,
            "other_provision": false, "threshold_used": 0},
        "recovery": {"recourse": {"debtor": "parent", "amount": 20000, "fixed_on": "2026-01-01", "costs": 140150}}}});
    post(&world, &Who::Income, &of_case("inkomensgegevens"), &facts).await;
    let granted = post(&world, &Who::Income, &grants, &subsidy).await;
    assert_eq!((&granted["nummer"], &granted["besluit"]), (&json!(1), &json!(1)), "{granted:#}");
    let amount = granted["bedrag"].as_i64().unwrap();
    let special = json!({"regeling": "bijzondere-bijstand", "begunstigde": "aanvrager", "ingangsdatum": "2026-04-01",
        "eenmalig": true, "bedrag": 25000, "motivering": "De kosten zijn nodig."});
    post(&world, &Who::Income, &grants, &special).await;

    let claims = of_case("verhaalsvorderingen");
    let recourse = json!({"ingangsdatum": "2026-04-01", "motivering": "De ouder kan bijdragen."});
    let decided = post(&world, &Who::Income, &claims, &recourse).await;
    assert_eq!(decided["bedrag"], json!(20_000), "{decided:#}");

    pays(&world, "2026-04").await.unwrap();
    let paid = data(&world, &Who::Income, &of_case("betalingen")).await;
    let paid: Vec<_> = paid["betalingen"].as_array().unwrap().iter().collect();
    let of_kind = |kind: &str| paid.iter().find(|one| one["soort"] == kind).unwrap();
    assert_eq!(of_kind("loonkostensubsidie")["bedrag"], json!(amount));
    assert_eq!(of_kind("loonkostensubsidie")["begunstigde"], "werkgever-1");
    assert_eq!(of_kind("bijzondere-bijstand")["bedrag"], json!(25_000));

    let april = data(&world, &Who::Income, &of_case("specificaties/2026-04")).await;
    assert_eq!(april["sluitfouten"], json!([]), "{april:#}");
    let schemes: Vec<_> = april["regelingen"].as_array().unwrap().iter().map(|one| &one["bruto"]).collect();
    assert_eq!(schemes, [&json!(amount), &json!(25_000)]);
    let decided = data(&world, &Who::Income, &of_case("beschikkingen")).await;
    assert_eq!(decided["geld"].as_array().unwrap().len(), 3, "{decided:#}");
    let on_other = &decided["geld"][2];
    assert_eq!((&on_other["betalenTotEnMet"], &on_other["bezwaar"]), (&json!("2026-05-20"), &Value::Null));
    assert!(text(on_other, "rechter").contains("de rechter"), "{on_other:#}");
    let received = json!({"bedrag": 5_000, "motivering": "Afschrift 12."});
    post(&world, &Who::Income, &format!("{claims}/3/ontvangsten"), &received).await;
    let too_much = json!({"bedrag": 15_001, "motivering": "Afschrift 13."});
    let too_much = world.post(&Who::Income, &format!("{claims}/3/ontvangsten"), &too_much).await.unwrap();
    too_much.wrong(&["bedrag recourse-outstanding"]).unwrap();
    let claimed = data(&world, &Who::Income, &claims).await;
    let claimed = &claimed["vorderingen"][0];
    assert_eq!(
        (&claimed["op"], &claimed["verhaald"], &claimed["ontvangen"]),
        (&json!("ouder"), &json!(20_000), &json!(5_000))
    );
    let http = Http::new(&world.gateway()).unwrap();
    let token = world.token(&Who::Quality).unwrap();
    let page = http.send(Method::GET, &token, &grants, &[("Accept", "text/markdown")], None).await.unwrap();
    let page = page.done().unwrap();
    assert!(page.as_str().unwrap().contains("Toekenning 1: loonkostensubsidie"), "{page}");

    let year = json!({"jaar": 2025, "gift": 1, "motivering": "De jaarcijfers zijn binnen."});
    let no_loan = world.post(&Who::Income, &format!("{grants}/1/jaarvaststellingen"), &year).await.unwrap();
    no_loan.refused(409, "settlement-none").unwrap();
    let granted = data(&world, &Who::Income, &grants).await;
    assert_eq!(granted["toekenningen"][0]["vastTeStellen"], json!([]), "{granted:#}");
    let end = json!({"ingangsdatum": "2026-05-01", "motivering": "Het werk stopt."});
    post(&world, &Who::Income, &format!("{grants}/1/beeindiging"), &end).await;
    let again = world.post(&Who::Income, &format!("{grants}/1/beeindiging"), &end).await.unwrap();
    again.refused(409, "grant-ended").unwrap();
    let balance = data(&world, &Who::Manager, "/grootboek/saldi?maand=2026-04").await;
    assert_eq!(balance["sluitfouten"], json!([]), "{balance:#}");
    let checked = data(&world, &Who::Manager, "/grootboek/narekening?vanaf=2026-01&totEnMet=2026-12").await;
    assert_eq!(checked["fouten"], json!([]), "{checked:#}");
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_year_of_a_business_comes_to_a_person_and_a_debt_is_given_up() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    world.to("2026-04-20".parse().unwrap()).await.unwrap();
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    post(&world, &Who::Income, &of_case("rekening"), &account).await;
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    post(&world, &Who::Manager, "/betaalrekening", &from).await;
    let business = json!({"vanaf": "2026-04-01", "gegevens": {
        "own_business": {"ends": false, "viable": true, "started_on": "2020-01-01", "started_from_benefit": false,
            "own_capital": 1_000_000},
        "recovery": {"stop": {"arrangement": true, "intent_or_gross": false}}}});
    post(&world, &Who::Income, &of_case("inkomensgegevens"), &business).await;
    let loan = json!({"regeling": "bbz", "begunstigde": "aanvrager", "ingangsdatum": "2026-04-01", "einddatum": "2026-04-30",
        "vorm": "lening", "bedrag": 100_000, "motivering": "Het bedrijf kan verder."});
    let refused = world.post(&Who::Income, &of_case("toekenningen"), &loan).await.unwrap();
    refused.refused(409, "grant-beside-assistance").unwrap();
    let end = json!({"reden": "ingetrokken", "ingangsdatum": "2026-04-01", "motivering": "Het bedrijf kan verder."});
    post(&world, &Who::Income, &of_case("beeindigingen"), &end).await;
    world.settled().await.unwrap();
    post(&world, &Who::Income, &of_case("toekenningen"), &loan).await;
    let started = json!({"maand": "2026-04", "proefrun": false});
    post(&world, &Who::Income, "/betaalruns", &started).await;
    world.settled().await.unwrap();

    let debt = json!({"soort": "terugvordering", "bedrag": 5_000, "maand": "2026-04", "artikel": "58 lid 2",
        "motivering": "Er is te veel betaald."});
    let debt = post(&world, &Who::Income, &of_case("schulden"), &debt).await;
    let give_up = of_case(&format!("schulden/{}/kwijtschelding", text(&debt, "schuldId")));
    let arrangement = json!({"grond": "schuldregeling", "motivering": "De schuldregeling is rond."});
    let refused = world.post(&Who::Income, &give_up, &arrangement).await.unwrap();
    refused.refused(403, "four-eyes").unwrap();
    let refused = world.post(&Who::Quality, &give_up, &arrangement).await.unwrap();
    refused.refused(403, "role-missing").unwrap();
    let partly = json!({"grond": "schuldregeling", "bedrag": 1, "motivering": "Een deel."});
    let refused = world.post(&Who::SecondIncome, &give_up, &partly).await.unwrap();
    refused.wrong(&["bedrag write-off-amount"]).unwrap();
    let given_up = post(&world, &Who::SecondIncome, &give_up, &arrangement).await;
    assert_eq!(given_up["bedrag"], json!(5_000), "{given_up:#}");
    let debts = data(&world, &Who::Income, &of_case("schulden")).await;
    let stated = &debts["schulden"][0];
    assert_eq!((&stated["kwijtgescholden"], &stated["openstaand"]), (&json!(5_000), &json!(0)), "{debts:#}");
    let decided = data(&world, &Who::Income, &of_case("beschikkingen")).await;
    let last = decided["geld"].as_array().unwrap().last().unwrap();
    assert_eq!(last["soort"], "kwijtgescholden", "{decided:#}");

    // The year is settled long after the case ended.
    world.to("2027-01-02".parse().unwrap()).await.unwrap();
    world.until(&case, "a person is told", |case| case.task("boekjaar-vaststellen").is_some()).await.unwrap();
    let year = json!({"jaar": 2026, "gift": 0, "motivering": "De jaarcijfers zijn binnen."});
    post(&world, &Who::Income, &of_case("toekenningen/1/jaarvaststellingen"), &year).await;
    world.settled().await.unwrap();
    world.until(&case, "the task is done", |case| case.task("boekjaar-vaststellen").is_none()).await.unwrap();
    let checked = data(&world, &Who::Manager, "/grootboek/narekening?vanaf=2026-01&totEnMet=2027-01").await;
    assert_eq!(checked["fouten"], json!([]), "{checked:#}");
    world.stop().await.unwrap();
}
