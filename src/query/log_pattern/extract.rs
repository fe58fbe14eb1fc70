//! The values that TestMetricFilter shows.

use super::ast::{Ast, Field, Selector};
use super::eval::Program;

pub(super) fn values(ast: &Ast, program: &Program, message: &str) -> Vec<(String, String)> {
    match (ast, program) {
        (Ast::Json(expr), Program::Json(json)) => {
            let mut selectors: Vec<&Selector> = Vec::new();
            expr.each_selector(&mut |selector| {
                if !selectors.contains(&selector) {
                    selectors.push(selector);
                }
            });
            let values = json.values(&selectors, message);
            let named = selectors.iter().zip(values);
            named
                .filter_map(|(selector, value)| Some((selector.to_string(), value?)))
                .collect()
        }
        (Ast::Delimited(fields), Program::Delimited(delimited)) => {
            let name = |field: Option<usize>| match fields.get(field?) {
                Some(Field::One { name, .. }) => name.clone(),
                _ => None,
            };
            let words = delimited.words(message).into_iter().enumerate();
            words
                .map(|(index, (field, text))| {
                    let name = name(field).unwrap_or_else(|| (index + 1).to_string());
                    (format!("${name}"), text.to_owned())
                })
                .collect()
        }
        _ => Vec::new(),
    }
}
