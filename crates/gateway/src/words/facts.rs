use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use chrono::NaiveDate;
use domain::{ChoiceList, Fact as Known, FactKey, FactKind, FactSource, FactValue, Facts};
use proto::common::v1::Fact;
use proto::common::v1::fact::Value as Wire;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{
    AdditionalProperties, KnownFormat, ObjectBuilder, Schema, SchemaFormat, SchemaType, Type,
};
use utoipa::{PartialSchema, ToSchema};

use super::codes::{Bron, Word};

/// Euro cents: a billion euros, as the catalogue bounds it.
const HIGHEST_AMOUNT: i64 = 100_000_000_000;

static BY_PROPERTY: LazyLock<BTreeMap<String, FactKey>> =
    LazyLock::new(|| FactKey::ALL.iter().map(|key| (property(*key), *key)).collect());

/// The property of a fact: its Dutch name in camelCase.
pub fn property(key: FactKey) -> String {
    super::camel(key.dutch())
}

/// The Dutch code of a choice: what a person reads for it, in kebab-case. A code that came later stays as it is.
fn choice_to(list: ChoiceList, code: &str) -> String {
    list.iter().find(|one| one.code == code).map_or_else(|| code.to_owned(), |one| super::kebab(one.dutch))
}

fn choice_from(list: ChoiceList, dutch: &str) -> &str {
    list.iter().find(|one| super::kebab(one.dutch) == dutch).map_or(dutch, |one| one.code)
}

/// Facts as plain values, by property. What is not known is left out.
#[derive(Clone, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Gegevens(Map<String, Value>);

/// Waar een gegeven vandaan komt.
#[derive(Clone, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct Herkomst {
    pub bron: Bron,
    /// De dag waarop het is opgegeven of vastgesteld.
    pub vastgesteld_op: NaiveDate,
}

/// Facts as plain values without a day among them: what a policy may look at of a case without saying who it is about.
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct Caseloadgegevens(Gegevens);

impl Caseloadgegevens {
    /// From the wire.
    pub fn of_wire(facts: &[Fact]) -> Self {
        Self(Gegevens::of_wire(facts).0)
    }
}

/// Where each fact comes from, by property.
#[derive(Clone, Default, Serialize)]
#[serde(transparent)]
pub struct HerkomstGegevens(BTreeMap<String, Herkomst>);

impl Gegevens {
    /// To the wire, as this source stated them on this day. Input was checked against the schema before: what the
    /// schema has no place for is not here.
    pub fn to_wire(&self, source: &Bron, stated_on: NaiveDate) -> Vec<Fact> {
        self.0.iter().filter_map(|(property, value)| fact(property, value, source, stated_on)).collect()
    }

    /// The same without a source: said by the applicant, and on the consultant's channel by the consultant where it is not
    /// the applicant's to say.
    pub fn to_wire_of_someone(&self, by_consultant: bool, stated_on: NaiveDate) -> Vec<Fact> {
        let (applicant, consultant) = (Bron::of_wire("applicant"), Bron::of_wire("consultant"));
        let source = |property: &str| match BY_PROPERTY.get(property) {
            Some(key) if by_consultant && !key.answered_by().contains(&FactSource::Applicant) => &consultant,
            _ => &applicant,
        };
        let all = self.0.iter();
        all.filter_map(|(property, value)| fact(property, value, source(property), stated_on)).collect()
    }

    /// From the wire; a fact that came later than this catalogue is left out.
    pub fn of_wire(facts: &[Fact]) -> (Self, HerkomstGegevens) {
        let (mut values, mut origins) = (Map::new(), BTreeMap::new());
        for fact in facts {
            let Some((key, value)) = FactKey::from_code(&fact.key).zip(fact.value.as_ref()) else { continue };
            values.insert(property(key), plain(key, value));
            if let Ok(stated_on) = fact.stated_on.parse() {
                let bron = Bron::of_wire(&fact.source);
                origins.insert(property(key), Herkomst { bron, vastgesteld_op: stated_on });
            }
        }
        (Self(values), HerkomstGegevens(origins))
    }
}

/// The facts that these properties are, as known on this day. One that came later than this catalogue is left out:
/// no policy that this build can read asks for it.
///
/// # Errors
///
/// The property whose value is of another kind than the catalogue has it.
pub fn facts_of(properties: &Map<String, Value>, known_on: NaiveDate) -> Result<Facts, String> {
    let mut facts = Facts::default();
    for (property, value) in properties {
        let Some(key) = BY_PROPERTY.get(property) else { continue };
        let value = fact_value(*key, value).filter(|value| key.check(value).is_ok());
        let value = value.ok_or_else(|| property.clone())?;
        let source = if key.is_stated() { FactSource::System } else { FactSource::Derived };
        facts.put(*key, Known { value, source, stated_on: known_on });
    }
    Ok(facts)
}

