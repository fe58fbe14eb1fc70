//! Checks of AWS endpoint URLs.

use std::net::{IpAddr, ToSocketAddrs as _};

/// Checks a URL before the AWS SDKs get it. They do not validate it, and they repeat an invalid one
/// in full in their errors.
///
/// # Errors
/// Returns what was expected. The message never quotes the URL, because it may contain a password.
pub fn check_endpoint_url(text: &str) -> Result<(), &'static str> {
    const EXPECTED: &str = "expected an address such as `https://logs.example` or `http://127.0.0.1:4566`, \
                            without a user name, a password, `?` or `#`";
    let plain = |c: char| c.is_ascii_graphic() && !"@?#\\\"'`<>{}|^%".contains(c);
    let Some((scheme, rest)) = text.split_once("://") else {
        return Err(EXPECTED);
    };
    let is_web = ["http", "https"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    let authority = rest.split('/').next().unwrap_or_default();
    if !is_web || !text.chars().all(plain) || !is_host_and_port(authority) {
        return Err(EXPECTED);
    }
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if !port.contains(']') => host,
        _ => authority,
    };
    if scheme.eq_ignore_ascii_case("http") && !is_loopback_host(host) {
        return Err(PLAIN_HTTP);
    }
    Ok(())
}

/// Why a plain http URL of another machine is refused.
pub const PLAIN_HTTP: &str =
    "plain http would show the key to the network: expected https, or an address of this machine";

/// Whether `host` is this machine, in any spelling of loopback.
pub fn is_loopback_host(host: &str) -> bool {
    let host = host.trim_start_matches('[').trim_end_matches(']');
    if host.eq_ignore_ascii_case("localhost") {
        return true;
    }
    let of_this_machine = |ip: IpAddr| ip.is_loopback() || ip.is_unspecified();
    if let Ok(ip) = host.parse::<IpAddr>() {
        return of_this_machine(ip);
    }
    // the resolver also reads `127.1` and `0x7f000001` as addresses, without asking DNS
    let of_number = |b: u8| b.is_ascii_hexdigit() || b"xX.".contains(&b);
    let is_number = host.starts_with(|c: char| c.is_ascii_digit()) && host.bytes().all(of_number);
    is_number
        && (host, 0)
            .to_socket_addrs()
            .is_ok_and(|mut found| found.all(|found| of_this_machine(found.ip())))
}

fn is_host_and_port(authority: &str) -> bool {
    let (host, rest) = match authority.strip_prefix('[') {
        Some(literal) => match literal.split_once(']') {
            Some((host, rest)) if host.parse::<std::net::Ipv6Addr>().is_ok() => (host, rest),
            _ => return false,
        },
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = rest.strip_prefix(':').map(str::parse::<u16>);
    !host.is_empty() && (rest.is_empty() || matches!(port, Some(Ok(port)) if port != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_scheme_and_a_host_and_nothing_secret() {
        for url in [
            "http://127.0.0.1:4566",
            "HTTPS://logs.example/",
            "http://[::1]:4566",
            "http://LOCALHOST:4566/a/b",
            "http://127.1",
            "https://localstack:4566/a/b",
            "https://vpce-0a-1b.logs.eu-central-1.vpce.amazonaws.com",
        ] {
            assert_eq!(check_endpoint_url(url), Ok(()), "{url}");
        }
        for url in [
            "",
            "bob:hunter2pw@127.0.0.1:9999",
            "http://bob:hunter2pw@127.0.0.1:9999",
            "http://127.0.0.1:9/x?password=hunter2pw",
            "http:127.0.0.1:9",
            "http:\\\\127.0.0.1:9",
            " http://127.0.0.1:9",
            "http://127.0.0.1:9\n",
            "http://",
            "http://:9",
            "http://a:b",
            "http://a:0",
            "http://a:",
            "http://::1",
            "http://[x]",
            "http:///hunter2pw",
            "ftp://a",
            "localhost:4566",
            "http://é",
            "http://localstack:4566",
            "http://10.9.9.9",
            "HTTP://127.0.0.1.example:80",
            "http://[2001:db8::1]:4566",
            "http://a%40b",
        ] {
            let why = check_endpoint_url(url).expect_err(url);
            assert!(!why.contains("hunter2pw"), "{why}");
        }
    }
}
