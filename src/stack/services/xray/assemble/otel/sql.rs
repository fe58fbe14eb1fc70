//! `sql` of a subsegment.

use opentelemetry_proto::tonic::trace::v1::Span;
use serde_json::Value;

use super::super::object;
use super::attributes::Attributes;

const SYSTEM: &[&str] = &["db.system.name", "db.system"];
const NAME: &[&str] = &["db.namespace", "db.name"];
const STATEMENT: &[&str] = &["db.query.text", "db.statement"];
const USER: &[&str] = &["db.user"];
const CONNECTION: &[&str] = &["db.connection_string"];

/// The values of `db.system` that speak SQL, as they were and as they are now.
const RELATIONAL: &[&str] = &[
    "db2",
    "derby",
    "hive",
    "mariadb",
    "mssql",
    "mysql",
    "oracle",
    "postgresql",
    "sqlite",
    "teradata",
    "other_sql",
    "ibm.db2",
    "microsoft.sql_server",
    "oracle.db",
];

pub(super) fn take(span: &Span, rest: &mut Attributes<'_>) -> Option<Value> {
    let system = rest
        .text(SYSTEM)
        .filter(|system| RELATIONAL.contains(system))?;
    let host = rest.text(CONNECTION).unwrap_or("localhost");
    let connection = format!("{host}/{}", rest.text(NAME).unwrap_or_default());
    let sql = object([
        // the exporter's choice: the name of the span says more than a second address
        ("url", Some(Value::from(span.name.as_str()))),
        ("connection_string", Some(Value::from(connection))),
        ("database_type", Some(Value::from(system))),
        ("user", rest.text(USER).map(Value::from)),
        ("sanitized_query", rest.text(STATEMENT).map(Value::from)),
    ]);
    for keys in [SYSTEM, NAME, STATEMENT, USER, CONNECTION] {
        rest.remove(keys);
    }
    sql
}
