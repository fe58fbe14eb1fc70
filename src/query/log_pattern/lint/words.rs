//! Terms: operators that are words to the service, and spellings that it refuses.

use std::fmt::Write as _;

use super::comparison::ForeignComparison;
use super::{Lint, Suggestion, is_level};
use crate::query::log_pattern::quoted;

/// A part of the text between spaces.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'t> {
    Operator(Operator, &'t str),
    Operand(Operand<'t>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Operator {
    And,
    Or,
    Not,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Operand<'t> {
    /// `?`, `-` or nothing.
    mark: Option<char>,
    /// What follows the mark, with its quotes.
    text: &'t str,
}

/// Phrases in capitals that messages have: `404 NOT FOUND`, `NOT NULL constraint`.
const AFTER_NOT: [&str; 16] = [
    "FOUND",
    "NULL",
    "EXIST",
    "EXISTS",
    "ALLOWED",
    "IMPLEMENTED",
    "ACCEPTABLE",
    "MODIFIED",
    "AUTHORIZED",
    "AUTHORISED",
    "SUPPORTED",
    "AVAILABLE",
    "VALID",
    "PERMITTED",
    "READY",
    "IN",
];

/// `is_taken`: whether the service takes the pattern.
pub(super) fn lint(text: &str, is_taken: bool) -> Option<Lint> {
    let tokens = resolved(&tokens(text)?);
    let operators: Vec<&str> = tokens
        .iter()
        .filter_map(|token| match token {
            Token::Operator(_, word) => Some(*word),
            Token::Operand(_) => None,
        })
        .collect();
    if !operators.is_empty() {
        return Some(Lint {
            finding: if is_taken {
                are_words(&operators)
            } else {
                String::new()
            },
            suggestions: meant_by_operators(&tokens),
        });
    }
    let operands: Vec<Operand<'_>> = tokens
        .into_iter()
        .filter_map(|token| match token {
            Token::Operand(operand) => Some(operand),
            Token::Operator(..) => None,
        })
        .collect();
    if is_taken {
        return ignored(&operands);
    }
    Some(Lint {
        finding: String::new(),
        suggestions: respelled(text, &operands),
    })
}

/// `None` where a quote does not end.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let symbols = [
            ("||", Operator::Or),
            ("|", Operator::Or),
            ("&&", Operator::And),
            ("&", Operator::And),
        ];
        let symbol = symbols.iter().find(|(symbol, _)| rest.starts_with(symbol));
        let length = if let Some((symbol, operator)) = symbol {
            tokens.push(Token::Operator(*operator, symbol));
            symbol.len()
        } else if first == '!' && rest.len() > 1 && !rest[1..].starts_with(['=', ' ']) {
            tokens.push(Token::Operator(Operator::Not, "!"));
            1
        } else {
            let mark = Some(first).filter(|c| matches!(c, '?' | '-'));
            let marked = &rest[mark.map_or(0, char::len_utf8)..];
            let operand = &marked[..operand_length(marked)?];
            tokens.push(Token::Operand(Operand {
                mark,
                text: operand,
            }));
            rest.len() - marked.len() + operand.len()
        };
        rest = rest[length..].trim_start();
    }
    Some(tokens)
}

/// Up to a space, `|` or `&` that is in no quotes.
fn operand_length(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, c) in text.char_indices() {
        let opens = match c {
            '"' => true,
            '\'' | '%' => at == 0,
            _ => false,
        };
        match quote {
            Some(open) if c == open && !text[..at].ends_with('\\') => quote = None,
            Some(_) => {}
            None if opens => quote = Some(c),
            None if c.is_whitespace() || matches!(c, '|' | '&') => return Some(at),
            None => {}
        }
    }
    quote.is_none().then_some(text.len())
}

/// The same, with the words that stand where operators do.
fn resolved<'t>(tokens: &[Token<'t>]) -> Vec<Token<'t>> {
    let word = |at: Option<usize>| match tokens.get(at?) {
        Some(Token::Operand(Operand { mark: None, text })) => Some(*text),
        _ => None,
    };
    let resolve = |(at, token): (usize, &Token<'t>)| {
        let (Some(name), next) = (word(Some(at)), word(Some(at + 1))) else {
            return *token;
        };
        let before = at.checked_sub(1);
        let is_infix = before.is_some() && at + 1 < tokens.len();
        let between_levels = word(before).is_some_and(is_level) && next.is_some_and(is_level);
        let operator = match name {
            "OR" | "or" if is_infix => Operator::Or,
            "AND" if is_infix => Operator::And,
            "and" if between_levels => Operator::And,
            "NOT" if next.is_some_and(|next| !AFTER_NOT.contains(&next)) => Operator::Not,
            "not" if next.is_some_and(is_level) => Operator::Not,
            _ => return *token,
        };
        Token::Operator(operator, name)
    };
    tokens.iter().enumerate().map(resolve).collect()
}

