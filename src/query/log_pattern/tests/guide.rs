//! The examples of the user guide and of the API Reference, and terms.

use proptest::prelude::*;
use serde::Deserialize;

use super::*;

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
    source: String,
}

fn guide() -> Guide {
    let text = include_str!("../../../../tests/fixtures/logs/filter-pattern-vectors.json");
    serde_json::from_str(text).unwrap()
}

#[test]
fn every_example_comes_out_as_the_guide_states() {
    let examples = guide().vectors;
    assert!(examples.len() >= 120, "{}", examples.len());
    for example in examples {
        assert_eq!(
            takes(&example.pattern, &example.message),
            example.matches,
            "{} on {}",
            example.pattern,
            example.message
        );
    }
}

#[test]
fn every_example_reads_back_as_it_is_shown() {
    for example in guide().vectors {
        let pattern = LogPattern::parse(&example.pattern).unwrap();
        let shown = pattern.to_string();
        let again = LogPattern::parse(&shown).unwrap_or_else(|error| {
            panic!("{} is shown as {shown}: {error}", example.pattern);
        });
        assert_eq!(again, pattern, "{} as {shown}", example.pattern);
        assert_eq!(again.to_string(), shown);
    }
}

#[test]
fn required_literals_are_in_every_message_that_matches() {
    let mut required = 0;
    for example in guide().vectors.iter().filter(|example| example.matches) {
        let pattern = LogPattern::parse(&example.pattern).unwrap();
        let literals = pattern.literals();
        for text in &literals.all {
            assert!(example.message.contains(&**text), "{}", example.pattern);
        }
        let any = &literals.any;
        let has_one = any.iter().any(|text| example.message.contains(&**text));
        assert!(any.is_empty() || has_one, "{}", example.pattern);
        required += literals.all.len() + usize::from(has_one);
    }
    assert!(required >= 20, "{required}");
}

#[test]
fn what_the_guide_calls_invalid_is_refused() {
    let invalid = guide().invalid;
    assert!(invalid.len() >= 7, "{}", invalid.len());
    for Invalid { pattern, source } in invalid {
        assert!(LogPattern::parse(&pattern).is_err(), "{pattern}: {source}");
    }
}

#[test]
fn terms_are_parts_of_words_and_case_matters() {
    check(&[
        ("", "", true),
        ("", "anything", true),
        ("  \t", "anything", true),
        ("Exception", "InvalidQueryException", true),
        ("exception", "InvalidQueryException", false),
        ("trace_id héllo", "héllo trace_id", true),
        (r#""say \"hi\"""#, r#"they say "hi""#, true),
        (r#""C:\temp\\""#, r"in C:\temp\ here", true),
        ("\" \"", "oneword", true),
        ("\"  \" b", "abc", true),
        ("\"  \" d", "abc", false),
    ]);
}

#[test]
fn excluded_terms_take_away_and_optional_ones_need_company_of_their_kind() {
    check(&[
        ("-ERROR", "fine", true),
        ("-ERROR", "an ERROR", false),
        ("-\"GET /\" -%5..%", "POST 200", true),
        ("-\"GET /\" -%5..%", "GET /", false),
        ("-\"GET /\" -%5..%", "POST 503", false),
        ("-a -b", "xb", false),
        ("?a ?b", "xb", true),
        ("?a ?b", "xc", false),
        ("?a ?%[0-9]%", "x1", true),
        ("?\"a b\"", "a b", true),
        ("?\"a b\"", "ab", false),
        ("?a -b", "c", true),
        ("?a -b", "ab", false),
        ("?a b", "b", true),
    ]);
}

#[test]
fn which_literals_are_required() {
    type Expected<'a> = (&'a str, &'a [&'a str], &'a [&'a str], Option<&'a str>);
    let cases: &[Expected<'_>] = &[
        ("", &[], &[], None),
        (
            "ERROR \"GET /\" -x ?y %z%",
            &["ERROR", "GET /", "z"],
            &[],
            None,
        ),
        ("?a ?\"b c\"", &[], &["a", "b c"], None),
        ("?a ?%b%", &[], &["a", "b"], None),
        ("?a ?%[0-9]%", &[], &[], None),
        ("%^code=E[0-9]+%", &["code=E"], &[], None),
        ("%x*abc?d{2,}% %a+%", &["ab", "a"], &[], None),
        ("a %read|write% %b|c%", &["a"], &["read", "write"], None),
        ("%read|[wx]*%", &[], &[], None),
        (
            "{ $.a = %b\\x22longer% && $.c = %x|yy% }",
            &["\"a\"", "\"c\"", "longer"],
            &[],
            Some("\\u"),
        ),
        ("[a = %GET [a-z]+%, b != %no%]", &["GET "], &[], None),
        ("-a", &[], &[], None),
        ("{ $.a = 1 }", &["\"a\""], &[], Some("\\u")),
        (
            "{ $.a.b = \"/api/home*\" && $.c IS NULL }",
            &["\"a\"", "\"b\"", "\"c\"", "home", "null"],
            &[],
            Some("\\u"),
        ),
        ("{ $.a = 1 || $.a = \"x\" }", &["\"a\""], &[], Some("\\u")),
        ("{ $.a = 1 || $.b = 1 }", &[], &[], None),
        ("{ $.a NOT EXISTS }", &[], &[], None),
        ("{ $.a[*] = \"10\" }", &["\"a\""], &[], Some("\\u")),
        ("[a = \"x y*\", ..., b = 4* || b = 5*]", &["x y"], &[], None),
    ];
    for (pattern, all, any, unless) in cases {
        let parsed = LogPattern::parse(pattern).unwrap();
        let literals = parsed.literals();
        assert_eq!(literals.all, *all, "{pattern}");
        assert_eq!(literals.any, *any, "{pattern}");
        assert_eq!(literals.unless, *unless, "{pattern}");
    }
}

