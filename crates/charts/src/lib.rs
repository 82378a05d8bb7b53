//! Pages of HTML with charts that are complete in themselves: no script, no network, every text escaped. Whole numbers
//! only; a drawing need not be more exact than a pixel.

mod bars;
mod flow;
mod heat;

pub use bars::{Series, bars, columns};
pub use flow::{Band, flow};
pub use heat::heat;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1b}\
h1,h2{line-height:1.2}svg{width:100%;height:auto}table{border-collapse:collapse;width:100%;margin:1rem 0}\
td,th{text-align:left;vertical-align:top;padding:.3rem .6rem;border-bottom:1px solid #ccc}\
td.number,th.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}\
.wide{overflow-x:auto}pre{background:#f4f4f4;padding:1rem;overflow:auto}";

/// The house's colours, for series beside each other.
pub const COLOURS: [&str; 4] = ["#01689b", "#e17000", "#39870c", "#8a8a8a"];

/// A whole page. `lead` and `body` are HTML; the title is text.
pub fn page(language: &str, title: &str, lead: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{language}\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>{title}</title>\
         <style>{STYLE}</style><h1>{title}</h1>{lead}{body}</html>\n",
        language = escape(language),
        title = escape(title),
    )
}

/// A heading with what stands below it; nothing when nothing does. The content is HTML.
pub fn section(title: &str, content: &str) -> String {
    if content.is_empty() { String::new() } else { format!("<h2>{}</h2>{content}", escape(title)) }
}

/// A paragraph of text.
pub fn paragraph(text: &str) -> String {
    format!("<p>{}</p>", escape(text))
}

/// A table of texts. From column `numbers_from` on (counted from 0) they are numbers and stand to the right.
pub fn table<R: AsRef<[String]>>(head: &[String], rows: &[R], numbers_from: usize) -> String {
    let line = |cells: &[String], tag: &str| {
        let cells = cells.iter().enumerate().map(|(place, text)| {
            let class = if place >= numbers_from { " class=\"number\"" } else { "" };
            format!("<{tag}{class}>{}</{tag}>", escape(text))
        });
        format!("<tr>{}</tr>", cells.collect::<String>())
    };
    let rows: String = rows.iter().map(|row| line(row.as_ref(), "td")).collect();
    format!("<div class=\"wide\"><table>{}{rows}</table></div>", line(head, "th"))
}

/// Text as HTML shows it, also between double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
        .replace('\'', "&#39;")
}

/// At most `most` characters, with a sign that more followed.
pub(crate) fn shorten(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most.saturating_sub(1)).chain(['…']).collect()
}

/// `part` of `whole` on a scale of `length`; `whole` 0 is nothing.
pub(crate) fn scaled(part: u64, whole: u64, length: u64) -> u64 {
    let scaled = u128::from(part) * u128::from(length) / u128::from(whole.max(1));
    u64::try_from(scaled).unwrap_or(length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_becomes_markup() {
        let page = page("nl", "<b>", &paragraph("a & \"b\" '"), &section("x<y", "<p>"));
        assert!(page.contains("<title>&lt;b&gt;</title>"), "{page}");
        assert!(page.contains("<p>a &amp; &quot;b&quot; &#39;</p>") && page.contains("<h2>x&lt;y</h2><p>"));
        assert_eq!(section("x", ""), "");
    }

    #[test]
    fn numbers_stand_to_the_right() {
        let text = |text: &str| text.to_owned();
        let made = table(&[text("a"), text("b")], &[[text("<c>"), text("1")]], 1);
        let expected = "<div class=\"wide\"><table><tr><th>a</th><th class=\"number\">b</th></tr>\
            <tr><td>&lt;c&gt;</td><td class=\"number\">1</td></tr></table></div>";
        assert_eq!(made, expected);
    }

    #[test]
    fn a_part_of_nothing_is_nothing() {
        assert_eq!((scaled(1, 2, 100), scaled(0, 0, 100), scaled(3, 3, 100)), (50, 0, 100));
        assert_eq!(scaled(u64::MAX, u64::MAX, 430), 430);
        assert_eq!(shorten("kort", 4), "kort");
        assert_eq!(shorten("langer", 4), "lan…");
    }
}
