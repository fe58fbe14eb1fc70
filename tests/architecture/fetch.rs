//! Checks that no `fetch` of a command prints, directly or through other functions in `commands`,
//! because a web page or a server may call it too. Also checks that every verb has a `fetch`.

use std::collections::{BTreeMap, BTreeSet};

use syn::visit::{self, Visit};

/// Verbs without a `fetch`: they only print text, or run until they are stopped.
const WITHOUT: [&str; 7] = [
    "commands/backend/run.rs",
    "commands/completions.rs",
    "commands/demo.rs",
    "commands/local/run.rs",
    "commands/manual/help.rs",
    "commands/manual/man.rs",
    "commands/up.rs",
];

/// The methods of `Output` that print.
const PRINTING: [&str; 16] = [
    "detail", "drawn", "emit", "hint", "hints", "note", "percent", "print", "progress", "say",
    "say_kept", "sentence", "stream", "wait", "walk", "warn",
];
/// Functions that prompt or print.
const ASKING: [&str; 7] = [
    "agree",
    "ask",
    "ask_secret",
    "bytes",
    "confirm",
    "help",
    "report",
];

/// Returns the violations in these (path relative to `src`, text), one line each.
pub(crate) fn check(files: &[(String, String)]) -> Vec<String> {
    let mut nouns: BTreeMap<String, Vec<Function>> = BTreeMap::new();
    let mut wrong = Vec::new();
    for (path, text) in files {
        let Some(rest) = path.strip_prefix("commands/") else {
            continue;
        };
        let noun = rest.split(['/', '.']).next().unwrap_or_default();
        let Ok(file) = syn::parse_file(text) else {
            wrong.push(format!("src/{path}: it cannot be parsed"));
            continue;
        };
        let functions = functions(path, &file);
        let has = |name: &str| functions.iter().any(|f| f.name == name && f.of.is_none());
        let is_verb = has("run") && has_args(&file);
        let excepted = WITHOUT.contains(&path.as_str());
        if is_verb && !has("fetch") && !excepted {
            wrong.push(format!("src/{path}: this verb has no `fetch`"));
        }
        if excepted && (!is_verb || has("fetch")) {
            wrong.push(format!("src/{path}: this is no exception any more"));
        }
        nouns.entry(noun.to_owned()).or_default().extend(functions);
    }
    for functions in nouns.values() {
        for (at, fetch) in functions.iter().enumerate() {
            if fetch.name == "fetch" && fetch.of.is_none() {
                wrong.extend(printing(functions, at));
            }
        }
    }
    wrong
}

/// A function, its calls, and the functions with which it prints.
struct Function {
    path: String,
    name: String,
    /// The type to which it belongs.
    of: Option<String>,
    calls: Vec<Call>,
    prints: Vec<String>,
}

enum Call {
    /// A free function, with its module if that is written.
    Free(Option<String>, String),
    /// `Type::name`.
    Of(String, String),
    /// `.name()` on a value of unknown type.
    Method(String),
}

/// Returns where `functions[at]` prints, directly or through its calls.
fn printing(functions: &[Function], at: usize) -> Vec<String> {
    let mut seen = BTreeSet::from([at]);
    let mut next = vec![at];
    let mut found = Vec::new();
    let fetch = &functions[at].path;
    while let Some(at) = next.pop() {
        let function = &functions[at];
        for what in &function.prints {
            let (path, name) = (&function.path, &function.name);
            found.push(format!(
                "src/{fetch}: `fetch` reaches `{name}` in src/{path}, which prints: `{what}`"
            ));
        }
        for call in &function.calls {
            for (to, callee) in functions.iter().enumerate() {
                if is_called(call, function, callee) && seen.insert(to) {
                    next.push(to);
                }
            }
        }
    }
    found
}

fn is_called(call: &Call, from: &Function, to: &Function) -> bool {
    let stem = to.path.trim_end_matches(".rs").rsplit('/').next();
    match call {
        Call::Method(name) => to.of.is_some() && *name == to.name,
        Call::Of(of, name) => {
            let of = if of == "Self" {
                &from.of
            } else {
                &Some(of.clone())
            };
            to.of.is_some() && *of == to.of && *name == to.name
        }
        _ if to.of.is_some() => false,
        Call::Free(Some(module), name) => stem == Some(module) && *name == to.name,
        // an unqualified `run` or `fetch` is the function of the same file, as every verb has one
        Call::Free(None, name) => *name == to.name && name != "run" && name != "fetch",
    }
}

fn functions(path: &str, file: &syn::File) -> Vec<Function> {
    let mut reader = Reader {
        path: path.to_owned(),
        of: None,
        found: Vec::new(),
    };
    reader.visit_file(file);
    reader.found
}

/// Whether the file defines a verb's arguments.
fn has_args(file: &syn::File) -> bool {
    file.items.iter().any(|item| match item {
        syn::Item::Struct(item) => {
            let public = !matches!(item.vis, syn::Visibility::Inherited);
            public && item.ident.to_string().ends_with("Args")
        }
        _ => false,
    })
}