/// The facts of a running case as known on this day, ages among them, by way of the properties that the caseload shows.
///
/// # Errors
///
/// The property whose value is of another kind than the catalogue has it.
pub fn facts_of_caseload(wire: &[Fact], known_on: NaiveDate) -> Result<Facts, String> {
    facts_of(&Gegevens::of_wire(wire).0.0, known_on)
}

fn fact_value(key: FactKey, value: &Value) -> Option<FactValue> {
    Some(match key.kind() {
        FactKind::YesNo => FactValue::YesNo(value.as_bool()?),
        FactKind::Number { .. } => FactValue::Number(value.as_i64()?),
        FactKind::Money => FactValue::Money(domain::Cents::new(value.as_i64()?)),
        FactKind::Day => FactValue::Day(value.as_str()?.parse().ok()?),
        FactKind::Choice(list) => FactValue::Choice(choice_from(list, value.as_str()?).to_owned()),
    })
}

fn fact(property: &str, value: &Value, source: &Bron, stated_on: NaiveDate) -> Option<Fact> {
    let key = *BY_PROPERTY.get(property)?;
    let value = match key.kind() {
        FactKind::YesNo => Wire::YesNo(value.as_bool()?),
        FactKind::Number { .. } => Wire::Number(value.as_i64()?),
        FactKind::Money => Wire::MoneyCents(value.as_i64()?),
        FactKind::Day => Wire::Day(value.as_str()?.to_owned()),
        FactKind::Choice(list) => Wire::Choice(choice_from(list, value.as_str()?).to_owned()),
    };
    let (key, source) = (key.code().to_owned(), source_of(source).to_owned());
    Some(Fact { key, value: Some(value), source, stated_on: proto::day_text(stated_on) })
}

/// The source of a fact as decisions see it; who it was more precisely goes beside the facts.
fn source_of(source: &Bron) -> &str {
    match source.wire() {
        "partner" => FactSource::Applicant.code(),
        "register" => FactSource::System.code(),
        same => same,
    }
}

fn plain(key: FactKey, value: &Wire) -> Value {
    match value {
        Wire::YesNo(value) => Value::from(*value),
        Wire::Number(value) | Wire::MoneyCents(value) => Value::from(*value),
        Wire::Day(value) => Value::from(value.as_str()),
        Wire::Choice(value) => match key.kind() {
            FactKind::Choice(list) => Value::from(choice_to(list, value)),
            _ => Value::from(value.as_str()),
        },
    }
}

/// One fact as property and plain value.
pub fn named(fact: &Fact) -> Option<(String, Value)> {
    let (key, value) = FactKey::from_code(&fact.key).zip(fact.value.as_ref())?;
    Some((property(key), plain(key, value)))
}

/// The Dutch code of one of the values of a fact that is a choice.
pub fn choice_of(key: &str, code: &str) -> String {
    match FactKey::from_code(key).map(FactKey::kind) {
        Some(FactKind::Choice(list)) => choice_to(list, code),
        _ => code.to_owned(),
    }
}

/// The names of facts by their codes, as properties.
pub fn properties(codes: &[String]) -> Vec<String> {
    codes.iter().map(|code| super::input_name(code)).collect()
}

/// The codes of facts by their properties; what is no property stays as it is, for the service to refuse.
pub fn codes(properties: &[String]) -> Vec<String> {
    let code = |property: &String| {
        BY_PROPERTY.get(property).map_or_else(|| property.clone(), |key| key.code().to_owned())
    };
    properties.iter().map(code).collect()
}

fn kind_schema(key: FactKey) -> ObjectBuilder {
    let of =
        |kind: Type| ObjectBuilder::new().schema_type(SchemaType::Type(kind)).description(Some(key.dutch()));
    match key.kind() {
        FactKind::YesNo => of(Type::Boolean),
        FactKind::Number { min, max } => of(Type::Integer).minimum(Some(min)).maximum(Some(max)),
        FactKind::Money => of(Type::Integer)
            .format(Some(SchemaFormat::KnownFormat(KnownFormat::Int64)))
            .minimum(Some(0i64))
            .maximum(Some(HIGHEST_AMOUNT))
            .description(Some(format!("{}, in hele eurocenten", key.dutch()))),
        FactKind::Day => of(Type::String).format(Some(SchemaFormat::KnownFormat(KnownFormat::Date))),
        FactKind::Choice(list) => {
            of(Type::String).enum_values(Some(list.iter().map(|one| super::kebab(one.dutch))))
        }
    }
}

