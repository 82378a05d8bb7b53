use std::collections::{BTreeMap, BTreeSet};

use axum::routing::MethodRouter;
use utoipa::openapi::path::Paths;
use utoipa::openapi::schema::Schema;
use utoipa_axum::router::UtoipaMethodRouter;

use super::*;
use crate::resources::Routes;

/// What the routes say of each name of a schema.
#[derive(Default)]
struct Named {
    first: BTreeMap<String, String>,
    otherwise: BTreeSet<String>,
}

impl Named {
    fn take(&mut self, name: String, schema: &RefOr<Schema>) {
        let content = serde_json::to_string(schema).unwrap();
        if *self.first.entry(name.clone()).or_insert_with(|| content.clone()) != content {
            self.otherwise.insert(name);
        }
    }
}

impl Routes for Named {
    fn routes(mut self, (schemas, _, _): UtoipaMethodRouter<Arc<App>>) -> Self {
        for (name, schema) in schemas {
            self.take(name, &schema);
        }
        self
    }
}

/// The document keeps one schema of each name, without a word about another one that had it too.
#[test]
fn a_name_of_a_schema_stands_for_one_content() {
    let mut named = Named::default();
    for (name, schema) in frame().components.unwrap_or_default().schemas {
        named.take(name, &schema);
    }
    let named = resources::routes(named);
    assert!(named.otherwise.is_empty(), "these names stand for several things: {:?}", named.otherwise);
    assert!(named.first.len() > 300, "only {} schemas were seen", named.first.len());
    let (_, document) = described().split_for_parts();
    let published: BTreeSet<_> = document.components.unwrap_or_default().schemas.into_keys().collect();
    assert_eq!(named.first.into_keys().collect::<BTreeSet<_>>(), published, "all that is published was seen");
}

#[test]
fn two_contents_of_one_name_are_noticed() {
    let of = |kind: Type| -> UtoipaMethodRouter<Arc<App>> {
        let schema = RefOr::T(Schema::from(ObjectBuilder::new().schema_type(SchemaType::Type(kind))));
        (vec![("Uitleg".to_owned(), schema)], Paths::new(), MethodRouter::new())
    };
    let named = Named::default().routes(of(Type::String)).routes(of(Type::String));
    assert!(named.otherwise.is_empty());
    let named = named.routes(of(Type::Integer));
    assert_eq!(named.otherwise, BTreeSet::from(["Uitleg".to_owned()]));
}
