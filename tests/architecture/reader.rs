//! Reads one source file: its imports and paths (in `use` trees with groups, globs and renames, in
//! code, in attributes and in macro bodies), its macro calls, and what is forbidden everywhere.

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};

use crate::tree::{CRATE, Found, Module, Place, Tree};

/// Returns the places in this file; adds its modules and imported names to `tree`.
pub(crate) fn read(file: &syn::File, module: Module, tree: &mut Tree) -> Vec<Place> {
    let mut reader = Reader {
        test: is_test(&file.attrs),
        places: Vec::new(),
        module,
        tree,
    };
    reader.visit_file(file);
    reader.places
}

/// Collects the places of one file.
struct Reader<'a> {
    module: Module,
    test: bool,
    places: Vec<Place>,
    tree: &'a mut Tree,
}

impl Reader<'_> {
    fn add(&mut self, line: usize, found: Found) {
        let test = self.test;
        self.places.push(Place { line, test, found });
    }

    fn path(&mut self, line: usize, segments: Vec<String>, leading: bool) {
        // a single name is local, or was checked where it was imported
        if segments.len() > 1 {
            let module = self.module.clone();
            self.add(
                line,
                Found::Path {
                    module,
                    segments,
                    leading,
                },
            );
        }
    }

    fn use_tree(&mut self, line: usize, prefix: &[String], tree: &syn::UseTree, leading: bool) {
        let with = |ident: &syn::Ident| [prefix, &[plain(ident)]].concat();
        match tree {
            syn::UseTree::Path(path) => {
                self.use_tree(line, &with(&path.ident), &path.tree, leading);
            }
            syn::UseTree::Name(name) => self.name(line, with(&name.ident), None, leading),
            syn::UseTree::Rename(rename) => {
                self.name(
                    line,
                    with(&rename.ident),
                    Some(plain(&rename.rename)),
                    leading,
                );
            }
            syn::UseTree::Glob(_) => {
                let globs = self.tree.globs.entry(self.module.clone()).or_default();
                globs.push(prefix.to_vec());
                let module = self.module.clone();
                let mut segments = prefix.to_vec();
                // our own module as a whole; for another crate, the star is part of the path
                if !is_ours(prefix) {
                    segments.push("*".to_owned());
                }
                self.add(
                    line,
                    Found::Path {
                        module,
                        segments,
                        leading,
                    },
                );
            }
            syn::UseTree::Group(group) => {
                for item in &group.items {
                    self.use_tree(line, prefix, item, leading);
                }
            }
        }
    }

    fn name(&mut self, line: usize, mut path: Vec<String>, rename: Option<String>, leading: bool) {
        // `use a::b::{self}` imports `b`
        if path.len() > 1 && path.last().is_some_and(|last| last == "self") {
            path.pop();
        }
        let name = rename.or_else(|| path.last().cloned());
        if let Some(name) = name.filter(|name| name != "_") {
            self.tree
                .names
                .insert((self.module.clone(), name), path.clone());
        }
        let module = self.module.clone();
        self.add(
            line,
            Found::Path {
                module,
                segments: path,
                leading,
            },
        );
    }

    /// Finds paths and macro calls in tokens without a syntax tree, such as macro bodies.
    fn tokens(&mut self, prefix: &[String], tokens: TokenStream) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while at < tokens.len() {
            match &tokens[at] {
                TokenTree::Group(group) => self.tokens(prefix, group.stream()),
                TokenTree::Ident(ident) if ident == "unsafe" => self.unsafe_at(ident.span()),
                TokenTree::Ident(first) => {
                    let line = first.span().start().line;
                    let leading = at > 1 && is_colons(&tokens, at - 2);
                    let mut segments = [prefix, &[plain(first)]].concat();
                    let mut grouped = false;
                    while is_colons(&tokens, at + 1) && !grouped {
                        match tokens.get(at + 3) {
                            Some(TokenTree::Ident(next)) => segments.push(plain(next)),
                            // a group within a `use` in a macro body
                            Some(TokenTree::Group(g)) if g.delimiter() == Delimiter::Brace => {
                                self.tokens(&segments, g.stream());
                                grouped = true;
                            }
                            _ => break,
                        }
                        at += 3;
                    }
                    let called = matches!(&tokens.get(at + 1), Some(TokenTree::Punct(p)) if p.as_char() == '!')
                        && matches!(tokens.get(at + 2), Some(TokenTree::Group(_)));
                    if let Some(name) = segments.last().filter(|_| called) {
                        self.add(line, Found::Macro(name.clone()));
                    }
                    if !grouped {
                        self.path(line, segments, leading && prefix.is_empty());
                    }
                }
                _ => {}
            }
            at += 1;
        }
    }

    fn unsafe_at(&mut self, span: proc_macro2::Span) {
        let line = span.start().line;
        self.add(
            line,
            Found::Forbidden("`unsafe` is allowed nowhere".to_owned()),
        );
    }
}

