//! Signatures that are refused because the clock of this machine is wrong.

use aws_smithy_runtime_api::client::orchestrator::HttpResponse;
use jiff::civil::DateTime;
use jiff::fmt::rfc2822;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::model::{Clock, counted};

/// Services take signatures of five minutes before and after; what differs less than this is
/// refused for another reason.
const WORTH_A_WORD: SignedDuration = SignedDuration::from_mins(4);

/// The hint for a signature that was refused, if the clock explains it.
pub(super) fn hint(
    code: &str,
    message: Option<&str>,
    answer: Option<&HttpResponse>,
) -> Option<String> {
    let is_of_time = matches!(code, "RequestTimeTooSkewed" | "RequestExpired");
    let is_of_signature = matches!(
        code,
        "InvalidSignatureException" | "SignatureDoesNotMatch" | "AuthFailure"
    );
    if !is_of_time && !is_of_signature {
        return None;
    }
    let ahead = message
        .and_then(ahead_by_message)
        .or_else(|| ahead_by_date(answer?.headers().get("date")?))?;
    if ahead.abs() < WORTH_A_WORD {
        return None;
    }
    let way = if ahead.is_positive() {
        "ahead of"
    } else {
        "behind"
    };
    Some(format!(
        "set this machine's clock: it is {} {way} the service's",
        words(ahead.abs())
    ))
}

/// By how much the signature was ahead, as AWS says: `Signature expired: 20261120T090000Z
/// is now earlier than 20261120T090914Z (20261120T091414Z - 5 min.)`, `Signature not yet
/// current: … is still later than … (… + 5 min.)`. The last time is the service's own.
fn ahead_by_message(message: &str) -> Option<SignedDuration> {
    let words = message.split(|c: char| !c.is_ascii_alphanumeric());
    let times: Vec<Timestamp> = words.filter_map(basic_time).collect();
    let (signed, own) = (times.first()?, times.get(2)?);
    Some(signed.duration_since(*own))
}

/// `20261120T090000Z`
fn basic_time(text: &str) -> Option<Timestamp> {
    let text = text.strip_suffix('Z')?;
    if text.len() != "20261120T090000".len() {
        return None;
    }
    let time = DateTime::strptime("%Y%m%dT%H%M%S", text).ok()?;
    Some(time.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

/// The same by the time that the answer was sent.
fn ahead_by_date(date: &str) -> Option<SignedDuration> {
    let sent = rfc2822::parse(date).ok()?.timestamp();
    Some(Clock::System.now().duration_since(sent))
}

/// `9 min 14 s`, `3 h 2 min`, `2 days 1 h`
fn words(time: SignedDuration) -> String {
    let seconds = time.as_secs();
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    match (days, hours) {
        (0, 0) => format!("{minutes} min {seconds} s"),
        (0, hours) => format!("{hours} h {minutes} min"),
        (days, hours) => format!("{} {hours} h", counted(days, "day")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_message_says_by_how_much() {
        let behind = "Signature expired: 20261120T090000Z is now earlier than 20261120T090914Z (20261120T091414Z - 5 min.)";
        let ahead = "Signature not yet current: 20261120T123000Z is still later than 20261120T091914Z (20261120T091414Z + 5 min.)";
        let hint = |code: &str, message: &str| hint(code, Some(message), None);
        assert_eq!(
            hint("InvalidSignatureException", behind).unwrap(),
            "set this machine's clock: it is 14 min 14 s behind the service's"
        );
        assert_eq!(
            hint("SignatureDoesNotMatch", ahead).unwrap(),
            "set this machine's clock: it is 3 h 15 min ahead of the service's"
        );
        assert_eq!(hint("AccessDeniedException", behind), None);
        let key = "The request signature we calculated does not match the signature you provided.";
        assert_eq!(hint("InvalidSignatureException", key), None);
    }

    #[test]
    fn without_times_in_the_message_the_date_of_the_answer_counts() {
        let sent = |by: SignedDuration| {
            let at = (Clock::System.now() + by).to_zoned(TimeZone::UTC);
            let date = at.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
            let mut answer = HttpResponse::new(403.try_into().unwrap(), "".into());
            answer.headers_mut().insert("date", date);
            let message =
                Some("The difference between the request time and the current time is too large.");
            hint("RequestTimeTooSkewed", message, Some(&answer))
        };
        let told = sent(SignedDuration::from_hours(50)).unwrap();
        assert!(
            told.contains("2 days 1 h behind") || told.contains("2 days 2 h behind"),
            "{told}"
        );
        assert!(
            sent(SignedDuration::from_mins(-20))
                .unwrap()
                .contains("ahead of")
        );
        assert_eq!(sent(SignedDuration::from_mins(1)), None);
    }
}
