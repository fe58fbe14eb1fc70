//! Errors of the command-line parser. The arguments that they quote are untrusted data.

use clap::error::{ContextKind, ContextValue};

use crate::model::{escape, is_clean, without_users};

/// Returns the same error without control characters and passwords in URLs.
pub fn printable(mut error: clap::Error) -> clap::Error {
    // the message of a value parser cannot be edited within the error
    let source = std::error::Error::source(&error).map(ToString::to_string);
    if source.is_some_and(|source| shown(&source) != source) {
        let text = error.render().to_string();
        let text: Vec<_> = text.lines().map(shown).collect();
        let text = text.join("\n");
        let text = text.strip_prefix("error: ").unwrap_or(&text);
        return clap::Error::raw(error.kind(), format!("{text}\n"));
    }
    let mut changed = Vec::new();
    for (kind, value) in error.context() {
        match value {
            ContextValue::String(text) if shown(text) != *text => {
                changed.push((kind, ContextValue::String(shown(text))));
            }
            ContextValue::Strings(texts) if texts.iter().any(|text| shown(text) != *text) => {
                let texts = texts.iter().map(|text| shown(text)).collect();
                changed.push((kind, ContextValue::Strings(texts)));
            }
            _ => {}
        }
    }
    if !changed.is_empty() {
        // the suggestion repeats the argument in styled text
        error.remove(ContextKind::Suggested);
    }
    for (kind, value) in changed {
        error.insert(kind, value);
    }
    error
}

fn shown(text: &str) -> String {
    let text = without_users(text);
    if is_clean(&text) {
        text.into_owned()
    } else {
        escape(&text).into_owned()
    }
}
