//! Glob patterns for names.

use wildmatch::WildMatch;

/// A case-sensitive pattern: `*` matches any characters, `?` matches one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Glob(String);

impl Glob {
    /// Returns `None` for text without a `*`. A lone `?` is literal, because names of log streams
    /// may contain it.
    pub fn parse(text: &str) -> Option<Self> {
        text.contains('*').then(|| Self(text.to_owned()))
    }

    /// Like [`Self::parse`] for names that cannot contain `?`, where a lone `?` is a wildcard too.
    pub fn parse_strict(text: &str) -> Option<Self> {
        text.contains(['*', '?']).then(|| Self(text.to_owned()))
    }

    /// The literal prefix of all matching names.
    pub fn prefix(&self) -> &str {
        let end = self.0.find(['*', '?']).unwrap_or(self.0.len());
        &self.0[..end]
    }

    /// Whether the pattern is [`Self::prefix`] followed by a single `*`.
    pub fn is_prefix(&self) -> bool {
        self.0[self.prefix().len()..] == *"*"
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }

    pub fn matches(&self, name: &str) -> bool {
        WildMatch::new(&self.0).matches(name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_glob_matches_whole_names() {
        for (glob, name, matches) in [
            ("cruddur*", "cruddur", true),
            ("cruddur*", "cruddur/web", true),
            ("cruddur*", "my-cruddur", false),
            ("*web", "/ecs/web", true),
            ("*web", "/ecs/web2", false),
            ("/ecs/*/w?b", "/ecs/a/b/web", true),
            ("/ecs/*/w?b", "/ecs/a/wb", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("*?é", "aé", true),
            ("*?x", "éx", true),
            ("*??x", "éx", false),
            ("Cruddur*", "cruddur", false),
            ("*", "", true),
        ] {
            let glob = Glob::parse(glob).unwrap();
            assert_eq!(glob.matches(name), matches, "{} {name}", glob.as_str());
        }
    }

    #[test]
    fn only_an_asterisk_makes_a_glob() {
        assert_eq!(Glob::parse("2026/11/20/[$LATEST]0123?"), None);
        let glob = Glob::parse("/ecs/web?*").unwrap();
        assert_eq!((glob.prefix(), glob.is_prefix()), ("/ecs/web", false));
        let glob = Glob::parse("/ecs/*").unwrap();
        assert_eq!((glob.prefix(), glob.is_prefix()), ("/ecs/", true));
    }
}
