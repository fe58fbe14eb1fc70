//! The rules on imports, printing and access to the environment.
//!
//! Resolves every path in `src` to its room (a module with a row in the table) and compares it with
//! `RULES`. Imports that are not in the table are not allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

#[path = "architecture/fetch.rs"]
mod fetch;
#[path = "architecture/reader.rs"]
mod reader;
#[path = "architecture/snippets.rs"]
mod snippets;
#[path = "architecture/tree.rs"]
mod tree;

use tree::{Found, Source, Tree};

/// A room and the rooms that it may import besides itself. `a/b` is the module `b` in the room `a`.
/// `commands/*` is any noun; each noun is a separate room.
#[rustfmt::skip]
const RULES: &[(&str, &str)] = &[
    ("lib", ""),
    ("model", ""),
    ("error", ""),
    ("app", ""),
    ("query", "model"),
    ("plan", "model"),
    ("project", "model error"),
    ("process", "model error"),
    ("runtime", "model error"),
    ("config", "runtime model error"),
    ("providers", "model query error"),
    ("render", "model error"),
    ("context", "config runtime providers render model error"),
    ("stack", "stack/collector stack/services stack/ingest stack/store model query error"),
    ("stack/collector", "stack stack/ingest stack/store stack/services/xray model query error"),
    ("stack/services", "stack stack/services/xray stack/ingest stack/store model query error"),
    ("stack/services/xray", "stack stack/services stack/ingest stack/store model query error"),
    ("stack/ingest", "stack stack/store model query error"),
    ("stack/store", "model query error"),
    ("commands", ""),
    ("commands/*", "model error app query plan process runtime config project providers render context"),
    ("commands/demo", "model error app query plan process runtime config project providers render context commands/session"),
    ("commands/up", "model error app query plan process runtime config project providers render context commands/session"),
    ("commands/local", "model error app query plan process runtime config project providers render context stack stack/store"),
    ("cli", "commands commands/* context config model error"),
    ("main", "cli error render"),
];

/// The rooms that may print.
const PRINTERS: &[&str] = &["render", "main"];
const PRINT_MACROS: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

/// The rooms that may use stdout and stderr directly: `cli` only checks what stderr is, and `app`
/// logs there, like any service.
const STREAM_HOLDERS: &[&str] = &["render", "main", "cli", "app"];

/// The modules that may read the environment, including their submodules.
const READERS: &[&str] = &["config", "app/env", "process"];
/// The items of `std::env` that do not belong to the environment.
const NOT_ENVIRONMENT: &[&str] = &["args_os", "consts", "current_dir", "split_paths"];

/// The nouns that show or write the settings of a target, or run a program with them. For all
/// others local and cloud are one code path.
const TARGET_READERS: &[&str] = &["commands/backend", "commands/env", "commands/init"];

/// The maximum number of lines in a source file.
const MAX_LENGTH: usize = 600;

#[test]
fn the_rooms_import_only_what_the_table_lists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    read_sources(&root.join("src"), "", &mut files);
    assert!(
        files.iter().any(|(path, _)| path == "lib.rs"),
        "no sources were read"
    );
    let violations = check(&files);
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

#[test]
fn no_source_is_too_long_to_be_read() {
    let mut files = Vec::new();
    read_sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut files,
    );
    let lengths = files
        .iter()
        .map(|(path, text)| (path, text.lines().count()));
    let long: Vec<_> = lengths.filter(|(_, lines)| *lines > MAX_LENGTH).collect();
    assert!(
        long.is_empty(),
        "over {MAX_LENGTH} lines, to be split by idea: {long:?}"
    );
}

#[test]
fn what_is_fetched_is_not_printed() {
    let mut files = Vec::new();
    read_sources(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        "",
        &mut files,
    );
    let violations = fetch::check(&files);
    assert!(violations.is_empty(), "\n{}\n", violations.join("\n"));
}

