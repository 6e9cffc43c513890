//! Who asks what: the part of a request that is the same for every endpoint.

use std::sync::Arc;
use std::time::Duration;

use axum::extract::{FromRequest, FromRequestParts, RawPathParams, Request};
use axum::http::header;
use axum::http::request::Parts;
use http_body_util::BodyExt;
use hyper::body::Body as _;
use tokio::sync::OwnedSemaphorePermit;

use crate::access::Caller;
use crate::configuration::Endpoint;
use crate::observe::TraceParent;
use crate::problem::Problem;
use crate::setup::{Deployed, Setup};
use crate::shared::Shared;

/// What a route is, for those who may use it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Scope(pub(crate) Endpoint);

/// A request of somebody who may make it. Holds the room that it takes until it is dropped.
pub(crate) struct Asked {
    pub(crate) caller: Arc<Caller>,
    pub(crate) policy: Arc<Deployed>,
    pub(crate) setup: Arc<Setup>,
    pub(crate) trace: Option<TraceParent>,
    _room: [OwnedSemaphorePermit; 2],
}

impl Asked {
    /// How long a check may take, from when the sample is there: whoever sends it slowly gains nothing by it.
    pub(crate) fn deadline(&self) -> Duration {
        Duration::from_millis(self.policy.entry.deadline_ms.into())
    }
}

impl FromRequestParts<Arc<Shared>> for Asked {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        let Identified { caller, setup } = Identified::from_request_parts(parts, shared).await?;
        let mut encodings = parts.headers.get_all(header::CONTENT_ENCODING).iter();
        if encodings.any(|encoding| !encoding.as_bytes().eq_ignore_ascii_case(b"identity")) {
            return Err(Problem::compressed());
        }
        let params = RawPathParams::from_request_parts(parts, shared).await.map_err(|_| Problem::no_policy())?;
        let named = params.iter().find(|(name, _)| *name == "policy").map(|(_, value)| value.to_owned());
        let policy = setup.policy(named.as_deref(), &caller)?.clone();
        // The caller's own room first, so that whoever floods is told so and takes nobody else's.
        let own = caller.in_flight.clone().try_acquire_owned().map_err(|_| Problem::too_many())?;
        let all = shared.in_flight.clone().try_acquire_owned().map_err(|_| Problem::overloaded())?;
        let trace = shared.observers.trace(&parts.headers);
        Ok(Self { caller, policy, setup, trace, _room: [own, all] })
    }
}

/// Somebody who may use an endpoint, whatever the policy.
pub(crate) struct Identified {
    pub(crate) caller: Arc<Caller>,
    pub(crate) setup: Arc<Setup>,
}

impl FromRequestParts<Arc<Shared>> for Identified {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, shared: &Arc<Shared>) -> Result<Self, Problem> {
        let setup = shared.setup.load_full();
        let caller = setup.callers.identify(&parts.headers)?;
        // A route without a scope is for nobody.
        let scope = parts.extensions.get::<Scope>().ok_or_else(Problem::not_allowed)?;
        match caller.may_use(scope.0) {
            true => Ok(Self { caller, setup }),
            false => Err(Problem::not_allowed()),
        }
    }
}

/// A whole body as text.
pub(crate) struct Text(pub(crate) String);

impl FromRequest<Arc<Shared>> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, shared: &Arc<Shared>) -> Result<Self, Problem> {
        let setup = shared.setup.load();
        let limits = &setup.configuration.limits;
        let most = limits.body_bytes;
        let asks_first = request.headers().contains_key(header::EXPECT);
        if asks_first && request.body().size_hint().lower() > u64::from(most) {
            return Err(Problem::too_large(most));
        }
        let read = read(request.into_body(), most);
        let bytes = tokio::time::timeout(Duration::from_secs(limits.body_seconds.into()), read).await;
        let bytes = bytes.map_err(|_| Problem::too_slow())??;
        String::from_utf8(bytes).map(Self).map_err(|_| Problem::not_utf8())
    }
}

/// Reads a body. One that is somewhat too large is read to its end and dropped: a client that is still writing when the
/// connection is closed does not see why. One that is far too large is not.
async fn read(mut body: axum::body::Body, most: u32) -> Result<Vec<u8>, Problem> {
    let most_bytes = u64::from(most);
    if body.size_hint().lower() > 2 * most_bytes {
        return Err(Problem::too_large(most));
    }
    let (mut bytes, mut seen) = (Vec::new(), 0);
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|_| Problem::broken_body())?.into_data() else { continue };
        seen += piece.len() as u64;
        match seen {
            _ if seen > 2 * most_bytes => break,
            _ if seen > most_bytes => bytes = Vec::new(),
            _ => bytes.extend_from_slice(&piece),
        }
    }
    if seen > most_bytes { Err(Problem::too_large(most)) } else { Ok(bytes) }
}
