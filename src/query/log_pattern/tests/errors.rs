//! What is refused, where, and how it is told.

use unicode_width::UnicodeWidthStr as _;

use super::ast::Op;
use super::*;

fn error(pattern: &str) -> PatternError {
    match LogPattern::parse(pattern) {
        Ok(parsed) => panic!("{pattern} is read as {parsed}"),
        Err(error) => error,
    }
}

#[test]
fn errors_say_where_and_what_was_expected() {
    for (pattern, column, expected) in [
        ("GET /api", 5, "letters, digits and `_`"),
        ("a b.c", 4, "any other text goes in quotes"),
        ("1-691ed3f2", 2, "any other text goes in quotes"),
        ("a \"\"", 3, "a text between the quotes"),
        ("a \"open", 3, "a closing quote"),
        ("\"a\"b", 4, "a space after the term"),
        ("? a", 2, "a term directly after the sign"),
        ("a -", 4, "a term directly after the sign"),
        ("--a", 2, "a term directly after the sign"),
        ("%a", 1, "a closing `%`"),
        ("%%", 2, "a regular expression between"),
        ("%a%b", 4, "a space after the term"),
        ("%a(b)%", 3, "in a regular expression"),
        ("é %a{3,2}%", 6, "as many repetitions"),
        ("{", 2, "`}`"),
        ("{ $.a = 1 } ERROR", 18, "`}`"),
        ("{}", 2, "a selector such as"),
        ("{ a = 1 }", 3, "a selector such as"),
        ("{ !$.a = 1 }", 3, "`NOT EXISTS` are"),
        ("{ $ = 1 }", 4, "after `$`"),
        ("{ $. = 1 }", 5, "a field's name"),
        ("{ $.\"a-b\" = 1 }", 5, "`['…']`"),
        ("{ $['a'] = 1 }", 4, "`.['name']`"),
        ("{ $.['a = 1 }", 7, "`']`"),
        ("{ $.[''] = 1 }", 7, "a field's name"),
        ("{ $.a[x] = 1 }", 7, "an index"),
        ("{ $.a[99999999999999999999] = 1 }", 7, "an index"),
        ("{ $.a[1 = 1 }", 8, "`]`"),
        ("{ $.a == 1 }", 8, "one `=`"),
        ("{ $.a }", 7, "`IS NULL`"),
        ("{ $.a EXISTS }", 7, "`EXISTS` is not supported"),
        ("{ $.a IS NOT NULL }", 10, "after `IS`"),
        ("{ $.a is null }", 7, "`IS NULL`"),
        ("{ $.a NOT NULL }", 11, "`EXISTS` after `NOT`"),
        ("{ $.a = }", 9, "a number, a word"),
        ("{ $.a > x }", 9, "a number after `>`"),
        ("{ $.a > 4* }", 9, "a number after `>`"),
        ("{ $.a < \"4\" }", 9, "a number after `<`"),
        ("{ $.a >= %4% }", 10, "a number after `>=`"),
        ("{ $.a = x-y }", 10, "without quotes"),
        ("{ $.a = x:y }", 10, "`&&`, `||` or `}`"),
        ("{ $.a = 1, $.b = 2 }", 10, "`&&`, `||` or `}`"),
        ("{ $.a = 1 & $.b = 2 }", 11, "`&&`, `||` or `}`"),
        ("{ ($.a = 1 }", 12, "`)`"),
        ("{ $.a = 1) }", 10, "`}`"),
        ("{ $.a = 1 } }", 12, "nothing after `}`"),
        ("{ $.*.*  = 1 }", 6, "at most one `*`"),
        (
            "{ $.a = %x% || $.b = %y% || $.c = %z% }",
            35,
            "at most 2 regular expressions",
        ),
        (
            "{ $.*=1 || $.*=2 || $.*=3 || $.*=4 }",
            31,
            "at most 3 selectors",
        ),
        ("[a", 3, "`]`"),
        ("[a b]", 4, "`,`, `]` or a condition"),
        ("[a=1 b]", 6, "`,`, `&&`, `||` or `]`"),
        ("[a] x]", 4, "nothing after `]`"),
        ("[1a]", 2, "starts with a letter"),
        ("[-a]", 2, "starts with a letter"),
        ("[a, a]", 5, "there is a field `a` already"),
        ("[..., ...]", 7, "at most one `...`"),
        ("[... = 1]", 6, "`,` or `]`"),
        ("[a = 1 && b = 2]", 11, "about that field alone"),
        ("[= 1 && b = 2]", 9, "the field has no name"),
        ("[a = 1 && a]", 12, "`=`, `!=`"),
        ("[a == 1]", 5, "one `=`"),
        ("[a=%x%, b=%y%, c=%z%]", 18, "at most 2 regular expressions"),
    ] {
        let error = error(pattern);
        assert_eq!(error.syntax().column(), column, "{pattern}: {error}");
        assert!(
            error.syntax().expected().contains(expected),
            "{pattern}: {error}"
        );
    }
}

