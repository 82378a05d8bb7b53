use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Facts;

/// Where a fact or a section stands in the document of facts: `partner`, `household.living_together`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FactPath(String);

/// There is no such fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("no such fact")]
pub struct UnknownPath;

impl FactPath {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for FactPath {
    type Error = UnknownPath;

    fn try_from(path: String) -> Result<Self, UnknownPath> {
        if !path.ends_with('.') && Facts::default().withdraw(&path) {
            Ok(Self(path))
        } else {
            Err(UnknownPath)
        }
    }
}

impl From<FactPath> for String {
    fn from(path: FactPath) -> Self {
        path.0
    }
}

impl JsonSchema for FactPath {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FactPath".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": "Path of a section or a fact, such as `partner`.", "minLength": 1 })
    }
}
