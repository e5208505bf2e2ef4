//! A short, repeatable run of the fuzz bodies on a stable toolchain: every seed, and mutations of every seed.
//!
//! `ROLECALL_FUZZ_ROUNDS` sets how many mutations of each seed are tried (few by default, so CI stays quick). Seeds named
//! `found-` come from coverage-guided runs: the few of many thousand that reach the most code.

#[path = "../fuzz/bodies.rs"]
mod bodies;

use std::path::Path;

/// Small, well-known pseudo-random generator (splitmix64), so that a failure repeats.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}

/// Texts that parsers like to stumble over.
const SPLINTERS: [&str; 18] = [
    "{",
    "}",
    "[",
    "]",
    "\"",
    "'''",
    "\\u0000",
    "\\ud800",
    "\u{1b}[31m",
    "\u{202e}",
    "${",
    "${aws:username, '",
    "*",
    "?",
    "999999999999999999999",
    "-",
    "\n",
    "é",
];

fn mutate(seed: &str, random: &mut Random) -> String {
    let mut characters: Vec<char> = seed.chars().collect();
    for _ in 0..=random.below(4) {
        let at = random.below(characters.len() + 1);
        let end = (at + random.below(12)).min(characters.len());
        match random.below(4) {
            0 => drop(characters.drain(at..end)),
            1 => {
                let piece: Vec<char> = characters[at..end].to_vec();
                let to = random.below(characters.len() + 1);
                characters.splice(to..to, piece);
            }
            2 => drop(characters.splice(at..at, SPLINTERS[random.below(SPLINTERS.len())].chars())),
            _ => characters.truncate(at),
        }
    }
    characters.into_iter().collect()
}

fn run(folder: &str, body: fn(&str)) {
    let rounds: usize = std::env::var("ROLECALL_FUZZ_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(12);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/seeds").join(folder);
    let mut seeds: Vec<_> = std::fs::read_dir(&folder)
        .expect("seeds are checked in")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    seeds.sort();
    assert!(seeds.len() >= 5, "too few seeds in {}", folder.display());
    for (position, path) in seeds.iter().enumerate() {
        let bytes = std::fs::read(path).expect("a seed is readable");
        let seed = String::from_utf8_lossy(&bytes);
        body(&seed);
        let mut random = Random(position as u64);
        for _ in 0..rounds {
            body(&mutate(&seed, &mut random));
        }
    }
}

#[test]
fn policy_texts() {
    run("policy", bodies::policy);
}

#[test]
fn scenario_texts() {
    run("scenario", bodies::scenario);
}

#[test]
fn decision_cases() {
    run("case", bodies::case);
}
