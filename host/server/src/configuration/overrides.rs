use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use super::{Configuration, ConfigurationError, Proxy};

/// What somebody says beside a configuration file, on a command line. It counts for more than the file, and is still in force
/// when the file is read again.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// Where to listen.
    pub listen: Option<SocketAddr>,
    /// The model server behind this one.
    pub proxy: Option<Proxy>,
    /// Whether every pack has to be locked, whatever the file says.
    pub locked: bool,
    /// The folder of packs that were pulled, where the file names none.
    pub store: Option<PathBuf>,
}

impl Configuration {
    /// Puts what was said beside a file in the place of what it says.
    ///
    /// # Errors
    /// Everything that is wrong with the two together.
    pub fn overridden(mut self, overrides: Overrides, file: &Path) -> Result<Self, ConfigurationError> {
        if let Some(listen) = overrides.listen {
            self.listen = listen;
        }
        if let Some(proxy) = &overrides.proxy {
            self.proxy = Some(proxy.clone());
        }
        self.locked |= overrides.locked;
        if self.store.is_none() {
            self.store.clone_from(&overrides.store);
        }
        self.overrides = overrides;
        self.checked(&file.display().to_string())
    }
}
