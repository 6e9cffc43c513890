use std::sync::mpsc;
use std::time::Duration;

/// Work that gave no result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unfinished {
    /// It took too long. Its thread runs on to its end and its result is thrown away.
    Late,
    /// It panicked, or the system gave no thread for it.
    Lost,
}

/// Bytes of stack for a compiling thread: parsers and optimisers recurse over what a stranger nested.
const STACK: usize = 16 << 20;

/// Does work in a thread of its own and waits for it, but not for ever.
///
/// Nothing can stop Cranelift from outside. What holds the abandoned thread is the size of its input, which was
/// bounded before ([`crate::CodeLimits`]); it holds no lock and writes no file.
pub(crate) fn within<T: Send + 'static>(
    time: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, Unfinished> {
    let (sender, receiver) = mpsc::sync_channel(1);
    let thread = std::thread::Builder::new().name("lictor-compile".into()).stack_size(STACK);
    // The receiver may be gone by then; a late result is of no use to anybody.
    let spawned = thread.spawn(move || drop(sender.try_send(work())));
    if spawned.is_err() {
        return Err(Unfinished::Lost);
    }
    receiver.recv_timeout(time).map_err(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Unfinished::Late,
        mpsc::RecvTimeoutError::Disconnected => Unfinished::Lost,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_that_does_not_end_is_given_up_and_work_that_panics_is_told_from_it() {
        let (release, hold) = mpsc::channel::<()>();
        assert_eq!(within(Duration::from_millis(10), move || hold.recv()), Err(Unfinished::Late));
        drop(release);
        assert_eq!(within(Duration::from_secs(60), || 7), Ok(7));
        assert_eq!(within(Duration::from_secs(60), || panic!("as it should")), Err::<(), _>(Unfinished::Lost));
    }
}
