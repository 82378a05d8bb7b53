//! What a trial tells, in numbers and as the report that a person reads.

use chrono::{Datelike, NaiveDate};
use domain::Cents;
use serde::Serialize;
use trial::income_part::Outcome;
use trial::{
    Caseload, Comparison, MovedCase, NoReport, Reason, Report, Section, Side, Standing, Table, effects,
    forecast, moved_cases,
};
use utoipa::ToSchema;

use super::super::account::Beleidspunt;
use crate::words::{Beleidsuitkomst, Richting, Word, input_name};

/// Wat een versie van het beleid zou veranderen.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proef {
    /// De dag waarop de zaken zo bekend waren, en waarop leeftijden gelden.
    peildatum: NaiveDate,
    /// Hoeveel mensen er in de proef zitten.
    mensen: u64,
    /// Hoeveel van hen verschuiven: naar een andere categorie, van geen naar een of andersom.
    verschuiven: u64,
    nu: Proefversie,
    straks: Proefversie,
    /// Van waar naar waar, ook wie blijft.
    stromen: Vec<Proefstroom>,
    /// Waarom mensen verschuiven, de meeste eerst.
    redenen: Vec<Proefreden>,
    /// Jaren waarvan de uitgaven straks zijn geschat uit het aantal cliënten.
    geschatte_jaren: Vec<i32>,
    /// Hetzelfde zoals een mens het leest.
    verslag: Vec<Proefonderdeel>,
    /// Wie verschuift; alleen als daarom is gevraagd.
    #[serde(skip_serializing_if = "Option::is_none")]
    zaken: Option<Vec<Proefzaak>>,
}

/// Een versie van het beleid, met wat zij van iedereen maakt.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefversie {
    geldig_vanaf: NaiveDate,
    beleidsversie: String,
    document: String,
    aantallen: Vec<Proefaantal>,
    /// In elk van de komende twaalf maanden.
    heronderzoeken_per_maand: Vec<u64>,
    plekken: Vec<Proefplekken>,
    partners: Vec<Proefpartner>,
    instrumenten: Vec<Proefinstrument>,
    geld: Vec<Proefgeld>,
    inkomensdeel: Vec<Proefjaar>,
}

/// Waar iemand staat volgens een versie.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefstand {
    uitkomst: Beleidsuitkomst,
    /// Sleutel van de categorie, als er een is.
    #[serde(skip_serializing_if = "Option::is_none")]
    categorie: Option<String>,
    naam: String,
}

/// Hoeveel mensen ergens staan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefaantal {
    stand: Proefstand,
    mensen: u64,
}

/// Hoeveel mensen van de ene stand naar de andere gaan.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefstroom {
    van: Proefstand,
    naar: Proefstand,
    mensen: u64,
    verschuift: bool,
}

/// Waarom mensen verschuiven.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefreden {
    van: Proefstand,
    naar: Proefstand,
    mensen: u64,
    /// Regel van de nieuwe tabel; ontbreekt als er gegevens ontbreken.
    #[serde(skip_serializing_if = "Option::is_none")]
    regel: Option<String>,
    /// Het gegeven dat de doorslag gaf, als eigenschap van `gegevens`.
    #[serde(skip_serializing_if = "Option::is_none")]
    doorslag: Option<String>,
    /// Gegevens die ontbreken, als eigenschappen van `gegevens`.
    ontbreekt: Vec<String>,
    /// De uitleg die bij de regel staat.
    uitleg: String,
    /// Document en paragraaf.
    bron: String,
}

/// Plekken bij partners in één richting.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefplekken {
    richting: Richting,
    /// Mensen die er zijn ingedeeld.
    mensen: u64,
    plekken: u64,
    /// Mensen die geen enkele partner mag leiden.
    past_bij_niemand: u64,
}

/// Wie een partner mag leiden.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefpartner {
    partner: Beleidspunt,
    mensen: u64,
    plekken: u32,
}