/// Returns the names in backticks, in the form of `RULES`.
fn names(text: &str) -> BTreeSet<String> {
    text.split('`')
        .skip(1)
        .step_by(2)
        .map(|name| name.replace("<noun>", "*"))
        .collect()
}

/// Returns the rooms listed in a row of `RULES`.
fn listed(allowed: &str) -> BTreeSet<String> {
    allowed.split_whitespace().map(str::to_owned).collect()
}

/// The crate doc contains the same table, without the crate root and the list of nouns, which
/// import nothing.
#[test]
fn the_crate_doc_shows_this_table() {
    let doc = include_str!("../src/lib.rs");
    let rows = doc.lines().filter_map(|line| line.strip_prefix("//! | `"));
    let mut shown = BTreeMap::new();
    for row in rows {
        let (left, right) = row.split_once(" | ").expect("a row has two cells");
        let mut imports = names(right);
        if right.contains("the rooms inside it") {
            let inside = RULES.iter().map(|(room, _)| *room);
            let inside = inside.filter(|room| room.split('/').count() == 2);
            imports.extend(
                inside
                    .filter(|r| r.starts_with("stack/"))
                    .map(str::to_owned),
            );
        }
        if right.contains("what every noun may") {
            imports.extend(listed(allowed("commands/*").expect("nouns have a row")));
        }
        for room in names(&format!("`{left}")) {
            let before = shown.insert(room.clone(), imports.clone());
            assert!(before.is_none(), "the crate doc has two rows of `{room}`");
        }
    }
    let rules = RULES
        .iter()
        .filter(|(room, _)| !["lib", "commands"].contains(room))
        .map(|(room, allowed)| ((*room).to_owned(), listed(allowed)));
    assert_eq!(shown, rules.collect());
    let empty = ["lib", "commands"].map(|room| allowed(room).expect("it has a row"));
    assert_eq!(empty, ["", ""]);
}

/// ARCHITECTURE describes every room.
#[test]
fn the_architecture_has_every_room() {
    let text = include_str!("../docs/ARCHITECTURE.md");
    let rows = text
        .lines()
        .skip_while(|line| !line.starts_with("| room |"));
    let rows = rows.skip(2).take_while(|line| line.starts_with('|'));
    let cells = rows.filter_map(|row| row.split('|').nth(1));
    let shown: BTreeSet<String> = cells
        .flat_map(names)
        .map(|room| room.split('/').next().unwrap_or_default().to_owned())
        .collect();
    let rooms = RULES.iter().map(|(room, _)| *room);
    let outer = rooms.filter(|room| !room.contains('/') && *room != "lib");
    assert_eq!(shown, outer.map(str::to_owned).collect());
}

/// A row for a room that no longer exists would allow unintended imports.
#[test]
fn every_row_is_of_a_room_that_exists() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (room, allowed) in RULES {
        for room in std::iter::once(*room).chain(allowed.split_whitespace()) {
            let exists = room == "commands/*" || src.join(format!("{room}.rs")).is_file();
            assert!(exists, "`{room}`");
        }
    }
}

/// Collects all `.rs` files below `dir` as (path relative to `src`, text).
fn read_sources(dir: &Path, prefix: &str, files: &mut Vec<(String, String)>) {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .expect("src is readable")
        .map(|entry| entry.expect("src is readable").path())
        .collect();
    entries.sort();
    for path in entries {
        let name = path
            .file_name()
            .expect("entries have names")
            .to_string_lossy();
        let relative = format!("{prefix}{name}");
        if path.is_dir() {
            read_sources(&path, &format!("{relative}/"), files);
        } else if name.ends_with(".rs") {
            files.push((
                relative,
                fs::read_to_string(&path).expect("sources are text"),
            ));
        }
    }
}

/// Returns the violations in these (path relative to `src`, text), one line each.
fn check(files: &[(String, String)]) -> Vec<String> {
    let (tree, mut violations) = Tree::parse(files);
    for source in &tree.sources {
        check_source(&tree, source, &mut violations);
    }
    violations.sort();
    violations.dedup();
    violations
}

