use crate::{COLOURS, escape, scaled, shorten};

/// Horizontal bars with their numbers.
pub fn bars(rows: &[(String, u64)]) -> String {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0);
    let height = rows.len() * 26 + 6;
    let mut drawing = format!("<svg viewBox=\"0 0 900 {height}\" role=\"img\" font-size=\"14\">");
    for (row, (name, count)) in rows.iter().enumerate() {
        let (y, width) = (row * 26 + 4, scaled(*count, most, 430));
        drawing.push_str(&format!(
            "<text x=\"390\" y=\"{text}\" text-anchor=\"end\">{name}</text>\
             <rect x=\"400\" y=\"{y}\" width=\"{width}\" height=\"18\" fill=\"{colour}\"/>\
             <text x=\"{end}\" y=\"{text}\">{count}</text>",
            text = y + 14,
            end = 406 + width,
            name = escape(&shorten(name, 52)),
            colour = COLOURS[0],
        ));
    }
    drawing + "</svg>"
}

/// Numbers of one kind, a column each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Series {
    pub name: String,
    pub numbers: Vec<u64>,
}

/// Columns side by side, with a name under each group: months, years, sorts.
pub fn columns(names: &[String], series: &[Series]) -> String {
    let most = series.iter().flat_map(|each| &each.numbers).copied().max().unwrap_or(0);
    let group = 840 / names.len().max(1);
    let width = (group.saturating_sub(8) / series.len().max(1)).clamp(1, 60);
    let mut drawing = String::from("<svg viewBox=\"0 0 900 280\" role=\"img\" font-size=\"13\">");
    for (place, each) in series.iter().enumerate() {
        let (x, colour) = (40 + place * 260, COLOURS[place % COLOURS.len()]);
        drawing.push_str(&format!(
            "<rect x=\"{x}\" y=\"4\" width=\"12\" height=\"12\" fill=\"{colour}\"/><text x=\"{}\" y=\"15\">{}</text>",
            x + 18,
            escape(&shorten(&each.name, 34)),
        ));
    }
    for (place, name) in names.iter().enumerate() {
        let left = 40 + place * group;
        drawing.push_str(&format!(
            "<text x=\"{}\" y=\"275\" text-anchor=\"middle\">{}</text>",
            left + width * series.len() / 2,
            escape(&shorten(name, (group / 7).max(4))),
        ));
        for (at, each) in series.iter().enumerate() {
            let count = each.numbers.get(place).copied().unwrap_or(0);
            let height = scaled(count, most, 210);
            let (x, y, colour) = (left + at * width, 256 - height, COLOURS[at % COLOURS.len()]);
            drawing.push_str(&format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{height}\" fill=\"{colour}\"><title>{}: {count}</title></rect>",
                width.saturating_sub(1),
                escape(&each.name),
            ));
            if names.len() * series.len() <= 26 {
                drawing.push_str(&format!(
                    "<text x=\"{}\" y=\"{}\" font-size=\"10\" text-anchor=\"middle\">{count}</text>",
                    x + width / 2,
                    y - 3,
                ));
            }
        }
    }
    drawing + "</svg>"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_bar_fills_the_width_and_names_are_escaped() {
        let drawing = bars(&[("<a>".to_owned(), 4), ("b".to_owned(), 2)]);
        assert!(drawing.contains("width=\"430\"") && drawing.contains("width=\"215\""), "{drawing}");
        assert!(drawing.contains("&lt;a&gt;") && !drawing.contains("<a>"));
    }

    #[test]
    fn every_number_of_every_series_is_drawn() {
        let series = |name: &str, numbers: [u64; 2]| Series { name: name.into(), numbers: numbers.to_vec() };
        let drawing =
            columns(&["1".to_owned(), "2".to_owned()], &[series("nu", [1, 2]), series("dan", [3, 0])]);
        for title in ["nu: 1", "nu: 2", "dan: 3", "dan: 0"] {
            assert!(drawing.contains(&format!("<title>{title}</title>")), "{drawing}");
        }
        // Nothing to draw is no fault.
        assert!(columns(&[], &[]).ends_with("</svg>"));
    }
}