struct Reader {
    path: String,
    /// The type whose functions are being read.
    of: Option<String>,
    found: Vec<Function>,
}

impl Reader {
    fn add(&mut self, name: &syn::Ident, body: &syn::Block) {
        let of = self.of.clone();
        let mut body_reader = Body::default();
        body_reader.visit_block(body);
        self.found.push(Function {
            path: self.path.clone(),
            name: name.to_string(),
            of,
            calls: body_reader.calls,
            prints: body_reader.prints,
        });
    }
}

impl<'ast> Visit<'ast> for Reader {
    fn visit_item_mod(&mut self, module: &'ast syn::ItemMod) {
        let is_test = |attr: &syn::Attribute| attr.path().is_ident("cfg");
        if !module.attrs.iter().any(is_test) {
            visit::visit_item_mod(self, module);
        }
    }

    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig.ident, &function.block);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let syn::Type::Path(of) = &*item.self_ty {
            let of = of.path.segments.last();
            self.of = of.map(|segment| segment.ident.to_string());
        }
        visit::visit_item_impl(self, item);
        self.of = None;
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig.ident, &function.block);
    }
}

#[derive(Default)]
struct Body {
    calls: Vec<Call>,
    prints: Vec<String>,
}

impl<'ast> Visit<'ast> for Body {
    fn visit_expr_method_call(&mut self, call: &'ast syn::ExprMethodCall) {
        let name = call.method.to_string();
        let is_output = match &*call.receiver {
            syn::Expr::Field(field) => matches!(
                &field.member,
                syn::Member::Named(name) if name == "output"
            ),
            syn::Expr::Path(path) => path.path.is_ident("output"),
            _ => false,
        };
        if is_output && PRINTING.contains(&name.as_str()) {
            self.prints.push(format!("output.{name}"));
        }
        if name == "confirm" {
            self.prints.push(name.clone());
        }
        self.calls.push(Call::Method(name));
        visit::visit_expr_method_call(self, call);
    }

    fn visit_expr_call(&mut self, call: &'ast syn::ExprCall) {
        if let syn::Expr::Path(path) = &*call.func
            && let [before @ .., last] = &path.path.segments.iter().collect::<Vec<_>>()[..]
            && before.last().is_none_or(|module| module.ident == "render")
            && ASKING.contains(&last.ident.to_string().as_str())
        {
            self.prints.push(last.ident.to_string());
        }
        visit::visit_expr_call(self, call);
    }

    fn visit_expr_path(&mut self, path: &'ast syn::ExprPath) {
        let segments: Vec<_> = path.path.segments.iter().collect();
        let Some((last, before)) = segments.split_last() else {
            return;
        };
        let name = last.ident.to_string();
        let module = before.last().map(|segment| segment.ident.to_string());
        self.calls.push(match module {
            Some(of) if of.starts_with(char::is_uppercase) => Call::Of(of, name),
            module => Call::Free(module.filter(|module| module != "super"), name),
        });
        visit::visit_expr_path(self, path);
    }

    /// Reads the arguments of `format!` and similar macros.
    fn visit_macro(&mut self, called: &'ast syn::Macro) {
        let list = syn::punctuated::Punctuated::<syn::Expr, syn::Token![,]>::parse_terminated;
        for expr in called.parse_body_with(list).into_iter().flatten() {
            let mut body = Self::default();
            body.visit_expr(&expr);
            self.calls.extend(body.calls);
            self.prints.extend(body.prints);
        }
    }
}

#[test]
fn what_prints_is_found() {
    let file = |path: &str, text: &str| (path.to_owned(), text.to_owned());
    let args = "pub struct ListArgs {}";
    let bad = [
        file(
            "commands/a/list.rs",
            &format!(
                "{args} pub fn run(c: &Ctx) {{ c.output.emit(&fetch(c)) }}
                 pub fn fetch(c: &Ctx) {{ help_with(c); other::look(c); v.add(c) }}
                 fn help_with(c: &Ctx) {{ c.output.note(\"x\") }}
                 fn never(c: &Ctx) {{ c.output.note(\"x\") }}"
            ),
        ),
        file(
            "commands/a/other.rs",
            "pub fn look(c: &Ctx) { let s = format!(\"{}\", agree(c)); }
             impl V { fn add(&self, c: &Ctx) { let output = &c.output; output.warn(\"x\") } }",
        ),
        file("commands/a/none.rs", &format!("{args} pub fn run() {{}}")),
    ];
    let found = check(&bad).join("\n");
    for wrong in [
        "`help_with` in src/commands/a/list.rs",
        "`look` in src/commands/a/other.rs",
        "`add` in src/commands/a/other.rs",
        "src/commands/a/none.rs: this verb has no `fetch`",
    ] {
        assert!(found.contains(wrong), "{wrong}\n{found}");
    }
    assert_eq!(found.lines().count(), 4, "{found}");
}
