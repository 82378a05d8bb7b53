//! Norms by article, with the published figures.
