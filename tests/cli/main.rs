//! The built binary as a user runs it: one module a noun, `global` for what all share.
//!
//! `common` is the harness, and says how a test is written.

mod backend;
mod bounds;
mod cloud;
mod common;
mod damage;
mod disk;
mod durability;
mod env;
mod global;
mod harness;
mod help;
mod hints;
mod honeycomb;
mod init;
mod local;
mod logs;
mod logs_faults;
mod logs_flags;
mod logs_follow;
mod logs_live;
mod logs_put;
mod logs_search;
mod logs_tail;
mod manual;
mod memory;
mod odd_answers;
mod otel;
mod rollbar;
mod store;
mod texts;
mod traces;
mod traces_faults;
mod trust;
mod whole;
mod xray;
