use std::io::BufRead;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::bounded::{Bounded, Over};
use super::{Limits, ReadError, Wrong};

/// The text of one element is kept up to here. The longest that a message of a bank has is 500 characters.
const MOST_TEXT: usize = 4096;
/// Every message of ISO 20022 has a namespace that begins so.
const ISO_20022: &str = "urn:iso:std:iso:20022:tech:xsd:";

/// One step through a document: an element opens, or closes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Token {
    Open,
    /// An element that holds others closes.
    Close,
    /// An element that holds text only closes; [`Walker::text`] has it.
    Leaf,
}

/// Walks through the elements of an ISO 20022 message, and knows at each step where it is.
pub struct Walker<R> {
    reader: Reader<Bounded<R>>,
    limits: Limits,
    piece: Vec<u8>,
    /// Names from the root's child inwards, with `/` between: `BkToCstmrStmt/Stmt/Id`.
    path: String,
    /// Where each open element's name begins in `path`; the root itself has none.
    begins: Vec<usize>,
    /// The element at the end of `path` has closed and is taken off with the next step.
    closed: bool,
    leaf: bool,
    text: String,
    overlong: bool,
    currency: Option<[u8; 3]>,
    root: Root,
}

#[derive(PartialEq, Eq)]
enum Root {
    Awaited,
    Open,
    Closed,
}

enum Step {
    Token(Token),
    Nothing,
    End,
}

