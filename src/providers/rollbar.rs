//! Rollbar: error items and their occurrences (<https://docs.rollbar.com/reference>).

use jiff::Timestamp;
use reqwest::{Method, StatusCode};
use secrecy::{ExposeSecret as _, SecretString};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::http::{Reply, Service, object};
use super::incomplete::Skips;
use crate::error::{Error, Hint, Result};
use crate::model::{ErrorItem, HttpAccess, ItemStatus, Level, Occurrence};

mod by_trace;
mod occurrence;
mod wire;

pub use by_trace::{FoundByTrace, MAX_OCCURRENCES};

/// A client of one project.
#[derive(Debug, Clone)]
pub struct Rollbar {
    service: Service,
    access: HttpAccess,
}

/// Which items to list; an empty field lets all pass.
#[derive(Debug, Clone, Default)]
pub struct ItemQuery {
    pub statuses: Vec<ItemStatus>,
    pub levels: Vec<Level>,
    pub environments: Vec<String>,
    /// Last seen at or after this.
    pub since: Option<Timestamp>,
    /// Last seen before this.
    pub until: Option<Timestamp>,
    /// How many to give, the last seen first.
    pub last: usize,
}

/// What the item list gave.
#[derive(Debug, Clone)]
pub struct Items {
    /// The last seen first.
    pub items: Vec<ErrorItem>,
    /// Whether there are more pages than were read, so that some could be missing.
    pub truncated: bool,
}

/// Pages of 100 that one listing reads at most.
const PAGES: u32 = 50;
const HEADER: &str = "x-rollbar-access-token";

/// What a call needs of its token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    Read,
    Write,
}

#[derive(Debug, Serialize)]
struct Resolution<'a> {
    status: ItemStatus,
    #[serde(skip_serializing_if = "Option::is_none")]
    resolved_in_version: Option<&'a str>,
}

impl Rollbar {
    /// `Rollbar`, `the local stack`, or an address that stands in Rollbar's place.
    pub fn place(&self) -> &str {
        self.service.place()
    }

    /// Whether neither Rollbar nor the local stack is asked, but what stands in their place.
    pub fn is_elsewhere(&self) -> bool {
        self.access.url_source.is_some()
    }

    /// Sets the client up; nothing is sent.
    pub fn new(access: &HttpAccess) -> Result<Self> {
        Ok(Self {
            service: Service::new(access)?,
            access: access.clone(),
        })
    }

    /// Keeps what answers say that they leave out.
    #[must_use]
    pub fn noting(mut self, skips: &Skips) -> Self {
        self.service.note(skips);
        self
    }

    /// The items that match, the last seen first.
    ///
    /// # Errors
    /// Unauthorised without a token or with one that lacks the scope `read`.
    pub async fn items(&self, query: &ItemQuery) -> Result<Items> {
        let mut items = Vec::new();
        let mut page = 1;
        let truncated = loop {
            let mut parameters = query.parameters();
            parameters.push(("page", page.to_string()));
            let list: wire::ItemList = self
                .get("list the error items", "/items/", &parameters)
                .await?;
            let read: Vec<ErrorItem> = list.items.into_iter().map(ErrorItem::from).collect();
            let last_page = read.is_empty() || u64::from(page) * 100 >= list.total_count;
            // nothing promises the order: it is used only where it is seen
            let ordered = read.is_sorted_by(|a, b| a.last_seen >= b.last_seen);
            let past = ordered
                && read
                    .last()
                    .is_some_and(|last| query.since.is_some_and(|since| last.last_seen < since));
            items.extend(read.into_iter().filter(|item| query.matches(item)));
            if last_page || past || (ordered && items.len() >= query.last) {
                break false;
            }
            if page == PAGES {
                break true;
            }
            page += 1;
        };
        items.sort_by_key(|item| std::cmp::Reverse((item.last_seen, item.number)));
        items.truncate(query.last);
        Ok(Items { items, truncated })
    }

    /// The item that people call by this number.
    ///
    /// # Errors
    /// Not found if there is none.
    pub async fn item(&self, number: u64) -> Result<ErrorItem> {
        let what = format!("read item #{number}");
        let path = format!("/item_by_counter/{number}");
        // answers with a redirection to the item, which is followed with the same header
        match self.get::<wire::Item>(&what, &path, &[]).await {
            Ok(item) => Ok(item.into()),
            Err(error) if error.kind() == crate::error::Kind::NotFound => {
                Err(Error::not_found(format!("no Rollbar item #{number}"))
                    .hint(Hint::run(["rollbar", "items"], "list them")))
            }
            Err(error) => Err(error),
        }
    }

    /// The item with the service's own id.
    pub async fn item_with_id(&self, id: i64) -> Result<ErrorItem> {
        let what = format!("read the item {id}");
        let path = format!("/item/{id}");
        let item: wire::Item = self.get(&what, &path, &[]).await?;
        Ok(item.into())
    }

