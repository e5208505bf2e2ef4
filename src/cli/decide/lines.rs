//! Lines out of a stream, a batch at a time: what can be had without waiting, and never more than memory should hold.

use crate::iam::case::LONGEST_LINE;
use std::io::{self, BufRead, BufReader, Read};

/// A batch ends when it has so many bytes: enough work to be worth handing over, and answers soon enough.
const BATCH: usize = 128 << 10;

pub(super) struct Lines<R> {
    input: BufReader<R>,
}

impl<R: Read> Lines<R> {
    pub fn new(input: R) -> Self {
        Self { input: BufReader::with_capacity(BATCH, input) }
    }

    /// The next lines, each with its end; empty when there are none. It waits for the first one only: somebody who types
    /// a line wants its answer, and so does a program that waits for it before it sends another.
    pub fn batch(&mut self) -> io::Result<Vec<u8>> {
        let mut batch = Vec::new();
        while self.line(&mut batch)? && batch.len() < BATCH && self.input.buffer().contains(&b'\n') {}
        Ok(batch)
    }

    /// Adds the next line to `batch`, the rest of one that is too long left out. Whether there was one.
    fn line(&mut self, batch: &mut Vec<u8>) -> io::Result<bool> {
        // A little more than allowed tells a long line from one of just that length.
        let limit = LONGEST_LINE as u64 + 2;
        let length = (&mut self.input).take(limit).read_until(b'\n', batch)?;
        if length > 0 && batch.last() != Some(&b'\n') {
            if length as u64 == limit {
                self.skip_line()?;
            }
            batch.push(b'\n');
        }
        Ok(length > 0)
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            if buffer.is_empty() {
                return Ok(());
            }
            if let Some(end) = buffer.iter().position(|byte| *byte == b'\n') {
                self.input.consume(end + 1);
                return Ok(());
            }
            let length = buffer.len();
            self.input.consume(length);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives one piece at each read, as a pipe does.
    struct Pieces(Vec<&'static [u8]>);

    impl Read for Pieces {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            let Some(piece) = self.0.first_mut() else { return Ok(0) };
            let length = piece.len().min(into.len());
            into[..length].copy_from_slice(&piece[..length]);
            *piece = &piece[length..];
            if piece.is_empty() {
                self.0.remove(0);
            }
            Ok(length)
        }
    }

    #[test]
    fn a_batch_is_what_has_come_up_to_the_end_of_a_line() {
        let mut lines = Lines::new(Pieces(vec![b"one\ntwo\nthr", b"ee\n", b"four\n", b"five"]));
        for expected in ["one\ntwo\n", "three\n", "four\n", "five\n", ""] {
            assert_eq!(lines.batch().expect("it is read"), expected.as_bytes());
        }
    }

    #[test]
    fn a_batch_of_a_long_text_ends() {
        let text = "a line\n".repeat(100_000);
        let mut lines = Lines::new(text.as_bytes());
        let mut whole = Vec::new();
        loop {
            let batch = lines.batch().expect("it is read");
            if batch.is_empty() {
                break;
            }
            assert!(batch.len() < BATCH + 10 && batch.ends_with(b"\n"));
            whole.extend(batch);
        }
        assert_eq!(whole, text.as_bytes());
    }

    #[test]
    fn of_a_line_without_end_only_the_beginning_is_kept() {
        let endless = std::io::repeat(b'x').take(LONGEST_LINE as u64 * 2).chain(&b"\nnext"[..]);
        let mut lines = Lines::new(endless);
        assert_eq!(lines.batch().expect("it is read").len(), LONGEST_LINE + 3);
        assert_eq!(lines.batch().expect("it is read"), b"next\n");
    }
}
