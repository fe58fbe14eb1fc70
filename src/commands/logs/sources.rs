//! Which groups and streams are meant.

use std::collections::BTreeSet;

use crate::context::Ctx;
use crate::error::{Error, Kind, Result};
use crate::model::{Glob, GroupSelector, LogGroup, shell_word};
use crate::providers::cloudwatch_logs::{EventQuery, Logs, MAX_STREAMS, Streams, is_of_stream};

/// A group that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Source {
    /// What it is asked for by: a name or an ARN.
    pub(super) id: String,
    /// What it is called.
    pub(super) name: String,
    /// Whether it was named, and not only meant by a glob.
    pub(super) named: bool,
}

/// The groups of the command line, checked.
pub(super) fn selectors(groups: &[String]) -> Result<Vec<GroupSelector>> {
    let mut selectors: Vec<GroupSelector> = Vec::new();
    for group in groups {
        let selector = GroupSelector::parse(group).map_err(|error| {
            let shown = group.escape_debug();
            Error::usage(format!("a log group cannot be called `{shown}`: {error}"))
        })?;
        if !selectors.contains(&selector) {
            selectors.push(selector);
        }
    }
    Ok(selectors)
}

/// Whether there may be several groups, or more than there are now.
pub(super) fn are_several(selectors: &[GroupSelector]) -> bool {
    selectors.len() > 1 || may_grow(selectors)
}

/// Whether groups may come that are meant as well.
pub(super) fn may_grow(selectors: &[GroupSelector]) -> bool {
    selectors
        .iter()
        .any(|s| matches!(s, GroupSelector::Glob(_)))
}

/// The groups that these stand for at the moment, each once.
pub(super) async fn resolve(
    ctx: &Ctx,
    logs: &Logs,
    selectors: &[GroupSelector],
) -> Result<Vec<Source>> {
    resolve_telling(ctx, logs, selectors, &mut BTreeSet::new()).await
}

/// The same, with the groups that were left out and said until now.
pub(super) async fn resolve_telling(
    ctx: &Ctx,
    logs: &Logs,
    selectors: &[GroupSelector],
    left_out: &mut BTreeSet<String>,
) -> Result<Vec<Source>> {
    let mut sources: Vec<Source> = Vec::new();
    for selector in selectors {
        let found = match selector {
            GroupSelector::Name(name) => vec![named(name, name)],
            GroupSelector::Arn(arn) => {
                if arn.region != logs.region() {
                    return Err(Error::usage(format!(
                        "`{selector}` is in {}, and the region is {}",
                        arn.region,
                        logs.region()
                    ))
                    .hint(format!("use `--region {}` to read there", arn.region)));
                }
                vec![named(&arn.text, &arn.name)]
            }
            GroupSelector::Glob(glob) => {
                let groups = logs.groups_like(glob).await?;
                if groups.is_empty() && selectors.len() > 1 {
                    ctx.output
                        .note(&format!("no log group matches `{selector}`"));
                }
                readable(ctx, groups, left_out)
            }
        };
        for source in found {
            if !sources.iter().any(|known| known.name == source.name) {
                sources.push(source);
            }
        }
    }
    Ok(sources)
}

