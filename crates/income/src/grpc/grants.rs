//! Other schemes than general assistance: granted, ended, and read.

mod asked;

use std::sync::Arc;

use chrono::{Datelike, NaiveDate};
use domain::{Caller, Refusal, Role};
use messaging::Engine;
use policy::Policies;
use proto::income::v1 as pb;
use proto::income::v1::grant_service_server::GrantService;
use rules::Local;
use rules::facts::Facts;
use rules::schemes::signal::Signal;
use service::Sight;
use tonic::{Request, Response, Status};

use super::{on_span, refused};
use crate::actor::money::{MoneyInput, MoneyReply};
use crate::actor::{Income, Input, Reply};
use crate::model::money::{Grant, GrantVersion, unused_schemes};
use crate::model::statement::{Books, GrantStatement, Readable, Unused};
use crate::store::money::statements as store;

/// Who may read what was granted.
const READERS: [Role; 3] = [Role::IncomeConsultant, Role::QualityOfficer, Role::ClientSystem];

/// Who may see which clients of the municipality do not use what they may have a right to: the portal of one client has nothing
/// to do with all others.
const LISTERS: [Role; 2] = [Role::IncomeConsultant, Role::QualityOfficer];

/// What is seen of grants.
const GRANTS: Sight = Sight { fields: &["grants", "payments"], purpose: "toekenningen behandelen" };

/// What is seen of the clients who do not use a scheme: the rules say what they looked at.
const UNUSED: Sight = Sight {
    fields: &["unused_schemes", "household", "income", "capital"],
    purpose: "niet-gebruik tegengaan",
};

/// The gRPC face of grants.
pub struct Grants {
    pub engine: Engine<Income>,
    pub policies: Arc<Policies>,
}

impl Grants {
    /// The numbers of the grant and of the decision, and the amount; nothing but the decision where it is a refusal.
    async fn ask<M: prost::Message + prost::Name>(
        &self,
        request: &Request<M>,
        caller: &Caller,
        input: MoneyInput,
    ) -> Result<(u32, u32, i64), Status> {
        let context = service::context(request, caller)?;
        input.case().into_iter().for_each(on_span);
        let input = Input::Money { municipality: caller.municipality.clone(), input };
        match self.engine.request(input, context).await.map_err(service::status_of)? {
            Reply::Money(MoneyReply::Granted { grant, decision, cents }) => {
                Ok((grant, decision, cents.get()))
            }
            Reply::Money(MoneyReply::Refused { decision }) => Ok((0, decision, 0)),
            _ => Err(Status::internal("the answer is not about a grant")),
        }
    }
}

impl Grants {
    /// What the municipality of the caller has of its own on a day.
    fn local(&self, caller: &Caller, day: NaiveDate) -> Local {
        self.policies.of(&caller.municipality, day).map(Local::of).unwrap_or_default()
    }

    /// Schemes that the household seems to have a right to and does not use, by what the case knows today.
    async fn unused(&self, caller: &Caller, books: &Books, today: NaiveDate) -> Result<Vec<Signal>, Status> {
        let case = books.account.case;
        let found = store::sources(self.engine.db(), &[case]).await;
        let mut found = found.map_err(|error| service::status_of_store(&error))?;
        let changes = found.remove(&case).unwrap_or_default().changes;
        let local = self.local(caller, today);
        let law = (self.policies.national(), &local);
        Ok(unused_schemes(&books.account.state, &changes.into_iter().collect(), law, today))
    }
}

