//! Who of a municipality does not use what there seems to be a right to (NC-8), against both databases.

use domain::{CaseId, PersonId, Role};
use proto::income::v1 as pb;
use proto::income::v1::grant_service_client::GrantServiceClient;
use rstest::rstest;
use service::on_behalf;
use testkit::{Kind, municipality};
use tonic::Code;
use uuid::Uuid;

use crate::minima::{LITTLE, POLICY};
use crate::world::{HERE, NUMBER, THERE, World};

/// Without assistance, and with as much as the norm to live on.
const NORM: &str = r#"{ "own_means": { "norm": 140150, "income": 140150 }, "capital": { "assets": [], "debts": [], "owns_home": false } }"#;

fn case(number: u128) -> CaseId {
    CaseId::new(Uuid::from_u128(number))
}

fn part(after: Option<u128>, limit: u32) -> pb::ListUnusedSchemesRequest {
    let after = after.map(|number| case(number).to_string()).unwrap_or_default();
    pb::ListUnusedSchemesRequest { after, limit, ..Default::default() }
}

impl World {
    /// Four households: one that seems entitled, one of which too little is known, one that was a client, and one that never had
    /// assistance.
    async fn households(kind: Kind, test: &str) -> Option<Self> {
        let mut world = Self::with_income("2026-03-02", kind, test, POLICY).await?;
        for (number, words) in
            [(1, "capital=0"), (2, "capital=0"), (3, "capital=0"), (4, "capital=100000000")]
        {
            world.case = case(number);
            world.person = PersonId::new(Uuid::from_u128(10 + number));
            world.send(&world.assess(words)).await;
            match number {
                1 | 3 => world.state("2026-02-02", LITTLE).await,
                4 => world.state("2026-02-02", NORM).await,
                _ => {}
            }
        }
        world.case = case(3);
        world.send(&world.end("2026-03-01")).await;
        world.case = case(4);
        Some(world)
    }

    async fn lists_unused(
        &self,
        (role, here): (Role, &str),
        message: pb::ListUnusedSchemesRequest,
    ) -> Result<pb::ListUnusedSchemesResponse, Code> {
        let request = on_behalf(message, &self.token(role), &municipality(here), None).unwrap();
        let found = GrantServiceClient::new(self.line()).list_unused_schemes(request).await;
        found.map(tonic::Response::into_inner).map_err(|refused| refused.code())
    }

    /// The part as an income consultant sees it: each case with the keys of its schemes, and where the next part begins.
    async fn sees(&self, message: pb::ListUnusedSchemesRequest) -> (Vec<(CaseId, Vec<String>)>, String) {
        let found = self.lists_unused((Role::IncomeConsultant, HERE), message).await.unwrap();
        let keys = |one: pb::UnusedOfCase| {
            let of: CaseId = one.case_id.parse().unwrap();
            (of, one.unused.into_iter().map(|scheme| scheme.scheme).collect::<Vec<_>>())
        };
        (found.cases.into_iter().map(keys).collect(), found.next)
    }

    /// How often somebody saw this of a case.
    async fn views(&self, of: u128) -> usize {
        let db = self.database().connect().await.unwrap();
        let views = messaging::views_of(&db, &municipality(HERE), case(of), 1, 100).await.unwrap().0;
        let of_list = views.iter().filter(|view| view.fields.iter().any(|field| field == "unused_schemes"));
        of_list.filter(|view| view.who == "anna").count()
    }
}

#[rstest]
#[tokio::test]
async fn a_consultant_sees_part_by_part_who_does_not_use_a_scheme(
    #[values(Kind::Sqlite, Kind::Postgres)] kind: Kind,
) {
    let Some(world) = World::households(kind, "unused").await else { return };
    let keys = |keys: &[&str]| keys.iter().map(|key| (*key).to_owned()).collect::<Vec<_>>();
    let first = (case(1), keys(&["activities"]));
    let second = (case(2), keys(&["activities", "glasses"]));
    let (cases, next) = world.sees(part(None, 2)).await;
    assert_eq!((cases, next.as_str()), (vec![first.clone(), second], case(2).to_string().as_str()));
    let (cases, next) = world.sees(part(Some(2), 2)).await;
    assert_eq!((cases, next), (vec![], case(4).to_string()), "a former client, and one who never was");
    assert_eq!(world.sees(part(Some(4), 2)).await, (vec![], String::new()));
    assert_eq!([world.views(1).await, world.views(2).await, world.views(3).await], [1, 1, 0]);

    let known = pb::ListUnusedSchemesRequest { only_known: true, ..part(None, 0) };
    assert_eq!(world.sees(known).await, (vec![first.clone()], String::new()));
    let glasses = pb::ListUnusedSchemesRequest { scheme: "glasses".into(), ..part(None, 0) };
    assert_eq!(world.sees(glasses).await.0, [(case(2), keys(&["glasses"]))]);

    // Whoever gets something else is a client too.
    let scheme = pb::GrantSchemeRequest {
        scheme: "minima".into(),
        minima: "activities".into(),
        payee: "applicant".into(),
        from_day: "2026-03-02".into(),
        once: true,
        ..Default::default()
    };
    world.grant(Role::IncomeConsultant, scheme).await.unwrap();
    assert_eq!(world.sees(part(Some(2), 0)).await.0, [(case(4), keys(&["glasses"]))]);
}

#[rstest]
#[tokio::test]
async fn each_line_says_why_and_nobody_else_sees_it(#[values(Kind::Sqlite, Kind::Postgres)] kind: Kind) {
    let Some(world) = World::households(kind, "unused why").await else { return };
    let found = world.lists_unused((Role::QualityOfficer, HERE), part(None, 0)).await.unwrap();
    assert_eq!((found.looked_at, found.assessed_on.as_str()), (4, "2026-03-02"));
    let one = &found.cases[0];
    assert_eq!((one.case_number.as_str(), one.known_on.as_str()), (NUMBER, "2026-03-02"));
    let open = &one.unused[0];
    assert_eq!((open.label.as_str(), open.missing.len()), ("Meedoenbijdrage", 0));
    let income = &open.explanations[0];
    assert_eq!((income.rule.as_str(), income.source.as_str()), ("scheme-income", "Beleidsregel § 4"));
    assert!(income.text.contains("niet hoger dan 120 % van de norm"), "{}", income.text);
    let unknown = &found.cases[1].unused;
    assert!(unknown.iter().all(|scheme| !scheme.missing.is_empty()), "nobody said what they have");

    let there = world.lists_unused((Role::IncomeConsultant, THERE), part(None, 0)).await.unwrap();
    assert_eq!((there.looked_at, there.cases.len()), (0, 0), "of another municipality");
    for role in [Role::ClientSystem, Role::IntakeConsultant, Role::Manager] {
        let refused = world.lists_unused((role, HERE), part(None, 0)).await.map(drop);
        assert_eq!(refused, Err(Code::PermissionDenied));
    }
    let unknown = pb::ListUnusedSchemesRequest { scheme: "swimming".into(), ..part(None, 0) };
    for wrong in [unknown, part(None, 51)] {
        let refused = world.lists_unused((Role::IncomeConsultant, HERE), wrong).await.map(drop);
        assert_eq!(refused, Err(Code::InvalidArgument));
    }
}
