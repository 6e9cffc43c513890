//! A registry that does what a test tells it: HTTP/1.1 by hand, so that it can break the protocol, too.

use std::collections::HashMap;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use lictor_artifact::{Artifact, Descriptor};
use lictor_model::Digest;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What was asked.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// With the query.
    pub path: String,
    pub headers: HashMap<String, String>,
    pub body: Vec<u8>,
}

impl Asked {
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map(String::as_str).unwrap_or_default()
    }
}

/// What is answered.
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Body,
}

pub enum Body {
    Whole(Vec<u8>),
    /// So much is promised, and so much is sent before the connection ends.
    Cut(Vec<u8>, usize),
    /// Bytes without end, and without a length.
    Endless,
    /// Byte by byte, with a pause before each.
    Drip(Vec<u8>, Duration),
    /// Nothing at all, not even a head.
    Silence,
    /// The connection ends without a head.
    Hangup,
}

pub fn reply(status: u16) -> Reply {
    Reply { status, headers: Vec::new(), body: Body::Whole(Vec::new()) }
}

impl Reply {
    pub fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub fn body(self, bytes: impl Into<Vec<u8>>) -> Self {
        Self { body: Body::Whole(bytes.into()), ..self }
    }

    pub fn sending(self, body: Body) -> Self {
        Self { body, ..self }
    }
}

pub struct Scripted {
    pub host: String,
    /// Everything that was asked, in order.
    pub asked: Arc<Mutex<Vec<Asked>>>,
}

impl Scripted {
    pub fn asked(&self) -> Vec<Asked> {
        self.asked.lock().unwrap().clone()
    }

    /// How often something was asked.
    pub fn count(&self, method: &str, part: &str) -> usize {
        self.asked().iter().filter(|asked| asked.method == method && asked.path.contains(part)).count()
    }
}

/// Starts one, on 127.0.0.1.
pub async fn serve(script: impl Fn(&Asked) -> Reply + Send + Sync + 'static) -> Scripted {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let host = listener.local_addr().unwrap().to_string();
    let asked = Arc::new(Mutex::new(Vec::new()));
    let (script, seen) = (Arc::new(script), asked.clone());
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (script, seen) = (script.clone(), seen.clone());
            tokio::spawn(async move {
                let _ = talk(stream, &*script, &seen).await;
            });
        }
    });
    Scripted { host, asked }
}

async fn talk(
    mut stream: TcpStream,
    script: &(dyn Fn(&Asked) -> Reply + Send + Sync),
    seen: &Mutex<Vec<Asked>>,
) -> std::io::Result<()> {
    let Some(asked) = read(&mut stream).await? else { return Ok(()) };
    seen.lock().unwrap().push(asked.clone());
    let reply = script(&asked);
    let mut head = format!("HTTP/1.1 {} X\r\nconnection: close\r\n", reply.status);
    for (name, value) in &reply.headers {
        head += &format!("{name}: {value}\r\n");
    }
    let length = match &reply.body {
        Body::Whole(bytes) | Body::Cut(bytes, _) | Body::Drip(bytes, _) => Some(bytes.len()),
        Body::Endless => None,
        Body::Silence => {
            tokio::time::sleep(Duration::from_secs(60)).await;
            return Ok(());
        }
        Body::Hangup => return Ok(()),
    };
    if let Some(length) = length {
        head += &format!("content-length: {length}\r\n");
    }
    stream.write_all((head + "\r\n").as_bytes()).await?;
    match reply.body {
        _ if asked.method == "HEAD" => {}
        Body::Whole(bytes) => stream.write_all(&bytes).await?,
        Body::Cut(bytes, sent) => stream.write_all(&bytes[..sent]).await?,
        Body::Drip(bytes, pause) => {
            for byte in bytes {
                tokio::time::sleep(pause).await;
                stream.write_all(&[byte]).await?;
            }
        }
        Body::Endless => {
            let piece = vec![b'x'; 64 << 10];
            loop {
                stream.write_all(&piece).await?;
            }
        }
        Body::Silence | Body::Hangup => {}
    }
    stream.shutdown().await
}

async fn read(stream: &mut TcpStream) -> std::io::Result<Option<Asked>> {
    let (mut bytes, mut piece) = (Vec::new(), vec![0; 64 << 10]);
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        match stream.read(&mut piece).await? {
            0 => return Ok(None),
            count => bytes.extend_from_slice(&piece[..count]),
        }
    };
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let mut lines = head.lines();
    let mut first = lines.next().unwrap_or_default().split(' ');
    let (method, path) = (first.next().unwrap_or_default().to_owned(), first.next().unwrap_or_default().to_owned());
    let headers: HashMap<String, String> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let length: usize = headers.get("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    let mut body = bytes[end + 4..].to_vec();
    while body.len() < length {
        match stream.read(&mut piece).await? {
            0 => break,
            count => body.extend_from_slice(&piece[..count]),
        }
    }
    Ok(Some(Asked { method, path, headers, body }))
}

/// What an honest registry with one pack answers to whoever pulls, so that a script has to say only where it lies.
pub fn honest(artifact: &Artifact, asked: &Asked) -> Reply {
    let manifest =
        || reply(200).with("content-type", "application/vnd.oci.image.manifest.v1+json").body(artifact.manifest());
    let blob = |bytes: &[u8]| format!("/blobs/{}", Descriptor::of("", bytes).digest);
    match asked.path.as_str() {
        path if path.ends_with(&format!("/manifests/{}", artifact.version())) => manifest(),
        path if path.ends_with(&format!("/manifests/{}", artifact.digest())) => manifest(),
        path if path.ends_with(&blob(artifact.config())) => reply(200).body(artifact.config()),
        path if path.ends_with(&blob(artifact.component())) => reply(200).body(artifact.component()),
        _ => reply(404),
    }
}

/// Whether a path is that of some bytes.
pub fn is_blob(path: &str, bytes: &[u8]) -> bool {
    path.ends_with(&format!("/blobs/{}", Digest::of(bytes)))
}