#[tonic::async_trait]
impl GrantService for Grants {
    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn grant_scheme(
        &self,
        request: Request<pb::GrantSchemeRequest>,
    ) -> Result<Response<pb::GrantSchemeResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = asked::grant(request.get_ref(), &caller).map_err(refused)?;
        let (grant, decision, cents) = self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::GrantSchemeResponse { grant, decision, cents }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn refuse_scheme(
        &self,
        request: Request<pb::RefuseSchemeRequest>,
    ) -> Result<Response<pb::RefuseSchemeResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = asked::refusal(request.get_ref(), &caller).map_err(refused)?;
        let (_, decision, _) = self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::RefuseSchemeResponse { decision }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn end_grant(
        &self,
        request: Request<pb::EndGrantRequest>,
    ) -> Result<Response<pb::EndGrantResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = asked::end(request.get_ref(), &caller).map_err(refused)?;
        let (_, decision, _) = self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::EndGrantResponse { decision }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn settle_grant(
        &self,
        request: Request<pb::SettleGrantRequest>,
    ) -> Result<Response<pb::SettleGrantResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &[Role::IncomeConsultant])?;
        let input = asked::settle(request.get_ref(), &caller).map_err(refused)?;
        let (_, decision, loan_cents) = self.ask(&request, &caller, input).await?;
        Ok(Response::new(pb::SettleGrantResponse { decision, loan_cents }))
    }

    #[tracing::instrument(skip_all, fields(case.id = tracing::field::Empty))]
    async fn list_grants(
        &self,
        request: Request<pb::ListGrantsRequest>,
    ) -> Result<Response<pb::ListGrantsResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &READERS)?;
        let case = super::convert::case(&request.get_ref().case_id).map_err(refused)?;
        on_span(case);
        let found = store::books(self.engine.db(), &caller.municipality, &[case]).await;
        let found = found.map_err(|error| service::status_of_store(&error))?;
        let books = found.into_iter().next().ok_or_else(|| refused(Refusal::not_found("zaak")))?;
        GRANTS.of(self.engine.views(), &caller, [case]).await?;
        let today = self.engine.now().day;
        let unused = self.unused(&caller, &books, today).await?;
        Ok(Response::new(list(&books, unused, today.year())))
    }

    #[tracing::instrument(skip_all)]
    async fn list_unused_schemes(
        &self,
        request: Request<pb::ListUnusedSchemesRequest>,
    ) -> Result<Response<pb::ListUnusedSchemesResponse>, Status> {
        let caller = service::caller(&request)?;
        service::require(&caller, &LISTERS)?;
        let today = self.engine.now().day;
        let local = self.local(&caller, today);
        let asked = asked::unused(request.get_ref(), &local).map_err(refused)?;
        let part = (asked.after, asked.take);
        let found = store::households_behind(self.engine.db(), &caller.municipality, part).await;
        let households = found.map_err(|error| service::status_of_store(&error))?;
        let full = households.len() as u64 == asked.take;
        let last = households.last().filter(|_| full).map(|last| last.account.case.to_string());
        let looked_at = u32::try_from(households.len()).unwrap_or(u32::MAX);
        let mut cases = Vec::new();
        for household in households {
            let law = (self.policies.national(), &local);
            cases.extend(household.unused(law, &asked.wanted, today));
            // Others have their turn between two households.
            tokio::task::yield_now().await;
        }
        UNUSED.of(self.engine.views(), &caller, cases.iter().map(|one| one.case.case)).await?;
        Ok(Response::new(pb::ListUnusedSchemesResponse {
            cases: cases.iter().map(unused_of_case).collect(),
            next: last.unwrap_or_default(),
            looked_at,
            assessed_on: proto::day_text(today),
        }))
    }
}

fn unused_of_case(unused: &Unused) -> pb::UnusedOfCase {
    pb::UnusedOfCase {
        case_id: unused.case.case.to_string(),
        case_number: unused.case.number().into(),
        known_on: unused.known_on.map(proto::day_text).unwrap_or_default(),
        unused: unused.signals.iter().map(signal).collect(),
    }
}

fn signal(signal: &Signal) -> pb::UnusedScheme {
    pb::UnusedScheme {
        scheme: signal.scheme.clone(),
        label: signal.label.clone(),
        missing: signal.missing.iter().map(|path| Facts::in_dutch(path)).collect(),
        explanations: signal.explanations.iter().map(Into::into).collect(),
    }
}

fn list(books: &Books, unused: Vec<Signal>, year: i32) -> pb::ListGrantsResponse {
    let grants = books.account.state.grants.iter();
    pb::ListGrantsResponse {
        case_id: books.account.case.to_string(),
        case_number: books.account.name().number().into(),
        grants: grants.map(|(number, grant)| show(books, (*number, grant), year)).collect(),
        unused: unused.iter().map(signal).collect(),
        page: GrantStatement::of(books, unused, year).page(),
    }
}

fn show(books: &Books, (number, grant): (u32, &Grant), year: i32) -> pb::Grant {
    let terms = &grant.terms;
    let settled = grant.settled.iter().map(|(year, settled)| pb::SettledYear {
        year: *year,
        decision: settled.decision,
        gift_cents: settled.gift.get(),
    });
    pb::Grant {
        grant: number,
        decision: grant.decision,
        scheme: terms.scheme.code().into(),
        minima: terms.key().unwrap_or_default().into(),
        name: terms.name().into(),
        form: terms.form.code().into(),
        payee: terms.payee.to_string(),
        from_day: proto::day_text(terms.from),
        until_day: terms.until.map(proto::day_text).unwrap_or_default(),
        once: terms.once,
        cents: terms.fixed.map(domain::Cents::get),
        wage_tax: terms
            .wage_tax
            .map(|tax| pb::WageTax { basis_points: tax.basis_points, credit_cents: tax.credit.get() }),
        owed_cents: grant.owed.get(),
        months: books.grants.iter().filter(|version| version.grant == number).map(show_month).collect(),
        settled: settled.collect(),
        unsettled: grant.unsettled_before(year),
    }
}

/// A month as it was worked out.
pub fn show_month(version: &GrantVersion) -> pb::GrantMonth {
    pb::GrantMonth {
        month: version.month.to_string(),
        version: version.fixed.version,
        known_on: proto::day_text(version.known),
        gross_cents: version.fixed.gross.get(),
        withheld_cents: version.fixed.withheld.get(),
        explanations: version.explanations.iter().map(Into::into).collect(),
    }
}
