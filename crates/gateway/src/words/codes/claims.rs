//! Codes of what is said about a household, of how it is found to be true, of who acts for it, and of
//! what is done at the gate.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    closed Vaststelling, "Hoe is gezien dat een gegeven klopt." {
        "document" => "document-gezien",
        "register" => "antwoord-van-register",
        "confirmed" => "opnieuw-gevraagd",
    }
    open Verklaringmoment, "Waarbij iets is verklaard." {
        "submission" => "aanvraag",
        "intake" => "intake",
        "facts" => "gegevens",
        "form" => "intakeformulier",
        "reuse" => "overgenomen",
        "home-visit" => "huisbezoek",
    }
    open Vraagsoort, "Wat voor antwoord een vraag heeft." {
        "yes-no" => "ja-nee",
        "number" => "getal",
        "money" => "bedrag",
        "day" => "datum",
        "choice" => "keuze",
    }
    open Vraagstand, "Hoe het met een vraag staat." {
        "open" => "open",
        "known" => "bekend",
        "contested" => "tegengesproken",
        "reusable" => "over-te-nemen",
    }
    open Intakehandeling, "Wat er bij een onderwerp gebeurt, naast vragen." {
        "vacancy-offered" => "vacature-voorgelegd",
        "rights-told" => "rechten-en-plichten-verteld",
    }
    closed Vertegenwoordiging, "In welke hoedanigheid iemand voor de aanvrager handelt." {
        "guardian" => "voogd",
        "curator" => "curator",
        "administrator" => "bewindvoerder",
        "mentor" => "mentor",
        "authorised" => "gemachtigde",
    }
    closed Vertegenwoordigingsgrond, "Waar de vertegenwoordiging op berust." {
        "law" => "wet",
        "court-order" => "beschikking-van-de-rechter",
        "written-authorisation" => "schriftelijke-machtiging",
    }
    closed Inspanningsoort, "Wat iemand deed om werk of onderwijs te vinden." {
        "applied" => "gesolliciteerd",
        "registered" => "ingeschreven",
        "network" => "netwerk",
        "training" => "training",
        "education" => "onderwijs-onderzocht",
        "other" => "anders",
    }
    closed Inspanningresultaat, "Wat een inspanning tot nu toe opleverde." {
        "waiting" => "wacht-op-antwoord",
        "rejected" => "afgewezen",
        "interview" => "gesprek",
        "accepted" => "aangenomen",
        "none" => "niets",
    }
    closed Vacatureresultaat, "Wat er van een voorgelegde vacature kwam." {
        "responded" => "gereageerd",
        "interview" => "gesprek",
        "hired" => "aangenomen",
        "rejected" => "afgewezen",
        "declined" => "niet-gewild",
    }
    closed Voorlichtingswijze, "Hoe rechten en plichten zijn verteld." {
        "conversation" => "gesprek",
        "letter" => "brief",
        "digital" => "digitaal",
        "interpreter" => "met-tolk",
    }
    open Zoekoordeel, "Wat de inspanningen samen opleverden." {
        "searched" => "gezocht",
        "too-little" => "te-weinig-gezocht",
        "found-work" => "werk-gevonden",
        "withdrew" => "ingetrokken",
        "to-education" => "naar-onderwijs",
    }
    closed Aanleiding, "Waarom iemand opnieuw wordt gezien." {
        "rules-changed" => "regels-veranderd",
        "facts-changed" => "gegevens-veranderd",
        "no-contact" => "lang-geen-contact",
        "no-trajectory" => "lang-geen-traject",
    }
}
