#![no_main]

use cruddur_obs::query::log_pattern::LogPattern;
use libfuzzer_sys::fuzz_target;

#[path = "../checks.rs"]
#[allow(dead_code, reason = "each target uses one of them")]
mod checks;

fuzz_target!(|input: &[u8]| checks::parse(input));
