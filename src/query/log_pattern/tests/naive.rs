//! The language once more, written for clearness alone and from the guide, not from the
//! evaluator: strings are copied, JSON is a tree, wildcards are tried one by one.

use serde_json::Value as Json;

/// A pattern as a test makes it; its text is what is parsed.
#[derive(Debug, Clone)]
pub(super) enum Pattern {
    Terms(Vec<(char, Term)>),
    Json(Expr),
    Words(Vec<Field>),
}

#[derive(Debug, Clone)]
pub(super) enum Term {
    Text(String),
    Regex(usize),
}

#[derive(Debug, Clone)]
pub(super) enum Expr {
    And(Vec<Self>),
    Or(Vec<Self>),
    Test(Vec<String>, Condition),
}

#[derive(Debug, Clone)]
pub(super) enum Condition {
    Is(&'static str),
    Missing,
    Compare(&'static str, Value),
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Regex(usize),
}

#[derive(Debug, Clone)]
pub(super) enum Field {
    Dots,
    One(bool, Vec<Vec<(&'static str, Value)>>),
}

/// A regular expression and what it means.
type Meaning = (&'static str, fn(&str) -> bool);

pub(super) const REGEXES: [Meaning; 5] = [
    ("^a", |text| text.starts_with('a')),
    ("b$", |text| text.ends_with('b')),
    (r"\d", |text| text.contains(|c: char| c.is_ascii_digit())),
    ("ab|1", |text| text.contains("ab") || text.contains('1')),
    ("^.?$", |text| {
        text.chars().count() < 2 && !text.contains('\n')
    }),
];

impl Pattern {
    pub(super) fn text(&self) -> String {
        match self {
            Self::Terms(terms) => {
                let shown = terms.iter().map(|(sign, term)| {
                    let term = match term {
                        Term::Text(text) => quoted(text),
                        Term::Regex(which) => format!("%{}%", REGEXES[*which].0),
                    };
                    format!("{sign}{term}").trim().to_owned()
                });
                shown.collect::<Vec<_>>().join("  ")
            }
            Self::Json(expr) => format!("{{{}}}", expr.text()),
            Self::Words(fields) => {
                let shown = fields.iter().enumerate().map(|(place, field)| match field {
                    Field::Dots => "...".to_owned(),
                    Field::One(named, any) => {
                        let name = if *named {
                            format!("w{place}")
                        } else {
                            String::new()
                        };
                        if any.is_empty() {
                            return name;
                        }
                        let one =
                            |(op, value): &(&str, Value)| format!("{name} {op}{}", value.text());
                        let all =
                            |all: &Vec<_>| all.iter().map(one).collect::<Vec<_>>().join(" && ");
                        any.iter().map(all).collect::<Vec<_>>().join("||")
                    }
                });
                format!("[{}]", shown.collect::<Vec<_>>().join(" , "))
            }
        }
    }

    /// The limits of the service: two regular expressions, one `*` a selector, three in all.
    pub(super) fn is_allowed(&self) -> bool {
        match self {
            Self::Terms(_) => true,
            Self::Json(expr) => {
                let (mut regexes, mut stars, mut most) = (0, 0, 0);
                expr.each(&mut |path, check| {
                    let here = path.iter().filter(|step| step.contains('*')).count();
                    most = most.max(here);
                    stars += here;
                    regexes += usize::from(matches!(check, Condition::Compare(_, Value::Regex(_))));
                });
                regexes <= 2 && stars <= 3 && most <= 1
            }
            Self::Words(fields) => {
                let dots = fields.iter().filter(|c| matches!(c, Field::Dots)).count();
                let conditions = fields.iter().flat_map(|field| match field {
                    Field::Dots => Vec::new(),
                    Field::One(_, any) => any.concat(),
                });
                let regexes = conditions.filter(|(_, value)| matches!(value, Value::Regex(_)));
                dots <= 1 && regexes.count() <= 2
            }
        }
    }

    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Self::Terms(terms) => {
                let has = |term: &Term| match term {
                    Term::Text(text) => text.trim().is_empty() || message.contains(text.as_str()),
                    Term::Regex(which) => REGEXES[*which].1(message),
                };
                let all_optional = terms.iter().all(|(sign, _)| *sign == '?');
                if all_optional && !terms.is_empty() {
                    return terms.iter().any(|(_, term)| has(term));
                }
                terms.iter().all(|(sign, term)| match sign {
                    '?' => true,
                    '-' => !has(term),
                    _ => has(term),
                })
            }
            Self::Json(expr) => match serde_json::from_str::<Json>(message) {
                Ok(json) if json.is_object() || json.is_array() => expr.holds(&json),
                _ => false,
            },
            Self::Words(fields) => fields_hold(fields, message),
        }
    }
}

fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

impl Expr {
    fn text(&self) -> String {
        match self {
            Self::Test(path, Condition::Is(what)) => format!("${} IS {what}", path.concat()),
            Self::Test(path, Condition::Missing) => format!(" ${} NOT EXISTS ", path.concat()),
            Self::Test(path, Condition::Compare(op, value)) => {
                format!("${}{op}{}", path.concat(), value.text())
            }
            Self::And(parts) | Self::Or(parts) => {
                let operator = if matches!(self, Self::And(_)) {
                    "&&"
                } else {
                    " || "
                };
                let shown = parts.iter().map(|part| format!("({})", part.text()));
                shown.collect::<Vec<_>>().join(operator)
            }
        }
    }

    fn each(&self, take: &mut impl FnMut(&[String], &Condition)) {
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().for_each(|part| part.each(take)),
            Self::Test(path, check) => take(path, check),
        }
    }

    fn holds(&self, json: &Json) -> bool {
        let (path, check) = match self {
            Self::And(parts) => return parts.iter().all(|part| part.holds(json)),
            Self::Or(parts) => return parts.iter().any(|part| part.holds(json)),
            Self::Test(path, check) => (path, check),
        };
        let mut found = vec![json.clone()];
        for step in path {
            found = found
                .iter()
                .flat_map(|value| members(value, step))
                .collect();
        }
        match check {
            Condition::Missing => found.is_empty(),
            Condition::Is("NULL") => found.iter().any(Json::is_null),
            Condition::Is(what) => found.contains(&Json::Bool(*what == "TRUE")),
            Condition::Compare(op, value) => found.iter().any(|v| value.holds_for_json(op, v)),
        }
    }
}

/// What one step of a path leads to.
fn members(json: &Json, step: &str) -> Vec<Json> {
    match (step, json) {
        (".*", Json::Object(object)) => object.values().cloned().collect(),
        ("[*]", Json::Array(list)) => list.clone(),
        (_, Json::Object(object)) => {
            let name = step.trim_start_matches(".['").trim_end_matches("']");
            object
                .get(name.trim_start_matches('.'))
                .into_iter()
                .cloned()
                .collect()
        }
        (_, Json::Array(list)) => {
            let index: Option<usize> = step.trim_matches(['[', ']']).parse().ok();
            index
                .and_then(|index| list.get(index))
                .into_iter()
                .cloned()
                .collect()
        }
        _ => Vec::new(),
    }
}

impl Value {
    fn text(&self) -> String {
        match self {
            Self::Text(text) => quoted(text),
            Self::Number(number) => number.to_string(),
            Self::Regex(which) => format!("%{}%", REGEXES[*which].0),
        }
    }

    fn holds_for_json(&self, op: &str, json: &Json) -> bool {
        match json {
            Json::String(text) => self.holds(op, text),
            Json::Number(number) => {
                let text = number.to_string();
                let same_number = match (self, text.parse::<f64>()) {
                    (Self::Text(own), Ok(number)) => own.parse() == Ok(number),
                    _ => false,
                };
                match (same_number, op) {
                    (true, "=") => true,
                    (true, "!=") => false,
                    _ => self.holds(op, &text),
                }
            }
            Json::Bool(_) => {
                let is_star = matches!(self, Self::Text(text) if text.chars().all(|c| c == '*') && !text.is_empty());
                (is_star && op == "=") || (!is_star && op == "!=")
            }
            _ => false,
        }
    }

    fn holds(&self, op: &str, text: &str) -> bool {
        match self {
            Self::Text(own) => {
                let own: Vec<char> = own.chars().collect();
                let text: Vec<char> = text.chars().collect();
                like(&own, &text) == (op == "=")
            }
            Self::Regex(which) => REGEXES[*which].1(text) == (op == "="),
            Self::Number(number) => match text.parse::<f64>() {
                Ok(found) => match op {
                    "=" => found == *number,
                    "!=" => found != *number,
                    ">" => found > *number,
                    "<" => found < *number,
                    ">=" => found >= *number,
                    "<=" => found <= *number,
                    other => panic!("expected the meaning of `{other}` here"),
                },
                Err(_) => op == "!=",
            },
        }
    }
}

/// `*` stands for any characters.
fn like(pattern: &[char], text: &[char]) -> bool {
    match pattern.split_first() {
        None => text.is_empty(),
        Some(('*', rest)) => (0..=text.len()).any(|skipped| like(rest, &text[skipped..])),
        Some((c, rest)) => text.first() == Some(c) && like(rest, &text[1..]),
    }
}

fn fields_hold(fields: &[Field], message: &str) -> bool {
    let line = message.trim_end();
    let words = words(line);
    let dots = fields.iter().position(|field| matches!(field, Field::Dots));
    let holds = |field: &Field, text: &str| match field {
        Field::Dots => true,
        Field::One(_, any) => {
            any.is_empty()
                || any
                    .iter()
                    .any(|all| all.iter().all(|(op, value)| value.holds(op, text)))
        }
    };
    let named = fields.len() - usize::from(dots.is_some());
    if words.len() < named {
        return false;
    }
    fields.iter().enumerate().all(|(place, field)| {
        let from_end = fields.len() - place;
        match dots {
            Some(dots) if place > dots => holds(field, &words[words.len() - from_end].1),
            Some(dots) if place == dots => true,
            // the last one takes the rest
            None if from_end == 1 && words.len() > named => holds(field, &line[words[place].0..]),
            _ => holds(field, &words[place].1),
        }
    })
}

/// Each word, with the place where it starts.
fn words(line: &str) -> Vec<(usize, String)> {
    let mut words = Vec::new();
    let mut rest = line;
    loop {
        rest = rest.trim_start_matches(' ');
        let start = line.len() - rest.len();
        let Some(first) = rest.chars().next() else {
            return words;
        };
        let close = match first {
            '[' => Some(']'),
            '"' => Some('"'),
            _ => None,
        };
        let run = close.and_then(|close| {
            (1..rest.len()).find(|&at| {
                rest.is_char_boundary(at)
                    && rest[at..].starts_with(close)
                    && (rest[at + 1..].is_empty() || rest[at + 1..].starts_with(' '))
            })
        });
        let (word, end) = match run {
            Some(at) => (&rest[1..at], at + 1),
            None => {
                let end = rest.find(' ').unwrap_or(rest.len());
                (&rest[..end], end)
            }
        };
        words.push((start, word.to_owned()));
        rest = &rest[end..];
    }
}
