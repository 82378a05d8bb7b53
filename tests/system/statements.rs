//! What client, consultant and controller see, from an application to the page: as data and as text, on the command line
//! and through the gateway, and every figure the same.
//!
//! The right begins on 2 March: 30 of 31 days of March are 1,356.29, April 1,401.50, each less 5 %.

use reqwest::Method;
use serde_json::{Value, json};
use system_tests::{Answer, CommandLine, Http, Who, World, tenants};

use crate::scenarios::acts::{assisted, pays, text};

const MARCH: i64 = 135_629 - 6_781;
const APRIL: i64 = 140_150 - 7_008;

const SKIPPED: &str = "the command line of statements";

async fn page(world: &World, who: &Who, path: &str) -> Answer {
    let http = Http::new(&world.gateway()).unwrap();
    let token = world.token(who).unwrap();
    http.send(Method::GET, &token, path, &[("Accept", "text/markdown")], None).await.unwrap()
}

async fn data(world: &World, who: &Who, path: &str) -> Value {
    world.get(who, path).await.unwrap().done().unwrap()
}

/// What the command line prints as someone.
async fn printed(world: &World, meedoen: &CommandLine, who: &Who, arguments: &[&str]) -> String {
    meedoen.says_to(world, who, &[&["income"], arguments].concat()).await.unwrap().done().unwrap()
}

