//! What must hold of every input. The targets run it on what the fuzzer makes, and
//! `cargo test` on the corpus.

use super::LogPattern;

/// Reading any text ends in a pattern that reads back as it is shown, or in an error that
/// can be told.
pub(super) fn parse(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match LogPattern::parse(text) {
        Ok(pattern) => {
            let shown = pattern.to_string();
            // what is shown quotes more, and so may be over the limit
            if let Ok(again) = LogPattern::parse(&shown) {
                assert_eq!(again, pattern, "{text:?} as {shown:?}");
            } else {
                assert!(shown.chars().count() > 1_024, "{text:?} as {shown:?}");
            }
        }
        Err(error) => {
            assert!(error.syntax().offset() <= text.len());
            assert!(!error.to_string().contains(char::is_control));
            assert!(
                !error
                    .syntax()
                    .caret(40)
                    .replacen('\n', "", 1)
                    .contains(char::is_control)
            );
            assert!(!error.wire().is_empty());
        }
    }
}

/// The pattern up to the first line's end, and the message after it: matching ends, and
/// what matches contains the required literals.
pub(super) fn matches(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let Some((pattern, message)) = text.split_once('\n') else {
        return;
    };
    let Ok(pattern) = LogPattern::parse(pattern) else {
        return;
    };
    let matched = pattern.matches(message);
    let _ = pattern.extract(message);
    let literals = pattern.literals();
    let spelled = literals
        .unless
        .is_some_and(|unless| message.contains(unless));
    if matched && !spelled {
        assert!(
            literals
                .all
                .iter()
                .all(|literal| message.contains(&**literal))
        );
        let any = &literals.any;
        assert!(any.is_empty() || any.iter().any(|literal| message.contains(&**literal)));
    }
    if let Ok(again) = LogPattern::parse(&pattern.to_string()) {
        assert_eq!(again.matches(message), matched);
    }
}
