//! Packs the scenarios that ship inside the program: their texts are a third of what they would be.

use std::path::Path;
use std::{env, fs};

#[path = "src/lesson/shipped.rs"]
mod shipped;

fn main() {
    println!("cargo::rerun-if-changed=src/lesson/shipped.rs");
    let mut texts = String::new();
    let mut lengths = Vec::new();
    for name in shipped::SHIPPED {
        let path = Path::new("scenarios").join(name);
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()));
        texts.push_str(&text);
        lengths.push(text.len());
    }
    let out = env::var_os("OUT_DIR").expect("cargo tells build scripts where to write");
    let out = Path::new(&out);
    fs::write(out.join("scenarios.lz4"), lz4_flex::block::compress(texts.as_bytes()))
        .expect("the packed texts are written");
    fs::write(out.join("scenario-lengths.rs"), format!("{lengths:?}")).expect("their lengths are written");
}
