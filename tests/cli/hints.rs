//! All commands in hints can be parsed.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Parser as _;
use clap::error::ErrorKind;
use cruddur_obs::cli::Cli;
use syn::visit::{self, Visit};
use syn::{Expr, Lit};

/// Substitutes for arguments known only at run time.
const WORDS: [&str; 4] = ["cruddur", "7", "691ed3f28a1c0123456789abcdef0123", "1h"];

/// Source files with hints whose arguments are computed elsewhere, and their number. The tests that
/// print these hints parse them.
const COMPUTED: [(&str, usize); 4] = [
    ("commands/logs/follow.rs", 1),
    ("commands/logs/live.rs", 1),
    ("commands/xray/create_group.rs", 1),
    ("commands/xray/rule_file.rs", 1),
];

#[test]
fn every_command_of_a_hint_parses() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut checked = 0;
    let mut wrong = Vec::new();
    for path in sources(&root) {
        let text = fs::read_to_string(&path).expect("sources are readable");
        let name = path.strip_prefix(&root).expect("it is below").display();
        let name = name.to_string();
        let found = commands(&text);
        let computed = found.iter().filter(|args| args.is_none()).count();
        let known = COMPUTED.iter().find(|(file, _)| *file == name);
        if computed != known.map_or(0, |(_, computed)| *computed) {
            wrong.push(format!(
                "{name}: {computed} hints have no list of arguments"
            ));
        }
        for args in found.into_iter().flatten() {
            checked += 1;
            if !parses(&args) {
                wrong.push(format!("{name}: {args:?}"));
            }
        }
    }
    assert!(checked > 50, "the sources were not read: {checked} hints");
    assert!(wrong.is_empty(), "\n{}\n", wrong.join("\n"));
}

#[test]
fn a_command_that_cannot_be_typed_is_seen() {
    let source = r#"
        fn hints() {
            Hint::run(["logs", "tail", &name, "--since", "1h"], "show it");
            error::Hint::run(["rollbar", "item", &number.to_string()], "show it");
            Hint::run(["lokal", "start"], "start it");
            vec![Hint::run(["local", "start", "--ports"], "start it")];
            Hint::run(["rollbar", "item"], "show it");
            Hint::run("local stop".split(' '), "stop it");
            Hint::run(args, "do it");
        }"#;
    let found = commands(source);
    let parse: Vec<_> = found
        .iter()
        .map(|args| args.as_deref().map(parses))
        .collect();
    let (right, wrong) = (Some(true), Some(false));
    assert_eq!(parse, [right, right, wrong, wrong, wrong, right, None]);
}

/// All `.rs` files below a folder.
fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder).expect("folders are readable") {
        let path = entry.expect("folders are readable").path();
        if path.is_dir() {
            all.extend(sources(&path));
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            all.push(path);
        }
    }
    all
}

/// Returns the arguments of each `Hint::run(…)` call with a literal list; `None` stands for an
/// argument known only at run time.
fn commands(source: &str) -> Vec<Option<Vec<Option<String>>>> {
    let mut calls = Calls::default();
    calls.visit_file(&syn::parse_file(source).expect("sources are Rust"));
    calls.found
}

#[derive(Default)]
struct Calls {
    found: Vec<Option<Vec<Option<String>>>>,
}

impl<'ast> Visit<'ast> for Calls {
    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let Expr::Path(function) = &*call.func
            && ends_with(&function.path, ["Hint", "run"])
            && let Some(args) = call.args.first()
        {
            self.found.push(listed(args));
        }
        visit::visit_expr_call(self, call);
    }

    /// Parses the elements of `vec![…]` and similar macros, which are not part of the syntax tree.
    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let list = syn::punctuated::Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        for element in called.parse_body_with(list).into_iter().flatten() {
            let mut inner = Self::default();
            inner.visit_expr(&element);
            self.found.extend(inner.found);
        }
    }
}

fn ends_with(path: &syn::Path, names: [&str; 2]) -> bool {
    let segments: Vec<_> = path.segments.iter().map(|s| s.ident.to_string()).collect();
    segments.len() >= 2 && segments[segments.len() - 2..] == names
}

fn listed(args: &Expr) -> Option<Vec<Option<String>>> {
    match args {
        Expr::Array(array) => Some(array.elems.iter().map(literal).collect()),
        // `"local stop".split(' ')`
        Expr::MethodCall(call) if call.method == "split" => {
            let words = literal(&call.receiver)?;
            Some(words.split(' ').map(|word| Some(word.to_owned())).collect())
        }
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<String> {
    match expr {
        Expr::Lit(literal) => match &literal.lit {
            Lit::Str(text) => Some(text.value()),
            _ => None,
        },
        _ => None,
    }
}

/// Whether the arguments parse with some substitute for the unknown ones.
fn parses(args: &[Option<String>]) -> bool {
    let unknown = args.iter().filter(|arg| arg.is_none()).count();
    let combinations = WORDS
        .len()
        .pow(u32::try_from(unknown).expect("few are unknown"));
    (0..combinations).any(|mut combination| {
        let words = args.iter().map(|arg| {
            arg.clone().unwrap_or_else(|| {
                let word = WORDS[combination % WORDS.len()];
                combination /= WORDS.len();
                word.to_owned()
            })
        });
        let line: Vec<_> = std::iter::once("cruddur-obs".to_owned())
            .chain(words)
            .collect();
        match Cli::try_parse_from(line) {
            Ok(_) => true,
            Err(error) => error.kind() == ErrorKind::DisplayHelp,
        }
    })
}
