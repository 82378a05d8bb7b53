use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use messaging::{CheckedStory, FaultKind, StoryFault, StoryHead};
use proto::story::v1 as pb;
use proto::story::v1::story_service_client::StoryServiceClient;
use serde::Serialize;
use service::Line;
use tonic::Status;
use utoipa::ToSchema;
use uuid::Uuid;

use super::Answer;
use super::every::of_every_service;
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Dienst, Verhaalfout, Word};

/// Of het verhaal van een zaak heel is.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaalcontrole {
    #[schema(format = "uuid")]
    zaak_id: String,
    ongeschonden: bool,
    /// Regels die zijn nagekeken, over alle diensten heen.
    regels: u64,
    /// Diensten die hun laatste regel aan een andere dienst vertelden.
    getuigen: u64,
    fouten: Vec<Fout>,
}

/// Een regel waarmee iets niet klopt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Fout {
    dienst: Dienst,
    nummer: u64,
    wat: Verhaalfout,
}

/// Kijk na of er in het verhaal van een zaak iets is gewijzigd, weggehaald of verplaatst.
#[utoipa::path(get, path = "/zaken/{zaakId}/verhaal/controle", operation_id = "verhaalNakijken", tag = "Zaken",
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Wat er niet klopt; niets als het verhaal heel is.", body = Verhaalcontrole)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let acting = &acting;
    let parts = of_every_service(&app, |line| checked_by(line, acting, case)).await?;
    Ok(Json(compared(case, parts)).into_response())
}

async fn checked_by(line: &Line, acting: &Acting, case: Uuid) -> Result<pb::VerifyStoryResponse, Status> {
    let message = pb::VerifyStoryRequest { case_id: case.to_string() };
    Ok(StoryServiceClient::new(line.clone()).verify_story(acting.asks(message)?).await?.into_inner())
}

/// Holds each chain against what the other services were told of it.
fn compared(case: Uuid, parts: BTreeMap<&str, pb::VerifyStoryResponse>) -> Verhaalcontrole {
    let mut witnesses = Vec::new();
    let mut stories: BTreeMap<String, CheckedStory> = BTreeMap::new();
    for (name, part) in parts {
        witnesses.extend(part.witnesses);
        stories.insert(name.to_owned(), story(case, part.entries, part.faults));
    }
    for told in &witnesses {
        let Some(head) = &told.head else { continue };
        // A service that says it never heard of the case may have lost all of it.
        let story = stories.entry(told.service.clone()).or_insert_with(|| CheckedStory::nothing(case.into()));
        story.hear(&StoryHead { number: head.number, hash: head.hash.clone() });
    }
    let lines: usize = stories.values().map(|story| story.hashes.len()).sum();
    let mut faults = Vec::new();
    for (name, story) in stories {
        faults.extend(story.faults.into_iter().map(|fault| Fout {
            dienst: Dienst::of_wire(&name),
            nummer: fault.number,
            wat: Verhaalfout::of_wire(fault.kind.code()),
        }));
    }
    Verhaalcontrole {
        zaak_id: case.to_string(),
        ongeschonden: faults.is_empty(),
        regels: u64::try_from(lines).unwrap_or(u64::MAX),
        getuigen: u64::try_from(witnesses.len()).unwrap_or(u64::MAX),
        fouten: faults,
    }
}

fn story(case: Uuid, entries: Vec<pb::StoryHead>, faults: Vec<pb::StoryFault>) -> CheckedStory {
    CheckedStory {
        case: case.into(),
        hashes: entries.into_iter().map(|entry| (entry.number, entry.hash)).collect(),
        faults: faults
            .into_iter()
            .map(|fault| StoryFault {
                number: fault.number,
                kind: FaultKind::from_code(&fault.kind).unwrap_or(FaultKind::Changed),
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(number: u64, hash: &str) -> pb::StoryHead {
        pb::StoryHead { number, hash: hash.into() }
    }

    fn part(entries: &[(u64, &str)], told: &[(&str, u64, &str)]) -> pb::VerifyStoryResponse {
        pb::VerifyStoryResponse {
            entries: entries.iter().map(|(number, hash)| head(*number, hash)).collect(),
            faults: Vec::new(),
            witnesses: told
                .iter()
                .map(|(service, number, hash)| pb::StoryWitness {
                    service: (*service).into(),
                    head: Some(head(*number, hash)),
                })
                .collect(),
        }
    }

    fn faults(parts: BTreeMap<&str, pb::VerifyStoryResponse>) -> Vec<(String, u64, String)> {
        let found = compared(Uuid::nil(), parts);
        assert_eq!(found.ongeschonden, found.fouten.is_empty());
        let read =
            |fault: Fout| (fault.dienst.as_ref().to_owned(), fault.nummer, fault.wat.as_ref().to_owned());
        found.fouten.into_iter().map(read).collect()
    }

    #[test]
    fn what_another_service_was_told_shows_what_is_gone_or_written_anew() {
        let told: &[(&str, u64, &str)] = &[("intake", 3, "c")];
        let whole = [("intake", part(&[(1, "a"), (2, "b"), (3, "c")], &[])), ("workflow", part(&[], told))];
        assert!(faults(BTreeMap::from(whole)).is_empty());

        let shorter = [("intake", part(&[(1, "a")], &[])), ("workflow", part(&[], told))];
        let gone = |number| ("intake".to_owned(), number, "ontbreekt".to_owned());
        assert_eq!(faults(BTreeMap::from(shorter)), [gone(2), gone(3)]);

        let anew = [("intake", part(&[(1, "a"), (2, "b"), (3, "d")], &[])), ("workflow", part(&[], told))];
        assert_eq!(faults(BTreeMap::from(anew)), [("intake".to_owned(), 3, "gewijzigd".to_owned())]);

        let all_gone = [("workflow", part(&[], told))];
        assert_eq!(faults(BTreeMap::from(all_gone)), [gone(1), gone(2), gone(3)]);
    }
}
