//! Secrets that come with telemetry: they are hidden before anything is kept.
//!
//! Instrumentation records headers, URLs and bodies, and with them what opens something.
//! What is hidden: the values of the names in `src/secret_names.txt`, whatever they are the
//! names of (fields, attributes, headers, URL parameters, pairs in a list or in a text),
//! bearer and basic tokens, and the user and password of a URL. Looking for parts of the
//! names in the bytes of a request costs next to nothing; only a request in which one is
//! found is taken apart.
//!
//! What stands for a secret is never longer than the secret, and is the same kind of
//! value, so that what was valid stays so.

use std::borrow::Cow;
use std::ops::Range;

mod arguments;
mod detached;
mod elements;
mod json;
mod key_collisions;
mod lists;
mod name_table;
mod names;
mod pairs;
mod prefilter;
mod scan;
mod text;
mod values;

#[cfg(test)]
pub(crate) mod arbitrary;
#[cfg(test)]
mod tests;

pub(super) use lists::{Items, Shape};
pub(super) use names::is_header;
pub(super) use prefilter::is_suspect;
pub(super) use text::is_token;
pub(super) use values::{clean, clean_fields};

/// What stands for a secret, as in the official libraries of Rollbar; for a shorter one
/// stands less of it.
pub(super) const HIDDEN: &str = "********";
/// The same in X-Ray's names, which may have no asterisk.
const HIDDEN_NAME: &str = "________";

/// What a secret is, and with it what may stand for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Text,
    /// In a field `name`, in which X-Ray allows few characters.
    Name,
    /// A number of JSON.
    Number,
}

/// Where a secret is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Secret {
    pub range: Range<usize>,
    kind: Kind,
    /// Tells a name from others that would be the same without their secrets; mostly 0.
    number: u32,
}

impl Secret {
    fn new(range: Range<usize>, kind: Kind) -> Self {
        Self {
            range,
            kind,
            number: 0,
        }
    }

    fn text(range: Range<usize>) -> Self {
        Self::new(range, Kind::Text)
    }

    /// What stands for it.
    fn hidden(&self) -> Cow<'static, str> {
        let signs = match self.kind {
            Kind::Text => HIDDEN,
            Kind::Name => HIDDEN_NAME,
            Kind::Number => return self.number.to_string().into(),
        };
        let len = self.range.len();
        match self.tail() {
            None => signs[..len.min(signs.len())].into(),
            Some(tail) => {
                let signs = &signs[..len.saturating_sub(tail.len()).min(signs.len())];
                format!("{signs}{tail}").into()
            }
        }
    }

    fn tail(&self) -> Option<String> {
        (self.number > 0).then(|| format!("#{}", self.number))
    }

    /// Gives a number to what stands for it, so that it is told from others.
    pub(super) fn set_number(&mut self, number: u32) {
        self.number = number;
    }

    /// Overwrites the secret with as many bytes as it has: these, of which it is a part.
    pub(super) fn overwrite(&self, secret: &mut [u8]) {
        match self.kind {
            Kind::Text => secret.fill(b'*'),
            Kind::Name => secret.fill(b'_'),
            Kind::Number => {
                secret.fill(b' ');
                let digits = self.number.to_string();
                let digits = if digits.len() > secret.len() {
                    "0"
                } else {
                    &digits
                };
                for (to, from) in secret.iter_mut().zip(digits.bytes()) {
                    *to = from;
                }
                return;
            }
        }
        if let Some(tail) = self.tail()
            && let Some(start) = secret.len().checked_sub(tail.len())
        {
            secret[start..].copy_from_slice(tail.as_bytes());
        }
    }
}

/// What of a value is hidden for its name's sake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hides {
    Everything,
    /// All but small numbers: how many there are.
    AllButCounts,
    /// The name is an everyday word: only what looks random.
    Tokens,
}

