//! Detects addresses of the local stack when the target is the cloud.
//!
//! A shell that evaluated `env export` has the stack's addresses, and the SDKs' own chains would
//! use them: actions meant for AWS would silently happen locally. Addresses are compared after name
//! resolution, so their spelling does not matter.

use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _, UdpSocket};
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use super::{Ctx, STACK};
use crate::config::LOCAL_REGION;
use crate::error::{Error, Result};
use crate::model::{AwsAccess, HttpAccess, StackAddrs};
use crate::providers::aws::Aws;
use crate::providers::local::answers_at;

/// Prefixes of the variables from which cloud commands read addresses.
const OF_COMMANDS: [&str; 3] = ["AWS_ENDPOINT_URL", "HONEYCOMB_", "ROLLBAR_"];
/// Prefixes of all variables from which programs, including this project's backend, read addresses.
const OF_PROGRAMS: [&str; 5] = [
    "AWS_ENDPOINT_URL",
    "HONEYCOMB_",
    "ROLLBAR_",
    "OTEL_EXPORTER_",
    "AWS_XRAY_DAEMON_ADDRESS",
];

impl Ctx {
    /// Returns an error if an address of the cloud is a local stack's.
    pub(crate) fn refuse_local_stack(&self) -> Result<()> {
        self.refuse_variables(&OF_COMMANDS)
    }

    /// Like [`Self::refuse_local_stack`], for a program that inherits keys and addresses from this
    /// environment.
    pub(crate) async fn refuse_local_stack_for_programs(&self) -> Result<()> {
        self.refuse_local_keys()?;
        self.refuse_variables(&OF_PROGRAMS)?;
        self.config.check_aws_endpoints()?;
        self.config.check_aws_pair()?;
        // only the profile's addresses are needed, so any region will do
        let chain = AwsAccess::Chain {
            profile: None,
            region: Some(LOCAL_REGION.to_owned()),
        };
        let aws = Aws::connect(&chain).await?;
        self.refuse_profile(&aws.custom_endpoints())
    }

    /// Like [`Self::refuse_local_stack`], for addresses in an AWS profile.
    pub(super) fn refuse_profile(&self, endpoints: &[String]) -> Result<()> {
        let own = self.stack_if_any(|| !endpoints.is_empty());
        let Some(at) = endpoints.iter().find_map(|url| stack_at(own.as_ref(), url)) else {
            return Ok(());
        };
        let error = refusal("`endpoint_url` in the AWS profile leads", &at).hint(
            "remove `endpoint_url` from the profile, or run `export AWS_IGNORE_CONFIGURED_ENDPOINT_URLS=true`",
        );
        Err(or_local(error))
    }

    /// Like [`Self::refuse_local_stack`], for an address that may come from a settings file.
    pub(super) fn refuse_address(&self, access: &HttpAccess) -> Result<()> {
        let Some(source) = access.url_source.as_deref().filter(|_| !access.local) else {
            return Ok(());
        };
        let own = self.stack_if_any(|| true);
        match stack_at(own.as_ref(), &access.url) {
            None => Ok(()),
            Some(at) => {
                let error = refusal(&format!("{source} leads"), &at);
                Err(or_local(error.hint("correct the address or remove it")))
            }
        }
    }

    /// Returns the environment variables that lead to a local stack.
    pub(crate) fn led_to_local_stack(&self) -> Vec<&str> {
        self.leading(&OF_PROGRAMS)
            .map_or(Vec::new(), |(names, _)| names)
    }

    fn refuse_variables(&self, prefixes: &[&str]) -> Result<()> {
        let Some((names, at)) = self.leading(prefixes) else {
            return Ok(());
        };
        let verb = if names.len() == 1 { "leads" } else { "lead" };
        let error = refusal(&format!("{} {verb}", names.join(", ")), &at);
        Err(or_local(
            error.hint(format!("run `unset {}`", names.join(" "))),
        ))
    }

    /// Returns the variables that lead to a stack, if any, and the address of one of them.
    fn leading(&self, prefixes: &[&str]) -> Option<(Vec<&str>, String)> {
        let ignored = self.config.ignores_aws_endpoints();
        let of_interest = |name: &str| {
            prefixes.iter().any(|prefix| name.starts_with(prefix))
                && !(ignored && name.starts_with("AWS_ENDPOINT_URL"))
        };
        let set: Vec<(&str, &str)> = self
            .config
            .env()
            .iter()
            .filter(|(name, _)| of_interest(name))
            .collect();
        let own = self.stack_if_any(|| !set.is_empty());
        let leading = set
            .into_iter()
            .filter_map(|(name, value)| Some((name, stack_at(own.as_ref(), value)?)));
        let (names, mut places): (Vec<&str>, Vec<String>) = leading.unzip();
        (!names.is_empty()).then(|| (names, places.swap_remove(0)))
    }

    /// Returns the running stack. An unreadable state counts as none, because cloud commands must
    /// not depend on it.
    fn stack_if_any(&self, wanted: impl FnOnce() -> bool) -> Option<StackAddrs> {
        let running = || self.config.dirs.running::<StackAddrs>(STACK).ok()?;
        Some(wanted().then(running)??.about)
    }
}

fn refusal(what: &str, at: &str) -> Error {
    Error::usage(format!(
        "{what} to the local stack ({at}), not to the cloud"
    ))
}

fn or_local(error: Error) -> Error {
    error.hint("use `--target local` to act on the local stack")
}

