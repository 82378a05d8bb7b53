//! Cases that wake on a day: a table with a row for each case, and in it the day, or nothing.

use chrono::NaiveDate;
use domain::CaseId;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::StoreError;

/// Which columns of a table hold the day and the case.
#[derive(Debug)]
pub struct Wakes<E: EntityTrait> {
    pub day: E::Column,
    pub case: E::Column,
}

impl<E: EntityTrait> Wakes<E> {
    /// Up to `most` cases that wake by `today`, by day and case, past the last one that was seen.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn due(
        &self,
        db: &DatabaseConnection,
        today: NaiveDate,
        after: Option<(NaiveDate, CaseId)>,
        most: u64,
    ) -> Result<Vec<(NaiveDate, CaseId)>, StoreError> {
        let mut wanted = Condition::all().add(self.day.lte(today));
        if let Some((day, case)) = after {
            let same_day = Condition::all().add(self.day.eq(day)).add(self.case.gt(case.uuid()));
            wanted = wanted.add(Condition::any().add(self.day.gt(day)).add(same_day));
        }
        let rows: Vec<(NaiveDate, Uuid)> = E::find()
            .select_only()
            .column(self.day)
            .column(self.case)
            .filter(wanted)
            .order_by_asc(self.day)
            .order_by_asc(self.case)
            .limit(most)
            .into_tuple()
            .all(db)
            .await?;
        Ok(rows.into_iter().map(|(day, case)| (day, case.into())).collect())
    }

    /// The next day on which a case wakes, today or before included.
    ///
    /// # Errors
    ///
    /// [`StoreError`] when the database does not answer.
    pub async fn next(&self, db: &DatabaseConnection) -> Result<Option<NaiveDate>, StoreError> {
        let first: Option<NaiveDate> = E::find()
            .select_only()
            .column(self.day)
            .filter(self.day.is_not_null())
            .order_by_asc(self.day)
            .limit(1)
            .into_tuple()
            .one(db)
            .await?;
        Ok(first)
    }
}
