//! Lines in, records out: one thread reads, some check, one writes, in input order and in bounded memory.

use std::collections::BTreeMap;
use std::io;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex};

use lictor::{Dimension, DimensionOutcome, Failure, FailureKind, Guard, Record, Sample, Session, Source, Status};
use lictor_model::Map;

use super::input::{Inputs, Line};
use super::progress::Progress;

/// Lines that travel together, so that threads meet seldom.
const BATCH: usize = 32;

/// Bytes after which a batch travels although it is not full: long lines are enough work each.
const BATCH_BYTES: usize = 256 << 10;

/// Batches per checking thread that may be on their way. Bounds memory when one sample takes long.
const AHEAD: u64 = 4;

/// One run.
pub(crate) struct Work<'a> {
    pub(crate) guard: &'a Guard,
    pub(crate) map: Option<&'a Map>,
    pub(crate) workflow: Option<&'a str>,
    pub(crate) jobs: usize,
    pub(crate) stop: &'a AtomicBool,
}

type Batch = (u64, Vec<Line>);

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
        let (send_lines, lines) = sync_channel::<Batch>(self.jobs * 2);
        let (send_records, records) = sync_channel::<(u64, Vec<Record>)>(self.jobs * 2);
        let lines = Mutex::new(lines);
        let window = Window { written: Mutex::new(0), moved: Condvar::new(), width: AHEAD * self.jobs as u64 };
        let broken = AtomicBool::new(false);
        let counter = inputs.counter();
        std::thread::scope(|scope| {
            scope.spawn(|| self.read(inputs, send_lines, &window, &broken));
            for _ in 0..self.jobs {
                let send = send_records.clone();
                scope.spawn(|| self.check(&lines, send));
            }
            drop(send_records);
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            let mut result = Ok(());
            for (number, batch) in records {
                waiting.insert(number, batch);
                while let Some(batch) = waiting.remove(&next) {
                    next += 1;
                    for record in &batch {
                        if result.is_ok() {
                            result = write(record);
                        }
                    }
                    progress.advance(batch.len() as u64, counter.load(Ordering::Relaxed));
                    window.advance();
                }
                if result.is_err() {
                    broken.store(true, Ordering::Relaxed);
                }
            }
            result
        })
    }

    fn read(&self, inputs: Inputs, send: SyncSender<Batch>, window: &Window, broken: &AtomicBool) {
        let mut number = 0;
        let mut batch = Vec::with_capacity(BATCH);
        let mut bytes = 0;
        let mut flush = |batch: &mut Vec<Line>| {
            window.wait(number, self.stop);
            number += 1;
            send.send((number - 1, std::mem::take(batch))).is_ok()
        };
        let mut going = true;
        inputs.each(|line| {
            bytes += line.text.as_ref().map_or(0, String::len);
            batch.push(line);
            if batch.len() >= BATCH || bytes >= BATCH_BYTES {
                bytes = 0;
                going = flush(&mut batch);
            }
            going = going && !self.stop.load(Ordering::Relaxed) && !broken.load(Ordering::Relaxed);
            going
        });
        if going && !batch.is_empty() {
            flush(&mut batch);
        }
    }

    fn check(&self, lines: &Mutex<Receiver<Batch>>, send: SyncSender<(u64, Vec<Record>)>) {
        let mut session = self.guard.session();
        loop {
            let received = lines.lock().ok().and_then(|lines| lines.recv().ok());
            let Some((number, batch)) = received else { return };
            let mut records = Vec::with_capacity(batch.len());
            for line in batch {
                self.check_line(&mut session, line, &mut records);
            }
            if send.send((number, records)).is_err() {
                return;
            }
        }
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

    /// The record of a line that holds no sample: nothing was checked, and it says so.
    fn unreadable(&self, source: Source, message: String) -> Record {
        Record {
            id: if source.line == 0 { source.file.clone() } else { format!("{}:{}", source.file, source.line) },
            workflow: self.workflow.map(str::to_owned),
            decision: self.guard.decision_when_unread(),
            policy: self.guard.policy_ref(),
            status: Status::Unchecked,
            dimensions: Dimension::ALL.map(|dimension| (dimension, DimensionOutcome::Unchecked)).into(),
            findings: Vec::new(),
            measures: Default::default(),
            not_applicable: Default::default(),
            failures: vec![Failure { plugin: "input".into(), kind: FailureKind::Input, message: Some(message) }],
            today: self.guard.today().to_owned(),
            redacted: None,
            source: Some(source),
        }
    }
}

/// How far reading may run ahead of writing.
struct Window {
    written: Mutex<u64>,
    moved: Condvar,
    width: u64,
}

impl Window {
    fn wait(&self, number: u64, stop: &AtomicBool) {
        let Ok(mut written) = self.written.lock() else { return };
        while number >= *written + self.width && !stop.load(Ordering::Relaxed) {
            let pause = std::time::Duration::from_millis(50);
            match self.moved.wait_timeout(written, pause) {
                Ok((guard, _)) => written = guard,
                Err(_) => return,
            }
        }
    }

    fn advance(&self) {
        if let Ok(mut written) = self.written.lock() {
            *written += 1;
        }
        self.moved.notify_all();
    }
}
