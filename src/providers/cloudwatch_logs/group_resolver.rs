//! Which log groups names, ARNs and globs stand for, now and as groups come.

use std::collections::BTreeSet;
use std::time::Duration;

use super::pages::Reader;
use super::retry::ReadError;
use super::timer::Timer;
use crate::error::{Error, Result};
use crate::model::{Glob, GroupSelector, LogAccess, LogGroup};

/// A group that is read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSource {
    /// What the service is asked for: a name or an ARN.
    pub id: String,
    pub name: String,
    /// Whether it was named itself, and not only matched by a glob.
    pub named: bool,
}

/// What lists log groups: the service, or a script in tests.
pub trait GroupLister {
    /// Such as `eu-central-1`.
    fn region(&self) -> &str;

    /// The groups whose names start with `prefix`. Failures that pass are waited out.
    fn groups_from(&self, prefix: Option<&str>) -> impl Future<Output = Result<Vec<LogGroup>>>;

    /// The page of groups that `token` leads to; the first without one. One call, not
    /// repeated.
    fn group_page(
        &self,
        prefix: Option<&str>,
        token: Option<&str>,
    ) -> impl Future<Output = Result<(Vec<LogGroup>, Option<String>), ReadError>>;
}

/// What a resolution leaves out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SelectionNotice {
    /// No group matches this glob, one of several selectors.
    NoMatch(String),
    /// This group matches a glob, and its class does not allow FilterLogEvents.
    WrongClass { group: String, class: String },
}

/// The groups that are meant at the moment, each once.
#[derive(Debug, Default)]
pub struct Selection {
    pub sources: Vec<LogSource>,
    pub notices: Vec<SelectionNotice>,
}

/// Resolves selectors again and again; each notice is given once.
#[derive(Debug, Clone)]
pub struct GroupResolver {
    selectors: Vec<GroupSelector>,
    /// Groups whose class was noticed.
    left_out: BTreeSet<String>,
}

/// Between two looks at least.
const LOOKED: Duration = Duration::from_secs(10);
/// The same for each call that a look takes.
const PER_CALL: Duration = Duration::from_secs(2);

impl GroupResolver {
    pub fn new(selectors: Vec<GroupSelector>) -> Self {
        Self {
            selectors,
            left_out: BTreeSet::new(),
        }
    }

    pub fn selectors(&self) -> &[GroupSelector] {
        &self.selectors
    }

    /// Whether there may be several groups, or more than there are now.
    pub fn may_be_several(&self) -> bool {
        self.selectors.len() > 1 || self.may_grow()
    }

    /// Whether groups may come that are meant as well.
    pub fn may_grow(&self) -> bool {
        self.globs().next().is_some()
    }

    fn globs(&self) -> impl Iterator<Item = &Glob> {
        self.selectors.iter().filter_map(|selector| match selector {
            GroupSelector::Glob(glob) => Some(glob),
            GroupSelector::Name(_) | GroupSelector::Arn(_) => None,
        })
    }

    /// The groups that are meant now.
    ///
    /// # Errors
    /// Usage, for the ARN of another region; what the listing fails with.
    pub async fn resolve(&mut self, lister: &impl GroupLister) -> Result<Selection> {
        let mut selection = Selection::default();
        for selector in &self.selectors {
            let found = match selector {
                GroupSelector::Name(name) => vec![named(name, name)],
                GroupSelector::Arn(arn) => {
                    if arn.region != lister.region() {
                        return Err(Error::usage(format!(
                            "`{selector}` is in {}, and the region is {}",
                            arn.region,
                            lister.region()
                        ))
                        .hint(format!("use `--region {}` to read there", arn.region)));
                    }
                    vec![named(&arn.text, &arn.name)]
                }
                GroupSelector::Glob(glob) => {
                    let mut groups = lister.groups_from(prefix_of(glob)).await?;
                    groups.retain(|group| glob.matches(&group.name));
                    if groups.is_empty() && self.selectors.len() > 1 {
                        let notice = SelectionNotice::NoMatch(selector.to_string());
                        selection.notices.push(notice);
                    }
                    readable(groups, &mut self.left_out, &mut selection.notices)
                }
            };
            selection.add(found);
        }
        Ok(selection)
    }

