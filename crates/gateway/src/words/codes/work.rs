//! Codes of the way to work: category, referral, trajectory and sheltered work.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    open Richting, "Waar de categorie heen leidt." {
        "work" => "werk",
        "sheltered" => "beschut-werk",
        "care" => "zorg-en-participatie",
        "own-strength" => "eigen-kracht",
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
}
