//! One connection that asks and waits. It does as little as it can: what it takes of the processor, the server lacks.

use std::io::{Error, ErrorKind, Read, Result, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

use memchr::memmem;

/// A server that does not answer for so long answers no more.
const PATIENCE: Duration = Duration::from_secs(30);

/// Head fields of an answer, at most.
const FIELDS: usize = 32;

/// What every record has of which nothing went unchecked.
const CHECKED: &[u8] = b"\"status\":\"checked\"";

/// How a request was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// With a whole record; from the echo, with anything.
    Checked,
    /// With a record that says that something went unchecked.
    Unchecked,
    /// Not with 200.
    Refused,
}

/// A connection that is kept.
pub struct Connection {
    stream: TcpStream,
    /// What was read, one answer and nothing after it.
    read: Vec<u8>,
    /// Whether answers are records.
    records: bool,
}

impl Connection {
    /// Connects.
    ///
    /// # Errors
    /// What the system says.
    pub fn open(address: SocketAddr, records: bool) -> Result<Self> {
        let stream = TcpStream::connect(address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(PATIENCE))?;
        Ok(Self { stream, read: Vec::new(), records })
    }

    /// Sends a request and reads the whole answer.
    ///
    /// # Errors
    /// The connection broke, or what came is no answer that we know how to read.
    pub fn ask(&mut self, request: &[u8]) -> Result<Answer> {
        self.stream.write_all(request)?;
        self.read.clear();
        let head = loop {
            self.more()?;
            if let Some(head) = head(&self.read)? {
                break head;
            }
        };
        while self.read.len() < head.bytes + head.body {
            self.more()?;
        }
        let body = &self.read[head.bytes..];
        Ok(match head.status {
            200 if !self.records || memmem::find(body, CHECKED).is_some() => Answer::Checked,
            200 => Answer::Unchecked,
            _ => Answer::Refused,
        })
    }

    fn more(&mut self) -> Result<()> {
        let filled = self.read.len();
        self.read.resize(filled.max(4096) * 2, 0);
        let count = self.stream.read(&mut self.read[filled..])?;
        self.read.truncate(filled + count);
        if count == 0 {
            return Err(Error::new(ErrorKind::UnexpectedEof, "the server closed a connection that should be kept"));
        }
        Ok(())
    }
}

struct Head {
    status: u16,
    /// Bytes of the head.
    bytes: usize,
    /// Bytes of the body.
    body: usize,
}

/// The head of an answer, once it is there.
fn head(read: &[u8]) -> Result<Option<Head>> {
    let invalid = |what: &str| Error::new(ErrorKind::InvalidData, what.to_owned());
    let mut fields = [httparse::EMPTY_HEADER; FIELDS];
    let mut response = httparse::Response::new(&mut fields);
    let parsed = response.parse(read).map_err(|error| invalid(&error.to_string()))?;
    let httparse::Status::Complete(bytes) = parsed else { return Ok(None) };
    let length = response.headers.iter().find(|field| field.name.eq_ignore_ascii_case("content-length"));
    let body = length.and_then(|field| str::from_utf8(field.value).ok()?.parse().ok());
    let body = body.ok_or_else(|| invalid("an answer without `content-length`"))?;
    Ok(Some(Head { status: response.code.unwrap_or_default(), bytes, body }))
}

#[cfg(test)]
mod tests {
    use std::net::TcpListener;

    use super::*;

    /// Answers each request on one connection with the next of the answers, in pieces of the given length.
    fn asked(answers: &[&str], piece: usize) -> Vec<Result<Answer>> {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let mut connection = Connection::open(listener.local_addr().unwrap(), true).unwrap();
        let (mut served, _) = listener.accept().unwrap();
        let ask = |answer: &&str| {
            std::thread::scope(|scope| {
                let asking = scope.spawn(|| connection.ask(b"?"));
                served.read_exact(&mut [0]).unwrap();
                for piece in answer.as_bytes().chunks(piece) {
                    served.write_all(piece).unwrap();
                }
                asking.join().unwrap()
            })
        };
        answers.iter().map(ask).collect()
    }

    #[test]
    fn answers_are_told_apart_however_they_arrive() {
        let answers = [
            "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\n{\"status\":\"checked\"}",
            "HTTP/1.1 200 OK\r\ncontent-length: 22\r\n\r\n{\"status\":\"unchecked\"}",
            "HTTP/1.1 503 Service Unavailable\r\ncontent-length: 0\r\n\r\n",
        ];
        for piece in [1, 7, 1000] {
            let got: Vec<Answer> = asked(&answers, piece).into_iter().map(Result::unwrap).collect();
            assert_eq!(got, [Answer::Checked, Answer::Unchecked, Answer::Refused]);
        }
        assert!(asked(&["HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n"], 1000)[0].is_err());
    }
}
