//! Converts a backtrace to Rollbar frames.

use std::collections::HashMap;
use std::path::Path;

use backtrace::Backtrace;

use super::item::Frame;
use crate::app::failure::{Failure, SourceLocation};

/// The prefix of this crate's functions in a symbol table.
const OURS: &str = "cruddur_obs::";
/// The prefix of this crate's files in the debug information. Line tables name an inlined function
/// without its modules, so only its file shows where it belongs.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
/// Functions that create failures and catch panics. They are on every stack and add nothing.
const MACHINERY: [&str; 2] = ["::app::failure::", "::app::panics::"];

/// The number of cached stacks. A program fails in few places.
const KNOWN: usize = 64;

/// Resolves stacks, each once.
///
/// Resolving holds the lock that capturing a stack within a request needs as well. So debug
/// information is read at the start (`warm_up`), and no stack is resolved twice.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    known: HashMap<Vec<usize>, Vec<Frame>>,
}

impl Symbols {
    /// Reads this program's debug information.
    pub(super) fn warm_up() {
        frames(&Failure::new("none", "none"));
    }

    pub(super) async fn frames(&mut self, failure: Failure) -> Vec<Frame> {
        let stack = failure.backtrace().frames().iter();
        let stack: Vec<usize> = stack.map(|frame| frame.ip() as usize).collect();
        if let Some(frames) = self.known.get(&stack) {
            return frames.clone();
        }
        let looked_up = tokio::task::spawn_blocking(move || frames(&failure));
        let frames = looked_up.await.unwrap_or_default();
        if self.known.len() < KNOWN {
            self.known.insert(stack, frames.clone());
        }
        frames
    }
}

/// Returns the frames of this program, with the place of the failure last.
///
/// Omits frames of libraries. The runtime functions that poll a request vary, and Rollbar groups
/// items by all of their frames.
fn frames(failure: &Failure) -> Vec<Frame> {
    let mut backtrace = failure.backtrace().clone();
    backtrace.resolve();
    let mut frames = own(&backtrace);
    let place = failure.place();
    let last = frames
        .last_mut()
        .filter(|last| last.filename == relative(&place.file));
    match last {
        // a return address may point to the line after the call
        Some(last) => {
            last.lineno = Some(place.line);
            last.colno = Some(place.column);
        }
        // without debug information, only the place is known
        None => frames.push(frame(place)),
    }
    frames
}

fn own(backtrace: &Backtrace) -> Vec<Frame> {
    let symbols = backtrace.frames().iter().flat_map(|frame| frame.symbols());
    let mut frames: Vec<Frame> = symbols
        .filter_map(|symbol| {
            // the alternate form omits the hash, which changes with each build
            let name = format!("{:#}", symbol.name()?);
            let file = symbol.filename().map(Path::to_string_lossy);
            let method = own_method(name, file.as_deref())?;
            Some(Frame {
                filename: file.map_or_else(|| "unknown".to_owned(), |file| relative(&file)),
                lineno: symbol.lineno(),
                colno: symbol.colno(),
                method: Some(method),
            })
        })
        .collect();
    frames.reverse();
    frames
}

/// Returns the function's name with its modules; `None` for functions of libraries and for those
/// that only create or catch failures.
fn own_method(name: String, file: Option<&str>) -> Option<String> {
    let method = if name.trim_start_matches('<').starts_with(OURS) {
        name
    } else {
        let module = file?.strip_prefix(SOURCES)?.strip_suffix(".rs")?;
        let module = module.replace('/', "::");
        format!("{OURS}{module}::{name}")
    };
    let is_machinery = MACHINERY.iter().any(|part| method.contains(part));
    (!is_machinery).then_some(method)
}

fn frame(place: &SourceLocation) -> Frame {
    Frame {
        filename: relative(&place.file),
        lineno: Some(place.line),
        colno: Some(place.column),
        method: None,
    }
}

/// Returns the path within the repository, starting with `src` or `tests`.
fn relative(path: &str) -> String {
    let path = path.replace('\\', "/");
    let inside = ["src/", "tests/"].iter().filter_map(|root| {
        // the last one, because parent folders may be called `src` too
        let at = path.rfind(&format!("/{root}"))?;
        Some(path[at + 1..].to_owned())
    });
    inside.min_by_key(String::len).unwrap_or(path.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[inline(never)]
    fn fails() -> Failure {
        Failure::new("NameError", "ShowActivity")
    }

    #[test]
    fn the_last_frame_is_where_it_failed() {
        let line = line!() - 5;
        let frames = frames(&fails());
        let last = frames.last().unwrap();
        assert_eq!(last.filename, "src/app/telemetry/rollbar/frames.rs");
        assert_eq!(last.lineno, Some(line));
        assert!(
            last.method
                .as_ref()
                .unwrap()
                .ends_with("frames::tests::fails"),
            "{last:?}"
        );
        assert!(
            frames
                .iter()
                .all(|f| f.method.as_ref().unwrap().contains(OURS)),
            "{frames:?}"
        );
        assert!(
            frames.iter().all(|f| f.filename.starts_with("src/")),
            "{frames:?}"
        );
    }

    #[test]
    fn frames_of_our_own_are_told_by_their_names_or_by_their_files() {
        let own = |name: &str, file: &str| own_method(name.to_owned(), Some(file));
        let source = |file: &str| format!("{SOURCES}{file}");
        let library = "/registry/axum-0.8.9/src/handler/mod.rs";
        for name in ["cruddur_obs::app::x", "<cruddur_obs::app::X as Y>::call"] {
            assert_eq!(own(name, library).as_deref(), Some(name));
        }
        // as in an optimised build with line tables
        assert_eq!(
            own("{async_fn#0}", &source("app/handlers/activities.rs")).as_deref(),
            Some("cruddur_obs::app::handlers::activities::{async_fn#0}")
        );
        assert_eq!(
            own("run", &source("app.rs")).as_deref(),
            Some("cruddur_obs::app::run")
        );
        assert_eq!(own("new", &source("app/failure.rs")), None);
        assert_eq!(own("call", library), None);
        assert_eq!(own_method("call".to_owned(), None), None);
    }

    #[test]
    fn paths_are_those_of_the_repository() {
        assert_eq!(relative("src/app.rs"), "src/app.rs");
        assert_eq!(relative("/usr/src/x/src/app.rs"), "src/app.rs");
        assert_eq!(relative("/x/tests/wire/main.rs"), "tests/wire/main.rs");
        assert_eq!(relative("lib.rs"), "lib.rs");
    }
}
