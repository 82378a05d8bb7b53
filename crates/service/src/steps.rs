//! The steps of a case that workflow showed (WF-4), as a service that decides keeps them: every decision that a person
//! takes there is held against the steps that the policy of the day asks (ADR 0013).

use std::collections::{BTreeMap, BTreeSet};

use domain::{CaseId, Municipality};
use messaging::rows::{Writes, among};
use messaging::{Envelope, StoreError, Tables, Tx, Unreadable};
use policy::{ShownSteps, StepProof};
use prost::Message;
use proto::routes::type_of;
use proto::workflow::v1::StepsShown;
use sea_orm::{ActiveValue::Set, ConnectionTrait, EntityTrait, QueryFilter};
use sea_orm_migration::MigrationTrait;

/// What workflow showed of one case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsOfCase {
    pub case: CaseId,
    pub municipality: Municipality,
    pub steps: ShownSteps,
}

mod row {
    use sea_orm::entity::prelude::*;

    /// What was shown of a case, as it was told last.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
    #[sea_orm(table_name = "shown_steps")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub municipality: String,
        /// JSON.
        pub steps: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}
}

const TABLE: &str = "
CREATE TABLE shown_steps (
    case_id {uuid} NOT NULL PRIMARY KEY, municipality varchar(60) NOT NULL, steps text NOT NULL);
";

/// The table in which a service keeps them; the name is that of the migration.
pub fn migration(name: &'static str) -> Box<dyn MigrationTrait> {
    Box::new(Tables { name, sql: TABLE })
}

/// What workflow told, when that is what this message says; `None` for any other message.
///
/// # Errors
///
/// [`Unreadable`] names the field that is wrong, and never its value.
pub fn heard(envelope: &Envelope) -> Result<Option<StepsOfCase>, Unreadable> {
    if envelope.kind != type_of::<StepsShown>() {
        return Ok(None);
    }
    let told = StepsShown::decode(envelope.body.as_slice()).map_err(Unreadable::new)?;
    let case = told.case.ok_or_else(|| Unreadable::new("case is missing"))?;
    let (case, _, municipality) =
        case.read().map_err(|wrong| Unreadable::new(format!("{} cannot be read", wrong.field)))?;
    let proof =
        |code: &String| StepProof::from_code(code).ok_or_else(|| Unreadable::new("proofs: not known"));
    let proofs = told.proofs.iter().map(proof).collect::<Result<_, _>>()?;
    let steps = ShownSteps { proofs, recorded: told.recorded.into_iter().collect() };
    Ok(Some(StepsOfCase { case, municipality, steps }))
}

/// What was shown of these cases; of one that is not there nothing was.
///
/// # Errors
///
/// [`StoreError`] when the database does not answer, or a row cannot be read back.
pub async fn load(tx: &Tx, cases: &BTreeSet<CaseId>) -> Result<BTreeMap<CaseId, ShownSteps>, StoreError> {
    if cases.is_empty() {
        return Ok(BTreeMap::new());
    }
    let of_cases = among(tx.get_database_backend(), row::Column::CaseId, cases.iter().map(CaseId::uuid));
    let rows = row::Entity::find().filter(of_cases).all(tx).await?;
    let read = |row: row::Model| {
        let steps = serde_json::from_str(&row.steps)
            .map_err(|error| StoreError::unreadable("shown_steps", row.case_id, error))?;
        Ok((CaseId::new(row.case_id), steps))
    };
    rows.into_iter().map(read).collect()
}

/// Keeps what was told, once for each case.
///
/// # Errors
///
/// [`StoreError`] when it cannot be written down.
pub fn save(writes: &mut Writes, told: impl IntoIterator<Item = StepsOfCase>) -> Result<(), StoreError> {
    let row = |told: StepsOfCase| {
        let steps = serde_json::to_string(&told.steps)
            .map_err(|error| StoreError::unreadable("shown_steps", told.case, error))?;
        Ok(row::ActiveModel {
            case_id: Set(told.case.uuid()),
            municipality: Set(told.municipality.to_string()),
            steps: Set(steps),
        })
    };
    let rows = told.into_iter().map(row).collect::<Result<Vec<_>, StoreError>>()?;
    writes.put(rows, [row::Column::Steps]);
    Ok(())
}
