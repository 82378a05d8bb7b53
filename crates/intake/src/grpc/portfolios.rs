//! Portfolios over the wire.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::NaiveDate;
use domain::{Caller, CaseId, PersonId, Refusal, Role, Violation, optional_wording};
use messaging::Engine;
use policy::Policies;
use proto::day_text;
use proto::intake::v1 as pb;
use proto::intake::v1::portfolio_service_server::PortfolioService;
use service::{Sight, caller, context, refusal_status, require, status_of, status_of_store};
use tonic::{Request, Response, Status};

use crate::actor::{Input, IntakeActor, KeepPortfolio, Reply, Version};
use crate::competences::Competences;
use crate::model::portfolio::{Content, Education, EducationLevel, LanguageLevel, Licence, Sector};
use crate::model::profiles::{Item, Profile, profiles};
use crate::store;
use crate::vault::Vault;

/// Who keeps a portfolio up: consultants, and the system in which clients do it themselves.
const MAY_KEEP: [Role; 3] = [Role::IntakeConsultant, Role::ReintegrationConsultant, Role::ClientSystem];
/// Who sees whose it is.
const MAY_SEE: [Role; 5] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::ClientSystem,
];
/// Who sees what people can do, and not who they are: also those who look for employees.
const MAY_LOOK: [Role; 5] =
    [Role::IntakeConsultant, Role::ReintegrationConsultant, Role::Manager, Role::Partner, Role::ClientSystem];
/// The smallest group that is told of, in the national data.
const CROWD: &str = "portfolio.crowd";
/// What is seen of a portfolio, and of who kept it up.
const PORTFOLIO: Sight = Sight { fields: &["portfolio"], purpose: "begeleiden naar werk" };
const LONGEST_ABOUT: usize = 4_000;
const MOST_ENTRIES: usize = 200;

/// The gRPC PortfolioService.
pub struct PortfolioApi {
    pub engine: Engine<IntakeActor>,
    pub policies: Arc<Policies>,
    pub vault: Arc<Vault>,
    pub competences: Arc<Competences>,
}

