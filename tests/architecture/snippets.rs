//! Tests of the checker itself, on sources with one fault each and on correct ones.

use crate::check;

/// Returns the faults in these files, without the leading `src/`.
fn faults(files: &[(&str, &str)]) -> Vec<String> {
    let mut all = vec![
        ("lib.rs", "pub mod cli; pub mod stack;"),
        (
            "stack.rs",
            "pub mod collector; pub mod services; pub mod store;",
        ),
        ("stack/store.rs", "pub struct Store;"),
        ("stack/collector.rs", ""),
        ("stack/services.rs", ""),
        (
            "commands.rs",
            "pub mod demo; pub mod logs; pub mod session; pub mod xray;",
        ),
        ("commands/demo.rs", ""),
        ("commands/session.rs", ""),
        ("commands/logs.rs", "mod tail;"),
        ("commands/xray.rs", ""),
        ("model.rs", "mod ids;"),
        ("config.rs", ""),
        ("context.rs", ""),
        ("error.rs", ""),
    ];
    all.retain(|(path, _)| files.iter().all(|(own, _)| own != path));
    all.extend(files);
    let all: Vec<_> = all
        .iter()
        .map(|(p, t)| ((*p).to_owned(), (*t).to_owned()))
        .collect();
    let faults = check(&all).into_iter();
    faults
        .map(|fault| fault.trim_start_matches("src/").to_owned())
        .collect()
}

#[track_caller]
fn refused(path: &str, text: &str, expected: &str) {
    let found = faults(&[(path, text)]);
    assert_eq!(found, [format!("{path}:{expected}")], "in:\n{text}");
}

#[track_caller]
fn accepted(path: &str, text: &str) {
    assert_eq!(faults(&[(path, text)]), [""; 0], "in:\n{text}");
}

#[test]
fn every_spelling_of_an_import_is_seen() {
    let wrong = "1: `crate::stack::store::Store`: config may not import stack/store";
    for text in [
        "use crate::stack::store::Store;",
        "use super::stack::store::Store;",
        "use self::super::stack::store::Store;",
        "use crate::{error::Error, stack::{store::{Store as _}}};",
        "use crate::stack::store::Store as Database;",
        "fn f(_: crate::stack::store::Store) {}",
        "fn f(_: Vec<Option<crate::stack::store::Store>>) {}",
        "fn f() { use crate::stack::store::Store; }",
        "mod inner { use super::super::stack::store::Store; }",
        "mod inner { fn f() -> crate::stack::store::Store { todo() } }",
        "#[cfg(test)] mod tests { use crate::stack::store::Store; }",
        "fn f() { assert!(is(crate::stack::store::Store)); }",
        "macro_rules! m { () => { $crate::stack::store::Store } }",
        "macro_rules! m { () => { use crate::stack::{store::Store}; } }",
        "#[serde(with = \"crate::stack::store::Store\")] struct S;",
        "#[arg(value_parser = crate::stack::store::Store)] struct S;",
        "use cruddur_obs::stack::store::Store;",
        "use ::cruddur_obs::stack::store::Store;",
        "pub(in crate::stack::store::Store) fn f() {}",
        "impl crate::stack::store::Store {}",
        "fn f() { <u8 as crate::stack::store::Store>::x(); }",
    ] {
        let found = faults(&[("config.rs", text)]);
        let cut = |fault: &String| fault.replace("Store::x`", "Store`");
        let found: Vec<_> = found.iter().map(cut).collect();
        assert_eq!(found, [format!("config.rs:{wrong}")], "in:\n{text}");
    }
}

#[test]
fn renames_and_globs_do_not_hide_where_a_path_leads() {
    // the first import is allowed, but not the path that uses it
    let wrong = "stack/services may not import stack/collector";
    for (text, line) in [
        ("use crate::stack;\nfn f() { stack::collector::x() }", 2),
        ("use crate::stack as s;\nfn f() { s::collector::x() }", 2),
        (
            "use super::super::stack::{self as s};\nuse s::collector::x;",
            2,
        ),
        ("use crate::stack::*;\nfn f() { collector::x() }", 2),
        (
            "use super::*;\nmod inner {\nuse super::*;\nfn f() { collector::x() } }",
            4,
        ),
        (
            "use crate::stack as a; use a as b; use b as c;\nuse c::collector::x;",
            2,
        ),
    ] {
        let expected = format!("{line}: `crate::stack::collector::x`: {wrong}");
        refused("stack/services.rs", text, &expected);
    }
    refused(
        "stack/collector.rs",
        "use crate::stack::services::*;",
        "1: `crate::stack::services`: stack/collector may not import stack/services",
    );
}