/// Returns the address in `text` that leads to a stack: the running one, or another one on this
/// machine with a different data folder.
fn stack_at(own: Option<&StackAddrs>, text: &str) -> Option<String> {
    if let Some(own) = own.filter(|own| leads_to(own, text)) {
        return Some(format!("http://{}", own.reachable(own.services)));
    }
    text.split_whitespace().find_map(|word| {
        // a stack only speaks plain http, so https addresses need no lookup
        let is_secure = |scheme: &str| scheme.eq_ignore_ascii_case("https");
        if word
            .split_once("://")
            .is_some_and(|(scheme, _)| is_secure(scheme))
        {
            return None;
        }
        let (host, port) = host_and_port(word)?;
        let here = resolved(&host, port).into_iter();
        let mut here = here.filter(|ip| is_of_this_machine(ip.to_canonical()));
        let at = here.find(|ip| answers_at(SocketAddr::new(*ip, port)))?;
        Some(format!("http://{}", SocketAddr::new(at, port)))
    })
}

/// Whether `text` leads to the stack: a URL, `host:port`, or several of them as in the X-Ray SDKs.
fn leads_to(stack: &StackAddrs, text: &str) -> bool {
    text.split_whitespace().any(|word| {
        let Some((host, port)) = host_and_port(word) else {
            return false;
        };
        let mut listening = stack.all().into_iter().filter(|addr| addr.port() == port);
        // resolve the name only if the port is one of the stack's
        listening.any(|at| resolved(&host, port).into_iter().any(|to| reaches(to, at)))
    })
}

fn host_and_port(word: &str) -> Option<(String, u16)> {
    let word = ["tcp:", "udp:"]
        .iter()
        .find_map(|kind| word.strip_prefix(kind))
        .unwrap_or(word);
    let (default, rest) = match word.split_once("://") {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("https") => (Some(443), rest),
        Some((_, rest)) => (Some(80), rest),
        None => (None, word),
    };
    let authority = rest.split(['/', '?', '#', '\\']).next()?;
    let authority = authority.rsplit('@').next()?;
    let (host, port) = match authority.rsplit_once(':') {
        // an IPv6 address without a port
        Some((_, after)) if after.ends_with(']') => (authority, default?),
        Some((host, port)) => (host, port.parse().ok()?),
        None => (authority, default?),
    };
    let host = host.trim_start_matches('[').trim_end_matches(']');
    (!host.is_empty()).then(|| (host.to_owned(), port))
}

/// Resolves a name. Returns nothing if that takes too long; the call itself will then fail with a
/// proper error.
fn resolved(host: &str, port: u16) -> Vec<IpAddr> {
    const PATIENCE: Duration = Duration::from_secs(1);
    if let Ok(ip) = host.parse() {
        return vec![ip];
    }
    let (found, all) = mpsc::channel();
    let host = host.to_owned();
    thread::spawn(move || {
        let addrs = (host.as_str(), port).to_socket_addrs();
        // fails if the receiver stopped waiting
        let _ = found.send(addrs.map_or(Vec::new(), |addrs| addrs.map(|at| at.ip()).collect()));
    });
    all.recv_timeout(PATIENCE).unwrap_or_default()
}

/// Whether a connection to `ip` reaches a listener of this machine at `at`. A host name may resolve
/// to another address of this machine than the loopback address on which the stack listens; that
/// counts too.
fn reaches(ip: IpAddr, at: SocketAddr) -> bool {
    let ip = ip.to_canonical();
    ip == at.ip().to_canonical()
        || ((at.ip().is_unspecified() || at.ip().is_loopback()) && is_of_this_machine(ip))
}

fn is_of_this_machine(ip: IpAddr) -> bool {
    // only this machine's own addresses can be bound
    ip.is_loopback() || ip.is_unspecified() || UdpSocket::bind((ip, 0)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stack(ip: &str) -> StackAddrs {
        let at = |port: u16| SocketAddr::new(ip.parse().unwrap(), port);
        StackAddrs {
            services: at(45_700),
            otlp_http: at(43_180),
            otlp_grpc: at(43_170),
            xray_udp: at(20_000),
            xray_tcp: at(20_001),
        }
    }

    #[test]
    fn every_spelling_of_this_machine_leads_to_the_stack() {
        let name = rustix::system::uname();
        let own = name.nodename().to_string_lossy().into_owned();
        for text in [
            "http://127.0.0.1:45700",
            "http://LOCALHOST:45700/api/1/",
            "https://localhost:45700",
            "http://[::1]:45700",
            "http://[::ffff:127.0.0.1]:45700",
            "http://127.1:45700",
            "http://2130706433:45700/",
            "http://0x7f.1:45700",
            "http://0.0.0.0:45700",
            "http://127.0.0.53:45700",
            "http://user:secret@127.0.0.1:45700/x?y=z",
            "localhost:43180",
            "127.0.0.1:20000",
            "tcp:127.0.0.1:20001 udp:127.0.0.1:20000",
            &format!("http://{own}:45700"),
        ] {
            assert!(leads_to(&stack("127.0.0.1"), text), "{text}");
            assert!(leads_to(&stack("0.0.0.0"), text), "{text}");
        }
    }

    #[test]
    fn other_places_do_not() {
        for text in [
            "",
            "local",
            "hcaik_0123456789abcdef",
            "hcxmk_0123:45700x",
            "http://127.0.0.1",
            "http://127.0.0.1:4566",
            "http://192.0.2.1:45700",
            "http://no-such-host.invalid:45700",
            "https://api.honeycomb.io",
            "http://[::1]",
        ] {
            assert!(!leads_to(&stack("127.0.0.1"), text), "{text}");
        }
        // a stack that listens on one address is not reachable at others
        assert!(!leads_to(&stack("192.0.2.1"), "http://127.0.0.1:45700"));
        assert!(leads_to(&stack("192.0.2.1"), "http://192.0.2.1:45700"));
    }
}
