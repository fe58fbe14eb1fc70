//! A backtrace as Rollbar's frames.

use std::collections::HashMap;
use std::path::Path;

use backtrace::Backtrace;

use super::item::Frame;
use crate::app::failure::{Failure, SourceLocation};

/// The crate's own functions in a symbol table.
const OURS: &str = "cruddur_obs::";
/// Its own files in the debug information. Line tables name a function that was inlined
/// without the modules around it, so that only its file tells whose it is.
const SOURCES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/");
/// Where failures are made and panics are caught: on every stack, and of no use.
const MACHINERY: [&str; 2] = ["::app::failure::", "::app::panics::"];

/// Stacks whose frames are kept; a program fails in few places.
const KNOWN: usize = 64;

/// Looks up frames, once for each stack.
///
/// Looking up holds the lock that taking a stack needs too, in a request's path. So the
/// debug information is read when the program starts (`warm_up`), and no stack twice.
#[derive(Debug, Default)]
pub(super) struct Symbols {
    known: HashMap<Vec<usize>, Vec<Frame>>,
}

impl Symbols {
    /// Reads the debug information of this program.
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

/// The frames of this program, the place of the failure last.
///
/// Frames of libraries are left out: which of the runtime's functions polled a request
/// changes from one to the next, and Rollbar groups items by all of their frames.
fn frames(failure: &Failure) -> Vec<Frame> {
    let mut backtrace = failure.backtrace().clone();
    backtrace.resolve();
    let mut frames = own(&backtrace);
    let place = failure.place();
    let last = frames
        .last_mut()
        .filter(|last| last.filename == relative(&place.file));
    match last {
        // a return address can lie a line below the call
        Some(last) => {
            last.lineno = Some(place.line);
            last.colno = Some(place.column);
        }
        // without debug information the place is all that is known
        None => frames.push(frame(place)),
    }
    frames
}

fn own(backtrace: &Backtrace) -> Vec<Frame> {
    let symbols = backtrace.frames().iter().flat_map(|frame| frame.symbols());
    let mut frames: Vec<Frame> = symbols
        .filter_map(|symbol| {
            // the alternate form is without the hash that each build changes
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

/// The function's name with its modules; `None`: it is a library's, or machinery.
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

/// A path as it is in the repository: from `src` or `tests` on.
fn relative(path: &str) -> String {
    let path = path.replace('\\', "/");
    let inside = ["src/", "tests/"].iter().filter_map(|root| {
        // the last one: the folders above may be called `src` too
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
        // as an optimised build with line tables has them
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
