//! Whether a file is whole: its form from the first byte to the last, looked at as it comes in, a few bytes kept at a time.
//! What the picture or the text says is nobody's business here, so nothing is unpacked and nothing can grow.

use super::MediaType;

/// The end of a PDF stands within so many bytes from its last.
const TAIL: usize = 1024;
const PNG_START: &[u8] = b"\x89PNG\r\n\x1a\n";
/// A chunk or segment is told by no more bytes.
const LONGEST_HEAD: usize = 13;

/// The file is cut off, damaged, or something else behind a few bytes of its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not a whole file of its kind")]
pub struct NotWhole;

/// A file on its way in, as far as its form is known.
pub enum Structure {
    Pdf(Pdf),
    Png(Png),
    Jpeg(Jpeg),
    /// Of this kind only the first bytes are looked at.
    Other,
}

impl Structure {
    pub fn of(media: MediaType) -> Self {
        match media {
            MediaType::Pdf => Self::Pdf(Pdf::default()),
            MediaType::Png => Self::Png(Png::default()),
            MediaType::Jpeg => Self::Jpeg(Jpeg::default()),
            MediaType::Tiff | MediaType::Heic | MediaType::Docx => Self::Other,
        }
    }

    /// The next bytes of the file.
    ///
    /// # Errors
    ///
    /// [`NotWhole`] as soon as no such file goes on like this.
    pub fn put(&mut self, bytes: &[u8]) -> Result<(), NotWhole> {
        match self {
            Self::Pdf(pdf) => pdf.put(bytes),
            Self::Png(png) => return png.put(bytes),
            Self::Jpeg(jpeg) => return jpeg.put(bytes),
            Self::Other => {}
        }
        Ok(())
    }

    /// That was all.
    ///
    /// # Errors
    ///
    /// [`NotWhole`] when there should be more.
    pub fn end(&self) -> Result<(), NotWhole> {
        let whole = match self {
            Self::Pdf(pdf) => pdf.is_whole(),
            Self::Png(png) => matches!(png.at, InPng::End),
            Self::Jpeg(jpeg) => matches!(jpeg.at, InJpeg::End),
            Self::Other => true,
        };
        if whole { Ok(()) } else { Err(NotWhole) }
    }
}

/// A PDF ends with where its table of contents stands (ISO 32000-1 § 7.5.5).
#[derive(Default)]
pub struct Pdf {
    tail: Vec<u8>,
    size: u64,
}

impl Pdf {
    fn put(&mut self, bytes: &[u8]) {
        self.size = self.size.saturating_add(bytes.len() as u64);
        self.tail.extend_from_slice(&bytes[bytes.len().saturating_sub(TAIL)..]);
        self.tail.drain(..self.tail.len().saturating_sub(TAIL));
    }

    /// `startxref`, a place within the file, `%%EOF`.
    fn is_whole(&self) -> bool {
        let last = |what: &[u8], before: usize| {
            self.tail[..before].windows(what.len()).rposition(|window| window == what)
        };
        let Some(end) = last(b"%%EOF", self.tail.len()) else { return false };
        let Some(start) = last(b"startxref", end) else { return false };
        let place = std::str::from_utf8(&self.tail[start + b"startxref".len()..end]);
        let place = place.ok().and_then(|place| place.trim().parse::<u64>().ok());
        place.is_some_and(|place| place < self.size)
    }
}

/// A PNG is chunks, each with its length and a checksum, from `IHDR` to `IEND` and nothing after it (W3C PNG § 5).
#[derive(Default)]
pub struct Png {
    at: InPng,
    head: Vec<u8>,
    sum: crc32fast::Hasher,
    kind: [u8; 4],
    first_seen: bool,
    has_data: bool,
}

#[derive(Default)]
enum InPng {
    #[default]
    Start,
    /// Length and kind of a chunk.
    Head,
    /// So many bytes of it are to come.
    Body(u32),
    Sum,
    End,
}

impl Png {
    fn put(&mut self, mut bytes: &[u8]) -> Result<(), NotWhole> {
        while !bytes.is_empty() {
            match self.at {
                InPng::End => return Err(NotWhole),
                InPng::Body(left) => {
                    let now = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                    let (mine, rest) = bytes.split_at(now);
                    self.sum.update(mine);
                    // `now` is at most `left`.
                    let left = left - u32::try_from(now).unwrap_or(left);
                    self.at = if left == 0 { InPng::Sum } else { InPng::Body(left) };
                    bytes = rest;
                }
                InPng::Start => bytes = self.taken(bytes, PNG_START.len(), Self::start)?,
                InPng::Head => bytes = self.taken(bytes, 8, Self::head)?,
                InPng::Sum => bytes = self.taken(bytes, 4, Self::sum)?,
            }
        }
        Ok(())
    }

