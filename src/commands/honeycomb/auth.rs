//! `honeycomb auth`: what the key is, and where data sent with it turn up.

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;

use crate::context::Ctx;
use crate::error::{Hint, Result};
use crate::model::{HoneycombKey, HoneycombKeyKind, HoneycombPlace, escape};
use crate::render::{Screen, Tone, View};

#[derive(Debug, Args)]
pub(crate) struct AuthArgs {}

#[derive(Debug, Serialize)]
pub(super) struct KeyReport {
    url: String,
    #[serde(flatten)]
    key: HoneycombKey,
    /// The name of the service in the settings.
    #[serde(skip)]
    service: String,
    /// Any key would do.
    #[serde(skip)]
    is_of_local_stack: bool,
}

pub(super) async fn run(ctx: &Ctx, args: &AuthArgs) -> Result<()> {
    ctx.output.emit(&fetch(ctx, args).await?)
}

pub(super) async fn fetch(ctx: &Ctx, _args: &AuthArgs) -> Result<KeyReport> {
    let access = ctx.honeycomb_access()?;
    let key = ctx.honeycomb()?.auth().await?;
    Ok(KeyReport {
        url: access.url,
        key,
        service: ctx.config.settings.service().to_owned(),
        is_of_local_stack: access.local,
    })
}

impl KeyReport {
    fn lines(&self) -> Vec<(&'static str, String, Tone)> {
        let key = &self.key;
        let mut lines = vec![
            ("service", self.url.clone(), Tone::Plain),
            ("team", place(&key.team), Tone::Strong),
        ];
        if let Some(environment) = &key.environment {
            lines.push(("environment", place(environment), Tone::Strong));
        }
        let id = if key.masked == key.id {
            key.id.clone()
        } else {
            format!("{} ({})", key.masked, key.id)
        };
        lines.push(("key", id, Tone::Key));
        lines.push(("kind", self.kind(), Tone::Plain));
        for (title, allowed, tone) in [("may", true, Tone::Good), ("may not", false, Tone::Faint)] {
            let names = key.permissions.iter().filter(|(_, yes)| **yes == allowed);
            let names: Vec<&str> = names.map(|(name, _)| words(name)).collect();
            if !names.is_empty() {
                lines.push((title, names.join(", "), tone));
            }
        }
        lines.push(("data", self.destination(), Tone::Plain));
        lines
    }

    fn kind(&self) -> String {
        let kind = match self.key.kind {
            HoneycombKeyKind::Ingest => "ingest: can only send data",
            HoneycombKeyKind::Configuration => "configuration: can do what its permissions list",
            HoneycombKeyKind::Management => {
                "management: manages keys and environments, cannot send data"
            }
        };
        if self.key.is_classic() {
            format!("Classic {kind}")
        } else {
            kind.to_owned()
        }
    }

    /// Data that are sought in another environment or dataset are the usual trouble.
    fn destination(&self) -> String {
        match &self.key.environment {
            _ if !self.key.sends() => "none: this key cannot send".to_owned(),
            Some(environment) => format!(
                "environment `{}`, one dataset per service: `{}`",
                environment.slug, self.service
            ),
            None => "the dataset named in the header x-honeycomb-dataset".to_owned(),
        }
    }
}

impl View for KeyReport {
    fn view(&self, screen: &Screen, out: &mut dyn Write) -> io::Result<()> {
        for (title, text, tone) in self.lines() {
            let text = screen.paint(tone, escape(&text));
            if screen.terminal {
                writeln!(out, "  {title:<13}{text}")?;
            } else {
                writeln!(out, "{title}\t{text}")?;
            }
        }
        Ok(())
    }

    fn hints(&self) -> Vec<Hint> {
        let hint = match self.key.kind {
            _ if self.is_of_local_stack => {
                "use `--target cloud` to check your key; the local stack accepts any"
            }
            HoneycombKeyKind::Ingest => {
                "look in `unknown_service` for services without OTEL_SERVICE_NAME; use a configuration key for queries and markers"
            }
            HoneycombKeyKind::Configuration if self.key.sends() => {
                "use an ingest key in programs: it can only send"
            }
            HoneycombKeyKind::Configuration => {
                "allow this key `Send Events` in Honeycomb, or create an ingest key, to send data"
            }
            HoneycombKeyKind::Management => {
                "use an ingest key to send, and a configuration key for queries and markers"
            }
        };
        vec![hint.into()]
    }
}

/// `Production (production)`.
fn place(place: &HoneycombPlace) -> String {
    match (place.name.as_str(), place.slug.as_str()) {
        ("", "") => "not told".to_owned(),
        (name, "") => name.to_owned(),
        ("", slug) => slug.to_owned(),
        (name, slug) => format!("{name} ({slug})"),
    }
}

/// The service's names for permissions as its pages write them.
fn words(permission: &str) -> &str {
    match permission {
        "events" => "send events",
        "markers" => "manage markers",
        "triggers" => "manage triggers",
        "boards" => "manage public boards",
        "privateBoards" => "manage private boards",
        "queries" => "run queries",
        "columns" => "manage columns",
        "createDatasets" => "create datasets",
        "slos" => "manage SLOs",
        "recipients" => "manage recipients",
        other => other,
    }
}
