//! Somebody who has no assistance any more and still owes: what is agreed on, what comes in, and what is left, through the
//! gateway.

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Case, Who, World, servers, tenants};

use crate::scenarios::acts::{assisted, pays, text};

async fn post(world: &World, who: &Who, path: &str, body: &Value) -> Value {
    world.post(who, path, body).await.unwrap().done().unwrap()
}

async fn data(world: &World, who: &Who, path: &str) -> Value {
    world.get(who, path).await.unwrap().done().unwrap()
}

/// Someone whose assistance was paid and ended, with a debt of 150.00; the case and the path of the debt.
async fn gone(world: &World) -> (String, String) {
    let case = assisted(world).await.unwrap();
    pays(world, "2026-04").await.unwrap();
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let debt = json!({"soort": "terugvordering", "bedrag": 15_000, "maand": "2026-04", "artikel": "58 lid 2",
        "motivering": "Er is te veel betaald."});
    let debt = post(world, &Who::Income, &of_case("schulden"), &debt).await;
    let debt = of_case(&format!("schulden/{}", text(&debt, "schuldId")));
    let end = json!({"reden": "ingetrokken", "motivering": "Zo bleek uit het gesprek."});
    post(world, &Who::Income, &of_case("beeindigingen"), &end).await;
    world.settled().await.unwrap();
    world.to("2026-06-02".parse().unwrap()).await.unwrap();
    (case, debt)
}

/// A statement of the account from which is paid: what came in, by the bank's reference, with these words.
fn statement(came_in: &[(&str, &str, &str)]) -> String {
    let entry = |(bank, amount, words): &(&str, &str, &str)| {
        format!(
            "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
             <BookgDt><Dt>2026-07-20</Dt></BookgDt><AcctSvcrRef>{bank}</AcctSvcrRef><NtryDtls><TxDtls>\
             <Amt Ccy=\"EUR\">{amount}</Amt><RmtInf><Ustrd>Aflossing {words}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        )
    };
    let entries: String = came_in.iter().map(entry).collect();
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>juli</MsgId><CreDtTm>2026-07-21T06:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>juli</Id><Acct><Id><IBAN>NL02ABNA0123456789</IBAN></Id></Acct>{entries}</Stmt>\
         </BkToCstmrStmt></Document>"
    )
}

