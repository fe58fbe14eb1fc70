//! Reads `/proc`.

use std::fs;

/// Returns the processor time of a process in seconds, user and system; 0 if the process is gone.
pub(crate) fn processor(pid: u32) -> f64 {
    // `sysconf(_SC_CLK_TCK)` on every Linux
    const TICKS: f64 = 100.0;
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // the name in parentheses may contain anything; fields 14 and 15 are user and system time
    let after_name = stat.rsplit(')').next().unwrap_or_default();
    let times = after_name.split_whitespace().skip(11).take(2);
    let ticks = times.filter_map(|time| time.parse::<f64>().ok());
    ticks.sum::<f64>() / TICKS
}

/// Returns a size in KiB from `/proc/PID/status`, such as `VmHWM:`; 0 if the process is gone.
pub(crate) fn status_kib(pid: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let size = line.unwrap_or_default().trim().trim_end_matches(" kB");
    size.parse().unwrap_or(0)
}