/// Those groups that can be read; the others are said, each once as `left_out` holds them.
pub(super) fn readable(
    ctx: &Ctx,
    groups: Vec<LogGroup>,
    left_out: &mut BTreeSet<String>,
) -> Vec<Source> {
    let (readable, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(can_be_read);
    for group in others {
        if left_out.insert(group.name.clone()) {
            ctx.output.note(&format!(
                "`{}` is left out: the events of class {} can only be queried",
                group.name,
                group.class.as_deref().unwrap_or_default()
            ));
        }
    }
    readable.into_iter().map(meant).collect()
}

/// Groups of other classes know no FilterLogEvents.
fn can_be_read(group: &LogGroup) -> bool {
    group
        .class
        .as_deref()
        .is_none_or(|class| class == "STANDARD")
}

fn named(id: &str, name: &str) -> Source {
    Source {
        id: id.to_owned(),
        name: name.to_owned(),
        named: true,
    }
}

fn meant(group: LogGroup) -> Source {
    Source {
        id: group.name.clone(),
        name: group.name,
        named: false,
    }
}

/// The error for globs that nothing matches.
pub(super) fn nothing_matches(logs: &Logs, selectors: &[GroupSelector]) -> Error {
    let written: Vec<_> = selectors.iter().map(|s| format!("`{s}`")).collect();
    Error::not_found(format!(
        "no log group on {} matches {}",
        logs.place(),
        written.join(", ")
    ))
    .hint("run `cruddur-obs logs groups` to list all; case matters; `*` stands for any characters, `?` for one")
}

/// Which streams were asked for.
#[derive(Debug, Clone, Default)]
pub(super) struct StreamChoice {
    names: Vec<String>,
    globs: Vec<Glob>,
}

impl StreamChoice {
    pub(super) fn parse(streams: &[String]) -> Result<Self> {
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

    pub(super) fn is_all(&self) -> bool {
        self.names.is_empty() && self.globs.is_empty()
    }

    /// Whether events can come from one stream only.
    pub(super) fn is_one(&self) -> bool {
        self.names.len() == 1 && self.globs.is_empty()
    }

    /// As far as the service chooses; the rest is [`Self::passes`]. A stream that is named
    /// to it has to be there, which of several groups may be true for one of them.
    pub(super) fn asked(&self, several_groups: bool) -> Streams {
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

    pub(super) fn passes(&self, stream: &str) -> bool {
        self.is_all()
            || self.names.iter().any(|name| name == stream)
            || self.globs.iter().any(|glob| glob.matches(stream))
    }

    /// The choice as it was written.
    pub(super) fn written(&self) -> String {
        let globs = self.globs.iter().map(Glob::as_str);
        let all = self.names.iter().map(String::as_str).chain(globs);
        all.map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ")
    }
}

/// An error about a source; where something named is not there, with what helps then.
pub(super) async fn explained(
    logs: &Logs,
    source: &Source,
    streams: &StreamChoice,
    error: Error,
) -> Error {
    if error.kind() != Kind::NotFound {
        return error;
    }
    if is_of_stream(&error) && !streams.is_all() {
        let missing = missing(logs, source, streams).await;
        return no_stream(source, &missing.unwrap_or_else(|| streams.written()));
    }
    logs.no_group(&source.id).await
}

/// Those of the named streams that are not there.
async fn missing(logs: &Logs, source: &Source, streams: &StreamChoice) -> Option<String> {
    let mut missing = Vec::new();
    for name in &streams.names {
        // only a help: without it the error stands
        if !logs.has_stream(&source.id, name).await.ok()? {
            missing.push(format!("`{name}`"));
        }
    }
    (!missing.is_empty()).then(|| missing.join(", "))
}

fn no_stream(source: &Source, streams: &str) -> Error {
    let group = &source.name;
    Error::not_found(format!(
        "the log group `{group}` has no log stream {streams}"
    ))
    .hint(format!(
        "run `cruddur-obs logs streams {}` to list them",
        shell_word(group)
    ))
}

/// An error if a stream that was named is not there: where nothing was found, and not all
/// services say so of themselves.
pub(super) async fn check_streams(
    logs: &Logs,
    sources: &[Source],
    streams: &StreamChoice,
) -> Result<()> {
    let [source] = sources else { return Ok(()) };
    for name in &streams.names {
        if !logs.has_stream(&source.id, name).await? {
            return Err(no_stream(source, &format!("`{name}`")));
        }
    }
    Ok(())
}

/// The query for a source.
pub(super) fn query_of(source: &Source, query: &EventQuery) -> EventQuery {
    EventQuery {
        group: source.id.clone(),
        ..query.clone()
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
