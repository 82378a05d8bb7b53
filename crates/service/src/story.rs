//! The gRPC StoryService, the same for every service.

use domain::{CaseId, Municipality, Refusal, Role};
use messaging::{CheckedStory, Seen, Story, StoryEntry, Views, Witness};
use proto::day_text;
use proto::story::v1 as pb;
use proto::story::v1::story_service_server::StoryService;
use sea_orm::DatabaseConnection;
use tonic::{Request, Response, Status};

use crate::caller::{caller, require};
use crate::status::{refusal_status, status_of_store};
use crate::views::Sight;

/// Who may read the story of a case of their municipality.
const READERS: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer];

/// Who may ask whether a story is whole; the answer says nothing of what it tells.
const VERIFIERS: [Role; 6] = [
    Role::IntakeConsultant,
    Role::IncomeConsultant,
    Role::ReintegrationConsultant,
    Role::QualityOfficer,
    Role::Manager,
    Role::Operator,
];

/// What is seen of a story: decisions say which facts they rest on.
const STORY: Sight = Sight { fields: &["story"], purpose: "het verhaal van een zaak nalezen" };

const PAGE: u64 = 25;
const LARGEST_PAGE: u64 = 100;

/// Tells the story of a case as one service wrote it.
pub(crate) struct Stories {
    pub service: &'static str,
    pub db: DatabaseConnection,
    pub views: Views,
}

#[tonic::async_trait]
impl StoryService for Stories {
    async fn get_story(
        &self,
        request: Request<pb::GetStoryRequest>,
    ) -> Result<Response<pb::GetStoryResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &READERS)?;
        // What is no case and what is another's look the same.
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let story = messaging::story_of(&self.db, case).await.map_err(|error| status_of_store(&error))?;
        if !may_read(&story, &caller.municipality) {
            return Err(unknown());
        }
        STORY.of(&self.views, &caller, [case]).await?;
        Ok(Response::new(self.wire(story)))
    }

    async fn verify_story(
        &self,
        request: Request<pb::VerifyStoryRequest>,
    ) -> Result<Response<pb::VerifyStoryResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &VERIFIERS)?;
        let unknown = || refusal_status(&Refusal::not_found("zaak"));
        let case: CaseId = request.get_ref().case_id.parse().map_err(|_| unknown())?;
        let story = messaging::story_of(&self.db, case).await.map_err(|error| status_of_store(&error))?;
        // A story of which every entry is gone has no municipality left: its faults are for whoever asks.
        if story.municipality.is_some() && !may_read(&story, &caller.municipality) {
            return Err(unknown());
        }
        let checked = messaging::verify_stories(&self.db, &[case]).await;
        let mut checked = checked.map_err(|error| status_of_store(&error))?;
        let witnesses =
            messaging::witnesses(&self.db, &[case]).await.map_err(|error| status_of_store(&error))?;
        let checked = checked.pop().unwrap_or_else(|| CheckedStory::nothing(case));
        if checked.hashes.is_empty() && checked.faults.is_empty() && witnesses.is_empty() {
            return Err(unknown());
        }
        Ok(Response::new(verified(checked, witnesses)))
    }

    async fn list_views(
        &self,
        request: Request<pb::ListViewsRequest>,
    ) -> Result<Response<pb::ListViewsResponse>, Status> {
        let caller = caller(&request)?;
        require(&caller, &[Role::QualityOfficer])?;
        let case = request.get_ref().case_id.parse();
        let case: CaseId = case.map_err(|_| refusal_status(&Refusal::not_found("zaak")))?;
        let page = request.get_ref().page.unwrap_or_default();
        let size = match u64::from(page.page_size) {
            0 => PAGE,
            size => size.min(LARGEST_PAGE),
        };
        let number = u64::from(page.page).max(1);
        let found = messaging::views_of(&self.db, &caller.municipality, case, number, size).await;
        let (views, total) = found.map_err(|error| status_of_store(&error))?;
        Ok(Response::new(pb::ListViewsResponse { views: views.into_iter().map(seen).collect(), total }))
    }
}

fn seen(view: Seen) -> pb::View {
    pb::View {
        number: view.number,
        at: view.at.to_rfc3339(),
        day: day_text(view.day),
        who: view.who,
        roles: view.roles,
        fields: view.fields,
        purpose: view.purpose,
    }
}

fn verified(checked: CheckedStory, witnesses: Vec<Witness>) -> pb::VerifyStoryResponse {
    let head = |number, hash| pb::StoryHead { number, hash };
    pb::VerifyStoryResponse {
        entries: checked.hashes.into_iter().map(|(number, hash)| head(number, hash)).collect(),
        faults: checked
            .faults
            .into_iter()
            .map(|fault| pb::StoryFault { number: fault.number, kind: fault.kind.code().into() })
            .collect(),
        witnesses: witnesses
            .into_iter()
            .map(|told| pb::StoryWitness {
                service: told.service,
                head: Some(head(told.head.number, told.head.hash)),
            })
            .collect(),
    }
}

fn may_read(story: &Story, municipality: &Municipality) -> bool {
    story.municipality.as_ref() == Some(municipality)
}

impl Stories {
    fn wire(&self, story: Story) -> pb::GetStoryResponse {
        pb::GetStoryResponse {
            intact: story.first_broken.is_none(),
            first_broken: story.first_broken.unwrap_or_default(),
            entries: story.entries.into_iter().map(|entry| self.entry(entry)).collect(),
        }
    }

    fn entry(&self, entry: StoryEntry) -> pb::StoryEntry {
        pb::StoryEntry {
            service: self.service.into(),
            number: entry.number,
            at: entry.at.to_rfc3339(),
            day: day_text(entry.day),
            title: entry.title,
            actor: entry.actor,
            explanation: entry.explanation.as_ref().map(Into::into),
            hash: entry.hash.iter().map(|byte| format!("{byte:02x}")).collect(),
        }
    }
}
