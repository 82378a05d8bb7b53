//! Compiles `proto/` without a system protoc and keeps the descriptor set for gRPC reflection.

use std::path::{Path, PathBuf};

use prost::Message;

fn main() -> anyhow::Result<()> {
    // Read when it runs: a build script may be kept from another checkout.
    let root = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR")?).join("../../proto");
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();

    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    std::fs::write(out.join("descriptors.bin"), descriptors.encode_to_vec())?;
    let mut config = prost_build::Config::new();
    config.enable_type_names();
    tonic_prost_build::configure()
        // Personal data must not reach a log by way of a derived Debug.
        .skip_debug(["."])
        .emit_rerun_if_changed(false)
        .compile_fds_with_config(descriptors, config)?;
    println!("cargo:rerun-if-changed={}", root.display());
    Ok(())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
