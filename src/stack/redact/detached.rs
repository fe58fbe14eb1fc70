//! Values that stand apart from their names: in the attributes of a tag
//! (`<input name="password" value="x">`), in a form of several parts, in what a validation
//! found, in commands of SQL; and what is secret by its own form.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::names::{self, Class};
use super::scan::{Kind, Word, quoted};
use super::values::{NAME_FIELDS, VALUE_FIELDS, is_in};
use super::{elements, pairs, text as texts};

/// A name and its value are no further apart.
const NEAR: usize = 2048;

/// Goes along the words of a text, and remembers a name until its value comes.
#[derive(Default)]
pub(super) struct DetachedValues {
    /// Where the word before ended.
    end: usize,
    /// A name in this tag, or in a row of pairs, and whether the tag's text may be its value.
    name: Option<(Class, usize, bool)>,
    /// Where a value begins that came before a name.
    value: Option<usize>,
    /// The last part of a path, in what a validation found.
    path: Option<(Class, usize)>,
}

impl DetachedValues {
    /// Adds the value that is in this word, or that this word is the name of; what is before
    /// `hidden` was looked at.
    pub(super) fn add(
        &mut self,
        text: &str,
        word: &Word,
        hidden: usize,
        found: &mut Vec<Range<usize>>,
    ) {
        let start = word.range.start;
        let gap = std::mem::replace(&mut self.end, word.end).max(hidden);
        if self.name.is_some() || self.value.is_some() {
            self.leave_tag(text, gap.min(start)..start, found);
        }
        let Some(separator) = word.separator else {
            return;
        };
        let written = &text[word.range.clone()];
        let hidden_at = |at: usize, class| secret(text, value_at(text, at), class);
        if separator.kind == Kind::Tight || (separator.assigned && separator.kind == Kind::Loose) {
            let is_field = is_in(written, &NAME_FIELDS);
            if is_field || is_in(written, &["id", "type"]) {
                let class = class(named_at(text, separator.end));
                match (class, self.value.take()) {
                    (Some(class), Some(value)) if start - value < NEAR => {
                        found.extend(hidden_at(value, class));
                    }
                    (Some(class), _) => {
                        let is_field = is_field || self.name.is_some_and(|(.., is_field)| is_field);
                        self.name = Some((class, start, is_field));
                    }
                    (None, value) => self.value = value,
                }
            } else if is_in(written, &VALUE_FIELDS) {
                match self.name.take() {
                    Some((class, at, _)) if start - at < NEAR => {
                        found.extend(hidden_at(separator.end, class));
                    }
                    _ => self.value = Some(separator.end),
                }
            }
        } else if separator.kind == Kind::Loose && word.closed {
            if written == "loc" {
                let class = last_of_path(&text[separator.end..]).and_then(class);
                self.path = class.map(|class| (class, start));
            } else if written == "input"
                && let Some((class, at)) = self.path.take()
                && start - at < NEAR
            {
                found.extend(hidden_at(separator.end, class));
            }
        }
    }

    /// Forgets what was in a tag that ends in this range, whose text may be a value.
    fn leave_tag(&mut self, text: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
        let mut at = range.start;
        while at < range.end {
            let Some((sign, len)) = elements::sign(text.as_bytes(), at) else {
                return;
            };
            at += len;
            if !matches!(sign, b'<' | b'>') {
                continue;
            }
            self.value = None;
            if let Some((class, _, true)) = self.name.take()
                && sign == b'>'
                && !text[..at - len].ends_with(['/', '-', '='])
            {
                found.extend(text_of_element(text, at, class));
            }
            return;
        }
    }
}

fn class(name: &str) -> Option<Class> {
    names::find(name).map(|name| name.class)
}

/// A value in quotes, or up to the next blank or sign that ends it.
fn value_at(text: &str, start: usize) -> Range<usize> {
    let rest = &text[start..];
    if let Some(quoted) = quoted(rest) {
        return start + quoted.start..start + quoted.end;
    }
    let ends = |c: char| c.is_whitespace() || "\"'`<>&,;)]}\\".contains(c);
    let end = rest.find(ends).unwrap_or(rest.len());
    start..start + end
}

/// A value that may be a name, which is never long.
fn named_at(text: &str, start: usize) -> &str {
    const MAX_LENGTH: usize = 256;
    let end = text.floor_char_boundary(text.len().min(start + MAX_LENGTH));
    let text = &text[start..end];
    &text[value_at(text, 0)]
}

/// The value, if a name of this class hides it.
fn secret(text: &str, range: Range<usize>, class: Class) -> Option<Range<usize>> {
    let value = &text[range.clone()];
    let is_hidden = match class {
        Class::Parameter => texts::is_token(value),
        Class::Countable => !pairs::is_count(value),
        Class::Field | Class::Header => true,
    };
    (is_hidden && !value.trim().is_empty() && !pairs::is_nothing(value)).then_some(range)
}

