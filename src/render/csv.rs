//! Values as CSV: a table as it is, anything else by its plain fields. Quoted as in RFC 4180, but
//! lines end with a line feed, as other programs in a pipe expect.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::Value;

/// Writes rows; fields are quoted where they need it.
pub(super) fn write<'a, R>(rows: impl IntoIterator<Item = R>, out: &mut dyn Write) -> io::Result<()>
where
    R: IntoIterator<Item = &'a str>,
{
    let mut writer = csv::Writer::from_writer(out);
    for row in rows {
        writer.write_record(row)?;
    }
    writer.flush()
}

/// The fields of an object that are text, numbers or flags, by name; `None` for a value that
/// has lists in it, of which a row could show nothing.
pub(super) fn fields<T: Serialize>(value: &T) -> serde_json::Result<Option<Vec<(String, String)>>> {
    let Value::Object(object) = serde_json::to_value(value)? else {
        return Ok(None);
    };
    let mut fields = Vec::new();
    for (name, value) in object {
        match value {
            Value::Null => fields.push((name, String::new())),
            Value::Bool(flag) => fields.push((name, flag.to_string())),
            Value::Number(number) => fields.push((name, number.to_string())),
            Value::String(text) => fields.push((name, text)),
            Value::Array(_) => return Ok(None),
            Value::Object(_) => {}
        }
    }
    Ok(Some(fields))
}
