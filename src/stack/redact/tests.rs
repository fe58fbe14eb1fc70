use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{harmless, name, with_secret};
use super::*;

fn cleaned(text: &str) -> String {
    let mut text = text.to_owned();
    clean_text(&mut text);
    text
}

#[test]
fn secrets_in_texts_are_hidden_and_the_rest_stays() {
    for (text, expected) in [
        (
            "http://x/?a=1&access_token=geheim12&b=2",
            "http://x/?a=1&access_token=********&b=2",
        ),
        (
            r#"{"access_token":"geheim123","b":1}"#,
            r#"{"access_token":"********","b":1}"#,
        ),
        (
            r#"x {\"accessToken\": \"geheim123\"}"#,
            r#"x {\"accessToken\": \"********\"}"#,
        ),
        (
            "{'X-Rollbar-Access-Token': 'geheim123'}",
            "{'X-Rollbar-Access-Token': '********'}",
        ),
        ("Authorization: Bearer x", "Authorization: ********"),
        (
            "sent authorization=Basic eDp5 to x",
            "sent authorization=******** to x",
        ),
        (
            r#""authorization": ["Bearer a b"]"#,
            r#""authorization": ["********"]"#,
        ),
        (
            r#"x "Set-Cookie": ["a=geheim12", "b=geheim34"] y"#,
            r#"x "Set-Cookie": ["********", "********"] y"#,
        ),
        (
            "Authorization: AWS4-HMAC-SHA256 Credential=a/b, Signature=c\nnext",
            "Authorization: ********\nnext",
        ),
        (
            "Cookie: sid=geheim; theme=dark\r\nAccept: x",
            "Cookie: ********\r\nAccept: x",
        ),
        ("x-honeycomb-team: abc\nx: y", "x-honeycomb-team: ***\nx: y"),
        (
            "HTTP_AUTHORIZATION=geheim1234",
            "HTTP_AUTHORIZATION=********",
        ),
        (
            "got bearer eyJhbGciOi1.x-y_z back",
            "got bearer ******** back",
        ),
        ("Basic dXNlcjpwYXNz0= ok", "Basic ******** ok"),
        ("é access_token=ü é", "é access_token=** é"),
        (
            "s3://b/k?X-Amz-Credential=AK%2F1&X-Amz-Signature=abcdefgh&x=1",
            "s3://b/k?X-Amz-Credential=******&X-Amz-Signature=********&x=1",
        ),
        (
            "/k?AWSAccessKeyId=AKIA1234&Signature=x%2By%3D&Expires=5",
            "/k?AWSAccessKeyId=********&Signature=********&Expires=5",
        ),
        (
            "https://h/b?sv=1&sig=ab%2Fcdefg",
            "https://h/b?sv=1&sig=********",
        ),
        ("redis://:geheim@h:1/0", "redis://*******@h:1/0"),
        (
            "POST /x body=user[password]=geheim12&a=b",
            "POST /x body=user[password]=********&a=b",
        ),
        ("password: hunter22", "password: ********"),
        ("DB_PASSWORD=a,b c=d", "DB_PASSWORD=*** c=d"),
        (
            "[('Cookie', 'geheim12'), ('Host', 'x')]",
            "[('Cookie', '********'), ('Host', 'x')]",
        ),
        // no secrets
        (
            "authorization: denied for you",
            "authorization: denied for you",
        ),
        (
            "bearer of news, basic authentication",
            "bearer of news, basic authentication",
        ),
        ("access_token is missing", "access_token is missing"),
        (r#"{"access_token":""}"#, r#"{"access_token":""}"#),
        ("token=null&a=b", "token=null&a=b"),
        (
            "missing ['password', 'email']",
            "missing ['password', 'email']",
        ),
        ("unexpected token: '}' at 3", "unexpected token: '*' at 3"),
    ] {
        assert_eq!(cleaned(text), expected);
        assert_eq!(cleaned(expected), expected, "once is enough");
    }
}

#[test]
fn names_are_known_in_each_spelling() {
    for name in [
        "Authorization",
        "HTTP_AUTHORIZATION",
        "REDIRECT_HTTP_AUTHORIZATION",
        "http.request.header.authorization",
        "http.request.header.x-honeycomb-team",
        "http.request.header.x_honeycomb_team",
        "http.response.header.set-cookie",
        "accessToken",
        "rollbar.access_token",
        "rollbar_access_token",
        "X-Rollbar-Access-Token",
        "headers[cookie]",
        "AWSAccessKeyId",
        "X%2DAmz%2DSignature",
        "aws.secret_access_key",
        "POSTGRES_PASSWORD",
    ] {
        assert_eq!(hides(name), Some(Hides::Everything), "{name}");
        assert!(is_suspect(name.as_bytes()), "{name}");
    }
    for name in [
        "authorized",
        "author",
        "authority",
        "access_tokens",
        "tokenizer",
        "max_tokens",
        "nextToken",
        "signature",
        "sigma",
        "secretary",
        "passwordless",
        "basic",
        "",
    ] {
        assert_ne!(hides(name), Some(Hides::Everything), "{name}");
    }
    let mut value = json!({"sig": "aB3dE5gH7", "signature": ["fn main", 7]});
    clean(&mut value);
    assert_eq!(
        value,
        json!({"sig": "********", "signature": ["fn main", 7]})
    );
}

#[test]
fn a_document_keeps_all_but_its_secrets() {
    let document = "{ \"n\":1.50e3, \"n\":1E400,\t\"\\u0041uthorization\" : \"geheim\\\"123\",\
        \"password\":12345, \"pin\":[ {\"Cookie\":[7,true,null]} ],\"name\":\"x&token=geheim123\"}";
    let clean = clean_document(document).unwrap();
    assert_eq!(
        clean,
        "{ \"n\":1.50e3, \"n\":1E400,\t\"\\u0041uthorization\" : \"********\",\
        \"password\":0, \"pin\":[ {\"Cookie\":[0,true,null]} ],\"name\":\"x&token=________\"}"
    );
}

#[test]
fn names_that_become_alike_stay_apart() {
    let mut value = json!({"/?token=geheim11": 1, "/?token=geheim22": 2});
    clean(&mut value);
    assert_eq!(
        value,
        json!({"/?token=********": 1, "/?token=********#2": 2})
    );
}

#[test]
fn suspects_are_found_across_chunks() {
    for at in 4060..4110 {
        let mut bytes = vec![b' '; 10_000];
        bytes[at..at + 9].copy_from_slice(b"AUTHORIZA");
        assert!(is_suspect(&bytes), "{at}");
        bytes[at..at + 9].copy_from_slice(b"//u:p@hos");
        assert!(is_suspect(&bytes), "{at}");
    }
    assert!(!is_suspect(&vec![b' '; 10_000]));
}

#[test]
fn many_pairs_on_one_line_take_no_long() {
    let text = "token: x, authorization: digest cookie: a=b //".repeat(20_000);
    let started = std::time::Instant::now();
    let _ = secrets(&text);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
}

proptest! {
    #[test]
    fn every_spelling_is_a_suspect(name in name()) {
        // `sig` alone is a name only with what stands around it
        let field = json!({ name.clone(): "x" }).to_string();
        prop_assert!(is_suspect(field.as_bytes()), "{}", name);
        prop_assert!(names::find(&name).is_some(), "{}", name);
    }

    #[test]
    fn a_secret_is_in_no_value_and_no_document((secret, value) in with_secret()) {
        let mut clean_value = value.clone();
        clean(&mut clean_value);
        let text = clean_value.to_string();
        prop_assert!(!text.contains(&secret), "{} in {}", secret, text);

        let document = value.to_string();
        let cleaned = clean_document(&document).unwrap().into_owned();
        prop_assert!(!cleaned.contains(&secret), "{} in {}", secret, cleaned);
        prop_assert!(cleaned.len() <= document.len());
        let read: Value = serde_json::from_str(&cleaned).unwrap();
        prop_assert_eq!(read["before"].clone(), value["before"].clone());
        prop_assert_eq!(clean_document(&cleaned).unwrap(), cleaned.as_str());
        let mut again = clean_value.clone();
        clean(&mut again);
        prop_assert_eq!(again, clean_value);
        prop_assert!(!self::cleaned(&document).contains(&secret));
    }

    #[test]
    fn without_a_secret_nothing_changes(value in harmless()) {
        let mut same = value.clone();
        clean(&mut same);
        prop_assert_eq!(&same, &value);
        let document = json!({ "a": value }).to_string();
        prop_assert_eq!(clean_document(&document).unwrap(), document.as_str());
    }

    #[test]
    fn any_text_is_cleaned_once(text in r#"(token|Cookie|password|sig|Bearer|basic|http://|u:p@|[=:,;&? "'\\{}\[\]()%]|%3D|[a-z0-9]{1,9}|\PC){0,20}"#) {
        let once = cleaned(&text);
        prop_assert!(once.len() <= text.len());
        prop_assert_eq!(cleaned(&once), once);
    }
}
