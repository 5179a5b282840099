//! A small HTTP client for the loopback: one request per connection, cookies kept, redirects shown and not followed.
//!
//! Small on purpose: a test of the front door should see every header, and a WebDriver needs no more than this.

use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

/// How long an answer may take.
const LIMIT: Duration = Duration::from_secs(90);

/// A client of one server, with its cookies.
#[derive(Debug)]
pub struct Http {
    host: String,
    cookies: RefCell<BTreeMap<String, String>>,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Headers in their order, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Http {
    /// A client of `base`, an address such as `http://127.0.0.1:4711/anything`.
    #[track_caller]
    pub fn new(base: &str) -> Http {
        let rest = base
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("not a plain http address: {base}"));
        let host = rest.split('/').next().unwrap_or(rest).to_owned();
        Http {
            host,
            cookies: RefCell::default(),
        }
    }

    /// The server's address without a path.
    pub fn origin(&self) -> String {
        format!("http://{}", self.host)
    }

    /// `GET path`.
    #[track_caller]
    pub fn get(&self, path: &str) -> Answer {
        self.send("GET", path, &[], &[])
    }

    /// `POST path` with form fields, as a page of this server would send it.
    #[track_caller]
    pub fn post(&self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let body: Vec<String> = fields
            .iter()
            .map(|(name, value)| format!("{}={}", escape(name), escape(value)))
            .collect();
        let origin = self.origin();
        let headers = [
            ("content-type", "application/x-www-form-urlencoded"),
            ("origin", origin.as_str()),
        ];
        self.send("POST", path, &headers, body.join("&").as_bytes())
    }

    /// Any method with a JSON body.
    #[track_caller]
    pub fn json(&self, method: &str, path: &str, body: &Value) -> Answer {
        self.send(
            method,
            path,
            &[("content-type", "application/json")],
            body.to_string().as_bytes(),
        )
    }

    /// Any request. Panics when no answer comes; [`Http::try_send`] does not.
    #[track_caller]
    pub fn send(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
        self.try_send(method, path, headers, body)
            .unwrap_or_else(|error| panic!("{method} {}{path}: {error}", self.origin()))
    }

    /// Any request; headers given here replace `Host` and `Cookie`.
    pub fn try_send(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
        body: &[u8],
    ) -> std::io::Result<Answer> {
        let mut stream = TcpStream::connect(&self.host)?;
        stream.set_read_timeout(Some(LIMIT))?;
        stream.set_write_timeout(Some(LIMIT))?;
        let given = |name: &str| {
            headers
                .iter()
                .any(|(given, _)| given.eq_ignore_ascii_case(name))
        };
        let mut head = format!("{method} {path} HTTP/1.1\r\nconnection: close\r\n");
        if !given("host") {
            head += &format!("host: {}\r\n", self.host);
        }
        let cookies = self.cookies.borrow();
        if !cookies.is_empty() && !given("cookie") {
            let pairs: Vec<String> = cookies
                .iter()
                .map(|(name, value)| format!("{name}={value}"))
                .collect();
            head += &format!("cookie: {}\r\n", pairs.join("; "));
        }
        drop(cookies);
        for (name, value) in headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !body.is_empty() || method == "POST" {
            head += &format!("content-length: {}\r\n", body.len());
        }
        // Head and body leave in one write: small servers of tests read once.
        let mut request = format!("{head}\r\n").into_bytes();
        request.extend_from_slice(body);
        stream.write_all(&request)?;
        let answer = read_answer(&mut stream)?;
        self.keep_cookies(&answer);
        Ok(answer)
    }

    fn keep_cookies(&self, answer: &Answer) {
        for (name, value) in &answer.headers {
            if name != "set-cookie" {
                continue;
            }
            let pair = value.split(';').next().unwrap_or_default();
            if let Some((name, value)) = pair.split_once('=') {
                self.cookies
                    .borrow_mut()
                    .insert(name.trim().to_owned(), value.trim().to_owned());
            }
        }
    }
}

impl Answer {
    /// The first header of this (lower-case) name.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str())
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// The body as JSON.
    #[track_caller]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("no JSON ({error}): {}", self.text()))
    }
}

fn read_answer(stream: &mut TcpStream) -> std::io::Result<Answer> {
    let broken = |what: &str| std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned());
    let mut bytes = Vec::new();
    let mut block = [0u8; 16 * 1024];
    loop {
        if let Some(answer) = whole_answer(&bytes).map_err(broken)? {
            return Ok(answer);
        }
        let count = stream.read(&mut block)?;
        if count == 0 {
            break;
        }
        bytes.extend_from_slice(&block[..count]);
    }
    // Without a length the end of the stream is the end of the body.
    let (head, body) = split_head(&bytes).ok_or_else(|| broken("the answer has no end of head"))?;
    parse(head, body.to_vec()).map_err(broken)
}

