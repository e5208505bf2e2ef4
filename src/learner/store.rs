//! The only door to a learner's file.
//!
//! Saving reads the file again under a lock, merges, writes the whole to a temporary file beside it and renames. A file
//! that cannot be read is put aside under another name, never overwritten and never deleted.

use super::record::{FORMAT, Record};
use chrono::{DateTime, Utc};
use etcetera::BaseStrategy;
use serde::Deserialize;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Largest file read and written, in bytes. A record of years without drafts is far below; the drafts of a whole library
/// find room beside it.
const LARGEST: u64 = 32 << 20;
/// The first line of the file.
const HEADING: &str =
    "# Progress of the learner, written by rolecall. Plain text: it may be read, copied and merged.\n";
/// How long to wait for another program that is saving.
const PATIENCE: Duration = Duration::from_secs(2);

/// Where a record is kept.
#[derive(Debug, Clone)]
pub struct Store {
    file: PathBuf,
    largest: u64,
}

/// A record read, and what has to be said about it.
#[derive(Debug, Clone, Default)]
pub struct Loaded {
    /// The record.
    pub record: Record,
    /// A damaged file was put aside, or the like.
    pub notice: Option<String>,
}

/// A record that could not be kept. The lesson goes on.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The platform names no folder for it.
    #[error("no folder for progress is known; set ROLECALL_STATE_DIR to one")]
    NoFolder,
    /// Reading, writing or locking failed.
    #[error("progress cannot be kept in `{path}`: {why}")]
    Io {
        /// The file or folder.
        path: String,
        /// The system's words.
        why: String,
    },
    /// Another program holds the lock.
    #[error("another rolecall is still saving to `{path}`; progress will be saved with the next change")]
    Busy {
        /// The lock file.
        path: String,
    },
    /// There is more to keep than a file may hold.
    #[error("`{path}` would have {bytes} bytes and could not be read again; the file from before is left as it is")]
    TooLarge {
        /// The file.
        path: String,
        /// The size that it would have.
        bytes: usize,
    },
    /// The file was written by a newer program.
    #[error("`{path}` was written by a newer rolecall (format {format}); it is left as it is")]
    Newer {
        /// The file.
        path: String,
        /// Its format.
        format: u32,
    },
}

