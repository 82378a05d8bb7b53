//! The day on which each case has something to tell by itself.

use domain::CaseId;
use messaging::{StoreError, Wakes};
use sea_orm::{DatabaseConnection, EntityTrait};
use service::Wakeful;

use super::entity::indication::{Column, Entity};
use crate::actor::{Input, Sheltered};

/// That day.
pub const WAKES: Wakes<Entity> = Wakes { day: Column::WakesOn, case: Column::CaseId };

impl Wakeful for Sheltered {
    type Table = Entity;
    const WAKES: Wakes<Entity> = WAKES;

    async fn time_passes(db: &DatabaseConnection, case: CaseId) -> Result<Option<Input>, StoreError> {
        let Some(row) = Entity::find_by_id(case.uuid()).one(db).await? else { return Ok(None) };
        let unreadable = |_| StoreError::unreadable("indications", case, "municipality");
        let municipality = row.municipality.parse().map_err(unreadable)?;
        Ok(Some(Input::TimePassed { municipality, case }))
    }
}
