//! What is answered in the media type of a standard is answered as plain JSON to whoever reads that alone.

use utoipa::Modify;
use utoipa::openapi::{OpenApi, RefOr};

const OF_SCIM: &str = "application/scim+json";
const PLAIN: &str = "application/json";

/// Describes both.
pub(super) struct Media;

impl Modify for Media {
    fn modify(&self, openapi: &mut OpenApi) {
        let items = openapi.paths.paths.values_mut();
        let operations =
            items.flat_map(|item| [&mut item.get, &mut item.post, &mut item.put, &mut item.patch, &mut item.delete]);
        for operation in operations.flatten() {
            for response in operation.responses.responses.values_mut() {
                let RefOr::T(response) = response else { continue };
                if let Some(content) = response.content.get(OF_SCIM).cloned() {
                    response.content.entry(PLAIN.to_owned()).or_insert(content);
                }
            }
        }
    }
}
