//! Handing a command to the server that holds the store: one POST on the loopback.

use super::silent;
use crate::beacon::Beacon;
use crate::work::{Handed, Outcome};
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// A meeting with the centre may take a while.
const PATIENCE: Duration = Duration::from_secs(300);

/// The server's answer; `None` when nobody listens there, so that the caller asks the lock again.
pub(super) async fn to(beacon: &Beacon, handed: &Handed) -> Option<Outcome> {
    let authority = beacon.url.strip_prefix("http://")?;
    let stream = TcpStream::connect(authority).await.ok()?;
    let body = serde_json::to_vec(handed).ok()?;
    let head = format!(
        "POST /local HTTP/1.1\r\nhost: {authority}\r\norigin: {}\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        beacon.url,
        beacon.secret,
        body.len()
    );
    let answer = tokio::time::timeout(PATIENCE, exchange(stream, head.into_bytes(), body)).await;
    // From here on the command may have been executed: it must not be tried again by itself.
    Some(
        answer
            .ok()
            .and_then(Result::ok)
            .and_then(|bytes| read(&bytes))
            .unwrap_or_else(silent),
    )
}

async fn exchange(
    mut stream: TcpStream,
    mut request: Vec<u8>,
    body: Vec<u8>,
) -> std::io::Result<Vec<u8>> {
    request.extend(body);
    stream.write_all(&request).await?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await?;
    Ok(answer)
}

/// The JSON behind the head; the server sends it whole, with its length.
fn read(answer: &[u8]) -> Option<Outcome> {
    let end = answer.windows(4).position(|four| four == b"\r\n\r\n")?;
    let (head, body) = answer.split_at(end + 4);
    head.starts_with(b"HTTP/1.1 200 ")
        .then(|| serde_json::from_slice(body).ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_whole_answer_counts() {
        let answer = b"HTTP/1.1 200 OK\r\ncontent-length: 24\r\n\r\n{\"exit\":2,\"answer\":null}";
        assert_eq!(read(answer).unwrap().exit, 2);
        assert!(read(b"HTTP/1.1 401 Unauthorized\r\n\r\n{\"exit\":0,\"answer\":null}").is_none());
        assert!(read(&answer[..60]).is_none());
        assert!(read(b"").is_none());
    }
}
