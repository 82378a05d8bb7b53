//! The gRPC StoryService, the same for every service.

use domain::{CaseId, Municipality, Refusal, Role};
use messaging::{Story, StoryEntry};
use proto::day_text;
use proto::story::v1 as pb;
use proto::story::v1::story_service_server::StoryService;
use sea_orm::DatabaseConnection;
use tonic::{Request, Response, Status};

use crate::caller::{caller, require};
use crate::status::{refusal_status, status_of_store};

/// Who may read the story of a case of their municipality.
const READERS: [Role; 4] =
    [Role::IntakeConsultant, Role::IncomeConsultant, Role::ReintegrationConsultant, Role::QualityOfficer];

/// Tells the story of a case as one service wrote it.
pub(crate) struct Stories {
    pub service: &'static str,
    pub db: DatabaseConnection,
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
        Ok(Response::new(self.wire(story)))
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
