//! How lines are to look, as the flags say.

use super::regexes::regexes;
use crate::context::Ctx;
use crate::error::{Error, Result};
use crate::model::{Format, TimeStyle};
use crate::render::{FieldPath, LogFormat, LogStyle};

/// The style that `--format`, `--fields` and `--highlight` ask for, where they go with
/// `--output` and `--jq`.
pub(super) fn style(
    ctx: &Ctx,
    format: Option<&str>,
    fields: &[String],
    highlight: &[String],
) -> Result<LogStyle> {
    let as_json = ctx.output.format() != Format::Table;
    let by = match (&ctx.config.jq, ctx.output.format()) {
        (Some(_), _) => "`--jq` writes JSON documents",
        (None, Format::Csv) => "`--output csv` writes rows",
        (None, _) => "`--output json` writes JSON documents",
    };
    if as_json && format.is_some() {
        return Err(
            Error::usage(format!("`--format` says how text looks, and {by}"))
                .hint("leave one of them out; `--format json` alone writes a document a line"),
        );
    }
    let format = match format {
        None => LogFormat::Pretty,
        Some(text) => LogFormat::parse(text).map_err(|error| Error::usage(error.to_string()))?,
    };
    let documents = as_json || format == LogFormat::Json;
    if documents && !fields.is_empty() {
        return Err(Error::usage(
            "`--fields` picks what text lines show, and these are JSON documents",
        )
        .hint(
            "of those `--jq` picks: `--jq '.json.level'` for the field `level` of JSON messages",
        ));
    }
    let paths = fields.iter().map(|field| {
        FieldPath::parse(field).ok_or_else(|| {
            Error::usage(format!("`{field}` names no field"))
                .hint("fields are keys of JSON messages: `--fields level,http.status`")
        })
    });
    Ok(LogStyle {
        fields: paths.collect::<Result<_>>()?,
        highlight: regexes("--highlight", highlight)?,
        relative: ctx.config.time_chosen && ctx.output.screen().time == TimeStyle::Relative,
        parsed: ctx.config.jq.is_some() || format == LogFormat::Json,
        format,
    })
}
