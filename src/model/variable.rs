//! Environment variables with their values.

use secrecy::SecretString;

/// A variable for a program. Any value may be a secret: none can be printed by accident.
#[derive(Debug, Clone)]
pub struct Variable {
    pub name: String,
    pub value: SecretString,
    /// Whether the value gives access to an account.
    pub secret: bool,
}
