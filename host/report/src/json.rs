use std::io::{self, Write};

use lictor_model::{PolicyRef, Record};
use serde::Serialize;

use crate::{Context, Report, Summary};

/// One object: what was run, the records (a line each), the summary.
pub(crate) struct Json<'a> {
    out: Box<dyn Write + Send + 'a>,
    line: Vec<u8>,
    first: bool,
}

#[derive(Serialize)]
struct Header<'a> {
    version: &'a str,
    policy: &'a PolicyRef,
    today: &'a str,
}

impl<'a> Json<'a> {
    pub(crate) fn start(mut out: Box<dyn Write + Send + 'a>, context: Context<'a>) -> io::Result<Self> {
        let header = Header { version: context.tool_version, policy: &context.policy, today: context.today };
        let mut line = serde_json::to_vec(&header)?;
        // The object stays open for the records.
        line.pop();
        line.extend(b",\"records\":[");
        out.write_all(&line)?;
        Ok(Self { out, line, first: true })
    }
}

impl Report for Json<'_> {
    fn record(&mut self, record: &Record) -> io::Result<()> {
        self.line.clear();
        self.line.extend(if self.first { b"\n".as_slice() } else { b",\n" });
        self.first = false;
        serde_json::to_writer(&mut self.line, record)?;
        self.out.write_all(&self.line)
    }

    fn finish(&mut self, summary: &Summary) -> io::Result<()> {
        self.line.clear();
        self.line.extend(b"\n],\"summary\":");
        serde_json::to_writer(&mut self.line, summary)?;
        self.line.extend(b"}\n");
        self.out.write_all(&self.line)?;
        self.out.flush()
    }
}
