//! `--jq`: evaluates jq expressions on the JSON output, with jaq.

use jaq_core::load::{Arena, Error as LoadError, File, Loader};
use jaq_core::{Compiler, Ctx, Vars, data, unwrap_valr};
use jaq_json::{Val, read};

use crate::error::{Error, Result, ResultExt as _};
use crate::model::{escape_json, escape_text};

type Filter = jaq_core::Filter<data::JustLut<Val>>;

/// A compiled expression.
pub(super) struct Jq(Filter);

impl Jq {
    pub(super) fn compile(text: &str) -> Result<Self> {
        let wrong = |what: String| {
            Error::usage(format!("invalid jq expression `{text}`: {what}"))
                .hint("use `--jq .` to show the document that expressions work on")
        };
        let definitions = jaq_core::defs()
            .chain(jaq_std::defs())
            .chain(jaq_json::defs());
        let arena = Arena::default();
        let program = File {
            code: text,
            path: (),
        };
        let modules = Loader::new(definitions)
            .load(&arena, program)
            .map_err(|errors| wrong(errors.iter().map(|(_, e)| load_error(e)).collect()))?;
        let functions = jaq_core::funs::<data::JustLut<Val>>()
            .chain(jaq_std::funs())
            .chain(jaq_json::funs());
        let filter = Compiler::default()
            .with_funs(functions)
            .compile(modules)
            .map_err(|errors| {
                let names: Vec<String> = errors
                    .iter()
                    .flat_map(|(_, undefined)| undefined)
                    .map(|(name, kind)| format!("there is no {} `{name}`", kind.as_str()))
                    .collect();
                wrong(names.join(", "))
            })?;
        Ok(Self(filter))
    }

    /// Returns the expression's outputs for one JSON document, one per line. Strings are raw; for a
    /// terminal, control characters are escaped.
    pub(super) fn run(&self, document: &[u8], terminal: bool) -> Result<Vec<String>> {
        let input = read::parse_single(document).or_fail(|| "the output is not JSON".to_owned())?;
        let context = Ctx::<data::JustLut<Val>>::new(&self.0.lut, Vars::new([]));
        self.0
            .id
            .run((context, input))
            .map(|output| match unwrap_valr(output) {
                Ok(Val::TStr(text)) => {
                    let text = String::from_utf8_lossy(&text);
                    if terminal {
                        Ok(escape_text(&text).into_owned())
                    } else {
                        Ok(text.into_owned())
                    }
                }
                Ok(value) if terminal => Ok(escape_json(&value.to_string()).into_owned()),
                Ok(value) => Ok(value.to_string()),
                Err(error) => Err(Error::failed(format!("`--jq` failed: {error}"))),
            })
            .collect()
    }
}

fn load_error(error: &LoadError<&str>) -> String {
    let at = |rest: &str| match rest.trim() {
        "" => "at its end".to_owned(),
        rest => format!("at `{rest}`"),
    };
    match error {
        LoadError::Io(errors) => errors.iter().map(|(_, what)| what.clone()).collect(),
        LoadError::Lex(errors) => errors
            .first()
            .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), at(rest)))
            .unwrap_or_default(),
        LoadError::Parse(errors) => errors
            .first()
            .map(|(expected, rest)| format!("expected {} {}", expected.as_str(), at(rest)))
            .unwrap_or_default(),
    }
}
