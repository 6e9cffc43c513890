//! Writes lines on a thread of its own, so that a disk that is slow, full or gone delays and fails no request.

use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::file::LineFile;
use crate::configuration::Decisions;
use crate::observe::metrics::Outcomes;
use crate::observe::room::Room;

/// How many lines wait at most, and how many bytes. Further ones are dropped and counted.
const LINES: usize = 16 << 10;
const BYTES: usize = 32 << 20;

/// How many lines are written at once at most.
const AT_ONCE: usize = 256;

/// How often it is asked again whether there is room for a message that must not be dropped.
const PATIENCE: Duration = Duration::from_millis(5);

/// The way to the thread that writes. The thread ends when this is dropped and everything is written.
#[derive(Debug)]
pub(crate) struct Writer {
    sender: SyncSender<Message>,
    room: Arc<Room>,
    next: Arc<Mutex<Option<Decisions>>>,
    outcomes: Outcomes,
}

#[derive(Debug)]
enum Message {
    Line(Vec<u8>),
    /// There are new settings, or the file is to be opened again.
    Reopen,
    /// Dropping this says that everything before is written.
    Flush(#[allow(dead_code, reason = "only dropped")] SyncSender<()>),
}

impl Writer {
    pub(crate) fn start(settings: &Decisions, outcomes: Outcomes) -> io::Result<Self> {
        let file = LineFile::open(settings)?;
        let (sender, receiver) = sync_channel(LINES);
        let writer = Self { sender, room: Arc::new(Room::new(BYTES)), next: Arc::default(), outcomes };
        let thread =
            Thread { file, room: writer.room.clone(), next: writer.next.clone(), outcomes: writer.outcomes.clone() };
        std::thread::Builder::new().name("decision-log".into()).spawn(move || thread.run(&receiver))?;
        Ok(writer)
    }

    /// Hands over a line, or drops it when too much waits.
    pub(crate) fn write(&self, line: Vec<u8>) {
        let bytes = line.len();
        if !self.room.take(bytes) {
            self.outcomes.dropped.inc();
        } else if self.sender.try_send(Message::Line(line)).is_err() {
            self.room.give(bytes);
            self.outcomes.dropped.inc();
        }
    }

    /// Has the file opened again, perhaps another one.
    pub(crate) fn reopen(&self, settings: &Decisions) -> io::Result<()> {
        LineFile::check(settings)?;
        *lock(&self.next) = Some(settings.clone());
        // With no room for it the thread is awake and looks anyway.
        let _ = self.sender.try_send(Message::Reopen);
        Ok(())
    }

    /// Waits until everything so far is written, but no longer than that. Says whether it is.
    pub(crate) fn flush(&self, within: Duration) -> bool {
        let until = Instant::now() + within;
        let (sender, receiver) = sync_channel(0);
        let mut message = Message::Flush(sender);
        while let Err(TrySendError::Full(full)) = self.sender.try_send(message) {
            if Instant::now() >= until {
                return false;
            }
            message = full;
            std::thread::sleep(PATIENCE);
        }
        let left = until.saturating_duration_since(Instant::now());
        receiver.recv_timeout(left) == Err(RecvTimeoutError::Disconnected)
    }
}

struct Thread {
    file: LineFile,
    room: Arc<Room>,
    next: Arc<Mutex<Option<Decisions>>>,
    outcomes: Outcomes,
}

impl Thread {
    fn run(mut self, receiver: &Receiver<Message>) {
        let (mut lines, mut flushes) = (Vec::new(), Vec::new());
        while let Ok(first) = receiver.recv() {
            let mut message = Some(first);
            while let Some(some) = message {
                match some {
                    Message::Line(line) => lines.push(line),
                    Message::Flush(sender) => flushes.push(sender),
                    Message::Reopen => {}
                }
                message = if lines.len() < AT_ONCE { receiver.try_recv().ok() } else { None };
            }
            self.reopen();
            let bytes = lines.iter().map(Vec::len).sum();
            let lost = self.file.append(&lines);
            self.outcomes.failed.inc_by(lost as u64);
            self.outcomes.done.inc_by((lines.len() - lost) as u64);
            self.room.give(bytes);
            lines.clear();
            flushes.clear();
        }
    }

    fn reopen(&mut self) {
        let Some(settings) = lock(&self.next).take() else { return };
        // It could be opened a moment ago. If it no longer can, the old one is better than none.
        if let Ok(file) = LineFile::open(&settings) {
            self.file = file;
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    // Nothing in here panics while it is locked.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LONG: Duration = Duration::from_secs(60);

    #[cfg(unix)]
    #[test]
    fn a_disk_that_takes_nothing_delays_nobody_and_what_is_dropped_is_counted() {
        let folder = tempfile::tempdir().unwrap();
        // A pipe that nobody reads is the slowest disk there is.
        let path = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
        // Held open, or opening it would wait for a reader.
        let reader = std::fs::OpenOptions::new().read(true).write(true).open(&path).unwrap();
        let outcomes = Outcomes::default();
        let writer = Writer::start(&Decisions::new(path), outcomes.clone()).unwrap();
        let lines = LINES + 4 * AT_ONCE;
        for _ in 0..lines {
            writer.write(vec![b'x'; 4 << 10]);
        }
        assert!(!writer.flush(Duration::from_millis(1)));
        let dropped = outcomes.dropped.get();
        assert!(dropped > 0 && dropped < lines as u64, "{dropped}");
        drop(reader);
    }

    #[test]
    fn a_line_that_weighs_too_much_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let outcomes = Outcomes::default();
        let writer = Writer::start(&Decisions::new(folder.path().join("log")), outcomes.clone()).unwrap();
        writer.write(vec![b'x'; BYTES + 1]);
        writer.write(b"{}\n".to_vec());
        assert!(writer.flush(LONG));
        assert_eq!((outcomes.dropped.get(), outcomes.done.get()), (1, 1));
    }

    #[test]
    fn another_file_takes_what_comes_from_then_on() {
        let folder = tempfile::tempdir().unwrap();
        let (one, other) = (folder.path().join("one"), folder.path().join("other"));
        let writer = Writer::start(&Decisions::new(one.clone()), Outcomes::default()).unwrap();
        writer.write(b"1\n".to_vec());
        assert!(writer.flush(LONG));
        writer.reopen(&Decisions::new(other.clone())).unwrap();
        writer.write(b"2\n".to_vec());
        assert!(writer.flush(LONG));
        assert!(writer.reopen(&Decisions::new(folder.path().join("none/log"))).is_err());
        writer.write(b"3\n".to_vec());
        assert!(writer.flush(LONG));
        let read = |path| std::fs::read_to_string(path).unwrap();
        assert_eq!((read(one), read(other)), ("1\n".into(), "2\n3\n".into()));
    }
}
