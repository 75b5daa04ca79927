//! What every page of a door shows, in one language: its brand and its own words. Worked out at the first page after a change and kept: a
//! picture's mark and seven sets of labels are too much for every view. It must never show one door's look at another.

use super::brand::Brand;
use super::labels::Labels;
use domain::id::WorkspaceId;
use domain::language::PerLanguage;
use domain::{FrontDoor, Language};
use std::collections::HashMap;
use std::sync::{Arc, PoisonError, RwLock, Weak};

#[derive(Debug, Default)]
pub(crate) struct Looks(RwLock<HashMap<WorkspaceId, Arc<Look>>>);

#[derive(Debug)]
pub(crate) struct Look {
    /// As it was when this was worked out: whatever changes in it makes another one.
    door: Weak<FrontDoor>,
    pub brand: Arc<Brand>,
    labels: PerLanguage<Arc<Labels>>,
}

impl Looks {
    pub(crate) fn of(&self, door: &Arc<FrontDoor>) -> Arc<Look> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner).get(&door.workspace.id).map(Arc::clone);
        if let Some(look) = kept.filter(|look| look.door.as_ptr() == Arc::as_ptr(door)) {
            return look;
        }
        let look =
            Arc::new(Look { door: Arc::downgrade(door), brand: Arc::new(Brand::of(door)), labels: PerLanguage::new() });
        self.0.write().unwrap_or_else(PoisonError::into_inner).insert(door.workspace.id, Arc::clone(&look));
        look
    }
}

impl Look {
    pub(crate) fn labels(&self, door: &FrontDoor, language: Language) -> Arc<Labels> {
        Arc::clone(self.labels.get(language, || Labels::in_words_of(language, &door.pool.settings.pages)))
    }
}
