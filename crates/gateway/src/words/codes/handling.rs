//! Codes of how an application is handled.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::Schema;
use utoipa::{PartialSchema, ToSchema};

use super::{Table, Word, schema};

codes! {
    open Risicouitkomst, "Wat de risicokaart zegt." {
        "assessed" => "bepaald",
        "facts-missing" => "gegevens-ontbreken",
        "no-scorecard" => "geen-risicokaart",
    }
    open Controlediepte, "Waaruit moet blijken dat een gegeven klopt." {
        "confirmed" => "opnieuw-vragen",
        "evidence" => "bewijsstuk-of-register",
        "twofold" => "bewijsstuk-en-register",
    }
    open Diepterust, "Waar de diepte op rust." {
        "scorecard" => "risicokaart",
        "person" => "medewerker",
    }
    open Briefbestemming, "Waar brieven naartoe gaan." {
        "own-address" => "eigen-adres",
        "agreed-address" => "afgesproken-adres",
        "desk" => "balie",
        "address-needed" => "adres-nog-af-te-spreken",
    }
    open Huisbezoekstand, "Hoe het met een huisbezoek staat." {
        "planned" => "voorbereid",
        "consented" => "toestemming-gegeven",
        "held" => "geweest",
        "refused" => "geweigerd",
        "cancelled" => "gaat-niet-door",
    }
    closed Toestemmingantwoord, "Wat de aanvrager antwoordt op de vraag om toestemming." {
        "given" => "gegeven",
        "refused" => "geweigerd",
    }
}
