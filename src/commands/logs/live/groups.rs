//! The groups of a Live Tail, those that come and those that go.

use std::collections::BTreeSet;
use std::time::Duration;

use super::super::failures::in_a_line;
use crate::context::Ctx;
use crate::error::Result;
use crate::providers::cloudwatch_logs::{LogSource, Logs, MAX_LIVE_GROUPS};

/// Groups by their numbers, which stay what they are.
pub(super) struct Groups {
    pub(super) sources: Vec<LogSource>,
    arns: Vec<String>,
    gone: BTreeSet<usize>,
    /// Those that the last look of the globs was without: lists may lag behind.
    missed: BTreeSet<usize>,
    /// Those that came, until what was logged in them before is read.
    fresh: BTreeSet<usize>,
    /// Names that there was no room for.
    refused: BTreeSet<String>,
}

/// Between two looks where none of them is there.
const LOOK_AGAIN: Duration = Duration::from_secs(10);

impl Groups {
    pub(super) async fn new(logs: &Logs, sources: Vec<LogSource>) -> Result<Self> {
        let mut arns = Vec::new();
        for source in &sources {
            match arn_of(logs, source).await? {
                Some(arn) => arns.push(arn),
                None => return Err(logs.no_group(&source.name).await),
            }
        }
        Ok(Self {
            sources,
            arns,
            gone: BTreeSet::new(),
            missed: BTreeSet::new(),
            fresh: BTreeSet::new(),
            refused: BTreeSet::new(),
        })
    }

    /// Those that are there.
    pub(super) fn present(&self) -> impl Iterator<Item = (usize, &LogSource)> {
        let all = self.sources.iter().enumerate();
        all.filter(|(number, _)| !self.gone.contains(number))
    }

    pub(super) fn arns(&self) -> Vec<String> {
        let present = self.present();
        present
            .map(|(number, _)| self.arns[number].clone())
            .collect()
    }

    pub(super) fn is_fresh(&self, number: usize) -> bool {
        self.fresh.contains(&number)
    }

    /// What was logged before a session knew them is read.
    pub(super) fn are_read(&mut self) {
        self.fresh.clear();
    }

    /// The service names groups by ARNs, or by account and name.
    pub(super) fn number_of(&self, identifier: &str) -> usize {
        let identifier = identifier.strip_suffix(":*").unwrap_or(identifier);
        let by_arn = self.arns.iter().position(|arn| arn == identifier);
        let name = identifier.rsplit(':').next().unwrap_or_default();
        let by_name = || self.sources.iter().position(|source| source.name == name);
        by_arn.or_else(by_name).unwrap_or_default()
    }

    /// Takes the groups that the globs mean now. Returns whether there are some that the
    /// session does not have.
    pub(super) async fn meet(&mut self, ctx: &Ctx, logs: &Logs, met: Vec<LogSource>) -> bool {
        let is_met = |source: &LogSource| met.iter().any(|met| met.name == source.name);
        let missing: BTreeSet<usize> = self
            .present()
            .filter(|(_, source)| !source.named && !is_met(source))
            .map(|(number, _)| number)
            .collect();
        let twice: Vec<usize> = missing.intersection(&self.missed).copied().collect();
        for number in twice {
            self.leave(ctx, number);
        }
        self.missed = missing;
        let mut more = false;
        for source in met {
            let known = self
                .sources
                .iter()
                .position(|known| known.name == source.name);
            match known {
                Some(number) if self.gone.contains(&number) => {
                    self.come_back(ctx, number);
                    more = true;
                }
                Some(_) => {}
                None => more |= self.add(ctx, logs, source).await,
            }
        }
        more
    }

    async fn add(&mut self, ctx: &Ctx, logs: &Logs, source: LogSource) -> bool {
        let name = &source.name;
        if self.present().count() >= MAX_LIVE_GROUPS {
            if self.refused.insert(name.clone()) {
                ctx.output.warn(&format!(
                    "new log group `{name}` is left out: Live Tail takes at most {MAX_LIVE_GROUPS}, `--follow` any number"
                ));
            }
            return false;
        }
        let arn = match arn_of(logs, &source).await {
            Ok(Some(arn)) => arn,
            // it is gone by now
            Ok(None) => return false,
            // the next look may succeed
            Err(error) => {
                ctx.output.detail(&in_a_line(&error));
                return false;
            }
        };
        ctx.output
            .note(&format!("new log group `{name}`: followed from here on"));
        self.fresh.insert(self.sources.len());
        self.sources.push(source);
        self.arns.push(arn);
        true
    }

    /// Looks which of all are there, until one is. Returns whether that changed something.
    pub(super) async fn look(&mut self, ctx: &Ctx, logs: &Logs) -> Result<bool> {
        let mut changed = false;
        loop {
            for number in 0..self.sources.len() {
                let there = arn_of(logs, &self.sources[number]).await?.is_some();
                match (there, self.gone.contains(&number)) {
                    (false, false) => self.leave(ctx, number),
                    (true, true) => self.come_back(ctx, number),
                    _ => continue,
                }
                changed = true;
            }
            if self.present().next().is_some() {
                return Ok(changed);
            }
            tokio::time::sleep(LOOK_AGAIN).await;
        }
    }

    /// One of them is not there any more.
    pub(super) fn leave(&mut self, ctx: &Ctx, number: usize) {
        self.gone.insert(number);
        let name = &self.sources[number].name;
        ctx.output.warn(&format!(
            "there is no log group `{name}`: looking for it again"
        ));
    }

    fn come_back(&mut self, ctx: &Ctx, number: usize) {
        self.gone.remove(&number);
        self.fresh.insert(number);
        let name = &self.sources[number].name;
        ctx.output
            .note(&format!("the log group `{name}` is there again"));
    }
}

/// What Live Tail knows it by, if it is there.
async fn arn_of(logs: &Logs, source: &LogSource) -> Result<Option<String>> {
    if source.id.starts_with("arn:") {
        return Ok(Some(source.id.clone()));
    }
    Ok(logs.group(&source.name).await?.and_then(|group| group.arn))
}
