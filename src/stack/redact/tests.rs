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

/// Texts in which `hush` stands where something is secret, and what must be left of them.
#[test]
fn the_whole_of_a_header_is_hidden() {
    for value in [
        "Splunk hush",
        "DPoP hush",
        "AWS hush:hush=",
        "SSWS 00hush",
        "GenieKey hush-hush",
        "Bot hush.hush",
        "NTLM hush==",
        "Digest username=\"hush\", realm=\"hush\", nonce=\"hush\"",
        "MAC id=\"hush\", mac=\"hush\"",
        "Custom hush, hush; hush & hush",
        "splunk hush",
        "Bearer 'hush'",
        "Bearer \"hush\"",
        "bearer hush",
        "hush",
    ] {
        for text in [
            format!("Authorization: {value}"),
            format!("GET / HTTP/1.1\r\nAuthorization: {value}\r\nHost: x\r\n"),
            format!("sent Proxy-Authorization: {value}\nnext"),
            format!("{{'headers': {{Authorization: {value}}}}}"),
            format!("[\"Authorization: {}\"]", value.replace('"', "\\\"")),
            format!("x-api-key: {value}\nHost: x"),
        ] {
            let clean = cleaned(&text);
            assert!(!clean.contains("hush"), "{clean} of {text}");
            assert_eq!(
                clean.contains("Host: x"),
                text.contains("Host: x"),
                "{clean}"
            );
            assert_eq!(cleaned(&clean), clean);
        }
    }
}

#[test]
fn every_notation_of_a_pair_is_known() {
    for (text, expected) in [
        (
            "curl -H 'Authorization: Splunk a b' -H 'Host: x'",
            "curl -H 'Authorization: ********' -H 'Host: x'",
        ),
        (
            r#"{"a": "Authorization: Splunk abc", "b": 1"#,
            r#"{"a": "Authorization: ********", "b": 1"#,
        ),
        (
            "[(b'authorization', b'Token x'), (b'x-api-key', b'x'), (b'host', b'x')]",
            "[(b'authorization', b'*******'), (b'x-api-key', b'*'), (b'host', b'x')]",
        ),
        (
            "{b'password': b'x', u'token': u'y'}",
            "{b'password': b'*', u'token': u'*'}",
        ),
        (
            "{cookie=sid=abc; remember=x, a=b}",
            "{cookie=********, a=b}",
        ),
        ("db_password := \"x\"", "db_password := \"*\""),
        ("if password == hunter22:", "if password == ********"),
        ("password == \"x\"", "password == \"*\""),
        ("password: Some(\"x\") }", "password: Some(\"*\") }"),
        ("/?acc%65ss_token=x&a=b", "/?acc%65ss_token=*&a=b"),
        ("/?p%61ssword=x&a=b", "/?p%61ssword=*&a=b"),
        ("password=ab'cd&a=b", "password=*****&a=b"),
        ("api_key: ab&cd e", "api_key: ***** e"),
        ("api_key: ab\\cd e", "api_key: ***** e"),
        ("api_key: ab,cd, e", "api_key: *****, e"),
        ("got Bearer 'abcdefgh12'", "got Bearer '********'"),
        (
            "[authorization=Splunk ab, a=b]",
            "[authorization=********, a=b]",
        ),
        ("http://u:p'w@h/", "http://*****@h/"),
        ("['http://h:80','u@b']", "['http://h:80','u@b']"),
    ] {
        assert_eq!(cleaned(text), expected);
        assert_eq!(cleaned(expected), expected, "once is enough");
    }
}

#[test]
fn what_only_resembles_a_secret_stays() {
    for text in [
        "cors allow_headers=['authorization', 'content-type']",
        "\"Authorization\", \"Content-Type\"",
        "[[\"authorization\",\"content-type\"]]",
        "[\"authorization\",\"content-type\"]",
        "if token == EOF: break",
        "Unexpected token: identifier42",
        "Basic Internationalization",
        "Visual Basic: Beginner2024",
        "invalid api_key: not found",
        "api_key = os.environ['API_KEY']",
        "authorization: denied for you",
        "{\"token\":512,\"cookies\":3}",
    ] {
        assert_eq!(cleaned(text), text);
    }
}

#[test]
fn long_secrets_are_hidden_whole() {
    let long = "Ab1".repeat(10_000);
    for (text, expected) in [
        (
            format!("https://aws:{long}@h/pypi/"),
            "https://********@h/pypi/".to_owned(),
        ),
        (
            format!("https%3A%2F%2Faws%3A{long}%40h"),
            "https%3A%2F%2F********%40h".to_owned(),
        ),
        (
            format!("Cookie: a={long}; b={long}\nx"),
            "Cookie: ********\nx".to_owned(),
        ),
        (
            format!("{long}.password={long} x"),
            format!("{long}.password=******** x"),
        ),
    ] {
        assert_eq!(cleaned(&text), expected);
    }
}

#[test]
fn pairs_in_documents_are_known_in_each_shape() {
    for (document, expected) in [
        (
            r#"{"Name":"Authorization","Value":"x y"}"#,
            r#"{"Name":"Authorization","Value":"***"}"#,
        ),
        (
            r#"{"VALUE":"x","KEY":"cookie"}"#,
            r#"{"VALUE":"*","KEY":"cookie"}"#,
        ),
        (
            r#"{"h":["Authorization","x","Host","y"]}"#,
            r#"{"h":["Authorization","*","Host","y"]}"#,
        ),
        (r#"["x-api-key","x"]"#, r#"["x-api-key","*"]"#),
        (
            r#"{"http_request_header_authorization":"x"}"#,
            r#"{"http_request_header_authorization":"*"}"#,
        ),
        (
            r#"{"request_headers_authorization":"x","x-forwarded-authorization":"x"}"#,
            r#"{"request_headers_authorization":"*","x-forwarded-authorization":"*"}"#,
        ),
        (
            r#"{"params.sig":"aB3dE5gH7"}"#,
            r#"{"params.sig":"********"}"#,
        ),
        (r#"{"token":123456789}"#, r#"{"token":0}"#),
    ] {
        assert_eq!(clean_document(document).unwrap(), expected);
        let mut value: Value = serde_json::from_str(document).unwrap();
        clean(&mut value);
        assert_eq!(value, serde_json::from_str::<Value>(expected).unwrap());
    }
}

#[test]
fn no_text_takes_longer_than_its_length() {
    for part in [
        "authorization = a(\"",
        "%2F%2Fa",
        "//a'b",
        "@//a@",
        "cookie: a cookie ",
        "sig:'",
        "token=a;cookie=b;",
        "[{(authorization:",
    ] {
        let text = part.repeat(400_000 / part.len());
        let started = std::time::Instant::now();
        let _ = secrets(&text);
        assert!(
            started.elapsed().as_secs() < 20,
            "{part}: {:?}",
            started.elapsed()
        );
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
    fn any_text_is_cleaned_once(text in r#"(token|Cookie|Authorization|api_key|password|sig|Bearer|basic|http://|u:p@|[=:,;&? "'\\{}\[\]()%]|%3D|[a-z0-9]{1,9}|\PC){0,20}"#) {
        let once = cleaned(&text);
        prop_assert!(once.len() <= text.len());
        prop_assert_eq!(cleaned(&once), once);
    }
}