impl PartialSchema for Gegevens {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some("Gegevens van het huishouden. Laat weg wat niet bekend is."))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        for key in FactKey::ALL.iter().filter(|key| key.is_stated()) {
            object = object.property(property(*key), kind_schema(*key));
        }
        object.into()
    }
}

impl ToSchema for Gegevens {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Gegevens")
    }
}

impl PartialSchema for Caseloadgegevens {
    fn schema() -> RefOr<Schema> {
        let about = "Gegevens van het huishouden zonder datums: leeftijden op de peildatum staan in de plaats van \
                     geboortedatums. Wat niet bekend is, ontbreekt.";
        let mut object = ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some(about))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)));
        for key in FactKey::ALL.iter().filter(|key| key.kind() != FactKind::Day) {
            object = object.property(property(*key), kind_schema(*key));
        }
        object.into()
    }
}

impl ToSchema for Caseloadgegevens {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("Caseloadgegevens")
    }
}

impl PartialSchema for HerkomstGegevens {
    fn schema() -> RefOr<Schema> {
        ObjectBuilder::new()
            .schema_type(SchemaType::Type(Type::Object))
            .description(Some("Waar elk gegeven vandaan komt, onder dezelfde naam als in `gegevens`."))
            .additional_properties(Some(utoipa::openapi::Ref::from_schema_name("Herkomst")))
            .into()
    }
}

impl ToSchema for HerkomstGegevens {
    fn name() -> Cow<'static, str> {
        Cow::Borrowed("HerkomstGegevens")
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Bron::name().into_owned(), Bron::schema()));
        schemas.push((Herkomst::name().into_owned(), Herkomst::schema()));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn properties_are_camel_case_and_never_shared() {
        assert_eq!(property(FactKey::EarningCapacity), "verdiencapaciteit");
        assert_eq!(property(FactKey::SurvivorBenefit), "nabestaandenuitkeringAnw");
        assert_eq!(BY_PROPERTY.len(), FactKey::ALL.len());
        for name in BY_PROPERTY.keys() {
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{name}");
        }
    }

    #[test]
    fn every_choice_of_the_catalogue_has_a_dutch_code_of_its_own() {
        for key in FactKey::ALL {
            if let FactKind::Choice(list) = key.kind() {
                for one in list {
                    assert_eq!(choice_from(list, &choice_to(list, one.code)), one.code, "{key}");
                }
            }
        }
    }

    #[test]
    fn facts_of_a_caseload_are_read_back_and_a_wrong_kind_is_named() {
        let day = "2026-01-05".parse().unwrap();
        let read = |value: Value| facts_of(value.as_object().unwrap(), day);
        let written = json!({
            "leeftijd": 36, "huishouden": "alleenstaande-ouder", "vermogen": 12_345, "kwetsbaar": false,
            "ietsVanLater": "x",
        });

        let facts = read(written.clone()).unwrap();

        assert_eq!(facts.number(FactKey::Age), Some(36));
        assert_eq!(facts.get(FactKey::Age).unwrap().source, FactSource::Derived);
        assert_eq!(facts.choice(FactKey::Household), Some("single-parent"));
        assert_eq!(facts.iter().count(), 4);
        for (key, fact) in facts.iter() {
            let Gegevens(plain) = Gegevens::of_wire(&[proto::fact_to(key, fact)]).0;
            assert_eq!(plain.get(&property(key)), written.get(property(key)), "{key}");
        }
        assert_eq!(read(json!({"leeftijd": "36"})), Err("leeftijd".into()));
        assert_eq!(read(json!({"verdiencapaciteit": 101})), Err("verdiencapaciteit".into()));
        assert_eq!(codes(&["verdiencapaciteit".into(), "charm".into()]), ["earning_capacity", "charm"]);
    }

    #[test]
    fn facts_come_back_as_they_were_written() {
        let written = json!({
            "geboortedatum": "1990-02-03", "huishouden": "alleenstaande-ouder", "vermogen": 12_345,
            "verdiencapaciteit": 45, "kwetsbaar": false, "motivatie": "enige",
        });
        let facts: Gegevens = serde_json::from_value(written.clone()).unwrap();

        let wire = facts.to_wire(&Bron::of_wire("consultant"), "2026-01-05".parse().unwrap());
        assert!(proto::facts_from(&wire).is_ok());
        let (back, origins) = Gegevens::of_wire(&wire);

        assert_eq!(serde_json::to_value(&back).unwrap(), written);
        assert_eq!(
            serde_json::to_value(&origins).unwrap()["vermogen"],
            json!({"bron": "consulent", "vastgesteldOp": "2026-01-05"})
        );
    }
}
