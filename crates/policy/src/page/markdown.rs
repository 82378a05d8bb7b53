//! Markdown: chapters with a table of contents, paragraphs and tables.

/// A page that grows chapter by chapter.
pub(super) struct Page {
    title: String,
    introduction: String,
    chapters: Vec<String>,
    body: String,
    end: String,
}

impl Page {
    pub fn new(title: &str) -> Self {
        let empty = String::new;
        Self { title: title.into(), introduction: empty(), chapters: Vec::new(), body: empty(), end: empty() }
    }

    /// Begins a numbered chapter.
    pub fn chapter(&mut self, title: &str) {
        let title = format!("{}. {title}", self.chapters.len() + 1);
        self.add(&format!("## {title}\n"));
        self.chapters.push(title);
    }

    /// Begins a part of a chapter.
    pub fn section(&mut self, title: &str) {
        self.add(&format!("### {title}\n"));
    }

    /// A paragraph.
    pub fn says(&mut self, paragraph: &str) {
        self.add(&format!("{paragraph}\n"));
    }

    /// A table; without rows a line that says there is nothing.
    pub fn table(&mut self, header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) {
        let mut lines = Vec::new();
        for row in rows {
            lines.push(line(row.iter().map(|cell| escaped(cell))));
        }
        if lines.is_empty() {
            self.says("Het beleid noemt hier niets.");
            return;
        }
        let head = line(header.iter().map(|cell| escaped(cell)));
        let rule = line(header.iter().map(|_| "---".to_owned()));
        self.add(&format!("{head}{rule}{}", lines.concat()));
    }

    /// The last line of the page.
    pub fn ends_with(&mut self, text: &str) {
        self.end = format!("\n---\n\n{text}\n");
    }

    /// The whole page.
    pub fn text(&self) -> String {
        let contents: String =
            self.chapters.iter().map(|title| format!("- [{title}](#{})\n", anchor(title))).collect();
        let contents = if contents.is_empty() { contents } else { format!("\n{contents}") };
        format!("# {}\n{}{contents}{}{}", self.title, self.introduction, self.body, self.end)
    }

    fn add(&mut self, text: &str) {
        let place = if self.chapters.is_empty() && !text.starts_with("## ") {
            &mut self.introduction
        } else {
            &mut self.body
        };
        place.push('\n');
        place.push_str(text);
    }
}

fn line(cells: impl Iterator<Item = String>) -> String {
    let cells: Vec<_> = cells.collect();
    format!("| {} |\n", cells.join(" | "))
}

/// A cell on one line; a bar inside it stays a bar.
fn escaped(cell: &str) -> String {
    cell.replace('|', "\\|").replace('\n', " ")
}

/// The name that git hosts give a heading.
fn anchor(title: &str) -> String {
    title
        .to_lowercase()
        .chars()
        .filter_map(|each| match each {
            ' ' => Some('-'),
            each if each.is_alphanumeric() || each == '-' => Some(each),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_has_contents_and_its_tables_stay_tables() {
        let mut page = Page::new("Een");
        page.says("Vooraf.");
        page.chapter("Wie, en sinds wanneer");
        page.table(&["A", "B"], [vec!["1|2".into(), "3\n4".into()]]);
        page.table(&["A"], []);
        page.ends_with("Klaar.");

        assert_eq!(
            page.text(),
            "# Een\n\nVooraf.\n\n- [1. Wie, en sinds wanneer](#1-wie-en-sinds-wanneer)\n\n\
             ## 1. Wie, en sinds wanneer\n\n| A | B |\n| --- | --- |\n| 1\\|2 | 3 4 |\n\n\
             Het beleid noemt hier niets.\n\n---\n\nKlaar.\n"
        );
    }
}
