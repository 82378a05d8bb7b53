//! What people and the bank do about money in these tests.

use std::time::Duration;

use domain::Role;
use proto::income::v1 as pb;
use proto::income::v1::payment_service_client::PaymentServiceClient;
use proto::story::v1::GetStoryRequest;
use proto::story::v1::story_service_client::StoryServiceClient;
use sea_orm::{ConnectionTrait, Statement};
use service::identity::TokenFor;
use service::{Line, on_behalf};
use testkit::{eventually, municipality};

use crate::world::{HERE, THERE, World};

type Asked<T> = Result<T, tonic::Status>;

impl World {
    pub fn client(&self) -> PaymentServiceClient<Line> {
        PaymentServiceClient::new(self.line())
    }

    pub fn by<M>(&self, user: &str, role: Role, message: M) -> tonic::Request<M> {
        let wanted = TokenFor {
            user: user.into(),
            organisation: None,
            roles: vec![role],
            municipalities: vec![municipality(HERE), municipality(THERE)],
            valid_for: Duration::from_secs(600),
        };
        on_behalf(message, &self.issuer().token(&wanted).unwrap(), &municipality(HERE), None).unwrap()
    }

    pub async fn pay_to(&self, payee: &str, iban: &str) -> Asked<()> {
        let message = pb::SetPaymentDetailsRequest {
            case_id: self.case.to_string(),
            payee: payee.into(),
            name: "J. Jansen".into(),
            iban: iban.into(),
            monthly_cents: None,
            all_to: None,
            reference: String::new(),
            reasons: String::new(),
        };
        self.client().set_payment_details(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }

    pub async fn set_paying_account(&self) {
        let message = pb::SetPayingAccountRequest {
            name: "Gemeente Proef".into(),
            iban: "NL02ABNA0123456789".into(),
            bic: String::new(),
        };
        self.client().set_paying_account(self.by("dirk", Role::Manager, message)).await.unwrap();
    }

    /// Net pay of a month, of work that ended with it and about which the municipality judged that nothing of it is exempt.
    pub async fn state_income(&self, month: &str, cents: i64) -> Asked<()> {
        let judged = pb::StateFactsRequest {
            case_id: self.case.to_string(),
            from_day: format!("{month}-01"),
            facts_json: r#"{"applicant": {"hour_limited": false, "exemptions": {
                "months_of_n": 6, "with_wage_cost_subsidy": false}}}"#
                .into(),
        };
        self.client().state_facts(self.by("anna", Role::IncomeConsultant, judged)).await?;
        let message = pb::StateIncomeRequest {
            case_id: self.case.to_string(),
            month: month.into(),
            who: "applicant".into(),
            kind: "earnings".into(),
            amount_cents: cents,
            ..Default::default()
        };
        self.client().state_income(self.by("loonsysteem", Role::ClientSystem, message)).await?;
        let after = month.parse::<domain::Month>().unwrap().next().first_day().to_string();
        self.state(&after, r#"{"applicant": {"incomes": []}}"#).await;
        Ok(())
    }

    /// Facts by which the law gives a fine of 90.00: half of 180.00 that was received too much.
    pub async fn fine_is_known(&self) {
        let facts_json = r#"{ "conduct": { "fine": { "too_much": 18000, "blame": "normal",
            "committed_on": "2025-12-01", "urgent_reasons": false, "reported_by_self": false,
            "at_assistance_level": true } }, "recovery": { "norm": 141946 } }"#;
        self.state("2026-03-02", facts_json).await;
    }

    /// What an income consultant states from a day on.
    pub async fn state(&self, from_day: &str, facts_json: &str) {
        let (case_id, from_day, facts_json) = (self.case.to_string(), from_day.into(), facts_json.into());
        let message = pb::StateFactsRequest { case_id, from_day, facts_json };
        self.client().state_facts(self.by("anna", Role::IncomeConsultant, message)).await.unwrap();
    }

    pub async fn start_run(&self, user: &str, month: &str, dry_run: bool) -> Asked<String> {
        let message = pb::StartRunRequest { month: month.into(), dry_run, execution_day: String::new() };
        let reply = self.client().start_run(self.by(user, Role::IncomeConsultant, message)).await?;
        Ok(reply.into_inner().run_id)
    }

    /// The run, once it is at a stage.
    pub async fn run_at(&self, run: &str, stage: &str) -> pb::Run {
        eventually("the run gets there", || async { self.run(run).await.stage == stage }).await;
        self.run(run).await
    }

    pub async fn run(&self, run: &str) -> pb::Run {
        let message = pb::GetRunRequest { run_id: run.into() };
        self.client()
            .get_run(self.by("anna", Role::IncomeConsultant, message))
            .await
            .unwrap()
            .into_inner()
            .run
            .unwrap()
    }

    pub async fn preview(&self, user: &str, run: &str) -> Asked<pb::PreviewRunResponse> {
        let message = pb::PreviewRunRequest { run_id: run.into(), page: None };
        Ok(self.client().preview_run(self.by(user, Role::QualityOfficer, message)).await?.into_inner())
    }

    /// Approves the file as it is now.
    pub async fn approve(&self, user: &str, run: &str) -> Asked<String> {
        let hash = self.preview(user, run).await?.hash;
        self.approve_file(user, run, &hash).await
    }

    pub async fn approve_file(&self, user: &str, run: &str, hash: &str) -> Asked<String> {
        let message = pb::ApproveRunRequest { run_id: run.into(), hash: hash.into() };
        Ok(self
            .client()
            .approve_run(self.by(user, Role::QualityOfficer, message))
            .await?
            .into_inner()
            .run
            .unwrap()
            .hash)
    }

    pub async fn release(&self, user: &str, run: &str) -> Asked<()> {
        let message = pb::ReleaseRunRequest { run_id: run.into() };
        self.client().release_run(self.by(user, Role::Manager, message)).await.map(drop)
    }

    pub async fn discard(&self, user: &str, run: &str) -> Asked<()> {
        let message = pb::DiscardRunRequest { run_id: run.into() };
        self.client().discard_run(self.by(user, Role::Manager, message)).await.map(drop)
    }

    /// An assessed case with an account, paid for a month and sent to the bank.
    pub async fn paid_run(&self, month: &str) -> String {
        self.send(&self.assess("capital=0")).await;
        self.pay_to("applicant", "NL91ABNA0417164300").await.unwrap();
        self.set_paying_account().await;
        let run = self.start_run("anna", month, false).await.unwrap();
        self.run_at(&run, "ready").await;
        self.approve("bert", &run).await.unwrap();
        self.release("carla", &run).await.unwrap();
        self.run_at(&run, "released").await;
        run
    }

    pub async fn download(&self, run: &str) -> Asked<String> {
        let message = pb::DownloadRunRequest { run_id: run.into() };
        let mut parts =
            self.client().download_run(self.by("carla", Role::Manager, message)).await?.into_inner();
        let mut file = Vec::new();
        while let Some(part) = parts.message().await? {
            file.extend(part.bytes);
        }
        Ok(String::from_utf8(file).unwrap())
    }

    /// The run that was started last.
    pub async fn latest_run(&self) -> String {
        let request = self.by("anna", Role::IncomeConsultant, pb::ListRunsRequest { page: None });
        self.client().list_runs(request).await.unwrap().into_inner().runs.remove(0).run_id
    }

    /// A status report of the bank about one payment of a run.
    pub fn status_file(&self, run: &str, payment: &str, status: &str, reason: Option<&str>) -> String {
        let file = run.replace('-', "");
        let reason = reason.map(|code| format!("<StsRsnInf><Rsn><Cd>{code}</Cd></Rsn></StsRsnInf>"));
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><CstmrPmtStsRpt>\
             <GrpHdr><MsgId>bank-1</MsgId><CreDtTm>2026-03-21T10:00:00</CreDtTm></GrpHdr>\
             <OrgnlGrpInfAndSts><OrgnlMsgId>{file}</OrgnlMsgId><OrgnlMsgNmId>pain.001.001.09</OrgnlMsgNmId>\
             </OrgnlGrpInfAndSts><OrgnlPmtInfAndSts><OrgnlPmtInfId>{file}</OrgnlPmtInfId><TxInfAndSts>\
             <OrgnlEndToEndId>{payment}</OrgnlEndToEndId><TxSts>{status}</TxSts>{}</TxInfAndSts>\
             </OrgnlPmtInfAndSts></CstmrPmtStsRpt></Document>",
            reason.unwrap_or_default()
        )
    }

    /// A file of the bank, in small pieces.
    pub async fn bank_says(&self, file: &str) -> Asked<pb::ReadBankFileResponse> {
        let parts: Vec<_> = file
            .as_bytes()
            .chunks(100)
            .map(|bytes| pb::ReadBankFileRequest { bytes: bytes.to_vec() })
            .collect();
        let stream = tokio_stream::iter(parts);
        let reply = self.client().read_bank_file(self.by("anna", Role::IncomeConsultant, stream)).await?;
        Ok(reply.into_inner())
    }

    pub async fn pay_again(&self, payment: &str) -> Asked<()> {
        let message = pb::ConfirmPaymentAgainRequest {
            case_id: self.case.to_string(),
            payment: payment.into(),
            reasons: "Er is een nieuwe rekening.".into(),
        };
        self.client().confirm_payment_again(self.by("anna", Role::IncomeConsultant, message)).await.map(drop)
    }

    pub async fn differences(&self, run: &str) -> Vec<pb::Difference> {
        let message = pb::ListDifferencesRequest { run_id: run.into(), page: None };
        let request = self.by("anna", Role::IncomeConsultant, message);
        self.client().list_differences(request).await.unwrap().into_inner().differences
    }

    pub async fn money(&self) -> pb::GetCaseMoneyResponse {
        self.money_as(Role::IncomeConsultant, HERE).await.unwrap()
    }

    pub async fn money_as(&self, role: Role, here: &str) -> Asked<pb::GetCaseMoneyResponse> {
        let message = pb::GetCaseMoneyRequest { case_id: self.case.to_string() };
        let request = on_behalf(message, &self.token(role), &municipality(here), None)?;
        Ok(self.client().get_case_money(request).await?.into_inner())
    }

    /// The titles of the story of a run.
    pub async fn story_of(&self, run: &str) -> Vec<String> {
        let message = GetStoryRequest { case_id: run.into() };
        let request = self.by("anna", Role::IncomeConsultant, message);
        let story = StoryServiceClient::new(self.line()).get_story(request).await.unwrap().into_inner();
        story.entries.into_iter().map(|entry| entry.title).collect()
    }

    /// Whether a text stands somewhere in a table, as text or as bytes.
    pub async fn table_holds(&self, table: &str, text: &str) -> bool {
        let db = self.database().connect().await.unwrap();
        let sql = format!("SELECT count(*) AS found FROM {table}");
        let row =
            db.query_one_raw(Statement::from_string(db.get_database_backend(), sql)).await.unwrap().unwrap();
        let rows: i64 = row.try_get("", "found").unwrap();
        let quoted = match db.get_database_backend() {
            sea_orm::DbBackend::Postgres => {
                format!(
                    "SELECT count(*) AS found FROM {table} t WHERE position('{text}' in t::text) > 0 \
                    OR position(encode('{text}'::bytea, 'hex') in t::text) > 0"
                )
            }
            _ => {
                let columns = db
                    .query_all_raw(Statement::from_string(
                        db.get_database_backend(),
                        format!("SELECT name FROM pragma_table_info('{table}')"),
                    ))
                    .await
                    .unwrap();
                let tests: Vec<String> = columns
                    .iter()
                    .map(|column| column.try_get::<String>("", "name").unwrap())
                    .map(|column| format!("instr(CAST(\"{column}\" AS TEXT), '{text}') > 0"))
                    .collect();
                format!("SELECT count(*) AS found FROM {table} WHERE {}", tests.join(" OR "))
            }
        };
        let row = db
            .query_one_raw(Statement::from_string(db.get_database_backend(), quoted))
            .await
            .unwrap()
            .unwrap();
        let found: i64 = row.try_get("", "found").unwrap();
        assert!(rows > 0 || matches!(table, "requests" | "outbox"), "{table} is empty");
        found > 0
    }
}
