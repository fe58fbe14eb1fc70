//! The evaluator agrees with the naive one, and what is shown reads back.

use proptest::prelude::*;
use proptest::sample::select;
use serde_json::Value as Json;

use super::ast::Op;
use super::naive::{Condition, Expr, Field, Pattern, REGEXES, Term, Value};
use super::*;

fn text() -> impl Strategy<Value = String> {
    prop_oneof!["[ab]{1,3}", "[ab1*\"\\\\ é]{1,4}", Just(" ".to_owned())]
}

fn terms() -> impl Strategy<Value = Pattern> {
    let term = prop_oneof![
        4 => text().prop_map(Term::Text),
        1 => (0..REGEXES.len()).prop_map(Term::Regex),
    ];
    let sign = select(vec![' ', ' ', '?', '-']);
    let some = prop::collection::vec((sign, term.clone()), 1..5);
    let optional = prop::collection::vec((Just('?'), term), 1..5);
    prop_oneof![some, optional].prop_map(Pattern::Terms)
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        3 => prop_oneof!["[ab1*]{0,3}", "-?[01]{1,2}(\\.0)?", Just("*".to_owned())].prop_map(Value::Text),
        3 => select(vec![0.0, 1.0, 10.0, 1.5, -1.0]).prop_map(Value::Number),
        1 => (0..REGEXES.len()).prop_map(Value::Regex),
    ]
}

fn comparison() -> impl Strategy<Value = (&'static str, Value)> {
    let operators: Vec<_> = Op::ALL.iter().map(|op| op.as_str()).collect();
    (select(operators), value()).prop_map(|(op, value)| {
        match value {
            Value::Number(_) => (op, value),
            // the other operators take numbers only
            _ if op.starts_with('!') || op == ">" => ("!=", value),
            _ => ("=", value),
        }
    })
}

fn expr() -> impl Strategy<Value = Expr> {
    let step = select(vec![
        ".a", ".b", ".b", "[0]", "[1]", "[*]", ".*", ".['c.d']",
    ]);
    let path = prop::collection::vec(step.prop_map(str::to_owned), 1..4);
    let check = prop_oneof![
        6 => comparison().prop_map(|(op, value)| Condition::Compare(op, value)),
        1 => select(vec!["NULL", "TRUE", "FALSE"]).prop_map(Condition::Is),
        1 => Just(Condition::Missing),
    ];
    let test = (path, check).prop_map(|(path, check)| Expr::Test(path, check));
    test.prop_recursive(3, 8, 3, |inner| {
        let parts = prop::collection::vec(inner, 2..4);
        prop_oneof![parts.clone().prop_map(Expr::And), parts.prop_map(Expr::Or)]
    })
}

fn json() -> impl Strategy<Value = Json> {
    let leaf = prop_oneof![
        Just(Json::Null),
        any::<bool>().prop_map(Json::from),
        select(vec![0_i64, 1, 10, -1]).prop_map(Json::from),
        select(vec![1.5, 0.0, 10.0, 1e3]).prop_map(Json::from),
        "[ab1]{0,3}".prop_map(Json::from),
        select(vec!["10", "1.0", "é", "a\nb", "\"", "-1"]).prop_map(Json::from),
    ];
    leaf.prop_recursive(4, 20, 4, |inner| {
        let key = select(vec!["a", "b", "c.d", "e"]).prop_map(str::to_owned);
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::from),
            prop::collection::vec((key, inner), 0..4)
                .prop_map(|members| members.into_iter().collect()),
        ]
    })
}

/// JSON, with some of its characters spelled otherwise, or broken.
fn json_message() -> impl Strategy<Value = String> {
    (json(), 0..8).prop_map(|(json, spelling)| {
        let text = json.to_string();
        match spelling {
            0 => text.replace("\"a", "\"\\u0061"),
            1 => text.replace(',', "\t, "),
            2 => format!(" {text}\n"),
            3 => format!("{text}]"),
            _ => text,
        }
    })
}

