//! Lines in, results out: one thread reads, some work, one writes, in input order and in bounded memory.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Condvar, Mutex};

use super::input::{Inputs, Line};
use super::progress::Progress;

/// Lines that travel together, so that threads meet seldom.
const BATCH: usize = 32;

/// Bytes after which a batch travels although it is not full: long lines are enough work each.
const BATCH_BYTES: usize = 256 << 10;

/// Batches per working thread that may be on their way. Bounds memory when one line takes long.
const AHEAD: u64 = 4;

/// How lines flow through threads.
pub(crate) struct Flow<'a> {
    pub(crate) jobs: usize,
    pub(crate) stop: &'a AtomicBool,
}

type Batch = (u64, Vec<Line>);

impl Flow<'_> {
    /// Has every line worked on and gives what comes of it to `write` in input order. `worker` makes what works on the lines
    /// of one thread, and that adds what comes of a line to a list.
    ///
    /// # Errors
    /// The first that `write` gave; the run then stops.
    pub(crate) fn run<T: Send, E, W: FnMut(Line, &mut Vec<T>)>(
        &self,
        inputs: Inputs,
        progress: &Progress,
        worker: impl Fn() -> W + Sync,
        mut write: impl FnMut(T) -> Result<(), E>,
    ) -> Result<(), E> {
        let (send_lines, lines) = sync_channel::<Batch>(self.jobs * 2);
        let (send_done, done) = sync_channel::<(u64, Vec<T>)>(self.jobs * 2);
        let lines = Mutex::new(lines);
        let window = Window { written: Mutex::new(0), moved: Condvar::new(), width: AHEAD * self.jobs as u64 };
        let broken = AtomicBool::new(false);
        let counter = inputs.counter();
        std::thread::scope(|scope| {
            scope.spawn(|| self.read(inputs, send_lines, &window, &broken));
            for _ in 0..self.jobs {
                let send = send_done.clone();
                scope.spawn(|| work(&lines, worker(), send));
            }
            drop(send_done);
            let mut waiting = BTreeMap::new();
            let mut next = 0;
            let mut result = Ok(());
            for (number, batch) in done {
                waiting.insert(number, batch);
                while let Some(batch) = waiting.remove(&next) {
                    next += 1;
                    let samples = batch.len() as u64;
                    for item in batch {
                        if result.is_ok() {
                            result = write(item);
                        }
                    }
                    progress.advance(samples, counter.load(Ordering::Relaxed));
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
}

fn work<T>(lines: &Mutex<Receiver<Batch>>, mut worker: impl FnMut(Line, &mut Vec<T>), send: SyncSender<(u64, Vec<T>)>) {
    loop {
        let received = lines.lock().ok().and_then(|lines| lines.recv().ok());
        let Some((number, batch)) = received else { return };
        let mut done = Vec::with_capacity(batch.len());
        for line in batch {
            worker(line, &mut done);
        }
        if send.send((number, done)).is_err() {
            return;
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
