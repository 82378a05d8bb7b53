//! A case's story as a person reads it in a terminal.

use serde_json::Value;

use crate::api::text;

/// The whole story: every step with its day, who did it, and why.
pub fn story(case: &Value, story: &Value) -> String {
    let mut page = format!(
        "Case {}: {}{}\n",
        text(case, "zaaknummer"),
        text(case, "fase"),
        case["afgeslotenWegens"].as_str().map(|why| format!(" ({why})")).unwrap_or_default(),
    );
    let whole = if story["ongeschonden"] == Value::Bool(true) { "unbroken" } else { "BROKEN" };
    page.push_str(&format!("The chain of every service is {whole}.\n\n"));
    let mut day = "";
    for line in story["regels"].as_array().into_iter().flatten() {
        if text(line, "dag") != day {
            day = text(line, "dag");
            page.push_str(&format!("{day}\n"));
        }
        let mut service = text(line, "dienst");
        for part in wrap(text(line, "titel"), 92) {
            page.push_str(&format!("  {service:<15} {part}\n"));
            service = "";
        }
        let why = &line["uitleg"];
        if why.is_object() {
            for part in wrap(text(why, "tekst"), 90) {
                page.push_str(&format!("  {:<15}   {part}\n", ""));
            }
            let inputs: Vec<String> = why["invoer"]
                .as_array()
                .into_iter()
                .flatten()
                .map(|input| format!("{} = {}", text(input, "omschrijving"), text(input, "waarde")))
                .collect();
            let mut because = format!("regel {} · {}", text(why, "regel"), text(why, "bron"));
            if !inputs.is_empty() {
                because.push_str(&format!(" · {}", inputs.join(", ")));
            }
            for part in wrap(&because, 90) {
                page.push_str(&format!("  {:<15}   {part}\n", ""));
            }
        }
    }
    page
}

/// Lines of at most `width` characters, broken between words.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split_whitespace() {
        if !line.is_empty() && line.chars().count() + 1 + word.chars().count() > width {
            lines.push(std::mem::take(&mut line));
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_broken_between_words() {
        assert_eq!(wrap("een twee drie vier", 9), ["een twee", "drie vier"]);
        assert!(wrap("", 9).is_empty());
    }
}
