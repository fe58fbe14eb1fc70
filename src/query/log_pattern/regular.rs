//! `%…%`: the service's regular expressions, translated into those of the `regex` crate
//! (user guide, "Supported regular expressions (regex) syntax").
//!
//! The alphabet is ASCII: letters, digits, space, `:_#=@/;,-` and the operators
//! `^$?[]{}|\*+.`; there are no groups. Searching takes time linear in the message.

use std::fmt::{self, Display, Formatter};

use regex::{Regex, RegexBuilder};
use regex_syntax::hir::{Hir, HirKind};

#[derive(Debug, Clone)]
pub(super) struct Regular {
    source: String,
    compiled: Regex,
    /// Texts of which one is in everything that matches; none if that is not known.
    literals: Vec<String>,
}

/// What is wrong, and at which byte of the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) at: usize,
    pub(super) expected: &'static str,
}

/// Bytes of a compiled expression: enough for any that a person writes, and little enough
/// that no counted repetition can fill the memory.
const MAX_SIZE: usize = 1 << 20;
const SYMBOLS: &str = ":_#=@/;,- ";
const OPERATORS: &str = "^$?[]{}|\\*+.";
const ALPHABET: &str = "letters, digits, `:_#=@/;,-` or an operator of `^$?[]{}|\\*+.` in a regular expression; `\\xHH` stands for any other ASCII character";

impl Regular {
    /// `source` is what stands between the percent signs.
    pub(super) fn parse(source: &str) -> Result<Self, Fault> {
        let translated = Translator {
            source,
            at: 0,
            out: String::with_capacity(source.len() * 2),
            before: Before::Nothing,
        }
        .run()?;
        let compiled = RegexBuilder::new(&translated)
            .size_limit(MAX_SIZE)
            .dfa_size_limit(MAX_SIZE)
            .build()
            .map_err(|_| Fault {
                at: 0,
                expected: "a smaller regular expression",
            })?;
        Ok(Self {
            source: source.to_owned(),
            literals: regex_syntax::parse(&translated)
                .map(|hir| required(&hir))
                .unwrap_or_default(),
            compiled,
        })
    }

    pub(super) fn literals(&self) -> &[String] {
        &self.literals
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.compiled.is_match(text)
    }
}

impl PartialEq for Regular {
    fn eq(&self, other: &Self) -> bool {
        self.source == other.source
    }
}

impl Display for Regular {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "%{}%", self.source)
    }
}

/// Of more texts one is nearly everywhere.
const MAX_LITERALS: usize = 16;

/// Texts of which one is in everything that `hir` matches; none if there are no such.
fn required(hir: &Hir) -> Vec<String> {
    let shortest = |texts: &Vec<String>| texts.iter().map(String::len).min();
    let literals = match hir.kind() {
        HirKind::Literal(literal) => match std::str::from_utf8(&literal.0) {
            Ok(text) => vec![text.to_owned()],
            Err(_) => Vec::new(),
        },
        HirKind::Concat(parts) => {
            let parts = parts.iter().map(required);
            parts.max_by_key(shortest).unwrap_or_default()
        }
        HirKind::Alternation(parts) => {
            let parts: Vec<Vec<String>> = parts.iter().map(required).collect();
            if parts.iter().any(Vec::is_empty) {
                Vec::new()
            } else {
                parts.concat()
            }
        }
        HirKind::Repetition(repeated) if repeated.min > 0 => required(&repeated.sub),
        HirKind::Capture(group) => required(&group.sub),
        _ => Vec::new(),
    };
    if literals.len() <= MAX_LITERALS && shortest(&literals) > Some(0) {
        literals
    } else {
        Vec::new()
    }
}

/// What a repetition would repeat.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Nothing,
    Something,
    /// Already repeated: `?` makes it prefer the shortest, which changes no match.
    Repeated,
}

struct Translator<'s> {
    source: &'s str,
    at: usize,
    out: String,
    before: Before,
}

/// A character or a set of them.
enum Atom {
    One(char),
    /// In the other spelling, fit for inside and outside of brackets.
    Set(&'static str),
}

impl<'s> Translator<'s> {
    fn run(mut self) -> Result<String, Fault> {
        while let Some(c) = self.peek() {
            match c {
                '^' | '$' | '|' => {
                    self.out.push(c);
                    self.at += 1;
                    self.before = Before::Nothing;
                }
                '.' => {
                    self.out.push(c);
                    self.at += 1;
                    self.before = Before::Something;
                }
                '?' | '*' | '+' => self.repeat(c)?,
                '{' => self.counts()?,
                '[' => self.class()?,
                _ => {
                    match self.atom()? {
                        Atom::One(c) => self.literal(c),
                        Atom::Set(set) => self.out.push_str(set),
                    }
                    self.before = Before::Something;
                }
            }
        }
        Ok(self.out)
    }

