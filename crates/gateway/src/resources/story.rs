use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::IntoResponse;
use chrono::{DateTime, NaiveDate, Utc};
use proto::story::v1 as pb;
use proto::story::v1::story_service_client::StoryServiceClient;
use serde::Serialize;
use service::Line;
use tonic::Status;
use utoipa::ToSchema;
use uuid::Uuid;

use super::every::of_every_service;
use super::{Answer, Uitleg, day};
use crate::App;
use crate::acting::Acting;
use crate::input::Key;
use crate::words::{Dienst, Word};

/// Het verhaal van een zaak: wat er gebeurde, wie het deed en waarom.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaal {
    #[schema(format = "uuid")]
    zaak_id: String,
    /// Of de keten van elke dienst nog klopt: niets is achteraf gewijzigd.
    ongeschonden: bool,
    /// Waar een keten niet klopt.
    breuken: Vec<Breuk>,
    regels: Vec<Verhaalregel>,
}

/// De eerste regel waar de keten van een dienst niet klopt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Breuk {
    dienst: Dienst,
    nummer: u64,
}

/// Eén gebeurtenis.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Verhaalregel {
    dienst: Dienst,
    /// Telt vanaf 1 binnen de dienst.
    nummer: u64,
    tijdstip: DateTime<Utc>,
    /// De dag in Nederland.
    #[serde(skip_serializing_if = "Option::is_none")]
    dag: Option<NaiveDate>,
    titel: String,
    /// De gebruiker, of de dienst die het bericht stuurde.
    door: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    uitleg: Option<Uitleg>,
    /// Vingerafdruk (SHA-256) van deze regel en alle eerdere van de dienst.
    vingerafdruk: String,
}

impl From<pb::StoryEntry> for Verhaalregel {
    fn from(wire: pb::StoryEntry) -> Self {
        Self {
            dienst: Dienst::of_wire(&wire.service),
            nummer: wire.number,
            // A time that cannot be read sorts first, where it is seen.
            tijdstip: DateTime::parse_from_rfc3339(&wire.at)
                .map(|at| at.with_timezone(&Utc))
                .unwrap_or_default(),
            dag: day(&wire.day),
            titel: wire.title,
            door: wire.actor,
            uitleg: wire.explanation.map(Into::into),
            vingerafdruk: wire.hash,
        }
    }
}

/// Lees het hele verhaal van een zaak, over alle diensten heen.
#[utoipa::path(get, path = "/zaken/{zaakId}/verhaal", operation_id = "verhaalLezen", tag = "Zaken",
    params(("zaakId" = Uuid, Path, description = "Kenmerk van de zaak.")),
    responses((status = 200, description = "Het verhaal.", body = Verhaal)))]
pub(crate) async fn read(State(app): State<Arc<App>>, acting: Acting, Key(case): Key<Uuid>) -> Answer {
    let acting = &acting;
    let parts = of_every_service(&app, |line| told_by(line, acting, case)).await?;
    Ok(Json(merged(case, parts)).into_response())
}

async fn told_by(line: &Line, acting: &Acting, case: Uuid) -> Result<pb::GetStoryResponse, Status> {
    let message = pb::GetStoryRequest { case_id: case.to_string() };
    Ok(StoryServiceClient::new(line.clone()).get_story(acting.asks(message)?).await?.into_inner())
}

/// By time, then service, then number.
fn merged(case: Uuid, parts: BTreeMap<&str, pb::GetStoryResponse>) -> Verhaal {
    let broken = parts.iter().filter(|(_, part)| !part.intact);
    let breuken: Vec<_> = broken
        .map(|(name, part)| Breuk { dienst: Dienst::of_wire(name), nummer: part.first_broken })
        .collect();
    let mut regels: Vec<_> = Vec::new();
    for (name, part) in parts {
        regels.extend(part.entries.into_iter().map(|entry| (name, Verhaalregel::from(entry))));
    }
    regels.sort_by(|(one, first), (other, second)| {
        (first.tijdstip, one, first.nummer).cmp(&(second.tijdstip, other, second.nummer))
    });
    Verhaal {
        zaak_id: case.to_string(),
        ongeschonden: breuken.is_empty(),
        breuken,
        regels: regels.into_iter().map(|(_, entry)| entry).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(service: &str, number: u64, at: &str) -> pb::StoryEntry {
        pb::StoryEntry { service: service.into(), number, at: at.into(), ..pb::StoryEntry::default() }
    }

    fn part(entries: Vec<pb::StoryEntry>) -> pb::GetStoryResponse {
        pb::GetStoryResponse { entries, intact: true, first_broken: 0 }
    }

    #[test]
    fn parts_are_told_in_the_order_of_time_then_service_then_number() {
        let (early, late) = ("2026-01-05T09:00:00Z", "2026-01-05T11:00:00+01:00");
        let parts = BTreeMap::from([
            ("workflow", part(vec![entry("workflow", 1, early), entry("workflow", 2, late)])),
            ("intake", part(vec![entry("intake", 1, early), entry("intake", 2, early)])),
        ]);

        let story = merged(Uuid::nil(), parts);

        let order: Vec<_> =
            story.regels.iter().map(|line| (line.dienst.as_ref().to_owned(), line.nummer)).collect();
        let expected = [("intake", 1), ("intake", 2), ("proces", 1), ("proces", 2)];
        assert_eq!(order, expected.map(|(name, number)| (name.to_owned(), number)));
        assert!(story.ongeschonden);
    }

    #[test]
    fn one_broken_chain_breaks_the_story_and_is_named() {
        let broken = pb::GetStoryResponse { entries: Vec::new(), intact: false, first_broken: 3 };
        let story = merged(Uuid::nil(), BTreeMap::from([("income", broken), ("intake", part(Vec::new()))]));

        assert!(!story.ongeschonden);
        assert_eq!(story.breuken.len(), 1);
        assert_eq!((story.breuken[0].dienst.as_ref(), story.breuken[0].nummer), ("inkomen", 3));
    }
}
