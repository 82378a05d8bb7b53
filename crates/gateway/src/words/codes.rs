#[cfg(test)]
mod tests;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::{PartialSchema, ToSchema};

/// Codes as the wire has them, and as the interface has them.
pub type Table = &'static [(&'static str, &'static str)];

pub(super) fn dutch(table: Table, wire: &str) -> Cow<'static, str> {
    table
        .iter()
        .find(|(code, _)| *code == wire)
        .map_or_else(|| Cow::Owned(wire.to_owned()), |(_, dutch)| Cow::Borrowed(*dutch))
}

pub(super) fn wire(table: Table, dutch: &str) -> &str {
    table.iter().find(|(_, code)| *code == dutch).map_or(dutch, |(wire, _)| *wire)
}

fn schema(table: Table, open: bool, description: &str) -> RefOr<Schema> {
    let mut known: Vec<&str> = Vec::new();
    for (_, dutch) in table {
        // Two codes of the wire may be one outside.
        if !known.contains(dutch) {
            known.push(dutch);
        }
    }
    let object = ObjectBuilder::new().schema_type(SchemaType::Type(Type::String));
    let object = if open {
        let list = known.join("`, `");
        object.description(Some(format!("{description} Bekende waarden: `{list}`; er kunnen er bij komen.")))
    } else {
        object.description(Some(description)).enum_values(Some(known))
    };
    object.into()
}

/// A code of the interface. Closed lists are checked on input; a code of an open list that came later than this
/// table goes out as the wire has it.
pub trait Word: AsRef<str> + Sized {
    const TABLE: Table;