    fn rest(&self) -> &'s str {
        &self.source[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn fault<T>(&self, expected: &'static str) -> Result<T, Fault> {
        Err(Fault {
            at: self.at,
            expected,
        })
    }

    fn literal(&mut self, c: char) {
        if c.is_ascii_punctuation() && !matches!(c, '<' | '>') {
            self.out.push('\\');
        }
        self.out.push(c);
    }

    /// One character, plain or after a backslash.
    fn atom(&mut self) -> Result<Atom, Fault> {
        let Some(c) = self.peek() else {
            return self.fault("a character");
        };
        if c == '\\' {
            return self.escape();
        }
        if !is_supported(c) {
            return self.fault(ALPHABET);
        }
        self.at += 1;
        Ok(Atom::One(c))
    }

    fn escape(&mut self) -> Result<Atom, Fault> {
        self.at += 1;
        let set = match self.peek() {
            Some('d') => "[0-9]",
            Some('D') => "[^0-9]",
            Some('s') => r"[ \t\n\r\x0b\x0c]",
            Some('S') => r"[^ \t\n\r\x0b\x0c]",
            Some('w') => "[0-9A-Za-z_]",
            Some('W') => "[^0-9A-Za-z_]",
            Some('x') => return self.hexadecimal(),
            Some(c) if OPERATORS.contains(c) || SYMBOLS.contains(c) => {
                self.at += 1;
                return Ok(Atom::One(c));
            }
            _ => {
                return self.fault("`d`, `D`, `s`, `S`, `w`, `W`, `xHH` or an operator after `\\`");
            }
        };
        self.at += 1;
        Ok(Atom::Set(set))
    }

    fn hexadecimal(&mut self) -> Result<Atom, Fault> {
        self.at += 1;
        let digits = self.rest().get(..2).unwrap_or("");
        let is_hex = digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_hexdigit());
        let code = u8::from_str_radix(digits, 16)
            .ok()
            .filter(|code| is_hex && code.is_ascii());
        let Some(code) = code else {
            return self.fault("two hexadecimal digits, 00 to 7F");
        };
        self.at += 2;
        Ok(Atom::One(char::from(code)))
    }

    fn repeat(&mut self, c: char) -> Result<(), Fault> {
        self.before = match (self.before, c) {
            (Before::Something, _) => Before::Repeated,
            // the shortest match or the longest: both are a match
            (Before::Repeated, '?') => Before::Nothing,
            _ => return self.fault("something to repeat before it"),
        };
        self.out.push(c);
        self.at += 1;
        Ok(())
    }

    /// `{m}`, `{m,}`, `{,n}`, `{m,n}`.
    fn counts(&mut self) -> Result<(), Fault> {
        if self.before != Before::Something {
            return self.fault("something to repeat before it");
        }
        self.at += 1;
        let start = self.at;
        let least = self.number()?;
        let most = match self.peek() {
            Some(',') => {
                self.at += 1;
                self.skip_space();
                self.number()?
            }
            _ => least,
        };
        let has_comma = self.source[start..self.at].contains(',');
        if least.is_none() && most.is_none() {
            return self.fault("a number of repetitions");
        }
        if least.zip(most).is_some_and(|(least, most)| least > most) {
            self.at = start;
            return self.fault("at most as many repetitions as the second number says");
        }
        if self.peek() != Some('}') {
            return self.fault("`}` after the number of repetitions");
        }
        self.at += 1;
        let shown = |n: Option<u32>| n.map_or(String::new(), |n| n.to_string());
        let least = least.unwrap_or(0);
        self.out += &if has_comma {
            format!("{{{least},{}}}", shown(most))
        } else {
            format!("{{{least}}}")
        };
        self.before = Before::Repeated;
        Ok(())
    }

    /// The guide writes `{m, n}` in its description.
    fn skip_space(&mut self) {
        while self.peek() == Some(' ') {
            self.at += 1;
        }
    }

    fn number(&mut self) -> Result<Option<u32>, Fault> {
        let rest = self.rest();
        let end = rest.bytes().take_while(u8::is_ascii_digit).count();
        if end == 0 {
            return Ok(None);
        }
        let Ok(number) = rest[..end].parse() else {
            return self.fault("a smaller number of repetitions");
        };
        self.at += end;
        Ok(Some(number))
    }

