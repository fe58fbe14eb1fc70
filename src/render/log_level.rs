//! Log levels as words and numbers.

use super::screen::Tone;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

/// Keys whose value is a level.
const KEYS: [&str; 6] = [
    "level",
    "severity",
    "lvl",
    "levelname",
    "severityText",
    SEVERITY_NUMBER,
];
const SEVERITY_NUMBER: &str = "severityNumber";

impl Level {
    /// Recognizes words in capitals only, as most line formats write levels.
    pub(super) fn from_word(word: &str) -> Option<Self> {
        match word {
            "FATAL" | "PANIC" | "EMERGENCY" => Some(Self::Fatal),
            "ERROR" | "ERR" | "CRITICAL" | "SEVERE" | "ALERT" | "Traceback" => Some(Self::Error),
            "WARN" | "WARNING" => Some(Self::Warn),
            "INFO" | "NOTICE" => Some(Self::Info),
            "DEBUG" => Some(Self::Debug),
            "TRACE" => Some(Self::Trace),
            _ => None,
        }
    }

    /// Recognizes the levels of pino and bunyan: 10 is trace, 60 is fatal, and custom levels lie
    /// between the standard ones. Numbers outside that range belong to other scales (syslog 0 to 7,
    /// Monolog 100 to 600) with a different order or meaning.
    pub(super) fn from_pino(number: u64) -> Option<Self> {
        match number {
            10..20 => Some(Self::Trace),
            20..30 => Some(Self::Debug),
            30..40 => Some(Self::Info),
            40..50 => Some(Self::Warn),
            50..60 => Some(Self::Error),
            60..100 => Some(Self::Fatal),
            _ => None,
        }
    }

    /// Recognizes OpenTelemetry's `SeverityNumber` (opentelemetry-proto); 0 means unspecified.
    pub(super) fn from_severity_number(number: u64) -> Option<Self> {
        match number {
            1..=4 => Some(Self::Trace),
            5..=8 => Some(Self::Debug),
            9..=12 => Some(Self::Info),
            13..=16 => Some(Self::Warn),
            17..=20 => Some(Self::Error),
            21..=24 => Some(Self::Fatal),
            _ => None,
        }
    }

    /// Interprets a number on the scale of its key. `None` if the key is not for levels.
    pub(super) fn from_number(key: &str, number: u64) -> Option<Self> {
        if key.eq_ignore_ascii_case(SEVERITY_NUMBER) {
            return Self::from_severity_number(number);
        }
        let is_pino = key.eq_ignore_ascii_case("level") || key.eq_ignore_ascii_case("lvl");
        is_pino.then(|| Self::from_pino(number)).flatten()
    }

    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Trace => "TRACE",
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
            Self::Fatal => "FATAL",
        }
    }

    pub(super) fn tone(self) -> Tone {
        match self {
            Self::Trace | Self::Debug => Tone::Faint,
            Self::Info => Tone::Plain,
            Self::Warn => Tone::Warn,
            Self::Error | Self::Fatal => Tone::Bad,
        }
    }
}

/// Whether the value of this key is a level.
pub(super) fn is_key(word: &str) -> bool {
    KEYS.iter().any(|key| word.eq_ignore_ascii_case(key))
}

/// Returns the number that follows a JSON key, from text such as `":50,`.
pub(super) fn json_number(rest: &str) -> Option<u64> {
    let value = rest.strip_prefix('"')?.trim_start().strip_prefix(':')?;
    let value = value.trim_start();
    let end = value.find(|c: char| !c.is_ascii_digit())?;
    let ends = value[end..].starts_with(|c: char| c == ',' || c == '}' || c.is_whitespace());
    ends.then(|| value[..end].parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_levels_within_the_bounds_of_their_scale() {
        let names = |from: fn(u64) -> Option<Level>, numbers: &[u64]| {
            let name = |number: &u64| from(*number).map_or("", Level::name);
            numbers.iter().map(name).collect::<Vec<_>>()
        };
        assert_eq!(
            names(
                Level::from_pino,
                &[0, 3, 9, 10, 20, 30, 35, 40, 50, 60, 99, 100, 400]
            ),
            [
                "", "", "", "TRACE", "DEBUG", "INFO", "INFO", "WARN", "ERROR", "FATAL", "FATAL",
                "", ""
            ]
        );
        assert_eq!(
            names(
                Level::from_severity_number,
                &[0, 1, 5, 9, 13, 17, 21, 24, 25]
            ),
            [
                "", "TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL", "FATAL", ""
            ]
        );
        assert_eq!(Level::from_number("severity", 30), None, "of which scale?");
        assert_eq!(Level::from_number("status", 50), None);
    }

    #[test]
    fn a_number_is_the_whole_value_of_its_key() {
        for (rest, number) in [
            ("\":50,\"msg\"", Some(50)),
            ("\" : 30 }", Some(30)),
            ("\":30}", Some(30)),
            ("\":30.5,", None),
            ("\":\"30\",", None),
            ("\":-30,", None),
            ("=30 ", None),
            (" 30 ", None),
            ("\\\":50,", None),
            ("\":50", None),
            ("", None),
        ] {
            assert_eq!(json_number(rest), number, "{rest}");
        }
    }
}
