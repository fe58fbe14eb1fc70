//! Text → terms.

use super::PatternError;

pub(super) fn terms(text: &str) -> Result<Vec<String>, PatternError> {
    let mut rest = text.trim();
    if let Some(form) = whole_form(rest) {
        return Err(PatternError::NotBuilt { form });
    }
    let mut terms = Vec::new();
    while let Some(first) = rest.chars().next() {
        let (term, tail) = match first {
            '"' => quoted(rest)?,
            '?' | '-' | '%' => {
                return Err(PatternError::NotBuilt {
                    form: match first {
                        '?' => "Optional terms (?term)",
                        '-' => "Excluded terms (-term)",
                        _ => "Regular expressions (%regex%)",
                    },
                });
            }
            _ => bare(rest)?,
        };
        terms.push(term);
        rest = tail.trim_start();
    }
    Ok(terms)
}

/// The forms that take up the whole pattern.
fn whole_form(text: &str) -> Option<&'static str> {
    match text.chars().next()? {
        '{' => Some("JSON patterns ({ $.field = value })"),
        '[' => Some("Space-delimited patterns ([a, b])"),
        _ => None,
    }
}

/// Letters, digits and underscores; anything else must be quoted.
fn bare(text: &str) -> Result<(String, &str), PatternError> {
    let end = text.find(char::is_whitespace).unwrap_or(text.len());
    let (term, rest) = text.split_at(end);
    if !term.chars().all(|c| c.is_alphanumeric() || c == '_') {
        return Err(PatternError::Characters {
            term: term.to_owned(),
        });
    }
    Ok((term.to_owned(), rest))
}

/// From one quote to the next; `\"` and `\\` stand for what follows the backslash.
fn quoted(text: &str) -> Result<(String, &str), PatternError> {
    let mut term = String::new();
    let mut chars = text.char_indices().skip(1).peekable();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' if term.is_empty() => {
                return Err(PatternError::Characters {
                    term: "\"\"".to_owned(),
                });
            }
            '"' => return Ok((term, &text[at + 1..])),
            '\\' => match chars.next_if(|(_, next)| matches!(next, '"' | '\\')) {
                Some((_, next)) => term.push(next),
                None => term.push('\\'),
            },
            c => term.push(c),
        }
    }
    Err(PatternError::Unclosed {
        term: text.to_owned(),
    })
}