/// `<property name="password">x</property>`
fn text_of_element(text: &str, start: usize, class: Class) -> Option<Range<usize>> {
    let near = text.floor_char_boundary(text.len().min(start + NEAR));
    let end = elements::end_of_text(&text[..near], start)?;
    let value = text[start..end].trim();
    let from = start + (text[start..end].len() - text[start..end].trim_start().len());
    // a heading is for people
    let is_told = value.contains(char::is_whitespace);
    let range = from..from + value.len();
    secret(text, range, class).filter(|_| !is_told)
}

/// The last part of `('body', 'password')`.
fn last_of_path(text: &str) -> Option<&str> {
    const MAX_LENGTH: usize = 256;
    let text = text.strip_prefix(['(', '['])?;
    let end = text
        .bytes()
        .take(MAX_LENGTH)
        .position(|byte| b")]".contains(&byte))?;
    let path = text[..end].trim_end_matches([',', ' ']);
    let last = path.rsplit([',', '(', '[']).next()?.trim_start();
    Some(&last[quoted(last)?])
}

/// What has its value in the group `value`, and its name, if it has one, in `name`. Each
/// begins with letters, so that a text without them costs little.
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| {
    const FORMS: [&str; 5] = [
        // a part of a form
        r#"(?xi) form-data; [^\r\n]* \b name= (?: \\*["'] )? (?P<name> [^\s"'\\;]+ ) [^\r\n\\]* (?: \\*["'] )? [^\r\n\\]*
           (?: \r?\n | (?: \\+r )? \\+n ) (?: [a-z-]+: [^\r\n\\]* (?: \r?\n | (?: \\+r )? \\+n ) )*
           (?: \r?\n | (?: \\+r )? \\+n ) (?P<value> [^\r\n\\]+ )"#,
        // Spring
        r"(?x) on\ field\ '(?P<name> [^'\r\n]+ )':\ rejected\ value\ \[ (?P<value> [^\]\r\n]+ ) \]",
        // the languages of databases
        r#"(?xi) (?: identified \s+ (?: with \s+ \S+ \s+ )? (?: by | as )
              | (?: with | encrypted ) \s+ password
              | (?: alter | create ) \s+ (?: user | role | login ) \s+ \S+ \s+ password )
           \s+ \\* (?: ' (?P<value> [^'\s]+ ) ' | " (?P<quoted> [^"\s]+ ) " )"#,
        // a key as it is in a file
        r"(?xs) -----BEGIN [A-Z0-9\x20+%]* PRIVATE (?: [\x20+] | %20 ) KEY [A-Z\x20+%0-9]* -----
           (?P<value> .*? ) (?: -----END | \z )",
        // a JSON web token
        r"(?P<value>eyJ[a-zA-Z0-9_-]{8,}\.eyJ[a-zA-Z0-9_-]{8,}\.[a-zA-Z0-9_-]+)",
    ];
    let forms = FORMS.iter().filter_map(|form| Regex::new(form).ok());
    forms.collect()
});

/// Where values are in the errors of pydantic: a line with the name, and one with
/// `input_value='x'`.
fn in_errors(text: &str) -> impl Iterator<Item = Range<usize>> {
    const INPUT: &str = "input_value=";
    text.match_indices(INPUT).filter_map(|(at, _)| {
        let near = text.ceil_char_boundary(at.saturating_sub(NEAR));
        let before = text[near..at].replace("\\n", "\n");
        let name = before.lines().rev().nth(1)?.trim_end_matches('\r');
        let start = at + INPUT.len();
        let value = quoted(&text[start..])?;
        secret(text, start + value.start..start + value.end, class(name)?)
    })
}

/// What is secret in one of the forms that are known.
pub(super) fn in_forms(text: &str) -> Vec<Range<usize>> {
    let found = FORMS.iter().flat_map(|form| form.captures_iter(text));
    let found = found.filter_map(|form| {
        let value = form.name("value").or_else(|| form.name("quoted"))?;
        match form.name("name") {
            Some(name) => secret(text, value.range(), class(name.as_str())?),
            None => Some(value.range()),
        }
    });
    found.chain(in_errors(text)).collect()
}

#[cfg(test)]
mod tests {
    use super::super::{clean, clean_document, clean_text, is_suspect};
    use super::FORMS;

    #[test]
    fn every_form_is_one() {
        assert_eq!(FORMS.len(), 5);
    }

