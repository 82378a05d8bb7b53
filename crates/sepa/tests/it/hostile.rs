use std::io::{self, BufReader, Read};

use proptest::prelude::*;
use rstest::rstest;
use sepa::statement::{StatementItem, StatementReader};
use sepa::status::{StatusItem, StatusReader};
use sepa::{Limits, ReadError, Wrong};

const STATUS: &str = include_str!("../files/pain.002.001.10.xml");
const STATEMENT: &str = include_str!("../files/camt.053.001.08.xml");
const NAMESPACE: &str = "urn:iso:std:iso:20022:tech:xsd:pain.002.001.10";

fn read(xml: &[u8]) -> Result<Vec<StatusItem>, ReadError> {
    StatusReader::new(xml)?.collect()
}

fn wrong(xml: &str) -> Wrong {
    read(xml.as_bytes()).unwrap_err().wrong
}

/// A report with something put before the end of its first reason.
fn with(inside: &str) -> String {
    STATUS.replacen("<Rsn><Cd>AC04</Cd></Rsn>", &format!("<Rsn><Cd>AC04</Cd></Rsn>{inside}"), 1)
}

#[test]
fn a_billion_laughs_are_refused_at_the_first() {
    let laughs = "<!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;&lol;&lol;&lol;\">]>";
    let xml = STATUS.replacen("?>\n", &format!("?>\n{laughs}\n"), 1);
    let error = read(xml.as_bytes()).unwrap_err();
    assert_eq!((error.wrong, error.path.as_str()), (Wrong::DocumentType, "Document"));
}

#[rstest]
#[case("<!DOCTYPE Document SYSTEM \"file:///etc/passwd\">", Wrong::DocumentType)]
#[case("<!DOCTYPE Document PUBLIC \"a\" \"http://example.org/a.dtd\">", Wrong::DocumentType)]
fn a_document_type_from_elsewhere_is_refused(#[case] doctype: &str, #[case] refused: Wrong) {
    assert_eq!(wrong(&STATUS.replacen("<Document", &format!("{doctype}<Document"), 1)), refused);
}

#[rstest]
#[case("<AddtlInf>&lol;</AddtlInf>", Wrong::Entity)]
#[case("<AddtlInf>&#0;</AddtlInf>", Wrong::Entity)]
#[case("<AddtlInf>&#xD800;</AddtlInf>", Wrong::Entity)]
#[case("<AddtlInf>a & b</AddtlInf>", Wrong::Xml)]
#[case("<!DOCTYPE a>", Wrong::DocumentType)]
#[case("<a></b>", Wrong::Xml)]
#[case("<a", Wrong::Xml)]
#[case("</StsRsnInf></StsRsnInf>", Wrong::Xml)]
fn broken_xml_is_refused_by_reason(#[case] inside: &str, #[case] refused: Wrong) {
    assert_eq!(wrong(&with(inside)), refused);
}

#[test]
fn references_that_xml_knows_and_marked_text_are_read() {
    let items = read(
        with("<AddtlInf>&lt;A&amp;B&gt; &#233;<![CDATA[ <C> ]]><!-- not this --></AddtlInf>").as_bytes(),
    );
    let items = items.unwrap();
    let Some(StatusItem::Payment(payment)) = items.get(3) else { panic!("{items:?}") };
    assert_eq!(payment.reasons[0].information[0].expose(), "<A&B> é <C>");
}

#[test]
fn elements_that_nobody_knows_are_passed_over_whatever_is_in_them() {
    let inside = "<SplmtryData><Envlp><TxInfAndSts><TxSts>ACSC</TxSts><X y=\"1\"/></TxInfAndSts></Envlp></SplmtryData>";
    assert_eq!(read(with(inside).as_bytes()), read(STATUS.as_bytes()));
    let long = format!("<X>{}</X>", "a".repeat(20_000));
    assert_eq!(read(with(&long).as_bytes()), read(STATUS.as_bytes()));
}

