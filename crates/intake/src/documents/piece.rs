//! The bytes of a document as they are kept: pieces, each sealed for its document, its place and whether it is the last.
//! So a document is sealed while it comes in and opened while it goes out, and no piece can be left out, moved or put
//! into another document.
//!
//! A piece is a sign (1 when it is the last), the length of what follows in four bytes, and the sealed bytes.

use bytes::{Buf, BufMut, Bytes, BytesMut};
use uuid::Uuid;

use crate::model::DocumentId;
use crate::vault::Vault;

/// Bytes of a document in one piece.
pub const PIECE: usize = 256 * 1024;
const HEAD: usize = 5;
/// A sealed piece is little longer than what it seals.
const LONGEST: usize = PIECE + 1024;

/// What is kept is not what was put there, or the key is not here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes of the document cannot be opened")]
pub struct Damaged;

/// Whom a piece is sealed for.
fn owner(document: DocumentId, place: u32, last: bool) -> Uuid {
    Uuid::new_v5(&document.uuid(), format!("piece {place} {last}").as_bytes())
}

/// One piece as it is kept.
pub fn sealed(vault: &Vault, document: DocumentId, place: u32, last: bool, plain: &[u8]) -> Bytes {
    let once = Uuid::new_v5(&document.uuid(), format!("once {place} {last}").as_bytes());
    let sealed = vault.seal(owner(document, place, last), once, plain);
    let mut piece = BytesMut::with_capacity(HEAD + sealed.len());
    piece.put_u8(last.into());
    piece.put_u32(u32::try_from(sealed.len()).unwrap_or(u32::MAX));
    piece.extend_from_slice(&sealed);
    piece.freeze()
}

/// Opens pieces as they come in.
pub struct Opening {
    document: DocumentId,
    held: BytesMut,
    place: u32,
    is_over: bool,
}

impl Opening {
    pub fn of(document: DocumentId) -> Self {
        Self { document, held: BytesMut::new(), place: 0, is_over: false }
    }

    pub fn put(&mut self, bytes: &[u8]) {
        self.held.extend_from_slice(bytes);
    }

    /// The next piece; `None` when it is not all here yet.
    ///
    /// # Errors
    ///
    /// [`Damaged`].
    pub fn next(&mut self, vault: &Vault) -> Result<Option<Bytes>, Damaged> {
        let Some((head, _)) = self.held.split_first_chunk::<HEAD>() else { return Ok(None) };
        let [last, length @ ..] = *head;
        let length = usize::try_from(u32::from_be_bytes(length)).map_err(|_| Damaged)?;
        if self.is_over || length > LONGEST {
            return Err(Damaged);
        }
        if self.held.len() < HEAD + length {
            return Ok(None);
        }
        self.held.advance(HEAD);
        let piece = self.held.split_to(length);
        let last = last == 1;
        let plain = vault.open(owner(self.document, self.place, last), &piece).map_err(|_| Damaged)?;
        self.place += 1;
        self.is_over = last;
        Ok(Some(Bytes::copy_from_slice(&plain)))
    }

    /// That everything came.
    ///
    /// # Errors
    ///
    /// [`Damaged`] when the last piece is missing, or something follows it.
    pub fn end(&self) -> Result<(), Damaged> {
        if self.is_over && self.held.is_empty() { Ok(()) } else { Err(Damaged) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::tests::key;

    fn vault() -> Vault {
        Vault::new(&key(1).into(), &format!("a:{}", key(2)).into()).unwrap()
    }

    fn id(number: u128) -> DocumentId {
        DocumentId::new(Uuid::from_u128(number))
    }

    /// Opens all of it, coming in by `step` bytes.
    fn opened(document: DocumentId, kept: &[u8], step: usize) -> Result<Vec<u8>, Damaged> {
        let (vault, mut opening, mut plain) = (vault(), Opening::of(document), Vec::new());
        for bytes in kept.chunks(step) {
            opening.put(bytes);
            while let Some(piece) = opening.next(&vault)? {
                plain.extend(piece);
            }
        }
        opening.end().map(|()| plain)
    }

    fn three_pieces() -> [Bytes; 3] {
        let vault = vault();
        [(b"een", false), (b"twe", false), (b"dri", true)]
            .map(|(text, last)| (text.as_slice(), last))
            .into_iter()
            .enumerate()
            .map(|(place, (text, last))| sealed(&vault, id(1), u32::try_from(place).unwrap(), last, text))
            .collect::<Vec<_>>()
            .try_into()
            .unwrap()
    }

    #[test]
    fn what_was_sealed_opens_however_it_comes_in() {
        let kept = three_pieces().concat();
        for step in [1, 7, kept.len()] {
            assert_eq!(opened(id(1), &kept, step).unwrap(), b"eentwedri", "by {step}");
        }
        assert!(!kept.windows(3).any(|window| window == b"een"));
    }

    #[test]
    fn a_piece_that_is_missing_moved_changed_or_of_another_opens_nothing() {
        let [one, two, three] = three_pieces();
        let wrong = [
            [one.clone(), two.clone()].concat(),
            [one.clone(), three.clone()].concat(),
            [two.clone(), one.clone(), three.clone()].concat(),
            [one.clone(), two.clone(), three.clone(), three.clone()].concat(),
            [two, three].concat(),
            Vec::new(),
        ];
        for kept in wrong {
            assert_eq!(opened(id(1), &kept, 1024), Err(Damaged));
        }
        assert_eq!(opened(id(2), &three_pieces().concat(), 1024), Err(Damaged));
        let whole = three_pieces().concat();
        for place in 0..whole.len() {
            let mut changed = whole.clone();
            changed[place] ^= 1;
            assert!(opened(id(1), &changed, 1024).is_err(), "byte {place}");
        }
    }
}
