//! Codes of what is said about a household, and of how it is found to be true.

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
}