#[test]
fn a_room_inside_a_room_has_its_own_row() {
    accepted(
        "stack/collector.rs",
        "use crate::stack::services::xray::call;",
    );
    accepted("stack/services.rs", "mod xray; mod logs; use xray::call;");
    refused(
        "stack/collector.rs",
        "use crate::stack::services::logs::call;",
        "1: `crate::stack::services::logs::call`: stack/collector may not import stack/services",
    );
    refused(
        "stack/store.rs",
        "use super::ingest::x;",
        "1: `crate::stack::ingest::x`: stack/store may not import stack/ingest",
    );
}

#[test]
fn renames_in_a_circle_end() {
    accepted(
        "model/ids.rs",
        "use a::b as a; use c as d; use d as c; fn f() { a::x(); c::x() }",
    );
}

#[test]
fn nouns_do_not_import_each_other() {
    let wrong = "`crate::commands::xray::run`: commands/logs may not import commands/xray";
    refused(
        "commands/logs/tail.rs",
        "use super::super::xray::run;",
        &format!("1: {wrong}"),
    );
    refused(
        "commands/logs.rs",
        "use crate::commands::xray::run;",
        &format!("1: {wrong}"),
    );
    refused(
        "commands/logs.rs",
        "use super::shared;",
        "1: `crate::commands::shared`: commands/logs may not import commands",
    );
    accepted(
        "commands/logs/tail.rs",
        "use super::Args; use crate::commands::logs::Args as A;",
    );
    accepted(
        "commands/logs/tail.rs",
        "use crate::{context::Ctx, model::Clock};",
    );
}

#[test]
fn a_session_is_shared_by_those_that_run_one() {
    accepted("commands/demo.rs", "use super::session::Session;");
    refused(
        "commands/demo.rs",
        "use super::logs::run;",
        "1: `crate::commands::logs::run`: commands/demo may not import commands/logs",
    );
    refused(
        "commands/logs.rs",
        "use super::session::Session;",
        "1: `crate::commands::session::Session`: commands/logs may not import commands/session",
    );
}

#[test]
fn the_command_tree_and_the_binary_have_their_own_rows() {
    accepted(
        "cli.rs",
        "use crate::commands::logs; fn f() { logs::run() }",
    );
    refused(
        "cli.rs",
        "fn f() -> crate::stack::X { x() }",
        "1: `crate::stack::X`: cli may not import stack",
    );
    accepted(
        "main.rs",
        "use cruddur_obs::cli::Cli; mod local {} use crate::local as l;",
    );
    refused(
        "main.rs",
        "use cruddur_obs::{cli, stack::Store};",
        "1: `crate::stack::Store`: main may not import stack",
    );
}

#[test]
fn what_the_table_does_not_list_is_refused() {
    let found = faults(&[("utils.rs", ""), ("bin/other.rs", "")]);
    let wrong = "this room is not in the table";
    assert_eq!(
        found,
        [
            format!("bin/other.rs: {wrong}"),
            format!("utils.rs: {wrong}")
        ]
    );
    refused(
        "config.rs",
        "use crate::utils::x;",
        "1: `crate::utils::x` leads to no room of the table",
    );
    refused(
        "config.rs",
        "use crate::*;",
        "1: `crate::`: config may not import lib",
    );
    refused(
        "lib.rs",
        "pub use model::Clock;",
        "1: `crate::model::Clock`: lib may not import model",
    );
}

#[test]
fn modules_cannot_lie_elsewhere() {
    let why = "a module lies where its name says";
    refused(
        "config.rs",
        "#[path = \"x.rs\"] mod x;",
        &format!("1: `#[path]`: {why}"),
    );
    refused(
        "config.rs",
        "include!(\"x.rs\");",
        &format!("1: `include!`: {why}"),
    );
    refused(
        "config.rs",
        "extern crate self as x;",
        "1: `extern crate`: paths name crates by themselves",
    );
}

