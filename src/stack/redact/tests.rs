use proptest::prelude::*;
use serde_json::{Value, json};

use super::arbitrary::{harmless, name, with_secret};
use super::*;

mod growth;
mod shape;
mod superset;

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
    for (document, expected) in [
        (
            r#"{"/?token=aaaaaaaa1a":1,"/?token=bbbbbbbb2b":2,"x":{"/?token=cccccccc3":3}}"#,
            r#"{"/?token=********":1,"/?token=********#2":2,"x":{"/?token=********":3}}"#,
        ),
        (
            r#"{"/?token=aaaaaaaa":1,"/?token=********":2,"/?token=******#2":3}"#,
            r#"{"/?token=********":1,"/?token=******#2":2,"/?token=****#2#2":3}"#,
        ),
        // less room than the number needs
        (
            r#"{"a":"aaaaaaaaaaaaa","token=a":1,"token=b":2}"#,
            r#"{"a":"aaaaaaaaaaaaa","token=*":1,"token=#2":2}"#,
        ),
        (
            r#"{"{\"password\":12345}":1,"{\"password\":54321}":2}"#,
            r#"{"{\"password\":0}":1,"{\"password\":2}":2}"#,
        ),
    ] {
        let clean = clean_document(document).unwrap();
        assert_eq!(clean, expected);
        assert_eq!(clean_document(&clean).unwrap(), expected, "once is enough");
    }
}

#[test]
fn values_of_routes_and_small_numbers_stay() {
    for document in [
        r#"{"/oauth/token":812.5}"#,
        r#"{"name":"POST /oauth/token","value":48211}"#,
        r#"["/users/password",1.25]"#,
        r#"[["/users/password",1.25]]"#,
        r#"{"/oauth/token":{"count":48211,"last":"200 OK"}}"#,
        r#"{"https://h/oauth/token":"200 OK"}"#,
        r#"{"token":0.5,"cookies":3}"#,
    ] {
        assert_eq!(clean_document(document).unwrap(), document);
        let mut value: Value = serde_json::from_str(document).unwrap();
        clean(&mut value);
        assert_eq!(value, serde_json::from_str::<Value>(document).unwrap());
    }
    for text in [
        "token=512 cookies=3",
        "token: 0.5, cookies: 3.",
        "POST /oauth/token: 12345678us",
        "took {'/oauth/token': 48211, 'GET /users/password': 'fast12'}",
        "https://h/oauth/token: 200 OK1",
    ] {
        assert_eq!(cleaned(text), text);
    }
    assert_eq!(cleaned("token=48211"), "token=*****");
    // a code that somebody was sent
    assert_eq!(cleaned("/reset?token=4821"), "/reset?token=****");
    assert_eq!(cleaned("id=1&token=4821&a=b"), "id=1&token=****&a=b");
    assert_eq!(cleaned("headers/x-api-key: a"), "headers/x-api-key: *");
}