fn are_words(operators: &[&str]) -> String {
    let mut names: Vec<&str> = operators.to_vec();
    names.sort_unstable();
    names.dedup();
    let (subject, them) = match names.as_slice() {
        [one] => (format!("`{one}` is a word"), "it"),
        many => (format!("{} are words", listed(many, "and")), "them"),
    };
    format!("in a filter pattern {subject}, and only messages that contain {them} match")
}

fn meant_by_operators(tokens: &[Token<'_>]) -> Vec<Suggestion> {
    let mut operands: Vec<(bool, Operand<'_>)> = Vec::new();
    let (mut or, mut and, mut not, mut joined) = (false, false, false, false);
    for token in tokens {
        match token {
            Token::Operator(Operator::Not, _) => not = !not,
            Token::Operator(operator, _) => {
                or |= *operator == Operator::Or;
                and |= *operator == Operator::And;
                joined = true;
            }
            Token::Operand(operand) => {
                // beside each other they are all required
                and |= !operands.is_empty() && !joined;
                operands.push((not != (operand.mark == Some('-')), *operand));
                (not, joined) = (false, false);
            }
        }
    }
    let excludes = operands.iter().any(|(excluded, _)| *excluded);
    // which of them bind more tightly is anybody's guess
    if (or && (and || excludes)) || not || operands.is_empty() {
        return Vec::new();
    }
    let tests: Option<Vec<String>> = operands
        .iter()
        .map(|(excluded, operand)| {
            let test = ForeignComparison::parse(operand.text).filter(|_| !excluded)?;
            test.json()
        })
        .collect();
    if let Some(tests) = tests {
        let pattern = tests.join(if or { " || " } else { " && " });
        let purpose = "to test fields of JSON messages";
        return vec![Suggestion::new(format!("{{ {pattern} }}"), purpose)];
    }
    let term = |(excluded, operand): &(bool, Operand<'_>)| {
        let mark = match (or, excluded) {
            (true, _) => "?",
            (false, true) => "-",
            (false, false) => "",
        };
        format!("{mark}{}", operand.term())
    };
    let terms: Vec<String> = operands.iter().map(term).collect();
    let excluded = operands.iter().filter(|(excluded, _)| *excluded);
    let excluded: Vec<&str> = excluded.map(|(_, operand)| operand.text).collect();
    let purpose = match (operands.len(), or, excludes) {
        (_, _, true) => format!("to exclude {}", listed(&excluded, "and")),
        (2, true, _) => "to match either".to_owned(),
        (_, true, _) => "to match any of them".to_owned(),
        (2, false, _) => "to match both".to_owned(),
        (_, false, _) => "to match all of them".to_owned(),
    };
    vec![Suggestion::new(terms.join(" "), purpose)]
}

/// `?a b`: "If you combine "?" with other filter patterns, all question mark terms will be
/// ignored."
fn ignored(operands: &[Operand<'_>]) -> Option<Lint> {
    let is_optional = |operand: &&Operand<'_>| operand.mark == Some('?');
    let (optional, others): (Vec<&Operand<'_>>, Vec<&Operand<'_>>) =
        operands.iter().partition(is_optional);
    if optional.is_empty() || others.is_empty() {
        return None;
    }
    let written = |operands: &[&Operand<'_>]| {
        let all: Vec<String> = operands.iter().map(|operand| operand.written()).collect();
        all
    };
    let required = written(&others).join(" ");
    let excludes = others.iter().any(|other| other.mark == Some('-'));
    let suggestion = match optional.as_slice() {
        [_] if !excludes => {
            let all: Vec<String> = operands.iter().map(Operand::term).collect();
            let purpose = match all.len() {
                2 => "to match either",
                _ => "to match any of them",
            };
            Some(Suggestion::new(format!("?{}", all.join(" ?")), purpose))
        }
        [one] => {
            let pattern = format!("{} {required}", one.term());
            Some(Suggestion::new(
                pattern,
                format!("to require `{}`", one.text),
            ))
        }
        many => {
            // terms have no other way to require one of several
            let parts: Option<Vec<String>> = many.iter().map(|operand| operand.regex()).collect();
            parts.map(|parts| {
                let pattern = format!("%{}% {required}", parts.join("|"));
                Suggestion::new(
                    pattern,
                    format!("to require {}", listed(&texts(many), "or")),
                )
            })
        }
    };
    let (verb, marked) = match written(&optional).as_slice() {
        [one] => ("is", format!("`{one}`")),
        many => (
            "are",
            listed(&many.iter().map(String::as_str).collect::<Vec<_>>(), "and"),
        ),
    };
    Some(Lint {
        finding: format!("{marked} {verb} ignored beside `{required}`"),
        suggestions: suggestion.into_iter().collect(),
    })
}

fn texts<'t>(operands: &[&Operand<'t>]) -> Vec<&'t str> {
    operands.iter().map(|operand| operand.text).collect()
}

