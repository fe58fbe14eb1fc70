//! The module tree: resolves paths through renames, globs and relative names.

use std::collections::{BTreeMap, BTreeSet};

use crate::reader;

/// Our crate's name, as used in `main.rs`.
pub(crate) const CRATE: &str = "cruddur_obs";
/// The maximum length of a chain of renames; only cycles are longer.
const DEPTH: usize = 8;

pub(crate) type Module = Vec<String>;

/// Something to which a rule applies.
pub(crate) enum Found {
    /// A path as written, and the module that contains it. `leading`: it starts with `::`.
    Path {
        module: Module,
        segments: Vec<String>,
        leading: bool,
    },
    /// The name of a called macro.
    Macro(String),
    /// Something that is forbidden everywhere, and why.
    Forbidden(String),
}

pub(crate) struct Place {
    pub(crate) line: usize,
    /// Whether it is inside a `#[cfg(test)]` module.
    pub(crate) test: bool,
    pub(crate) found: Found,
}

pub(crate) struct Source {
    /// Relative to `src`.
    pub(crate) path: String,
    /// The module of the file itself; inline modules are below it.
    pub(crate) module: Module,
    pub(crate) places: Vec<Place>,
}

/// All sources, and the names for resolving paths between them.
#[derive(Default)]
pub(crate) struct Tree {
    pub(crate) sources: Vec<Source>,
    pub(crate) modules: BTreeSet<Module>,
    /// The names that `use` declarations introduce in a module.
    pub(crate) names: BTreeMap<(Module, String), Vec<String>>,
    pub(crate) globs: BTreeMap<Module, Vec<Vec<String>>>,
    /// Modules in separate files that are declared under `#[cfg(test)]`.
    pub(crate) tests: BTreeSet<Module>,
}

impl Tree {
    /// Parses these (path relative to `src`, text). Also returns the errors.
    pub(crate) fn parse(files: &[(String, String)]) -> (Self, Vec<String>) {
        let mut tree = Self::default();
        let mut faults = Vec::new();
        for (path, text) in files {
            let file = match syn::parse_file(text) {
                Ok(file) => file,
                Err(error) => {
                    faults.push(format!("src/{path}: {error}"));
                    continue;
                }
            };
            let module = module_of(path);
            tree.modules.insert(module.clone());
            let places = reader::read(&file, module.clone(), &mut tree);
            tree.sources.push(Source {
                path: path.clone(),
                module,
                places,
            });
        }
        let tests = std::mem::take(&mut tree.tests);
        for source in &mut tree.sources {
            if tests.iter().any(|test| source.module.starts_with(test)) {
                source.places.iter_mut().for_each(|place| place.test = true);
            }
        }
        (tree, faults)
    }

    pub(crate) fn is_module(&self, path: &[String]) -> bool {
        self.modules.contains(path)
    }

    /// Resolves `segments` as written in `module` of this source. Returns `Ok` with a path in our
    /// crate, or `Err` with one in another crate, without renames.
    pub(crate) fn resolve(
        &self,
        source: &Source,
        module: &[String],
        segments: &[String],
        leading: bool,
    ) -> Result<Vec<String>, Vec<String>> {
        match segments.split_first() {
            Some((first, rest)) if leading && first == CRATE => Ok(rest.to_vec()),
            _ if leading => Err(segments.to_vec()),
            _ => self.follow(root_of(&source.module), module, segments, DEPTH),
        }
    }

    /// `depth` limits the number of lookups.
    fn follow(
        &self,
        root: &[String],
        module: &[String],
        segments: &[String],
        depth: usize,
    ) -> Result<Vec<String>, Vec<String>> {
        let (Some(first), Some(depth)) = (segments.first(), depth.checked_sub(1)) else {
            return Err(segments.to_vec());
        };
        let join = |base: &[String], rest: &[String]| [base, rest].concat();
        match first.as_str() {
            "crate" => return Ok(join(root, &segments[1..])),
            CRATE => return Ok(segments[1..].to_vec()),
            "self" | "super" => {
                let mut base = module.to_vec();
                let mut rest = segments;
                while let Some((word, tail)) = rest.split_first() {
                    match word.as_str() {
                        "self" => {}
                        "super" => drop(base.pop()),
                        _ => break,
                    }
                    rest = tail;
                }
                return Ok(join(&base, rest));
            }
            _ => {}
        }
        let named = self.names.get(&(module.to_vec(), first.clone()));
        if let Some(target) = named.filter(|target| target[..] != segments[..1]) {
            let path = join(target, &segments[1..]);
            return self.follow(root, module, &path, depth);
        }
        let child = join(module, &segments[..1]);
        if self.modules.contains(&child) {
            return Ok(join(module, segments));
        }
        for glob in self.globs.get(module).into_iter().flatten() {
            let Ok(from) = self.follow(root, module, glob, depth) else {
                continue;
            };
            if from != module {
                let found = self.follow(root, &from, segments, depth);
                if !found.as_ref().is_err_and(|path| path == segments) {
                    return found;
                }
            }
        }
        Err(segments.to_vec())
    }
}

/// `stack/store.rs` is the module `stack::store`. The root of the binary is a separate room.
fn module_of(path: &str) -> Module {
    let path = path.strip_suffix(".rs").unwrap_or(path);
    if path == "lib" {
        Vec::new()
    } else {
        path.split('/').map(str::to_owned).collect()
    }
}

/// The path that `crate` refers to in this module.
fn root_of(module: &[String]) -> &[String] {
    if module.first().is_some_and(|first| first == "main") {
        &module[..1]
    } else {
        &[]
    }
}
