//! For SQLite: all rows as one JSON text, which it takes apart itself.

use std::fmt::Write;

use chrono::SecondsFormat;
use sea_orm::sea_query::Expr;
use sea_orm::{ColumnTrait, Value};

use super::{Kind, Part};

pub fn among<C: ColumnTrait>(column: C, values: Vec<Value>) -> Expr {
    let list = format!("? IN ({})", list(&values, "?"));
    Expr::cust_with_exprs(list, [Expr::col(column.as_column_ref()), Expr::val(json_list(&values))])
}

/// The statement of a part, and its rows.
pub fn statement(part: &Part) -> (String, String) {
    if let (Kind::Delete, [column]) = (&part.kind, part.columns.as_slice()) {
        let list = list(&column.values, "?");
        let text = format!("DELETE FROM \"{}\" WHERE \"{}\" IN ({list})", part.table, column.name);
        return (text, json_list(&column.values));
    }
    let taken: Vec<_> = part
        .columns
        .iter()
        .enumerate()
        .map(|(place, column)| of_json(&format!("value ->> {place}"), column.values.first()))
        .collect();
    // Without WHERE it would read ON as the start of a join.
    let text = format!(
        "{} SELECT {} FROM json_each(?) WHERE true{}",
        part.insert_into(),
        taken.join(", "),
        part.kind.on_conflict()
    );
    (text, json_rows(part))
}

pub fn list(values: &[Value], parameter: &str) -> String {
    format!("SELECT {} FROM json_each({parameter})", of_json("value", values.first()))
}

/// JSON has no bytes: they come as hexadecimal digits.
fn of_json(value: &str, example: Option<&Value>) -> String {
    match example {
        Some(Value::Bytes(_) | Value::Uuid(_)) => format!("unhex({value})"),
        _ => value.to_owned(),
    }
}

pub fn json_list(values: &[Value]) -> String {
    let mut text = String::from("[");
    for value in values {
        write_value(&mut text, value);
        text.push(',');
    }
    close(&mut text);
    text
}

fn json_rows(part: &Part) -> String {
    let rows = part.columns.first().map_or(0, |column| column.values.len());
    let mut text = String::from("[");
    for row in 0..rows {
        text.push('[');
        for value in part.columns.iter().filter_map(|column| column.values.get(row)) {
            write_value(&mut text, value);
            text.push(',');
        }
        close(&mut text);
        text.push(',');
    }
    close(&mut text);
    text
}

/// Ends a list, in the place of the comma behind its last value.
fn close(text: &mut String) {
    if text.ends_with(',') {
        text.pop();
    }
    text.push(']');
}

/// As sqlx would bind it, so that what is written either way compares.
fn write_value(text: &mut String, value: &Value) {
    let _ = match value {
        Value::Bool(Some(value)) => write!(text, "{value}"),
        Value::SmallInt(Some(value)) => write!(text, "{value}"),
        Value::Int(Some(value)) => write!(text, "{value}"),
        Value::BigInt(Some(value)) => write!(text, "{value}"),
        Value::Uuid(Some(value)) => write!(text, "\"{}\"", value.simple()),
        Value::ChronoDate(Some(value)) => write!(text, "\"{value}\""),
        Value::ChronoDateTimeUtc(Some(value)) => {
            write!(text, "\"{}\"", value.to_rfc3339_opts(SecondsFormat::AutoSi, false))
        }
        Value::Bytes(Some(value)) => {
            text.push('"');
            text.extend(value.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]));
            write!(text, "\"")
        }
        Value::String(Some(value)) => match serde_json::to_string(value) {
            Ok(quoted) => write!(text, "{quoted}"),
            Err(_) => write!(text, "null"),
        },
        _ => write!(text, "null"),
    };
}

fn digit(half: u8) -> char {
    char::from_digit(half.into(), 16).unwrap_or_default()
}