async fn pays_off(world: &World) {
    let (case, debt) = gone(world).await;
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let instalment = format!("{debt}/aflossing");
    let token = world.token(&Who::Income).unwrap();
    let put = async |body: Value| {
        let key = uuid::Uuid::new_v4().to_string();
        let (headers, body) = ([("Idempotency-Key", key.as_str())], Some(body.to_string().into_bytes()));
        world.http.send(Method::PUT, &token, &instalment, &headers, body).await.unwrap()
    };
    let agreed = |cents: i64| json!({"bedrag": cents, "buitenBijstand": true, "motivering": "Afgesproken."});
    put(agreed(5_000)).await.refused(409, "facts-missing").unwrap();
    let works = json!({"vanaf": "2026-06-01", "gegevens": {"recovery": {"withholds_information": false, "norm": 140_150,
        "income": 180_000, "protected_level": 150_000, "work": {"starts": true, "net_earnings": 145_150,
        "allowances_lost": 0, "exemption": 0}}}});
    post(world, &Who::Income, &of_case("inkomensgegevens"), &works).await;
    put(agreed(5_001)).await.refused(409, "work-pays").unwrap();
    put(agreed(5_000)).await.done().unwrap();

    let payments = format!("{debt}/betalingen");
    let payment = |cents: i64, reference: &str| json!({"bedrag": cents, "ontvangenOp": "2026-06-01", "kenmerk": reference});
    let too_much = world.post(&Who::Income, &payments, &payment(15_001, "bank 1")).await.unwrap();
    too_much.wrong(&["bedrag debt-outstanding"]).unwrap();
    let number = world.post(&Who::Income, &payments, &payment(1, "999993653")).await.unwrap();
    number.wrong(&["kenmerk reference-bsn"]).unwrap();
    let quality = world.post(&Who::Quality, &payments, &payment(1, "bank 1")).await.unwrap();
    quality.refused(403, "role-missing").unwrap();
    for _ in 0..2 {
        let rest = post(world, &Who::Income, &payments, &payment(5_000, "bank 1")).await;
        assert_eq!(rest["openstaand"], json!(10_000), "the same payment is one: {rest:#}");
    }
    let mut of_another = payment(1, "bank 3");
    of_another["betaler"] = json!("partner");
    let refused = world.post(&Who::Income, &payments, &of_another).await.unwrap();
    refused.wrong(&["betaler payer-debtor"]).unwrap();
    let owed = data(world, &Who::Income, &of_case("schulden")).await;
    let stated = &owed["schulden"][0];
    let alone = json!([
        {"wie": "aanvrager", "aansprakelijk": 15_000, "betaald": 0, "openstaand": 10_000},
        {"aansprakelijk": 0, "betaald": 5_000, "openstaand": 0}
    ]);
    assert_eq!(stated["betalers"], alone, "{owed:#}");
    assert_eq!((&stated["afbetaald"], &stated["openstaand"]), (&json!(5_000), &json!(10_000)), "{owed:#}");
    assert_eq!(
        stated["betalingen"],
        json!([{"kenmerk": "bank 1", "ontvangenOp": "2026-06-01", "bedrag": 5_000}])
    );
    assert_eq!(stated["afspraak"], json!({"bedrag": 5_000, "vanaf": "2026-07", "maandenAchter": 0}));

    let household = data(world, &Who::Intake, &format!("/aanvragen/{case}/huishouden")).await;
    let of_person = format!("/personen/{}/schulden", text(&household["aanvrager"], "persoonId"));
    let all = data(world, &Who::Income, &of_person).await;
    assert_eq!((&all["openstaand"], &all["zaken"][0]["zaakId"]), (&json!(10_000), &json!(case)), "{all:#}");

    // July goes by without a payment: who collects is asked, also of a case that is closed, until the debt is paid.
    world.to("2026-08-01".parse().unwrap()).await.unwrap();
    let asked = |case: &Case| case.task("betaalafspraak-opvolgen").is_some();
    let stands = world.until(&case, "somebody speaks with who does not pay", asked).await.unwrap();
    assert!(stands.is_closed(), "{:#}", stands.0);
    // On the statement of the bank 40.00 names the debt, and more than is left of it does.
    let reference = text(stated, "betalingskenmerk");
    let file = statement(&[("b-1", "40.00", reference), ("b-2", "100.00", reference)]);
    for (booked, again) in [(1, 0), (0, 2)] {
        let manager = world.token(&Who::Manager).unwrap();
        let told =
            world.http.hand_over(&manager, "/bankbestanden", file.clone()).await.unwrap().done().unwrap();
        assert_eq!(
            (&told["opSchuldenGeboekt"], &told["herhaald"]),
            (&json!(booked), &json!(again)),
            "{told:#}"
        );
    }
    let to_place = |case: &Case| case.task("ontvangst-uitzoeken").is_some();
    world.until(&case, "somebody finds out what the rest is for", to_place).await.unwrap();
    let items = world.list(&Who::Manager, "/bankposten", "bankposten").await.unwrap();
    let of_debt = items.iter().find(|item| item["kenmerk"] == reference).unwrap();
    assert_eq!((&of_debt["soort"], &of_debt["bedrag"]), (&json!("niet-geboekt-op-schuld"), &json!(10_000)));
    let mut paid = payment(6_000, "bank 2");
    paid["betaler"] = json!("iemand-anders");
    post(world, &Who::Income, &payments, &paid).await;
    world.until(&case, "nobody is asked any more", |case| !asked(case)).await.unwrap();
    let all = data(world, &Who::Income, &of_person).await;
    assert_eq!((&all["openstaand"], &all["zaken"]), (&json!(0), &json!([])), "{all:#}");
    let asked = world
        .http
        .send(Method::GET, &token, &of_case("schulden"), &[("Accept", "text/markdown")], None)
        .await;
    let page = asked.unwrap().done().unwrap();
    let page = page.as_str().unwrap();
    assert!(
        page.contains("Deze schuld is afbetaald.") && page.contains("Door u betaald op 1 juni 2026"),
        "{page}"
    );
    assert!(page.contains("Door iemand anders betaald op 1 juni 2026"), "{page}");
    let checked = data(world, &Who::Manager, "/grootboek/narekening?vanaf=2026-01&totEnMet=2026-12").await;
    assert_eq!(checked["fouten"], json!([]), "{checked:#}");
    let balance = data(world, &Who::Manager, "/grootboek/saldi?maand=2026-06").await;
    assert_eq!(balance["sluitfouten"], json!([]), "{balance:#}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_former_client_pays_a_debt_off() {
    told(World::one_process(&tenants().unwrap()[0], None).await.unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_former_client_pays_a_debt_off_on_production() {
    let Some(servers) = servers("a former client who pays a debt off") else { return };
    told(World::production(&tenants().unwrap()[0], &servers).await.unwrap()).await;
}

async fn told(world: World) {
    pays_off(&world).await;
    world.nothing_stands_still().await.unwrap();
    world.stop().await.unwrap();
}
