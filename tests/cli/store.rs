//! Stores written by earlier and later versions.

use cruddur_obs::stack::store::{Store, StoreOptions};
use rusqlite::Connection;
use serde_json::{Map, Value};

use crate::common::{Stack, User, assert_screen};

/// A store as written in format 1; see its header. Never edit it.
const FORMAT_1: &str = include_str!("../fixtures/store/format-1.sql");

/// The same for format 2, with the recorded answers of the program that wrote it.
const FORMAT_2: &str = include_str!("../fixtures/store/format-2.sql");
const ANSWERS_2: &str = include_str!("../fixtures/store/format-2.json");

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

/// A call and its recorded answer.
#[derive(serde::Deserialize)]
struct Recorded {
    service: String,
    /// An operation or a path.
    call: String,
    #[serde(default)]
    request: Value,
    answer: Value,
}

fn ask(stack: &Stack, call: &Recorded) -> Value {
    match call.service.as_str() {
        "xray" => stack.xray(&call.call, &call.request),
        "logs" => stack.logs(&call.call, &call.request),
        "rollbar" => stack.get(&call.call, &[("x-rollbar-access-token", "local")]),
        other => panic!("no service `{other}`"),
    }
}

/// Collects what differs or is missing in `answered` compared to `recorded`. Additions by later
/// versions are allowed; JSON within strings is compared too.
fn missing(recorded: &Value, answered: &Value, at: &str, found: &mut Vec<String>) {
    match (recorded, answered) {
        (Value::Object(recorded), Value::Object(answered)) => {
            for (name, value) in recorded {
                let at = format!("{at}.{name}");
                missing(
                    value,
                    answered.get(name).unwrap_or(&Value::Null),
                    &at,
                    found,
                );
            }
        }
        (Value::Array(recorded), Value::Array(answered)) if recorded.len() == answered.len() => {
            for (place, (recorded, answered)) in recorded.iter().zip(answered).enumerate() {
                missing(recorded, answered, &format!("{at}[{place}]"), found);
            }
        }
        (Value::String(before), Value::String(now)) if before != now => {
            let document = |text: &str| serde_json::from_str::<Map<String, Value>>(text).ok();
            match (document(before), document(now)) {
                (Some(before), Some(now)) => missing(&before.into(), &now.into(), at, found),
                _ => found.push(format!("{at}: {before:?} is {now:?}")),
            }
        }
        (recorded, answered) if recorded == answered => {}
        (recorded, answered) => found.push(format!("{at}: {recorded} is {answered}")),
    }
}

#[test]
fn a_store_of_format_2_answers_as_it_did() {
    let user = User::new();
    store(&user).execute_batch(FORMAT_2).unwrap();
    let calls: Vec<Recorded> = serde_json::from_str(ANSWERS_2).expect("the recording is JSON");
    let stack = user.stack();
    let mut found = Vec::new();
    for call in &calls {
        let answered = ask(&stack, call);
        let at = format!("{} {} {}", call.service, call.call, call.request);
        missing(&call.answer, &answered, &at, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    assert!(stack.stop().success());

    // no operation lists Honeycomb events yet
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let events = runtime.block_on(async {
        let store = Store::open(&user.data(), &StoreOptions::default()).unwrap();
        let mut all = Vec::new();
        for dataset in ["backend-flask", "my-set"] {
            let events = store.honeycomb_events(dataset, 0..i64::MAX).await.unwrap();
            let told = |event: &cruddur_obs::stack::store::HoneycombEvent| {
                let data = serde_json::to_string(&event.data).unwrap();
                format!("{dataset} {} {} {data}", event.time_ns, event.sample_rate)
            };
            all.extend(events.iter().map(told));
        }
        store.close().await;
        all
    });
    assert_eq!(
        events,
        [
            r#"backend-flask 1795165201500000000 4 {"duration_ms":41,"name":"home","deep":{"a":[1,2]},"ünï":"☃"}"#,
            r#"backend-flask 1795165202000000000 1 {"name":"a","ok":true,"n":1.5}"#,
            r#"backend-flask 1795166045000000000 2 {"name":"b"}"#,
            r#"backend-flask 1795166045000000000 1 {"name":"late"}"#,
            r#"my-set 1795166045000000000 1 {"x":1}"#,
        ]
    );
}

/// Returns `kind|name|column|type` of all objects in a database.
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
fn an_older_store_becomes_what_a_new_one_is() {
    let (one, two, new) = (User::new(), User::new(), User::new());
    store(&one).execute_batch(FORMAT_1).unwrap();
    store(&two).execute_batch(FORMAT_2).unwrap();
    let _stacks = (one.stack(), two.stack(), new.stack());
    let shape_of_new = shape(&store(&new));
    assert!(shape_of_new.iter().any(|line| line.contains("trace")));
    assert_eq!(shape(&store(&one)), shape_of_new);
    assert_eq!(shape(&store(&two)), shape_of_new);
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
