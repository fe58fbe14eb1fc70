//! `cruddur-obs`: four observability services from one command line, and a local
//! stack that answers the same wire APIs.
//!
//! The rooms and who may import whom (checked by `tests/architecture.rs`):
//!
//! | room | may import |
//! |---|---|
//! | `model`, `error`, `app` | nothing of ours |
//! | `query` | `model` |
//! | `project` | `model`, `error` |
//! | `process`, `runtime` | `model`, `error` |
//! | `config` | `runtime`, `model`, `error` |
//! | `providers` | `model`, `query`, `error` |
//! | `render` | `model`, `error` |
//! | `context` | `config`, `runtime`, `providers`, `render`, `model`, `error` |
//! | `stack` | `model`, `query`, `error`; inside it `ingest` → `store`, `services` → `ingest` and `store`, `collector` → `ingest`, `store` and the X-Ray service that the daemon passes calls on to |
//! | `commands/<noun>` | everything above except `stack` and other nouns |
//! | `commands/local` | everything above except other nouns |
//! | `cli` | `commands`, `context`, `config`, `model`, `error` |
//! | `main` | `cli`, `error`, `render` |

pub mod app;
pub mod cli;
pub mod commands;
pub mod config;
pub mod context;
pub mod error;
pub mod model;
pub mod process;
pub mod project;
pub mod providers;
pub mod query;
pub mod render;
pub mod runtime;
pub mod stack;
