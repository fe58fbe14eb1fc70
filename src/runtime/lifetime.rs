//! Whether another process is still running.

use std::fs;

use rustix::process::{Pid, test_kill_process};

/// A process with its start time, because pids are reused.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lifetime {
    pid: u32,
    /// Clock ticks since boot; `None` if the system does not report it.
    began: Option<u64>,
}

impl Lifetime {
    /// The process that currently has this pid.
    pub(super) fn new(pid: u32) -> Self {
        let began = stat(pid).map(|(_, began)| began);
        Self { pid, began }
    }

    /// Whether the process has ended. A zombie counts as ended, because it no longer holds any
    /// resources.
    pub(super) fn is_over(self) -> bool {
        match (self.began, stat(self.pid)) {
            (Some(began), Some((state, now))) => began != now || matches!(state, 'Z' | 'X'),
            (Some(_), None) => true,
            // there is no `/proc`, or the process had already ended
            (None, _) => {
                let pid = i32::try_from(self.pid).ok().and_then(Pid::from_raw);
                pid.is_none_or(|pid| test_kill_process(pid) == Err(rustix::io::Errno::SRCH))
            }
        }
    }
}

/// Returns a process's state and start time (proc_pid_stat(5), fields 3 and 22).
fn stat(pid: u32) -> Option<(char, u64)> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // the process name before may contain blanks and parentheses
    let (_, rest) = text.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?.chars().next()?;
    Some((state, fields.nth(18)?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use std::process::{Command, Stdio};

    use super::*;

    #[test]
    fn a_process_is_over_when_it_ended_and_when_another_has_its_number() {
        let mut child = Command::new("cat").stdin(Stdio::piped()).spawn().unwrap();
        let life = Lifetime::new(child.id());
        assert!(!life.is_over());
        if let Some(began) = life.began {
            let before = Some(began - 1);
            assert!(
                Lifetime {
                    began: before,
                    ..life
                }
                .is_over(),
                "of another process"
            );
        }
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(life.is_over());
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_process_that_nobody_waits_for_is_over() {
        let mut child = Command::new("true").spawn().unwrap();
        let life = Lifetime::new(child.id());
        let began = std::time::Instant::now();
        while !life.is_over() {
            assert!(began.elapsed().as_secs() < 20);
            std::thread::sleep(std::time::Duration::from_millis(5));
        }
        child.wait().unwrap();
    }
}
