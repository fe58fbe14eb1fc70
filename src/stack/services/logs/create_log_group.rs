//! CreateLogGroup.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::checks::{Checks, Text};
use super::error::CloudWatchError;
use super::names::GROUP_NAME;
use super::tags::check_tags;
use crate::stack::Stack;
use crate::stack::store::logs::{LogClass, NewLogGroup};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Input {
    log_group_name: Option<String>,
    kms_key_id: Option<String>,
    tags: Option<BTreeMap<String, String>>,
    log_group_class: Option<String>,
    deletion_protection_enabled: Option<bool>,
}

pub(super) const CLASSES: &[&str] = &["STANDARD", "INFREQUENT_ACCESS", "DELIVERY"];
const KMS_KEY: Text = Text {
    min: 0,
    max: 256,
    pattern: None,
};
/// "Log events in log groups in the Delivery class are kept in CloudWatch Logs for only
/// one day"; AWS shows it as a retention of two days that cannot be changed.
const DELIVERY_DAYS: u32 = 2;

pub(super) async fn run(stack: &Stack, input: Input) -> Result<(), CloudWatchError> {
    let mut checks = Checks::default();
    checks.required("logGroupName", input.log_group_name.as_deref(), &GROUP_NAME);
    checks.optional("kmsKeyId", input.kms_key_id.as_deref(), &KMS_KEY);
    checks.one_of("logGroupClass", input.log_group_class.as_deref(), CLASSES);
    if let Some(tags) = &input.tags {
        check_tags(&mut checks, tags);
    }
    checks.done()?;
    let name = input.log_group_name.unwrap_or_default();
    if name.starts_with("aws/") {
        return Err(CloudWatchError::InvalidParameter(
            "Log groups starting with aws/ are reserved for AWS.".to_owned(),
        ));
    }
    let class = input.log_group_class.as_deref().and_then(LogClass::parse);
    let class = class.unwrap_or(LogClass::Standard);
    let group = NewLogGroup {
        name,
        created_ms: stack.clock.now_ms(),
        class,
        kms_key_id: input.kms_key_id,
        retention_days: (class == LogClass::Delivery).then_some(DELIVERY_DAYS),
        protected: input.deletion_protection_enabled.unwrap_or(false),
        tags: input.tags.unwrap_or_default().into_iter().collect(),
    };
    Ok(stack.store.logs().create_group(group).await?)
}
