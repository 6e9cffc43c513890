//! From lines to records.

use std::io;
use std::sync::atomic::AtomicBool;

use lictor::{Guard, Record, Sample, Session, Source};
use lictor_model::Map;

use super::flow::Flow;
use super::input::{Inputs, Line};
use super::progress::Progress;

/// One run.
pub(crate) struct Work<'a> {
    pub(crate) guard: &'a Guard,
    pub(crate) map: Option<&'a Map>,
    pub(crate) workflow: Option<&'a str>,
    pub(crate) jobs: usize,
    pub(crate) stop: &'a AtomicBool,
}

impl Work<'_> {
    /// Checks every line and gives the records to `write` in input order.
    ///
    /// # Errors
    /// The first that `write` gave; the run then stops.
    pub(crate) fn run(
        &self,
        inputs: Inputs,
        progress: &Progress,
        mut write: impl FnMut(&Record) -> io::Result<()>,
    ) -> io::Result<()> {
        let worker = || {
            let mut session = self.guard.session();
            move |line: Line, records: &mut Vec<Record>| self.check_line(&mut session, line, records)
        };
        Flow { jobs: self.jobs, stop: self.stop }.run(inputs, progress, worker, |record| write(&record))
    }

    fn check_line(&self, session: &mut Session<'_>, line: Line, records: &mut Vec<Record>) {
        let source = Source { file: line.file.to_string(), line: line.number };
        let samples = line.text.and_then(|text| match self.map {
            Some(map) => map.samples(&text),
            None => Sample::from_json(&text).map(|sample| vec![sample]).map_err(|error| error.to_string()),
        });
        match samples {
            Err(message) => records.push(self.unreadable(source, message)),
            Ok(samples) => {
                let several = samples.len() > 1;
                for (index, mut sample) in samples.into_iter().enumerate() {
                    let place = || format!("{}:{}", source.file, source.line);
                    let id = sample.id.get_or_insert_with(place);
                    if several {
                        id.push_str(&format!("#{index}"));
                    }
                    if sample.workflow.is_none() {
                        sample.workflow = self.workflow.map(str::to_owned);
                    }
                    let mut record = session.check(&sample);
                    record.source = Some(source.clone());
                    records.push(record);
                }
            }
        }
    }

    /// The record of a line that holds no sample.
    fn unreadable(&self, source: Source, message: String) -> Record {
        let id = if source.line == 0 { source.file.clone() } else { format!("{}:{}", source.file, source.line) };
        let record = self.guard.unread(id, self.workflow.map(str::to_owned), message);
        Record { source: Some(source), ..record }
    }
}
