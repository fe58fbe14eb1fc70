//! Selectors and comparisons of JSON patterns.

use super::*;

const EVENT: &str = r#" {"n":10,"s":"10","f":1.5,"big":9007199254740993,"neg":-0,"exp":1e3,
    "t":true,"z":null,"o":{"x":1},"l":[1,[2,3],{"id":"a"}],"e":"","p":"GET /api/home","u":"h\u00e9\"q",
    "k.k":"v","k k":7} "#;

#[test]
fn numbers_and_texts_compare_across() {
    for (condition, outcome) in [
        ("$.n = 10", true),
        ("$.n = 10.0", true),
        ("$.n = 1e1", true),
        ("$.n = +10", true),
        ("$.n = \"10\"", true),
        ("$.n = \"1*\"", true),
        ("$.n = 1*", true),
        ("$.n = 2*", false),
        ("$.n != 1*", false),
        ("$.n >= 10", true),
        ("$.n > 10", false),
        ("$.s = 10", true),
        ("$.s > 9.5", true),
        ("$.s = \"10.0\"", false),
        ("$.f < 2", true),
        ("$.f = \"1.5\"", true),
        ("$.f = \"1.50\"", true),
        ("$.exp = 1000", true),
        ("$.exp = \"1000\"", true),
        ("$.neg = 0", true),
        ("$.big = 9007199254740993", true),
        ("$.big = 9007199254740992", false),
        ("$.p > 1", false),
        ("$.p = 1", false),
        ("$.p != 1", true),
    ] {
        assert_eq!(
            takes(&format!("{{{condition}}}"), EVENT),
            outcome,
            "{condition}"
        );
    }
}

#[test]
fn texts_take_wildcards_and_escapes() {
    for (condition, outcome) in [
        ("$.p = \"GET /api/*\"", true),
        ("$.p = \"*api*\"", true),
        ("$.p = \"*api\"", false),
        ("$.p = \"G*T*home\"", true),
        ("$.p = \"GET /api/home*\"", true),
        ("$.p = \"GET /api/homehome*\"", false),
        ("$.p = *home", true),
        ("$.p = %/[a-z]+$%", true),
        ("$.p != %/[a-z]+$%", false),
        ("$.n = %^1%", true),
        ("$.e = \"\"", true),
        ("$.e = *", true),
        ("$.e != \"\"", false),
        ("$.u = \"hé\\\"q\"", true),
        ("$.u = \"h*q\"", true),
        ("$.['k.k'] = v", true),
        ("$.['k k'] = 7", true),
    ] {
        assert_eq!(
            takes(&format!("{{ {condition} }}"), EVENT),
            outcome,
            "{condition}"
        );
    }
}

#[test]
fn what_is_no_plain_value_compares_with_nothing() {
    for (condition, outcome) in [
        ("$.t = true", false),
        ("$.t = \"true\"", false),
        ("$.t != \"true\"", true),
        ("$.t = *", true),
        ("$.t != *", false),
        ("$.t = %t%", false),
        ("$.t IS TRUE", true),
        ("$.t IS FALSE", false),
        ("$.z = *", false),
        ("$.z != \"x\"", false),
        ("$.z = \"null\"", false),
        ("$.z IS NULL", true),
        ("$.z NOT EXISTS", false),
        ("$.none != \"x\"", false),
        ("$.none IS NULL", false),
        ("$.none NOT EXISTS", true),
        ("$.n.x NOT EXISTS", true),
        ("$.l[9] NOT EXISTS", true),
        ("$.o = *", false),
        ("$.o != \"x\"", false),
        ("$.o NOT EXISTS", false),
        ("$.l = 1", false),
        ("$.s IS NULL", false),
    ] {
        assert_eq!(
            takes(&format!("{{ {condition} }}"), EVENT),
            outcome,
            "{condition}"
        );
    }
}

#[test]
fn selectors_go_into_lists_and_past_names() {
    for (condition, outcome) in [
        ("$.l[0] = 1", true),
        ("$.l[1][1] = 3", true),
        ("$.l[*] = 1", true),
        ("$.l[*] != 1", false),
        ("$.l[*][0] = 2", true),
        ("$.l[*].id = a", true),
        ("$.l[2].id = \"a\"", true),
        ("$.l[*].none NOT EXISTS", true),
        ("$.l[*].id NOT EXISTS", false),
        ("$.* = v", true),
        ("$.* = \"none*\"", false),
        ("$.* IS NULL", true),
        ("$.*.x = 1", true),
        ("$.o.* = 1", true),
        ("$.l.id = a", false),
        ("$.o.x = 1 || $.o = 1", true),
        ("$.o = 1 || $.o.x = 1", true),
        ("$.* = v && $.n = 10 && $.*.x = 1", true),
    ] {
        assert_eq!(
            takes(&format!("{{ {condition} }}"), EVENT),
            outcome,
            "{condition}"
        );
    }
    check(&[
        ("{ $[1] = 2 }", "[1, 2]", true),
        ("{ $[*].a = 2 }", "[1, {\"a\": 2}]", true),
        ("{ $.a = 2 }", "[{\"a\": 2}]", false),
        ("{ $.a NOT EXISTS }", "[]", true),
        ("{ $[0] NOT EXISTS }", "{}", true),
    ]);
}

#[test]
fn the_whole_message_must_be_json_and_of_two_alike_keys_the_last_counts() {
    check(&[
        ("{ $.a NOT EXISTS }", "", false),
        ("{ $.a NOT EXISTS }", "text", false),
        ("{ $.a NOT EXISTS }", "7", false),
        ("{ $.a NOT EXISTS }", "null", false),
        ("{ $.a NOT EXISTS }", "{", false),
        ("{ $.a = 1 }", "{\"a\":1} x", false),
        ("{ $.a = 1 }", "x {\"a\":1}", false),
        ("{ $.a = 1 }", "{\"a\":1,\"b\":}", false),
        ("{ $.a = 1 }", "{\"a\":1,\"b\":[1,]}", false),
        ("{ $.a = 1 }", "{\"a\":01}", false),
        ("{ $.a = 1 }", "{\"a\":1}\n", true),
        ("{ $.a = 1 }", r#"{"\u0061":1}"#, true),
        ("{ $.a = abc }", r#"{"a":"\u0061bc"}"#, true),
        ("{ $.a = \"x/y\" }", r#"{"a":"x\/y"}"#, true),
        ("{ $.a = 1 }", r#"{"a":1,"a":2}"#, false),
        ("{ $.a = 2 }", r#"{"a":1,"a":2}"#, true),
        ("{ $.a.b = 1 }", r#"{"a":{"b":1},"a":{"c":2}}"#, false),
        ("{ $.* = 1 }", r#"{"a":1,"a":2}"#, false),
        ("{ $.*.b = 1 }", r#"{"a":{"b":1},"a":3,"c":4}"#, false),
        ("{ $[*].b = 1 }", r#"[{"b":1,"b":2},{"b":3}]"#, false),
    ]);
}

#[test]
fn deep_messages_and_huge_numbers_do_no_harm() {
    let deep = format!(
        "{{\"a\":1,\"d\":{}{}}}",
        "[".repeat(100_000),
        "]".repeat(100_000)
    );
    assert!(takes("{ $.a = 1 }", &deep));
    let huge = "{\"a\":1e999999,\"b\":1}";
    assert!(takes("{ $.b = 1 && $.a > 5 }", huge));
    let path = format!("{{ ${} = 1 }}", ".a".repeat(400));
    let message = format!("{}1{}", "{\"a\":".repeat(400), "}".repeat(400));
    assert!(takes(&path, &message));
}
