//! Activities: the feed, a user's activities, search, a single one, creation and replies.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use serde::{Deserialize, Serialize};

use super::{
    Answer, DAY, DISPLAY_NAME, USER, body, check_text, in_span, iso, mock_data, now, uuid,
};
use crate::app::App;
use crate::app::failure::{AppError, Failure};

const MAX_MESSAGE: usize = 280;
const MAX_REPLY: usize = 1_024;
const HOUR: Duration = Duration::from_secs(60 * 60);

/// An activity of the feed.
#[derive(Debug, Serialize)]
pub(crate) struct Activity {
    uuid: &'static str,
    handle: &'static str,
    message: &'static str,
    created_at: String,
    expires_at: String,
    likes_count: u32,
    replies_count: u32,
    reposts_count: u32,
    replies: Vec<Reply>,
}

#[derive(Debug, Serialize)]
pub(crate) struct Reply {
    uuid: &'static str,
    reply_to_activity_uuid: &'static str,
    handle: &'static str,
    message: &'static str,
    created_at: String,
    likes_count: u32,
    replies_count: u32,
    reposts_count: u32,
}

/// An activity of one user.
#[derive(Debug, Serialize)]
pub(crate) struct UserActivity {
    uuid: &'static str,
    handle: String,
    message: &'static str,
    created_at: String,
    expires_at: String,
}

/// A newly created activity.
#[derive(Debug, Serialize)]
pub(crate) struct Created {
    uuid: String,
    display_name: &'static str,
    handle: &'static str,
    message: String,
    created_at: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reply_to_activity_uuid: Option<String>,
}

const FIRST: &str = "68f126b0-1ceb-4a33-88be-d90fa7109eee";

/// `GET /api/activities/home`
pub(crate) async fn home(State(app): State<Arc<App>>) -> Answer<Vec<Activity>> {
    tracing::info!("HomeActivities");
    in_span(app.tracer(), "activities_home", |_| {
        mock_data(app.tracer(), home_data)
    })
}

fn home_data(now: SystemTime) -> Vec<Activity> {
    let reply = Reply {
        uuid: "26e12864-1c26-5c3a-9658-97a10f8fea67",
        reply_to_activity_uuid: FIRST,
        handle: "cruddur",
        message: "Noted, and it stays for five days",
        created_at: iso(now - 2 * DAY),
        likes_count: 0,
        replies_count: 0,
        reposts_count: 0,
    };
    let activity = |uuid, handle, message, age: Duration, left: Duration| Activity {
        uuid,
        handle,
        message,
        created_at: iso(now - age),
        expires_at: iso(now + left),
        likes_count: 0,
        replies_count: 0,
        reposts_count: 0,
        replies: Vec::new(),
    };
    vec![
        Activity {
            likes_count: 5,
            replies_count: 1,
            replies: vec![reply],
            ..activity(
                FIRST,
                DISPLAY_NAME,
                "The backend has a trace now",
                2 * DAY,
                5 * DAY,
            )
        },
        activity(
            "66e12864-8c26-4c3a-9658-95a10f8fea67",
            "deploys",
            "Week two is out",
            7 * DAY,
            9 * DAY,
        ),
        activity(
            "248959df-3079-4947-b847-9e0892d1bab4",
            "uptime",
            "All services answer",
            HOUR,
            12 * HOUR,
        ),
    ]
}

/// `GET /api/activities/notifications`
pub(crate) async fn notifications() -> Answer<Vec<Activity>> {
    let now = now();
    Ok(Json(vec![Activity {
        uuid: "9f0d3a55-6c1c-4f2b-a6d1-1d2a7b2f5c11",
        handle: "cruddur",
        message: "Somebody replied to your activity",
        created_at: iso(now - DAY),
        expires_at: iso(now + 5 * DAY),
        likes_count: 0,
        replies_count: 0,
        reposts_count: 0,
        replies: Vec::new(),
    }]))
}

