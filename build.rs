//! Unpacks the compiled core gazetteer, so that it lies in the program ready to be read.

use std::path::Path;
use std::{env, error::Error, fs};

fn main() -> Result<(), Box<dyn Error>> {
    let packed = Path::new("gazetteer/core.makan.zst");
    println!("cargo::rerun-if-changed={}", packed.display());
    println!("cargo::rerun-if-changed=build.rs");
    let target = Path::new(&env::var("OUT_DIR")?).join("core.makan");
    let bytes = if packed.exists() { zstd::decode_all(fs::File::open(packed)?)? } else { Vec::new() };
    fs::write(target, bytes)?;
    Ok(())
}
