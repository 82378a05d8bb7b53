//! Schemes of the municipality for people on a low income: from what is asked to the bank, against both databases.

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::grant_service_client::GrantServiceClient;
use rstest::rstest;
use testkit::Kind;
use tonic::Code;

use crate::world::World;

/// A fixed amount once a year, and costs up to a maximum for who has next to nothing.
pub const POLICY: &str = r#"
[[minima]]
key = "activities"
label = "Meedoenbijdrage"
income_percent = 120
capital = "limit"
amount_cents = 15000
once_in_months = 12
source = "Beleidsregel § 4"

[[minima]]
key = "glasses"
label = "bijdrage voor een bril"
income_percent = 100
capital = "none"
most_cents = 20000
source = "Beleidsregel § 5"
"#;

/// Without assistance, and with € 1.600 to live on.
pub const LITTLE: &str = r#"{ "own_means": { "norm": 140150, "income": 160000 }, "capital": { "assets": [], "debts": [], "owns_home": false } }"#;

fn asked(key: &str, payee: &str) -> pb::GrantSchemeRequest {
    pb::GrantSchemeRequest {
        scheme: "minima".into(),
        minima: key.into(),
        payee: payee.into(),
        from_day: "2026-03-02".into(),
        once: true,
        ..Default::default()
    }
}

impl World {
    async fn minima(kind: Kind, test: &str) -> Option<Self> {
        let world = Self::with_income("2026-03-02", kind, test, POLICY).await?;
        world.send(&world.assess("capital=100000000")).await;
        world.state("2026-02-02", LITTLE).await;
        world.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
        world.set_paying_account().await;
        Some(world)
    }

    async fn grants_minima(&self, asked: pb::GrantSchemeRequest) -> Result<i64, (Code, String)> {
        let granted = self.grant(Role::IncomeConsultant, asked).await;
        granted.map(|granted| granted.cents).map_err(|refused| (refused.code(), refused.message().to_owned()))
    }

