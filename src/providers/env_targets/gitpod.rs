//! Gitpod's variables, through its own program `gp`.
//!
//! `gp env` takes values on its command line only, prints them back, strips quotes around
//! them and turns `\ ` into a space (seen in its source). So its output goes nowhere, and
//! what it would change is refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::Read as _;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use secrecy::{ExposeSecret as _, SecretString};

use super::{Destination, EnvTarget, Variable};
use crate::error::{Error, Result, ResultExt as _};

/// The user's variables of a Gitpod workspace.
#[derive(Debug, Default)]
pub(crate) struct Gitpod;

const PATIENCE: Duration = Duration::from_secs(30);
const POLL: Duration = Duration::from_millis(10);
const MAX_NAME: usize = 255;
const MAX_VALUE: usize = 32_767;

impl Gitpod {
    /// Whether there is a `gp` in the folders of this PATH.
    pub(crate) fn is_on(path: &str) -> bool {
        std::env::split_paths(path).any(|folder| {
            fs::metadata(folder.join("gp"))
                .is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
        })
    }
}

impl EnvTarget for Gitpod {
    fn name(&self) -> &'static str {
        "Gitpod"
    }

    fn destination(&self) -> Option<&Destination> {
        None
    }

    fn private_file(&self) -> Option<&Path> {
        None
    }

    fn current(&self) -> Result<BTreeMap<String, SecretString>> {
        let listed = run(&[])?;
        let pairs = listed.lines().filter_map(|line| line.split_once('='));
        Ok(pairs
            .map(|(name, value)| (name.to_owned(), SecretString::from(value)))
            .collect())
    }

    fn check(&self, variables: &[Variable]) -> Result<()> {
        for Variable { name, value, .. } in variables {
            if let Some(why) = refused(name, value.expose_secret()) {
                return Err(Error::usage(format!(
                    "cannot store {name} in Gitpod: {why}"
                )));
            }
        }
        Ok(())
    }

    fn set(&self, variables: &[Variable], unset: &[String]) -> Result<()> {
        self.check(variables)?;
        let pairs: Vec<String> = variables
            .iter()
            .map(|Variable { name, value, .. }| format!("{name}={}", value.expose_secret()))
            .collect();
        if !pairs.is_empty() {
            run(&pairs)?;
        }
        if !unset.is_empty() {
            run(&[&["--unset".to_owned()], unset].concat())?;
        }
        Ok(())
    }
}

/// Why `gp env` would refuse a variable, or keep something else than it was given.
fn refused(name: &str, value: &str) -> Option<&'static str> {
    let letter = |b: u8| b.is_ascii_alphabetic() || b == b'_';
    let mut bytes = name.bytes();
    if !bytes.next().is_some_and(letter) || !bytes.all(|b| letter(b) || b.is_ascii_digit()) {
        return Some("expected a name of letters, digits and underscores");
    }
    if name.len() > MAX_NAME {
        return Some("the name is longer than 255 characters");
    }
    if name.starts_with("GITPOD_") {
        return Some("names starting with GITPOD_ are reserved");
    }
    if value.is_empty() || value.len() > MAX_VALUE {
        return Some("the value is empty or longer than 32767 characters");
    }
    if value.chars().any(char::is_control) {
        return Some("the value contains a control character");
    }
    let quoted = |c: char| value.starts_with(c) || value.ends_with(c);
    if quoted('"') || quoted('\'') || value.contains("\\ ") {
        return Some("`gp env` would change the quotes or backslashes in its value");
    }
    None
}

/// `gp env` with these arguments; what it prints is returned, and shown to nobody.
fn run(args: &[String]) -> Result<String> {
    let failed = |why: String| {
        Error::failed("cannot reach Gitpod through `gp env`")
            .caused_by(why)
            .hint("use `--env dotenv` to write `.env` instead, if this is no Gitpod workspace")
    };
    let mut child = Command::new("gp")
        .arg("env")
        .args(args)
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .or_fail(|| "cannot run `gp`".to_owned())?;
    let mut stdout = child.stdout.take();
    let reading = thread::spawn(move || {
        let mut bytes = Vec::new();
        // what cannot be read is not there
        let _ = stdout.as_mut().map(|stdout| stdout.read_to_end(&mut bytes));
        bytes
    });
    let started = Instant::now();
    let status = loop {
        match child
            .try_wait()
            .or_fail(|| "cannot wait for `gp`".to_owned())?
        {
            Some(status) => break status,
            None if started.elapsed() > PATIENCE => {
                let _ = child.kill();
                let _ = child.wait();
                return Err(failed(format!("no answer in {} s", PATIENCE.as_secs())));
            }
            None => thread::sleep(POLL),
        }
    };
    if !status.success() {
        return Err(failed(status.to_string()));
    }
    let bytes = reading.join().unwrap_or_default();
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_gp_would_change_is_refused() {
        for (name, value) in [
            ("A", "x"),
            ("_A1", "two words"),
            ("A", "it's $HOME \"x\" `y`"),
            ("A", "back\\slash"),
        ] {
            assert_eq!(refused(name, value), None, "{name}={value}");
        }
        let long = "x".repeat(MAX_VALUE + 1);
        for (name, value) in [
            ("", "x"),
            ("1A", "x"),
            ("A-B", "x"),
            ("GITPOD_TOKEN", "x"),
            (&*"A".repeat(256), "x"),
            ("A", ""),
            ("A", &long),
            ("A", "\"quoted\""),
            ("A", "ends'"),
            ("A", "a\\ b"),
            ("A", "two\nlines"),
        ] {
            assert!(refused(name, value).is_some(), "{name}");
        }
    }
}