/// What is probably meant by a text without operators that the service refuses.
fn respelled(text: &str, operands: &[Operand<'_>]) -> Vec<Suggestion> {
    let has = |test: fn(&Operand<'_>) -> bool| operands.iter().any(test);
    let is_regex = [".*", ".+", "\\d", "\\w", "\\s"]
        .iter()
        .any(|operator| text.contains(operator));
    let between_slashes = text
        .strip_prefix('/')
        .and_then(|rest| rest.strip_suffix('/'))
        .filter(|inner| !inner.is_empty() && !inner.contains('/'));
    if let Some(inner) = between_slashes.or(is_regex.then_some(text)) {
        let purpose = "to match a regular expression";
        return vec![Suggestion::new(format!("%{inner}%"), purpose)];
    }
    let terms: Vec<String> = operands.iter().map(Operand::written).collect();
    let terms = terms.join(" ");
    if has(|operand| operand.text.starts_with('\'')) {
        return vec![Suggestion::new(terms, "to match this text")];
    }
    if has(|operand| operand.text.contains('*') && operand.text.len() > 1) {
        let purpose = "to match it anywhere in a message";
        return vec![Suggestion::new(terms, purpose)];
    }
    Vec::new()
}

impl Operand<'_> {
    /// As a term of a pattern, without its mark.
    fn term(&self) -> String {
        let text = self.text;
        let is_word =
            |text: &str| !text.is_empty() && text.chars().all(|c| c.is_alphanumeric() || c == '_');
        if is_word(text) || text.starts_with(['"', '%']) {
            return text.to_owned();
        }
        let single = text.strip_prefix('\'').and_then(|t| t.strip_suffix('\''));
        if let Some(inner) = single {
            return quoted(inner);
        }
        // a term is found anywhere: it needs no wildcards around it
        let inner = text.trim_matches('*');
        match inner.split('*').collect::<Vec<_>>().as_slice() {
            [word] if is_word(word) => (*word).to_owned(),
            parts if parts.len() > 1 && parts.iter().all(|part| is_word(part)) => {
                format!("%{}%", parts.join(".*"))
            }
            _ if inner.is_empty() => quoted(text),
            _ => quoted(inner),
        }
    }

    /// With its mark.
    fn written(&self) -> String {
        let mark = self.mark.map_or_else(String::new, String::from);
        mark + &self.term()
    }

    /// As a part of a regular expression; `None` for what none can hold.
    fn regex(&self) -> Option<String> {
        let term = self.term();
        let inner = |close: char| term[1..].strip_suffix(close);
        if term.starts_with('%') {
            return inner('%').map(str::to_owned);
        }
        let literal = match inner('"') {
            Some(inner) if term.starts_with('"') => {
                inner.replace("\\\"", "\"").replace("\\\\", "\\")
            }
            _ => term,
        };
        let mut regex = String::new();
        for c in literal.chars() {
            match c {
                c if c.is_ascii_alphanumeric() || ":_#=@/;,- ".contains(c) => regex.push(c),
                c if c.is_ascii() => write!(regex, "\\x{:02X}", u32::from(c)).ok()?,
                _ => return None,
            }
        }
        Some(regex)
    }
}

/// `` `a`, `b` and `c` ``
fn listed(names: &[&str], last: &str) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((end, before)) if !before.is_empty() => {
            format!("{} {last} {end}", before.join(", "))
        }
        _ => names.concat(),
    }
}
