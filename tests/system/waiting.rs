//! What keeps someone without money reaches a person by name, through the gateway: a month that cannot be worked out, an
//! account that is missing, an application on which nobody decided yet; and a fine that one person cannot lay down alone.

use serde_json::{Value, json};
use system_tests::{Case, Who, World, tenants};

use crate::scenarios::acts::text;

async fn post(world: &World, who: &Who, path: &str, body: &Value) -> Value {
    world.post(who, path, body).await.unwrap().done().unwrap()
}

/// A run of a month that is worked out and given up again.
async fn worked_out(world: &World, month: &str) {
    let run = post(world, &Who::Income, "/betaalruns", &json!({"maand": month, "proefrun": false})).await;
    world.settled().await.unwrap();
    let given_up = format!("/betaalruns/{}/intrekkingen", text(&run, "runId"));
    post(world, &Who::Income, &given_up, &json!({})).await;
    world.settled().await.unwrap();
}

fn subject(case: &Case, kind: &str) -> Option<String> {
    case.task(kind).map(|task| text(task, "onderwerp").to_owned())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_is_not_paid_is_somebodys_task_until_it_is_solved() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    world.to("2026-04-20".parse().unwrap()).await.unwrap();
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    post(&world, &Who::Manager, "/betaalrekening", &from).await;
    let of_case = |path: &str| format!("/zaken/{case}/{path}");
    let pay = |more: Value| {
        let mut all = json!({"maand": "2026-04", "wie": "aanvrager", "soort": "loon", "bedrag": 40_000});
        all.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        all
    };
    let stated = of_case("inkomstenopgaven");
    post(&world, &Who::Income, &stated, &pay(json!({}))).await;
    let far = pay(json!({"maand": "2028-01", "wie": "partner"}));
    let far = world.post(&Who::Income, &stated, &far).await.unwrap();
    far.wrong(&["maand month-ahead", "wie no-partner"]).unwrap();

    worked_out(&world, "2026-04").await;
    let seen = world.case(&case).await.unwrap();
    let why = subject(&seen, "maand-aanvullen").unwrap();
    assert!(why.contains("april 2026: er ontbreekt"), "{why}");
    assert!(subject(&seen, "rekening-vastleggen").unwrap().contains("de aanvrager"));

    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    post(&world, &Who::Income, &of_case("rekening"), &account).await;
    let judged = json!({"vanaf": "2026-04-01", "gegevens": {"applicant": {"hour_limited": false,
        "exemptions": {"months_of_n": 6, "with_wage_cost_subsidy": false}}}});
    post(&world, &Who::Income, &of_case("inkomensgegevens"), &judged).await;
    worked_out(&world, "2026-04").await;
    let seen = world.case(&case).await.unwrap();
    assert_eq!((subject(&seen, "maand-aanvullen"), subject(&seen, "rekening-vastleggen")), (None, None));
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_advance_does_not_wait_for_the_intake() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let report = world.report(&world.new_number().unwrap(), &facts);
    let opened = post(&world, &Who::Intake, "/aanvragen", &report).await;
    let case = text(&opened, "zaakId").to_owned();
    world.settled().await.unwrap();
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    post(&world, &Who::Income, &format!("/zaken/{case}/rekening"), &account).await;
    let advance = json!({"motivering": "Er is niets meer om van te leven."});
    let path = format!("/zaken/{case}/voorschotten");
    let granted = post(&world, &Who::Income, &path, &advance).await;
    assert_eq!(granted["bedrag"], json!(133_143), "the least of what is known: {granted:#}");
    world.post(&Who::Income, &path, &advance).await.unwrap().refused(409, "advance-granted").unwrap();
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_fine_is_that_of_the_rule_and_a_higher_one_is_laid_down_by_another() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let facts = world.expects.person(&world.expects.work.facts).unwrap();
    let case = world.bring_in(&facts).await.unwrap();
    world.until(&case, "the right is granted", |case| case.state("recht") == "toegekend").await.unwrap();
    let today = world.today().to_string();
    let debts = format!("/zaken/{case}/schulden");
    let fine = |cents: i64| {
        json!({"soort": "boete", "bedrag": cents, "maand": &today[..7], "artikel": "18a lid 1",
            "motivering": "Inkomsten zijn niet gemeld."})
    };
    let unknown = world.post(&Who::Income, &debts, &fine(99_999_900)).await.unwrap();
    unknown.refused(409, "fine-18a").unwrap();
    let known = json!({"vanaf": today, "gegevens": {
        "conduct": {"fine": {"too_much": 100_000, "blame": "normal", "committed_on": "2025-06-01",
            "urgent_reasons": false, "reported_by_self": false, "at_assistance_level": true}},
        "recovery": {"norm": 141_946}}});
    post(&world, &Who::Income, &format!("/zaken/{case}/inkomensgegevens"), &known).await;
    let too_high = world.post(&Who::Income, &debts, &fine(99_999_900)).await.unwrap();
    too_high.wrong(&["bedrag fine-18a"]).unwrap();
    let unheard = world.post(&Who::Income, &debts, &fine(50_000)).await.unwrap();
    unheard.refused(409, "fine-report-5-53").unwrap();
    let report =
        json!({"overtredingOp": "2025-06-01", "gehoordOp": today, "motivering": "Er kwam loon binnen."});
    post(&world, &Who::Income, &format!("/zaken/{case}/boeterapporten"), &report).await;
    let alone = world.post(&Who::Income, &debts, &fine(50_000)).await.unwrap();
    alone.refused(409, "second-person-10-3").unwrap();
    post(&world, &Who::SecondIncome, &debts, &fine(50_000)).await;
    world.stop().await.unwrap();
}
