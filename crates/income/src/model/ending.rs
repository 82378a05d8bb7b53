//! By which article a right ends, for each reason for which workflow ends a case, or income the right.

/// The article of the Participation Act; that of the right itself where the reason has none of its own.
pub fn ending_source(reason: &str) -> &'static str {
    match reason {
        "moved-away" => "PW art. 40 lid 1",
        "detained" => "PW art. 13 lid 1 onder a",
        "pension-age" => "PW art. 47a lid 1",
        "outflow-work" => "PW art. 11 lid 1 en art. 19 lid 1",
        "outflow-education" | "to-education" | "prevention-education" => "PW art. 13 lid 2 onder c",
        "new-household" => "PW art. 3, 4 en 43 lid 1",
        "not-processed" => "Awb art. 4:5",
        "right-withdrawn" => "PW art. 54 lid 4",
        _ => "PW art. 11 lid 1",
    }
}
