use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use proto::intake::v1::portfolio_service_client::PortfolioServiceClient;
use service::{Line, Refused};
use tonic::Response;

use crate::world::{ASKS_EVERYONE, COMPLETE, HERE, World, application, facts, number, on_both};

on_both!(
    every_version_is_kept_and_the_last_one_stands,
    two_who_change_the_same_version_are_not_both_right,
    what_cannot_be_is_refused_all_at_once,
    employers_see_a_crowd_and_nobody_in_it,
    words_of_ones_own_are_sealed,
    a_partner_has_a_portfolio_too,
    who_looks_at_a_portfolio_is_known,
    another_municipality_sees_and_keeps_nothing,
);

fn portfolio(competences: &[&str]) -> pb::Portfolio {
    pb::Portfolio {
        competences: competences.iter().map(ToString::to_string).collect(),
        education: vec![pb::Education { level: "mbo-2".into(), diploma: true, ended_in: 2009 }],
        experience: vec![pb::Experience { sector: "cleaning".into(), months: 18 }],
        languages: vec![pb::LanguageSkill { language: "nl".into(), level: "b1".into() }],
        licences: vec!["driving-b".into()],
        hours_per_week: 24,
        about: "Ik ben Fenna en woon aan de Voorbeeldstraat".into(),
        shared: true,
    }
}

impl World {
    fn portfolios(&self) -> PortfolioServiceClient<Line> {
        PortfolioServiceClient::new(self.line())
    }

    async fn keep(&self, case: &str, after: u64, portfolio: pb::Portfolio) -> Result<u64, Refused> {
        let message = pb::KeepPortfolioRequest {
            case_id: case.into(),
            portfolio: Some(portfolio),
            after_version: after,
            ..pb::KeepPortfolioRequest::default()
        };
        let answer = self.portfolios().keep_portfolio(self.by(Role::ClientSystem, message)).await;
        answer.map(|kept| kept.into_inner().version).map_err(|status| Refused::from_status(&status))
    }

    async fn portfolio(&self, case: &str, version: u64) -> pb::GetPortfolioResponse {
        let message =
            pb::GetPortfolioRequest { case_id: case.into(), version, ..pb::GetPortfolioRequest::default() };
        let answer = self.portfolios().get_portfolio(self.by(Role::ReintegrationConsultant, message)).await;
        answer.unwrap().into_inner()
    }

    async fn profiles(&self, role: Role) -> Result<pb::ListProfilesResponse, Refused> {
        let answer = self.portfolios().list_profiles(self.by(role, pb::ListProfilesRequest {})).await;
        answer.map(Response::into_inner).map_err(|status| Refused::from_status(&status))
    }
}

async fn opened(world: &World, which: u32) -> String {
    world.submit(application(which)).await.unwrap().case_id
}

async fn every_version_is_kept_and_the_last_one_stands(world: Arc<World>) {
    let case = opened(&world, 0).await;
    assert_eq!(world.keep(&case, 0, portfolio(&["team"])).await.unwrap(), 1);
    assert_eq!(world.keep(&case, 1, portfolio(&["team", "sew"])).await.unwrap(), 2);

    let stands = world.portfolio(&case, 0).await;
    assert_eq!(
        (stands.version, stands.portfolio.unwrap().competences),
        (2, vec!["sew".into(), "team".into()])
    );
    let first = world.portfolio(&case, 1).await.portfolio.unwrap();
    assert_eq!(first.competences, ["team"]);
    assert!(first.about.starts_with("Ik ben Fenna"));
    let message = pb::ListPortfolioVersionsRequest { case_id: case.clone(), person_id: String::new() };
    let asked = world.by(Role::QualityOfficer, message);
    let versions = world.portfolios().list_portfolio_versions(asked).await.unwrap().into_inner().versions;
    assert_eq!(versions.iter().map(|version| version.version).collect::<Vec<_>>(), [2, 1]);
    assert!(world.story(&case).await.iter().any(|line| line == "E-portfolio bijgewerkt: versie 2"));
}

async fn two_who_change_the_same_version_are_not_both_right(world: Arc<World>) {
    let case = opened(&world, 0).await;
    world.keep(&case, 0, portfolio(&["team"])).await.unwrap();
    assert_eq!(world.keep(&case, 0, portfolio(&["sew"])).await.unwrap_err().rule, "portfolio-changed");
    assert_eq!(world.portfolio(&case, 0).await.portfolio.unwrap().competences, ["team"]);
}

