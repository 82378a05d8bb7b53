//! One style for every page of text: a title, parts, sentences and tables in Markdown.

use domain::Cents;

/// Something that can be read as a page of plain Dutch.
pub trait Readable {
    /// The page in Markdown.
    fn page(&self) -> String;
}

/// A page that grows.
pub(super) struct Page(String);

/// A column of a table.
#[derive(Clone, Copy)]
pub(super) enum Column {
    Text(&'static str),
    /// Amounts and numbers stand to the right.
    Amount(&'static str),
}

pub(super) use Column::{Amount, Text};

impl Page {
    pub fn new(title: &str) -> Self {
        Self(format!("# {}\n", plain(title)))
    }

    /// Begins a part.
    pub fn part(&mut self, title: &str) {
        self.0.push_str(&format!("\n## {}\n", plain(title)));
    }

    /// A paragraph.
    pub fn says(&mut self, text: &str) {
        self.0.push_str(&format!("\n{}\n", plain(text)));
    }

    /// Short lines under each other.
    pub fn list(&mut self, items: impl IntoIterator<Item = String>) {
        let items: String = items.into_iter().map(|item| format!("- {}\n", plain(&item))).collect();
        if !items.is_empty() {
            self.0.push_str(&format!("\n{items}"));
        }
    }

    /// A table; without rows this sentence in its place.
    pub fn table(
        &mut self,
        columns: &[Column],
        rows: impl IntoIterator<Item = Vec<String>>,
        when_empty: &str,
    ) {
        let rows: Vec<String> =
            rows.into_iter().map(|row| line(row.iter().map(|cell| plain(cell)))).collect();
        if rows.is_empty() {
            self.says(when_empty);
            return;
        }
        let names = columns.iter().map(|column| match column {
            Text(name) | Amount(name) => plain(name),
        });
        let rules = columns.iter().map(|column| match column {
            Text(_) => "---".to_owned(),
            Amount(_) => "---:".to_owned(),
        });
        self.0.push_str(&format!("\n{}{}{}", line(names), line(rules), rows.concat()));
    }

    pub fn text(self) -> String {
        self.0
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.collect();
    format!("| {} |\n", cells.join(" | "))
}

/// On one line, and with no sign that would be read as form: what a person wrote stays what it says.
fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !plain.is_empty() {
            plain.push(' ');
        }
        for sign in word.chars() {
            if matches!(sign, '\\' | '|' | '<' | '>' | '*' | '_' | '`' | '[' | ']' | '#') {
                plain.push('\\');
            }
            plain.push(sign);
        }
    }
    plain
}

/// An amount that is taken off or added: `€ 12,00` or `€ -12,00`.
pub(super) fn amount(cents: Cents) -> String {
    cents.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_person_wrote_is_never_form() {
        let mut page = Page::new("Een <b>titel</b>");
        page.says("# kop\n\n| cel | *vet* [weg](http://x)");
        assert_eq!(
            page.text(),
            "# Een \\<b\\>titel\\</b\\>\n\n\\# kop \\| cel \\| \\*vet\\* \\[weg\\](http://x)\n"
        );
    }

    #[test]
    fn a_table_lines_up_amounts_and_says_when_there_is_nothing() {
        let mut page = Page::new("T");
        page.table(&[Text("Wat"), Amount("Bedrag")], [vec!["bijstand".into(), amount(Cents::new(-150))]], "");
        page.table(&[Text("Wat")], [], "Er is niets.");
        assert_eq!(
            page.text(),
            "# T\n\n| Wat | Bedrag |\n| --- | ---: |\n| bijstand | € -1,50 |\n\nEr is niets.\n"
        );
    }
}
