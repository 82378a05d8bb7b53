//! Many rows at once, with a statement whose text does not depend on how many there are: a database that saw it
//! once need not parse it again. PostgreSQL gets an array for each column, SQLite all rows as one JSON text.

use sea_orm::sea_query::{Expr, ExprTrait};
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, DbBackend, DbErr, EntityName, EntityTrait, IdenStatic,
    Iterable, PrimaryKeyToColumn, Statement, Value,
};

mod postgres;
mod sqlite;

/// That a column has one of these values. An empty list fits nothing.
///
/// ```
/// use messaging::rows::among;
/// use sea_orm::{DbBackend, EntityTrait, QueryFilter, QueryTrait};
/// # mod cake {
/// #     use sea_orm::entity::prelude::*;
/// #     #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
/// #     #[sea_orm(table_name = "cakes")]
/// #     pub struct Model { #[sea_orm(primary_key)] pub id: i64 }
/// #     #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
/// #     pub enum Relation {}
/// #     impl ActiveModelBehavior for ActiveModel {}
/// # }
/// let found = cake::Entity::find().filter(among(DbBackend::Postgres, cake::Column::Id, [1i64, 2]));
/// assert!(found.build(DbBackend::Postgres).sql.ends_with(r#"WHERE "cakes"."id" = ANY($1)"#));
/// ```
pub fn among<C: ColumnTrait, V: Into<Value>>(
    backend: DbBackend,
    column: C,
    values: impl IntoIterator<Item = V>,
) -> Expr {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    if values.is_empty() {
        return ExprTrait::eq(Expr::val(1), 2);
    }
    match backend {
        DbBackend::Postgres => postgres::among(column, values),
        _ => sqlite::among(column, values),
    }
}

/// For a statement that is written out: what to put behind a column to say that it has one of these values, which are
/// the statement's first parameter, and that parameter. All values are of one type.
pub fn listed<V: Into<Value>>(backend: DbBackend, values: impl IntoIterator<Item = V>) -> (String, Value) {
    let values: Vec<Value> = values.into_iter().map(Into::into).collect();
    match backend {
        DbBackend::Postgres => ("= ANY($1)".to_owned(), postgres::array(values).1),
        _ => (format!("IN ({})", sqlite::list(&values, "$1")), sqlite::json_list(&values).into()),
    }
}

/// What a turn writes. On PostgreSQL all of it is one statement, so no table may be named twice for the same row;
/// on SQLite, where a statement costs no journey, one for each table.
#[derive(Debug, Default)]
pub struct Writes {
    parts: Vec<Part>,
    /// A column that some row says nothing of.
    unset: Option<(&'static str, &'static str)>,
}

#[derive(Debug)]
struct Part {
    table: &'static str,
    columns: Vec<Column>,
    kind: Kind,
}

#[derive(Debug)]
struct Column {
    name: &'static str,
    nullable: bool,
    /// One for each row, all of one type.
    values: Vec<Value>,
}

#[derive(Debug)]
enum Kind {
    /// New rows: one whose key is taken is a conflict.
    Add,
    /// New rows, or these columns of those that are there by this key.
    Put { key: Vec<&'static str>, renewed: Vec<&'static str> },
    /// The rows that have one of the values of the only column.
    Delete,
}

impl Writes {
    /// New rows. One that is there already fails the turn, which is then run again.
    pub fn add<A: ActiveModelTrait>(&mut self, rows: Vec<A>) {
        self.insert(rows, Kind::Add);
    }

    /// Rows by their primary key: new ones whole, of those that are there only the columns `renewed`.
    pub fn put<A: ActiveModelTrait>(
        &mut self,
        rows: Vec<A>,
        renewed: impl IntoIterator<Item = <A::Entity as EntityTrait>::Column>,
    ) {
        let keys = <A::Entity as EntityTrait>::PrimaryKey::iter();
        let key = keys.map(|key| key.into_column().as_str()).collect();
        let renewed = renewed.into_iter().map(|column| column.as_str()).collect();
        self.insert(rows, Kind::Put { key, renewed });
    }

    fn insert<A: ActiveModelTrait>(&mut self, mut rows: Vec<A>, kind: Kind) {
        if rows.is_empty() {
            return;
        }
        let table = table::<A::Entity>();
        let mut columns = Vec::new();
        for column in <A::Entity as EntityTrait>::Column::iter() {
            let name = column.as_str();
            let values: Vec<Value> =
                rows.iter_mut().filter_map(|row| row.take(column).into_value()).collect();
            if values.len() < rows.len() {
                self.unset = Some((table, name));
            }
            columns.push(Column { name, nullable: column.def().is_null(), values });
        }
        self.parts.push(Part { table, columns, kind });
    }

    /// Takes away the rows whose column has one of these values.
    pub fn delete<C: ColumnTrait, V: Into<Value>>(&mut self, column: C, values: impl IntoIterator<Item = V>) {
        let values: Vec<Value> = values.into_iter().map(Into::into).collect();
        if values.is_empty() {
            return;
        }
        let column_name = column.as_str();
        let table = table::<<C as ColumnTrait>::EntityName>();
        let columns = vec![Column { name: column_name, nullable: false, values }];
        self.parts.push(Part { table, columns, kind: Kind::Delete });
    }

    /// Writes all of it.
    ///
    /// # Errors
    ///
    /// [`DbErr`] of the database; the transaction it ran in must then be given up.
    pub async fn run<T: ConnectionTrait>(self, tx: &T) -> Result<(), DbErr> {
        if let Some((table, column)) = self.unset {
            return Err(DbErr::Custom(format!("a row of {table} says nothing of {column}")));
        }
        if self.parts.is_empty() {
            return Ok(());
        }
        let backend = tx.get_database_backend();
        if backend == DbBackend::Postgres {
            let (sql, values) = postgres::statement(self.parts);
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            return Ok(());
        }
        for part in &self.parts {
            let (sql, rows) = sqlite::statement(part);
            tx.execute_raw(Statement::from_sql_and_values(backend, sql, [rows.into()])).await?;
        }
        Ok(())
    }
}

fn table<E: EntityName + Default>() -> &'static str {
    E::default().table_name()
}

impl Kind {
    /// What follows the rows of an insertion; both databases say it the same way.
    fn on_conflict(&self) -> String {
        let Self::Put { key, renewed } = self else { return String::new() };
        let set: Vec<_> = renewed.iter().map(|name| format!("\"{name}\" = excluded.\"{name}\"")).collect();
        format!(" ON CONFLICT ({}) DO UPDATE SET {}", names(key), set.join(", "))
    }
}

fn names(of: &[&str]) -> String {
    let quoted: Vec<_> = of.iter().map(|name| format!("\"{name}\"")).collect();
    quoted.join(", ")
}

impl Part {
    fn insert_into(&self) -> String {
        let columns: Vec<_> = self.columns.iter().map(|column| column.name).collect();
        format!("INSERT INTO \"{}\" ({})", self.table, names(&columns))
    }
}
