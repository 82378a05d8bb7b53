//! A scheme of the municipality for people on a low income, through the gateway: signalled, granted, paid, told, refused and
//! withdrawn.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::Path;

use anyhow::Context;
use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{FIRST_DAY, Who, World, servers, tenants};

use crate::scenarios::acts::{assisted, pays, text};

/// A fixed amount once a year, and a fund for who has next to nothing.
const SCHEMES: &str = r#"
[[minima]]
key = "meedoen"
label = "Meedoenbijdrage"
income_percent = 120
capital = "none"
amount_cents = 15000
once_in_months = 12
source = "Beleidsregel § 4"

[[minima]]
key = "noodfonds"
label = "noodfonds"
income_percent = 50
capital = "none"
most_cents = 50000
source = "Beleidsregel § 5"
"#;

/// The schemes behind what the newest version of each policy says of income.
fn with_schemes(policies: &Path) -> anyhow::Result<()> {
    let tenant = policies.join(some_tenant());
    let versions =
        fs::read_dir(tenant)?.map(|entry| Ok(entry?.path())).collect::<std::io::Result<Vec<_>>>()?;
    let newest = versions.into_iter().max().context("no version")?;
    let mut income = OpenOptions::new().create(true).append(true).open(newest.join("income.toml"))?;
    income.write_all(SCHEMES.as_bytes())?;
    Ok(())
}

fn some_tenant() -> String {
    tenants().unwrap()[0].clone()
}

async fn post(world: &World, who: &Who, path: &str, body: &Value) -> Value {
    world.post(who, path, body).await.unwrap().done().unwrap()
}

async fn data(world: &World, who: &Who, path: &str) -> Value {
    world.get(who, path).await.unwrap().done().unwrap()
}

/// A case with assistance, whose household has little to live on; and who is paid from where.
async fn poor(world: &World) -> String {
    let case = assisted(world).await.unwrap();
    let means =
        json!({"vanaf": "2026-04-01", "gegevens": {"own_means": {"norm": 140_150, "income": 140_150}}});
    post(world, &Who::Income, &format!("/zaken/{case}/inkomensgegevens"), &means).await;
    case
}

/// Keys of the schemes that seem not to be used.
async fn unused(world: &World, case: &str) -> Vec<String> {
    let found = data(world, &Who::Income, &format!("/zaken/{case}/toekenningen")).await;
    let signals = found["nietGebruikt"].as_array().unwrap();
    signals.iter().map(|signal| text(signal, "sleutel").to_owned()).collect()
}

/// Whether a case stands in the list of clients who do not use the scheme.
async fn is_listed(world: &World, case: &str) -> bool {
    let path = "/ongebruikte-regelingen?regeling=meedoen&alleenBekend=true&aantal=50";
    let found = data(world, &Who::Income, path).await;
    assert_eq!((&found["bekeken"], &found["volgende"]), (&json!(1), &Value::Null), "{found:#}");
    let zaken = found["zaken"].as_array().unwrap();
    for one in zaken {
        assert_eq!((text(one, "zaakId"), &one["nietGebruikt"][0]["naam"]), (case, &json!("Meedoenbijdrage")));
        assert_eq!(one["nietGebruikt"][0]["uitleg"][0]["bron"], json!("Beleidsregel § 4"), "{one:#}");
        assert!(one["zaaknummer"].is_string() && one["bekendOp"].is_string(), "{one:#}");
    }
    !zaken.is_empty()
}

async fn granted(world: &World, case: &str) {
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    assert_eq!(unused(world, case).await, ["meedoen"]);
    assert!(is_listed(world, case).await);
    let strange = world.get(&Who::Income, "/ongebruikte-regelingen?regeling=zwemmen").await.unwrap();
    strange.wrong(&["regeling scheme"]).unwrap();
    let open = data(world, &Who::Income, &of_case("toekenningen")).await["nietGebruikt"][0].clone();
    assert_eq!(open["ontbreekt"], json!([]), "{open:#}");
    assert_eq!(
        (&open["uitleg"][0]["regel"], &open["uitleg"][0]["bron"]),
        (&json!("scheme-income"), &json!("Beleidsregel § 4")),
        "{open:#}"
    );
    let scheme = |key: &str| {
        json!({"regeling": "minimaregeling", "minimaregeling": key, "begunstigde": "aanvrager", "ingangsdatum": "2026-04-01",
            "eenmalig": true, "motivering": "Aangevraagd op 1 april."})
    };
    let grants = of_case("toekenningen");
    let refused = world.post(&Who::Income, &grants, &scheme("noodfonds")).await.unwrap();
    refused.refused(409, "grant-no-right").unwrap();
    let mut nameless = scheme("meedoen");
    nameless.as_object_mut().unwrap().remove("minimaregeling");
    let wrong = world.post(&Who::Income, &grants, &nameless).await.unwrap();
    wrong.wrong(&["minimaregeling grant-minima"]).unwrap();
    let granted = post(world, &Who::Income, &grants, &scheme("meedoen")).await;
    assert_eq!((&granted["nummer"], &granted["bedrag"]), (&json!(2), &json!(15_000)), "{granted:#}");
    let again = world.post(&Who::Income, &grants, &scheme("meedoen")).await.unwrap();
    again.refused(409, "grant-no-right").unwrap();
    assert_eq!(unused(world, case).await, Vec::<String>::new(), "the signal falls");
    assert!(!is_listed(world, case).await);
}