#[test]
fn elements_too_deep_are_refused_before_they_are_held() {
    let deep = "<a>".repeat(100_000);
    assert_eq!(wrong(&with(&deep)), Wrong::TooDeep);
    assert!(read(with(&format!("{}{}", "<a>".repeat(20), "</a>".repeat(20))).as_bytes()).is_ok());
}

/// So many bytes of one kind, made as they are asked for.
struct Endless {
    before: &'static [u8],
    byte: u8,
    left: u64,
}

impl Read for Endless {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if !self.before.is_empty() {
            return self.before.read(into);
        }
        let most = usize::try_from(self.left.min(into.len() as u64)).unwrap();
        into[..most].fill(self.byte);
        self.left -= most as u64;
        Ok(most)
    }
}

#[rstest]
#[case(b"<", b'a')]
#[case(b"", b' ')]
#[case(b"<!--", b'-')]
#[case(b"<?xml version=\"1.0\"?><Document xmlns=\"", b'a')]
#[case(b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><a>", b'x')]
#[case(b"<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"><![CDATA[", b']')]
fn what_never_ends_is_not_held(#[case] before: &'static [u8], #[case] byte: u8) {
    // A tebibyte: were it read, the test would not end, and were it held, it would not fit.
    let endless = BufReader::new(Endless { before, byte, left: 1 << 40 });
    let refused =
        StatusReader::new(endless).and_then(|mut reader| reader.try_for_each(|item| item.map(drop)));
    assert_eq!(refused.map_err(|error| error.wrong), Err(Wrong::TooLong));
}

#[test]
fn a_file_larger_than_is_taken_is_refused() {
    let limits = Limits { bytes: 1_000, ..Limits::default() };
    let refused =
        StatusReader::with_limits(STATUS.as_bytes(), limits).unwrap().find_map(Result::err).unwrap();
    assert_eq!((refused.wrong, refused.position <= 1_000), (Wrong::TooLarge, true));
    let limits = Limits { bytes: STATUS.len() as u64, ..Limits::default() };
    assert!(StatusReader::with_limits(STATUS.as_bytes(), limits).unwrap().all(|item| item.is_ok()));
}

#[test]
fn texts_and_lists_too_long_are_refused() {
    assert_eq!(wrong(&with(&format!("<AddtlInf>{}</AddtlInf>", "a".repeat(106)))), Wrong::TooLong);
    assert_eq!(wrong(&with(&format!("<AddtlInf>{}</AddtlInf>", "a".repeat(5_000)))), Wrong::TooLong);
    assert_eq!(wrong(&with(&"<AddtlInf>a</AddtlInf>".repeat(1_000))), Wrong::TooMany);
    assert_eq!(wrong(&with(&"<Rsn><Cd>AC04</Cd></Rsn>".repeat(1_000))), Wrong::TooMany);
    let id = "<OrgnlEndToEndId>A2611000000000000000000000000000011";
    assert_eq!(wrong(&STATUS.replacen(id, &format!("{id}0"), 1)), Wrong::TooLong);
}

#[rstest]
#[case("")]
#[case("<Document/>")]
#[case("<Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.001.001.09\"/>")]
#[case("<Document xmlns=\"pain.002.001.10\"/>")]
#[case("<p:Document xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"/>")]
#[case("<Other xmlns=\"urn:iso:std:iso:20022:tech:xsd:pain.002.001.10\"/>")]
#[case("{\"json\": true}")]
#[case("%PDF-1.7")]
fn another_file_is_refused_at_once(#[case] xml: &str) {
    let refused = StatusReader::new(xml.as_bytes()).err().map(|error| error.wrong);
    assert!(matches!(refused, Some(Wrong::Message(_) | Wrong::Ended | Wrong::Xml)), "{refused:?}");
}

