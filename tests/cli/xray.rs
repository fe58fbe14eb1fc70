//! Groups, sampling rules and the service map.

use serde_json::{Value, json};

use crate::common::{User, assert_screen};
use crate::traces::seed;

#[test]
fn a_group_is_made_once() {
    let user = User::new();
    let _stack = user.stack();
    assert_screen!(user;
        user.run(["xray", "groups"]),
        user.run(["xray", "create-group"]),
        user.run(["xray", "create-group"]),
        user.run([
            "xray",
            "create-group",
            "--filter",
            " service(\"backend-flask\")\n"
        ]),
        user.run([
            "xray",
            "create-group",
            "--filter",
            "fault = true",
            "--insights"
        ]),
        user.run([
            "xray",
            "create-group",
            "Slow",
            "--filter",
            "responsetime > 2",
            "--insights",
            "--notifications",
            "-o",
            "json",
            "--jq",
            "del(.[].arn)"
        ]),
        user.run(["xray", "groups"]),
    );
}

#[test]
fn the_settings_file_names_the_group() {
    let user = User::new();
    user.file(
        "cruddur-obs.toml",
        "service = \"api\"\n[xray]\ngroup = \"Mine\"\n",
    );
    let _stack = user.stack();
    assert_screen!(user;
        user.run(["xray", "create-group"]),
        user.run(["xray", "create-sampling-rule"]),
    );
}

#[test]
fn a_name_is_checked_before_anything_is_sent() {
    // without a stack, so these errors must occur before anything is sent
    let user = User::new();
    let long = "x".repeat(33);
    assert_screen!(user;
        user.run(["xray", "create-group", &long]),
        user.run(["xray", "create-group", ""]),
        user.run(["xray", "create-group", "Default"]),
        user.run(["xray", "create-group", "two\nlines"]),
        user.run(["xray", "create-sampling-rule", &long]),
        user.run(["xray", "create-sampling-rule", "--rate", "10"]),
        user.run(["xray", "create-sampling-rule", "--priority", "10000"]),
        user.run(["xray", "create-sampling-rule", "--reservoir", "-1"]),
        user.run(["xray", "create-sampling-rule", "--attribute", "tier"]),
        user.run(["xray", "create-group"]),
    );
}

#[test]
fn a_group_keeps_its_filter_unless_another_is_given() {
    let user = User::new();
    let _stack = user.stack();
    user.run(["xray", "create-group", "faults", "--filter", "fault = true"])
        .expect_code(0);
    assert_screen!(user;
        user.run(["xray", "update-group", "faults"]).expect_code(2),
        user.run(["xray", "groups"]).expect_code(0)
    );
}

#[test]
fn a_group_is_changed_and_deleted() {
    let user = User::new();
    let _stack = user.stack();
    user.run(["xray", "create-group"]).expect_code(0);
    assert_screen!(user;
        user.run(["xray", "update-group"]),
        user.run([
            "xray",
            "update-group",
            "Cruddur",
            "--filter",
            "fault = true"
        ]),
        user.run(["xray", "update-group", "--insights", "on"]),
        user.run(["xray", "update-group", "--notifications", "on"]),
        user.run(["xray", "update-group", "--insights", "off"]),
        user.run(["xray", "update-group", "--notifications", "on"]),
        user.run(["xray", "update-group", "Crudur"]),
        user.run(["xray", "delete-group", "Crudur"]),
        user.run(["xray", "delete-group", "Cruddur"]),
        user.run(["xray", "delete-group", "Cruddur", "--yes"]),
        user.run(["xray", "delete-group", "Cruddur", "--yes"]),
        user.run(["xray", "groups", "-o", "json"]),
    );
}

