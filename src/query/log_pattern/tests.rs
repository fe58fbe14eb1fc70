use proptest::prelude::*;
use serde::Deserialize;

use super::*;

/// The examples of the user guide, with the outcome that it states.
#[derive(Deserialize)]
struct Guide {
    vectors: Vec<Example>,
    invalid: Vec<Invalid>,
}

#[derive(Deserialize)]
struct Example {
    pattern: String,
    message: String,
    matches: bool,
}

#[derive(Deserialize)]
struct Invalid {
    pattern: String,
}

fn guide() -> Guide {
    let text = include_str!("../../../tests/fixtures/logs/filter-patterns.json");
    serde_json::from_str(text).unwrap()
}

#[test]
fn the_guides_examples_come_out_as_stated_or_are_refused() {
    let (mut matched, mut refused) = (0, 0);
    for example in guide().vectors {
        match LogPattern::parse(&example.pattern) {
            Ok(pattern) => {
                matched += 1;
                assert_eq!(
                    pattern.matches(&example.message),
                    example.matches,
                    "{} on {}",
                    example.pattern,
                    example.message
                );
            }
            Err(PatternError::NotBuilt { .. }) => refused += 1,
            Err(error) => panic!("{}: {error}", example.pattern),
        }
    }
    assert!(matched >= 8, "only {matched} examples were tried");
    assert!(
        refused > 0,
        "all are built: this test and the docs can say so"
    );
}

#[test]
fn what_the_guide_calls_invalid_is_refused() {
    for invalid in guide().invalid {
        assert!(
            LogPattern::parse(&invalid.pattern).is_err(),
            "{}",
            invalid.pattern
        );
    }
}

#[test]
fn terms_are_plain_or_quoted() {
    for (pattern, terms) in [
        ("", vec![]),
        ("  ", vec![]),
        ("ERROR", vec!["ERROR"]),
        (" ERROR  404 ", vec!["ERROR", "404"]),
        ("trace_id héllo", vec!["trace_id", "héllo"]),
        ("\"[ERROR]\"", vec!["[ERROR]"]),
        ("\"GET /api\" 500", vec!["GET /api", "500"]),
        (r#""say \"hi\"" x"#, vec!["say \"hi\"", "x"]),
        (r#""C:\temp\\""#, vec![r"C:\temp\"]),
        ("\" \"", vec![" "]),
    ] {
        assert_eq!(
            LogPattern::parse(pattern).unwrap().terms,
            terms,
            "{pattern}"
        );
    }
}

#[test]
fn other_forms_and_bad_terms_say_what_is_wrong() {
    for (pattern, told) in [
        ("?a ?b", "Optional terms"),
        ("a -b", "Excluded terms"),
        ("%a+%", "Regular expressions"),
        ("{ $.a = 1 }", "JSON patterns"),
        ("[a, b]", "Space-delimited patterns"),
        ("/api", "Invalid character(s) in term '/api'"),
        (
            "1-691ed3f2-8a1c",
            "Invalid character(s) in term '1-691ed3f2-8a1c'",
        ),
        ("a b.c", "Invalid character(s) in term 'b.c'"),
        ("\"\"", "Invalid character(s) in term '\"\"'"),
        ("\"open", "no closing quote"),
    ] {
        let error = LogPattern::parse(pattern).unwrap_err().to_string();
        assert!(error.contains(told), "{pattern}: {error}");
    }
    assert_eq!(
        LogPattern::parse(&"é".repeat(1_025)),
        Err(PatternError::TooLong)
    );
    assert!(LogPattern::parse(&"é".repeat(1_024)).is_ok());
}

proptest! {
    #[test]
    fn a_quoted_text_matches_itself(text in ".+") {
        let pattern = LogPattern::parse(&quoted(&text));
        prop_assume!(pattern != Err(PatternError::TooLong));
        let message = format!("before {text} after");
        prop_assert!(pattern.unwrap().matches(&message));
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".*") {
        let _ = LogPattern::parse(&text);
    }
}
