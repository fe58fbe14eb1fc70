//! Human-readable times, durations and sizes.

use jiff::Timestamp;
use jiff::fmt::temporal::DateTimePrinter;

use crate::model::{TimeStyle, TraceId};

use super::screen::Screen;

/// RFC 3339 with milliseconds. Constant, because every line of a log uses it.
const MILLISECONDS: DateTimePrinter = DateTimePrinter::new().precision(Some(3));

/// Formats a time in the selected style. Relative: `2m ago`, or a date after one day. Local:
/// `2026-11-20T10:14:03.221+01:00`. UTC: `2026-11-20T09:14:03.221Z`.
pub fn time_cell(screen: &Screen, at: Timestamp) -> String {
    match screen.time {
        TimeStyle::Relative => ago(screen, at),
        TimeStyle::Utc => MILLISECONDS.timestamp_to_string(&at),
        TimeStyle::Local => {
            MILLISECONDS.timestamp_with_offset_to_string(&at, screen.zone.to_offset(at))
        }
    }
}

/// Formats a time as `2m ago`, or as a date after one day.
pub(super) fn ago(screen: &Screen, at: Timestamp) -> String {
    let seconds = screen.clock.now().duration_since(at).as_secs();
    match seconds {
        ..0 => "in future".to_owned(),
        0..60 => format!("{seconds}s ago"),
        60..3_600 => format!("{}m ago", seconds / 60),
        3_600..86_400 => format!("{}h ago", seconds / 3_600),
        _ => at
            .to_zoned(screen.zone.clone())
            .strftime("%Y-%m-%d")
            .to_string(),
    }
}

/// The length of a trace id in a narrow list: the time in seconds and two more bytes.
const SHORT_ID: usize = 15;
/// The terminal width at which full ids and most request lines fit.
const WIDE: usize = 110;

/// Returns the id, on a narrow terminal cut to a prefix, which `traces show` accepts too.
pub fn trace_id_cell(screen: &Screen, id: TraceId) -> String {
    let mut id = id.xray();
    if screen.terminal && screen.width < WIDE {
        id.truncate(SHORT_ID);
        id.push('…');
    }
    id
}

/// Formats milliseconds: `3 ms`, `1.24 s`, `2m 05s`.
pub fn duration_ms(ms: f64) -> String {
    match ms {
        ms if ms < 1.0 => format!("{:.0} µs", ms * 1_000.0),
        ms if ms < 9.95 => format!("{ms:.1} ms"),
        ms if ms < 999.5 => format!("{ms:.0} ms"),
        ms if ms < 59_950.0 => format!("{:.2} s", ms / 1_000.0),
        ms => {
            let seconds = (ms / 1_000.0).round();
            format!("{:.0}m {:02.0}s", (seconds / 60.0).floor(), seconds % 60.0)
        }
    }
}

/// Formats a number of bytes: `512 B`, `3.4 KiB`, `12 MiB`.
pub fn size(count: u64) -> String {
    const UNITS: [&str; 4] = ["KiB", "MiB", "GiB", "TiB"];
    let mut amount = count as f64;
    let mut unit = "B";
    for larger in UNITS {
        if amount < 1_024.0 {
            break;
        }
        amount /= 1_024.0;
        unit = larger;
    }
    match unit {
        "B" => format!("{count} B"),
        _ if amount < 9.95 => format!("{amount:.1} {unit}"),
        _ => format!("{amount:.0} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_keep_three_digits_at_most() {
        for (count, text) in [
            (0, "0 B"),
            (1_023, "1023 B"),
            (3_500, "3.4 KiB"),
            (12 << 20, "12 MiB"),
        ] {
            assert_eq!(size(count), text);
        }
    }

    #[test]
    fn durations_keep_three_digits_at_most() {
        for (ms, text) in [
            (0.25, "250 µs"),
            (3.04, "3.0 ms"),
            (41.2, "41 ms"),
            (1_240.0, "1.24 s"),
            (125_000.0, "2m 05s"),
        ] {
            assert_eq!(duration_ms(ms), text);
        }
    }
}