#[tonic::async_trait]
impl PortfolioService for PortfolioApi {
    async fn keep_portfolio(
        &self,
        request: Request<pb::KeepPortfolioRequest>,
    ) -> Result<Response<pb::KeepPortfolioResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_KEEP)?;
        let case = case(&request.get_ref().case_id)?;
        let wire = request.get_ref().portfolio.clone().unwrap_or_default();
        let (content, about) = self
            .content(wire, self.engine.now().day)
            .map_err(|wrong| refusal_status(&Refusal::invalid(wrong)))?;
        let person = person(&request.get_ref().person_id)?;
        let after_version = i64::try_from(request.get_ref().after_version).unwrap_or(i64::MAX);
        // A text in someone's own words is known again by its hash behind the key.
        let blinded = request.map(|mut message| {
            if let Some(portfolio) = &mut message.portfolio {
                portfolio.about = self.vault.keyed_text(&portfolio.about).hex();
            }
            message
        });
        let context = context(&blinded, &caller)?;
        let input = KeepPortfolio { caller, case, person, after_version, content, about };
        match self.engine.request(Input::Portfolio(Box::new(input)), context).await.map_err(status_of)? {
            Reply::Kept(version) => {
                let version = u64::try_from(version).unwrap_or_default();
                Ok(Response::new(pb::KeepPortfolioResponse { version }))
            }
            _ => Err(super::no_such_reply()),
        }
    }

    async fn get_portfolio(
        &self,
        request: Request<pb::GetPortfolioRequest>,
    ) -> Result<Response<pb::GetPortfolioResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let asked = request.get_ref();
        let (case, person) = self.whose(&caller, &asked.case_id, &asked.person_id).await?;
        let number = asked.version;
        let number = (number > 0).then(|| i64::try_from(number).unwrap_or(i64::MAX));
        let Version { portfolio, about } = store::portfolio_of(self.engine.db(), person, number)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(|| refusal_status(&Refusal::not_found("portfolio")))?;
        PORTFOLIO.of(self.engine.views(), &caller, [case]).await?;
        let about = self.vault.open(person.uuid(), &about).map_err(|_| super::cannot_open())?;
        let about = String::from_utf8(about.to_vec()).map_err(|_| super::cannot_open())?;
        Ok(Response::new(pb::GetPortfolioResponse {
            version: u64::try_from(portfolio.version).unwrap_or_default(),
            kept_on: day_text(portfolio.kept_on),
            kept_by: portfolio.kept_by,
            portfolio: Some(wire(&portfolio.content, about)),
        }))
    }

    async fn list_portfolio_versions(
        &self,
        request: Request<pb::ListPortfolioVersionsRequest>,
    ) -> Result<Response<pb::ListPortfolioVersionsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_SEE)?;
        let asked = request.get_ref();
        let (case, person) = self.whose(&caller, &asked.case_id, &asked.person_id).await?;
        let found =
            store::versions_of(self.engine.db(), person).await.map_err(|error| status_of_store(&error))?;
        PORTFOLIO.of(self.engine.views(), &caller, [case]).await?;
        let version = |(number, on, by): (i64, NaiveDate, String)| pb::PortfolioVersion {
            version: u64::try_from(number).unwrap_or_default(),
            kept_on: day_text(on),
            kept_by: by,
        };
        let versions = found.into_iter().map(version).collect();
        Ok(Response::new(pb::ListPortfolioVersionsResponse { versions }))
    }

    async fn list_profiles(
        &self,
        request: Request<pb::ListProfilesRequest>,
    ) -> Result<Response<pb::ListProfilesResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &MAY_LOOK)?;
        let today = self.engine.now().day;
        let crowd = self
            .policies
            .national()
            .term(CROWD, today)
            .map_err(|error| refusal_status(&Refusal::precondition("crowd-known", error.to_string())))?;
        let crowd = u32::try_from(crowd.number).unwrap_or(u32::MAX);
        let contents = store::shared_portfolios_of(self.engine.db(), &caller.municipality)
            .await
            .map_err(|error| status_of_store(&error))?;
        let on_the_list = |code: &String| self.competences.label(code).is_some();
        let contents: Vec<Content> = contents
            .into_iter()
            .map(|one| Content {
                competences: one.competences.into_iter().filter(on_the_list).collect(),
                ..one
            })
            .collect();
        let found = profiles(&contents, usize::try_from(crowd).unwrap_or(usize::MAX));
        let profiles = found.into_iter().map(profile).collect();
        Ok(Response::new(pb::ListProfilesResponse { profiles, crowd }))
    }

    async fn list_competences(
        &self,
        request: Request<pb::ListCompetencesRequest>,
    ) -> Result<Response<pb::ListCompetencesResponse>, Status> {
        caller(&request)?;
        let listed = self.competences.iter().map(|(code, competence)| pb::ListedCompetence {
            code: code.to_owned(),
            label: competence.label.clone(),
            esco_uri: competence.esco_uri.clone(),
        });
        Ok(Response::new(pb::ListCompetencesResponse { competences: listed.collect() }))
    }
}

impl PortfolioApi {
    /// A case of the caller's municipality, and whose portfolio in it is meant.
    async fn whose(&self, caller: &Caller, of: &str, who: &str) -> Result<(CaseId, PersonId), Status> {
        let (case, who) = (case(of)?, person(who)?);
        let found = store::application_of(self.engine.db(), &caller.municipality, case)
            .await
            .map_err(|error| status_of_store(&error))?
            .ok_or_else(unknown_case)?;
        let person = found.application.member(who).map_err(|refusal| refusal_status(&refusal))?;
        Ok((case, person))
    }

