//! The same timeline as plain text, Markdown or JSON. Pure functions; nothing here asks the simulator anything.