/// The answer, if `bytes` holds all of it and says so itself (by a length or a last chunk).
fn whole_answer(bytes: &[u8]) -> Result<Option<Answer>, &'static str> {
    let Some((head, body)) = split_head(bytes) else {
        return Ok(None);
    };
    let answer = parse(head, Vec::new())?;
    if matches!(answer.status, 204 | 304) {
        return Ok(Some(answer));
    }
    if answer
        .header("transfer-encoding")
        .is_some_and(|value| value.eq_ignore_ascii_case("chunked"))
    {
        return Ok(unchunk(body)?.map(|body| Answer { body, ..answer }));
    }
    let length = answer
        .header("content-length")
        .and_then(|value| value.trim().parse::<usize>().ok());
    Ok(match length {
        Some(length) if body.len() >= length => Some(Answer {
            body: body[..length].to_vec(),
            ..answer
        }),
        _ => None,
    })
}

fn split_head(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    Some((&bytes[..end], &bytes[end + 4..]))
}

fn parse(head: &[u8], body: Vec<u8>) -> Result<Answer, &'static str> {
    let head = String::from_utf8_lossy(head).into_owned();
    let mut lines = head.split("\r\n");
    let status = lines
        .next()
        .and_then(|line| line.split(' ').nth(1))
        .and_then(|status| status.parse().ok())
        .ok_or("the answer has no status")?;
    let headers = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    Ok(Answer {
        status,
        headers,
        body,
    })
}

/// The joined chunks, or `None` while the last one is missing.
fn unchunk(mut rest: &[u8]) -> Result<Option<Vec<u8>>, &'static str> {
    let mut body = Vec::new();
    loop {
        let Some(end) = rest.windows(2).position(|window| window == b"\r\n") else {
            return Ok(None);
        };
        let size = std::str::from_utf8(&rest[..end]).map_err(|_| "a chunk without a size")?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = usize::from_str_radix(size, 16).map_err(|_| "a chunk without a size")?;
        if size == 0 {
            return Ok(Some(body));
        }
        let from = end + 2;
        if rest.len() < from + size + 2 {
            return Ok(None);
        }
        body.extend_from_slice(&rest[from..from + size]);
        rest = &rest[from + size + 2..];
    }
}

/// `text` as a form writes it.
fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => {
                char::from(byte).to_string()
            }
            b' ' => "+".to_owned(),
            _ => format!("%{byte:02X}"),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::TcpListener;

    /// A server that answers every request with the next of `answers` and reports what it was asked.
    fn server(answers: Vec<&'static str>) -> (String, std::thread::JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let handle = std::thread::spawn(move || {
            answers
                .into_iter()
                .map(|answer| {
                    let (mut stream, _) = listener.accept().unwrap();
                    let mut asked = vec![0; 4096];
                    let count = stream.read(&mut asked).unwrap();
                    stream.write_all(answer.as_bytes()).unwrap();
                    String::from_utf8_lossy(&asked[..count]).into_owned()
                })
                .collect()
        });
        (base, handle)
    }

    #[test]
    fn cookies_come_back_and_redirects_are_shown() {
        let (base, asked) = server(vec![
            "HTTP/1.1 303 See Other\r\nLocation: /home\r\nSet-Cookie: s1=abc; HttpOnly\r\nContent-Length: 0\r\n\r\n",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nκα\r\n2;x=y\r\nλ\r\n0\r\n\r\n",
            "HTTP/1.1 200 OK\r\n\r\nno length",
        ]);
        let http = Http::new(&format!("{base}/login?t=x"));
        let answer = http.post("/login", &[("όνομα", "α β&γ")]);
        assert_eq!(
            (answer.status, answer.header("location")),
            (303, Some("/home"))
        );
        assert_eq!(http.get("/home").text(), "καλ");
        assert_eq!(http.get("/end").text(), "no length");
        let asked = asked.join().unwrap();
        assert!(
            asked[0].contains(&format!("origin: {base}")),
            "{}",
            asked[0]
        );
        assert!(
            asked[0].ends_with("%CF%8C%CE%BD%CE%BF%CE%BC%CE%B1=%CE%B1+%CE%B2%26%CE%B3"),
            "{}",
            asked[0]
        );
        assert!(asked[1].contains("cookie: s1=abc\r\n"));
    }

    #[test]
    fn a_closed_port_is_an_error_and_not_a_hang() {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        drop(listener);
        assert!(Http::new(&base).try_send("GET", "/", &[], &[]).is_err());
    }
}
