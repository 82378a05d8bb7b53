//! For PostgreSQL: an array a column.

use std::fmt::Write;

use sea_orm::sea_query::{ArrayType, Expr, ExprTrait, extension::postgres::PgFunc};
use sea_orm::{ColumnTrait, Value};

use super::{Column, Kind, Part};

pub fn among<C: ColumnTrait>(column: C, values: Vec<Value>) -> Expr {
    Expr::col(column.as_column_ref()).eq(PgFunc::any(Expr::val(array(values).1)))
}

/// All parts as one statement: the last one, with the others before it.
pub fn statement(parts: Vec<Part>) -> (String, Vec<Value>) {
    let mut values = Vec::new();
    let mut texts: Vec<String> = parts.into_iter().map(|part| one(part, &mut values)).collect();
    let Some(last) = texts.pop() else { return (String::new(), values) };
    if texts.is_empty() {
        return (last, values);
    }
    let before: Vec<_> =
        texts.into_iter().enumerate().map(|(place, text)| format!("w{place} AS ({text})")).collect();
    (format!("WITH {} {last}", before.join(", ")), values)
}

fn one(part: Part, values: &mut Vec<Value>) -> String {
    if matches!(part.kind, Kind::Delete) {
        let table = part.table;
        let mut text = format!("DELETE FROM \"{table}\" WHERE ");
        for column in part.columns {
            let parameter = parameter(column.values, values);
            let _ = write!(text, "\"{}\" = ANY({parameter})", column.name);
        }
        return text;
    }
    let mut text = part.insert_into();
    let conflict = part.kind.on_conflict();
    let (mut arrays, mut aliases, mut taken) = (Vec::new(), Vec::new(), Vec::new());
    for (place, Column { nullable, values: of_rows, .. }) in part.columns.into_iter().enumerate() {
        aliases.push(format!("c{place}"));
        if !nullable {
            taken.push(format!("r.c{place}"));
            arrays.push(parameter(of_rows, values));
            continue;
        }
        // An array that is bound holds no nulls: a second one says where they are.
        let absent: Vec<Value> =
            of_rows.iter().map(|value| Value::Bool(Some(*value == value.as_null()))).collect();
        let filled = of_rows
            .into_iter()
            .map(|value| if value == value.as_null() { value.dummy_value() } else { value })
            .collect();
        taken.push(format!("CASE WHEN r.n{place} THEN NULL ELSE r.c{place} END"));
        arrays.push(parameter(filled, values));
        arrays.push(parameter(absent, values));
        aliases.push(format!("n{place}"));
    }
    let _ = write!(
        text,
        " SELECT {} FROM unnest({}) AS r({}){conflict}",
        taken.join(", "),
        arrays.join(", "),
        aliases.join(", ")
    );
    text
}

/// Binds an array, and gives its place in the text.
fn parameter(of_rows: Vec<Value>, values: &mut Vec<Value>) -> String {
    let (kind, array) = array(of_rows);
    values.push(array);
    format!("${}::{kind}[]", values.len())
}

pub fn array(values: Vec<Value>) -> (&'static str, Value) {
    let of = values.first().map_or(ArrayType::String, Value::array_type);
    let kind = match of {
        ArrayType::Bool => "boolean",
        ArrayType::SmallInt => "smallint",
        ArrayType::Int => "integer",
        ArrayType::BigInt => "bigint",
        ArrayType::Bytes => "bytea",
        ArrayType::Uuid => "uuid",
        ArrayType::ChronoDate => "date",
        ArrayType::ChronoDateTimeUtc => "timestamptz",
        _ => "text",
    };
    (kind, Value::Array(of, Some(Box::new(values))))
}
