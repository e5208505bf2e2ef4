//! The scenarios that ship inside the program, so that it needs no files on disk.
//!
//! The build packs their texts one after the other (`build.rs`); they are unpacked once, when the first is asked for.

use super::shipped::SHIPPED;
use miniz_oxide::inflate::decompress_slice_iter_to_slice;
use std::sync::LazyLock;

static PACKED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/scenarios.deflate"));

/// Length of each text in bytes, in the order of [`SHIPPED`].
static LENGTHS: [usize; SHIPPED.len()] = include!(concat!(env!("OUT_DIR"), "/scenario-lengths.rs"));

// What the build has packed can be unpacked; a test compares every text with its file.
static TEXTS: LazyLock<String> = LazyLock::new(|| {
    // Room for just what is in it: a vector that grows takes twice as much, and the time to move it.
    let mut unpacked = vec![0; LENGTHS.iter().sum()];
    let done = decompress_slice_iter_to_slice(&mut unpacked, std::iter::once(PACKED), false, true);
    if done.is_ok() { String::from_utf8(unpacked).unwrap_or_default() } else { String::new() }
});

static SCENARIOS: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    let mut rest = TEXTS.as_str();
    let cut = SHIPPED.iter().zip(LENGTHS).map_while(|(name, length)| {
        let (text, after) = rest.split_at_checked(length)?;
        rest = after;
        Some((*name, text))
    });
    cut.collect()
});

/// File name and text of every shipped scenario, in the order of the home screen.
pub fn embedded() -> &'static [(&'static str, &'static str)] {
    &SCENARIOS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_ships_word_for_word() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
        for (name, text) in embedded() {
            assert_eq!(*text, std::fs::read_to_string(folder.join(name)).expect("the file"), "{name}");
        }
        let files = std::fs::read_dir(folder).expect("the folder").filter(|entry| {
            entry.as_ref().is_ok_and(|entry| entry.path().extension().is_some_and(|extension| extension == "toml"))
        });
        assert_eq!(files.count(), embedded().len());
    }
}
