//! What only the build knows: the commit that `--version` names, and how the linker packs
//! the debug information.

#![expect(
    clippy::disallowed_methods,
    reason = "a build script is told everything by its environment"
)]

use std::env;
use std::fs;
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
    let linux = env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux");
    if linux && env::var("PROFILE").is_ok_and(|profile| profile == "release") {
        for argument in packed() {
            println!("cargo::rustc-link-arg-bins={argument}");
        }
    }
}

/// Line tables stay in an optimised binary, so that errors reported to Rollbar name file
/// and line wherever it was installed; packed they take far less room. A debug build is
/// linked often and seldom copied.
fn packed() -> Vec<String> {
    let mut arguments = vec!["-Wl,--compress-debug-sections=zlib".to_owned()];
    // the names of functions are in the debug information too: a table of symbols repeats
    // them, and only GNU ld can leave it out and keep the rest
    let none = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("no-symbols");
    if has_gnu_ld() && fs::write(&none, "").is_ok() {
        arguments.push("-fuse-ld=bfd".to_owned());
        arguments.push(format!("-Wl,--retain-symbols-file={}", none.display()));
    } else {
        arguments.push("-Wl,--discard-all".to_owned());
    }
    arguments
}

/// Whether the compiler that links can call GNU ld.
fn has_gnu_ld() -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(linker)
        .args(["-fuse-ld=bfd", "-Wl,--version"])
        .output();
    asked.is_ok_and(|answer| {
        answer.status.success() && String::from_utf8_lossy(&answer.stdout).contains("GNU ld")
    })
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