#[test]
fn a_name_that_no_trace_has_is_warned_of() {
    let user = User::new();
    let stack = user.stack();
    // without traces, there is nothing to compare
    let silent = user.run([
        "xray",
        "create-group",
        "Early",
        "--filter",
        "service(\"nobody\")",
    ]);
    assert!(!silent.stderr.contains("warning"), "{silent}");
    seed(&stack);
    assert_screen!(user;
        user.run([
            "xray",
            "create-group",
            "Typo",
            "--filter",
            "service(\"blackend-flask\")"
        ]),
        user.run([
            "xray",
            "create-group",
            "Edge",
            "--filter",
            "edge(\"frontend\", \"backend-flask\")"
        ]),
        user.run([
            "xray",
            "create-sampling-rule",
            "Cruddur",
            "--service",
            "Cruddur"
        ]),
        user.run(["xray", "create-sampling-rule", "Any", "--service", "back*"]),
        user.run([
            "xray",
            "update-group",
            "Typo",
            "--filter",
            "service(\"frontend\") OR service(\"front\")"
        ]),
    );
}

fn rule() -> Value {
    json!({"RuleName":"Cruddur","ResourceARN":"*","Priority":9000,"FixedRate":0.1,
        "ReservoirSize":5,"ServiceName":"backend-flask","ServiceType":"*","Host":"*",
        "HTTPMethod":"*","URLPath":"*","Version":1})
}

#[test]
fn a_rule_is_made_once_and_deleted() {
    let user = User::new();
    let _stack = user.stack();
    assert_screen!(user;
        user.run(["xray", "sampling-rules"]),
        user.run(["xray", "create-sampling-rule"]),
        user.run(["xray", "create-sampling-rule"]),
        user.run([
            "xray",
            "create-sampling-rule",
            "--rate",
            "0.5",
            "--path",
            "/api/*"
        ]),
        user.run([
            "xray",
            "create-sampling-rule",
            "Polling",
            "--service",
            "*",
            "--priority",
            "100",
            "--reservoir",
            "0",
            "--rate",
            "0.003",
            "--method",
            "GET",
            "--host",
            "*.cruddur.com",
            "--path",
            "/api/activities/*",
            "--service-type",
            "AWS::ECS::Container",
            "--attribute",
            "tier=gold"
        ]),
        user.run(["xray", "sampling-rules"]),
        user.run(["xray", "delete-sampling-rule", "Cruddur"]),
        user.run(["xray", "delete-sampling-rule", "Cruddur", "-y"]),
        user.run(["xray", "delete-sampling-rule", "Poling", "-y"]),
        user.run(["xray", "delete-sampling-rule", "Default", "-y"]),
        user.run([
            "xray",
            "sampling-rules",
            "-o",
            "json",
            "--jq",
            ".[] | del(.arn, .created_at, .modified_at)"
        ]),
    );
}

#[test]
fn a_rule_from_a_file() {
    let user = User::new();
    let _stack = user.stack();
    user.file("input.json", &json!({"SamplingRule": rule()}).to_string());
    user.file("inner.json", &rule().to_string());
    user.file(
        "local.json",
        &json!({"version":2,
            "rules":[{"description":"Player moves.","host":"*","http_method":"*","url_path":"/api/move/*","fixed_target":0,"rate":0.05}],
            "default":{"fixed_target":1,"rate":0.1}})
        .to_string(),
    );
    user.file("broken.json", "{\"SamplingRule\": {");
    user.file("other.json", "{\"SamplingRule\": {\"RuleName\": \"x\"}}");
    let mut long = rule();
    long["RuleName"] = json!("x".repeat(33));
    user.file("long.json", &long.to_string());
    assert_screen!(user;
        user.run(["xray", "create-sampling-rule", "--file", "input.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "inner.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "local.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "broken.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "other.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "long.json"]),
        user.run(["xray", "create-sampling-rule", "--file", "missing.json"]),
        user.run([
            "xray",
            "create-sampling-rule",
            "--file",
            "input.json",
            "--rate",
            "0.2"
        ]),
    );
}

#[test]
fn the_map_of_what_was_called() {
    let user = User::new();
    let stack = user.stack();
    assert_screen!(user;user.run(["xray", "service-map"]));
    seed(&stack);
    assert_screen!(user;
        user.run(["xray", "service-map"]),
        user.run(["xray", "service-map", "--since", "1s"]),
        user.run(["xray", "service-map", "--since", "soon"]),
        user.run(["xray", "service-map", "--group", "Nobody"]),
        user.run(["xray", "service-map", "-o", "json"]),
    );
}
