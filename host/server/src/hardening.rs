//! Keeps what is in the memory of a server there.

use std::panic::PanicHookInfo;

/// Sees to it that a server that dies leaves nothing behind of what it was asked: no core file, and no panic message, which
/// may quote a text. For the program, not for the library: it holds for the whole process.
///
/// # Errors
/// What the system says. Panics are quiet all the same.
pub fn harden(say: impl Fn(&str) + Send + Sync + 'static) -> std::io::Result<()> {
    std::panic::set_hook(Box::new(move |info| say(&told(info))));
    no_core_files()
}

/// Where it happened, and not what: slicing a text in the middle of a character panics with the text.
fn told(info: &PanicHookInfo<'_>) -> String {
    let place = info.location().map(|place| format!(" at {}:{}", place.file(), place.line())).unwrap_or_default();
    format!("a bug in lictor{place}: please report it; its message is not shown, as it could quote a request")
}

/// Prompts and answers are in memory, and a core file is a copy of it: readable for years, wherever the system puts it.
#[cfg(unix)]
fn no_core_files() -> std::io::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    setrlimit(Resource::RLIMIT_CORE, 0, 0)?;
    // The limit does not hold where the system hands the core to a program (`core_pattern` with a pipe); this does, and
    // keeps other processes of the same user from reading the memory.
    #[cfg(target_os = "linux")]
    nix::sys::prctl::set_dumpable(false)?;
    Ok(())
}

#[cfg(not(unix))]
fn no_core_files() -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;

    #[test]
    fn a_panic_says_where_and_not_what() {
        let said = Arc::new(Mutex::new(String::new()));
        let before = std::panic::take_hook();
        std::panic::set_hook(Box::new({
            let said = said.clone();
            move |info| said.lock().unwrap().push_str(&told(info))
        }));
        let sliced = std::panic::catch_unwind(|| "täglich hunter2"[..2].to_owned());
        std::panic::set_hook(before);
        assert!(sliced.is_err());
        let said = said.lock().unwrap();
        assert!(said.contains("hardening.rs") && !said.contains("hunter2"), "{said}");
    }
}
