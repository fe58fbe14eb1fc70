//! What happened to the store that its owner should know, although it works.

use tokio::sync::watch;

pub(super) struct Notices(watch::Sender<Vec<String>>);

impl Default for Notices {
    fn default() -> Self {
        Self(watch::Sender::new(Vec::new()))
    }
}

impl Notices {
    /// Each sentence once.
    pub(super) fn add(&self, notice: String) {
        self.0.send_if_modified(|notices| {
            let is_new = !notices.contains(&notice);
            if is_new {
                notices.push(notice);
            }
            is_new
        });
    }

    pub(super) fn watch(&self) -> watch::Receiver<Vec<String>> {
        self.0.subscribe()
    }
}
