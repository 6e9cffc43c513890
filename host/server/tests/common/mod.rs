//! A real server in this process, on a free port, in a folder of its own.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)] // Each test uses its share; helpers fail by panicking.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use lictor::{CodeCache, Guard, Options, PolicyFile, Sample};
use lictor_server::{Configuration, Events, KeyHash, ReloadError, Server};
use tokio::sync::{mpsc, oneshot};
use tokio::task::JoinHandle;

/// What every configuration begins with.
const HEAD: &str = "schema = \"lictor.server/v1\"\nlisten = \"127.0.0.1:0\"\n";

/// One pack, which is loaded soon, and everything that it knows.
pub const POLICY: &str = "schema = \"lictor.policy/v1\"\nid = \"cards\"\n[[packs]]\nplugin = \"lictor/data-exposure\"\n\
                          inputs = [\"answer\"]\n";

/// An answer with a card number that is none of the well-known examples.
pub const CARD: &str = "Your card 4539 1488 0343 6467 is on file.";

/// A folder with what a server reads.
pub struct Folder(tempfile::TempDir);

pub fn folder() -> Folder {
    let folder = Folder(tempfile::tempdir().unwrap());
    folder.write("cards.toml", POLICY);
    folder
}

impl Folder {
    pub fn path(&self) -> &Path {
        self.0.path()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    /// Writes the configuration without starting anything. What every one begins with is added.
    pub fn configure(&self, text: &str) -> PathBuf {
        self.write("server.toml", format!("{HEAD}{text}"))
    }

    /// Starts a server with this configuration.
    pub async fn serve(self, text: &str) -> Running {
        let file = self.configure(text);
        let configuration = Configuration::read(&file).unwrap_or_else(|error| panic!("{error}"));
        let tls = configuration.tls.is_some();
        let server = Server::start(configuration, Some(file), cache()).await.unwrap_or_else(|error| panic!("{error}"));
        let address = server.address().unwrap();
        let (events, told) = Told::new();
        let (stop, stopped) = oneshot::channel::<()>();
        let task = tokio::spawn(server.run(Arc::new(events), async {
            let _ = stopped.await;
        }));
        let scheme = if tls { "https" } else { "http" };
        let url = format!("{scheme}://localhost:{}", address.port());
        Running { url, address, folder: self, client: client(), events: told, stop: Some(stop), task }
    }
}

/// A server with this configuration, `policies` of which may name `cards.toml`.
pub async fn serve(text: &str) -> Running {
    folder().serve(text).await
}

/// A server with one policy, `cards`, and whatever else the configuration says. Tables come last.
pub async fn cards(text: &str) -> Running {
    serve(&format!("{text}\n[[policies]]\nname = \"cards\"\npolicy = \"cards.toml\"\n")).await
}

/// A server that answers. It is stopped when it is dropped; what was under way then is cut off.
pub struct Running {
    pub url: String,
    pub address: SocketAddr,
    pub folder: Folder,
    pub client: reqwest::Client,
    pub events: mpsc::UnboundedReceiver<Event>,
    stop: Option<oneshot::Sender<()>>,
    task: JoinHandle<()>,
}

/// What the server told whoever runs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    Ready,
    Reloaded,
    Kept(String),
    Draining,
    Warning(String),
}

impl Running {
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    pub async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    pub async fn post(&self, path: &str, body: impl Into<reqwest::Body>) -> reqwest::Response {
        self.client.post(self.url(path)).body(body).send().await.unwrap()
    }

    /// The value of a series, as `lictor_refusals_total{problem="no-key"}`; 0 where there is none yet.
    pub async fn metric(&self, series: &str) -> f64 {
        let text = self.get("/metrics").await.text().await.unwrap();
        let found = text.lines().find_map(|line| line.strip_prefix(series)?.strip_prefix(' '));
        found.map_or(0.0, |value| value.trim().parse().unwrap())
    }

    /// Waits until a series has at least this value. Only a broken server lets it wait for ever.
    pub async fn metric_reaches(&self, series: &str, least: f64) {
        while self.metric(series).await < least {
            tokio::time::sleep(std::time::Duration::from_millis(5)).await;
        }
    }

    /// Waits until this has happened; what happens before is forgotten.
    pub async fn happens(&mut self, wanted: impl Fn(&Event) -> bool) -> Event {
        loop {
            let event = self.events.recv().await.expect("the server has ended");
            if wanted(&event) {
                return event;
            }
        }
    }

    /// Tells it to stop. [`Running::ended`] waits until it has.
    pub fn stop(&mut self) {
        drop(self.stop.take());
    }

    pub async fn ended(mut self) {
        self.stop();
        (&mut self.task).await.unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.task.abort();
    }
}

struct Told(Mutex<mpsc::UnboundedSender<Event>>);

impl Told {
    fn new() -> (Self, mpsc::UnboundedReceiver<Event>) {
        let (sender, receiver) = mpsc::unbounded_channel();
        (Self(Mutex::new(sender)), receiver)
    }

    fn tell(&self, event: Event) {
        // Nobody need listen.
        let _ = self.0.lock().unwrap().send(event);
    }
}

impl Events for Told {
    fn ready(&self, _: SocketAddr) {
        self.tell(Event::Ready);
    }

    fn reloaded(&self) {
        self.tell(Event::Reloaded);
    }

    fn kept(&self, error: &ReloadError) {
        self.tell(Event::Kept(error.to_string()));
    }

    fn draining(&self) {
        self.tell(Event::Draining);
    }

    fn warning(&self, message: &str) {
        self.tell(Event::Warning(message.into()));
    }
}

/// A client that speaks what it is told and follows nothing.
pub fn client_builder() -> reqwest::ClientBuilder {
    // A second one is no error: it is the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).no_proxy()
}

fn client() -> reqwest::Client {
    // No certificates of the system's are read for what stays on this machine.
    client_builder().tls_certs_only([]).build().unwrap()
}

/// The entry of a key in the configuration.
pub fn key(name: &str, key: &str, rest: &str) -> String {
    format!("[[keys]]\nname = \"{name}\"\nhash = \"{}\"\n{rest}\n", KeyHash::of(key))
}

/// The guard that the server should answer like.
pub fn guard(policy: &str) -> Guard {
    let today = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::now()).date().to_string();
    let file = PolicyFile::parse("policy", policy, ".".as_ref()).unwrap();
    Guard::new(file, Options { today, cache: cache(), ..Options::default() }).unwrap()
}

/// The bytes of the record that a guard gives.
pub fn record(guard: &Guard, sample: &str) -> String {
    serde_json::to_string(&guard.check(&Sample::from_json(sample).unwrap())).unwrap()
}

/// A sample with this answer.
pub fn sample(answer: &str) -> String {
    serde_json::json!({"id": "s", "answer": answer}).to_string()
}

/// Compiled packs, kept for all tests.
fn cache() -> Option<CodeCache> {
    CodeCache::open(&Path::new(env!("CARGO_TARGET_TMPDIR")).join("compiled")).ok()
}