async fn what_cannot_be_is_refused_all_at_once(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let wrong = pb::Portfolio {
        licences: vec!["vliegbrevet".into()],
        hours_per_week: 100,
        languages: vec![pb::LanguageSkill { language: "Nederlands".into(), level: "b1".into() }],
        ..portfolio(&["goochelen"])
    };
    let refused = world.keep(&case, 0, wrong).await.unwrap_err();
    let mut fields: Vec<_> = refused.violations.iter().map(|one| one.field.as_str()).collect();
    fields.sort_unstable();
    assert_eq!(fields, ["competences", "hours_per_week", "languages", "licences"]);
    for (about, rule) in [("...", "says-something"), ("Ik werk graag buiten.\u{7}", "plain-text")] {
        let refused =
            world.keep(&case, 0, pb::Portfolio { about: about.into(), ..portfolio(&["team"]) }).await;
        let wrong = refused.unwrap_err().violations;
        assert_eq!([wrong[0].field.as_str(), wrong[0].rule.as_str()], ["about", rule]);
    }
    let message = pb::GetPortfolioRequest { case_id: case, ..pb::GetPortfolioRequest::default() };
    let by_partner = world.by(Role::Partner, message);
    let refused = world.portfolios().get_portfolio(by_partner).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "role-missing");
}

/// Ten people are a crowd here. Nine show nothing; the tenth shows all ten, and what is his alone shows never.
async fn employers_see_a_crowd_and_nobody_in_it(world: Arc<World>) {
    let mut cases = Vec::new();
    for which in 0..10 {
        let case = opened(&world, which).await;
        if which < 9 {
            world.keep(&case, 0, portfolio(&["team"])).await.unwrap();
        }
        cases.push(case);
    }
    let told = world.profiles(Role::Partner).await.unwrap();
    assert_eq!((told.crowd, told.profiles.len()), (10, 0));

    let mut rare = portfolio(&["team", "welding"]);
    rare.languages.push(pb::LanguageSkill { language: "eo".into(), level: "c2".into() });
    world.keep(&cases[9], 0, rare).await.unwrap();
    let told = world.profiles(Role::Partner).await.unwrap();

    let [profile] = <[pb::Profile; 1]>::try_from(told.profiles.clone()).ok().unwrap();
    assert_eq!((profile.at_least, profile.competences.as_slice()), (10, ["team".to_owned()].as_slice()));
    let spoken: Vec<_> = profile.languages.iter().map(|one| one.language.as_str()).collect();
    assert_eq!(spoken, ["nl"]);
    assert_eq!((profile.education.as_str(), profile.hours_per_week), ("mbo-2", 24));
    assert_eq!(profile.experience[0].months, 12, "in steps, never the figure itself");

    // What goes over the line holds nothing of anyone: no name, number, address, birth date, case or pseudonym.
    let bytes = prost::Message::encode_to_vec(&told);
    let person = world.see(&cases[9]).await.person_id;
    for secret in [number(9), "Fenna".into(), "Voorbeeldstraat".into(), "1985".into(), "2009".into(), person]
        .iter()
        .chain(&cases)
    {
        assert!(!bytes.windows(secret.len()).any(|window| window == secret.as_bytes()), "{secret}");
    }
    for role in [Role::Operator, Role::PolicyOfficer] {
        assert_eq!(world.profiles(role).await.err().unwrap().rule, "role-missing", "{role}");
    }
    // Who stops sharing is gone from it, and with one fewer there is no crowd.
    world.keep(&cases[0], 1, pb::Portfolio { shared: false, ..portfolio(&["team"]) }).await.unwrap();
    assert!(world.profiles(Role::Partner).await.unwrap().profiles.is_empty());
}

async fn words_of_ones_own_are_sealed(world: Arc<World>) {
    let case = opened(&world, 0).await;
    let message = pb::KeepPortfolioRequest {
        case_id: case,
        portfolio: Some(portfolio(&["team"])),
        ..pb::KeepPortfolioRequest::default()
    };
    let request = world.by_at(Role::ClientSystem, HERE, "k-1", message);
    world.portfolios().keep_portfolio(request).await.unwrap();
    let sql =
        "SELECT count(*) FROM portfolio_versions WHERE state LIKE '%Fenna%' OR state LIKE '%Voorbeeld%'";
    assert_eq!(world.count(sql).await, 0);
    assert_eq!(world.count("SELECT count(*) FROM portfolio_versions WHERE state LIKE '%team%'").await, 1);
}

