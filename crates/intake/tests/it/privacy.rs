use std::sync::Arc;

use domain::Role;
use proto::intake::v1 as pb;
use sea_orm::{ConnectionTrait, Statement};
use testkit::{Kind, municipality};

use crate::world::{ASKS_EVERYONE, HERE, World, application, number, on_both, young};

on_both!(
    the_database_holds_no_number_and_no_name,
    a_number_cannot_be_tried_out_on_what_is_kept,
    whoever_reads_of_a_household_stands_in_the_chain_of_views,
);

/// A plain hash of the request would tell a thief of the database which of all numbers it was.
async fn a_number_cannot_be_tried_out_on_what_is_kept(world: Arc<World>) {
    let plain = pb::SubmitApplicationRequest { name: String::new(), ..application(0) };
    let request = world.by_at(Role::ClientSystem, HERE, "form-1", plain.clone());
    world.client().submit_application(request).await.unwrap();

    let caller = domain::Caller {
        user: "someone".into(),
        organisation: None,
        roles: Vec::new(),
        municipality: municipality(HERE),
    };
    let tried = service::idempotency("form-1", &caller, &plain);

    let ask = |column: &str, value: sea_orm::Value| {
        let sql = format!("SELECT count(*) FROM requests WHERE {column} = $1");
        Statement::from_sql_and_values(world.db.get_database_backend(), sql, [value])
    };
    let found = async |statement| {
        let row = world.db.query_one_raw(statement).await.unwrap().unwrap();
        row.try_get_by_index::<i64>(0).unwrap()
    };
    assert_eq!(found(ask("key", tried.key.into())).await, 1);
    assert_eq!(found(ask("fingerprint", tried.fingerprint.to_vec().into())).await, 0);
}

async fn the_database_holds_no_number_and_no_name(world: Arc<World>) {
    let case = world.submit(young(0)).await.unwrap().case_id;
    let partner = pb::Partner {
        citizen_service_number: number(2),
        name: "Jorn Ander".into(),
        applies: true,
        ..Default::default()
    };
    let representative = pb::Representative {
        kind: "administrator".into(),
        name: "Bewind Ergens".into(),
        ground: "court-order".into(),
        valid_from: "2025-06-01".into(),
        ..Default::default()
    };
    let stated =
        crate::world::COMPLETE.replace("household=single", "household=couple, partner_birth_date=1984-01-01");
    let together = pb::SubmitApplicationRequest {
        facts: crate::world::facts(&stated),
        partner: Some(partner),
        representatives: vec![representative],
        ..application(1)
    };
    world.submit(together).await.unwrap();
    world.record(&case, "special_education=no").await.unwrap();
    let effort = pb::Effort {
        day: crate::world::TODAY.into(),
        kind: "applied".into(),
        result: "waiting".into(),
        what: "Gebeld met Joris van de bakker".into(),
        ..Default::default()
    };
    let message = pb::RecordEffortRequest { case_id: case.clone(), effort: Some(effort) };
    world.records().record_effort(world.by(Role::ClientSystem, message)).await.unwrap();
    world.end_search(&case, pb::SearchResult::Withdrew).await.unwrap();
    let message = pb::FindCasesRequest { citizen_service_number: number(0) };
    let found = world.client().find_cases(world.by(Role::IntakeConsultant, message)).await.unwrap();
    assert_eq!(found.into_inner().cases.len(), 1);

    let bytes = everything(&world).await;

    // What is looked for would be found, were it there.
    assert!(holds(&bytes, "2026-000001") && holds(&bytes, "special_education"));
    for secret in [
        number(0),
        number(1),
        number(2),
        "Fenna".into(),
        "Voorbeeld BV".into(),
        "Jorn".into(),
        "Bewind".into(),
        "Joris".into(),
    ] {
        assert!(!holds(&bytes, &secret), "{secret} stands in the database");
        let hex: String = secret.bytes().map(|byte| format!("{byte:02x}")).collect();
        assert!(!holds(&bytes, &hex), "{secret} stands in the database as hexadecimal digits");
    }
}

fn holds(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

/// Every byte that was kept: the file and its journal, or every row of every table.
async fn everything(world: &World) -> Vec<u8> {
    if world.database.kind == Kind::Sqlite {
        let path = world.database.url.trim_start_matches("sqlite://").split('?').next().unwrap();
        let mut bytes = std::fs::read(path).unwrap();
        bytes.extend(std::fs::read(format!("{path}-wal")).unwrap());
        return bytes;
    }
    let ask = |sql: String| Statement::from_string(world.db.get_database_backend(), sql);
    let sql = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'";
    let mut bytes = Vec::new();
    for table in world.db.query_all_raw(ask(sql.into())).await.unwrap() {
        let table: String = table.try_get_by_index(0).unwrap();
        for row in world.db.query_all_raw(ask(format!("SELECT t::text FROM \"{table}\" t"))).await.unwrap() {
            bytes.extend(row.try_get_by_index::<String>(0).unwrap().into_bytes());
        }
    }
    bytes
}

async fn whoever_reads_of_a_household_stands_in_the_chain_of_views(world: Arc<World>) {
    let case = world.submit(application(0)).await.unwrap().case_id;
    let case_id = || case.clone();
    let message = pb::ListClaimsRequest { case_id: case_id(), ..pb::ListClaimsRequest::default() };
    world.claims().list_claims(world.by_user("claims", Role::IncomeConsultant, message)).await.unwrap();
    let message = pb::ListKnownFactsRequest { case_id: case_id() };
    world.claims().list_known_facts(world.by_user("known", Role::IncomeConsultant, message)).await.unwrap();
    let message = pb::GetHouseholdRequest { case_id: case_id() };
    world
        .household()
        .get_household(world.by_user("household", Role::IncomeConsultant, message))
        .await
        .unwrap();
    let message = pb::ListRecordsRequest { case_id: case_id() };
    world.records().list_records(world.by_user("records", Role::IncomeConsultant, message)).await.unwrap();
    // Who may not, has seen nothing.
    let message = pb::GetHouseholdRequest { case_id: case_id() };
    world.household().get_household(world.by_user("partner", Role::Partner, message)).await.err().unwrap();
    let message = pb::ListRecordsRequest { case_id: case_id() };
    let elsewhere = world.by_at(Role::IncomeConsultant, ASKS_EVERYONE, "", message);
    world.records().list_records(elsewhere).await.err().unwrap();

    let seen = world.views(&case).await;
    let seen: Vec<_> = seen.iter().map(|(who, fields)| format!("{who}: {}", fields.join(" "))).collect();
    let expected = [
        "records: evidence vacancies_offered",
        "household: name household representatives",
        "known: facts",
        "claims: facts",
    ];
    assert_eq!(seen, expected);
}