    fn new(dutch: Cow<'static, str>) -> Self;

    /// From the wire.
    fn of_wire(code: &str) -> Self {
        Self::new(dutch(Self::TABLE, code))
    }

    /// From the wire, where an empty text means that there is none.
    fn known(code: &str) -> Option<Self> {
        (!code.is_empty()).then(|| Self::of_wire(code))
    }

    /// To the wire. Input was checked against the list before.
    fn wire(&self) -> &str {
        wire(Self::TABLE, self.as_ref())
    }
}

macro_rules! codes {
    (@open open) => { true };
    (@open closed) => { false };
    ($($openness:ident $name:ident, $doc:literal { $($wire:literal => $dutch:literal),+ $(,)? })+) => {
        $(
            #[doc = $doc]
            #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
            #[serde(transparent)]
            pub struct $name(Cow<'static, str>);

            impl Word for $name {
                const TABLE: Table = &[$(($wire, $dutch)),+];

                fn new(dutch: Cow<'static, str>) -> Self {
                    Self(dutch)
                }
            }

            impl AsRef<str> for $name {
                fn as_ref(&self) -> &str {
                    &self.0
                }
            }

            impl PartialSchema for $name {
                fn schema() -> RefOr<Schema> {
                    schema(Self::TABLE, codes!(@open $openness), $doc)
                }
            }

            impl ToSchema for $name {
                fn name() -> Cow<'static, str> {
                    Cow::Borrowed(stringify!($name))
                }
            }
        )+

        #[cfg(test)]
        pub(super) const ALL: &[(&str, Table, bool)] = &[$((stringify!($name), $name::TABLE, codes!(@open $openness))),+];
    };
}

mod money;
mod terms;

pub use money::*;
pub use terms::*;

codes! {
    open Documentstand, "Of het document te lezen is." {
        "quarantined" => "in-quarantaine",
        "available" => "beschikbaar",
        "infected" => "besmet",
        "destroyed" => "vernietigd",
    }
    open Viruscontrole, "Wat de controle op virussen opleverde." {
        "clean" => "schoon",
        "infected" => "besmet",
        "not-scanned" => "niet-gecontroleerd",
    }
    closed Situatie, "Waarom iemand zich meldt." {
        "SITUATION_NEW" => "nieuw",
        "SITUATION_REASSESSMENT" => "herbeoordeling",
        "SITUATION_RECALL" => "hernieuwd-contact",
    }
    closed Kanaal, "Langs welke weg de aanvraag kwam." {
        "CHANNEL_CONSULTANT" => "consulent",
        "CHANNEL_E_FORM" => "e-formulier",
        "CHANNEL_SYSTEM" => "systeem",
    }
    closed Zoekresultaat, "Wat de zoektermijn opleverde." {
        "SEARCH_RESULT_SEARCHED" => "gezocht",
        "SEARCH_RESULT_TOO_LITTLE" => "te-weinig-gezocht",
        "SEARCH_RESULT_FOUND_WORK" => "werk-gevonden",
        "SEARCH_RESULT_WITHDREW" => "ingetrokken",
        "SEARCH_RESULT_TO_EDUCATION" => "naar-onderwijs",
    }
    closed Bron, "Wie het gegeven heeft opgegeven of vastgesteld." {
        "applicant" => "aanvrager",
        "consultant" => "consulent",
        "system" => "systeem",
    }
    closed Fase, "Waar de zaak staat." {
        "gate" => "melding",
        "intake" => "intake",
        "entitlement" => "recht",
        "category" => "indeling",
        "referral" => "verwijzing",
        "trajectory" => "traject",
        "review" => "heronderzoek",
        "ending" => "beeindiging",
        "closed" => "afgesloten",
    }
    open Aanvraagstadium, "Waar de aanvraag staat." {
        "searching" => "zoektermijn",
        "intake" => "intake",
        "complete" => "compleet",
        "closed" => "afgesloten",
    }
    open Afsluitreden, "Waarom de zaak is afgesloten." {
        "prevention-work" => "preventie-werk",
        "prevention-withdrawn" => "preventie-ingetrokken",
        "prevention-withdrew" => "preventie-ingetrokken",
        "prevention-education" => "preventie-onderwijs",
        "not-processed" => "niet-in-behandeling",
        "denied" => "afgewezen",
        "benefit-ended" => "uitkering-beeindigd",
        "withdrawn" => "ingetrokken",
        "died" => "overleden",
        "moved-away" => "verhuisd",
        "detained" => "gedetineerd",
        "outflow-work" => "uitstroom-werk",
        "outflow-education" => "uitstroom-onderwijs",
        "pension-age" => "pensioenleeftijd",
        "new-household" => "ander-huishouden",
        "other" => "anders",
    }
    closed Beeindigingsreden, "Waarom de zaak eindigt." {
        "withdrawn" => "ingetrokken",
        "died" => "overleden",
        "moved-away" => "verhuisd",
        "detained" => "gedetineerd",
        "outflow-work" => "uitstroom-werk",
        "outflow-education" => "uitstroom-onderwijs",
        "pension-age" => "pensioenleeftijd",
        "new-household" => "ander-huishouden",
        "other" => "anders",
    }
    open Richting, "Waar de categorie heen leidt." {
        "work" => "werk",
        "sheltered" => "beschut-werk",
        "care" => "zorg-en-participatie",
        "own-strength" => "eigen-kracht",
    }
    open Procesdeel, "Deel van het proces." {
        "gate" => "melding",
        "intake" => "intake",
        "entitlement" => "recht",
        "category" => "indeling",
        "referral" => "verwijzing",
        "trajectory" => "traject",
        "review" => "heronderzoek",
        "objection" => "bezwaar",
        "closure" => "afsluiting",
        "sheltered" => "beschut-werk",
    }
    open Processtand, "Hoe het met een deel van het proces staat." {
        "not-started" => "niet-begonnen",
        "ahead" => "nog-niet",
        "not-needed" => "niet-nodig",
        "searching" => "zoektermijn",
        "assessing" => "beoordeling",
        "passed" => "doorgelaten",
        "left" => "gestopt",
        "open" => "open",
        "awaited" => "verwacht",
        "requested" => "aangevraagd",
        "asked" => "gevraagd",
        "complete" => "compleet",
        "dropped" => "vervallen",
        "granted" => "toegekend",
        "denied" => "afgewezen",
        "refused" => "geweigerd",
        "unknown" => "onbekend",
        "ended" => "beeindigd",
        "lacks-facts" => "gegevens-ontbreken",
        "with-person" => "mens-beslist",
        "chosen" => "gekozen",
        "settled" => "bepaald",
        "over" => "voorbij",
        "not-referred" => "niet-verwezen",
        "offered" => "aangeboden",
        "overdue" => "te-laat",
        "accepted" => "geaccepteerd",
        "none-left" => "geen-partner",
        "place-asked" => "plek-gevraagd",
        "advice-asked" => "advies-gevraagd",
        "advised-against" => "negatief-advies",
        "waiting" => "wachtlijst",
        "placed" => "geplaatst",
        "withdrawing" => "wordt-ingetrokken",
        "releasing" => "wordt-vrijgegeven",
        "free" => "geen",
        "running" => "loopt",
        "ending" => "wordt-beeindigd",
        "not-planned" => "niet-gepland",
        "scheduled" => "gepland",
        "due" => "aan-de-beurt",
        "closed" => "afgesloten",
        "not-made" => "niet-gemaakt",
        "late" => "te-laat-ingediend",
        "received" => "ontvangen",
        "heard" => "gehoord",
        "decided" => "beslist",
        "appealed" => "bij-de-rechter",
    }
    closed Bezwaarbesluit, "Tegen welk besluit het bezwaar is." {
        "entitlement" => "recht-op-bijstand",
        "not-processed" => "niet-in-behandeling",
        "category" => "categorie",
        "referral" => "verwijzing",
        "trajectory" => "traject",
        "measure" => "maatregel",
        "recovery" => "terugvordering",
        "fine" => "boete",
        "ending" => "beeindiging",
    }
    open Bezwaarstand, "Hoe het met een bezwaar staat." {
        "late" => "te-laat-ingediend",
        "received" => "ontvangen",
        "heard" => "gehoord",
        "decided" => "beslist",
        "appealed" => "bij-de-rechter",
    }
    open Bezwaaruitkomst, "Wat er van een bezwaar werd." {
        "upheld" => "gegrond",
        "dismissed" => "ongegrond",
        "inadmissible" => "niet-ontvankelijk",
        "withdrawn" => "ingetrokken",
        "set-aside" => "vernietigd",
    }
    closed Bezwaarstap, "Wat er met het bezwaar gebeurt." {
        "excused" => "verschoonbaar",
        "inadmissible" => "niet-ontvankelijk",
        "heard" => "gehoord",
        "not-heard" => "niet-gehoord",
        "advised" => "advies",
        "extended" => "verlengd",
        "decided" => "besluit",
        "withdrawn" => "ingetrokken",
        "appealed" => "beroep",
        "judged" => "uitspraak",
    }
    closed Bezwaarstapuitkomst, "Wat een advies, besluit of uitspraak inhoudt." {
        "upheld" => "gegrond",
        "dismissed" => "ongegrond",
        "inadmissible" => "niet-ontvankelijk",
        "withdrawn" => "ingetrokken",
        "decide-anew" => "opnieuw-beslissen",
    }
    closed Niethorengrond, "Waarom iemand niet wordt gehoord (Awb artikel 7:3)." {
        "manifestly-inadmissible" => "kennelijk-niet-ontvankelijk",
        "manifestly-unfounded" => "kennelijk-ongegrond",
        "waived" => "ziet-ervan-af",
        "no-answer" => "antwoordt-niet",
        "fully-upheld" => "volledig-tegemoetgekomen",
    }
    closed Contactsoort, "Hoe er contact was." {
        "conversation" => "gesprek",
        "telephone" => "telefonisch",
        "video" => "beeldbellen",
        "home-visit" => "huisbezoek",
        "written" => "schriftelijk",
    }
    open Termijnsoort, "Wat er op de dag van een termijn gebeurt." {
        "search-ends" => "zoektermijn-voorbij",
        "answer-overdue" => "antwoord-te-laat",
        "trajectory-ends" => "traject-voorbij",
        "review" => "heronderzoek",
        "task-overdue" => "taak-te-laat",
        "reply-overdue" => "dienst-te-laat",
        "contact-due" => "lang-geen-contact",
        "objection-due" => "bezwaar-te-laat",
    }
    open Taaksoort, "Waar de taak over gaat." {
        "assess-search" => "zoektermijn-beoordelen",
        "hold-intake" => "intake-houden",
        "supply-facts" => "gegevens-aanvullen",
        "decide-entitlement" => "recht-beslissen",
        "assign-category" => "indelen",
        "confirm-deviation" => "afwijking-bevestigen",
        "find-partner" => "partner-zoeken",
        "arrange-trajectory" => "traject-regelen",
        "give-advice" => "advies-geven",
        "review-case" => "heronderzoeken",
        "chase-answer" => "stilstand-uitzoeken",
        "solve-payment" => "betaling-uitzoeken",
        "take-steps" => "stappen-zetten",
        "decide-in-time" => "op-tijd-beslissen",
        "decide-late" => "alsnog-beslissen",
        "judge-evidence" => "aanvulling-beoordelen",
        "renew-evidence" => "nieuw-bewijs-vragen",
        "review-youth-rules" => "regels-tot-27-bekijken",
        "prepare-pension" => "overgang-naar-aow",
        "seek-contact" => "contact-opnemen",
        "review-ladder" => "participatieladder-bekijken",
        "refer-care" => "zorgvraag-doorgeven",
        "judge-lateness" => "laat-bezwaar-beoordelen",
        "hold-hearing" => "bezwaar-horen",
        "decide-objection" => "op-bezwaar-beslissen",
        "correct-decision" => "besluit-herstellen",
    }
    closed Taakvolgorde, "Waarop de taken zijn gesorteerd." {
        "due" => "uiterlijk-op",
        "opened" => "geopend-op",
        "case-number" => "zaaknummer",
        "area" => "gebied",
        "kind" => "soort",
        "person" => "opgepakt-door",
    }
    open Vastloopsoort, "Waarop een zaak wacht." {
        "answer" => "antwoord",
        "task" => "taak",
        "steps" => "stappen",
        "parked" => "geparkeerd-bericht",
    }
    open Verhaalfout, "Wat er met een regel van het verhaal is." {
        "changed" => "gewijzigd",
        "missing" => "ontbreekt",
        "moved" => "verplaatst",
        "unknown" => "onbekend",
    }
    open Besluitsoort, "Waarover het besluit gaat." {
        "entitlement" => "recht",
        "category" => "indeling",
        "referral" => "verwijzing",
        "exemption" => "ontheffing",
        "measure" => "maatregel",
    }
    open Stapbewijs, "Waaruit blijkt dat een stap is gezet." {
        "search-assessed" => "zoektermijn-beoordeeld",
        "intake-completed" => "intake-afgerond",
        "right-decided" => "recht-beslist",
        "category-assigned" => "categorie-bepaald",
        "recorded" => "vastgelegd",
    }
    closed Werkindeling, "Waarnaar het werk is geteld; een team is een rol in een gebied." {
        "role" => "rol",
        "area" => "gebied",
        "team" => "team",
        "person" => "medewerker",
        "kind" => "soort",
    }
    closed Taakstatus, "Hoe het met de taak staat." {
        "open" => "open",
        "claimed" => "opgepakt",
        "done" => "afgerond",
        "cancelled" => "vervallen",
    }
    closed Rol, "Wie iets mag of moet doen." {
        "intake-consultant" => "intakeconsulent",
        "income-consultant" => "inkomensconsulent",
        "reintegration-consultant" => "re-integratieconsulent",
        "quality-officer" => "kwaliteitsmedewerker",
        "partner" => "partner",
        "client-system" => "clientsysteem",
        "policy-officer" => "beleidsmedewerker",
        "manager" => "manager",
        "operator" => "beheerder",
    }
    closed Rechtuitkomst, "Of er recht op bijstand is." {
        "ENTITLEMENT_OUTCOME_UNSPECIFIED" => "nog-niet-bepaald",
        "ENTITLEMENT_OUTCOME_GRANTED" => "toegekend",
        "ENTITLEMENT_OUTCOME_DENIED" => "afgewezen",
        "ENTITLEMENT_OUTCOME_PERSON_DECIDES" => "mens-beslist",
    }
    open Afwijkingsstatus, "Hoe het met de afwijking staat." {
        "waiting" => "wacht-op-bevestiging",
        "confirmed" => "bevestigd",
        "rejected" => "verworpen",
        "lapsed" => "vervallen",
    }
    open Trajectstatus, "Hoe het met het traject staat." {
        "running" => "loopt",
        "ended" => "beeindigd",
    }
    closed Trajectresultaat, "Waarmee een traject eindigt." {
        "TRAJECTORY_RESULT_WORK" => "werk",
        "TRAJECTORY_RESULT_EDUCATION" => "onderwijs",
        "TRAJECTORY_RESULT_COMPLETED" => "doel-bereikt",
        "TRAJECTORY_RESULT_STOPPED" => "gestopt",
    }
    open Trajecteinde, "Waarom een traject is geëindigd." {
        "work" => "werk",
        "education" => "onderwijs",
        "completed" => "doel-bereikt",
        "stopped" => "gestopt",
        "withdrawn" => "ingetrokken",
        "category-changed" => "categorie-gewijzigd",
    }
    closed Verwijzingsstatus, "Hoe het met de verwijzing staat." {
        "REFERRAL_STATE_OFFERED" => "aangeboden",
        "REFERRAL_STATE_ACCEPTED" => "geaccepteerd",
        "REFERRAL_STATE_DECLINED" => "geweigerd",
        "REFERRAL_STATE_EXPIRED" => "verlopen",
        "REFERRAL_STATE_WITHDRAWN" => "ingetrokken",
    }
    open Partnersoort, "Wat voor partner het is." {
        "intermediary" => "bemiddelaar",
        "learn-work-company" => "leerwerkbedrijf",
        "care" => "zorg",
        "welfare" => "welzijn",
        "education" => "onderwijs",
        "employer" => "werkgever",
    }
    closed Plaatssoort, "Waar de beschutte werkplek is." {
        "PLACE_KIND_EMPLOYER" => "werkgever",
        "PLACE_KIND_LEARN_WORK_COMPANY" => "leerwerkbedrijf",
        "PLACE_KIND_MUNICIPALITY" => "gemeente",
    }
    open Indicatiestatus, "Hoe het met de indicatie beschut werk staat." {
        "advice-asked" => "advies-gevraagd",
        "negative" => "negatief-advies",
        "waiting" => "wachtlijst",
        "placed" => "geplaatst",
        "released" => "vrijgegeven",
    }
    closed Heronderzoekuitkomst, "Wat het heronderzoek opleverde." {
        "REVIEW_OUTCOME_UNCHANGED" => "ongewijzigd",
        "REVIEW_OUTCOME_RECATEGORISE" => "opnieuw-indelen",
    }
    closed Heronderzoekreden, "Waarom er een heronderzoek nodig is." {
        "REVIEW_REASON_NEW_POLICY" => "nieuw-beleid",
    }
    open Dienst, "De dienst die een regel van het verhaal schreef." {
        "intake" => "intake",
        "income" => "inkomen",
        "reintegration" => "re-integratie",
        "sheltered-work" => "beschut-werk",
        "partner-contracts" => "partners",
        "workflow" => "proces",
    }
    closed Beleidsuitkomst, "Wat het beleid van de indeling zegt." {
        "assigned" => "ingedeeld",
        "person" => "mens-beslist",
        "fact-missing" => "gegeven-ontbreekt",
    }
    open Invoeringsgevolg, "Wat er met de zaak is gedaan bij het in gebruik nemen van een versie." {
        "not-asked" => "niet-gevraagd",
        "asked" => "gevraagd",
        "asked-before" => "al-gevraagd",
        "overtaken" => "ging-verder",
        "failed" => "mislukt",
    }
    open Beleidstabel, "Een beslistabel van het beleid." {
        "intake-topics" => "onderwerpen",
        "without-benefit" => "hulp-zonder-uitkering",
        "categories" => "indeling",
        "target-groups" => "doelgroepen",
        "duties" => "plichten",
        "scorecard" => "controle",
    }
    closed Regeloordeel, "Of een regel past bij de gegevens." {
        "holds" => "past",
        "fails" => "past-niet",
        "unknown" => "nog-niet-bekend",
        "not-looked-at" => "niet-bekeken",
    }
}
