//! Formats of log events, including user-defined templates.

use regex::Regex;

use super::log_fields::FieldPath;

/// The style chosen with `--format` and related flags.
#[derive(Debug, Clone, Default)]
pub struct LogStyle {
    pub format: LogFormat,
    /// The fields to show of messages that are JSON objects, instead of the whole message.
    pub fields: Vec<FieldPath>,
    /// Matches to highlight where colour is on.
    pub highlight: Vec<Regex>,
    /// Show times as `3s ago`.
    pub relative: bool,
    /// Add the message's own JSON to JSON output, as `json`.
    pub parsed: bool,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum LogFormat {
    /// Time, source and message. In a pipe, one event per line, separated by tabs.
    #[default]
    Pretty,
    /// Only the message, unchanged.
    Raw,
    /// Time and message.
    Short,
    /// One JSON document per event.
    Json,
    Template(Template),
}

/// Text with placeholders for fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template(pub(super) Vec<Piece>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    Field(Field),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Time,
    Ingested,
    Group,
    Stream,
    Message,
    Id,
    Level,
    Trace,
}

const FIELDS: [(&str, Field); 8] = [
    ("time", Field::Time),
    ("ingested", Field::Ingested),
    ("group", Field::Group),
    ("stream", Field::Stream),
    ("message", Field::Message),
    ("id", Field::Id),
    ("level", Field::Level),
    ("trace", Field::Trace),
];

/// Why the value of `--format` is invalid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum LogFormatError {
    #[error(
        "invalid --format `{0}`: expected pretty, raw, short, json or template='{{time}} {{message}}'"
    )]
    Unknown(String),
    #[error("empty template: expected a text such as template='{{time}} {{stream}} {{message}}'")]
    Empty,
    #[error("unknown field `{{{name}}}` in the template: expected one of {known}")]
    Field { name: String, known: String },
    #[error("`{0}` has no closing brace (write `{{{{` for a brace in the text)")]
    Unclosed(String),
    #[error("unmatched closing brace before `{0}` (write `}}}}` for a brace in the text)")]
    Closing(String),
}

fn field_names() -> String {
    let names: Vec<_> = FIELDS
        .iter()
        .map(|(name, _)| format!("{{{name}}}"))
        .collect();
    names.join(", ")
}

impl LogFormat {
    pub fn parse(text: &str) -> Result<Self, LogFormatError> {
        match text {
            "pretty" => Ok(Self::Pretty),
            "raw" => Ok(Self::Raw),
            "short" => Ok(Self::Short),
            "json" => Ok(Self::Json),
            _ => match text.split_once('=') {
                Some(("template", template)) => Template::parse(template).map(Self::Template),
                _ => Err(LogFormatError::Unknown(text.to_owned())),
            },
        }
    }
}

impl Template {
    /// Parses a template, in which `\n`, `\t` and `\\` are escapes.
    fn parse(text: &str) -> Result<Self, LogFormatError> {
        if text.is_empty() {
            return Err(LogFormatError::Empty);
        }
        let mut pieces = Vec::new();
        let mut plain = String::new();
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            let tail = &rest[c.len_utf8()..];
            rest = tail;
            match c {
                '{' | '}' if tail.starts_with(c) => {
                    plain.push(c);
                    rest = &tail[1..];
                }
                '{' => {
                    let (name, after) = tail
                        .split_once('}')
                        .ok_or_else(|| LogFormatError::Unclosed(format!("{{{tail}")))?;
                    let known = FIELDS.iter().find(|(known, _)| *known == name);
                    let Some((_, field)) = known else {
                        return Err(LogFormatError::Field {
                            name: name.to_owned(),
                            known: field_names(),
                        });
                    };
                    if !plain.is_empty() {
                        pieces.push(Piece::Text(std::mem::take(&mut plain)));
                    }
                    pieces.push(Piece::Field(*field));
                    rest = after;
                }
                '}' => return Err(LogFormatError::Closing(tail.to_owned())),
                '\\' => {
                    let (stands_for, length) = match tail.chars().next() {
                        Some('n') => ('\n', 1),
                        Some('t') => ('\t', 1),
                        Some('\\') => ('\\', 1),
                        _ => ('\\', 0),
                    };
                    plain.push(stands_for);
                    rest = &tail[length..];
                }
                c => plain.push(c),
            }
        }
        if !plain.is_empty() {
            pieces.push(Piece::Text(plain));
        }
        Ok(Self(pieces))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_text_with_fields() {
        let parsed = Template::parse(r"{time}\t{{{stream}}} a\d").unwrap();
        let text = |text: &str| Piece::Text(text.to_owned());
        assert_eq!(
            parsed.0,
            [
                Piece::Field(Field::Time),
                text("\t{"),
                Piece::Field(Field::Stream),
                text(r"} a\d")
            ]
        );
    }

    #[test]
    fn what_is_no_format_says_what_to_write() {
        for (text, told) in [
            ("plain", "raw, short, json or template='{time} {message}'"),
            ("template", "invalid --format `template`"),
            ("template=", "empty template"),
            ("template={time", "`{time` has no closing brace"),
            (
                "template={colour}",
                "unknown field `{colour}` in the template: expected one of {time}, {ingested},",
            ),
            ("template={}", "unknown field `{}`"),
            ("template=a}b", "before `b`"),
        ] {
            let error = LogFormat::parse(text).unwrap_err().to_string();
            assert!(error.contains(told), "{text}: {error}");
        }
    }
}
