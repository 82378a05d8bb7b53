//! Evidence as files: what they may be, where their bytes are kept, and who looks for viruses in them.
//!
//! Bytes come first, under an id that says nothing of them; the row that makes a document of them comes after, in a turn.
//! What never got a row, and what has lost it, is swept away.

mod media;
mod piece;
mod scanner;
mod scanning;
mod settings;
mod shelf;
mod structure;
mod sweep;

pub use media::{Contradicted, MediaType, TELLING};
pub use scanner::Scanner;
pub use scanning::Scanning;
pub use settings::{Bucket, DocumentSettings, Place, ScannerSettings};
pub use shelf::{Shelf, ShelfError, Shelved, Shelving};
pub use structure::{NotWhole, Structure};
pub use sweep::sweep;
