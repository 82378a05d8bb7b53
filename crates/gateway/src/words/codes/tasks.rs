//! Codes of the work of people.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    open Taaksoort, "Waar de taak over gaat." {
        "assess-search" => "zoektermijn-beoordelen",
        "hold-intake" => "intake-houden",
        "reopen-application" => "aanvraag-heropenen",
        "supply-facts" => "gegevens-aanvullen",
        "decide-entitlement" => "recht-beslissen",
        "assign-category" => "indelen",
        "confirm-deviation" => "afwijking-bevestigen",
        "find-partner" => "partner-zoeken",
        "arrange-trajectory" => "traject-regelen",
        "give-advice" => "advies-geven",
        "review-case" => "heronderzoeken",
        "decide-outflow" => "uitstroom-beslissen",
        "chase-answer" => "stilstand-uitzoeken",
        "solve-payment" => "betaling-uitzoeken",
        "take-steps" => "stappen-zetten",
        "decide-in-time" => "op-tijd-beslissen",
        "decide-late" => "alsnog-beslissen",
        "give-advance" => "voorschot-geven",
        "judge-evidence" => "aanvulling-beoordelen",
        "renew-evidence" => "nieuw-bewijs-vragen",
        "review-youth-rules" => "regels-tot-27-bekijken",
        "prepare-pension" => "overgang-naar-aow",
        "seek-contact" => "contact-opnemen",
        "review-ladder" => "participatieladder-bekijken",
        "refer-care" => "zorgvraag-doorgeven",
        "verify-again" => "opnieuw-nagaan",
        "confirm-risk-deviation" => "diepte-van-controle-beoordelen",
        "settle-fact" => "tegenspraak-uitzoeken",
        "reassess-right" => "recht-opnieuw-bekijken",
        "decide-recovery" => "terugvordering-beslissen",
        "settle-fixed-costs" => "vaste-lasten-bekijken",
        "settle-year" => "boekjaar-vaststellen",
        "solve-month" => "maand-aanvullen",
        "ask-income" => "inkomsten-opvragen",
        "supply-account" => "rekening-vastleggen",
        "decide-on-notice" => "na-ingebrekestelling-beslissen",
        "set-penalty" => "dwangsom-vaststellen",
        "decide-fine" => "boete-beslissen",
        "decide-suspension" => "opschorting-beslissen",
        "review-measure" => "verlaging-opnieuw-bekijken",
        "collect-debt" => "betaalafspraak-opvolgen",
        "place-receipt" => "ontvangst-uitzoeken",
        "renew-advice" => "advies-vernieuwen",
        "settle-left-behind" => "achterblijver-vaststellen",
        "end-right" => "recht-beeindigen",
        "judge-lateness" => "laat-bezwaar-beoordelen",
        "hold-hearing" => "bezwaar-horen",
        "decide-objection" => "op-bezwaar-beslissen",
        "decide-noticed-objection" => "na-ingebrekestelling-op-bezwaar-beslissen",
        "decide-objection-in-time" => "op-tijd-op-bezwaar-beslissen",
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
}
