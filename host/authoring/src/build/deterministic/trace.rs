//! Follows a tool from one system call to the next.

mod folders;
mod world;

use std::collections::HashMap;
use std::io::{self, Read};
use std::os::unix::process::ExitStatusExt;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::thread;

use nix::errno::Errno;
use nix::libc::{self, c_long, user_regs_struct};
use nix::sys::ptrace::{self, Options};
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::Pid;

use super::Ran;
use world::World;

/// Stops itself before it becomes the tool, so that the tool is seen from its first instruction on.
const WAITING: &str = "kill -STOP $$; exec \"$@\"";

/// `ptrace_syscall_info::op`: the thread is about to enter the kernel, or to leave it.
const ENTRY: u8 = libc::PTRACE_SYSCALL_INFO_ENTRY;
const EXIT: u8 = libc::PTRACE_SYSCALL_INFO_EXIT;

/// A system call that has been entered.
#[derive(Debug, Clone, Copy)]
struct Call {
    number: c_long,
    arguments: [u64; 6],
}

/// Runs the tool in a world that stands still.
pub(super) fn run(command: &mut Command, folder: &Path) -> io::Result<Ran> {
    let world = World::around(folder)?;
    let mut waiting = Command::new("/bin/sh");
    waiting.args(["-c", WAITING, "sh"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => waiting.env(name, value),
            None => waiting.env_remove(name),
        };
    }
    waiting.current_dir(folder);
    waiting.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    // The kernel knows a thread as the tracer, not a process, and only that thread may wait.
    thread::scope(|scope| scope.spawn(|| follow_from_the_start(waiting, world)).join())
        .unwrap_or_else(|_| Err(io::Error::other("the thread that traces the tool broke off")))
}

fn follow_from_the_start(mut waiting: Command, world: World) -> io::Result<Ran> {
    let mut child = waiting.spawn()?;
    let tool = pid(child.id());
    let (stdout, stderr) = (drained(child.stdout.take()), drained(child.stderr.take()));
    let read = move |reader: thread::JoinHandle<Vec<u8>>| reader.join().unwrap_or_default();
    waitpid(tool, Some(WaitPidFlag::WUNTRACED))?;
    let options = Options::PTRACE_O_TRACESYSGOOD
        | Options::PTRACE_O_TRACECLONE
        | Options::PTRACE_O_TRACEFORK
        | Options::PTRACE_O_TRACEVFORK
        | Options::PTRACE_O_TRACEEXEC
        | Options::PTRACE_O_EXITKILL;
    let seized = ptrace::seize(tool, options);
    kill(tool, Signal::SIGCONT)?;
    let (status, differs) = match seized {
        Ok(()) => (follow(tool, world).inspect_err(|_| put_down(&mut child))?, None),
        // In a container without `ptrace`, or under a debugger.
        Err(cause) => {
            let differs = format!("this machine does not let the tool be traced ({})", cause.desc());
            (child.wait()?, Some(differs))
        }
    };
    Ok(Ran { output: Output { status, stdout: read(stdout), stderr: read(stderr) }, differs })
}

fn put_down(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

/// Reads a pipe to its end, so that the tool never waits for a reader.
fn drained(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut said = Vec::new();
        // What was read until then is all there is to show.
        let _ = pipe.map(|mut pipe| pipe.read_to_end(&mut said));
        said
    })
}

/// Lets the tool and all that it starts run until the last of them has ended.
fn follow(tool: Pid, mut world: World) -> io::Result<ExitStatus> {
    let mut entered: HashMap<Pid, Call> = HashMap::new();
    let mut status = None;
    loop {
        let event = match waitpid(None, Some(WaitPidFlag::__WALL | WaitPidFlag::__WNOTHREAD)) {
            Err(Errno::ECHILD) => {
                return status.ok_or_else(|| io::Error::other("the tool was lost while it was traced"));
            }
            Err(Errno::EINTR) => continue,
            event => event?,
        };
        let (thread, signal) = match event {
            WaitStatus::Exited(ended, code) => {
                if ended == tool {
                    status = Some(ExitStatus::from_raw(code << 8));
                }
                entered.remove(&ended);
                continue;
            }
            WaitStatus::Signaled(ended, signal, _) => {
                if ended == tool {
                    status = Some(ExitStatus::from_raw(signal as i32));
                }
                entered.remove(&ended);
                continue;
            }
            WaitStatus::PtraceSyscall(thread) => {
                alive(at_the_kernel(thread, &mut entered, &mut world))?;
                (thread, None)
            }
            WaitStatus::PtraceEvent(thread, _, libc::PTRACE_EVENT_EXEC) => {
                alive(ptrace::getregs(thread).map(|registers| world.program_starts(thread, stack(&registers))))?;
                (thread, None)
            }
            WaitStatus::PtraceEvent(thread, ..) => (thread, None),
            WaitStatus::Stopped(thread, signal) => (thread, Some(signal)),
            WaitStatus::Continued(_) | WaitStatus::StillAlive => continue,
        };
        alive(ptrace::syscall(thread, signal))?;
    }
}

/// Takes note of a call that is entered, and puts the world's answer in place of the kernel's when it is left.
fn at_the_kernel(thread: Pid, entered: &mut HashMap<Pid, Call>, world: &mut World) -> nix::Result<()> {
    let mut registers = ptrace::getregs(thread)?;
    match ptrace::syscall_info(thread)?.op {
        ENTRY => {
            entered.insert(thread, call(&registers));
        }
        EXIT => {
            let Some(call) = entered.remove(&thread) else { return Ok(()) };
            let result = result(&mut registers);
            if let Some(answer) = world.answers(thread, call, result.cast_signed()) {
                *result = answer;
                ptrace::setregs(thread, registers)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// A thread can be killed at any time, also while it is stopped. That is nobody's mistake.
fn alive<T>(outcome: nix::Result<T>) -> nix::Result<()> {
    match outcome {
        Ok(_) | Err(Errno::ESRCH) => Ok(()),
        Err(cause) => Err(cause),
    }
}

fn pid(id: u32) -> Pid {
    Pid::from_raw(id.cast_signed())
}

#[cfg(target_arch = "x86_64")]
fn call(registers: &user_regs_struct) -> Call {
    let user_regs_struct { orig_rax, rdi, rsi, rdx, r10, r8, r9, .. } = *registers;
    Call { number: orig_rax.cast_signed(), arguments: [rdi, rsi, rdx, r10, r8, r9] }
}

#[cfg(target_arch = "x86_64")]
fn result(registers: &mut user_regs_struct) -> &mut u64 {
    &mut registers.rax
}

#[cfg(target_arch = "x86_64")]
fn stack(registers: &user_regs_struct) -> u64 {
    registers.rsp
}

#[cfg(target_arch = "aarch64")]
fn call(registers: &user_regs_struct) -> Call {
    let [a, b, c, d, e, f, _, _, number, ..] = registers.regs;
    Call { number: number.cast_signed(), arguments: [a, b, c, d, e, f] }
}

#[cfg(target_arch = "aarch64")]
fn result(registers: &mut user_regs_struct) -> &mut u64 {
    &mut registers.regs[0]
}

#[cfg(target_arch = "aarch64")]
fn stack(registers: &user_regs_struct) -> u64 {
    registers.sp
}
