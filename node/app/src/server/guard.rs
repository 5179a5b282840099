//! Who may speak to the loopback server: every request is treated as coming from a hostile program on the same laptop.
//!
//! A page of another site may send requests to `127.0.0.1`; another user of the machine may guess the port. So a
//! request passes only when it names our own address as `Host` (421 otherwise: DNS rebinding), comes from our own
//! pages when it changes something (403), and carries the cookie that only the one-time login token gave out (401).
//! The token goes to the window or to the person at the terminal, works once, and ends after ten minutes.

use axum::http::{HeaderMap, Method, StatusCode, header};
use std::collections::HashMap;
use std::sync::Mutex;
use std::time::{Duration, Instant};
use subtle::ConstantTimeEq as _;

/// How long a printed login address works.
const TOKEN_LIFE: Duration = Duration::from_secs(600);
/// Tokens that may wait at the same time; more are the sign of something wrong.
const MAX_TOKENS: usize = 64;

/// The doors of one running server.
pub struct Guard {
    port: u16,
    cookie_name: String,
    cookie_value: String,
    tokens: Mutex<HashMap<String, Instant>>,
}

/// Why a request was turned away; the number is the answer's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// The request names another host: 421.
    WrongHost,
    /// A change that does not come from our own pages: 403.
    ForeignOrigin,
    /// No cookie of this server: 401.
    NoCookie,
}

impl Refusal {
    /// The HTTP status that goes with it.
    pub fn status(self) -> StatusCode {
        match self {
            Refusal::WrongHost => StatusCode::MISDIRECTED_REQUEST,
            Refusal::ForeignOrigin => StatusCode::FORBIDDEN,
            Refusal::NoCookie => StatusCode::UNAUTHORIZED,
        }
    }
}

impl Guard {
    /// Doors for a server on `port`, whose cookie has the random value `secret` (hex).
    pub fn new(port: u16, secret: String) -> Guard {
        Guard {
            port,
            cookie_name: format!("s{port}"),
            cookie_value: secret,
            tokens: Mutex::new(HashMap::new()),
        }
    }

    /// The server's address as a browser writes it.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Remembers `token` and gives the address that spends it.
    pub fn login_url(&self, token: String, now: Instant) -> String {
        let mut tokens = self
            .tokens
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        tokens.retain(|_, made| now.duration_since(*made) < TOKEN_LIFE);
        if tokens.len() >= MAX_TOKENS {
            tokens.clear();
        }
        let url = format!("{}/login?t={token}", self.origin());
        tokens.insert(token, now);
        url
    }

    /// Spends a token: the `Set-Cookie` value on success. A token works once.
    pub fn spend(&self, token: &str, now: Instant) -> Option<String> {
        let mut tokens = self
            .tokens
            .lock()
            .unwrap_or_else(|poisoned| poisoned.into_inner());
        let made = tokens.remove(token)?;
        (now.duration_since(made) < TOKEN_LIFE).then(|| {
            format!(
                "{}={}; HttpOnly; SameSite=Strict; Path=/",
                self.cookie_name, self.cookie_value
            )
        })
    }

    /// Checks the host and, for what changes something, the origin.
    pub fn check_source(&self, method: &Method, headers: &HeaderMap) -> Result<(), Refusal> {
        let host = headers.get(header::HOST).and_then(|h| h.to_str().ok());
        if host != Some(&format!("127.0.0.1:{}", self.port)) {
            return Err(Refusal::WrongHost);
        }
        let origin = headers
            .get(header::ORIGIN)
            .map(|o| o.to_str().unwrap_or("?").to_owned());
        let safe = matches!(*method, Method::GET | Method::HEAD);
        match origin {
            Some(origin) if origin != self.origin() => Err(Refusal::ForeignOrigin),
            None if !safe => Err(Refusal::ForeignOrigin),
            _ => Ok(()),
        }
    }

    /// Checks that the request carries the cookie of this server.
    pub fn check_cookie(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let carried = headers
            .get_all(header::COOKIE)
            .iter()
            .filter_map(|value| value.to_str().ok())
            .flat_map(|value| value.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
            .any(|(name, value)| {
                name == self.cookie_name
                    && bool::from(value.as_bytes().ct_eq(self.cookie_value.as_bytes()))
            });
        if carried {
            Ok(())
        } else {
            Err(Refusal::NoCookie)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard() -> Guard {
        Guard::new(4000, "c0ffee".into())
    }

    fn headers(pairs: &[(header::HeaderName, &str)]) -> HeaderMap {
        pairs
            .iter()
            .map(|(name, value)| (name.clone(), value.parse().unwrap()))
            .collect()
    }

    #[test]
    fn a_rebound_name_is_not_our_host() {
        let foreign = headers(&[(header::HOST, "loggia.example:4000")]);
        assert_eq!(
            guard().check_source(&Method::GET, &foreign),
            Err(Refusal::WrongHost)
        );
        assert_eq!(
            guard().check_source(&Method::GET, &HeaderMap::new()),
            Err(Refusal::WrongHost)
        );
    }

    #[test]
    fn a_change_must_come_from_our_own_pages() {
        let host = (header::HOST, "127.0.0.1:4000");
        let none = headers(std::slice::from_ref(&host));
        let foreign = headers(&[host.clone(), (header::ORIGIN, "http://evil.example")]);
        let null = headers(&[host.clone(), (header::ORIGIN, "null")]);
        let ours = headers(&[host, (header::ORIGIN, "http://127.0.0.1:4000")]);
        for bad in [&none, &foreign, &null] {
            assert_eq!(
                guard().check_source(&Method::POST, bad),
                Err(Refusal::ForeignOrigin)
            );
        }
        assert_eq!(guard().check_source(&Method::POST, &ours), Ok(()));
        assert_eq!(guard().check_source(&Method::GET, &none), Ok(()));
        assert_eq!(
            guard().check_source(&Method::GET, &foreign),
            Err(Refusal::ForeignOrigin)
        );
    }

    #[test]
    fn a_token_works_once_and_not_for_ever() {
        let guard = guard();
        let now = Instant::now();
        guard.login_url("one".into(), now);
        assert!(guard.spend("one", now).is_some());
        assert!(guard.spend("one", now).is_none());
        guard.login_url("two".into(), now);
        assert!(guard.spend("two", now + TOKEN_LIFE).is_none());
    }

    #[test]
    fn only_the_cookie_of_this_server_opens() {
        let guard = guard();
        let cookie = |value: &str| headers(&[(header::COOKIE, value)]);
        assert_eq!(guard.check_cookie(&cookie("a=b; s4000=c0ffee")), Ok(()));
        for bad in ["s4000=c0ffe", "s4001=c0ffee", "s4000=", "c0ffee"] {
            assert_eq!(guard.check_cookie(&cookie(bad)), Err(Refusal::NoCookie));
        }
        assert_eq!(
            guard.check_cookie(&HeaderMap::new()),
            Err(Refusal::NoCookie)
        );
    }
}
