use sea_orm_migration::prelude::*;

/// A migration that creates tables, or adds a column to one (`ALTER TABLE … ADD COLUMN …`), written once for both databases.
/// What they call differently stands in braces: `{uuid}`, `{instant}` (a moment in UTC) and `{bytes}`. Going down drops the
/// tables, and the columns that were added, the newest first.
///
/// ```
/// use messaging::Tables;
/// use sea_orm_migration::MigrationTrait;
///
/// pub fn migrations() -> Vec<Box<dyn MigrationTrait>> {
///     let tables = "
///     CREATE TABLE cakes (id {uuid} NOT NULL PRIMARY KEY, baked_at {instant} NOT NULL);
///     CREATE INDEX cakes_newest ON cakes (baked_at);";
///     vec![Box::new(Tables { name: "m20260105_090000_create_cakes", sql: tables })]
/// }
/// # migrations();
/// ```
pub struct Tables {
    /// The name of the migration, which is kept in each database: its day and what it does.
    pub name: &'static str,
    /// Statements with a semicolon between them; a text of theirs holds none.
    pub sql: &'static str,
}

impl Tables {
    fn statements(&self) -> impl DoubleEndedIterator<Item = &'static str> {
        self.sql.split(';').map(str::trim).filter(|statement| !statement.is_empty())
    }
}

/// What takes back the table, index or column that a statement makes.
fn undo(statement: &'static str) -> Option<String> {
    let words = statement.split(|letter: char| letter == '(' || letter.is_whitespace());
    let words: Vec<_> = words.filter(|word| !word.is_empty()).take(6).collect();
    match words[..] {
        ["CREATE", what @ ("TABLE" | "INDEX"), name, ..] => Some(format!("DROP {what} IF EXISTS {name}")),
        ["ALTER", "TABLE", table, "ADD", "COLUMN", column] => {
            Some(format!("ALTER TABLE {table} DROP COLUMN {column}"))
        }
        _ => None,
    }
}

impl MigrationName for Tables {
    fn name(&self) -> &str {
        self.name
    }
}

#[async_trait::async_trait]
impl MigrationTrait for Tables {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let (uuid, instant, bytes) = match manager.get_database_backend() {
            sea_orm::DbBackend::Postgres => ("uuid", "timestamp with time zone", "bytea"),
            _ => ("uuid_text", "timestamp_with_timezone_text", "blob"),
        };
        for statement in self.statements() {
            let statement =
                statement.replace("{uuid}", uuid).replace("{instant}", instant).replace("{bytes}", bytes);
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        for statement in self.statements().filter_map(undo).rev() {
            manager.get_connection().execute_unprepared(&statement).await?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_is_taken_back_and_what_is_written_is_left() {
        let undone = [
            ("CREATE TABLE cakes (\n    id {uuid} NOT NULL PRIMARY KEY)", Some("DROP TABLE IF EXISTS cakes")),
            ("CREATE INDEX cakes_newest ON cakes (baked_at)", Some("DROP INDEX IF EXISTS cakes_newest")),
            ("ALTER TABLE cakes ADD COLUMN eaten_on date", Some("ALTER TABLE cakes DROP COLUMN eaten_on")),
            ("UPDATE cakes SET eaten_on = baked_at", None),
            // It goes with its table.
            ("CREATE UNIQUE INDEX cakes_once ON cakes (id)", None),
        ];
        for (statement, expected) in undone {
            assert_eq!(undo(statement).as_deref(), expected);
        }
    }
}
