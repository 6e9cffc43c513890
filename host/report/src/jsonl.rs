use std::io::{self, Write};

use lictor_model::Record;

use crate::{Report, Summary};

/// One record per line, as serde writes it, and nothing else.
pub(crate) struct Jsonl<'a> {
    out: Box<dyn Write + Send + 'a>,
    line: Vec<u8>,
}

impl<'a> Jsonl<'a> {
    pub(crate) fn new(out: Box<dyn Write + Send + 'a>) -> Self {
        Self { out, line: Vec::new() }
    }
}

impl Report for Jsonl<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.line.clear();
        serde_json::to_writer(&mut self.line, record)?;
        self.line.push(b'\n');
        self.out.write_all(&self.line)
    }

    fn finish(&mut self, _: &Summary) -> io::Result<()> {
        self.out.flush()
    }
}
