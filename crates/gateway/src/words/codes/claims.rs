//! Codes of what is said about a household, of how it is found to be true, and of who acts for it.

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
        "reuse" => "overgenomen",
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
}
