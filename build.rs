//! Packs the texts that ship inside the program, the scenarios and the tables of AWS's actions: packed they are a fifth.

use std::path::{Path, PathBuf};
use std::{env, fs};

#[path = "src/lesson/shipped.rs"]
mod shipped;

/// In this order.
const TABLES: [&str; 3] = ["s3.json", "sts.json", "iam.json"];

fn main() {
    println!("cargo::rerun-if-changed=src/lesson/shipped.rs");
    let scenarios = shipped::SHIPPED.map(|name| read(&Path::new("scenarios").join(name)));
    write("scenarios.deflate", packed(&scenarios));
    write("scenario-lengths.rs", format!("{:?}", scenarios.map(|text| text.len())));
    let tables = TABLES.map(|name| read(&Path::new("assets/service-data").join(name)));
    write("service-data.deflate", packed(&tables));
}

/// As small as it gets: packed once, and unpacked faster than read.
fn packed(texts: &[String]) -> Vec<u8> {
    miniz_oxide::deflate::compress_to_vec(texts.concat().as_bytes(), 10)
}

fn read(path: &Path) -> String {
    println!("cargo::rerun-if-changed={}", path.display());
    fs::read_to_string(path).unwrap_or_else(|error| panic!("cannot read {}: {error}", path.display()))
}

fn write(name: &str, content: impl AsRef<[u8]>) {
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo tells build scripts where to write"));
    fs::write(folder.join(name), content).unwrap_or_else(|error| panic!("cannot write {name}: {error}"));
}