impl<R: BufRead> Walker<R> {
    /// Reads as far as the root element, which must belong to one of the messages: `known` has their names, such as
    /// `pain.002.001.10`; `wanted` is what an error calls them. Gives back which it is as well.
    pub fn open(
        input: R,
        limits: Limits,
        known: &[&'static str],
        wanted: &'static str,
    ) -> Result<(Self, &'static str), ReadError> {
        let mut reader = Reader::from_reader(Bounded::new(input, limits.bytes));
        reader.config_mut().expand_empty_elements = true;
        let mut walker = Self {
            reader,
            limits,
            piece: Vec::new(),
            path: String::new(),
            begins: Vec::new(),
            closed: false,
            leaf: false,
            text: String::new(),
            overlong: false,
            currency: None,
            root: Root::Awaited,
        };
        let mut message = None;
        while walker.root == Root::Awaited {
            match walker.event(|start| message = namespace(start, known)) {
                Ok(Step::End) => return Err(walker.wrong(Wrong::Ended)),
                Ok(_) => {}
                Err(wrong) => return Err(walker.wrong(wrong)),
            }
        }
        match message {
            Some(message) => Ok((walker, message)),
            None => Err(walker.wrong(Wrong::Message(wanted))),
        }
    }

    /// The next step; none when the message has ended as it should.
    pub fn next(&mut self) -> Result<Option<Token>, ReadError> {
        loop {
            match self.event(|_| ()) {
                Ok(Step::Token(token)) => return Ok(Some(token)),
                Ok(Step::Nothing) => {}
                Ok(Step::End) if self.root == Root::Closed => return Ok(None),
                Ok(Step::End) => return Err(self.wrong(Wrong::Ended)),
                Err(wrong) => return Err(self.wrong(wrong)),
            }
        }
    }

    /// Where the walk is: names from below the root, `BkToCstmrStmt/Stmt/Id`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The text of the leaf that closed, without white space at its ends.
    pub fn text(&self) -> Result<&str, Wrong> {
        if self.overlong { Err(Wrong::TooLong) } else { Ok(self.text.trim()) }
    }

    /// The `Ccy` of the leaf that closed.
    pub const fn currency(&self) -> Option<[u8; 3]> {
        self.currency
    }

    /// Says of something wrong where it is.
    pub fn wrong(&self, wrong: Wrong) -> ReadError {
        let path = if self.path.is_empty() { "Document".into() } else { format!("Document/{}", self.path) };
        ReadError { path, position: self.reader.buffer_position(), wrong }
    }

    fn event(&mut self, mut at_root: impl FnMut(&BytesStart<'_>)) -> Result<Step, Wrong> {
        if self.closed {
            self.closed = false;
            let begin = self.begins.pop().unwrap_or_default();
            self.path.truncate(begin);
        }
        self.reader.get_mut().allow(self.limits.piece);
        self.piece.clear();
        let event = match self.reader.read_event_into(&mut self.piece) {
            Ok(event) => event,
            Err(error) => {
                return Err(match self.reader.get_ref().over {
                    Some(Over::Whole) => Wrong::TooLarge,
                    Some(Over::Piece) => Wrong::TooLong,
                    None => kind_of(&error),
                });
            }
        };
        match event {
            Event::Start(start) => {
                self.leaf = true;
                self.overlong = false;
                self.text.clear();
                match self.root {
                    Root::Awaited => {
                        at_root(&start);
                        self.root = Root::Open;
                        return Ok(Step::Nothing);
                    }
                    Root::Open => {}
                    Root::Closed => return Err(Wrong::Xml),
                }
                if self.begins.len() + 1 >= self.limits.depth {
                    return Err(Wrong::TooDeep);
                }
                self.begins.push(self.path.len());
                if !self.path.is_empty() {
                    self.path.push('/');
                }
                self.path.push_str(name_of(start.local_name().as_ref()));
                self.currency = currency_of(&start);
                Ok(Step::Token(Token::Open))
            }
            Event::End(_) if self.begins.is_empty() => {
                self.root = Root::Closed;
                Ok(Step::Nothing)
            }
            Event::End(_) => {
                self.closed = true;
                let leaf = std::mem::replace(&mut self.leaf, false);
                Ok(Step::Token(if leaf { Token::Leaf } else { Token::Close }))
            }
            Event::Text(text) => keep(&mut self.text, &mut self.overlong, &text.xml10_content()),
            Event::CData(text) => keep(&mut self.text, &mut self.overlong, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let character = match reference.resolve_char_ref() {
                    Ok(Some(character)) => character,
                    Ok(None) => known_entity(&reference).ok_or(Wrong::Entity)?,
                    Err(_) => return Err(Wrong::Entity),
                };
                keep(&mut self.text, &mut self.overlong, character.encode_utf8(&mut [0; 4]))
            }
            Event::DocType(_) => Err(Wrong::DocumentType),
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => Err(Wrong::Encoding),
                Some(Err(_)) => Err(Wrong::Xml),
                _ => Ok(Step::Nothing),
            },
            Event::Comment(_) | Event::PI(_) | Event::Empty(_) => Ok(Step::Nothing),
            Event::Eof => Ok(Step::End),
        }
    }
}

fn keep(text: &mut String, overlong: &mut bool, more: &str) -> Result<Step, Wrong> {
    if text.len() + more.len() > MOST_TEXT {
        *overlong = true;
    } else {
        text.push_str(more);
    }
    Ok(Step::Nothing)
}

/// What is shown of a name in an error: what could be a name of ISO 20022, and no text that is made to look like one.
fn name_of(name: &str) -> &str {
    let good = name.len() <= 40 && name.bytes().all(|byte| byte.is_ascii_alphabetic());
    if good { name } else { "…" }
}

fn namespace(root: &BytesStart<'_>, known: &[&'static str]) -> Option<&'static str> {
    let name = root.name();
    let (prefix, local) = name.as_ref().split_once(':').unwrap_or(("", name.as_ref()));
    let attribute = if prefix.is_empty() { "xmlns".to_owned() } else { format!("xmlns:{prefix}") };
    let attribute =
        root.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == attribute)?;
    let message = attribute.value.strip_prefix(ISO_20022)?;
    known.iter().copied().find(|name| local == "Document" && *name == message)
}

fn currency_of(start: &BytesStart<'_>) -> Option<[u8; 3]> {
    let attribute =
        start.attributes().with_checks(false).flatten().find(|found| found.key.as_ref() == "Ccy")?;
    let currency: [u8; 3] = attribute.value.as_bytes().try_into().ok()?;
    currency.iter().all(u8::is_ascii_uppercase).then_some(currency)
}

fn known_entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "apos" => '\'',
        "quot" => '"',
        _ => return None,
    })
}

fn kind_of(error: &quick_xml::Error) -> Wrong {
    match error {
        quick_xml::Error::Io(error) => Wrong::Input(error.kind()),
        quick_xml::Error::Encoding(_) => Wrong::Encoding,
        _ => Wrong::Xml,
    }
}
