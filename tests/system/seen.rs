//! Every reading of personal data stands in the chain of views (ADR 0011). Each call that the services offer and that
//! reads is in the table below; a new one fails here until somebody decides what it shows.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, bail};
use serde_json::{Value, json};
use system_tests::{Who, World, check, tenants};

use crate::scenarios::acts::{offer_of, text};

/// What a call shows.
enum Shows {
    /// Data of a case: who asks at which path. `{…}` is one of the [`Known`].
    Person(&'static str, Who, &'static str),
    /// Data of a case, in circumstances that another test brings about: its file and name.
    PersonIn(&'static str, &'static str),
    /// Nobody's, or nothing but that a case is there; and why.
    Nobody(&'static str),
}

use Shows::{Nobody, Person, PersonIn};

const INDEX: &str = "numbers and where the work stands, of no named person: a list to work from";
const CHANGES: &str = "it changes something and shows nothing";
const TOTALS: &str = "totals";
const MADE_UP: &str = "of a household that the caller makes up";

const INTAKE: &str = "intake";
const INCOME: &str = "inkomen";
const SHELTERED: &str = "beschut-werk";
const WORKFLOW: &str = "proces";

/// Verbs of calls that change something and answer what they did.
const DOING: &[&str] = &[
    "Add", "Advance", "Answer", "Approve", "Ask", "Cancel", "Claim", "Complete", "Confirm", "Decide",
    "Destroy", "Deviate", "Discard", "End", "Extend", "Grant", "Hand", "Hold", "Keep", "Leave", "Name",
    "Offer", "Open", "Park", "Plan", "Propose", "Receive", "Record", "Redrive", "Refuse", "Release",
    "Replay", "Request", "Resend", "Resume", "Reuse", "Send", "Set", "Settle", "Start", "State", "Step",
    "Submit", "Suspend", "Warn", "Withdraw", "Write",
];

/// Every other call, by service and name.
const READING: &[(&str, Shows)] = &[
    ("AssessmentService.Assess", Nobody(MADE_UP)),
    ("AssessmentService.GetAssessmentSchemas", Nobody("descriptions")),
    ("CaseTermService.GetCaseTerms", Person(WORKFLOW, Who::Income, "/zaken/{case}/termijnen")),
    ("ClaimService.ListClaims", Person(INTAKE, Who::Income, "/aanvragen/{case}/verklaringen")),
    ("ClaimService.ListKnownFacts", Person(INTAKE, Who::Income, "/aanvragen/{case}/bekende-gegevens")),
    ("ClaimService.VerifyClaim", Nobody(CHANGES)),
    ("DocumentService.GetDocument", Person(INTAKE, Who::Income, "/documenten/{document}")),
    ("DocumentService.ListDocuments", Person(INTAKE, Who::Income, "/zaken/{case}/documenten")),
    (
        "DocumentService.ListDueDocuments",
        PersonIn(
            "../crates/intake/tests/it/documents.rs",
            "two_people_destroy_what_is_due_and_its_hash_stays",
        ),
    ),
    ("DocumentService.ReadDocument", Person(INTAKE, Who::Income, "/documenten/{document}/inhoud")),
    ("GrantService.ListGrants", Person(INCOME, Who::Income, "/zaken/{case}/toekenningen")),
    (
        "GrantService.ListUnusedSchemes",
        PersonIn(
            "../crates/income/tests/it/unused.rs",
            "a_consultant_sees_part_by_part_who_does_not_use_a_scheme",
        ),
    ),
    ("HomeVisitService.ListHomeVisits", Person(INTAKE, Who::Intake, "/aanvragen/{case}/huisbezoeken")),
    ("HouseholdService.GetHousehold", Person(INTAKE, Who::Intake, "/aanvragen/{case}/huishouden")),
    ("IncomeService.GetEntitlement", Person(INCOME, Who::Income, "/zaken/{case}/recht")),
    ("IntakeFormService.GetForm", Person(INTAKE, Who::Intake, "/aanvragen/{case}/formulier")),
    ("IntakeService.ExplainPerson", Nobody(MADE_UP)),
    ("IntakeService.ExplainPolicy", Person(INTAKE, Who::Intake, "/zaken/{case}/beleidsuitleg")),
    ("IntakeService.FindCases", PersonIn("system/seen.rs", "who_looks_a_person_up_is_on_record")),
    ("IntakeService.GetApplication", Person(INTAKE, Who::Intake, "/aanvragen/{case}")),
    ("IntakeService.ListCaseload", Person(INTAKE, Who::Policy, "/caseload")),
    ("OperationService.GetIdle", Nobody(TOTALS)),
    ("OperationService.GetLag", Nobody(TOTALS)),
    (
        "OperationService.GetParked",
        PersonIn("system/parked.rs", "an_operator_looks_mends_replays_and_discards"),
    ),
    ("OperationService.ListParked", Nobody("which messages wait, without their bytes")),
    (
        "PartnerContractsService.GetReferral",
        Person("partners", Who::Reintegration, "/verwijzingen/{referral}"),
    ),
    ("PartnerContractsService.ListPartners", Nobody("partners and their places")),
    (
        "PartnerContractsService.ListReferrals",
        Person("partners", Who::Reintegration, "/verwijzingen?zaakId={case}"),
    ),
    ("PaymentService.DownloadRun", Person(INCOME, Who::Manager, "/betaalruns/{run}/bestand")),
    ("PaymentService.GetCaseMoney", Person(INCOME, Who::Income, "/zaken/{case}/betalingen")),
    ("PaymentService.GetRun", Nobody(TOTALS)),
    ("PaymentService.ListBankItems", Nobody("names that a bank gives, without a case or a person")),
    ("PaymentService.ListBankStatements", Nobody(TOTALS)),
    ("PaymentService.ListDifferences", Person(INCOME, Who::Income, "/betaalruns/{run}/verschillen")),
    ("PaymentService.ListRuns", Nobody(TOTALS)),
    ("PaymentService.PreviewRun", Person(INCOME, Who::Quality, "/betaalruns/{run}/voorbeeld")),
    ("PaymentService.ReadBankFile", Nobody(CHANGES)),
    ("PaymentService.ReportBreach", Nobody(CHANGES)),
    ("PortfolioService.GetPortfolio", Person(INTAKE, Who::Reintegration, "/zaken/{case}/portfolio")),
    ("PortfolioService.ListCompetences", Nobody("a list that is the same for all")),
    (
        "PortfolioService.ListPortfolioVersions",
        Person(INTAKE, Who::Reintegration, "/zaken/{case}/portfolio/versies"),
    ),
    ("PortfolioService.ListProfiles", Nobody("groups in which nobody can be told from another")),
    ("RecordService.ListRecords", Person(INTAKE, Who::Intake, "/aanvragen/{case}/poortgegevens")),
    ("RecourseService.ListRecourse", Person(INCOME, Who::Income, "/zaken/{case}/verhaalsvorderingen")),
    ("ReintegrationService.GetClient", Person("re-integratie", Who::Intake, "/zaken/{case}/indeling")),
    ("RiskService.GetRiskCard", Person(INTAKE, Who::Intake, "/aanvragen/{case}/risicokaart")),
    ("RouteService.GetIntakeRoute", Person(INTAKE, Who::Intake, "/aanvragen/{case}/intakeroute")),
    (
        "ShelteredWorkService.GetIndication",
        Person(SHELTERED, Who::Reintegration, "/zaken/{placed}/indicatie"),
    ),
    ("ShelteredWorkService.ListAdviceRequests", Person(SHELTERED, Who::Uwv, "/adviesaanvragen")),
    ("ShelteredWorkService.ListPlaces", Person(SHELTERED, Who::Reintegration, "/beschutte-plekken")),
    ("ShelteredWorkService.ListWaiting", Person(SHELTERED, Who::Reintegration, "/wachtlijst")),
    ("StatementService.GetAnnualStatement", Person(INCOME, Who::Income, "/zaken/{case}/jaaropgaven/2026")),
    (
        "StatementService.GetMonthSpecification",
        Person(INCOME, Who::Income, "/zaken/{case}/specificaties/2026-04"),
    ),
    ("StatementService.GetTrialBalance", Nobody(TOTALS)),
    ("StatementService.ListDebts", Person(INCOME, Who::Income, "/zaken/{case}/schulden")),
    ("StatementService.ListDecisions", Person(INCOME, Who::Income, "/zaken/{case}/beschikkingen")),
    (
        "StatementService.ListOpenItems",
        Person(INCOME, Who::Manager, "/grootboek/open-posten?soort=naar-de-bank"),
    ),
    ("StatementService.ListPersonDebts", Person(INCOME, Who::Income, "/personen/{person}/schulden")),
    (
        "StatementService.VerifyBooks",
        Person(INCOME, Who::Manager, "/grootboek/narekening?vanaf=2026-03&totEnMet=2026-04"),
    ),
    ("StoryService.GetStory", Person(WORKFLOW, Who::Quality, "/zaken/{case}/verhaal")),
    ("StoryService.ListViews", Nobody("who looked, and at what kind of data")),
    ("StoryService.VerifyStory", Nobody("whether it is whole, and nothing of what it tells")),
    ("TermService.GetTerms", Person(INTAKE, Who::Intake, "/aanvragen/{case}/termijnen")),
    ("TermService.ListDecisions", Person(INTAKE, Who::Income, "/zaken/{case}/beschikkingen")),
    ("WorkflowService.GetCase", Person(WORKFLOW, Who::Intake, "/zaken/{case}")),
    ("WorkflowService.GetSteps", Person(WORKFLOW, Who::Intake, "/zaken/{case}/stappen")),
    ("WorkflowService.GetWorkload", Nobody(TOTALS)),
    ("WorkflowService.ListAbsences", Nobody("of colleagues, and of no case")),
    ("WorkflowService.ListCases", Nobody(INDEX)),
    ("WorkflowService.ListObjections", Person(WORKFLOW, Who::Quality, "/zaken/{case}/bezwaren")),
    ("WorkflowService.ListStuckCases", Nobody(INDEX)),
    ("WorkflowService.ListTasks", Nobody(INDEX)),
];

/// The calls that `proto/` has, as `Service.Call`.
fn offered() -> anyhow::Result<BTreeSet<String>> {
    let mut calls = BTreeSet::new();
    for service in std::fs::read_dir("../proto/meedoen")? {
        for file in std::fs::read_dir(service?.path().join("v1"))? {
            let mut within = String::new();
            for line in std::fs::read_to_string(file?.path())?.lines() {
                let words: Vec<_> = line.split([' ', '(']).filter(|word| !word.is_empty()).collect();
                match words[..] {
                    ["service", name, ..] => name.clone_into(&mut within),
                    ["rpc", name, ..] => drop(calls.insert(format!("{within}.{name}"))),
                    _ => {}
                }
            }
        }
    }
    Ok(calls)
}

/// `RecordEffort` does `Record`.
fn verb(call: &str) -> &str {
    let name = call.split('.').next_back().unwrap_or_default();
    let end = name.char_indices().skip(1).find(|(_, sign)| sign.is_uppercase()).map(|(at, _)| at);
    name.get(..end.unwrap_or(name.len())).unwrap_or_default()
}

#[test]
fn every_call_that_reads_is_decided_about() {
    let reading: BTreeSet<_> =
        offered().unwrap().into_iter().filter(|call| !DOING.contains(&verb(call))).collect();
    let listed: BTreeSet<_> = READING.iter().map(|(call, _)| (*call).to_owned()).collect();
    assert_eq!(reading, listed, "what does the new call show? Say so in the table");
    assert!(READING.is_sorted_by_key(|(call, _)| *call));
    for (call, shows) in READING {
        match shows {
            PersonIn(file, test) => {
                let text = std::fs::read_to_string(file).unwrap();
                assert!(text.contains(&format!("fn {test}")), "{call}: there is no {test} in {file}");
                let looks = text.contains("views(") || text.contains("/inzagen");
                assert!(looks, "{call}: {file} looks at no views");
            }
            Nobody(why) => assert!(!why.is_empty(), "{call}: why is it not personal?"),
            Person(..) => {}
        }
    }
}

/// What stands in a path, by its name between braces, and the case whose data it shows.
struct Known {
    names: BTreeMap<&'static str, String>,
    /// Whose data are seen where the path names no case.
    shown: BTreeMap<&'static str, String>,
}

impl Known {
    fn path(&self, path: &str) -> String {
        self.names.iter().fold(path.to_owned(), |path, (name, id)| path.replace(&format!("{{{name}}}"), id))
    }

