//! Stores written by earlier and by later versions.

use rusqlite::Connection;

use crate::common::{User, assert_screen};

/// A file as format 1 wrote it; see its header. It is never edited.
const FORMAT_1: &str = include_str!("../fixtures/store/format-1.sql");

fn store(user: &User) -> Connection {
    let data = user.data();
    std::fs::create_dir_all(&data).expect("folders can be made");
    Connection::open(data.join("store.sqlite")).expect("a database can be made")
}

#[test]
fn a_store_of_format_1_is_read_whole() {
    let user = User::new();
    store(&user).execute_batch(FORMAT_1).unwrap();
    let _stack = user.stack();
    assert_screen!(
        user.run(["traces", "recent"]),
        user.run(["traces", "show", "6b000000000000000000000000000001"]),
        user.run(["traces", "show", "1-6b000000-000000000000000000000002"]),
        user.run(["logs", "groups"]),
        user.run(["logs", "tail", "cruddur", "--since", "1h"]),
        user.run(["xray", "groups"]),
        user.run(["xray", "sampling-rules"]),
        user.run(["rollbar", "items"]),
    );
}

/// `kind|name|column|type` of all that a database holds.
fn shape(connection: &Connection) -> Vec<String> {
    let sql = "SELECT concat_ws('|', s.type, s.name, c.name, c.type) FROM sqlite_schema s
               LEFT JOIN pragma_table_xinfo(s.name) c ORDER BY 1";
    let mut statement = connection.prepare(sql).expect("the query is valid");
    let rows = statement
        .query_map([], |row| row.get(0))
        .expect("the schema can be read");
    rows.collect::<Result<_, _>>().expect("names are text")
}

#[test]
fn a_store_of_format_1_becomes_what_a_new_one_is() {
    let (old, new) = (User::new(), User::new());
    store(&old).execute_batch(FORMAT_1).unwrap();
    let _stacks = (old.stack(), new.stack());
    let shape_of_new = shape(&store(&new));
    assert!(shape_of_new.iter().any(|line| line.contains("trace")));
    assert_eq!(shape(&store(&old)), shape_of_new);
}

#[test]
fn a_store_of_a_later_version_is_left_alone() {
    let user = User::new();
    let connection = store(&user);
    connection.execute_batch(FORMAT_1).unwrap();
    connection.pragma_update(None, "user_version", 99).unwrap();
    drop(connection);
    let refused = user.run(["local", "start", "--free-ports"]).expect_code(1);
    assert_screen!(refused);
    let version: i64 = store(&user)
        .pragma_query_value(None, "user_version", |row| row.get(0))
        .unwrap();
    assert_eq!(version, 99);
}
