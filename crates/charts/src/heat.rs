use crate::{escape, scaled};

/// A table of counts, darker where there are more. The diagonal, if any, is no different: whoever asks for it says so
/// in the names.
pub fn heat(corner: &str, rows: &[String], columns: &[String], counts: &[Vec<u64>]) -> String {
    let most = counts.iter().flatten().copied().max().unwrap_or(0);
    let head: String = columns.iter().map(|name| format!("<th>{}</th>", escape(name))).collect();
    let mut table = format!("<div class=\"wide\"><table><tr><th>{}</th>{head}</tr>", escape(corner));
    for (name, row) in rows.iter().zip(counts) {
        let cells = row.iter().map(|count| {
            if *count == 0 {
                return "<td class=\"number\"></td>".to_owned();
            }
            // From a tenth on, so that one person among thousands is still seen.
            let strength = 10 + scaled(*count, most, 60);
            format!("<td class=\"number\" style=\"background:rgb(1 104 155/{strength}%)\">{count}</td>")
        });
        table.push_str(&format!("<tr><td>{}</td>{}</tr>", escape(name), cells.collect::<String>()));
    }
    table + "</table></div>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_occurs_most_is_darkest_and_nothing_is_empty() {
        let names = |names: [&str; 2]| names.map(str::to_owned);
        let table = heat("van", &names(["a", "<b>"]), &names(["c", "d"]), &[vec![100, 0], vec![1, 50]]);
        assert!(
            table.contains("/70%)\">100<") && table.contains("/40%)\">50<") && table.contains("/10%)\">1<")
        );
        assert!(table.contains("<td class=\"number\"></td>") && table.contains("&lt;b&gt;"));
    }
}