/// `GET /api/activities/@{handle}`
pub(crate) async fn of_user(
    State(app): State<Arc<App>>,
    handle: Result<Path<String>, PathRejection>,
) -> Answer<Vec<UserActivity>> {
    let Path(handle) = handle?;
    in_span(app.tracer(), "activities_users", |_| {
        mock_data(app.tracer(), |now| {
            vec![UserActivity {
                uuid: "248959df-3079-4947-b847-9e0892d1bab4",
                handle,
                message: "All services answer",
                created_at: iso(now - DAY),
                expires_at: iso(now + 31 * DAY),
            }]
        })
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct Search {
    term: Option<String>,
}

/// `GET /api/activities/search?term=`
pub(crate) async fn search(
    search: Result<Query<Search>, QueryRejection>,
) -> Answer<Vec<UserActivity>> {
    let Query(search) = search?;
    if search.term.is_none_or(|term| term.is_empty()) {
        return Err(AppError::Invalid(vec!["search_term_blank"]));
    }
    let now = now();
    Ok(Json(vec![UserActivity {
        uuid: "248959df-3079-4947-b847-9e0892d1bab4",
        handle: DISPLAY_NAME.to_owned(),
        message: "All services answer",
        created_at: iso(now),
        expires_at: iso(now + DAY),
    }]))
}

/// `GET /api/activities/{uuid}`: always fails, as in the course, where the model's name was never
/// imported. The error to find in all four services.
pub(crate) async fn show(
    State(app): State<Arc<App>>,
    uuid: Result<Path<String>, PathRejection>,
) -> Answer<Vec<UserActivity>> {
    let Path(_) = uuid?;
    in_span(app.tracer(), "activities_show", |_| {
        let Json(_) = mock_data(app.tracer(), |_| Vec::<UserActivity>::new())?;
        Err(Failure::new("NameError", "ShowActivity").into())
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct NewActivity {
    message: Option<String>,
    ttl: Option<String>,
}

/// `POST /api/activities`
pub(crate) async fn create(input: Result<Json<NewActivity>, JsonRejection>) -> Answer<Created> {
    let input = body(input)?;
    let ttl = input.ttl.as_deref().and_then(ttl);
    let message = check_text(input.message.as_deref(), MAX_MESSAGE);
    let reasons: Vec<_> = ttl
        .is_none()
        .then_some("ttl_blank")
        .into_iter()
        .chain(message)
        .collect();
    let (Some(ttl), Some(message)) = (ttl, input.message.filter(|_| reasons.is_empty())) else {
        return Err(AppError::Invalid(reasons));
    };
    let now = now();
    Ok(Json(Created {
        uuid: uuid(),
        display_name: DISPLAY_NAME,
        handle: USER,
        message,
        created_at: iso(now),
        expires_at: Some(iso(now + ttl)),
        reply_to_activity_uuid: None,
    }))
}

/// Parses the lifetime of an activity; only these values are valid.
fn ttl(text: &str) -> Option<Duration> {
    Some(match text {
        "30-days" => 30 * DAY,
        "7-days" => 7 * DAY,
        "3-days" => 3 * DAY,
        "1-day" => DAY,
        "12-hours" => 12 * HOUR,
        "3-hours" => 3 * HOUR,
        "1-hour" => HOUR,
        _ => return None,
    })
}

#[derive(Debug, Deserialize)]
pub(crate) struct NewReply {
    message: Option<String>,
}

/// `POST /api/activities/{uuid}/reply`
pub(crate) async fn reply(
    uuid: Result<Path<String>, PathRejection>,
    input: Result<Json<NewReply>, JsonRejection>,
) -> Answer<Created> {
    let Path(uuid) = uuid?;
    let input = body(input)?;
    let message = match (
        check_text(input.message.as_deref(), MAX_REPLY),
        input.message,
    ) {
        (None, Some(message)) => message,
        // the course's app fails here on a name that was never set
        (Some("message_blank"), _) => {
            return Err(Failure::new("NameError", "user_sender_handle").into());
        }
        (reason, _) => return Err(AppError::Invalid(reason.into_iter().collect())),
    };
    Ok(Json(Created {
        uuid: super::uuid(),
        display_name: DISPLAY_NAME,
        handle: USER,
        message,
        created_at: iso(now()),
        expires_at: None,
        reply_to_activity_uuid: Some(uuid),
    }))
}