    /// The last occurrences of an item, newest first.
    pub async fn occurrences(&self, item: &ErrorItem, last: usize) -> Result<Vec<Occurrence>> {
        let what = format!("read the occurrences of #{}", item.number);
        let path = format!("/item/{}/instances", item.id);
        let limit = last.clamp(1, 5_000).to_string();
        let list: wire::InstanceList = self.get(&what, &path, &[("limit", limit)]).await?;
        let mut occurrences: Vec<_> = list.instances.into_iter().map(Occurrence::from).collect();
        occurrences.truncate(last);
        Ok(occurrences)
    }

    /// Marks an item as resolved, in a version if one is named.
    ///
    /// # Errors
    /// Unauthorised without a token or with one that lacks the scope `write`.
    pub async fn resolve(&self, item: &ErrorItem, version: Option<&str>) -> Result<()> {
        let what = format!("resolve #{}", item.number);
        let path = format!("/item/{}", item.id);
        let change = Resolution {
            status: ItemStatus::Resolved,
            resolved_in_version: version,
        };
        let token = self.token(&what, Scope::Write)?.expose_secret();
        let reply = self
            .service
            .call(&what, Method::PATCH, &path, |request| {
                request.header(HEADER, token).json(&change)
            })
            .await?;
        // the result repeats what was sent
        self.result::<serde::de::IgnoredAny>(&what, &reply, Scope::Write)?;
        Ok(())
    }

    async fn get<T: DeserializeOwned>(
        &self,
        what: &str,
        path: &str,
        parameters: &[(&str, String)],
    ) -> Result<T> {
        let token = self.token(what, Scope::Read)?.expose_secret();
        let reply = self
            .service
            .call(what, Method::GET, path, |request| {
                request.header(HEADER, token).query(parameters)
            })
            .await?;
        self.result(what, &reply, Scope::Read)?.ok_or_else(|| {
            Error::failed(format!("cannot {what}"))
                .caused_by(format!("{} returned no result", self.service.place()))
        })
    }

    fn token(&self, what: &str, scope: Scope) -> Result<&SecretString> {
        let (key, variable) = match scope {
            Scope::Read => (&self.access.key, "ROLLBAR_READ_TOKEN"),
            Scope::Write => (&self.access.write_key, "ROLLBAR_WRITE_TOKEN"),
        };
        key.as_ref().ok_or_else(|| {
            Error::unauthorised(format!("cannot {what}: no Rollbar token is set"))
                .caused_by(format!("looked at {}", self.access.key_source))
                .hint(format!(
                    "set {variable} to a project token with the scope `{scope}`; `--target local` needs none"
                ))
        })
    }

    /// The result of an answer, or what its refusal means.
    fn result<T: DeserializeOwned>(
        &self,
        what: &str,
        reply: &Reply,
        scope: Scope,
    ) -> Result<Option<T>> {
        let place = self.service.place();
        if reply.status.is_success() {
            let unexpected = |error: serde_json::Error| {
                Error::failed(format!("cannot {what}"))
                    .caused_by(format!("{place} returned an unexpected answer: {error}"))
            };
            let envelope: wire::Envelope = reply.json().map_err(unexpected)?;
            if envelope.err == 0 {
                let result = envelope.result.map(object).transpose();
                return result.map_err(unexpected);
            }
            return Err(self.refused(what, reply, envelope.message.as_deref(), scope));
        }
        let message = reply.json::<wire::Refusal>().ok().and_then(|r| r.message);
        Err(self.refused(what, reply, message.as_deref(), scope))
    }

    fn refused(&self, what: &str, reply: &Reply, message: Option<&str>, scope: Scope) -> Error {
        let status = reply.status;
        let told = match message {
            Some(message) => self.service.hide(message).into_owned(),
            None => status.to_string(),
        };
        let answered = format!(
            "{} returned {}: {told}",
            self.service.place(),
            status.as_u16()
        );
        let cannot = format!("cannot {what}");
        match status {
            StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN => Error::unauthorised(cannot)
                .caused_by(answered)
                .hint(format!(
                    "use an enabled token of this project with the scope `{scope}` (this one is from {})",
                    self.access.key_source
                )),
            StatusCode::NOT_FOUND => Error::not_found(cannot).caused_by(answered),
            StatusCode::TOO_MANY_REQUESTS => {
                let when = match reply.wait {
                    Some(seconds) => format!("try again in {seconds} s"),
                    None => "try again in a minute".to_owned(),
                };
                Error::failed(cannot).caused_by(answered).hint(when)
            }
            _ => Error::failed(cannot).caused_by(answered),
        }
    }
}

impl std::fmt::Display for Scope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Read => "read",
            Self::Write => "write",
        })
    }
}

impl ItemQuery {
    fn parameters(&self) -> Vec<(&'static str, String)> {
        let statuses = self.statuses.iter().map(|s| ("status", s.to_string()));
        let levels = self.levels.iter().map(|l| ("level", l.to_string()));
        let environments = self.environments.iter();
        let environments = environments.map(|e| ("environment", e.clone()));
        statuses.chain(levels).chain(environments).collect()
    }

    fn matches(&self, item: &ErrorItem) -> bool {
        self.since.is_none_or(|since| item.last_seen >= since)
            && self.until.is_none_or(|until| item.last_seen < until)
    }
}
