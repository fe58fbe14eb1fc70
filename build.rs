//! Sets the commit shown by `--version`, and how the linker packs debug information.

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

/// Linker arguments that compress the line tables. An optimised binary keeps them, so that errors
/// reported to Rollbar have files and lines wherever it is installed. A debug build is linked often
/// and copied rarely, so it skips this.
fn packed() -> Vec<String> {
    let mut arguments = vec!["-Wl,--compress-debug-sections=zlib".to_owned()];
    // the debug information contains the function names, so the symbol table is redundant; only GNU
    // ld can drop it and keep the rest
    let none = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default()).join("no-symbols");
    if has_gnu_ld() && fs::write(&none, "").is_ok() {
        arguments.push("-fuse-ld=bfd".to_owned());
        arguments.push(format!("-Wl,--retain-symbols-file={}", none.display()));
    } else {
        arguments.push("-Wl,--discard-all".to_owned());
    }
    arguments
}

/// Whether the compiler used for linking can call GNU ld.
fn has_gnu_ld() -> bool {
    let linker = env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into());
    let asked = Command::new(linker)
        .args(["-fuse-ld=bfd", "-Wl,--version"])
        .output();
    asked.is_ok_and(|answer| {
        answer.status.success() && String::from_utf8_lossy(&answer.stdout).contains("GNU ld")
    })
}

/// The commit of the repository whose root is this package. `None` in an unpacked archive, or in a
/// copy within another repository.
fn checked_out() -> Option<String> {
    let package = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let top = git(&package, &["rev-parse", "--show-toplevel"])?;
    if Path::new(&top).canonicalize().ok()? != package.canonicalize().ok()? {
        return None;
    }
    // this file changes with every commit and checkout
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
