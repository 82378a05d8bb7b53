//! The list of tasks, and how much work there is.

use chrono::NaiveDate;
use domain::{CaseId, Municipality, Role};
use messaging::StoreError;
use sea_orm::{
    ColumnTrait, Condition, DatabaseConnection, EntityTrait, FromQueryResult, Order, PaginatorTrait,
    QueryFilter, QueryOrder, QuerySelect,
};

use super::entity::task;
use super::queries::Page;
use crate::model::{TaskKind, TaskState};

/// A row of the list of tasks.
pub type TaskRow = task::Model;

/// Which tasks of a municipality.
#[derive(Debug, Clone, Default)]
pub struct TaskFilter {
    /// Empty: all roles. A task that is late is also of the roles it came to.
    pub roles: Vec<Role>,
    /// Empty: open and claimed.
    pub states: Vec<TaskState>,
    pub case: Option<CaseId>,
    pub due_by: Option<NaiveDate>,
    pub kind: Option<TaskKind>,
    pub area: Option<u32>,
    /// Taken up by this user.
    pub person: Option<String>,
    /// Only tasks that nobody took up and that this user may do.
    pub free_for: Option<String>,
    /// Only those whose last day is before this one.
    pub late_on: Option<NaiveDate>,
    pub sort: TaskSort,
    pub descending: bool,
}

/// By what a list of tasks is sorted; what is equal stands in order of its last day.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum TaskSort {
    #[default]
    Due,
    Opened,
    CaseNumber,
    Area,
    Kind,
    Person,
}

impl TaskSort {
    const ALL: [(&'static str, Self); 6] = [
        ("due", Self::Due),
        ("opened", Self::Opened),
        ("case-number", Self::CaseNumber),
        ("area", Self::Area),
        ("kind", Self::Kind),
        ("person", Self::Person),
    ];

    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(known, _)| *known == code).map(|(_, sort)| sort)
    }

    const fn column(self) -> task::Column {
        match self {
            Self::Due => task::Column::Due,
            Self::Opened => task::Column::OpenedOn,
            Self::CaseNumber => task::Column::CaseNumber,
            Self::Area => task::Column::Area,
            Self::Kind => task::Column::Kind,
            Self::Person => task::Column::ClaimedBy,
        }
    }
}

/// A page of tasks and how many there are.
#[derive(Debug)]
pub struct TasksSeen {
    pub tasks: Vec<TaskRow>,
    pub total: u64,
}

const WAITING: [TaskState; 2] = [TaskState::Open, TaskState::Claimed];

fn in_states(states: &[TaskState]) -> impl Iterator<Item = &'static str> + '_ {
    states.iter().map(|state| state.code())
}

fn wanted(municipality: &Municipality, filter: TaskFilter) -> Condition {
    let states = if filter.states.is_empty() { WAITING.to_vec() } else { filter.states };
    let mut wanted = Condition::all()
        .add(task::Column::Municipality.eq(municipality.to_string()))
        .add(task::Column::State.is_in(in_states(&states)));
    if !filter.roles.is_empty() {
        let mut of_roles = Condition::any();
        for role in filter.roles {
            of_roles = of_roles
                .add(task::Column::Role.eq(role.code()))
                .add(task::Column::EscalatedTo.contains(format!(",{},", role.code())));
        }
        wanted = wanted.add(of_roles);
    }
    let equal = [
        filter.case.map(|case| task::Column::CaseId.eq(case.uuid())),
        filter.due_by.map(|day| task::Column::Due.lte(day)),
        filter.kind.map(|kind| task::Column::Kind.eq(kind.code())),
        filter.area.map(|area| task::Column::Area.eq(i64::from(area))),
        filter.person.map(|person| task::Column::ClaimedBy.eq(person)),
        filter.late_on.map(|day| task::Column::Due.lt(day)),
    ];
    for condition in equal.into_iter().flatten() {
        wanted = wanted.add(condition);
    }
    match filter.free_for {
        Some(user) => {
            wanted.add(task::Column::State.eq(TaskState::Open.code())).add(task::Column::NotBy.ne(user))
        }
        None => wanted,
    }
}

/// A page of tasks.
pub async fn list_tasks(
    db: &DatabaseConnection,
    municipality: &Municipality,
    filter: TaskFilter,
    page: Page,
) -> Result<TasksSeen, StoreError> {
    let order = if filter.descending { Order::Desc } else { Order::Asc };
    let column = filter.sort.column();
    let found = task::Entity::find().filter(wanted(municipality, filter));
    let total = found.clone().count(db).await?;
    let tasks = found
        .order_by(column, order)
        .order_by_asc(task::Column::Due)
        .order_by_asc(task::Column::TaskId)
        .offset(page.offset())
        .limit(page.size)
        .all(db)
        .await?;
    Ok(TasksSeen { tasks, total })
}

/// How many tasks wait with the same role, area, person and kind.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct Load {
    pub municipality: String,
    pub role: String,
    pub area: i64,
    /// Who took them up; empty: nobody.
    pub claimed_by: String,
    pub kind: String,
    pub waiting: i64,
    /// The day the oldest was opened.
    pub oldest: NaiveDate,
    /// The earliest last day.
    pub first_due: NaiveDate,
}

/// Tasks that wait, counted; `late_on`: only those whose last day is before it. `municipality` `None`: of all.
pub async fn workload(
    db: &DatabaseConnection,
    municipality: Option<&Municipality>,
    late_on: Option<NaiveDate>,
) -> Result<Vec<Load>, StoreError> {
    let mut found = task::Entity::find()
        .select_only()
        .columns([
            task::Column::Municipality,
            task::Column::Role,
            task::Column::Area,
            task::Column::ClaimedBy,
            task::Column::Kind,
        ])
        .column_as(task::Column::TaskId.count(), "waiting")
        .column_as(task::Column::OpenedOn.min(), "oldest")
        .column_as(task::Column::Due.min(), "first_due")
        .filter(task::Column::State.is_in(in_states(&WAITING)))
        .group_by(task::Column::Municipality)
        .group_by(task::Column::Role)
        .group_by(task::Column::Area)
        .group_by(task::Column::ClaimedBy)
        .group_by(task::Column::Kind);
    if let Some(municipality) = municipality {
        found = found.filter(task::Column::Municipality.eq(municipality.to_string()));
    }
    if let Some(day) = late_on {
        found = found.filter(task::Column::Due.lt(day));
    }
    Ok(found.into_model::<Load>().all(db).await?)
}