#[test]
fn the_services_own_words_go_on_the_wire() {
    for (pattern, told) in [
        ("GET /api", "Invalid character(s) in term '/'"),
        ("?Status: timeout", "Invalid character(s) in term ':'"),
        (r#"level\":"#, r"Invalid character(s) in term '\'"),
        (
            "{ $.message = \"a\", $.path = \"b\" }",
            "Invalid character(s) in term ','",
        ),
        (
            "{ $.a = 1",
            "If a filter pattern starts with '{' it must end with '}'",
        ),
        (
            "[a] b",
            "If a filter pattern starts with '[' it must end with ']'",
        ),
        (
            "{ $.a EXISTS }",
            "Invalid filter pattern: at character 7: expected an operator: `EXISTS` is not supported, but `= *` is, found `EXISTS`",
        ),
        (
            "[a = 1 && b = 2]",
            "Invalid filter pattern: at character 11: expected `a`: a field's condition is about that field alone, found `b`",
        ),
        (
            "a -",
            "Invalid filter pattern: at character 4: expected a term directly after the sign, found the end",
        ),
    ] {
        assert_eq!(error(pattern).wire(), told);
    }
}

#[test]
fn a_pattern_has_at_most_1024_characters_and_64_brackets() {
    assert!(LogPattern::parse(&"é".repeat(1_024)).is_ok());
    let long = error(&"é".repeat(1_025));
    assert_eq!(
        (long.syntax().column(), long.syntax().offset()),
        (1_025, 2_048)
    );
    assert!(
        long.to_string().contains("at most 1024 characters"),
        "{long}"
    );
    let nested = |depth: usize| format!("{{{}$.a=1{}}}", "(".repeat(depth), ")".repeat(depth));
    assert!(LogPattern::parse(&nested(64)).is_ok());
    assert_eq!(error(&nested(65)).syntax().column(), 66);
}

#[test]
fn the_caret_stands_below_the_place() {
    for (pattern, columns, shown) in [
        ("GET /api", 80, "GET /api\n    ^"),
        ("日本 /", 80, "日本 /\n     ^"),
        ("\"e\u{301}\" /", 80, "\"e\u{301}\" /\n    ^"),
        ("a \"\u{1b}[31m", 80, "a \"␛[31m\n  ^"),
        ("a \u{202e}", 80, "a \u{fffd}\n  ^"),
        ("a -", 80, "a -\n   ^"),
        ("a -", 8, "a -\n   ^"),
    ] {
        assert_eq!(error(pattern).syntax().caret(columns), shown, "{pattern}");
    }
}

#[test]
fn a_long_pattern_is_cut_around_the_place() {
    let before = "abcdefghi ".repeat(20);
    let after = " jklmnopqr".repeat(20);
    for (pattern, at) in [
        (format!("{before}/{after}"), '/'),
        (format!("/{after}"), '/'),
        (format!("{before}/"), '/'),
        (format!("{}/{after}", "日本 ".repeat(40)), '/'),
    ] {
        for columns in [8, 9, 20, 41, 80] {
            let shown = error(&pattern).syntax().caret(columns);
            let (line, caret) = shown.split_once('\n').unwrap();
            assert!(line.width() <= columns, "{columns}: {line}");
            assert!(line.width() + 4 >= columns, "{columns}: {line}");
            assert!(caret.width() <= columns, "{columns}: {shown}");
            let place = line.chars().position(|c| c == at).unwrap();
            let left: String = line.chars().take(place).collect();
            assert_eq!(caret.width(), left.width() + 1, "{shown}");
            assert_eq!(line.starts_with('…'), !pattern.starts_with('/'), "{shown}");
            assert_eq!(line.ends_with('…'), !pattern.ends_with('/'), "{shown}");
        }
    }
    // at the end the caret stands behind the line
    let open = error(&format!("{before}-"));
    let shown = open.syntax().caret(20);
    let (line, caret) = shown.split_once('\n').unwrap();
    assert!((15..20).contains(&line.width()), "{shown}");
    assert_eq!(caret.width(), line.width() + 1, "{shown}");
}

#[test]
fn the_hint_is_of_the_form_that_was_begun() {
    for (pattern, hint) in [
        ("{ $.a = ", "in braces"),
        (" { $.a = }", "in braces"),
        ("[ip, status = ", "in brackets"),
        ("[ip, status = \"4]", "in brackets"),
        ("{ $.a = %4(% }", "between two `%`"),
        ("ERROR %5[0-9", "between two `%`"),
        ("GET /api", "in quotes"),
        ("\"open", "in quotes"),
    ] {
        let told = error(pattern).hint();
        assert!(told.contains(hint), "{pattern}: {told}");
        // the example is one
        let example = told.split('\'').nth(1).unwrap();
        assert!(LogPattern::parse(example).is_ok(), "{example}");
    }
}

#[test]
fn errors_that_expect_an_operator_name_each() {
    for pattern in ["{ $.a 1 }", "[a = 1 && a]"] {
        let error = error(pattern).to_string();
        for op in Op::ALL {
            let name = format!("`{}`", op.as_str());
            assert!(error.contains(&name), "{pattern}: {error}: no {name}");
        }
    }
}
