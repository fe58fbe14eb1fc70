//! Cross-account observability: the members with which a monitoring account asks for the
//! groups of others. No account is linked to this one.

use serde::{Deserialize, Serialize};

use super::checks::{Checks, Text};
use crate::stack::ACCOUNT_ID;

#[derive(Debug, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Accounts {
    include_linked_accounts: Option<bool>,
    /// "If accountIdentifiers contains a null value, the operation returns all log groups
    /// in the monitoring account and all log groups in all source accounts".
    account_identifiers: Option<Vec<Option<String>>>,
}

const MAX: usize = 20;
const ACCOUNT: Text = Text {
    min: 12,
    max: 12,
    pattern: Some((r"^\d{12}$", |c| c.is_ascii_digit())),
};

impl Accounts {
    pub(super) fn check(&self, checks: &mut Checks) {
        let Some(accounts) = &self.account_identifiers else {
            return;
        };
        let known = || accounts.iter().flatten().cloned().collect::<Vec<_>>();
        checks.length("accountIdentifiers", accounts.len(), (0, MAX), || {
            format!("[{}]", known().join(", "))
        });
        for (index, account) in accounts.iter().flatten().enumerate() {
            let at = format!("accountIdentifiers.{}.member", index + 1);
            checks.text(&at, account, &ACCOUNT);
        }
    }

    /// Whether groups of this account are asked for.
    pub(super) fn has_this(&self) -> bool {
        let accounts = self.account_identifiers.as_deref().unwrap_or_default();
        let is_this = |account: &Option<String>| account.as_deref().is_none_or(|a| a == ACCOUNT_ID);
        self.include_linked_accounts != Some(true)
            || accounts.is_empty()
            || accounts.iter().any(is_this)
    }
}
