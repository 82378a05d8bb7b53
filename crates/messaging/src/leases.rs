//! Which instance of a service works which partition. A lease has an epoch that every turn checks inside its
//! transaction, so a process that was stopped and wakes up cannot write.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use sea_orm::sea_query::{LockType, OnConflict};
use sea_orm::{
    ActiveValue::Set, ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect,
};
use uuid::Uuid;

use crate::store::entity::{instances, leases};
use crate::store::real_now;
use crate::{Connections, StoreError, Tx};

/// The lease of the one instance that sends what a dead instance left in the outbox.
const SWEEP: &str = "sweep";

fn name_of(partition: u16) -> String {
    format!("partition:{partition}")
}

/// What this instance holds now.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    /// Epoch by partition.
    pub partitions: BTreeMap<u16, i64>,
    pub sweep: bool,
}

pub(crate) struct Leases {
    pub instance: Uuid,
    pub partitions: u16,
    pub term: Duration,
}

impl Leases {
    /// Says that this instance lives, renews what it holds, gives up what is more than its even share and
    /// claims what is free.
    pub async fn renew(&self, db: &Connections) -> Result<Held, StoreError> {
        let tx = db.begin_write().await?;
        let now = real_now();
        let term = chrono::Duration::from_std(self.term).unwrap_or_else(|_| chrono::Duration::seconds(6));

        let alive = instances::ActiveModel { id: Set(self.instance), seen_at: Set(now) };
        let seen =
            OnConflict::column(instances::Column::Id).update_column(instances::Column::SeenAt).to_owned();
        instances::Entity::insert(alive).on_conflict(seen).exec_without_returning(&tx).await?;
        instances::Entity::delete_many()
            .filter(instances::Column::SeenAt.lt(now - term * 3))
            .exec(&tx)
            .await?;
        let living =
            instances::Entity::find().filter(instances::Column::SeenAt.gt(now - term)).count(&tx).await?;
        let living = u16::try_from(living).unwrap_or(u16::MAX).max(1);
        let share = usize::from(self.partitions.div_ceil(living));

        let rows =
            leases::Entity::find().order_by_asc(leases::Column::Name).lock(LockType::Update).all(&tx).await?;
        let mut known: BTreeMap<String, leases::Model> =
            rows.into_iter().map(|row| (row.name.clone(), row)).collect();

        let mut held = Held::default();
        let mut changed = Vec::new();
        let names = (0..self.partitions).map(|partition| (Some(partition), name_of(partition)));
        for (partition, name) in names.chain([(None, SWEEP.to_owned())]) {
            let row = known.remove(&name);
            let mine = row.as_ref().is_some_and(|row| row.owner == self.instance && row.expires_at > now);
            let free = row.as_ref().is_none_or(|row| row.expires_at <= now);
            let wanted = partition.is_none() || held.partitions.len() < share;
            let epoch = row.as_ref().map_or(0, |row| row.epoch);
            let expires_at = match (mine, free, wanted) {
                (true, _, true) | (false, true, true) => now + term,
                (true, _, false) => now,
                _ => continue,
            };
            let epoch = if mine { epoch } else { epoch + 1 };
            changed.push(leases::ActiveModel {
                name: Set(name),
                owner: Set(self.instance),
                epoch: Set(epoch),
                expires_at: Set(expires_at),
            });
            match partition {
                Some(partition) if wanted => drop(held.partitions.insert(partition, epoch)),
                Some(_) => {}
                None => held.sweep = true,
            }
        }
        self.write(&tx, changed).await?;
        tx.commit().await?;
        Ok(held)
    }

    async fn write(&self, tx: &Tx, changed: Vec<leases::ActiveModel>) -> Result<(), StoreError> {
        if changed.is_empty() {
            return Ok(());
        }
        let taken = OnConflict::column(leases::Column::Name)
            .update_columns([leases::Column::Owner, leases::Column::Epoch, leases::Column::ExpiresAt])
            .to_owned();
        leases::Entity::insert_many(changed).on_conflict(taken).exec_without_returning(tx).await?;
        Ok(())
    }

    /// Gives everything up, so that another instance need not wait for the term to pass.
    pub async fn release(&self, db: &Connections) -> Result<(), StoreError> {
        let tx = db.begin_write().await?;
        leases::Entity::update_many()
            .set(leases::ActiveModel { expires_at: Set(real_now()), ..Default::default() })
            .filter(leases::Column::Owner.eq(self.instance))
            .exec(&tx)
            .await?;
        instances::Entity::delete_by_id(self.instance).exec(&tx).await?;
        tx.commit().await?;
        Ok(())
    }

    /// Of these partitions with the epoch they were consumed under, those that are not among the leases that this
    /// instance holds.
    ///
    /// Looked up when a turn begins and not locked until it ends: what makes a message have its effect once is the
    /// lock on its thread, which the next owner of the partition must wait for.
    pub fn lost(epochs: &BTreeMap<u16, i64>, current: &BTreeMap<String, i64>) -> BTreeSet<u16> {
        let kept = |partition: u16, epoch: i64| current.get(&name_of(partition)) == Some(&epoch);
        epochs
            .iter()
            .filter(|(partition, epoch)| !kept(**partition, **epoch))
            .map(|(partition, _)| *partition)
            .collect()
    }
}