impl Store {
    /// The store in `folder`.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { file: folder.into().join("progress.toml"), largest: LARGEST }
    }

    /// The store in the platform's folder for state, or in `chosen` when one is given.
    pub fn open(chosen: Option<PathBuf>) -> Result<Self, StoreError> {
        if let Some(folder) = chosen {
            return Ok(Self::in_folder(folder));
        }
        let strategy = etcetera::choose_base_strategy().map_err(|_| StoreError::NoFolder)?;
        let folder = strategy.state_dir().unwrap_or_else(|| strategy.data_dir());
        Ok(Self::in_folder(folder.join("rolecall")))
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.file
    }

    /// Reads the record. A missing file is an empty record; a damaged one is put aside, named after `now`.
    pub fn load(&self, now: DateTime<Utc>) -> Result<Loaded, StoreError> {
        let text = match self.read() {
            Ok(None) => return Ok(Loaded::default()),
            Ok(Some(text)) => text,
            Err(Damage::Io(error)) => return Err(error),
            Err(Damage::Unreadable(why)) => return self.put_aside(&why, now),
        };
        match parse(&text) {
            Ok(Parsed::Record(record)) => Ok(Loaded { record, notice: None }),
            Ok(Parsed::Newer(format)) => Err(StoreError::Newer { path: self.file.display().to_string(), format }),
            Err(why) => self.put_aside(&why, now),
        }
    }

    /// Tries whether anything can be kept: a file is made in the folder, and gone at once. The error names the folder.
    pub fn try_out(&self) -> Result<(), StoreError> {
        let folder = self.folder();
        fs::create_dir_all(folder)
            .and_then(|()| tempfile::tempfile_in(folder))
            .map(drop)
            .map_err(|error| self.io(folder, &error))
    }

    fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new("."))
    }

    /// Merges `record` into the file and gives the whole.
    pub fn save(&self, record: &Record, now: DateTime<Utc>) -> Result<Loaded, StoreError> {
        let folder = self.folder();
        fs::create_dir_all(folder).map_err(|error| self.io(folder, &error))?;
        let _lock = self.lock()?;
        let mut loaded = self.load(now)?;
        let before = loaded.record.clone();
        loaded.record.merge(record);
        if loaded.record == before && self.file.exists() {
            return Ok(loaded);
        }
        let text = toml::to_string(&loaded.record).map_err(|error| self.io(&self.file, &error))?;
        let bytes = HEADING.len() + text.len();
        if bytes as u64 > self.largest {
            return Err(StoreError::TooLarge { path: self.file.display().to_string(), bytes });
        }
        let mut file = tempfile::Builder::new()
            .prefix(".progress")
            .suffix(".toml")
            .tempfile_in(folder)
            .map_err(|error| self.io(folder, &error))?;
        file.write_all(HEADING.as_bytes())
            .and_then(|()| file.write_all(text.as_bytes()))
            .and_then(|()| file.as_file().sync_all())
            .map_err(|error| self.io(&self.file, &error))?;
        file.persist(&self.file).map_err(|error| self.io(&self.file, &error.error))?;
        Ok(loaded)
    }

    fn read(&self) -> Result<Option<String>, Damage> {
        let size = match fs::metadata(&self.file) {
            Ok(data) => data.len(),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(Damage::Io(self.io(&self.file, &error))),
        };
        if size > self.largest {
            return Err(Damage::Unreadable(format!("it has {size} bytes")));
        }
        let bytes = fs::read(&self.file).map_err(|error| Damage::Io(self.io(&self.file, &error)))?;
        String::from_utf8(bytes).map(Some).map_err(|_| Damage::Unreadable("it is not text".to_owned()))
    }

    fn put_aside(&self, why: &str, now: DateTime<Utc>) -> Result<Loaded, StoreError> {
        let stamp = now.format("%Y%m%dT%H%M%SZ");
        let aside = (0..100)
            .map(|try_number| {
                let more = if try_number == 0 { String::new() } else { format!("-{try_number}") };
                self.file.with_file_name(format!("progress.toml.damaged-{stamp}{more}"))
            })
            .find(|path| !path.exists())
            .ok_or_else(|| self.io(&self.file, &"too many damaged files beside it"))?;
        fs::rename(&self.file, &aside).map_err(|error| self.io(&self.file, &error))?;
        let name = aside.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let notice = format!("the damaged progress file is kept as {name}, a new one was begun: {why}");
        Ok(Loaded { record: Record::default(), notice: Some(notice) })
    }

    /// Holds the lock until the file is dropped.
    fn lock(&self) -> Result<File, StoreError> {
        let path = self.file.with_file_name("progress.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            // Where it could not be made, the folder is at fault.
            .map_err(|error| self.io(if path.exists() { &path } else { self.folder() }, &error))?;
        let begin = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(file),
                Err(fs::TryLockError::WouldBlock) if begin.elapsed() < PATIENCE => {
                    std::thread::sleep(Duration::from_millis(5));
                }
                Err(fs::TryLockError::WouldBlock) => return Err(StoreError::Busy { path: path.display().to_string() }),
                Err(fs::TryLockError::Error(error)) => return Err(self.io(&path, &error)),
            }
        }
    }

    #[expect(clippy::unused_self, reason = "reads as the store's own error")]
    fn io(&self, path: &Path, why: &dyn std::fmt::Display) -> StoreError {
        StoreError::Io { path: path.display().to_string(), why: why.to_string() }
    }
}

enum Damage {
    Io(StoreError),
    Unreadable(String),
}

enum Parsed {
    Record(Record),
    Newer(u32),
}

/// Every version of the file says its format, whatever else it holds.
#[derive(Deserialize)]
struct Head {
    format: u32,
}

/// Reads the file's text. The format is read first: a newer file may have any shape and is not damaged for that. An
/// older one is a record in which nothing of what came later has happened.
fn parse(text: &str) -> Result<Parsed, String> {
    match from_toml::<Head>(text)?.format {
        newer if newer > FORMAT => Ok(Parsed::Newer(newer)),
        _ => {
            let mut record = Record { format: FORMAT, ..from_toml(text)? };
            record.sanitize();
            Ok(Parsed::Record(record))
        }
    }
}

fn from_toml<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, String> {
    toml::from_str(text).map_err(|error: toml::de::Error| {
        let line = error.span().map_or(1, |span| text.get(..span.start).unwrap_or_default().matches('\n').count() + 1);
        format!("line {line}: {}", error.message().lines().next().unwrap_or_default())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What cannot be read again is not written: it would be put aside as damaged the next time.
    #[test]
    fn a_record_that_is_too_large_leaves_the_file_as_it_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let store = Store { largest: 1000, ..Store::in_folder(folder.path()) };
        let at = DateTime::UNIX_EPOCH;
        let mut record = Record::default();
        record.draft("l", "p", &"x".repeat(500), at).expect("kept");
        store.save(&record, at).expect("saved");
        let mut more = Record::default();
        more.draft("l", "q", &"x".repeat(500), at).expect("kept");
        let error = store.save(&more, at).expect_err("too large");
        assert!(matches!(error, StoreError::TooLarge { bytes: 1001.., .. }), "{error}");
        assert_eq!(store.load(at).expect("read").record, record);
        let files = fs::read_dir(folder.path()).expect("a folder").count();
        assert_eq!(files, 2, "only the record and its lock");
    }
}