fn couple(which: u32, other: u32) -> pb::SubmitApplicationRequest {
    let stated = COMPLETE.replace("household=single", "household=couple, partner_birth_date=1984-01-01");
    let partner = pb::Partner { citizen_service_number: number(other), applies: true, ..Default::default() };
    pb::SubmitApplicationRequest { facts: facts(&stated), partner: Some(partner), ..application(which) }
}

async fn a_partner_has_a_portfolio_too(world: Arc<World>) {
    let case = world.submit(couple(0, 1)).await.unwrap().case_id;
    let message = pb::GetHouseholdRequest { case_id: case.clone() };
    let seen = world.household().get_household(world.by(Role::IncomeConsultant, message)).await.unwrap();
    let partner = seen.into_inner().partner.unwrap().person_id;
    let of = |person: &str, competence: &str| pb::KeepPortfolioRequest {
        case_id: case.clone(),
        portfolio: Some(portfolio(&[competence])),
        person_id: person.into(),
        ..pb::KeepPortfolioRequest::default()
    };
    let keep = async |message| {
        let answer = world.portfolios().keep_portfolio(world.by(Role::ClientSystem, message)).await;
        answer.map(|_| ()).map_err(|status| Refused::from_status(&status).rule)
    };

    keep(of(&partner, "sew")).await.unwrap();
    let told = async || world.names(&case).await.iter().filter(|name| name.contains("work-acts")).count();
    let before = told().await;
    keep(of("", "team")).await.unwrap();
    assert_eq!(told().await, before + 1, "that the applicant's was begun, and not that of the partner");
    let shown: pb::WorkActsShown = world.last(&case).await;
    assert!(shown.acts.unwrap().portfolio_begun);

    assert_eq!(world.portfolio(&case, 0).await.portfolio.unwrap().competences, ["team"]);
    let message = pb::GetPortfolioRequest { case_id: case.clone(), version: 0, person_id: partner.clone() };
    let request = world.by(Role::ReintegrationConsultant, message);
    let found = world.portfolios().get_portfolio(request).await.unwrap().into_inner();
    assert_eq!((found.version, found.portfolio.unwrap().competences), (1, vec!["sew".to_owned()]));
    let story = world.story(&case).await;
    assert!(story.iter().any(|line| line == "E-portfolio van de partner bijgewerkt: versie 1"), "{story:?}");
    // Anyone else is nobody here, whether there is such a person or not.
    let other = opened(&world, 2).await;
    let stranger = world.see(&other).await.person_id;
    for who in [stranger.as_str(), "00000000-0000-4000-8000-000000000009", "niemand"] {
        assert_eq!(keep(of(who, "team")).await.unwrap_err(), "not-found", "{who}");
    }
}

async fn who_looks_at_a_portfolio_is_known(world: Arc<World>) {
    let case = opened(&world, 0).await;
    world.keep(&case, 0, portfolio(&["team"])).await.unwrap();
    assert!(world.views(&case).await.is_empty());

    world.portfolio(&case, 0).await;
    let message = pb::ListPortfolioVersionsRequest { case_id: case.clone(), person_id: String::new() };
    let asked = world.by_user("anna", Role::QualityOfficer, message);
    world.portfolios().list_portfolio_versions(asked).await.unwrap();
    // What people can do, without who they are, is nobody's data.
    world.profiles(Role::Partner).await.unwrap();

    let seen = [("anna", vec!["portfolio"]), ("someone", vec!["portfolio"])];
    let seen = seen.map(|(who, fields)| (who.to_owned(), fields.into_iter().map(str::to_owned).collect()));
    assert_eq!(world.views(&case).await, seen);
}

async fn another_municipality_sees_and_keeps_nothing(world: Arc<World>) {
    let case = opened(&world, 0).await;
    world.keep(&case, 0, portfolio(&["team"])).await.unwrap();
    let message = pb::GetPortfolioRequest { case_id: case.clone(), ..pb::GetPortfolioRequest::default() };
    let elsewhere = world.by_at(Role::IntakeConsultant, ASKS_EVERYONE, "", message);
    let refused = world.portfolios().get_portfolio(elsewhere).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "not-found");
    let message = pb::KeepPortfolioRequest {
        case_id: case.clone(),
        portfolio: Some(portfolio(&["sew"])),
        after_version: 1,
        person_id: String::new(),
    };
    let elsewhere = world.by_at(Role::ClientSystem, ASKS_EVERYONE, "", message);
    let refused = world.portfolios().keep_portfolio(elsewhere).await.err().unwrap();
    assert_eq!(Refused::from_status(&refused).rule, "not-found");
    assert_eq!(world.portfolio(&case, 0).await.version, 1);
}
