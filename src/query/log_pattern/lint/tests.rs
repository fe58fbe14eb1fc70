use super::*;
use crate::query::log_pattern::LogPattern;

/// A pattern that is warned about or refused, the first suggestion, messages that it
/// matches, and messages that it does not.
type Case<'a> = (&'a str, &'a str, &'a [&'a str], &'a [&'a str]);

fn matches(pattern: &str, message: &str) -> bool {
    match LogPattern::parse(pattern) {
        Ok(pattern) => pattern.matches(message),
        Err(error) => panic!("{pattern}: {error}"),
    }
}

/// Each suggestion does what it says, and differs from what the pattern does.
fn check(cases: &[Case<'_>], is_taken: bool) {
    for (pattern, suggested, matching, others) in cases {
        let lint = lint(pattern).unwrap_or_else(|| panic!("nothing is said about {pattern}"));
        let first = lint.suggestions.first().map(|first| first.pattern.as_str());
        assert_eq!(first, Some(*suggested), "{pattern}: {lint:?}");
        for message in *matching {
            assert!(matches(suggested, message), "{suggested} on {message}");
        }
        for message in *others {
            assert!(!matches(suggested, message), "{suggested} on {message}");
        }
        assert!(!matching.is_empty() && !others.is_empty(), "{pattern}");
        let parsed = LogPattern::parse(pattern);
        assert_eq!(parsed.is_ok(), is_taken, "{pattern}");
        assert_eq!(lint.finding.is_empty(), !is_taken, "{pattern}: {lint:?}");
        if let Ok(parsed) = parsed {
            let differs = matching.iter().any(|message| !parsed.matches(message))
                || others.iter().any(|message| parsed.matches(message));
            assert!(differs, "{pattern} does what {suggested} does");
        }
    }
}

#[test]
fn what_the_service_takes_for_something_else_has_the_right_spelling() {
    check(
        &[
            (
                "[ERROR]",
                r#""[ERROR]""#,
                &["[ERROR] boom"],
                &["fine", "ERROR"],
            ),
            (" [ERROR] ", r#""[ERROR]""#, &["[ERROR] boom"], &["fine"]),
            (
                "[ERROR, WARN]",
                "?ERROR ?WARN",
                &["an ERROR", "WARN"],
                &["two words"],
            ),
            (
                "[level=ERROR]",
                "[level=ERROR, ...]",
                &["ERROR", "ERROR in app"],
                &["an ERROR"],
            ),
            (
                "[level != INFO]",
                "[level != INFO, ...]",
                &["ERROR x"],
                &["INFO x"],
            ),
            ("NOT error", "-error", &["fine"], &["an error", "NOT error"]),
            ("not error", "-error", &["fine"], &["an error", "not error"]),
            (
                r#"timeout NOT "health check""#,
                r#"timeout -"health check""#,
                &["a timeout"],
                &["timeout of health check", "NOT a timeout of health check"],
            ),
            (
                "error OR warn",
                "?error ?warn",
                &["error", "warn"],
                &["info"],
            ),
            (
                "error or warn",
                "?error ?warn",
                &["error", "warn"],
                &["info"],
            ),
            (
                "a1 OR b2 OR \"c d\"",
                "?a1 ?b2 ?\"c d\"",
                &["a1", "b2", "c d"],
                &["c"],
            ),
            (
                "error AND warn",
                "error warn",
                &["error, warn"],
                &["error AND"],
            ),
            (
                "error and warn",
                "error warn",
                &["error, warn"],
                &["error and"],
            ),
            (
                "error AND NOT warn",
                "error -warn",
                &["error"],
                &["error AND NOT warn"],
            ),
            (
                "error AND -warn",
                "error -warn",
                &["error"],
                &["error AND warn"],
            ),
            ("?error timeout", "?error ?timeout", &["error"], &["fine"]),
            ("timeout ?error", "?timeout ?error", &["error"], &["fine"]),
            (
                "?ERROR ?ARGUMENTS REQUEST",
                "%ERROR|ARGUMENTS% REQUEST",
                &["ERROR of a REQUEST", "REQUEST without ARGUMENTS"],
                &["a REQUEST", "an ERROR"],
            ),
            (
                r#"?"a.b" ?"(c)" d"#,
                r"%a\x2Eb|\x28c\x29% d",
                &["a.b d", "(c) d"],
                &["a+b d", "c d", "a.b"],
            ),
            ("?error -health", "error -health", &["error"], &["fine"]),
        ],
        true,
    );
}

#[test]
fn a_json_literal_that_is_compared_with_is_tested_for() {
    check(
        &[
            (
                "{ $.ok = true }",
                "{ $.ok IS TRUE }",
                &[r#"{"ok":true}"#],
                &[r#"{"ok":"true"}"#],
            ),
            (
                "{ $.ok != true && $.a = 1 }",
                "{ $.ok IS FALSE && $.a = 1 }",
                &[r#"{"ok":false,"a":1}"#],
                &[r#"{"ok":true,"a":1}"#],
            ),
            (
                "{ $.user = null }",
                "{ $.user IS NULL }",
                &[r#"{"user":null}"#],
                &[r#"{"user":"null"}"#],
            ),
        ],
        true,
    );
}

#[test]
fn what_the_service_refuses_has_the_right_spelling() {
    check(
        &[
            ("!error", "-error", &["fine"], &["an error"]),
            (
                "timeout !error",
                "timeout -error",
                &["timeout"],
                &["timeout error"],
            ),
            ("error|warn", "?error ?warn", &["error", "warn"], &["info"]),
            ("error || warn", "?error ?warn", &["warn"], &["info"]),
            ("error && warn", "error warn", &["error, warn"], &["error"]),
            ("ERROR*", "ERROR", &["an ERROR"], &["error"]),
            ("*timeout*", "timeout", &["a timeout."], &["time out"]),
            ("time*out", "%time.*out%", &["timed out"], &["out of time"]),
            ("-health*", "-health", &["fine"], &["healthy"]),
            (
                "level=error",
                r#"{ $.level = "error" }"#,
                &[r#"{"level":"error"}"#],
                &["level=error"],
            ),
            (
                "level:error",
                r#"{ $.level = "error" }"#,
                &[r#"{"level":"error"}"#],
                &["level:error"],
            ),
            (
                r#"$.level == "error""#,
                r#"{ $.level = "error" }"#,
                &[r#"{"level":"error"}"#],
                &[r#"{"level":"info"}"#],
            ),
            (
                "http.status >= 500",
                "{ $.http.status >= 500 }",
                &[r#"{"http":{"status":503}}"#],
                &[r#"{"http":{"status":200}}"#],
            ),
            (
                "ok=true",
                "{ $.ok IS TRUE }",
                &[r#"{"ok":true}"#],
                &[r#"{"ok":false}"#],
            ),
            (
                "level=error OR status=500",
                r#"{ $.level = "error" || $.status = 500 }"#,
                &[r#"{"status":500}"#, r#"{"level":"error","status":200}"#],
                &[r#"{"level":"info","status":200}"#],
            ),
            (
                r#"{"level":"error"}"#,
                r#"{ $.level = "error" }"#,
                &[r#"{"level":"error","a":1}"#],
                &[r#"{"level":"info"}"#],
            ),
            (
                "{ level = error }",
                r#"{ $.level = "error" }"#,
                &[r#"{"level":"error"}"#],
                &[r#"{"level":"info"}"#],
            ),
            (
                "[2026-11-20]",
                r#""[2026-11-20]""#,
                &["[2026-11-20] x"],
                &["2026-11-20"],
            ),
            (
                "'GET /api'",
                r#""GET /api""#,
                &["GET /api/x"],
                &["GET", "'GET"],
            ),
        ],
        false,
    );
    // where a field and a text are equally probable, both are offered
    let both = lint("level=error").unwrap().suggestions;
    assert_eq!(both[1].pattern, r#""level=error""#);
    assert!(matches(&both[1].pattern, "a level=error b"));
    for (pattern, suggested) in [
        ("/err(or)?/", None),
        ("/error/", Some("%error%")),
        ("time.*out", Some("%time.*out%")),
        (r"status \d", Some(r"%status \d%")),
    ] {
        let found = lint(pattern);
        let first = found.and_then(|lint| lint.suggestions.into_iter().next());
        assert_eq!(first.map(|first| first.pattern).as_deref(), suggested);
    }
}

#[test]
fn what_means_what_it_says_is_left_alone() {
    for pattern in [
        "",
        "error",
        "error timeout",
        "error -health",
        "-error",
        "-a -b",
        "?error ?warn",
        "?error",
        "?a ?-b",
        r#""[ERROR]""#,
        r#""error OR warn""#,
        r#""NOT error""#,
        "%error|warn%",
        "%error|warn% timeout",
        "OR",
        "OR error",
        "error OR",
        "NOT",
        "404 NOT FOUND",
        "NOT NULL",
        "not found",
        "salt and pepper",
        "NORTH ANDES",
        "[]",
        "[ip, user, request]",
        "[ip, user, ..., status = 5*, bytes]",
        "[w1=ERROR, w2]",
        "[w1=ERROR || w1=WARNING, w2]",
        "[line = *ERROR*]",
        "[line = %ERROR%]",
        "[...]",
        "[..., ERROR]",
        r#"{ $.level = "error" }"#,
        "{ $.level = error }",
        r#"{ $.ok = "true" }"#,
        "{ $.ok IS TRUE }",
        "{ $.user != null }",
        "{ $.status >= 500 || $.level = \"error\" }",
        // refused, and what is meant is not known better than by the place of the fault
        "2026-11-20",
        "https://example.com",
        "a.b",
        "*",
        "\"open",
        "%open",
        "{ $.a = ",
        "[a, ",
        "ERROR: boom",
    ] {
        assert_eq!(lint(pattern), None, "{pattern}");
    }
}

#[test]
fn what_nobody_can_know_is_only_found() {
    for pattern in ["a1 OR b2 c3", "a1 OR NOT b2", "a1 AND b2 OR c3"] {
        let lint = lint(pattern).unwrap();
        assert_eq!(lint.suggestions, [], "{pattern}");
        assert!(lint.finding.contains("`OR`"), "{}", lint.finding);
    }
}

#[test]
fn findings_are_sentences() {
    for (pattern, finding) in [
        (
            "[ERROR]",
            "`[ERROR]` matches every line: brackets test the words of a line, and `ERROR` names the first word without a condition",
        ),
        (
            "[level=ERROR]",
            "`level` is the only field of `[level=ERROR]`, so it is the whole line",
        ),
        (
            "NOT error",
            "in a filter pattern `NOT` is a word, and only messages that contain it match",
        ),
        (
            "a1 AND NOT b2",
            "in a filter pattern `AND` and `NOT` are words, and only messages that contain them match",
        ),
        ("?a b", "`?a` is ignored beside `b`"),
        ("?a ?b c -d", "`?a` and `?b` are ignored beside `c -d`"),
        (
            "{ $.ok = true }",
            "`true` after `=` or `!=` is a text, which the JSON value is not",
        ),
    ] {
        assert_eq!(lint(pattern).unwrap().finding, finding, "{pattern}");
    }
}

/// Every example of the guide is a pattern that its author meant.
#[test]
fn the_examples_of_the_guide_are_left_alone_but_for_the_one_that_shows_the_mistake() {
    let text = include_str!("../../../../tests/fixtures/logs/filter-pattern-vectors.json");
    let guide: serde_json::Value = serde_json::from_str(text).unwrap();
    let vectors = guide["vectors"].as_array().unwrap();
    let patterns = vectors.iter().filter_map(|case| case["pattern"].as_str());
    let found: std::collections::BTreeSet<_> =
        patterns.filter(|pattern| lint(pattern).is_some()).collect();
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        ["?ERROR ?ARGUMENTS REQUEST"]
    );
}

proptest::proptest! {
    #[test]
    fn any_text_can_be_looked_at(text in "[a-zA-Z=!|&?\"'%*. {}\\[\\]$:<>é-]{0,24}") {
        if let Some(lint) = lint(&text) {
            for suggestion in lint.suggestions {
                proptest::prop_assert!(LogPattern::parse(&suggestion.pattern).is_ok());
            }
        }
    }
}

#[test]
fn operators_of_the_service_are_read_whole_in_comparisons_of_other_languages() {
    let operators = comparison::OPERATORS;
    for op in Op::ALL {
        assert!(operators.contains(&op.as_str()), "{}", op.as_str());
    }
    for (at, op) in operators.iter().enumerate() {
        let hidden = operators[at + 1..].iter().find(|o| o.starts_with(op));
        assert_eq!(hidden, None, "`{op}` comes before it");
    }
}
