//! The groups of a Live Tail: which session streams them, which come and which go.

use std::collections::{BTreeSet, HashMap};

use super::LiveEvent;
use crate::error::Result;
use crate::providers::cloudwatch_logs::GroupNotice;
use crate::providers::cloudwatch_logs::Logs;
use crate::providers::cloudwatch_logs::event_stream::Emitter;
use crate::providers::cloudwatch_logs::group_resolver::LogSource;
use crate::providers::cloudwatch_logs::live_tail::MAX_LIVE_GROUPS;

/// Groups by their numbers, which stay what they are.
pub(super) struct Groups {
    sources: Vec<LogSource>,
    arns: Vec<String>,
    numbers: HashMap<String, usize>,
    /// The session of each group.
    sessions: Vec<usize>,
    gone: BTreeSet<usize>,
    /// Those that the last look of the globs was without: lists may lag behind.
    missed: BTreeSet<usize>,
    /// Those that came, until what was logged in them before is read.
    fresh: BTreeSet<usize>,
}

impl Groups {
    pub(super) async fn new(logs: &Logs, sources: Vec<LogSource>) -> Result<Self> {
        let mut groups = Self {
            sources: Vec::new(),
            arns: Vec::new(),
            numbers: HashMap::new(),
            sessions: Vec::new(),
            gone: BTreeSet::new(),
            missed: BTreeSet::new(),
            fresh: BTreeSet::new(),
        };
        for source in sources {
            match arn_of(logs, &source).await? {
                Some(arn) => groups.push(source, arn),
                None => return Err(logs.no_group(&source.name).await),
            }
        }
        Ok(groups)
    }

    fn push(&mut self, source: LogSource, arn: String) {
        self.sessions.push(self.session_with_room());
        self.numbers.insert(arn.clone(), self.sources.len());
        self.sources.push(source);
        self.arns.push(arn);
    }

    pub(super) fn sources(&self) -> &[LogSource] {
        &self.sources
    }

    /// How many sessions there are.
    pub(super) fn session_count(&self) -> usize {
        self.sessions.iter().max().map_or(0, |last| last + 1)
    }

    pub(super) fn session_of(&self, number: usize) -> usize {
        self.sessions[number]
    }

    /// All of a session, whether they are there or not.
    pub(super) fn of_session(&self, session: usize) -> impl Iterator<Item = usize> {
        let all = self.sessions.iter().enumerate();
        all.filter(move |(_, of)| **of == session)
            .map(|(number, _)| number)
    }

    /// Those of a session that are there.
    pub(super) fn present(&self, session: usize) -> impl Iterator<Item = usize> {
        let all = self.of_session(session);
        all.filter(|number| !self.gone.contains(number))
    }

    pub(super) fn arns(&self, session: usize) -> Vec<String> {
        let present = self.present(session);
        present.map(|number| self.arns[number].clone()).collect()
    }

    pub(super) fn is_fresh(&self, number: usize) -> bool {
        self.fresh.contains(&number)
    }

    /// What was logged before the session knew its groups is read.
    pub(super) fn are_read(&mut self, session: usize) {
        let sessions = &self.sessions;
        self.fresh.retain(|number| sessions[*number] != session);
    }

    /// The service names groups by ARNs, or by account and name.
    pub(super) fn number_of(&self, identifier: &str) -> Option<usize> {
        let identifier = identifier.strip_suffix(":*").unwrap_or(identifier);
        if let Some(number) = self.numbers.get(identifier) {
            return Some(*number);
        }
        let name = identifier.rsplit(':').next()?;
        self.sources.iter().position(|source| source.name == name)
    }

    fn session_with_room(&self) -> usize {
        let has_room = |session: &usize| self.present(*session).count() < MAX_LIVE_GROUPS;
        // the one after the last has
        (0..).find(has_room).unwrap_or_default()
    }

    /// Takes the groups that the globs match now. Returns the sessions that do not have all
    /// of theirs.
    pub(super) async fn meet(
        &mut self,
        logs: &Logs,
        out: &Emitter<LiveEvent>,
        met: Vec<LogSource>,
    ) -> BTreeSet<usize> {
        let is_met = |source: &LogSource| met.iter().any(|met| met.name == source.name);
        let missing: BTreeSet<usize> = (0..self.sources.len())
            .filter(|number| !self.gone.contains(number))
            .filter(|number| !self.sources[*number].named && !is_met(&self.sources[*number]))
            .collect();
        let twice: Vec<usize> = missing.intersection(&self.missed).copied().collect();
        for number in twice {
            self.leave(out, number);
        }
        self.missed = missing;
        let mut changed = BTreeSet::new();
        for source in met {
            let is_known = |known: &LogSource| known.name == source.name;
            match self.sources.iter().position(is_known) {
                Some(number) if self.gone.contains(&number) => {
                    changed.insert(self.come_back(out, number));
                }
                Some(_) => {}
                None => changed.extend(self.add(logs, out, source).await),
            }
        }
        changed
    }

    /// Returns the session that is to have it.
    async fn add(
        &mut self,
        logs: &Logs,
        out: &Emitter<LiveEvent>,
        source: LogSource,
    ) -> Option<usize> {
        let arn = match arn_of(logs, &source).await {
            // it may be gone by now
            Ok(arn) => arn?,
            // the next look may succeed
            Err(error) => {
                out.emit(LiveEvent::Groups(GroupNotice::LookFailed(error)));
                return None;
            }
        };
        let number = self.sources.len();
        self.push(source.clone(), arn);
        self.fresh.insert(number);
        out.emit(LiveEvent::Groups(GroupNotice::Found(source)));
        Some(self.sessions[number])
    }

    /// Looks which groups of a session are there. Returns whether that changed something.
    pub(super) async fn look(
        &mut self,
        logs: &Logs,
        out: &Emitter<LiveEvent>,
        session: usize,
    ) -> Result<bool> {
        let mut changed = false;
        let all: Vec<usize> = self.of_session(session).collect();
        for number in all {
            let there = arn_of(logs, &self.sources[number]).await?.is_some();
            match (there, self.gone.contains(&number)) {
                (false, false) => self.leave(out, number),
                (true, true) => {
                    self.come_back(out, number);
                }
                _ => continue,
            }
            changed = true;
        }
        Ok(changed)
    }

    /// One of them is not there any more.
    pub(super) fn leave(&mut self, out: &Emitter<LiveEvent>, number: usize) {
        if self.gone.insert(number) {
            out.emit(LiveEvent::Groups(GroupNotice::Gone { group: number }));
        }
    }

    /// Returns the session that is to have it: the one before may be full by now.
    fn come_back(&mut self, out: &Emitter<LiveEvent>, number: usize) -> usize {
        let before = self.sessions[number];
        if self.present(before).count() >= MAX_LIVE_GROUPS {
            self.sessions[number] = self.session_with_room();
        }
        self.gone.remove(&number);
        self.fresh.insert(number);
        out.emit(LiveEvent::Groups(GroupNotice::Back { group: number }));
        self.sessions[number]
    }
}

/// What Live Tail knows a group by, if it is there.
async fn arn_of(logs: &Logs, source: &LogSource) -> Result<Option<String>> {
    if source.id.starts_with("arn:") {
        return Ok(Some(source.id.clone()));
    }
    Ok(logs.group(&source.name).await?.and_then(|group| group.arn))
}