fn check_source(tree: &Tree, source: &Source, violations: &mut Vec<String>) {
    let Some((room, allowed)) = room_of(tree, &source.module) else {
        violations.push(format!(
            "src/{}: this room is not in the table",
            source.path
        ));
        return;
    };
    for place in &source.places {
        let here = format!("src/{}:{}", source.path, place.line);
        match &place.found {
            Found::Path {
                module,
                segments,
                leading,
            } => {
                let wrong = match tree.resolve(source, module, segments, *leading) {
                    Ok(inside) => import_fault(tree, &room, allowed, &inside),
                    Err(_) if place.test => None,
                    Err(outside) => environment_fault(&source.module, &outside)
                        .or_else(|| stream_fault(&room, &outside)),
                };
                violations.extend(wrong.map(|wrong| format!("{here}: {wrong}")));
            }
            Found::Macro(name) => {
                let prints = PRINT_MACROS.contains(&name.as_str());
                if prints && !place.test && !PRINTERS.contains(&room.as_str()) {
                    violations.push(format!("{here}: `{name}!`: only render and main print"));
                }
            }
            Found::Forbidden(what) => violations.push(format!("{here}: {what}")),
        }
    }
}

fn import_fault(tree: &Tree, room: &str, allowed: &str, target: &[String]) -> Option<String> {
    let path = format!("crate::{}", target.join("::"));
    let branches = target == ["model", "Target"] && room.starts_with("commands/");
    if branches && !TARGET_READERS.contains(&room) {
        return Some(format!("`{path}`: {room} is the same on every target"));
    }
    let Some((to, _)) = room_of(tree, target) else {
        return Some(format!("`{path}` leads to no room of the table"));
    };
    let pattern = if to.starts_with("commands/") {
        "commands/*"
    } else {
        &to
    };
    (to != room && !allowed.split(' ').any(|room| room == to || room == pattern))
        .then(|| format!("`{path}`: {room} may not import {to}"))
}

fn environment_fault(module: &[String], path: &[String]) -> Option<String> {
    let [krate, env, what, ..] = path else {
        // `use std::env;` alone reads nothing; its uses are checked separately
        return None;
    };
    if krate != "std" || env != "env" || NOT_ENVIRONMENT.contains(&what.as_str()) {
        return None;
    }
    let module = module.join("/");
    let reads = READERS.iter().any(|reader| {
        module
            .strip_prefix(reader)
            .is_some_and(|r| r.is_empty() || r.starts_with('/'))
    });
    (!reads).then(|| {
        format!("`std::env::{what}`: only config, app/env.rs and process read the environment")
    })
}

fn stream_fault(room: &str, path: &[String]) -> Option<String> {
    let [krate, io, what, ..] = path else {
        return None;
    };
    let holds = matches!(
        (&**krate, &**io, &**what),
        ("std", "io", "stdout" | "stderr")
    );
    (holds && !STREAM_HOLDERS.contains(&room))
        .then(|| format!("`std::io::{what}`: only render and main print"))
}

/// Returns the room of a module or item path and the rooms that it may import, from the most
/// specific row.
fn room_of(tree: &Tree, path: &[String]) -> Option<(String, &'static str)> {
    if path.len() > 1 && path[0] == "commands" && tree.is_module(&path[..2]) {
        let room = path[..2].join("/");
        let allowed = allowed(&room).or_else(|| allowed("commands/*"))?;
        return Some((room, allowed));
    }
    if path.is_empty() {
        return Some(("lib".to_owned(), allowed("lib")?));
    }
    (1..=path.len()).rev().find_map(|length| {
        let room = path[..length].join("/");
        allowed(&room).map(|allowed| (room, allowed))
    })
}

/// Returns the row of a room.
fn allowed(room: &str) -> Option<&'static str> {
    RULES
        .iter()
        .find(|(name, _)| *name == room)
        .map(|(_, allowed)| *allowed)
}