#[test]
fn fields_are_words_and_the_last_takes_the_rest() {
    check(&[
        ("[]", "", true),
        ("[ ]", "a b", true),
        ("[a]", "", false),
        ("[a]", "   ", false),
        ("[a = b]", "b", true),
        ("[a = b]", "b c", false),
        ("[a = \"b c\"]", "b c", true),
        ("[a, b]", "x", false),
        ("[a, b = \"y z\"]", "x  y z \n", true),
        ("[a, b = y]", "x \"y\"\n", true),
        ("[a, b = \"[y] z\"]", "x [y] z", true),
        ("[a, b = \"y z\", c]", "x [y z] 1", true),
        ("[a = \"x\\\"z y\"]", "\"x\"z y\"", true),
        ("[a = \"[x\", b]", "[x y", true),
        ("[, b = 2]", "1 2", true),
        ("[,,]", "1 2", false),
        ("[,,]", "1 2 3", true),
        ("[=1, ...]", "1 2", true),
        ("[=2, ...]", "1 2", false),
        ("[...]", "", true),
        ("[..., a = 1]", "1", true),
        ("[a = 1, ..., b = 2]", "1 2", true),
        ("[a = 1, ..., b = 2]", "1 9 9 2", true),
        ("[a = 1, ..., b = 2]", "1", false),
        ("[a = 1, ...]", "1", true),
        ("[a > 1 && a < 9 || a = x, ...]", "5 -", true),
        ("[a > 1 && a < 9 || a = x, ...]", "x -", true),
        ("[a > 1 && a < 9 || a = x, ...]", "9 -", false),
        ("[a = 404]", "404.0", true),
        ("[a != 404]", "word", true),
        ("[a > 404]", "word", false),
        ("[a = *]", "word", true),
        ("[a-b = 1, c_d]", "1 2", true),
    ]);
}

#[test]
fn long_lines_of_open_quotes_are_read_in_time() {
    let line = "\"a [b ".repeat(100_000);
    let started = std::time::Instant::now();
    assert!(takes("[..., a, b = \"[b\"]", &line));
    assert!(started.elapsed().as_secs() < 5, "{:?}", started.elapsed());
}

#[test]
fn values_are_named_as_test_metric_filter_names_them() {
    type Expected<'a> = (&'a str, &'a str, &'a [(&'a str, &'a str)]);
    let line =
        r#"127.0.0.1 - frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534"#;
    let json = r#"{"a":{"b":"x\ty"},"n":1.50,"t":true,"z":null,"l":[{"id":7},{"id":8}]}"#;
    let cases: &[Expected<'_>] = &[
        ("frank", line, &[]),
        ("[ip, ..., bytes]", "1 2", &[("$ip", "1"), ("$bytes", "2")]),
        (
            "[ip, , ..., =*.html*, status = 4*,]",
            line,
            &[
                ("$ip", "127.0.0.1"),
                ("$2", "-"),
                ("$3", "frank"),
                ("$4", "10/Oct/2000:13:25:15 -0700"),
                ("$5", "GET /index.html HTTP/1.0"),
                ("$status", "404"),
                ("$7", "1534"),
            ],
        ),
        ("[]", "a b", &[("$1", "a"), ("$2", "b")]),
        ("[w, rest]", "a b c", &[("$w", "a"), ("$rest", "b c")]),
        ("[a, b]", "x", &[]),
        (
            "{ $.a.b = * && $.n > 1 && $.t IS TRUE && $.z IS NULL && $.a = * && $.a.b != 1 && $.l[*].id = 8 }",
            json,
            &[
                ("$.a.b", "x\ty"),
                ("$.n", "1.50"),
                ("$.t", "true"),
                ("$.l[*].id", "7"),
            ],
        ),
        ("{ $.a = 1 }", "no", &[]),
    ];
    for (pattern, message, expected) in cases {
        let values = LogPattern::parse(pattern).unwrap().extract(message);
        let values: Vec<_> = values.iter().map(|(n, v)| (&**n, &**v)).collect();
        assert_eq!(values, *expected, "{pattern}");
    }
}

proptest! {
    #[test]
    fn a_quoted_text_matches_itself(text in ".+") {
        prop_assume!(quoted(&text).chars().count() <= MAX_LENGTH);
        let pattern = LogPattern::parse(&quoted(&text)).unwrap();
        let message = format!("before {text} after");
        prop_assert!(pattern.matches(&message));
    }
}