    async fn listed(&self) -> pb::ListGrantsResponse {
        let message = pb::ListGrantsRequest { case_id: self.case.to_string() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        GrantServiceClient::new(self.line()).list_grants(request).await.unwrap().into_inner()
    }

    /// Keys of the schemes that seem not to be used.
    async fn unused(&self) -> Vec<String> {
        self.listed().await.unused.into_iter().map(|one| one.scheme).collect()
    }

    /// The one scheme that seems open: each rule that was tried, in the data and on the page.
    async fn tells_why_it_seems_open(&self) {
        let listed = self.listed().await;
        let open = &listed.unused[0];
        assert_eq!((open.label.as_str(), open.missing.len()), ("Meedoenbijdrage", 0));
        let tried: Vec<_> = open.explanations.iter().map(|line| line.rule.as_str()).collect();
        assert_eq!(tried, ["scheme-income", "scheme-capital", "scheme-children", "scheme-period"]);
        let income = &open.explanations[0];
        assert_eq!(income.source, "Beleidsregel § 4");
        assert!(income.text.contains("niet hoger dan 120 % van de norm"), "{}", income.text);
        assert!(listed.page.contains("U lijkt er recht op te hebben: Meedoenbijdrage."), "{}", listed.page);
        assert!(listed.page.contains(&format!("- {} (Beleidsregel § 4)", income.text)), "{}", listed.page);
    }

    async fn withdraws(&self, grant: u32, from_day: &str) -> Result<u32, Code> {
        let message = pb::EndGrantRequest {
            case_id: self.case.to_string(),
            grant,
            from_day: from_day.into(),
            reasons: "Op naam van een ander aangevraagd.".into(),
        };
        let request = self.by("anna", Role::IncomeConsultant, message);
        let ended = GrantServiceClient::new(self.line()).end_grant(request).await;
        ended.map(|ended| ended.into_inner().decision).map_err(|refused| refused.code())
    }
}

#[rstest]
#[tokio::test]
async fn a_scheme_is_granted_paid_and_used(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::minima(kind, "minima").await else { return };
    assert_eq!(world.unused().await, ["activities"]);
    world.tells_why_it_seems_open().await;
    let (code, reason) = world.grants_minima(asked("swimming", "applicant")).await.unwrap_err();
    assert_eq!(code, Code::FailedPrecondition);
    assert!(reason.contains("De gemeente heeft deze regeling op deze dag niet"), "{reason}");
    let (code, _) = world.grants_minima(asked("", "applicant")).await.unwrap_err();
    assert_eq!(code, Code::InvalidArgument);
    assert_eq!(world.grants_minima(asked("activities", "applicant")).await, Ok(15_000));
    assert_eq!(world.unused().await, Vec::<String>::new(), "the signal falls");
    let (code, reason) = world.grants_minima(asked("activities", "applicant")).await.unwrap_err();
    assert_eq!(code, Code::FailedPrecondition);
    assert!(reason.contains("kan vanaf 02-03-2027 weer"), "{reason}");

    let run = world.pay("2026-03").await;
    assert_eq!((run.payments, run.cents), (1, 15_000));
    let file = world.download(&run.run_id).await.unwrap();
    assert!(file.contains("<EndToEndId>M2603"), "{file}");
    let money = world.money().await;
    let paid = &money.payments[0];
    assert_eq!((paid.kind.as_str(), paid.payment.starts_with('M')), ("minima", true));
    world.bank_says(&world.status_file(&run.run_id, &paid.payment, "ACSC", None)).await.unwrap();

    let decided = world.decisions().await;
    let granted = &decided.money[0];
    assert_eq!((granted.kind.as_str(), granted.against.as_str()), ("granted", "grant"));
    assert_eq!(granted.source, "Beleidsregel § 4");
    assert!(
        granted.title.starts_with("Toegekend: Meedoenbijdrage, € 150,00 in één keer"),
        "{}",
        granted.title
    );
    assert!(!granted.objection_text.is_empty());
    let listed = world.listed().await;
    assert_eq!(
        (listed.grants[0].minima.as_str(), listed.grants[0].name.as_str()),
        ("activities", "Meedoenbijdrage")
    );
    assert!(listed.page.contains("Toekenning 1: Meedoenbijdrage"), "{}", listed.page);
    let march = world.statements("2026-03").await;
    assert!(march.faults.is_empty(), "{}", march.page);
    assert!(march.page.contains("Meedoenbijdrage (toekenning 1)"), "{}", march.page);
    assert_eq!(world.annual().await.schemes_cents, 15_000);
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn costs_are_paid_to_a_third_up_to_the_maximum(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::minima(kind, "minima costs").await else { return };
    let (_, reason) = world.grants_minima(asked("glasses", "applicant")).await.unwrap_err();
    assert!(reason.contains("hoger dan 100 % van de norm"), "{reason}");
    world.state("2026-02-02", r#"{ "own_means": { "income": 140150 } }"#).await;
    let (code, reason) = world.grants_minima(asked("glasses", "third-1")).await.unwrap_err();
    assert_eq!(code, Code::FailedPrecondition);
    assert!(reason.contains("met de kosten"), "{reason}");
    let costs = r#"{ "own_means": { "asked_schemes": [{ "key": "glasses", "costs": 24950 }] } }"#;
    world.state("2026-03-02", costs).await;
    assert_eq!(world.grants_minima(asked("glasses", "third-1")).await, Ok(20_000));
    assert_eq!(
        world.grants_minima(asked("glasses", "applicant")).await,
        Ok(20_000),
        "as often as it is asked"
    );
    let run = world.start_run("anna", "2026-03", false).await.unwrap();
    let ready = world.run_at(&run, "ready").await;
    assert_eq!(
        (ready.payments, ready.cents, ready.without_account),
        (1, 20_000, 1),
        "the optician has no account"
    );
}

#[rstest]
#[tokio::test]
async fn what_was_paid_once_is_withdrawn_and_asked_back(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::minima(kind, "minima withdrawn").await else { return };
    world.grants_minima(asked("activities", "applicant")).await.unwrap();
    world.pay("2026-03").await;
    assert_eq!(
        world.withdraws(1, "2026-03-03").await,
        Err(Code::FailedPrecondition),
        "from its first day only"
    );
    assert_eq!(world.withdraws(1, "2026-03-02").await, Ok(2));
    assert_eq!(world.withdraws(1, "2026-03-02").await, Err(Code::AlreadyExists));
    assert_eq!(world.unused().await, ["activities"]);
    world.advance("2026-04-20");
    let run = world.start_run("anna", "2026-04", false).await.unwrap();
    assert_eq!(world.run_at(&run, "ready").await.payments, 0);
    let debts = world.money().await.debts;
    assert_eq!((debts[0].kind.as_str(), debts[0].cents), ("recovery", 15_000));
    let decided = world.decisions().await;
    let last = &decided.money[1];
    assert_eq!((last.kind.as_str(), last.replaces, last.against.as_str()), ("withdrawn", 1, "grant"));
    assert_eq!(last.title, "Ingetrokken: Meedoenbijdrage");
    let page = world.listed().await.page;
    assert!(page.contains("Ingetrokken: u krijgt dit niet."), "{page}");
    assert!(world.titles().await.iter().any(|title| title == "Ingetrokken: Meedoenbijdrage"));
    assert_eq!(world.faults().await, Vec::<String>::new());
}

#[rstest]
#[tokio::test]
async fn an_application_is_refused_with_a_ground_and_can_be_objected_to(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::minima(kind, "minima refused").await else { return };
    let refuse = async |role: Role, key: &str| {
        let message = pb::RefuseSchemeRequest {
            case_id: world.case.to_string(),
            scheme: "minima".into(),
            minima: key.into(),
            from_day: "2026-03-02".into(),
            once: true,
            reasons: "U hebt te veel inkomen.".into(),
            ..Default::default()
        };
        let refused =
            GrantServiceClient::new(world.line()).refuse_scheme(world.by("anna", role, message)).await;
        refused.map(|refused| refused.into_inner().decision).map_err(|refused| refused.code())
    };
    assert_eq!(refuse(Role::IntakeConsultant, "glasses").await, Err(Code::PermissionDenied));
    assert_eq!(
        refuse(Role::IncomeConsultant, "activities").await,
        Err(Code::FailedPrecondition),
        "there is a right"
    );
    assert_eq!(refuse(Role::IncomeConsultant, "glasses").await, Ok(1));
    let decided = world.decisions().await;
    let refused = &decided.money[0];
    assert_eq!((refused.kind.as_str(), refused.cents, refused.against.as_str()), ("refused", 0, "grant"));
    assert_eq!(refused.title, "Afgewezen: bijdrage voor een bril, vanaf 2 maart 2026");
    assert_eq!(refused.source, "Beleidsregel § 5");
    assert!(!refused.objection_until.is_empty() && decided.page.contains("hoger dan 100 % van de norm"));
    let told = world.told::<pb::MoneyDecided>().await;
    assert_eq!(told.iter().map(|one| (one.matter.as_str(), one.number)).collect::<Vec<_>>(), [("grant", 1)]);
    assert!(world.titles().await.iter().any(|title| title.starts_with("Afgewezen: bijdrage voor een bril")));

    // After an objection it turns out otherwise: the decision takes the place of the refusal.
    let otherwise =
        r#"{ "own_means": { "income": 140150, "asked_schemes": [{ "key": "glasses", "costs": 9950 }] } }"#;
    world.state("2026-02-02", otherwise).await;
    assert_eq!(world.grants_minima(asked("glasses", "applicant")).await, Ok(9_950));
    assert_eq!(
        world.grants_minima(asked("glasses", "applicant")).await,
        Ok(9_950),
        "as often as it is asked"
    );
    let decided = world.decisions().await;
    let replaces: Vec<_> = decided.money.iter().map(|one| (one.number, one.replaces)).collect();
    assert_eq!(replaces, [(1, 0), (2, 1), (3, 0)]);
    assert!(
        decided.page.contains("Dit besluit komt in de plaats van besluit over geld 1."),
        "{}",
        decided.page
    );
    let titles = world.titles().await;
    assert!(
        titles.iter().any(|title| title.starts_with("Alsnog toegekend, in plaats van besluit 1: bijdrage"))
    );
    assert_eq!(world.faults().await, Vec::<String>::new());
}

/// Refused for too much income, and upon objection the income turned out to be another: a grant takes the place of what fell, and
/// workflow hears that it is done.
#[rstest]
#[tokio::test]
async fn a_refusal_that_falls_is_decided_anew(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::minima(kind, "minima fell").await else { return };
    let message = pb::RefuseSchemeRequest {
        case_id: world.case.to_string(),
        scheme: "minima".into(),
        minima: "glasses".into(),
        from_day: "2026-03-02".into(),
        once: true,
        reasons: "U hebt te veel inkomen.".into(),
        ..Default::default()
    };
    let request = world.by("anna", Role::IncomeConsultant, message);
    GrantServiceClient::new(world.line()).refuse_scheme(request).await.unwrap();
    let anew = pb::GrantSchemeRequest { replaces_decision: 1, ..asked("glasses", "applicant") };
    world.state("2026-02-02", r#"{ "own_means": { "income": 140150 } }"#).await;
    let costs = r#"{ "own_means": { "asked_schemes": [{ "key": "glasses", "costs": 24950 }] } }"#;
    world.state("2026-03-02", costs).await;
    let early = world.grants_minima(anew.clone()).await;
    assert_eq!(early.map_err(|(code, _)| code), Err(Code::FailedPrecondition), "it stands");

    assert_eq!(world.reverse(1, "grant", 1).await, "person-decides");
    assert_eq!(world.reverse(1, "grant", 1).await, "person-decides");
    assert!(world.told::<pb::DecisionReversed>().await.is_empty());
    let other = pb::GrantSchemeRequest { replaces_decision: 1, ..asked("activities", "applicant") };
    let other = world.grants_minima(other).await;
    assert_eq!(other.map_err(|(code, _)| code), Err(Code::FailedPrecondition), "of another scheme");
    assert_eq!(world.grants_minima(anew.clone()).await, Ok(20_000));
    let decided = world.decisions().await.money;
    assert_eq!((decided[1].kind.as_str(), decided[1].replaces, decided.len()), ("granted", 1, 2));
    assert_eq!(world.told::<pb::DecisionReversed>().await.len(), 1);
    assert_eq!(world.reverse(1, "grant", 1).await, "", "it is done");
    let again = world.grants_minima(anew).await;
    assert_eq!(again.map_err(|(code, _)| code), Err(Code::FailedPrecondition), "once");
    assert_eq!(world.pay("2026-03").await.cents, 20_000);
    assert_eq!(world.faults().await, Vec::<String>::new());
}
