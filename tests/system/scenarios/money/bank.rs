//! What the bank says of payments, and of what is no payment.

use anyhow::Context;
use sepa::EndToEndId;
use serde_json::{Value, json};
use system_tests::{Who, check};

use super::town::{Client, Paid, Town};
use crate::income_year::bank::PAYING_ACCOUNT;
use crate::scenarios::acts::text;

fn euros(cents: i64) -> String {
    format!("{}.{:02}", cents / 100, cents % 100)
}

/// One booking on the account: off it, or back on it.
fn entry(side: &str, cents: i64, reference: &str, back: bool) -> String {
    let amount = euros(cents);
    let reason = if back { "<RtrInf><Rsn><Cd>AC04</Cd></Rsn></RtrInf>" } else { "" };
    format!(
        "<Ntry><Amt Ccy=\"EUR\">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>\
         <BookgDt><Dt>2026-02-23</Dt></BookgDt><AcctSvcrRef>{reference}</AcctSvcrRef><NtryDtls><TxDtls><Refs>\
         <EndToEndId>{reference}</EndToEndId></Refs><Amt Ccy=\"EUR\">{amount}</Amt>{reason}</TxDtls></NtryDtls></Ntry>"
    )
}

/// A statement of an account with these bookings and what they come to.
fn statement(account: &str, name: &str, (before, after): (i64, i64), entries: &str) -> String {
    let balance = |kind: &str, cents: i64| {
        format!(
            "<Bal><Tp><CdOrPrtry><Cd>{kind}</Cd></CdOrPrtry></Tp><Amt Ccy=\"EUR\">{}</Amt>\
             <CdtDbtInd>CRDT</CdtDbtInd><Dt><Dt>2026-02-23</Dt></Dt></Bal>",
            euros(cents)
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
         <Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:camt.053.001.08\"><BkToCstmrStmt>\
         <GrpHdr><MsgId>{name}</MsgId><CreDtTm>2026-02-23T06:00:00</CreDtTm></GrpHdr>\
         <Stmt><Id>{name}</Id><Acct><Id><IBAN>{account}</IBAN></Id></Acct>{}{}{entries}</Stmt>\
         </BkToCstmrStmt></Document>",
        balance("OPBD", before),
        balance("CLBD", after)
    )
}

/// The one payment of a case in a run: its name and its amount.
async fn payment(client: &Client<'_>, month: &str) -> anyhow::Result<(EndToEndId, i64)> {
    let found = client.get("betalingen").await?;
    let all = found["betalingen"].as_array().context("no payments")?;
    let of_month = all.iter().rev().find(|one| one["maand"] == month).context("no payment of the month")?;
    Ok((text(of_month, "betalingId").parse()?, of_month["bedrag"].as_i64().context("no amount")?))
}

struct Bank<'a>(&'a Town<'a>);

impl Bank<'_> {
    async fn says(&self, file: String) -> anyhow::Result<Value> {
        let world = self.0.world;
        let told =
            world.http.hand_over(&world.token(&Who::Manager)?, "/bankbestanden", file).await?.done()?;
        world.settled().await?;
        Ok(told)
    }

    /// What is still to be looked at.
    async fn items(&self) -> anyhow::Result<Vec<Value>> {
        self.0.world.list(&Who::Manager, "/bankposten", "bankposten").await
    }
}

