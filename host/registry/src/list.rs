use lictor_artifact::{MOST_MANIFEST_BYTES, Manifest, Reference, Repository};
use lictor_contract::tame;
use lictor_model::Digest;
use reqwest::{Method, StatusCode, Url, header};
use serde::Deserialize;

use crate::RegistryError;
use crate::access::Access;
use crate::limits::{MOST_PAGE_BYTES, MOST_PAGES, MOST_TAGS};
use crate::registry::{Registry, Request};

/// A tag, and what it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tagged {
    /// The tag.
    pub tag: String,
    /// The digest of the manifest.
    pub digest: Digest,
    /// The pack and its version, as the manifest says; whether the component agrees is seen when it is pulled. None if the
    /// manifest does not say, or is not that of a pack.
    pub pack: Option<(String, String)>,
}

#[derive(Deserialize)]
struct Page {
    // Some registries answer null where there is none.
    tags: Option<Vec<String>>,
}

impl Registry {
    /// The tags of a repository: versions in their order, then the others by name.
    ///
    /// # Errors
    /// The registry does not give them.
    pub async fn list(&self, repository: &Repository) -> Result<Vec<Tagged>, RegistryError> {
        let mut listed = Vec::new();
        for tag in self.tags(repository).await? {
            let Ok(reference) = repository.tagged(&tag) else { continue };
            // It may have gone in between.
            let Some((digest, manifest)) =
                self.manifest(&reference, Access::Pull(repository.path().to_owned())).await?
            else {
                continue;
            };
            let manifest = Manifest::read(&manifest);
            let said = manifest.as_ref().and_then(|manifest| Some((manifest.plugin()?, manifest.version()?)));
            let pack = said.map(|(plugin, version)| (tame(plugin, 140), tame(version, 100)));
            listed.push(Tagged { tag, digest, pack });
        }
        Ok(listed)
    }

    /// The tags that people gave, without those under which registries keep lists of referrers.
    pub(crate) async fn tags(&self, repository: &Repository) -> Result<Vec<String>, RegistryError> {
        let what = format!("the tags of {repository}");
        let access = Access::Pull(repository.path().to_owned());
        let mut tags = Vec::new();
        let mut next = Some(self.url(&format!("{}/tags/list?n=100", repository.path()))?);
        let mut pages = 0;
        while let Some(url) = next {
            pages += 1;
            if pages > MOST_PAGES {
                return Err(self.unexpected(format!("{what} without end")));
            }
            let request = Request::new(Method::GET, url.clone(), &what, access.clone());
            let (status, headers, body) = self.whole(&request, MOST_PAGE_BYTES).await?;
            if status == StatusCode::NOT_FOUND {
                return Err(RegistryError::NotFound { what: repository.to_string() });
            }
            let page: Page =
                serde_json::from_slice(&body).map_err(|_| self.unexpected(format!("no list of {what}")))?;
            // Names that are none cannot be asked for, so they are not shown either.
            let page = page.tags.unwrap_or_default().into_iter();
            tags.extend(page.filter(|tag| repository.tagged(tag).is_ok() && !is_fallback(tag)));
            if tags.len() > MOST_TAGS {
                return Err(self.unexpected(format!("more than {MOST_TAGS} tags of {repository}")));
            }
            next = headers.get(header::LINK).and_then(|link| next_page(link.to_str().ok()?, &url));
        }
        tags.sort_by(|one, other| {
            let version = |tag: &str| tag.parse::<semver::Version>().ok();
            (version(one).is_none(), version(one), one).cmp(&(version(other).is_none(), version(other), other))
        });
        tags.dedup();
        Ok(tags)
    }

    /// A manifest under a tag or a digest, and its digest. None if it is not there.
    pub(crate) async fn manifest(
        &self,
        reference: &Reference,
        access: Access,
    ) -> Result<Option<(Digest, Vec<u8>)>, RegistryError> {
        let what = reference.to_string();
        let name = reference
            .digest()
            .map_or_else(|| reference.tag().unwrap_or_default().to_owned(), |digest| digest.to_string());
        let url = self.url(&format!("{}/manifests/{name}", reference.repository().path()))?;
        let mut request = Request::new(Method::GET, url, &what, access);
        // An index is asked for, too, so that one is told from nothing.
        request.accept = Some(ACCEPTED);
        let (status, headers, bytes) = self.whole(&request, MOST_MANIFEST_BYTES).await?;
        if status == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        let found = Digest::of(&bytes);
        let said = headers.get("docker-content-digest").and_then(|said| said.to_str().ok()?.parse().ok());
        if let Some(wanted) = reference.digest().or(said).filter(|wanted| *wanted != found) {
            return Err(RegistryError::Digest { registry: self.name.clone(), what, wanted, found });
        }
        Ok(Some((found, bytes)))
    }
}

/// The media types of manifests that are understood as far as to say what they are.
const ACCEPTED: &str = "application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json, \
                        application/vnd.docker.distribution.manifest.v2+json";

/// Whether a tag is that of a list of referrers, for registries that have no other.
pub(crate) fn is_fallback(tag: &str) -> bool {
    tag.strip_prefix("sha256-").is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| byte.is_ascii_hexdigit()))
}

/// The next page (RFC 8288), if it is of the same registry.
fn next_page(link: &str, url: &Url) -> Option<Url> {
    let (target, rest) = link.trim().strip_prefix('<')?.split_once('>')?;
    let next = url.join(target).ok()?;
    let relation = rest.split(';').any(|part| matches!(part.trim(), "rel=\"next\"" | "rel=next"));
    (relation && next.origin() == url.origin() && next != *url).then_some(next)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_stay_in_the_registry() {
        let url = |text: &str| Url::parse(text).ok();
        let Some(here) = url("https://r.example/v2/a/tags/list?n=2") else { return };
        for (link, wanted) in [
            ("</v2/a/tags/list?last=b&n=2>; rel=\"next\"", url("https://r.example/v2/a/tags/list?last=b&n=2")),
            ("<https://evil.example/v2/a/tags/list>; rel=\"next\"", None),
            ("</v2/a/tags/list?n=2>; rel=\"next\"", None),
            ("</x>; rel=\"prev\"", None),
            ("x", None),
        ] {
            assert_eq!(next_page(link, &here), wanted, "{link}");
        }
        assert!(is_fallback(&format!("sha256-{}", "0".repeat(64))) && !is_fallback("sha256-0"));
    }
}
