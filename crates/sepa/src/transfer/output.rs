use std::fmt;
use std::io::{self, Write};
use std::str::FromStr;

use domain::Cents;
use quick_xml::escape::minimal_escape;
use sha2::{Digest, Sha256};

/// So much is hashed and handed on at a time.
const CHUNK: usize = 64 * 1024;

/// The SHA-256 of a file, written as 64 small hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct FileHash([u8; 32]);

impl FileHash {
    /// The hash of bytes that are held: to check a file that lies somewhere.
    pub fn of(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }

    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

/// The text is no hash: 64 small hexadecimal digits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is no SHA-256 of 64 small hexadecimal digits")]
pub struct InvalidHash;

impl FromStr for FileHash {
    type Err = InvalidHash;

    /// Reads what `Display` writes: a hash that was kept, to compare with.
    fn from_str(text: &str) -> Result<Self, InvalidHash> {
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(InvalidHash),
        };
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| InvalidHash)?;
        let mut hash = [0; 32];
        for (byte, pair) in hash.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = pair.iter().try_fold(0, |byte, each| digit(*each).map(|value| byte << 4 | value))?;
        }
        Ok(Self(hash))
    }
}

impl fmt::Display for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for FileHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// XML in pieces: held until there is enough to hash and hand on.
pub struct Output<W> {
    out: W,
    held: Vec<u8>,
    hash: Sha256,
    bytes: u64,
    broken: bool,
}

impl<W: Write> Output<W> {
    pub fn new(out: W) -> Self {
        Self { out, held: Vec::with_capacity(CHUNK * 2), hash: Sha256::new(), bytes: 0, broken: false }
    }

    /// As it stands: markup.
    pub fn raw(&mut self, markup: &str) {
        self.held.extend_from_slice(markup.as_bytes());
    }

    /// `<tag>text</tag>`. Names, messages and references hold nothing to escape; that they do is not relied on.
    pub fn leaf(&mut self, tag: &str, text: &str) {
        self.open(tag);
        self.raw(&minimal_escape(text));
        self.close(tag);
    }

    pub fn number(&mut self, tag: &str, number: u64) {
        self.open(tag);
        self.digits(number, 1);
        self.close(tag);
    }

    pub fn cents(&mut self, tag: &str, amount: Cents) {
        self.open(tag);
        self.amount(amount);
        self.close(tag);
    }

    /// Euros and two decimals with a point between. Amounts here are never negative.
    pub fn amount(&mut self, amount: Cents) {
        let cents = amount.get().unsigned_abs();
        self.digits(cents / 100, 1);
        self.held.push(b'.');
        self.digits(cents % 100, 2);
    }

    fn digits(&mut self, mut number: u64, least: usize) {
        let from = self.held.len();
        while number > 0 || self.held.len() - from < least {
            self.held.push(b'0' + u8::try_from(number % 10).unwrap_or_default());
            number /= 10;
        }
        if let Some(written) = self.held.get_mut(from..) {
            written.reverse();
        }
    }

    pub fn open(&mut self, tag: &str) {
        self.held.push(b'<');
        self.raw(tag);
        self.held.push(b'>');
    }

    pub fn close(&mut self, tag: &str) {
        self.raw("</");
        self.raw(tag);
        self.held.push(b'>');
    }

    /// Hands on what is held when it is enough.
    pub fn pass_on(&mut self) -> io::Result<()> {
        if self.held.len() < CHUNK { Ok(()) } else { self.empty() }
    }

    fn empty(&mut self) -> io::Result<()> {
        // Part of it may be written: nobody knows how much, so nothing may follow.
        if std::mem::replace(&mut self.broken, true) {
            return Err(io::Error::other("an earlier write failed"));
        }
        self.hash.update(&self.held);
        self.bytes += self.held.len() as u64;
        self.out.write_all(&self.held)?;
        self.held.clear();
        self.broken = false;
        Ok(())
    }

    /// Hands on all, and tells hash and length.
    pub fn end(mut self) -> io::Result<(FileHash, u64)> {
        self.empty()?;
        self.out.flush()?;
        Ok((FileHash(self.hash.finalize().into()), self.bytes))
    }
}