/// A payment that the bank took is paid; one that came back, or that it would not take, is a task, and is paid again once a
/// person said so, with the next run. Another amount, an item that nobody knows and a statement of another account are for
/// the controller; and what the ledger paid is what left the account.
pub async fn what_the_bank_says_is_booked_or_looked_at(town: &Town<'_>) -> anyhow::Result<()> {
    let (back, rejected, other) = (town.client().await?, town.client().await?, town.client().await?);
    let paid = town.pays().await?;
    let bank = Bank(town);
    let ((back_id, cents), (rejected_id, _), (other_id, _)) = (
        payment(&back, "2026-02").await?,
        payment(&rejected, "2026-02").await?,
        payment(&other, "2026-02").await?,
    );

    let told = bank.says(paid.file.rejects(&[rejected_id])).await?;
    check!(told["afgewezen"] == 1 && told["aantalBankposten"] == 0, "{told:#}");
    let bookings = [
        entry("DBIT", cents, &back_id.to_string(), false),
        entry("CRDT", cents, &back_id.to_string(), true),
        entry("DBIT", cents - 100, &other_id.to_string(), false),
        entry("CRDT", 5_000, "STORTING-1", false),
    ];
    let after = 1_000_000 - cents + cents - (cents - 100) + 5_000;
    let account = statement(PAYING_ACCOUNT, "AFSCHRIFT-1", (1_000_000, after), &bookings.concat());
    let told = bank.says(account.clone()).await?;
    let counted = (&told["betaald"], &told["afgewezen"], &told["anderBedrag"], &told["onbekend"]);
    check!(counted == (&json!(1), &json!(1), &json!(1), &json!(1)), "{told:#}");
    let told = bank.says(account).await?;
    check!(told["betaald"] == 0 && told["afgewezen"] == 0, "read twice: {told:#}");
    let foreign = statement(
        "NL20INGB0001234567",
        "VREEMD",
        (0, 0),
        &entry("DBIT", cents, &other_id.to_string(), false),
    );
    let told = bank.says(foreign).await?;
    check!(told["betaald"] == 0 && told["onbekend"] == 1, "{told:#}");

    for client in [&back, &rejected] {
        check!(client.payments("2026-02").await? == [(cents, "afgewezen".to_owned())], "it is paid");
        check!(client.has_task("betaling-uitzoeken").await?, "nobody looks at it");
        let february = client.specification("2026-02").await?;
        check!(february["betalingen"][0]["status"] == "afgewezen", "{february:#}");
    }
    check!(
        other.payments("2026-02").await? == [(cents, "naar-de-bank".to_owned())],
        "another amount is booked"
    );
    check!(other.has_task("betaling-uitzoeken").await?, "nobody looks at the amount");
    let open = town.get(&Who::Manager, "/grootboek/open-posten?soort=afgewezen").await?;
    let waits = |client: &Client<'_>| {
        open["posten"]
            .as_array()
            .is_some_and(|all| all.iter().any(|one| one["zaakId"] == client.case.as_str()))
    };
    check!(waits(&back) && waits(&rejected) && !waits(&other), "{open:#}");
    looked_at(&bank).await?;
    reconciled(&bank, cents).await?;
    paid_again(town, [(&back, back_id), (&rejected, rejected_id)]).await
}

/// The controller says of each item what it was, once.
async fn looked_at(bank: &Bank<'_>) -> anyhow::Result<()> {
    let items = own_items(bank).await?;
    let mut kinds: Vec<_> = items.iter().map(|item| text(item, "soort")).collect();
    kinds.sort_unstable();
    check!(kinds == ["ander-bedrag", "andere-rekening", "onbekende-bijschrijving"], "{items:#?}");
    for item in &items {
        let path = format!("/bankposten/{}/afhandelingen", text(item, "bankpostId"));
        let said = json!({"toelichting": "Nagezien met de bank."});
        bank.0.post(&Who::Manager, &path, said.clone()).await?;
        let again = bank.0.world.post(&Who::Manager, &path, &said).await?;
        check!(again.status == 409, "said twice: {}", again.body);
    }
    check!(own_items(bank).await?.is_empty(), "something is left");
    Ok(())
}

/// What is to be looked at of the files of one story: others have theirs in the same town.
async fn own_items(bank: &Bank<'_>) -> anyhow::Result<Vec<Value>> {
    let items = bank.items().await?;
    Ok(items.into_iter().filter(|item| ["AFSCHRIFT-1", "VREEMD"].contains(&text(item, "bestand"))).collect())
}

async fn reconciled(bank: &Bank<'_>, cents: i64) -> anyhow::Result<()> {
    let found = bank.0.get(&Who::Manager, "/bankafschriften").await?;
    let of_ours =
        found["afschriften"].as_array().and_then(|all| all.iter().find(|one| one["naam"] == "AFSCHRIFT-1"));
    let stated = of_ours.context("no statement")?;
    check!(stated["fouten"] == json!([]), "{found:#}");
    check!(stated["teruggekomen"] == cents && stated["overigBij"] == 5_000, "{found:#}");
    Ok(())
}

