//! Text for people on standard output and standard error, in seven-bit signs where that is asked for. What programs read
//! never goes this way: JSON stays as it is.

use super::settings::Settings;
use crate::diagnostic::seven_bit;
use std::io::{self, Write};

/// A writer of text.
pub(crate) struct Text<W> {
    to: W,
    ascii: bool,
}

impl Settings {
    /// Standard output, for text.
    pub fn text_out(&self) -> Text<io::StdoutLock<'static>> {
        self.text_to(io::stdout().lock())
    }

    /// Text goes there.
    pub fn text_to<W: Write>(&self, to: W) -> Text<W> {
        Text { to, ascii: self.ascii }
    }
}

impl<W: Write> Write for Text<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.ascii {
            return self.to.write(bytes);
        }
        // Whoever writes text writes whole signs.
        self.to.write_all(seven_bit(&String::from_utf8_lossy(bytes)).as_bytes())?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}
