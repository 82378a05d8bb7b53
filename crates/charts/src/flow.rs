use crate::{COLOURS, escape, scaled, shorten};

/// Of all people together.
const HEIGHT: u64 = 480;
const GAP: u64 = 14;
const LEFT: u64 = 320;
const RIGHT: u64 = 568;

/// So many from one name on the left to one on the right, both counted from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    pub from: usize,
    pub to: usize,
    pub count: u64,
    /// Drawn to be seen; otherwise in the background.
    pub marked: bool,
}

/// Bands from the names on the left to the names on the right, as wide as they are many.
pub fn flow(left: &[String], right: &[String], bands: &[Band]) -> String {
    let total: u64 = bands.iter().map(|band| band.count).sum();
    let rows = u64::try_from(left.len().max(right.len())).unwrap_or(1);
    let height = HEIGHT + GAP * rows;
    let mut drawing = format!("<svg viewBox=\"0 0 900 {}\" role=\"img\" font-size=\"12\">", height + 20);
    let starts = column(&mut drawing, left, LEFT, |place| sum(bands, |band| band.from == place), total);
    let ends = column(&mut drawing, right, RIGHT, |place| sum(bands, |band| band.to == place), total);
    let (mut starts, mut ends) = (starts, ends);
    for band in bands.iter().filter(|band| band.count > 0) {
        let (Some(start), Some(end)) = (starts.get_mut(band.from), ends.get_mut(band.to)) else { continue };
        let width = thickness(band.count, total);
        let (from, to) = (*start + width / 2, *end + width / 2);
        (*start, *end) = (*start + width, *end + width);
        let (colour, opacity) = if band.marked { (COLOURS[1], 70) } else { (COLOURS[3], 35) };
        drawing.push_str(&format!(
            "<path d=\"M{x1} {from}C{middle} {from} {middle} {to} {RIGHT} {to}\" fill=\"none\" stroke=\"{colour}\" \
             stroke-opacity=\"{opacity}%\" stroke-width=\"{width}\"><title>{name}: {count}</title></path>",
            x1 = LEFT + 12,
            middle = LEFT.midpoint(RIGHT),
            name = escape(&format!("{} → {}", text(left, band.from), text(right, band.to))),
            count = band.count,
        ));
    }
    drawing + "</svg>"
}

/// Draws the names of one side; gives where each begins.
fn column(
    drawing: &mut String,
    names: &[String],
    x: u64,
    count: impl Fn(usize) -> u64,
    total: u64,
) -> Vec<u64> {
    let mut y = 10;
    let mut tops = Vec::with_capacity(names.len());
    for (place, name) in names.iter().enumerate() {
        let count = count(place);
        let height = thickness(count, total);
        let (at, anchor) = if x == LEFT { (x - 8, "end") } else { (x + 20, "start") };
        drawing.push_str(&format!(
            "<rect x=\"{x}\" y=\"{y}\" width=\"12\" height=\"{height}\" fill=\"{colour}\"/>\
             <text x=\"{at}\" y=\"{middle}\" text-anchor=\"{anchor}\">{name} ({count})</text>",
            colour = COLOURS[0],
            middle = y + height / 2 + 5,
            name = escape(&shorten(name, 42)),
        ));
        tops.push(y);
        y += height + GAP;
    }
    tops
}

/// At least a pixel, so that one person among thousands is still seen.
fn thickness(count: u64, total: u64) -> u64 {
    if count == 0 { 0 } else { scaled(count, total, HEIGHT).max(1) }
}

fn sum(bands: &[Band], of: impl Fn(&Band) -> bool) -> u64 {
    bands.iter().filter(|band| of(band)).map(|band| band.count).sum()
}

fn text(names: &[String], place: usize) -> &str {
    names.get(place).map_or("", String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_band_is_as_wide_as_it_is_many_and_one_person_is_seen() {
        let names = ["<a>".to_owned(), "b".to_owned()];
        let band = |from, to, count, marked| Band { from, to, count, marked };
        let drawing =
            flow(&names, &names, &[band(0, 0, 999, false), band(0, 1, 1, true), band(1, 1, 1000, false)]);
        assert!(drawing.contains("stroke-width=\"1\"><title>&lt;a&gt; → b: 1</title>"), "{drawing}");
        assert!(drawing.contains("stroke-width=\"240\"><title>b → b: 1000</title>"), "{drawing}");
        assert!(!drawing.contains("<a>"));
    }

    #[test]
    fn nobody_is_an_empty_drawing() {
        assert!(flow(&[], &[], &[]).ends_with("</svg>"));
    }
}
