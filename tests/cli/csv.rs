//! `-o csv`: lists, values and streams.

use serde_json::json;

use super::common::{User, assert_screen};
use super::traces::seed;

#[test]
fn lists_have_the_columns_of_their_table_in_full() {
    let user = User::new();
    let stack = user.stack();
    seed(&stack);
    assert_screen!(
        user.run(["traces", "recent", "-o", "csv"]),
        user.run(["xray", "groups", "-o", "csv"]),
        user.run([
            "xray",
            "create-group",
            "Odd",
            "--filter",
            "service(\"a\") OR responsetime > 2",
            "-o",
            "csv"
        ]),
        user.run(["xray", "sampling-rules", "-o", "csv"]),
        user.run(["rollbar", "items", "-o", "csv"]),
    );
}

#[test]
fn events_are_rows_of_their_fields_and_quotes_are_doubled() {
    let user = User::new();
    let stack = user.stack();
    stack.logs("CreateLogGroup", &json!({ "logGroupName": "g" }));
    let input = "one, two\n{\"a\": \"b\"}\n";
    user.run_with_input(["logs", "put", "g", "--stream", "s"], input)
        .expect_code(0);
    let shown = user
        .run(["logs", "tail", "g", "-o", "csv"])
        .expect_code(0)
        .stdout;
    assert!(!shown.contains('\r'), "`cut` and `awk` would show it");
    let mut reader = csv::Reader::from_reader(shown.as_bytes());
    let headings = reader.headers().expect("there is a header").clone();
    let message = headings.iter().position(|name| name == "message");
    let message = message.expect("events have messages");
    let rows: Vec<_> = reader
        .records()
        .map(|row| row.expect("it is a row"))
        .collect();
    let messages: Vec<_> = rows.iter().map(|row| &row[message]).collect();
    assert_eq!(messages, ["one, two", r#"{"a": "b"}"#]);
}

#[test]
fn a_value_is_one_row_and_what_has_no_row_says_so() {
    let user = User::new();
    let _stack = user.stack();
    assert_screen!(
        user.run(["honeycomb", "auth", "-o", "csv"]),
        user.run(["xray", "service-map", "-o", "csv"]),
        user.run(["rollbar", "items", "-o", "csv", "--jq", "."]),
    );
}
