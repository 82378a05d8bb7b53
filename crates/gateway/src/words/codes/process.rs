//! Codes of where a case stands, and of what is told about it.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
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
    open Afsluitreden, "Waarom de zaak is afgesloten." {
        "prevention-work" => "preventie-werk",
        "prevention-withdrawn" => "preventie-ingetrokken",
        "prevention-withdrew" => "preventie-ingetrokken",
        "prevention-education" => "preventie-onderwijs",
        "not-processed" => "niet-in-behandeling",
        "to-education" => "naar-onderwijs",
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
        "objection-notice-over" => "bezwaar-dwangsom",
        "objection-near" => "bezwaar-bijna-te-laat",
    }
    open Vastloopsoort, "Waarop een zaak wacht." {
        "answer" => "antwoord",
        "task" => "taak",
        "steps" => "stappen",
        "parked" => "geparkeerd-bericht",
        "parked-by-hand" => "zaak-geparkeerd",
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
        "grant" => "regeling",
        "recovery" => "terugvordering",
        "recourse" => "verhaal",
        "write-off" => "kwijtschelding",
        "fine" => "boete",
        "instrument" => "instrument",
    }
    open Stapbewijs, "Waaruit blijkt dat een stap is gezet." {
        "search-assessed" => "zoektermijn-beoordeeld",
        "intake-completed" => "intake-afgerond",
        "right-decided" => "recht-beslist",
        "category-assigned" => "categorie-bepaald",
        "vacancy-offered" => "vacature-voorgelegd",
        "portfolio-begun" => "portfolio-begonnen",
        "recorded" => "vastgelegd",
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
}
