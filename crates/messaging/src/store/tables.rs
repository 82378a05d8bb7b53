use sea_orm_migration::prelude::*;

/// A migration that creates tables, written once for both databases. What they call differently stands in braces:
/// `{uuid}`, `{instant}` (a moment in UTC) and `{bytes}`. Going down drops the tables, the newest first.
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

/// The table or index that a statement makes.
fn made(statement: &'static str) -> Option<(&'static str, &'static str)> {
    let mut words =
        statement.strip_prefix("CREATE ")?.split(|letter: char| letter == '(' || letter.is_whitespace());
    let what = words.next().filter(|what| ["TABLE", "INDEX"].contains(what))?;
    Some((what, words.next()?))
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
        for (what, name) in self.statements().filter_map(made).rev() {
            manager.get_connection().execute_unprepared(&format!("DROP {what} IF EXISTS {name}")).await?;
        }
        Ok(())
    }
}
