//! PutQueryDefinition, DescribeQueryDefinitions and DeleteQueryDefinition: saved queries.

use serde::{Deserialize, Serialize};

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::names::{GROUP_NAME, TOKEN};
use super::token;
use crate::stack::Stack;
use crate::stack::store::logs::{DefinitionQuery, QueryDefinition};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutInput {
    query_language: Option<String>,
    name: Option<String>,
    query_definition_id: Option<String>,
    client_token: Option<String>,
    #[serde(flatten)]
    body: Body,
}

/// What is kept of a definition as it came.
#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Body {
    query_string: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    log_group_names: Vec<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<Parameter>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
struct Parameter {
    name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_value: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct PutOutput {
    query_definition_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeInput {
    query_language: Option<String>,
    query_definition_name_prefix: Option<String>,
    max_results: Option<i64>,
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DescribeOutput {
    query_definitions: Vec<Definition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    next_token: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Definition {
    query_definition_id: String,
    name: String,
    query_language: String,
    last_modified: i64,
    #[serde(flatten)]
    body: Body,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct DeleteInput {
    query_definition_id: Option<String>,
}

#[derive(Serialize)]
pub(super) struct DeleteOutput {
    success: bool,
}

const LANGUAGES: &[&str] = &["CWLI", "SQL", "PPL"];
/// Quota "Saved queries": "1000 saved CloudWatch Logs Insights queries per Region".
const MAX: u32 = 1_000;
const PAGE: i64 = 1_000;
const MAX_PARAMETERS: usize = 20;
const NAME: Text = text(1, 255);
const QUERY: Text = text(1, 10_000);
const ID: Text = text(1, 256);
const DEFAULT_VALUE: Text = text(0, 1_024);
const DESCRIPTION: Text = text(0, 512);
const CLIENT_TOKEN: Text = Text {
    min: 36,
    max: 128,
    pattern: Some((r"\S{36,128}", |c| !c.is_whitespace())),
};
const PARAMETER_NAME: Text = Text {
    min: 1,
    max: 128,
    pattern: Some(("^[a-zA-Z_][a-zA-Z0-9_]*", |c| {
        c.is_ascii_alphanumeric() || c == '_'
    })),
};

const fn text(min: usize, max: usize) -> Text {
    Text {
        min,
        max,
        pattern: None,
    }
}

pub(super) async fn put(stack: &Stack, input: PutInput) -> Result<PutOutput, CloudWatchError> {
    let mut checks = Checks::default();
    let language = input.query_language.as_deref();
    checks.one_of("queryLanguage", language, LANGUAGES);
    checks.required("name", input.name.as_deref(), &NAME);
    let id = input.query_definition_id.as_deref();
    checks.optional("queryDefinitionId", id, &ID);
    checks.optional("clientToken", input.client_token.as_deref(), &CLIENT_TOKEN);
    input.body.check(&mut checks);
    checks.done()?;
    let language = input.query_language.unwrap_or_else(|| "CWLI".to_owned());
    if language == "SQL" && !input.body.log_group_names.is_empty() {
        return Err(CloudWatchError::InvalidParameter(
            "Log groups of a SQL query are specified in its query string.".to_owned(),
        ));
    }
    if language != "CWLI" && !input.body.parameters.is_empty() {
        return Err(CloudWatchError::InvalidParameter(
            "Query parameters are supported only for Logs Insights QL queries.".to_owned(),
        ));
    }
    let definition = |id| {
        Ok::<_, CloudWatchError>(QueryDefinition {
            id,
            name: input.name.clone().unwrap_or_default(),
            language: language.clone(),
            modified_ms: stack.clock.now_ms(),
            body: serde_json::to_string(&input.body).map_err(|_| CloudWatchError::Unavailable)?,
        })
    };
    let logs = stack.store.logs();
    let query_definition_id = match &input.query_definition_id {
        Some(id) => {
            logs.change_definition(definition(id.clone())?).await?;
            id.clone()
        }
        None => {
            let new = definition(uuid::Uuid::new_v4().to_string())?;
            logs.create_definition(new, input.client_token.clone(), MAX)
                .await?
        }
    };
    Ok(PutOutput {
        query_definition_id,
    })
}

impl Body {
    fn check(&self, checks: &mut Checks) {
        checks.required("queryString", self.query_string.as_deref(), &QUERY);
        let groups = Some(self.log_group_names.as_slice());
        checks.list("logGroupNames", groups, (0, usize::MAX), &GROUP_NAME);
        let count = self.parameters.len();
        checks.length("parameters", count, (0, MAX_PARAMETERS), || {
            "[…]".to_owned()
        });
        for (index, parameter) in self.parameters.iter().enumerate() {
            let at = |member: &str| format!("parameters.{}.member.{member}", index + 1);
            let name = parameter.name.as_deref();
            checks.required(&at("name"), name, &PARAMETER_NAME);
            let value = parameter.default_value.as_deref();
            checks.optional(&at("defaultValue"), value, &DEFAULT_VALUE);
            let description = parameter.description.as_deref();
            checks.optional(&at("description"), description, &DESCRIPTION);
        }
    }
}

pub(super) async fn describe(
    stack: &Stack,
    input: DescribeInput,
) -> Result<DescribeOutput, CloudWatchError> {
    let mut checks = Checks::default();
    let language = input.query_language.as_deref();
    checks.one_of("queryLanguage", language, LANGUAGES);
    let prefix = input.query_definition_name_prefix.as_deref();
    checks.optional("queryDefinitionNamePrefix", prefix, &NAME);
    checks.number("maxResults", input.max_results, (1, PAGE));
    checks.optional("nextToken", input.next_token.as_deref(), &TOKEN);
    checks.done()?;
    let same = (prefix, language);
    let limit = usize::try_from(input.max_results.unwrap_or(PAGE)).unwrap_or(1);
    let query = DefinitionQuery {
        prefix: prefix.map(str::to_owned),
        language: language.map(str::to_owned),
        after: token::place(stack, &same, input.next_token.as_deref())?,
        limit: limit + 1,
    };
    let mut found = stack.store.logs().definitions(query).await?;
    let place = |definition: &QueryDefinition| (definition.name.clone(), definition.id.clone());
    let next_token = token::next(stack, &same, &mut found, limit, place)?;
    let shown = found.into_iter().map(|definition| {
        Ok(Definition {
            body: serde_json::from_str(&definition.body)
                .map_err(|_| CloudWatchError::Unavailable)?,
            query_definition_id: definition.id,
            name: definition.name,
            query_language: definition.language,
            last_modified: definition.modified_ms,
        })
    });
    Ok(DescribeOutput {
        query_definitions: shown.collect::<Result<_, CloudWatchError>>()?,
        next_token,
    })
}

pub(super) async fn delete(
    stack: &Stack,
    input: DeleteInput,
) -> Result<DeleteOutput, CloudWatchError> {
    let mut checks = Checks::default();
    let id = input.query_definition_id.as_deref();
    checks.required("queryDefinitionId", id, &ID);
    checks.done()?;
    let id = input.query_definition_id.unwrap_or_default();
    stack.store.logs().delete_definition(id).await?;
    Ok(DeleteOutput { success: true })
}
