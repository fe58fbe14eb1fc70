//! What only the build knows: the commit that `--version` names, and how the linker packs
//! the debug information.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told everything by its environment"
)]

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=CRUDDUR_OBS_COMMIT");
    let commit = env::var("CRUDDUR_OBS_COMMIT").ok().or_else(checked_out);
    println!(
        "cargo::rustc-env=CRUDDUR_OBS_COMMIT={}",
        commit.unwrap_or_default()
    );
    // Line tables stay in an optimised binary, so that errors reported to Rollbar name file
    // and line wherever it was installed; packed they take far less room. A debug
    // build is linked often and seldom copied.
    let linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    if linux && env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        println!("cargo::rustc-link-arg-bins=-Wl,--compress-debug-sections=zlib");
        // the names of functions are in the debug information too
        println!("cargo::rustc-link-arg-bins=-Wl,--discard-all");
    }
}

/// The commit of the repository whose top folder this package is; `None` in an unpacked
/// archive, and where somebody else's repository holds a copy of it.
fn checked_out() -> Option<String> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let top = git(&package, &["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != package.canonicalize().ok()? {
        return None;
    }
    // every commit and checkout appends to this file
    let log = package.join(git(&package, &["rev-parse", "--git-path", "logs/HEAD"])?);
    println!("cargo::rerun-if-changed={}", log.display());
    git(&package, &["rev-parse", "--short=9", "HEAD"])
}

fn git(folder: &Path, args: &[&str]) -> Option<String> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(args)
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let text = text.trim();
    (output.status.success() && !text.is_empty()).then(|| text.to_owned())
}