async fn paid_again(town: &Town<'_>, both: [(&Client<'_>, EndToEndId); 2]) -> anyhow::Result<()> {
    let said = json!({"motivering": "De cliënt heeft een nieuwe rekening."});
    for (client, id) in both {
        client.has_account("aanvrager").await?;
        let path = format!("betalingen/{id}/herbetalingen");
        client.post(&path, said.clone()).await?;
        let twice = town.world.post(&Who::Income, &client.path(&path), &said).await?;
        check!(twice.status == 409, "confirmed twice: {}", twice.body);
        town.world.settled().await?;
        check!(!client.has_task("betaling-uitzoeken").await?, "it was confirmed");
    }
    let Paid { file } = town.pays().await?;
    for (client, id) in both {
        let again = id.again()?;
        let cents = file.payments.get(&again).copied();
        check!(cents.is_some() && !file.payments.contains_key(&id), "{id} is not paid again: {cents:?}");
        check!(file.payments.keys().filter(|one| **one == again).count() == 1, "more than once");
        let statuses: Vec<_> =
            client.payments("2026-02").await?.into_iter().map(|(_, status)| status).collect();
        check!(statuses == ["opnieuw-gedaan", "naar-de-bank"], "{statuses:?}");
        check!(client.payments("2026-03").await?.len() == 1, "March is paid as well");
    }
    Ok(())
}

/// A payment that nobody knows here, in a report about a file of ours and on a statement of our account: the controller sees each
/// once, with the name that the bank gave, the file and the amount; no payment and no case is touched by it.
pub async fn a_payment_that_nobody_knows_is_for_the_controller(town: &Town<'_>) -> anyhow::Result<()> {
    let client = town.client().await?;
    let paid = town.pays().await?;
    // A month later, so that statements of the other story follow each other.
    town.pays().await?;
    let bank = Bank(town);
    let unknown: EndToEndId = format!("A26020000{}", "7".repeat(26)).parse()?;
    check!(!paid.file.payments.contains_key(&unknown), "it is one of ours");
    let before = client.payments("2026-02").await?;
    let report = bank.says(paid.file.rejects(&[unknown])).await?;
    let off = entry("DBIT", 12_345, &unknown.to_string(), false);
    let account = statement(PAYING_ACCOUNT, "AFSCHRIFT-ONBEKEND", (500_000, 487_655), &off);
    let stated = bank.says(account.clone()).await?;
    for told in [&report, &stated] {
        let counted = (&told["onbekend"], &told["betaald"], &told["afgewezen"], &told["aantalBankposten"]);
        check!(counted == (&json!(1), &json!(0), &json!(0), &json!(1)), "{told:#}");
        let item = &told["bankposten"][0];
        check!(item["soort"] == "onbekende-betaling" && item["kenmerk"] == unknown.to_string(), "{told:#}");
    }
    check!(stated["bankposten"][0]["bedrag"] == -12_345, "it went off the account: {stated:#}");
    check!(stated["bankposten"][0]["bestand"] == "AFSCHRIFT-ONBEKEND", "{stated:#}");
    bank.says(account).await?;
    let of_unknown = async || -> anyhow::Result<Vec<Value>> {
        let items = bank.items().await?;
        Ok(items.into_iter().filter(|item| item["kenmerk"] == unknown.to_string()).collect())
    };
    let items = of_unknown().await?;
    check!(items.len() == 2, "each once, however often it is read: {items:#?}");
    check!(client.payments("2026-02").await? == before, "a payment of ours was touched");
    check!(!client.has_task("betaling-uitzoeken").await?, "there is nothing to find out in a case");

    for item in &items {
        let path = format!("/bankposten/{}/afhandelingen", text(item, "bankpostId"));
        town.post(&Who::Manager, &path, json!({"toelichting": "Een betaling van een andere afdeling."}))
            .await?;
    }
    check!(of_unknown().await?.is_empty(), "something is left");
    let done = town.world.list(&Who::Manager, "/bankposten?afgehandeld=true", "bankposten").await?;
    let notes = done.iter().filter(|item| item["kenmerk"] == unknown.to_string());
    check!(notes.filter(|item| text(item, "toelichting").contains("afdeling")).count() == 2, "{done:#?}");
    Ok(())
}