async fn paid(world: &World, case: &str) {
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    pays(world, "2026-04").await.unwrap();
    let paid = data(world, &Who::Income, &of_case("betalingen")).await;
    let paid: Vec<_> = paid["betalingen"].as_array().unwrap().iter().collect();
    let of_scheme = paid.iter().find(|one| one["soort"] == "minimaregeling").unwrap();
    assert_eq!(of_scheme["bedrag"], json!(15_000));
    let april = data(world, &Who::Income, &of_case("specificaties/2026-04")).await;
    assert_eq!(april["sluitfouten"], json!([]), "{april:#}");
    assert_eq!(april["regelingen"][0]["naam"], "Meedoenbijdrage", "{april:#}");
    let balance = data(world, &Who::Manager, "/grootboek/saldi?maand=2026-04").await;
    assert_eq!(balance["sluitfouten"], json!([]), "{balance:#}");
    assert!(balance.to_string().contains("lasten-minimaregelingen"), "{balance:#}");
}

async fn withdrawn(world: &World, case: &str) {
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let end = json!({"ingangsdatum": "2026-04-01", "motivering": "Op naam van een ander aangevraagd."});
    post(world, &Who::Income, &of_case("toekenningen/2/beeindiging"), &end).await;
    assert_eq!(unused(world, case).await, ["meedoen"]);
    let decided = data(world, &Who::Income, &of_case("beschikkingen")).await;
    let last = decided["geld"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["soort"], &last["titel"]),
        (&json!("ingetrokken"), &json!("Ingetrokken: Meedoenbijdrage"))
    );
    let token = world.token(&Who::Income).unwrap();
    let accept = [("Accept", "text/markdown")];
    let page = world.http.send(Method::GET, &token, &of_case("toekenningen"), &accept, None).await.unwrap();
    let page = page.done().unwrap();
    let page = page.as_str().unwrap();
    assert!(page.contains("Ingetrokken: u krijgt dit niet."), "{page}");
    assert!(page.contains("U lijkt er recht op te hebben: Meedoenbijdrage."), "{page}");
    let checked = data(world, &Who::Manager, "/grootboek/narekening?vanaf=2026-01&totEnMet=2026-12").await;
    assert_eq!(checked["fouten"], json!([]), "{checked:#}");
}

async fn refused(world: &World, case: &str) {
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let refusal = |key: &str| {
        json!({"regeling": "minimaregeling", "minimaregeling": key, "ingangsdatum": "2026-04-01", "eenmalig": true,
            "motivering": "U hebt te veel inkomen."})
    };
    let right = world.post(&Who::Income, &of_case("afwijzingen"), &refusal("meedoen")).await.unwrap();
    right.refused(409, "refusal-by-rules").unwrap();
    let decided = post(world, &Who::Income, &of_case("afwijzingen"), &refusal("noodfonds")).await;
    assert_eq!(decided["besluit"], json!(1), "{decided:#}");
    let decided = data(world, &Who::Income, &of_case("beschikkingen")).await;
    let refused = &decided["geld"][0];
    assert_eq!(
        (&refused["soort"], &refused["bezwaarTegen"]),
        (&json!("afgewezen"), &json!("andere-regeling"))
    );
    assert_eq!(
        (&refused["artikel"], &refused["bedrag"]),
        (&json!("Beleidsregel § 5"), &json!(0)),
        "{refused:#}"
    );
    assert!(text(refused, "bezwaar").contains("bezwaar maken"), "{refused:#}");
}

/// With less income, for the day that was refused: in the place of that refusal.
async fn granted_after_all(world: &World, case: &str) {
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let asked = json!([{"key": "noodfonds", "costs": 20_000}]);
    let means =
        json!({"vanaf": "2026-04-01", "gegevens": {"own_means": {"income": 70_000, "asked_schemes": asked}}});
    post(world, &Who::Income, &of_case("inkomensgegevens"), &means).await;
    let scheme = json!({"regeling": "minimaregeling", "minimaregeling": "noodfonds", "begunstigde": "aanvrager",
        "ingangsdatum": "2026-04-01", "eenmalig": true, "motivering": "Het inkomen was lager dan gedacht."});
    let granted = post(world, &Who::Income, &of_case("toekenningen"), &scheme).await;
    assert_eq!(granted["bedrag"], json!(20_000), "{granted:#}");
    let decided = data(world, &Who::Income, &of_case("beschikkingen")).await;
    let last = decided["geld"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["soort"], &last["vervangt"]), (&json!("toegekend"), &json!(1)), "{last:#}");
}

async fn told(world: World) {
    let case = poor(&world).await;
    refused(&world, &case).await;
    granted(&world, &case).await;
    paid(&world, &case).await;
    withdrawn(&world, &case).await;
    granted_after_all(&world, &case).await;
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheme_for_minima_is_granted_paid_and_withdrawn() {
    told(World::one_process_with(&some_tenant(), None, with_schemes).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scheme_for_minima_is_granted_paid_and_withdrawn_on_production() {
    let Some(servers) = servers("a scheme for minima") else { return };
    let day = FIRST_DAY.parse().unwrap();
    told(World::production_with(&some_tenant(), day, &servers, with_schemes).await.unwrap()).await;
}