#[test]
fn a_statement_is_no_status_report_and_says_what_was_wanted() {
    let refused = StatusReader::new(STATEMENT.as_bytes()).err().map(|error| error.to_string());
    let wanted = "another message or version than pain.002.001.10 or pain.002.001.03";
    assert!(refused.is_some_and(|said| said.contains(wanted)));
    assert!(StatementReader::new(STATUS.as_bytes()).is_err());
}

#[rstest]
#[case(STATUS.replacen("Voorbeeld", "Vo\u{e9}", 1).chars().map(|c| c as u8).collect())]
#[case(STATUS.encode_utf16().flat_map(u16::to_le_bytes).collect())]
#[case(STATUS.replacen("UTF-8", "ISO-8859-1", 1).into_bytes())]
fn another_encoding_is_refused(#[case] bytes: Vec<u8>) {
    let refused = read(&bytes).unwrap_err().wrong;
    assert!(matches!(refused, Wrong::Encoding | Wrong::Xml | Wrong::Message(_)), "{refused:?}");
}

#[test]
fn a_mark_of_byte_order_and_an_encoding_in_small_letters_do_no_harm() {
    let xml = format!("\u{feff}{}", STATUS.replacen("UTF-8", "utf-8", 1));
    assert_eq!(read(xml.as_bytes()), read(STATUS.as_bytes()));
}

#[test]
fn a_second_document_behind_the_first_is_refused() {
    assert_eq!(wrong(&format!("{STATUS}<Document xmlns=\"{NAMESPACE}\"/>")), Wrong::Xml);
    assert_eq!(read(format!("{STATUS}<!-- end -->\n").as_bytes()), read(STATUS.as_bytes()));
}

#[test]
fn an_element_with_a_strange_name_is_not_repeated() {
    let name = "NL42TEST0000000002";
    let error = read(with(&format!("<{name}>&lol;</{name}>")).as_bytes()).unwrap_err();
    assert!(!format!("{error} {error:?}").contains(name) && error.path.ends_with("/StsRsnInf/…"), "{error}");
}

/// A line that breaks off.
struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::ErrorKind::ConnectionReset.into())
    }
}

#[test]
fn an_input_that_fails_is_no_end() {
    let input = BufReader::new(STATUS.as_bytes()[..900].chain(Broken));
    let refused = StatusReader::new(input).unwrap().find_map(Result::err).unwrap();
    assert_eq!(refused.wrong, Wrong::Input(io::ErrorKind::ConnectionReset));
}

#[test]
fn half_a_file_is_never_a_whole_one() {
    let end = STATUS.trim_end().len();
    for length in (0..end).filter(|length| STATUS.is_char_boundary(*length)) {
        assert!(read(&STATUS.as_bytes()[..length]).is_err(), "cut at {length}");
    }
    let end = STATEMENT.trim_end().len();
    for length in (0..end).step_by(7) {
        let items = StatementReader::new(&STATEMENT.as_bytes()[..length]);
        let items: Result<Vec<StatementItem>, ReadError> = items.and_then(Iterator::collect);
        assert!(items.is_err(), "cut at {length}");
    }
}

proptest! {
    #[test]
    fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = read(&bytes);
        let mut xml = format!("<Document xmlns=\"{NAMESPACE}\">").into_bytes();
        xml.extend(bytes);
        prop_assert!(read(&xml).is_err());
    }

    #[test]
    fn no_change_of_a_statement_makes_it_panic(place in 0..STATEMENT.len(), byte in any::<u8>(), cut in 0usize..30) {
        let mut bytes = STATEMENT.as_bytes().to_vec();
        bytes[place] = byte;
        let end = bytes.len().min(place + 1 + cut);
        bytes.drain(place + 1..end);
        let reader = StatementReader::new(bytes.as_slice());
        if let Err(error) = reader.and_then(|reader| reader.collect::<Result<Vec<_>, _>>()) {
            let said = error.to_string();
            prop_assert!(!said.contains("Voorbeeld") && !said.contains("TEST"), "{}", said);
        }
    }
}