    /// What was sent, or everything that is wrong with it.
    fn content(&self, wire: pb::Portfolio, today: NaiveDate) -> Result<(Content, String), Vec<Violation>> {
        let mut wrong = Vec::new();
        let lists = [
            wire.competences.len(),
            wire.education.len(),
            wire.experience.len(),
            wire.languages.len(),
            wire.licences.len(),
        ];
        if lists.iter().any(|length| *length > MOST_ENTRIES) {
            return Err(vec![Violation::new("portfolio", "heeft te lange lijsten", "too-many")]);
        }
        let about = optional_wording("about", &wire.about, LONGEST_ABOUT);
        let about = about.map_err(|violation| wrong.push(violation)).ok().flatten().unwrap_or_default();
        let mut unknown = |field: &str| wrong.push(Violation::new(field, "is niet bekend", "choice-known"));
        let mut content = Content {
            competences: wire.competences.into_iter().collect(),
            hours_per_week: (wire.hours_per_week > 0).then_some(wire.hours_per_week),
            shared: wire.shared,
            ..Content::default()
        };
        for one in wire.education {
            match EducationLevel::from_code(&one.level) {
                Some(level) => content.education.push(Education {
                    level,
                    diploma: one.diploma,
                    ended_in: (one.ended_in > 0).then(|| i32::try_from(one.ended_in).unwrap_or(i32::MAX)),
                }),
                None => unknown("education"),
            }
        }
        let (mut experience, mut languages) = (BTreeMap::new(), BTreeMap::new());
        for one in wire.experience {
            match Sector::from_code(&one.sector) {
                Some(sector) if !experience.contains_key(&sector) => {
                    experience.insert(sector, one.months);
                }
                _ => unknown("experience"),
            }
        }
        for one in wire.languages {
            match LanguageLevel::from_code(&one.level) {
                Some(level) if !languages.contains_key(&one.language) => {
                    languages.insert(one.language, level);
                }
                _ => unknown("languages"),
            }
        }
        let mut licences = BTreeSet::new();
        for code in wire.licences {
            match Licence::from_code(&code) {
                Some(licence) => drop(licences.insert(licence)),
                None => unknown("licences"),
            }
        }
        content = Content { experience, languages, licences, ..content };
        wrong.extend(content.violations(&self.competences, today));
        if wrong.is_empty() { Ok((content, about)) } else { Err(wrong) }
    }
}

fn unknown_case() -> Status {
    refusal_status(&Refusal::not_found("zaak"))
}

fn case(text: &str) -> Result<CaseId, Status> {
    text.parse().map_err(|_| unknown_case())
}

/// `None` for the applicant.
fn person(text: &str) -> Result<Option<PersonId>, Status> {
    if text.is_empty() {
        return Ok(None);
    }
    text.parse().map(Some).map_err(|_| refusal_status(&crate::model::no_such_member()))
}

fn wire(content: &Content, about: String) -> pb::Portfolio {
    let education = content.education.iter().map(|one| pb::Education {
        level: one.level.code().into(),
        diploma: one.diploma,
        ended_in: one.ended_in.and_then(|year| u32::try_from(year).ok()).unwrap_or(0),
    });
    pb::Portfolio {
        competences: content.competences.iter().cloned().collect(),
        education: education.collect(),
        experience: content.experience.iter().map(|(sector, months)| experience(*sector, *months)).collect(),
        languages: content.languages.iter().map(|(code, level)| language(code, *level)).collect(),
        licences: content.licences.iter().map(|licence| licence.code().to_owned()).collect(),
        hours_per_week: content.hours_per_week.unwrap_or(0),
        about,
        shared: content.shared,
    }
}

fn experience(sector: Sector, months: u32) -> pb::Experience {
    pb::Experience { sector: sector.code().into(), months }
}

fn language(code: &str, level: LanguageLevel) -> pb::LanguageSkill {
    pb::LanguageSkill { language: code.into(), level: level.code().into() }
}

fn profile(found: Profile) -> pb::Profile {
    let at_least = u32::try_from(found.at_least).unwrap_or(u32::MAX);
    let mut profile = pb::Profile { at_least, ..pb::Profile::default() };
    for item in found.items {
        match item {
            Item::Competence(code) => profile.competences.push(code),
            Item::Education(level) => profile.education = level.code().into(),
            Item::Experience(sector, months) => profile.experience.push(experience(sector, months)),
            Item::Language(code, level) => profile.languages.push(language(&code, level)),
            Item::Licence(licence) => profile.licences.push(licence.code().into()),
            Item::HoursPerWeek(hours) => profile.hours_per_week = hours,
        }
    }
    profile
}
