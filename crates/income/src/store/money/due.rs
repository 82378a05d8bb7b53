//! The day on which each case has something to tell by itself.

use domain::{CaseId, Municipality};
use messaging::{StoreError, Wakes};
use sea_orm::{DatabaseConnection, EntityTrait};
use service::Wakeful;

use super::entity::account::{Column, Entity};
use crate::actor::money::MoneyInput;
use crate::actor::{Income, Input};

/// That day.
pub const WAKES: Wakes<Entity> = Wakes { day: Column::WakesOn, case: Column::CaseId };

impl Wakeful for Income {
    type Table = Entity;
    const WAKES: Wakes<Entity> = WAKES;

    async fn time_passes(db: &DatabaseConnection, case: CaseId) -> Result<Option<Input>, StoreError> {
        let input = |municipality| Input::Money { municipality, input: MoneyInput::TimePassed { case } };
        Ok(municipality_of(db, case).await?.map(input))
    }
}

/// Whose case it is; nothing for one that has no books.
async fn municipality_of(db: &DatabaseConnection, case: CaseId) -> Result<Option<Municipality>, StoreError> {
    let row = Entity::find_by_id(case.uuid()).one(db).await?;
    let read =
        |text: String| text.parse().map_err(|_| StoreError::unreadable("accounts", case, "municipality"));
    row.map(|row| read(row.municipality)).transpose()
}