    /// The groups that the globs match now, and how many calls that took. A failure is not
    /// waited out: who looks again and again looks later.
    async fn look<S: GroupLister, T: Timer>(
        &mut self,
        reader: &Reader<S, T>,
    ) -> Result<(Selection, u32), ReadError> {
        let (mut selection, mut calls) = (Selection::default(), 0);
        let globs: Vec<Glob> = self.globs().cloned().collect();
        for glob in &globs {
            let (groups, took) = reader.groups_like(glob).await?;
            calls += took;
            let found = readable(groups, &mut self.left_out, &mut selection.notices);
            selection.add(found);
        }
        Ok((selection, calls))
    }

    /// Looks again and again which groups the globs match, and reports all of them. It ends
    /// where there is no glob.
    pub async fn watch<S: GroupLister, T: Timer>(
        mut self,
        reader: &Reader<S, T>,
        notify: impl Fn(Result<Selection>),
    ) {
        if !self.may_grow() {
            return;
        }
        let mut calls = 0;
        loop {
            reader.timer.sleep(LOOKED.max(PER_CALL * calls)).await;
            match self.look(reader).await {
                Ok((selection, took)) => {
                    calls = took;
                    notify(Ok(selection));
                }
                // what is known goes on; the next look may succeed
                Err(failed) => notify(Err(failed.error)),
            }
        }
    }
}

impl Selection {
    fn add(&mut self, found: Vec<LogSource>) {
        for source in found {
            if !self.sources.iter().any(|known| known.name == source.name) {
                self.sources.push(source);
            }
        }
    }
}

impl<S: GroupLister, T: Timer> Reader<S, T> {
    /// The groups that a glob matches, each page within the quota, and how many calls that
    /// took.
    async fn groups_like(&self, glob: &Glob) -> Result<(Vec<LogGroup>, u32), ReadError> {
        let mut found: Vec<LogGroup> = Vec::new();
        let mut token: Option<String> = None;
        let mut calls = 0;
        loop {
            self.turn().await;
            calls += 1;
            let page = self.source.group_page(prefix_of(glob), token.as_deref());
            let (groups, next) = page.await?;
            let matching = groups.into_iter().filter(|group| glob.matches(&group.name));
            found.extend(matching);
            // a list that leads nowhere is whole enough to find what is new
            if next.is_none() || next == token {
                return Ok((found, calls));
            }
            token = next;
        }
    }
}

fn prefix_of(glob: &Glob) -> Option<&str> {
    Some(glob.prefix()).filter(|prefix| !prefix.is_empty())
}

/// Those groups that can be read; the others are noticed, each once as `left_out` holds them.
fn readable(
    groups: Vec<LogGroup>,
    left_out: &mut BTreeSet<String>,
    notices: &mut Vec<SelectionNotice>,
) -> Vec<LogSource> {
    let (readable, others): (Vec<_>, Vec<_>) = groups.into_iter().partition(can_be_read);
    for group in others {
        if left_out.insert(group.name.clone()) {
            notices.push(SelectionNotice::WrongClass {
                group: group.name,
                class: group.class.unwrap_or_default(),
            });
        }
    }
    let matched = |group: LogGroup| LogSource {
        id: group.name.clone(),
        name: group.name,
        named: false,
    };
    readable.into_iter().map(matched).collect()
}

/// Groups of other classes know no FilterLogEvents.
fn can_be_read(group: &LogGroup) -> bool {
    group.access() == LogAccess::Read
}

fn named(id: &str, name: &str) -> LogSource {
    LogSource {
        id: id.to_owned(),
        name: name.to_owned(),
        named: true,
    }
}
