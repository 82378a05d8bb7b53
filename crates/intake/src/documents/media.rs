use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a document may be. What a file holds decides, not what its sender says it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MediaType {
    Pdf,
    Jpeg,
    Png,
    Tiff,
    /// Photos as telephones make them.
    Heic,
    Docx,
}

/// Why a file is not taken in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Contradicted {
    /// It holds something that is not on the list.
    #[error("holds something that is not taken in")]
    NotTaken,
    /// It holds one kind on the list, and its sender says another.
    #[error("holds another kind of file than its sender says")]
    AnotherKind,
}

/// This much of a file tells what it is.
pub const TELLING: usize = 16 * 1024;

impl MediaType {
    pub const ALL: [Self; 6] = [Self::Pdf, Self::Jpeg, Self::Png, Self::Tiff, Self::Heic, Self::Docx];

    /// As settings write it.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Jpeg => "jpeg",
            Self::Png => "png",
            Self::Tiff => "tiff",
            Self::Heic => "heic",
            Self::Docx => "docx",
        }
    }

    /// As HTTP writes it.
    pub const fn mime(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Tiff => "image/tiff",
            Self::Heic => "image/heic",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// What a consultant reads.
    pub const fn dutch(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Jpeg => "foto (JPEG)",
            Self::Png => "afbeelding (PNG)",
            Self::Tiff => "scan (TIFF)",
            Self::Heic => "foto (HEIC)",
            Self::Docx => "tekst (DOCX)",
        }
    }

    /// What the first bytes of a file show it to be.
    pub fn of_content(start: &[u8]) -> Option<Self> {
        match infer::get(start)?.mime_type() {
            // The library names the family; a telephone says which member.
            "image/heif" => Some(Self::Heic),
            mime => Self::of_mime(mime),
        }
    }

    fn of_mime(mime: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.mime() == mime)
    }

    /// What a file is, when that is on the list and is what its sender says.
    ///
    /// # Errors
    ///
    /// `Contradicted`.
    pub fn checked(start: &[u8], declared: &str, taken: &[Self]) -> Result<Self, Contradicted> {
        let found =
            Self::of_content(start).filter(|found| taken.contains(found)).ok_or(Contradicted::NotTaken)?;
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        let said = match declared.as_str() {
            "image/heif" => Some(Self::Heic),
            // What a browser says of a file it does not know contradicts nothing.
            "application/octet-stream" | "" => Some(found),
            mime => Self::of_mime(mime),
        };
        if said == Some(found) { Ok(found) } else { Err(Contradicted::AnotherKind) }
    }
}

/// The text names no kind of document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("is not a kind of document")]
pub struct UnknownKind;

impl FromStr for MediaType {
    type Err = UnknownKind;

    fn from_str(text: &str) -> Result<Self, UnknownKind> {
        Self::ALL.into_iter().find(|known| known.code() == text).ok_or(UnknownKind)
    }
}

#[cfg(test)]
mod tests {
    use rstest::rstest;

    use super::*;

    const PDF: &[u8] = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n";
    const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00";
    const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR";
    const TIFF: &[u8] = b"II*\x00\x08\x00\x00\x00\x00\x00\x00\x00";
    const HEIC: &[u8] = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic";
    const PROGRAM: &[u8] = b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00";
    const PAGE: &[u8] = b"<!DOCTYPE html><html><script>alert(1)</script></html>";

    /// A stored entry of a ZIP file: its header, its name and forty bytes.
    fn entry(name: &str) -> Vec<u8> {
        let mut bytes = b"PK\x03\x04\x14\x00\x00\x00\x00\x00\x00\x00\x00\x00".to_vec();
        bytes.extend([0, 0, 0, 0, 40, 0, 0, 0, 40, 0, 0, 0]);
        bytes.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.bytes());
        bytes.extend([b'x'; 40]);
        bytes
    }

    fn docx() -> Vec<u8> {
        ["[Content_Types].xml", "_rels/.rels", "word/document.xml", "word/styles.xml"].map(entry).concat()
    }

    #[rstest]
    #[case(PDF, "application/pdf", Ok(MediaType::Pdf))]
    #[case(PDF, "Application/PDF; charset=binary", Ok(MediaType::Pdf))]
    #[case(PDF, "application/octet-stream", Ok(MediaType::Pdf))]
    #[case(PDF, "image/png", Err(Contradicted::AnotherKind))]
    #[case(PDF, "text/html", Err(Contradicted::AnotherKind))]
    #[case(JPEG, "image/jpeg", Ok(MediaType::Jpeg))]
    #[case(PNG, "image/png", Ok(MediaType::Png))]
    #[case(PNG, "application/pdf", Err(Contradicted::AnotherKind))]
    #[case(TIFF, "image/tiff", Ok(MediaType::Tiff))]
    #[case(HEIC, "image/heic", Ok(MediaType::Heic))]
    #[case(HEIC, "image/heif", Ok(MediaType::Heic))]
    #[case(PROGRAM, "application/pdf", Err(Contradicted::NotTaken))]
    #[case(PAGE, "application/pdf", Err(Contradicted::NotTaken))]
    #[case(b"", "application/pdf", Err(Contradicted::NotTaken))]
    #[case(b"zomaar tekst", "application/pdf", Err(Contradicted::NotTaken))]
    fn what_a_file_holds_decides(
        #[case] start: &[u8],
        #[case] declared: &str,
        #[case] expected: Result<MediaType, Contradicted>,
    ) {
        assert_eq!(MediaType::checked(start, declared, &MediaType::ALL), expected);
    }

    #[test]
    fn a_letter_is_told_from_any_other_archive() {
        assert_eq!(MediaType::of_content(&docx()), Some(MediaType::Docx));
        assert_eq!(MediaType::of_content(&entry("programma.exe")), None);
    }

    #[test]
    fn what_is_not_on_the_list_is_not_taken() {
        let taken = [MediaType::Jpeg];
        assert_eq!(MediaType::checked(PDF, "application/pdf", &taken), Err(Contradicted::NotTaken));
    }
}
