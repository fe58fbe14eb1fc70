//! Lists in which one item names the next: `["Authorization", "x", "Host", "y"]`, the
//! arguments of a program (`["--password", "x"]`), of a logger, of `curl`.

use super::names::{self, Class};
use super::text;

/// What is to be known of a list before its items are looked at.
#[derive(Debug, Default)]
pub(crate) struct Shape {
    count: usize,
    has_others: bool,
    has_name: bool,
    has_header: bool,
    follows_header: bool,
}

/// What a list is made of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Made {
    #[default]
    Anything,
    /// Names and values in turn, with a name among them that is known.
    Pairs,
    /// The same, with a header among them that is known.
    Headers,
}

impl Shape {
    /// Counts the next item: a text, or anything else.
    pub(crate) fn push(&mut self, text: Option<&str>) {
        let is_name = self.count.is_multiple_of(2);
        self.count += 1;
        match text {
            Some(name) if is_name => {
                self.has_others |= !is_word(name);
                let class = find(name);
                self.has_name |= class.is_some();
                self.follows_header = class == Some(Class::Header);
            }
            Some(value) => self.has_header |= self.follows_header && !names::is_header(value),
            None => self.has_others = true,
        }
    }

    pub(super) fn made(&self) -> Made {
        match self.count.is_multiple_of(2) && !self.has_others {
            true if self.has_header => Made::Headers,
            true if self.has_name => Made::Pairs,
            _ => Made::Anything,
        }
    }
}

fn is_word(name: &str) -> bool {
    let joint = |byte: u8| byte.is_ascii_alphanumeric() || b"-_".contains(&byte);
    !name.is_empty() && name.bytes().all(joint)
}

fn find(name: &str) -> Option<Class> {
    names::find(name).map(|name| name.class)
}

/// What an item says about the one that follows.
#[derive(Debug, Clone, Copy)]
enum Says {
    /// It is the value of a header, in a list of pairs or not.
    Header { paired: bool },
    /// It may be a value, if it looks like one.
    Name(Class),
    /// `--password`
    Flag(Class),
    /// `curl -u`
    User,
}

/// Goes along the items of a list.
#[derive(Debug, Default)]
pub(crate) struct Items {
    made: Made,
    is_curl: bool,
    at: usize,
    before: Option<Says>,
}

impl Items {
    pub(crate) fn new(shape: &Shape) -> Self {
        Self::made(shape.made())
    }

    pub(super) fn made(made: Made) -> Self {
        Self {
            made,
            ..Self::default()
        }
    }

    /// The class by which the next item is hidden: a text, or anything else.
    fn class(&mut self, text: Option<&str>) -> Option<Class> {
        match (self.before.take()?, text) {
            (Says::Header { paired: true }, Some(text)) if !names::is_header(text) => {
                Some(Class::Header)
            }
            (Says::Header { paired: false }, Some(text)) if !names::is_header(text) => {
                let is_plain = text.bytes().all(|byte| byte.is_ascii_lowercase());
                (!is_plain).then_some(Class::Header)
            }
            (Says::Name(class), Some(text)) => is_value(text).then_some(class),
            (Says::Flag(class), Some(text)) => (!text.starts_with('-')).then_some(class),
            (Says::Flag(class), None) => Some(class),
            (Says::User, Some(text)) => text.contains(':').then_some(Class::Field),
            _ => None,
        }
    }

    /// As [`Self::class`], and goes on to the next item.
    pub(super) fn next(&mut self, text: Option<&str>) -> Option<Class> {
        let class = self.class(text);
        if class.is_none() {
            self.before = text.and_then(|text| self.says(text));
        }
        if self.at == 0 {
            let program = text.unwrap_or_default();
            self.is_curl = program.trim_end_matches(".exe").ends_with("curl");
        }
        self.at += 1;
        class
    }

    fn says(&self, text: &str) -> Option<Says> {
        if text.starts_with('-') {
            let is_user = self.is_curl && is_user_flag(text);
            let class = || find(text.trim_start_matches('-')).map(Says::Flag);
            return is_user.then_some(Says::User).or_else(class);
        }
        let is_name = self.at.is_multiple_of(2);
        let paired = self.made == Made::Headers && is_name;
        match find(text)? {
            Class::Header if paired || self.at == 0 => Some(Says::Header { paired }),
            class => (is_name && self.made != Made::Anything).then_some(Says::Name(class)),
        }
    }
}

/// Whether an argument of `curl` is followed by a user and a password.
pub(super) fn is_user_flag(argument: &str) -> bool {
    ["-u", "-U", "--user", "--proxy-user"].contains(&argument)
}

/// Whether a text looks like something secret, and not like the next name of a list.
pub(super) fn is_value(text: &str) -> bool {
    const SHORT: usize = 6;
    const LONG: usize = 20;
    let has = |test: fn(&u8) -> bool| text.bytes().any(|byte| test(&byte));
    let is_odd = has(u8::is_ascii_digit) || has(|byte| b"!$%^*+=~@".contains(byte));
    let is_mixed = text.len() >= LONG && text::is_mixed(text);
    let name = text.trim_end_matches(|c: char| c.is_ascii_digit());
    // `us-east-1`, `v1.2.3`
    let is_slug = text.contains(['-', '.', '_'])
        && text
            .split(['-', '.', '_'])
            .all(|part| part.len() < SHORT + 2);
    text.len() >= SHORT
        && has(u8::is_ascii_alphabetic)
        && (is_odd || is_mixed)
        && !is_slug
        && !text.contains(char::is_whitespace)
        && find(name).is_none()
}