fn fields() -> impl Strategy<Value = Vec<Field>> {
    let lists = prop::collection::vec(prop::collection::vec(comparison(), 1..3), 0..3);
    let field = prop_oneof![
        1 => Just(Field::Dots),
        5 => (any::<bool>(), lists).prop_map(|(named, lists)| Field::One(named, lists)),
    ];
    prop::collection::vec(field, 1..5).prop_map(|mut fields| {
        // a field alone needs a name: `[]` has none at all
        if let [Field::One(named, _)] = fields.as_mut_slice() {
            *named = true;
        }
        fields
    })
}

fn line() -> impl Strategy<Value = String> {
    let word = prop_oneof![
        4 => "[ab1]{1,3}",
        2 => select(vec!["10", "1", "1.5", "-1", "-"]).prop_map(str::to_owned),
        1 => "\\[[ab1 \\]]{0,4}\\]",
        1 => "\"[ab1 \"]{0,4}\"",
        1 => "[\\[\\]\" é]{1,3}",
    ];
    let space = select(vec![" ", " ", "  ", "\t"]);
    prop::collection::vec((word, space), 0..7).prop_map(|words| {
        let mut line = String::new();
        for (word, space) in words {
            line.push_str(&word);
            line.push_str(space);
        }
        line
    })
}

fn agree(pattern: &Pattern, message: &str) -> Result<(), TestCaseError> {
    let text = pattern.text();
    let parsed = LogPattern::parse(&text);
    if !pattern.is_allowed() {
        prop_assert!(parsed.is_err(), "{text} is over a limit");
        return Ok(());
    }
    let parsed = parsed.map_err(|error| TestCaseError::fail(format!("{text}: {error}")))?;
    let expected = pattern.matches(message);
    prop_assert_eq!(parsed.matches(message), expected, "{} on {}", text, message);
    let shown = parsed.to_string();
    let again = LogPattern::parse(&shown);
    let again = again.map_err(|error| TestCaseError::fail(format!("{shown}: {error}")))?;
    prop_assert_eq!(&again, &parsed, "{} as {}", text, shown);
    let literals = parsed.literals();
    let spelled = literals
        .unless
        .is_some_and(|unless| message.contains(unless));
    if expected && !spelled {
        prop_assert!(
            literals
                .all
                .iter()
                .all(|literal| message.contains(&**literal))
        );
        let any = &literals.any;
        prop_assert!(any.is_empty() || any.iter().any(|literal| message.contains(&**literal)));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn terms_agree(pattern in terms(), message in "[ab1*\"\\\\ é\n]{0,12}") {
        agree(&pattern, &message)?;
    }

    #[test]
    fn json_patterns_agree(expr in expr(), message in json_message()) {
        agree(&Pattern::Json(expr), &message)?;
    }

    #[test]
    fn delimited_patterns_agree(fields in fields(), message in line()) {
        agree(&Pattern::Words(fields), &message)?;
    }

    #[test]
    fn no_text_makes_the_parser_panic(text in ".*") {
        if let Err(error) = LogPattern::parse(&text) {
            let _ = (error.to_string(), error.wire(), error.syntax().caret(20));
        }
    }

    #[test]
    fn no_text_of_the_languages_own_characters_does(
        text in "[{\\[]?[ab$.*\\[\\]'\"%?{}()&|=!<>,NOTEXISULnul1 \\\\^+-]{0,30}[}\\]]?",
        message in "[ab\"{}:,\\[\\]1 ]{0,20}",
    ) {
        match LogPattern::parse(&text) {
            Err(error) => {
                let _ = (error.to_string(), error.wire(), error.syntax().caret(20));
            }
            Ok(pattern) => {
                let _ = (pattern.matches(&message), pattern.extract(&message));
                prop_assert_eq!(&LogPattern::parse(&pattern.to_string()).unwrap(), &pattern);
            }
        }
    }
}
