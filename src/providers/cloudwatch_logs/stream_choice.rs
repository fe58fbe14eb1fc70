//! Which streams of a group are meant: names and globs.

use super::events::{MAX_STREAMS, Streams};
use crate::error::{Error, Result};
use crate::model::Glob;

/// Which streams were asked for.
#[derive(Debug, Clone, Default)]
pub struct StreamChoice {
    names: Vec<String>,
    globs: Vec<Glob>,
}

impl StreamChoice {
    /// # Errors
    /// Usage, for what no stream can be called and for more names than the service takes.
    pub fn parse(streams: &[String]) -> Result<Self> {
        let mut choice = Self::default();
        for stream in streams {
            let shown = stream.escape_debug();
            let literal = stream.replace('*', "");
            if stream.is_empty() || literal.contains(':') || stream.chars().count() > 512 {
                return Err(Error::usage(format!("no log stream is called `{shown}`")).hint(
                    "a stream has 1 to 512 characters, none of them `:`; `*` stands for any of them",
                ));
            }
            match Glob::parse(stream) {
                Some(glob) => choice.globs.push(glob),
                None => choice.names.push(stream.clone()),
            }
        }
        if choice.globs.is_empty() && choice.names.len() > MAX_STREAMS {
            return Err(Error::usage(format!(
                "{} streams are named: the service takes at most {MAX_STREAMS}",
                choice.names.len()
            ))
            .hint("a glob, such as `--stream 'web-*'`, takes any number"));
        }
        Ok(choice)
    }

    pub fn is_all(&self) -> bool {
        self.names.is_empty() && self.globs.is_empty()
    }

    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether events can come from one stream only.
    pub fn is_one(&self) -> bool {
        self.names.len() == 1 && self.globs.is_empty()
    }

    /// As far as the service chooses; the rest is [`Self::passes`]. A stream that is named
    /// to it has to be there, which of several groups may be true for one of them.
    pub fn asked(&self, several_groups: bool) -> Streams {
        let is_all = self.is_all();
        if is_all || (self.globs.is_empty() && !several_groups) {
            return if is_all {
                Streams::All
            } else {
                Streams::Named(self.names.clone())
            };
        }
        let names = self.names.iter().map(String::as_str);
        let mut starts = names.chain(self.globs.iter().map(Glob::prefix));
        let first = starts.next().unwrap_or_default().to_owned();
        let common = starts.fold(first, |common, start| {
            let same = common.chars().zip(start.chars());
            same.take_while(|(a, b)| a == b).map(|(a, _)| a).collect()
        });
        if common.is_empty() {
            Streams::All
        } else {
            Streams::Prefix(common)
        }
    }

    pub fn passes(&self, stream: &str) -> bool {
        self.is_all()
            || self.names.iter().any(|name| name == stream)
            || self.globs.iter().any(|glob| glob.matches(stream))
    }

    /// The choice as it was typed, for people.
    pub fn written(&self) -> String {
        let globs = self.globs.iter().map(Glob::as_str);
        let all = self.names.iter().map(String::as_str).chain(globs);
        all.map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(streams: &[&str]) -> Streams {
        asked_of(streams, false)
    }

    fn asked_of(streams: &[&str], several_groups: bool) -> Streams {
        let streams: Vec<_> = streams.iter().map(|s| (*s).to_owned()).collect();
        let choice = StreamChoice::parse(&streams).unwrap();
        choice.asked(several_groups)
    }

    #[test]
    fn the_service_chooses_as_far_as_it_can() {
        let prefix = |text: &str| Streams::Prefix(text.to_owned());
        assert_eq!(asked(&[]), Streams::All);
        assert_eq!(
            asked(&["a", "b"]),
            Streams::Named(vec!["a".to_owned(), "b".to_owned()])
        );
        assert_eq!(asked(&["web-*"]), prefix("web-"));
        assert_eq!(asked(&["web-*", "web/1"]), prefix("web"));
        assert_eq!(asked(&["web-*", "db"]), Streams::All);
        assert_eq!(asked(&["*web"]), Streams::All);
        // one that only some of the groups have is no error
        assert_eq!(asked_of(&[], true), Streams::All);
        assert_eq!(asked_of(&["web-1"], true), prefix("web-1"));
        assert_eq!(asked_of(&["web-1", "web-2"], true), prefix("web-"));
        assert_eq!(asked_of(&["a", "b"], true), Streams::All);
        let both = ["web-*-1".to_owned(), "db".to_owned()];
        let both = StreamChoice::parse(&both).unwrap();
        for (stream, passes) in [
            ("web-a-1", true),
            ("web-a-2", false),
            ("db", true),
            ("db2", false),
        ] {
            assert_eq!(both.passes(stream), passes, "{stream}");
        }
    }

    #[test]
    fn what_no_stream_is_called_is_refused() {
        for stream in ["", "a:b", &"x".repeat(513)] {
            assert!(
                StreamChoice::parse(&[stream.to_owned()]).is_err(),
                "{stream}"
            );
        }
        let many: Vec<_> = (0..101).map(|n| n.to_string()).collect();
        assert!(StreamChoice::parse(&many).is_err());
    }
}
