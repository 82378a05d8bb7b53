use std::io::{self, BufRead, Read};

/// An input that gives no more than was allowed: for the whole of it, and between two calls of [`Bounded::allow`].
pub struct Bounded<R> {
    input: R,
    left: u64,
    allowed: usize,
    pub over: Option<Over>,
}

/// Which bound was met.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Over {
    Whole,
    Piece,
}

impl<R: BufRead> Bounded<R> {
    pub const fn new(input: R, left: u64) -> Self {
        Self { input, left, allowed: 0, over: None }
    }

    /// So many bytes may be taken until the next call.
    pub const fn allow(&mut self, bytes: usize) {
        self.allowed = bytes;
    }
}

impl<R: BufRead> BufRead for Bounded<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        let held = self.input.fill_buf()?;
        if !held.is_empty() {
            self.over = match (self.left, self.allowed) {
                (0, _) => Some(Over::Whole),
                (_, 0) => Some(Over::Piece),
                _ => None,
            };
            if self.over.is_some() {
                return Err(io::Error::from(io::ErrorKind::FileTooLarge));
            }
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(self.allowed).min(held.len());
        Ok(held.get(..most).unwrap_or(held))
    }

    fn consume(&mut self, bytes: usize) {
        self.left = self.left.saturating_sub(bytes as u64);
        self.allowed = self.allowed.saturating_sub(bytes);
        self.input.consume(bytes);
    }
}

impl<R: BufRead> Read for Bounded<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(into)?;
        self.consume(read);
        Ok(read)
    }
}