    /// Texts in which `hush` stands where something is secret.
    #[test]
    fn values_apart_from_their_names_are_hidden() {
        for text in [
            r#"<input name="password" value="hush">"#,
            r#"<form><input type=password name=p value=hush> a"#,
            r#"<input value="hush" name="password"/>"#,
            "<input id='x' name='user[password]' type='password'\n value='hush'>",
            r#"{"html": "<input name=\"password\" value=\"hush\">", "a": 1"#,
            r"\u003cinput name=\u0022password\u0022 value=\u0022hush\u0022\u003e",
            "&lt;input name=&quot;password&quot; value=&quot;hush&quot;&gt;",
            r#"<add key="api_key" value="hush"/>"#,
            r#"<property name="password">hush</property>"#,
            r#"<entry key="db.password">hush</entry>"#,
            "key=password&value=hush",
            "name=x-api-key value=hush",
            "Field(name='password', value='hush')",
            "Content-Disposition: form-data; name=\"password\"\r\n\r\nhush\r\n--x",
            "form-data; name=\"password\"\nContent-Type: text/plain\n\nhush\n--x",
            r#"b'form-data; name="password"\r\n\r\nhush\r\n--x'"#,
            "[{'type': 'x', 'loc': ('body', 'password'), 'msg': 'x', 'input': 'hush', 'ctx': {}}]",
            "{'loc': ('password',), 'input': \"hush\"}",
            "failed: [{\"loc\":[\"body\",\"password\"],\"msg\":\"x\",\"input\":\"hush\"}]",
            "1 error for User\npassword\n  Too short [type=x, input_value='hush', input_type=str]",
            "Field error in object 'u' on field 'password': rejected value [hush]; codes [x]",
            "CREATE USER a IDENTIFIED BY 'hush'",
            "alter user a identified with mysql_native_password by 'hush'",
            "ALTER ROLE a WITH PASSWORD 'hush'",
            "ALTER USER a PASSWORD 'hush'",
            "-----BEGIN RSA PRIVATE KEY-----\nhush\nhush\n-----END RSA PRIVATE KEY-----\nx",
            "-----BEGIN PRIVATE KEY-----\\nhush",
            "password[$ne]=hush&a=b",
            "user[password][$gt]=hush",
            "user%5Bpassword%5D%5B%24gt%5D=hush",
            "password1=hush&password2=hush",
            "user[password_confirmation]=hush",
            "PRIVATE-TOKEN: hush",
            "GITHUB_TOKEN=hush",
            "STRIPE_WEBHOOK_SECRET=hush",
            "AccountName=a;AccountKey=hush;EndpointSuffix=b",
        ] {
            assert!(is_suspect(text.as_bytes()), "{text}");
            let mut clean = text.to_owned();
            clean_text(&mut clean);
            assert!(!clean.contains("hush"), "{clean}");
            let again = clean.clone();
            clean_text(&mut clean);
            assert_eq!(clean, again);
        }
        let token = "a eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl b";
        assert!(is_suspect(token.as_bytes()));
        let mut clean = token.to_owned();
        clean_text(&mut clean);
        assert_eq!(clean, "a ******** b");
    }

    #[test]
    fn the_path_of_an_error_names_its_input() {
        for (document, expected) in [
            (
                r#"{"loc":["body","password"],"input":"x","ctx":{"input":1}}"#,
                r#"{"loc":["body","password"],"input":"*","ctx":{"input":1}}"#,
            ),
            (
                r#"{"input":{"a":"x"},"path":["user","api_key"]}"#,
                r#"{"input":{"a":"*"},"path":["user","api_key"]}"#,
            ),
            (
                r#"{"loc":["password","user"],"input":"x"}"#,
                r#"{"loc":["password","user"],"input":"x"}"#,
            ),
        ] {
            assert_eq!(clean_document(document).unwrap(), expected);
            let mut value = serde_json::from_str(document).unwrap();
            clean(&mut value);
            assert_eq!(value.to_string(), expected);
        }
    }

    #[test]
    fn what_only_looks_like_it_stays() {
        for text in [
            r#"<input name="password" value="">"#,
            r#"<input name="password"> <input name="user" value="anna">"#,
            r#"<label for="password" value="x">Password</label>"#,
            r#"<input type="password" id="p">text</input>"#,
            r#"<th name="password">Your new password</th>"#,
            "name=token value=12",
            "name=user value=anna password",
            "{'loc': ('body', 'user'), 'input': 'anna', 'a': 'password'}",
            "{'loc': ('password',), 'msg': 'x'}, {'loc': ('user',), 'input': 'anna'}",
            "user\n  Too short [type=x, input_value='anna'] of password",
            "the user password 'is' required",
            "-----BEGIN PUBLIC KEY-----\nabc\n-----END PUBLIC KEY----- of the private key",
            "price[$gt]=5&token",
            "eyJhbGciOiJIUzI1NiJ9 and eyJ.eyJ.x",
        ] {
            let mut clean = text.to_owned();
            clean_text(&mut clean);
            assert_eq!(clean, text);
        }
    }
}
