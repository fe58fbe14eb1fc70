//! The built binary as a user runs it: one module per noun, `global` for common behaviour.
//!
//! `common` is the harness; it explains how to write a test.

mod backend;
mod bounds;
mod cloud;
mod common;
mod csv;
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
mod session;
mod store;
mod texts;
mod traces;
mod traces_faults;
mod trust;
mod xray;