impl<'ast> Visit<'ast> for Reader<'_> {
    fn visit_item_use(&mut self, item: &'ast syn::ItemUse) {
        let line = item.span().start().line;
        self.use_tree(line, &[], &item.tree, item.leading_colon.is_some());
    }

    fn visit_item_mod(&mut self, item: &'ast syn::ItemMod) {
        let line = item.span().start().line;
        if item.attrs.iter().any(|a| a.path().is_ident("path")) {
            let why = "`#[path]`: a module lies where its name says".to_owned();
            self.add(line, Found::Forbidden(why));
        }
        let outer = self.test;
        self.module.push(plain(&item.ident));
        self.test |= is_test(&item.attrs);
        if item.content.is_some() {
            self.tree.modules.insert(self.module.clone());
            visit::visit_item_mod(self, item);
        } else if self.test {
            self.tree.tests.insert(self.module.clone());
        }
        self.module.pop();
        self.test = outer;
    }

    fn visit_item_extern_crate(&mut self, item: &'ast syn::ItemExternCrate) {
        let why = "`extern crate`: paths name crates by themselves".to_owned();
        self.add(item.span().start().line, Found::Forbidden(why));
    }

    fn visit_path(&mut self, path: &'ast syn::Path) {
        let segments = path
            .segments
            .iter()
            .map(|segment| plain(&segment.ident))
            .collect();
        self.path(
            path.span().start().line,
            segments,
            path.leading_colon.is_some(),
        );
        visit::visit_path(self, path);
    }

    fn visit_macro(&mut self, call: &'ast syn::Macro) {
        if let Some(last) = call.path.segments.last() {
            let line = last.ident.span().start().line;
            let name = plain(&last.ident);
            if name == "include" {
                let why = "`include!`: a module lies where its name says".to_owned();
                self.add(line, Found::Forbidden(why));
            }
            self.add(line, Found::Macro(name));
        }
        self.visit_path(&call.path);
        self.tokens(&[], call.tokens.clone());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        if attribute.path().is_ident("doc") {
            return;
        }
        if attribute.path().is_ident("unsafe") {
            self.unsafe_at(attribute.path().span());
        }
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(&[], list.tokens.clone());
            // attributes such as `#[serde(with = "crate::model::…")]` contain paths in strings
            for text in strings(list.tokens.clone()) {
                if let Ok(path) = syn::parse_str::<syn::Path>(&text) {
                    let segments = path.segments.iter().map(|s| plain(&s.ident)).collect();
                    self.path(attribute.span().start().line, segments, false);
                }
            }
        }
        visit::visit_attribute(self, attribute);
    }

    fn visit_expr_unsafe(&mut self, block: &'ast syn::ExprUnsafe) {
        self.unsafe_at(block.unsafe_token.span);
        visit::visit_expr_unsafe(self, block);
    }

    fn visit_signature(&mut self, signature: &'ast syn::Signature) {
        if let Some(token) = signature.unsafety {
            self.unsafe_at(token.span);
        }
        visit::visit_signature(self, signature);
    }

    fn visit_item_impl(&mut self, item: &'ast syn::ItemImpl) {
        if let Some(token) = item.unsafety {
            self.unsafe_at(token.span);
        }
        visit::visit_item_impl(self, item);
    }

    fn visit_item_trait(&mut self, item: &'ast syn::ItemTrait) {
        if let Some(token) = item.unsafety {
            self.unsafe_at(token.span);
        }
        visit::visit_item_trait(self, item);
    }

    fn visit_item_foreign_mod(&mut self, item: &'ast syn::ItemForeignMod) {
        if let Some(token) = item.unsafety {
            self.unsafe_at(token.span);
        }
        visit::visit_item_foreign_mod(self, item);
    }
}

/// Whether a path, as written, starts at our crate.
fn is_ours(path: &[String]) -> bool {
    path.first()
        .is_some_and(|first| ["crate", "self", "super", CRATE].contains(&first.as_str()))
}

/// Whether the tokens at this position are `::`.
fn is_colons(tokens: &[TokenTree], at: usize) -> bool {
    let colon =
        |at: usize| matches!(tokens.get(at), Some(TokenTree::Punct(p)) if p.as_char() == ':');
    colon(at) && colon(at + 1)
}

/// Returns an identifier without `r#`.
fn plain(ident: &proc_macro2::Ident) -> String {
    let text = ident.to_string();
    text.strip_prefix("r#").map_or(text.clone(), str::to_owned)
}

/// Returns the string literals in an attribute.
fn strings(tokens: TokenStream) -> Vec<String> {
    tokens
        .into_iter()
        .flat_map(|token| match token {
            TokenTree::Group(group) => strings(group.stream()),
            TokenTree::Literal(literal) => match syn::Lit::new(literal) {
                syn::Lit::Str(text) => vec![text.value()],
                _ => Vec::new(),
            },
            _ => Vec::new(),
        })
        .collect()
}

/// Whether the attributes contain `#[cfg(test)]` or `#[cfg(all(test, …))]`.
fn is_test(attributes: &[syn::Attribute]) -> bool {
    attributes
        .iter()
        .filter(|a| a.path().is_ident("cfg"))
        .any(|attribute| {
            let mut test = false;
            // other forms of conditions are not `test`
            let _ = attribute.parse_nested_meta(|meta| {
                if meta.path.is_ident("test") {
                    test = true;
                } else if meta.path.is_ident("all") {
                    meta.parse_nested_meta(|inner| {
                        test |= inner.path.is_ident("test");
                        Ok(())
                    })?;
                }
                Ok(())
            });
            test
        })
}
