//! Input that SDKs do not send, but somebody may.

use super::*;

#[test]
fn a_span_without_an_end_is_in_progress() {
    let mut open = span(1, 0, SpanKind::Server, "GET /", &json!({}));
    open.end_time_unix_nano = 0;
    let mut call = span(2, 0, SpanKind::Client, "query", &json!({}));
    call.end_time_unix_nano = 0;
    let trace = compiled_with(&[], &[request("web", vec![open, call])]);
    assert!(trace.partial);
    for document in documents(&trace) {
        assert_eq!(document["in_progress"], true, "{document}");
        assert!(document.get("end_time").is_none(), "{document}");
    }
    assert!(trace.bounds().1 >= trace.bounds().0);
}
