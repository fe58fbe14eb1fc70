//! An operation that waits, from its first try to its last: what is tried again and again
//! takes as long as what hangs.

use aws_smithy_runtime_api::box_error::BoxError;
use aws_smithy_runtime_api::client::interceptors::Intercept;
use aws_smithy_runtime_api::client::interceptors::context::BeforeTransmitInterceptorContextRef;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::config_bag::{ConfigBag, Storable, StoreReplace};

use crate::providers::waiting::Waiting;

/// Names this place when it does not answer for a while.
#[derive(Debug)]
pub(in crate::providers) struct Waits(pub(super) String);

/// Ends with the operation, whose state it is in.
#[derive(Debug)]
struct Open {
    _waiting: Waiting,
}

impl Storable for Open {
    type Storer = StoreReplace<Self>;
}

impl Intercept for Waits {
    fn name(&self) -> &'static str {
        "Waits"
    }

    fn read_before_transmit(
        &self,
        _context: &BeforeTransmitInterceptorContextRef<'_>,
        _components: &RuntimeComponents,
        state: &mut ConfigBag,
    ) -> Result<(), BoxError> {
        if state.load::<Open>().is_none() {
            let waiting = Waiting::on(self.0.clone());
            state
                .interceptor_state()
                .store_put(Open { _waiting: waiting });
        }
        Ok(())
    }
}