/// Een instrument waarmee trajecten beginnen, als iedereen dit jaar begint.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefinstrument {
    instrument: Beleidspunt,
    mensen: u64,
    /// Van één termijn voor ieder, in eurocenten; ontbreekt als het beleid geen prijs noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    laagste_kosten: Option<i64>,
    /// Met alle verlengingen die in het jaar beginnen, in eurocenten.
    #[serde(skip_serializing_if = "Option::is_none")]
    hoogste_kosten: Option<i64>,
}

/// Wat van een pot geld wordt gevraagd en wat er is, in eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefgeld {
    geld: Beleidspunt,
    mensen: u64,
    /// Mensen onder hen van wie het instrument geen prijs heeft.
    zonder_prijs: u64,
    laagste_kosten: i64,
    hoogste_kosten: i64,
    /// Het jaar van het budget; ontbreekt als het beleid geen bedrag noemt.
    #[serde(skip_serializing_if = "Option::is_none")]
    jaar: Option<i32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    budget: Option<i64>,
    /// Wat al is toegezegd.
    #[serde(skip_serializing_if = "Option::is_none")]
    toegezegd: Option<i64>,
}

/// Het inkomensdeel in één jaar; bedragen in eurocenten.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefjaar {
    jaar: i32,
    budget: i64,
    /// Cliënten op de eerste dag.
    begin: i64,
    instroom: i64,
    uitstroom: i64,
    /// Uitstroom die het beleid erbij verwacht.
    extra_uitstroom: i64,
    /// Cliënten op de laatste dag.
    eind: i64,
    uitgaven: i64,
    /// Negatief is een tekort.
    resultaat: i64,
    eigen_risico: i64,
    /// Met wat het vangnet betaalt.
    resultaat_na_vangnet: i64,
}

/// Een deel van het verslag.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefonderdeel {
    titel: String,
    tekst: Vec<String>,
    tabellen: Vec<Proeftabel>,
}

/// Een tabel van het verslag.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proeftabel {
    kolommen: Vec<String>,
    rijen: Vec<Vec<String>>,
}

/// Een zaak die verschuift.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Proefzaak {
    zaaknummer: String,
    van: Proefstand,
    naar: Proefstand,
    /// Regel van de nieuwe tabel; ontbreekt als er gegevens ontbreken.
    #[serde(skip_serializing_if = "Option::is_none")]
    regel: Option<String>,
    /// Document en paragraaf.
    bron: String,
}

impl Proef {
    /// # Errors
    ///
    /// [`NoReport`] when the figures of a version cannot be computed with.
    pub fn of(
        comparison: &Comparison<'_>,
        report: &Report,
        caseload: &Caseload,
        municipality: &str,
        with_cases: bool,
    ) -> Result<Self, NoReport> {
        let (now, then) = (&comparison.now, &comparison.then);
        let years = forecast(now.policy, then.policy, municipality)?;
        let year = caseload.day().year();
        let flow = |((from, to), count): (&(Standing, Standing), &u64)| Proefstroom {
            van: standing(now, *from),
            naar: standing(then, *to),
            mensen: *count,
            verschuift: comparison.is_move(*from, *to),
        };
        let moved = |case: MovedCase<'_>| Proefzaak {
            zaaknummer: case.case.to_owned(),
            van: standing(now, case.from),
            naar: standing(then, case.to),
            regel: case.rule,
            bron: case.source.to_owned(),
        };
        Ok(Self {
            peildatum: caseload.day(),
            mensen: comparison.people,
            verschuiven: comparison.movers(),
            nu: version(now, &years.now, municipality, year)?,
            straks: version(then, &years.then, municipality, year)?,
            stromen: comparison.flows.iter().map(flow).collect(),
            redenen: comparison.reasons.iter().map(|(why, count)| reason(comparison, why, *count)).collect(),
            geschatte_jaren: years.estimated,
            verslag: report.sections.iter().map(section).collect(),
            zaken: with_cases.then(|| moved_cases(comparison, caseload).map(moved).collect()),
        })
    }
}

fn standing(side: &Side<'_>, standing: Standing) -> Proefstand {
    let (outcome, place) = match standing {
        Standing::Category(place) => ("assigned", Some(place)),
        Standing::Person => ("person", None),
        Standing::Missing => ("fact-missing", None),
    };
    let category = place.and_then(|place| side.policy.categories.get(place));
    Proefstand {
        uitkomst: Beleidsuitkomst::of_wire(outcome),
        categorie: category.map(|category| category.key.clone()),
        naam: side.label(standing).to_owned(),
    }
}

