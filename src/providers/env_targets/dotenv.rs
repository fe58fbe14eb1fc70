//! A `.env` file: private, written in one step, its other lines kept as they are.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};
use tempfile::NamedTempFile;

use super::{Destination, EnvTarget, Link, Variable, git};
use crate::error::{Error, Result, ResultExt as _};

/// How a value is written in such a file; `Err` says why it cannot be.
pub(crate) type Quote = fn(&str) -> std::result::Result<String, String>;

#[derive(Debug)]
pub(crate) struct Dotenv {
    file: PathBuf,
    at: Destination,
    quote: Quote,
}

/// Only its owner reads it.
const MODE: u32 = 0o600;

impl Dotenv {
    /// The file `.env` of a folder. A link is written through, not replaced.
    ///
    /// Only lines `NAME=value` are written: no `export`, no expansion, no value of several
    /// lines. `quote` is `project::quote::dotenv`; it is passed in because providers may not
    /// import `project`.
    ///
    /// # Errors
    /// A link that leads nowhere.
    pub(crate) fn new(folder: &Path, quote: Quote) -> Result<Self> {
        let at = Destination::new(folder, ".env")?;
        let file = folder.join(".env");
        Ok(Self { file, at, quote })
    }

    fn read(&self) -> Result<String> {
        match fs::read_to_string(&self.at.path) {
            Ok(text) => Ok(text),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(String::new()),
            Err(error) => Err(Error::failed("cannot read `.env`").caused_by(error)),
        }
    }
}

impl EnvTarget for Dotenv {
    fn name(&self) -> &'static str {
        ".env"
    }

    fn destination(&self) -> Option<&Destination> {
        Some(&self.at)
    }

    fn private_file(&self) -> Option<&Path> {
        Some(&self.file)
    }

    fn current(&self) -> Result<BTreeMap<String, SecretString>> {
        let text = self.read()?;
        let mut variables = BTreeMap::new();
        for (n, line) in text.lines().enumerate() {
            match parse(line) {
                Line::Other => {}
                Line::Variable { name, value } => {
                    variables.insert(name.to_owned(), SecretString::from(value));
                }
                Line::Unclosed => {
                    return Err(Error::failed(format!(
                        "line {} of `.env` opens a quote without closing it: values of several lines are not edited",
                        n + 1
                    ))
                    .hint("put the value on one line, or edit the file by hand"));
                }
            }
        }
        Ok(variables)
    }

    fn check(&self, variables: &[Variable]) -> Result<()> {
        for variable in variables {
            (self.quote)(variable.value.expose_secret()).map_err(|why| {
                Error::usage(format!("cannot write {} into `.env`: {why}", variable.name))
            })?;
        }
        if variables.iter().any(|variable| variable.secret) {
            git::refuse_published(&self.at.path)?;
        }
        Ok(())
    }

    fn set(&self, variables: &[Variable], unset: &[String]) -> Result<()> {
        self.check(variables)?;
        let old = self.read()?;
        let mut left: Vec<&Variable> = variables.iter().collect();
        let mut text = String::with_capacity(old.len());
        for line in old.lines() {
            let name = match parse(line) {
                Line::Variable { name, .. } => Some(name),
                _ => None,
            };
            if name.is_some_and(|name| unset.iter().any(|gone| gone == name)) {
                continue;
            }
            let known = variables.iter().find(|v| Some(v.name.as_str()) == name);
            match known {
                Some(variable) => {
                    text.push_str(&self.line(variable));
                    left.retain(|other| other.name != variable.name);
                }
                None => text.push_str(line),
            }
            text.push('\n');
        }
        for variable in left {
            text.push_str(&self.line(variable));
            text.push('\n');
        }
        write(&self.at, &text).or_fail(|| "cannot write `.env`".to_owned())
    }
}

impl Dotenv {
    /// `check` has passed before.
    fn line(&self, variable: &Variable) -> String {
        let value = (self.quote)(variable.value.expose_secret()).unwrap_or_default();
        format!("{}={value}", variable.name)
    }
}

#[derive(Debug, PartialEq, Eq)]
enum Line<'l> {
    Variable {
        name: &'l str,
        value: String,
    },
    /// A comment, an empty line, or something else that is left alone.
    Other,
    /// The value goes on in the next line.
    Unclosed,
}