    /// Keeps bytes until there are so many, and looks at them then; what is left of them.
    fn taken<'b>(
        &mut self,
        bytes: &'b [u8],
        wanted: usize,
        look: fn(&mut Self) -> Result<(), NotWhole>,
    ) -> Result<&'b [u8], NotWhole> {
        let rest = filled(&mut self.head, bytes, wanted);
        if self.head.len() == wanted {
            look(self)?;
            self.head.clear();
        }
        Ok(rest)
    }

    fn start(&mut self) -> Result<(), NotWhole> {
        self.at = InPng::Head;
        if self.head == PNG_START { Ok(()) } else { Err(NotWhole) }
    }

    fn head(&mut self) -> Result<(), NotWhole> {
        let (length, kind) = self.head.split_at(4);
        let length = u32::from_be_bytes(length.try_into().map_err(|_| NotWhole)?);
        self.kind = kind.try_into().map_err(|_| NotWhole)?;
        let is_first = !std::mem::replace(&mut self.first_seen, true);
        let is_header = &self.kind == b"IHDR";
        let fits = is_first == is_header
            && (!is_header || length == 13)
            && length <= i32::MAX.unsigned_abs()
            && self.kind.iter().all(u8::is_ascii_alphabetic);
        if !fits {
            return Err(NotWhole);
        }
        self.has_data |= &self.kind == b"IDAT" && length > 0;
        self.sum = crc32fast::Hasher::new();
        self.sum.update(&self.kind);
        self.at = if length == 0 { InPng::Sum } else { InPng::Body(length) };
        Ok(())
    }

    fn sum(&mut self) -> Result<(), NotWhole> {
        let said = u32::from_be_bytes(self.head.as_slice().try_into().map_err(|_| NotWhole)?);
        let is_last = &self.kind == b"IEND";
        if self.sum.clone().finalize() != said || is_last && !self.has_data {
            return Err(NotWhole);
        }
        self.at = if is_last { InPng::End } else { InPng::Head };
        Ok(())
    }
}

/// A JPEG is segments, each with its length, then the picture, until the marker of its end (ITU T.81 annex B). Telephones
/// put more behind that; nobody reads it.
#[derive(Default)]
pub struct Jpeg {
    at: InJpeg,
    head: Vec<u8>,
    has_frame: bool,
    has_scan: bool,
}

#[derive(Default)]
enum InJpeg {
    #[default]
    Start,
    /// A marker, with bytes that only fill before it.
    Marker,
    /// The length of the segment of a marker.
    Length(u8),
    /// So many bytes of it are to come.
    Segment(u16, u8),
    /// The picture itself.
    Scan,
    /// The same, behind a byte that may begin a marker.
    ScanMarker,
    End,
}

impl Jpeg {
    fn put(&mut self, mut bytes: &[u8]) -> Result<(), NotWhole> {
        while let Some((&byte, rest)) = bytes.split_first() {
            match self.at {
                InJpeg::End => return Ok(()),
                InJpeg::Segment(left, marker) => {
                    let now = bytes.len().min(left.into());
                    let left = left - u16::try_from(now).unwrap_or(left);
                    bytes = &bytes[now..];
                    self.at = if left == 0 { self.after(marker) } else { InJpeg::Segment(left, marker) };
                    continue;
                }
                InJpeg::Scan => {
                    let Some(next) = bytes.iter().position(|byte| *byte == 0xff) else { return Ok(()) };
                    bytes = &bytes[next + 1..];
                    self.at = InJpeg::ScanMarker;
                    continue;
                }
                InJpeg::Start | InJpeg::Marker => self.marker(byte)?,
                InJpeg::Length(marker) => self.length(byte, marker)?,
                InJpeg::ScanMarker => match byte {
                    // A byte of the picture, or where it may be picked up again.
                    0x00 | 0xd0..=0xd7 => self.at = InJpeg::Scan,
                    0xff => {}
                    marker => self.begin(marker)?,
                },
            }
            bytes = rest;
        }
        Ok(())
    }

    fn marker(&mut self, byte: u8) -> Result<(), NotWhole> {
        let is_start = matches!(self.at, InJpeg::Start);
        match (self.head.is_empty(), byte) {
            (true, 0xff) => self.head.push(byte),
            (true, _) => return Err(NotWhole),
            // Any number of them may stand before a marker.
            (false, 0xff) if !is_start => {}
            (false, 0xd8) if is_start => {
                self.head.clear();
                self.at = InJpeg::Marker;
            }
            (false, _) if is_start => return Err(NotWhole),
            (false, marker) => {
                self.head.clear();
                self.begin(marker)?;
            }
        }
        Ok(())
    }

    /// A marker after the start of the file.
    fn begin(&mut self, marker: u8) -> Result<(), NotWhole> {
        self.at = match marker {
            0xd9 if self.has_frame && self.has_scan => InJpeg::End,
            0x00 | 0x01 | 0xd0..=0xd9 => return Err(NotWhole),
            marker => InJpeg::Length(marker),
        };
        Ok(())
    }

    fn length(&mut self, byte: u8, marker: u8) -> Result<(), NotWhole> {
        self.head.push(byte);
        if let [high, low] = self.head[..] {
            self.head.clear();
            let length = u16::from_be_bytes([high, low]);
            // Its own two bytes are in it.
            let left = length.checked_sub(2).ok_or(NotWhole)?;
            // Frames, apart from tables that stand among their markers.
            self.has_frame |= matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
            if marker == 0xda && !self.has_frame {
                return Err(NotWhole);
            }
            self.at = if left == 0 { self.after(marker) } else { InJpeg::Segment(left, marker) };
        }
        Ok(())
    }

    /// What comes when the segment of a marker is over.
    fn after(&mut self, marker: u8) -> InJpeg {
        if marker == 0xda {
            self.has_scan = true;
            InJpeg::Scan
        } else {
            InJpeg::Marker
        }
    }
}

/// Adds bytes until there are so many; what is left of them.
fn filled<'b>(kept: &mut Vec<u8>, bytes: &'b [u8], wanted: usize) -> &'b [u8] {
    debug_assert!(wanted <= LONGEST_HEAD, "nothing longer is kept");
    let (mine, rest) = bytes.split_at(bytes.len().min(wanted.saturating_sub(kept.len())));
    kept.extend_from_slice(mine);
    rest
}

#[cfg(test)]
mod tests;