impl From<names::Class> for Hides {
    fn from(class: names::Class) -> Self {
        match class {
            names::Class::Parameter => Self::Tokens,
            names::Class::Countable => Self::AllButCounts,
            names::Class::Header | names::Class::Field => Self::Everything,
        }
    }
}

/// What is hidden of the value of this name, if it opens something.
pub(super) fn hides(name: &str) -> Option<Hides> {
    names::find(name).map(|name| name.class.into())
}

/// What is hidden of the next item of a list, a text or anything else, for the sake of
/// those before it.
pub(super) fn hides_item(items: &mut Items, text: Option<&str>) -> Option<Hides> {
    items.next(text).map(Hides::from)
}

/// Whether a number may be how many there are: no secret is as short.
pub(super) fn is_count(number: f64) -> bool {
    (0.0..10_000.0).contains(&number)
}

/// Whether a field of this name tells what is in the other field of a pair.
pub(super) fn is_pair_name(field: &str) -> bool {
    values::is_in(field, &values::NAME_FIELDS)
}

/// Whether a field of this name is what the other field of a pair names.
pub(super) fn is_pair_value(field: &str) -> bool {
    values::is_in(field, &values::VALUE_FIELDS)
}

/// Where in a text there are secrets, first to last; a text may be a document of JSON.
pub(super) fn secrets(text: &str) -> Vec<Secret> {
    if !is_suspect(text.as_bytes()) {
        return Vec::new();
    }
    sorted(json::secrets(text).unwrap_or_else(|| text::secrets(text)))
}

/// In order, and none in another: one that begins in another is hidden with it.
fn sorted(mut found: Vec<Secret>) -> Vec<Secret> {
    found.retain(|secret| !secret.range.is_empty());
    found.sort_by_key(|secret| (secret.range.start, std::cmp::Reverse(secret.range.end)));
    found.dedup_by(|next, kept| {
        let inside = next.range.start < kept.range.end;
        if inside {
            kept.range.end = kept.range.end.max(next.range.end);
        }
        inside
    });
    found
}

fn replaced(text: &str, secrets: &[Secret]) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut copied = 0;
    for secret in secrets {
        clean.push_str(&text[copied..secret.range.start]);
        clean.push_str(&secret.hidden());
        copied = secret.range.end;
    }
    clean.push_str(&text[copied..]);
    clean
}

/// What is hidden may make something else beside it look like a secret, so that it is
/// looked for again until nothing changes: cleaning twice is cleaning once.
pub(super) const ROUNDS: usize = 8;

/// Bytes as a text as long as they are: what is no text becomes `?`.
pub(super) fn readable(bytes: &[u8]) -> Cow<'_, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.into();
    }
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        text.extend(std::iter::repeat_n('?', chunk.invalid().len()));
    }
    text.into()
}

/// Hides the secrets in bytes that may be a text, and changes no length.
pub(super) fn clean_bytes(bytes: &mut [u8]) {
    for secret in secrets(&readable(bytes)) {
        secret.overwrite(&mut bytes[secret.range.clone()]);
    }
}

/// Hides the secrets in a text.
pub(super) fn clean_text(text: &mut String) {
    for _ in 0..ROUNDS {
        let secrets = secrets(text);
        if secrets.is_empty() {
            return;
        }
        let clean = replaced(text, &secrets);
        if clean == *text {
            return;
        }
        *text = clean;
    }
}

/// A document of JSON without secrets: everything else in it stays byte by byte. `None`
/// for what is no object and no list, or is nested too deeply.
pub(super) fn clean_document(document: &str) -> Option<Cow<'_, str>> {
    if !is_suspect(document.as_bytes()) {
        return Some(Cow::Borrowed(document));
    }
    let mut clean = Cow::Borrowed(document);
    for _ in 0..ROUNDS {
        let secrets = sorted(json::document_secrets(&clean)?);
        let cleaner = replaced(&clean, &secrets);
        if cleaner == *clean {
            break;
        }
        clean = Cow::Owned(cleaner);
    }
    Some(clean)
}