    fn case_of(&self, path: &'static str) -> &str {
        let named = if path.contains("{placed}") { "placed" } else { "case" };
        self.shown.get(path).unwrap_or(&self.names[named])
    }
}

/// The newest record of a service about a case; 0 for none.
async fn newest(world: &World, case: &str, service: &str) -> anyhow::Result<(u64, String)> {
    let seen = world.get(&Who::Quality, &format!("/zaken/{case}/inzagen")).await?.done()?;
    let all = seen["inzagen"].as_array().context("views")?;
    let of_service = all.iter().find(|one| one["dienst"] == service);
    let read = |one: &Value| (one["nummer"].as_u64().unwrap_or_default(), text(one, "door").to_owned());
    Ok(of_service.map(read).unwrap_or_default())
}

/// Someone with a paid right, a partner, a document and a portfolio; someone with a sheltered place, someone who waits for
/// one, and someone about whom UWV is asked.
async fn known(world: &World) -> anyhow::Result<Known> {
    let post = async |who, path: &str, body: Value| world.post(who, path, &body).await?.done();
    let case = world.bring_in(&world.expects.person(&world.expects.work.facts)?).await?;
    let offer = offer_of(world, &case).await?;
    let about = r#"{"titel": "Bankafschrift", "bewijstVan": ["vermogen"]}"#;
    let documents = format!("/zaken/{case}/documenten");
    let pdf = b"%PDF-1.7\nSaldo: 12 euro\nstartxref\n9\n%%EOF\n";
    let sent = world.send_in(&Who::Form, &documents, about, "application/pdf", pdf).await?.done()?;
    let after = world.portfolio_version(&case).await?;
    let portfolio = json!({"naVersie": after, "portfolio": {"competenties": [], "urenPerWeek": 20, "delen": false,
        "overMij": "Ik werk graag buiten.", "talen": [], "ervaring": [], "opleidingen": [], "bewijzen": []}});
    post(&Who::Form, &format!("/zaken/{case}/portfolio"), portfolio).await?;

    let mut sheltered = Vec::new();
    let facts = &world.expects.sheltered.as_ref().context("a tenant with sheltered work")?.facts;
    for _ in 0..3 {
        let one = world.bring_in(&world.expects.person(facts)?).await?;
        world.until(&one, "UWV is asked", |case| case.task("advies-geven").is_some()).await?;
        sheltered.push(one);
    }
    let advice = json!({"positief": true, "geldigTotEnMet": "2026-12-31"});
    for one in &sheltered[..2] {
        post(&Who::Uwv, &format!("/zaken/{one}/adviezen"), advice.clone()).await?;
        world.settled().await?;
    }

    world.to("2026-04-20".parse()?).await?;
    let account = json!({"begunstigde": "aanvrager", "naam": "Proefpersoon", "iban": "NL91ABNA0417164300"});
    post(&Who::Income, &format!("/zaken/{case}/rekening"), account).await?;
    let from = json!({"naam": "Gemeente Proef", "iban": "NL02ABNA0123456789"});
    post(&Who::Manager, "/betaalrekening", from).await?;
    let run = post(&Who::Income, "/betaalruns", json!({"maand": "2026-04", "proefrun": false})).await?;
    let run = text(&run, "runId").to_owned();
    world.settled().await?;
    world.approve(&Who::Quality, &format!("/betaalruns/{run}")).await?;
    post(&Who::Manager, &format!("/betaalruns/{run}/vrijgaven"), json!({})).await?;
    world.settled().await?;

    let household = world.get(&Who::Intake, &format!("/aanvragen/{case}/huishouden")).await?.done()?;
    let person = text(&household["aanvrager"], "persoonId").to_owned();
    let [placed, waiting, asked] = &sheltered[..] else { bail!("three people") };
    let shown = [
        ("/beschutte-plekken", placed.clone()),
        ("/wachtlijst", waiting.clone()),
        ("/adviesaanvragen", asked.clone()),
    ];
    let names = [
        ("case", case),
        ("person", person),
        ("placed", placed.clone()),
        ("referral", text(&offer, "verwijzingId").to_owned()),
        ("document", text(&sent, "documentId").to_owned()),
        ("run", run),
    ];
    Ok(Known { names: names.into(), shown: shown.into() })
}

async fn all_are_on_record(world: &World) -> anyhow::Result<()> {
    let known = known(world).await?;
    for (call, shows) in READING {
        let Person(service, who, path) = shows else { continue };
        let case = known.case_of(path);
        let (before, _) = newest(world, case, service).await?;
        let answer = world.get(who, &known.path(path)).await?;
        answer.done().with_context(|| format!("{call} at {path}"))?;
        let (after, by) = newest(world, case, service).await?;
        check!(after > before && by == who.user(), "{call} at {path} left no record of {}", who.user());
        // Who may not see it has seen nothing.
        let refused = world.get(&Who::Partner("iemand".into()), &known.path(path)).await?;
        check!(!refused.is_success() || *path == "/verwijzingen?zaakId={case}", "{call} is open to anyone");
        check!(newest(world, case, service).await?.0 == after, "{call}: a refusal is on record");
    }
    Ok(())
}

/// One with sheltered work, so that every reading there is shows somebody.
async fn with_everything() -> World {
    for tenant in tenants().unwrap() {
        let world = World::one_process(&tenant, None).await.unwrap();
        if world.expects.sheltered.is_some() {
            return world;
        }
        world.stop().await.unwrap();
    }
    panic!("no tenant has sheltered work");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_reading_of_personal_data_is_on_record() {
    let world = with_everything().await;
    all_are_on_record(&world).await.unwrap();
    world.stop().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_looks_a_person_up_is_on_record() {
    let world = World::one_process(&tenants().unwrap()[0], None).await.unwrap();
    let found: anyhow::Result<()> = async {
        let number = world.new_number()?;
        let facts = world.expects.person(&world.expects.work.facts)?;
        let form = world.application(&number, &facts);
        let case = world.post(&Who::Intake, "/aanvragen", &form).await?.done()?;
        let case = text(&case, "zaakId");
        let body = json!({"burgerservicenummer": number});
        world.post(&Who::Income, "/personen/_zoek", &body).await?.done()?;
        let (_, by) = newest(&world, case, INTAKE).await?;
        check!(by == "income", "who looked a person up is not on record");
        Ok(())
    }
    .await;
    found.unwrap();
    world.stop().await.unwrap();
}