    fn class(&mut self) -> Result<(), Fault> {
        let open = self.at;
        self.at += 1;
        self.out.push('[');
        if self.peek() == Some('^') {
            self.at += 1;
            self.out.push('^');
        }
        let mut first = true;
        loop {
            match self.peek() {
                None => {
                    self.at = open;
                    return self.fault("`]` after the characters of `[`");
                }
                Some(']') if !first => break,
                Some(_) => self.class_item()?,
            }
            first = false;
        }
        self.at += 1;
        self.out.push(']');
        self.before = Before::Something;
        Ok(())
    }

    /// A character, a set or a range.
    fn class_item(&mut self) -> Result<(), Fault> {
        let start = self.at;
        let low = match self.atom()? {
            Atom::One(c) => c,
            Atom::Set(set) => {
                self.out.push_str(set);
                return Ok(());
            }
        };
        self.literal(low);
        let mut ahead = self.rest().chars();
        if ahead.next() != Some('-') || matches!(ahead.next(), None | Some(']')) {
            return Ok(());
        }
        self.at += 1;
        match self.atom()? {
            Atom::One(high) if low <= high => {
                self.out.push('-');
                self.literal(high);
                Ok(())
            }
            _ => {
                self.at = start;
                self.fault("a range that starts with its lower end")
            }
        }
    }
}

fn is_supported(c: char) -> bool {
    c.is_ascii_alphanumeric() || SYMBOLS.contains(c) || OPERATORS.contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fault(source: &str) -> (usize, &'static str) {
        let fault = Regular::parse(source).map(|_| ()).unwrap_err();
        (fault.at, fault.expected)
    }

    #[test]
    fn operators_mean_what_the_guide_says() {
        for (source, text, found) in [
            ("abcc|ab[^c]$", "abcc …", true),
            ("abcc|ab[^c]$", "x aba", true),
            ("abcc|ab[^c]$", "aac", false),
            (r"\D", "12", false),
            (r"\S", " \t\n", false),
            (r"^[^\d]+$", "ab c", true),
            (r"^[\w-]+$", "a_b-c", true),
            (r"^[\W]$", "é", true),
            ("^.$", "é", true),
            ("a.b", "a\nb", false),
            ("a{,2}$", "", true),
            ("^a{2,}$", "aaaa", true),
            ("^a{2, 3}$", "aaa", true),
            ("^a{2}$", "aaa", false),
            ("a+?b", "aaab", true),
            (r"[&&x]", "&", false),
            ("[a-]", "-", true),
            ("[+--]", ",", true),
            ("[]x]", "]", true),
            ("[[]", "[", true),
            ("[^]]", "]]", false),
            ("x}]", "x}]", true),
            ("[+*?.^$|]", "^", true),
            (r"[\x00-\x1F]", "a\tb", true),
            ("(?i)a", "A", false),
        ] {
            match Regular::parse(source) {
                Ok(regex) => assert_eq!(regex.is_match(text), found, "{source} on {text}"),
                Err(fault) => assert!(!found, "{source}: {fault:?}"),
            }
        }
    }

    #[test]
    fn what_the_guide_does_not_list_is_refused_where_it_stands() {
        for (source, at) in [
            ("a(b)", 1),
            (r"a\(b", 2),
            (r"\p", 1),
            (r"\b", 1),
            (r"\", 1),
            (r"\x2", 2),
            (r"\xé0", 2),
            (r"\xFF", 2),
            ("a!", 1),
            ("caf\u{e9}", 3),
            ("*a", 0),
            ("a|+", 2),
            ("a**", 2),
            ("a{2}{3}", 4),
            ("a{3,", 4),
            ("a{}", 2),
            ("a{,}", 3),
            ("a{3,2}", 2),
            ("a{99999999999}", 2),
            ("a[bc", 1),
            ("[]", 0),
            ("[z-a]", 1),
            ("[a-(]", 3),
        ] {
            assert_eq!(fault(source).0, at, "{source}: {}", fault(source).1);
        }
    }

    #[test]
    fn what_would_need_much_memory_is_refused() {
        assert_eq!(fault(".{60000}").1, "a smaller regular expression");
        assert_eq!(fault("[^a]{4000000000}").1, "a smaller regular expression");
        assert!(Regular::parse(r"\w{1,200}").is_ok());
    }
}