/// One line as dotenv libraries read it, without their escapes and expansions: what is
/// compared is the text.
fn parse(line: &str) -> Line<'_> {
    let line = line.trim_start();
    let line = line.strip_prefix("export ").unwrap_or(line).trim_start();
    let Some((name, value)) = line.split_once('=') else {
        return Line::Other;
    };
    let name = name.trim_end();
    let named = name
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'.');
    if name.is_empty() || !named {
        return Line::Other;
    }
    let value = value.trim();
    let value = match value.chars().next() {
        Some(quote @ ('\'' | '"')) => match closing(&value[1..], quote) {
            Some(end) => value[1..=end].to_owned(),
            None => return Line::Unclosed,
        },
        _ => match value.find(" #") {
            Some(comment) => value[..comment].trim_end().to_owned(),
            None => value.to_owned(),
        },
    };
    Line::Variable { name, value }
}

/// Where the quote closes; a backslash escapes it between double quotes.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, c)| {
        let closes = c == quote && !escaped;
        escaped = c == '\\' && quote == '"' && !escaped;
        closes.then_some(at)
    })
}

/// A file that a link leads to may be shared by a group, which keeps its access; everybody
/// has none.
fn mode(at: &Destination) -> u32 {
    let old = fs::metadata(&at.path).map(|file| file.permissions().mode());
    match (at.link, old) {
        (Link::Within | Link::Outside, Ok(old)) => old & 0o770,
        _ => MODE,
    }
}

/// Readers see the old file or the new one, whole; nobody else reads either.
fn write(at: &Destination, text: &str) -> io::Result<()> {
    let path = at.path.as_path();
    let mode = mode(at);
    // dropped before it has its name, it is deleted: it may hold secrets
    let mut file = NamedTempFile::new_in(path.parent().unwrap_or(Path::new(".")))?;
    file.write_all(text.as_bytes())?;
    // the umask may have taken more away than it should
    let permissions = fs::Permissions::from_mode(mode);
    file.as_file().set_permissions(permissions)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quote(value: &str) -> std::result::Result<String, String> {
        if value.contains('\'') {
            return Err("a quote".to_owned());
        }
        Ok(format!("'{value}'"))
    }

    fn variable(name: &str, value: &str) -> Variable {
        Variable {
            name: name.to_owned(),
            value: SecretString::from(value),
            secret: true,
        }
    }

    #[test]
    fn lines_are_read_as_dotenv_libraries_do() {
        for line in [
            "A=plain",
            "export A='single quoted'",
            "A = spaced",
            "A=\"double \\\" quoted\" # comment",
            "A=bare # comment",
            "A=with#hash",
            "A=",
            "A=''",
        ] {
            let Line::Variable { name, value } = parse(line) else {
                panic!("{line}");
            };
            let read: Vec<_> = dotenvy::from_read_iter(line.as_bytes()).flatten().collect();
            assert_eq!(read.len(), 1, "{line}");
            let expected = read[0].1.replace('"', "\\\"");
            assert_eq!((name, value), (&*read[0].0, expected), "{line}");
        }
        for line in ["", "# A=1", "A", "two words=1", "=1"] {
            assert_eq!(parse(line), Line::Other, "{line}");
        }
        for line in ["A='open", "A=\"open \\\""] {
            assert_eq!(parse(line), Line::Unclosed, "{line}");
        }
    }

    #[test]
    fn other_lines_are_kept_and_the_file_is_private() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(".env");
        fs::write(
            &path,
            "# mine\nOTHER=\"x\"\nexport KEY=old\n\nGONE=1\nLAST=1",
        )
        .unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
        let target = Dotenv::new(folder.path(), quote).unwrap();
        let new = [variable("KEY", "new one"), variable("ADDED", "2")];
        target.set(&new, &["GONE".to_owned()]).unwrap();
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            "# mine\nOTHER=\"x\"\nKEY='new one'\n\nLAST=1\nADDED='2'\n"
        );
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        let current = target.current().unwrap();
        assert_eq!(current["KEY"].expose_secret(), "new one");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_link_is_written_through() {
        let folder = tempfile::tempdir().unwrap();
        let real = folder.path().join("real");
        fs::write(&real, "").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o664)).unwrap();
        std::os::unix::fs::symlink(&real, folder.path().join(".env")).unwrap();
        let target = Dotenv::new(folder.path(), quote).unwrap();
        target.set(&[variable("A", "1")], &[]).unwrap();
        assert_eq!(fs::read_to_string(&real).unwrap(), "A='1'\n");
        let mode = fs::metadata(&real).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o660, "the group shares it still");
        assert!(folder.path().join(".env").is_symlink());
    }

    #[test]
    fn what_cannot_be_written_changes_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let target = Dotenv::new(folder.path(), quote).unwrap();
        let error = target.set(&[variable("A", "1"), variable("B", "it's")], &[]);
        assert!(error.unwrap_err().to_string().contains("B"));
        assert!(!folder.path().join(".env").exists());
    }
}
