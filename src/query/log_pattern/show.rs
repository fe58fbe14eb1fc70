//! A pattern in its shortest spelling; reading it again gives the same pattern.

use std::fmt::{self, Display, Formatter};

use super::ast::{Ast, Check, Expr, Field, Mark, Op, Selector, Step, Term, Value, What};
use super::parse::is_name_char;
use super::{LogPattern, quoted};

impl Display for LogPattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.ast {
            Ast::Everything => Ok(()),
            Ast::Terms(terms) => separated(f, terms, " "),
            Ast::Json(expr) => write!(f, "{{ {expr} }}"),
            Ast::Delimited(fields) => {
                f.write_str("[")?;
                separated(f, fields, ", ")?;
                f.write_str("]")
            }
        }
    }
}

fn separated(f: &mut Formatter<'_>, parts: &[impl Display], separator: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            f.write_str(separator)?;
        }
        write!(f, "{part}")?;
    }
    Ok(())
}

impl Display for Term {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self.mark {
            Mark::Plain => "",
            Mark::Optional => "?",
            Mark::Excluded => "-",
        })?;
        match &self.what {
            What::Text(text) if text.chars().all(|c| c.is_alphanumeric() || c == '_') => {
                f.write_str(text)
            }
            What::Text(text) => f.write_str(&quoted(text)),
            What::Regex(regex) => write!(f, "{regex}"),
        }
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let (parts, operator) = match self {
            Self::Test(selector, check) => return write!(f, "{selector} {check}"),
            Self::All(parts) => (parts, " && "),
            Self::Any(parts) => (parts, " || "),
        };
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                f.write_str(operator)?;
            }
            match part {
                Self::Test(..) => write!(f, "{part}")?,
                _ => write!(f, "({part})")?,
            }
        }
        Ok(())
    }
}

impl Display for Check {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Compare(op, value) => write!(f, "{} {value}", op.as_str()),
            Self::IsNull => f.write_str("IS NULL"),
            Self::IsTrue => f.write_str("IS TRUE"),
            Self::IsFalse => f.write_str("IS FALSE"),
            Self::NotExists => f.write_str("NOT EXISTS"),
        }
    }
}

impl Display for Selector {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str("$")?;
        for step in &self.0 {
            match step {
                Step::Key(key) if key.chars().all(is_name_char) => write!(f, ".{key}")?,
                Step::Key(key) => write!(f, ".['{key}']")?,
                Step::AnyKey => f.write_str(".*")?,
                Step::Index(index) => write!(f, "[{index}]")?,
                Step::AnyIndex => f.write_str("[*]")?,
            }
        }
        Ok(())
    }
}

impl Display for Value {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => f.write_str(&quoted(text)),
            Self::Number(text, _) => f.write_str(text),
            Self::Regex(regex) => write!(f, "{regex}"),
        }
    }
}

impl Display for Field {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self::One { name, any } = self else {
            return f.write_str("...");
        };
        let name = name.as_deref().unwrap_or("");
        if any.is_empty() {
            return f.write_str(name);
        }
        let condition = |(op, value): &(Op, Value)| format!("{name}{}{value}", op.as_str());
        let all = |all: &Vec<_>| all.iter().map(condition).collect::<Vec<_>>().join(" && ");
        f.write_str(&any.iter().map(all).collect::<Vec<_>>().join(" || "))
    }
}