/// What nearly every request has costs no closer look.
#[test]
fn an_everyday_request_is_not_suspect() {
    for text in [
        r#"{"http":{"request":{"method":"GET","url":"http://localhost:4567/api/activities/home","user_agent":"curl/8.5.0"}}}"#,
        r#"{"user_agent":"Mozilla/5.0 (X11; Linux x86_64)","content_length":1024,"assigned":true}"#,
    ] {
        assert!(!is_suspect(text.as_bytes()), "{text}");
        assert_eq!(cleaned(text), text);
    }
    assert!(is_suspect(b"curl -u a:hush1234"));
    assert!(is_suspect(br#"["curl","-u","a:hush1234"]"#));
}

/// Texts in which `hush1234` is secret, in notations that have names with more around them.
#[test]
fn secrets_in_other_notations_are_hidden() {
    for text in [
        "password[]=hush1234",
        "user[password][]=hush1234&a=b",
        "user%5Bpassword%5D%5B%5D=hush1234",
        "headers[authorization][]: hush1234",
        "password[0]=hush1234",
        r#"payload {"u":"https://b/o?a=1\u0026X-Amz-Signature=hush1234"}"#,
        r#"payload {"u":"https://b/o?a=1\u0026sig=hush1234\u0026b=2"}"#,
        r#"payload {"u":"https://b/o?a=1\u0026id_token\u003dhush1234"}"#,
        r#"payload {"u":"a\u0026Authorization=Bearer hush1234"}"#,
        r#"x {\u0022password\u0022: \u0022hush1234\u0022}"#,
        r#"x {\x22password\x22:\x22hush1234\x22}"#,
        "x {&quot;password&quot;:&quot;hush1234&quot;}",
        "a=1&amp;token=hush1234&amp;b=2",
        r"x\ntoken=hush1234",
        r#"password=caf\u00e9hush1234"#,
        "Bearer <hush1234>",
        "Bearer [hush1234]",
        "Bearer `hush1234`",
        "Bearer \u{200b}hush1234",
        "Bearer%C2%A0hush1234",
        "<Password>hush1234</Password>",
        "<ns:Password type=\"a\">hush1234</ns:Password>",
        "&lt;Password&gt;hush1234&lt;/Password&gt;",
        "\\u003cPassword\\u003ehush1234\\u003c/Password\\u003e",
        "<token><![CDATA[hush1234]]></token>",
        "curl -u a:hush1234 http://x",
        "curl -ua:hush1234 http://x",
        "curl --user 'a:hush1234' http://x",
        "app --password hush1234",
        "app -token 'hush1234' -v",
        "['app', '--password', 'hush1234']",
        "API Key: hush1234",
        "X Api Key: hush1234",
        "the secret access key=hush1234",
        "go to https%3A%2F%2Fuser%3Ahush1234@host",
    ] {
        let clean = cleaned(text);
        assert!(!clean.contains("hush"), "{clean}");
        assert!(clean.len() <= text.len());
        assert_eq!(cleaned(&clean), clean, "once is enough");
        // where it is the only text, and where it is a part of JSON
        assert!(
            !cleaned(&json!({ "a": text }).to_string()).contains("hush"),
            "{text}"
        );
    }
    for value in [
        json!({"password[]": "hush"}),
        json!({"user[password][]": ["hush"]}),
        json!({"API Key": "hush"}),
        json!({"X Api Key": "hush"}),
        json!({"access key": "x", "secret access key": "hush"}),
        json!({"args": ["app", "--password", "hush"]}),
        json!({"args": ["app", "--password", 12_345_678, "--port", 80]}),
        json!({"args": ["/usr/bin/curl", "-u", "a:hush", "http://x"]}),
        json!(["Cookie", "hush1234", "z"]),
        json!(["user", "a", "password", "hush1234"]),
        json!({"field": "password", "value": "hush"}),
        json!({"param": "password", "value": "hush"}),
        json!({"headerName": "authorization", "headerValue": "hush"}),
        json!({"header_name": "authorization", "header_value": "hush"}),
        json!({"field": "password", "rejectedValue": "hush"}),
    ] {
        let document = value.to_string();
        assert!(is_suspect(document.as_bytes()), "{document}");
        let clean_text = clean_document(&document).unwrap();
        let mut clean_value = value.clone();
        clean(&mut clean_value);
        for text in [clean_text.as_ref(), &clean_value.to_string()] {
            assert!(!text.contains("hush") && !text.contains("1234"), "{text}");
        }
    }
    // what only resembles them
    for text in [
        "use --password to set one, --token <TOKEN> is another",
        "app --token -v",
        "docker run -u 1000:1000 x",
        "curl -u a http://x",
        "<tokens>3</tokens><token/>",
        "the api key: not found",
        "Bearer <token>",
        "[\"--password\"]",
    ] {
        assert_eq!(cleaned(text), text);
    }
    for document in [
        r#"["cookie","session","jwt"]"#,
        r#"["Authorization","X-Custom","X-Other"]"#,
        r#"["secret","us-east-1","token","v1.2.3-beta"]"#,
        r#"["a","token","k8s-cluster1"]"#,
        r#"["email","password","password2","passwordConfirmation"]"#,
    ] {
        assert_eq!(clean_document(document).unwrap(), document);
    }
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
