//! `cruddur-obs`: four observability services on one command line, and a local stack that
//! implements the same wire APIs.
//!
//! The rooms (top-level modules) and what each may import, checked by `tests/architecture.rs`:
//!
//! | room | may import |
//! |---|---|
//! | `model`, `error`, `app` | nothing of ours |
//! | `query`, `plan` | `model` |
//! | `project`, `process`, `runtime`, `render` | `model`, `error` |
//! | `config` | `runtime`, `model`, `error` |
//! | `providers` | `model`, `query`, `error` |
//! | `context` | `config`, `runtime`, `providers`, `render`, `model`, `error` |
//! | `stack` | the rooms inside it, `model`, `query`, `error` |
//! | `stack/store` | `model`, `query`, `error` |
//! | `stack/ingest` | `stack`, `stack/store`, `model`, `query`, `error` |
//! | `stack/services` | `stack`, `stack/services/xray`, `stack/ingest`, `stack/store`, `model`, `query`, `error` |
//! | `stack/services/xray` | `stack`, `stack/services`, `stack/ingest`, `stack/store`, `model`, `query`, `error` |
//! | `stack/collector` | `stack`, `stack/services/xray` (the daemon passes calls on), `stack/ingest`, `stack/store`, `model`, `query`, `error` |
//! | `commands/<noun>` | `context`, `config`, `runtime`, `process`, `providers`, `project`, `plan`, `render`, `query`, `app`, `model`, `error` |
//! | `commands/demo`, `commands/up` | what every noun may, `commands/session` |
//! | `commands/local` | what every noun may, `stack`, `stack/store` |
//! | `cli` | `commands`, `commands/<noun>`, `context`, `config`, `model`, `error` |
//! | `main` | `cli`, `error`, `render` |
//!
//! `commands` itself only lists the nouns, and no noun imports another; `commands/session` is what
//! `demo` and `up` share.

pub mod app;
pub mod cli;
mod commands;
mod config;
mod context;
pub mod error;
pub mod model;
mod plan;
mod process;
mod project;
pub mod providers;
pub mod query;
pub mod render;
pub mod runtime;
pub mod stack;
