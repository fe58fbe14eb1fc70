//! Properties of every input. The fuzz targets check them on generated input, `cargo test` on the
//! corpus.

use super::LogPattern;

/// Parsing any text yields a pattern that survives a round trip through its display form, or an
/// error that can be displayed.
pub(super) fn parse(input: &[u8]) {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    match LogPattern::parse(text) {
        Ok(pattern) => {
            let shown = pattern.to_string();
            // the display form has more quotes, so it may exceed the limit
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

/// Takes the first line as the pattern and the rest as the message: matching terminates, and a
/// matching message contains the required literals.
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