#[test]
fn only_render_and_main_print() {
    for name in ["print", "println", "eprint", "eprintln", "dbg"] {
        let wrong = format!("1: `{name}!`: only render and main print");
        refused(
            "model/ids.rs",
            &format!("fn f() {{ {name}!(\"x\") }}"),
            &wrong,
        );
        refused(
            "commands/logs/tail.rs",
            &format!("fn f() {{ std::{name}!(\"x\") }}"),
            &wrong,
        );
        refused(
            "stack.rs",
            &format!("fn f() {{ select! {{ _ = x => {name}!(\"x\") }} }}"),
            &wrong,
        );
        accepted("render/output.rs", &format!("fn f() {{ {name}!(\"x\") }}"));
        accepted("main.rs", &format!("fn main() {{ {name}!(\"x\") }}"));
        accepted(
            "model/ids.rs",
            &format!("#[cfg(test)] mod tests {{ fn f() {{ {name}!() }} }}"),
        );
    }
    accepted(
        "model/ids.rs",
        "fn f(x: bool) { let print = x; if print != (x) {} write!(f, \"println!\") }",
    );
}

#[test]
fn what_is_written_to_a_stream_is_printed_too() {
    let text = "use std::io::{self, Write as _};\nfn f() { io::stdout().write_all(b\"x\") }";
    let wrong = "2: `std::io::stdout`: only render and main print";
    refused("commands/logs/tail.rs", text, wrong);
    accepted("render/output.rs", text);
    accepted("model/ids.rs", "use std::io; fn f() { io::stdin() }");
}

#[test]
fn test_modules_in_files_of_their_own_may_print() {
    let declared = "#[cfg(all(test, unix))] mod tests;";
    let text = "fn f() { println!() }";
    let found = faults(&[("model/ids.rs", declared), ("model/ids/tests.rs", text)]);
    assert_eq!(found, [""; 0]);
    let found = faults(&[("model/ids.rs", "mod tests;"), ("model/ids/tests.rs", text)]);
    assert_eq!(
        found,
        ["model/ids/tests.rs:1: `println!`: only render and main print"]
    );
    refused(
        "model/ids.rs",
        "#[cfg(not(test))] mod x { fn f() { println!() } }",
        "1: `println!`: only render and main print",
    );
}

#[test]
fn only_three_places_read_the_environment() {
    let wrong = "only config, app/env.rs and process read the environment";
    for (text, what) in [
        ("fn f() { std::env::var(\"X\") }", "var"),
        ("use std::env::var_os;", "var_os"),
        ("use std::env;\nfn f() { env::vars() }", "vars"),
        ("use std::env as e;\nfn f() { e::args() }", "args"),
        ("use std::{env::{self, temp_dir}};", "temp_dir"),
        ("fn f() { ::std::env::set_var(\"X\", \"y\") }", "set_var"),
        (
            "fn f() { format!(\"{:?}\", std::env::current_exe()) }",
            "current_exe",
        ),
        ("use std::env::*;", "*"),
    ] {
        let line = text.lines().count();
        let expected = format!("{line}: `std::env::{what}`: {wrong}");
        refused("app/routes.rs", text, &expected);
        refused("context.rs", text, &expected);
        for reader in [
            "config.rs",
            "config/settings.rs",
            "app/env.rs",
            "process.rs",
        ] {
            accepted(reader, text);
        }
    }
    accepted(
        "context.rs",
        "#[cfg(test)] mod tests { fn f() { std::env::var(\"X\") } }",
    );
    accepted(
        "context.rs",
        "use std::env::consts::OS; fn f() { env!(\"CARGO_PKG_NAME\") }",
    );
    refused("configure.rs", "", " this room is not in the table");
}

#[test]
fn unsafe_is_allowed_nowhere() {
    for text in [
        "fn f() { unsafe { x() } }",
        "unsafe fn f() {}",
        "unsafe trait T {}",
        "unsafe impl T for u8 {}",
        "unsafe extern \"C\" {}",
        "#[unsafe(no_mangle)] fn f() {}",
        "fn f() { m!(unsafe { x() }) }",
        "#[cfg(test)] mod tests { fn f() { unsafe { x() } } }",
    ] {
        refused("process.rs", text, "1: `unsafe` is allowed nowhere");
    }
}

#[test]
fn a_source_that_does_not_parse_is_a_fault() {
    let found = faults(&[("config.rs", "fn f( {")]);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(found[0].starts_with("config.rs: "), "{found:?}");
}

#[test]
fn a_noun_that_asks_for_the_target_is_seen() {
    refused(
        "commands/xray.rs",
        "use crate::model::Target;",
        "1: `crate::model::Target`: commands/xray is the same on every target",
    );
    accepted("commands/xray.rs", "use crate::model::TargetName;");
}
