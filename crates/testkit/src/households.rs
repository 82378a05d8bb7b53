//! Households on assistance, written straight into the database of the income service: where a test or a benchmark needs
//! more of them than can apply one by one.

use std::fmt::Write;

use sea_orm::{ConnectionTrait, DatabaseConnection, DbBackend, TransactionTrait};
use uuid::Uuid;

/// Households of one municipality, all with a right since the first of a month.
pub struct Households<'a> {
    /// `<tenant>:<code>`.
    pub municipality: &'a str,
    /// `2026-01-01`.
    pub since: &'a str,
    pub count: u32,
    /// Name and account of who is paid, sealed for a case.
    pub seal: &'a dyn Fn(Uuid) -> Vec<u8>,
}

/// Rows of one statement.
const ROWS: u32 = 500;

/// The id of a household: the same in every test, spread over all there can be.
pub fn household(number: u32) -> Uuid {
    Uuid::new_v5(&Uuid::NAMESPACE_OID, &number.to_be_bytes())
}

impl Households<'_> {
    /// Writes them: what was stated, what stands on the books, and where they are paid.
    ///
    /// # Errors
    ///
    /// When the database does not take them.
    pub async fn write(&self, db: &DatabaseConnection) -> anyhow::Result<()> {
        for first in (0..self.count).step_by(ROWS as usize) {
            let numbers = first..self.count.min(first + ROWS);
            let tx = db.begin().await?;
            for sql in self.statements(db.get_database_backend(), numbers) {
                tx.execute_unprepared(&sql).await?;
            }
            tx.commit().await?;
        }
        if db.get_database_backend() == DbBackend::Postgres {
            db.execute_unprepared("ANALYZE accounts, changes, payees").await?;
        }
        Ok(())
    }

    fn statements(&self, backend: DbBackend, numbers: std::ops::Range<u32>) -> [String; 3] {
        let bytes = |bytes: &[u8]| {
            let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            if backend == DbBackend::Postgres { format!("'\\x{digits}'") } else { format!("x'{digits}'") }
        };
        let id = |id: Uuid| {
            if backend == DbBackend::Postgres { format!("'{id}'") } else { bytes(id.as_bytes()) }
        };
        let open = if backend == DbBackend::Postgres { "true" } else { "1" };
        let (here, since) = (self.municipality, self.since);
        let into = |table: &str, columns: &str| format!("INSERT INTO {table} ({columns}) VALUES ");
        let mut accounts = into("accounts", "case_id, person_id, municipality, open, version, schema, state");
        let mut changes = into("changes", "case_id, number, valid_from, known_on, stated_by, schema, facts");
        let mut payees = into("payees", "case_id, payee, sealed, monthly");
        for number in numbers.clone() {
            let comma = if number == numbers.start { "" } else { "," };
            let case = household(number);
            let key = id(case);
            let state = format!("{{\"right_from\":\"{since}\",\"changes\":1}}");
            let _ = write!(accounts, "{comma}({key},{key},'{here}',{open},1,1,'{state}')");
            let _ = write!(changes, "{comma}({key},1,'{since}','{since}','test',1,'{}')", facts(number));
            let _ = write!(payees, "{comma}({key},'applicant',{},NULL)", bytes(&(self.seal)(case)));
        }
        [accounts, changes, payees]
    }
}

/// A single person; one in five earns something beside.
fn facts(number: u32) -> String {
    let earnings = if number.is_multiple_of(5) { 20_000 + i64::from(number % 97) * 100 } else { 0 };
    let year = 1965 + number % 30;
    format!(
        "{{\"applicant\":{{\"birth_date\":\"{year}-05-17\",\"residence\":\"dutch\",\"lives_in_municipality\":true,\
         \"in_institution\":false,\"detained\":false,\"weeks_abroad\":0,\
         \"incomes\":[{{\"kind\":\"earnings\",\"amount\":{earnings},\"with_holiday_allowance\":true}}]}},\
         \"assistance\":{{\"receives\":false}},\"household\":{{\"kind\":\"single\",\"cost_sharers\":0}},\"capital\":{{\"countable\":0}}}}"
    )
}