fn reason(comparison: &Comparison<'_>, why: &Reason, count: u64) -> Proefreden {
    let rules = comparison.then.policy.rules();
    let rule = why.row.and_then(|row| rules.get(row));
    Proefreden {
        van: standing(&comparison.now, why.from),
        naar: standing(&comparison.then, why.to),
        mensen: count,
        regel: rule.map(|rule| format!("categories/{}", rule.number)),
        doorslag: why.fact.map(|key| input_name(key.code())),
        ontbreekt: why.missing.iter().map(|key| input_name(key.code())).collect(),
        uitleg: rule.map_or("", |rule| rule.note).to_owned(),
        bron: rule.map_or("", |rule| rule.source).to_owned(),
    }
}

fn version(
    side: &Side<'_>,
    years: &[Outcome],
    municipality: &str,
    year: i32,
) -> Result<Proefversie, NoReport> {
    let count = |each: Standing| Proefaantal { stand: standing(side, each), mensen: side.standing(each) };
    let places = |need: &effects::DirectionNeed| Proefplekken {
        richting: Richting::of_wire(need.direction.code()),
        mensen: need.people,
        plekken: need.places,
        past_bij_niemand: need.without_partner,
    };
    let partner = |need: &effects::PartnerNeed<'_>| Proefpartner {
        partner: Beleidspunt::new(&need.partner.key, &need.partner.label, &need.partner.source),
        mensen: need.people,
        plekken: need.partner.places,
    };
    let instrument = |each: &effects::Started<'_>| Proefinstrument {
        instrument: Beleidspunt::new(&each.instrument.key, &each.instrument.label, &each.instrument.source),
        mensen: each.people,
        laagste_kosten: each.least.map(Cents::get),
        hoogste_kosten: each.most.map(Cents::get),
    };
    Ok(Proefversie {
        geldig_vanaf: side.policy.valid_from,
        beleidsversie: side.policy.version.clone(),
        document: side.policy.document.clone(),
        aantallen: side.standings().into_iter().map(count).collect(),
        heronderzoeken_per_maand: effects::per_month(side).into(),
        plekken: effects::directions(side).iter().map(places).collect(),
        partners: effects::partners(side).iter().map(partner).collect(),
        instrumenten: effects::instruments(side)?.iter().map(instrument).collect(),
        geld: effects::earmarks(side, municipality, year)?.iter().map(money).collect(),
        inkomensdeel: years.iter().map(income).collect(),
    })
}

fn money(need: &effects::EarmarkNeed<'_>) -> Proefgeld {
    Proefgeld {
        geld: Beleidspunt::new(&need.earmark.key, &need.earmark.label, &need.earmark.source),
        mensen: need.people,
        zonder_prijs: need.unpriced,
        laagste_kosten: need.least.get(),
        hoogste_kosten: need.most.get(),
        jaar: need.available.map(|money| money.year),
        budget: need.available.map(|money| money.budget.get()),
        toegezegd: need.available.map(|money| money.committed.get()),
    }
}

fn income(year: &Outcome) -> Proefjaar {
    Proefjaar {
        jaar: year.year,
        budget: year.budget.get(),
        begin: year.start,
        instroom: year.inflow,
        uitstroom: year.outflow,
        extra_uitstroom: year.influenced_outflow,
        eind: year.end,
        uitgaven: year.expenditure.get(),
        resultaat: year.result.get(),
        eigen_risico: year.own_risk.get(),
        resultaat_na_vangnet: year.result_with_net.get(),
    }
}

fn section(section: &Section) -> Proefonderdeel {
    let table = |table: &Table| Proeftabel { kolommen: table.head.clone(), rijen: table.rows.clone() };
    Proefonderdeel {
        titel: section.title.to_owned(),
        tekst: section.text.clone(),
        tabellen: section.tables.iter().map(table).collect(),
    }
}
