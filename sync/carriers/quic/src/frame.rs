//! Frames on a stream: a u32 length, big-endian, and that many bytes.

use std::io;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Reads the next frame; `None` if the stream ended between two frames.
///
/// A length over `limit` is an error before anything is reserved. Not safe to cancel: a frame that was
/// begun must be read to its end.
pub async fn read(
    stream: &mut (impl AsyncRead + Unpin),
    limit: usize,
) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    match stream.read_exact(&mut head[..1]).await {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(None),
        Err(error) => return Err(error),
    }
    stream.read_exact(&mut head[1..]).await?;
    let len = u64::from(u32::from_be_bytes(head));
    if len > limit as u64 {
        return Err(io::Error::new(
            io::ErrorKind::InvalidData,
            "a frame over the limit",
        ));
    }
    // grows with what really arrives, so a claimed length alone reserves little
    let mut frame = Vec::new();
    stream.take(len).read_to_end(&mut frame).await?;
    match frame.len() as u64 == len {
        true => Ok(Some(frame)),
        false => Err(io::ErrorKind::UnexpectedEof.into()),
    }
}

/// Writes one frame.
pub async fn write(stream: &mut (impl AsyncWrite + Unpin), frame: &[u8]) -> io::Result<()> {
    let len =
        u32::try_from(frame.len()).map_err(|_| io::Error::from(io::ErrorKind::InvalidInput))?;
    stream.write_all(&len.to_be_bytes()).await?;
    stream.write_all(frame).await
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn read_all(mut bytes: &[u8], limit: usize) -> io::Result<Vec<Vec<u8>>> {
        let mut frames = Vec::new();
        while let Some(frame) = read(&mut bytes, limit).await? {
            frames.push(frame);
        }
        Ok(frames)
    }

    #[tokio::test]
    async fn frames_survive_a_stream() {
        let mut bytes = Vec::new();
        for frame in [b"one".as_slice(), b"", b"three"] {
            write(&mut bytes, frame).await.unwrap();
        }
        let frames = read_all(&bytes, 5).await.unwrap();
        assert_eq!(frames, [b"one".to_vec(), Vec::new(), b"three".to_vec()]);
    }

    #[tokio::test]
    async fn a_frame_over_the_limit_or_cut_is_an_error() {
        let mut bytes = Vec::new();
        write(&mut bytes, b"seven!!").await.unwrap();
        assert_eq!(
            read_all(&bytes, 6).await.unwrap_err().kind(),
            io::ErrorKind::InvalidData
        );
        for cut in 1..bytes.len() {
            assert!(read_all(&bytes[..cut], 7).await.is_err(), "cut at {cut}");
        }
        assert!(read_all(&u32::MAX.to_be_bytes(), usize::MAX).await.is_err());
    }
}