/// Someone with a right since 2 March, of whom April was paid with March.
async fn paid() -> (World, String) {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let case = assisted(&world).await.unwrap();
    pays(&world, "2026-04").await.unwrap();
    (world, case)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_case_is_read_as_data_and_as_pages() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let (world, case) = paid().await;
    let path = format!("/zaken/{case}/specificaties/2026-04");
    let april = data(&world, &Who::Income, &path).await;
    let booked: Vec<_> =
        april["boekingen"].as_array().unwrap().iter().map(|one| one["bedrag"].as_i64().unwrap()).collect();
    assert_eq!(booked, [APRIL, MARCH], "{april:#}");
    assert_eq!((&april["inOpdracht"], &april["sluitfouten"]), (&json!(APRIL + MARCH), &json!([])));
    assert_eq!(april["betalingen"][0]["rekening"], "NL.. .... .... .... 00");
    let lines: i64 =
        april["regels"].as_array().unwrap().iter().map(|line| line["bedrag"].as_i64().unwrap()).sum();
    assert_eq!(lines, APRIL);
    let number = world.case(&case).await.unwrap().text("zaaknummer").to_owned();
    assert_eq!(april["zaaknummer"], json!(number), "{april:#}");
    let assistance = &april["regels"][0];
    let parts = assistance["onderdelen"].as_array().unwrap();
    assert_eq!(parts[0]["soort"], "norm", "{assistance:#}");
    assert_eq!(parts[0]["uitleg"]["bron"], "PW art. 21");
    let together: i64 = parts.iter().map(|part| part["bedrag"].as_i64().unwrap()).sum();
    assert_eq!(json!(together), assistance["bedrag"]);

    let read = page(&world, &Who::Quality, &path).await;
    assert_eq!((read.status, read.content_type.as_str()), (200, "text/markdown; charset=utf-8"));
    let read = read.done().unwrap();
    let read = read.as_str().unwrap();
    assert!(read.starts_with("# Specificatie van uw bijstand: april 2026"), "{read}");
    assert!(read.contains("| Bijstand over maart 2026, nog niet eerder betaald | € 1.288,48 |"), "{read}");
    assert!(read.contains(&format!("Kenmerk van uw zaak: {number}.")), "{read}");
    assert!(read.contains("Zo komen wij aan de bijstand, stap voor stap:"), "{read}");
    let shown =
        printed(&world, &meedoen, &Who::Income, &["specification", "--case", &number, "--month", "2026-04"])
            .await;
    assert_eq!(shown, read);

    let year = data(&world, &Who::Income, &format!("/zaken/{case}/jaaropgaven/2026")).await;
    assert_eq!((&year["betaald"], &year["onderweg"]), (&json!(0), &json!(APRIL + MARCH)));
    assert_eq!(year["zaaknummers"], json!([number]));
    let shown = printed(&world, &meedoen, &Who::Income, &["annual", "--case", &case, "--year", "2026"]).await;
    assert!(shown.contains("nog onderweg bij de bank | € 2.619,90 |"), "{shown}");
    let owed = data(&world, &Who::Income, &format!("/zaken/{case}/schulden")).await;
    assert_eq!((&owed["openstaand"], &owed["schulden"]), (&json!(0), &json!([])));
    assert_eq!(owed["zaaknummer"], json!(number));
    let decided = data(&world, &Who::Income, &format!("/zaken/{case}/beschikkingen")).await;
    assert_eq!(decided["zaaknummer"], json!(number));
    let last = decided["beschikkingen"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["uitkomst"], &last["bedragPerMaand"]), (&json!("toegekend"), &json!(140_150)));
    assert!(text(last, "bezwaar").contains("binnen 6 weken"), "{decided:#}");
    let shown = printed(&world, &meedoen, &Who::Income, &["decisions", "--case", &case]).await;
    assert!(shown.contains(text(last, "titel")), "{shown}");

    let get = async |who: &Who, path: &str| world.get(who, path).await.unwrap();
    get(&Who::Manager, &path).await.refused(403, "role-missing").unwrap();
    get(&Who::Income, &format!("/zaken/{case}/specificaties/2026-05"))
        .await
        .refused(404, "not-found")
        .unwrap();
    get(&Who::Income, &format!("/zaken/{case}/specificaties/mei")).await.refused(404, "not-found").unwrap();
    get(&Who::Income, &format!("/zaken/{case}/jaaropgaven/1999")).await.wrong(&["jaar year"]).unwrap();
    let html = Http::new(&world.gateway()).unwrap();
    let token = world.token(&Who::Income).unwrap();
    let html = html.send(Method::GET, &token, &path, &[("Accept", "text/html")], None).await.unwrap();
    assert_eq!(html.status, 406);
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_controller_sees_that_all_of_it_closes() {
    let Some(meedoen) = CommandLine::built(SKIPPED) else { return };
    let (world, case) = paid().await;
    let april = data(&world, &Who::Manager, "/grootboek/saldi?maand=2026-04").await;
    assert_eq!(april["sluitfouten"], json!([]), "{april:#}");
    let after: i64 =
        april["rekeningen"].as_array().unwrap().iter().map(|row| row["naAfloop"].as_i64().unwrap()).sum();
    assert_eq!(after, 0);
    let under_way =
        april["rekeningen"].as_array().unwrap().iter().find(|row| row["rekening"] == "onderweg").unwrap();
    assert_eq!(under_way["naAfloop"], json!(-(APRIL + MARCH)));
    let shown = printed(&world, &meedoen, &Who::Manager, &["balance", "--month", "2026-04"]).await;
    assert!(shown.contains("Alles sluit") && shown.contains("€ 2.619,90"), "{shown}");

    let open = data(&world, &Who::Manager, "/grootboek/open-posten?soort=naar-de-bank").await;
    assert_eq!((&open["posten"][0]["zaakId"], &open["volgende"]), (&json!(case), &Value::Null));
    let checked = data(&world, &Who::Manager, "/grootboek/narekening?vanaf=2026-01&totEnMet=2026-12").await;
    assert_eq!(
        (&checked["zaken"], &checked["berekeningen"], &checked["fouten"]),
        (&json!(1), &json!(2), &json!([]))
    );
    let shown = printed(&world, &meedoen, &Who::Manager, &["verify", "--year", "2026"]).await;
    assert!(shown.ends_with("Nothing differs.\n"), "{shown}");

    let get = async |path: &str| world.get(&Who::Manager, path).await.unwrap();
    get("/grootboek/saldi").await.refused(400, "invalid-input").unwrap();
    get("/grootboek/saldi?maand=2026").await.wrong(&["maand month"]).unwrap();
    let reversed = get("/grootboek/narekening?vanaf=2026-02&totEnMet=2026-01").await;
    reversed.wrong(&["totEnMet months-in-order"]).unwrap();
    world
        .get(&Who::Income, "/grootboek/saldi?maand=2026-04")
        .await
        .unwrap()
        .refused(403, "role-missing")
        .unwrap();
    world.stop().await.unwrap();
}
