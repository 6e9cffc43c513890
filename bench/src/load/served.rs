//! Servers in processes of their own, and what those use.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use miette::{IntoDiagnostic, Result, WrapErr, miette};

use crate::load::echo::ECHO;
use crate::load::pressure::Pressure;

/// A server that listens. It is killed when this is dropped.
pub struct Served {
    process: Child,
    address: SocketAddr,
    records: bool,
}

impl Served {
    /// The real `lictor serve`, with the default policy.
    ///
    /// # Errors
    /// It does not start.
    pub fn lictor(lictor: &Path, cache: &Path) -> Result<Self> {
        let mut command = Command::new(lictor);
        command.args(["serve", "--listen", "127.0.0.1:0"]).env("LICTOR_CACHE", cache);
        Self::start(command, true)
    }

    /// The bare echo.
    ///
    /// # Errors
    /// It does not start.
    pub fn echo() -> Result<Self> {
        let mut command = Command::new(std::env::current_exe().into_diagnostic()?);
        command.arg(ECHO);
        Self::start(command, false)
    }

    fn start(mut command: Command, records: bool) -> Result<Self> {
        let mut process = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .into_diagnostic()
            .wrap_err_with(|| format!("{} does not start", command.get_program().display()))?;
        let address = process.stderr.take().and_then(|stderr| {
            let mut lines = BufReader::new(stderr).lines().map_while(std::io::Result::ok);
            let address = lines.find_map(|line| line.split_once("listening on ")?.1.parse().ok());
            // Whatever else it says must not fill the pipe.
            std::thread::spawn(move || lines.for_each(drop));
            address
        });
        let Some(address) = address else {
            let ended = process.kill().and_then(|()| process.wait()).into_diagnostic()?;
            return Err(miette!("the server does not listen and ended with {ended}"));
        };
        Ok(Self { process, address, records })
    }

    /// Aims requests at it.
    pub fn aim<'a>(&self, aimed: Pressure<'a>) -> Pressure<'a> {
        Pressure { address: self.address, records: self.records, ..aimed }
    }

    /// Processor seconds of all its threads, in the program and in the system.
    ///
    /// # Errors
    /// It runs no more, or the system does not tell.
    #[cfg(any(target_os = "linux", target_os = "freebsd"))]
    pub fn cpu(&self) -> Result<f64> {
        use nix::time::{clock_getcpuclockid, clock_gettime};
        use nix::unistd::Pid;
        let clock = clock_getcpuclockid(Pid::from_raw(self.process.id() as i32)).into_diagnostic()?;
        let time = clock_gettime(clock).into_diagnostic()?;
        Ok(time.tv_sec() as f64 + time.tv_nsec() as f64 / 1e9)
    }

    /// Elsewhere the processor time of another process is not read.
    ///
    /// # Errors
    /// Always.
    #[cfg(not(any(target_os = "linux", target_os = "freebsd")))]
    pub fn cpu(&self) -> Result<f64> {
        miette::bail!("the processor time of another process is read on Linux and FreeBSD only")
    }

    /// Mebibytes that it holds, and its open descriptors.
    ///
    /// # Errors
    /// It runs no more, or this is not Linux.
    pub fn held(&self) -> Result<Held> {
        let folder = Path::new("/proc").join(self.process.id().to_string());
        let status = std::fs::read_to_string(folder.join("status")).into_diagnostic();
        let status = status.wrap_err("what a process holds is read where Linux tells it")?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().strip_suffix(" kB"));
        let resident: Option<f64> = resident.and_then(|kibibytes| kibibytes.parse().ok());
        let resident = resident.ok_or_else(|| miette!("the server ended"))? / 1024.0;
        let descriptors = std::fs::read_dir(folder.join("fd")).into_diagnostic()?.count();
        Ok(Held { resident, descriptors })
    }
}

/// What a process holds.
pub struct Held {
    /// Mebibytes in memory.
    pub resident: f64,
    /// Open descriptors.
    pub descriptors: usize,
}

impl Drop for Served {
    fn drop(&mut self) {
        // One that has ended by itself is only waited for.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
