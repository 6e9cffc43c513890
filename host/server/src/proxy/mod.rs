//! A guarding proxy in front of a model server that speaks OpenAI's API: a request is checked before the model sees it, and what
//! the model answers before the application does.
//!
//! What a request holds goes on as it came, but for what is meant for us. Of an answer only what is known here goes on, because
//! only that can be checked: nothing is passed that no rule could look at.

mod choice;
mod failure;
mod request;
mod streamed;
mod upstream;
mod whole;

use std::sync::Arc;

use axum::RequestExt;
use axum::body::Body;
use axum::extract::{FromRequestParts, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, header};
use axum::response::Response;
use lictor::{Decision, Sample, Stage};
use serde_json::Value;

use crate::asked::{Asked, Text};
use crate::problem::Problem;
use crate::shared::Shared;
use crate::told::Told;
use failure::Failure;
use request::Chat;
use upstream::Incoming;
pub(crate) use upstream::Upstream;

/// The field in which requests say what is known and answers what was decided: SDKs keep what they do not know.
const FIELD: &str = "lictor";

/// Which policy was asked.
const POLICY: HeaderName = HeaderName::from_static("x-lictor-policy");
/// What it decided; of an answer that is streamed only its end says so.
const DECISION: HeaderName = HeaderName::from_static("x-lictor-decision");

/// What a request is guarded with.
struct Guarding {
    shared: Arc<Shared>,
    asked: Arc<Asked>,
    upstream: Arc<Upstream>,
}

/// `POST /v1/chat/completions`.
pub(crate) async fn chat(State(shared): State<Arc<Shared>>, request: Request) -> Result<Response, Failure> {
    let (guarding, outgoing, request) = Guarding::of(shared, request).await?;
    let Text(body) = request.extract_with_state(&guarding.shared).await?;
    let mut chat = Chat::read(&body)?;
    guarding.check_request(&chat).await?;
    let body = std::mem::take(&mut chat.body);
    let body = serde_json::to_vec(&Value::Object(body)).map_err(|_| Problem::bug())?;
    let incoming = guarding.upstream.send(Method::POST, "chat/completions", &outgoing, Some(body)).await?;
    if !incoming.status().is_success() {
        return Err(guarding.refused_upstream(incoming).await);
    }
    let mut response = match incoming.is_streamed() {
        true => streamed::relay(guarding.clone(), chat, incoming),
        false => whole::answer(&guarding, &chat, incoming).await?,
    };
    response.headers_mut().insert(POLICY, guarding.policy());
    Ok(response)
}

/// `GET /v1/models`: which models there are is no secret of a model.
pub(crate) async fn models(State(shared): State<Arc<Shared>>, request: Request) -> Result<Response, Failure> {
    let (guarding, outgoing, _) = Guarding::of(shared, request).await?;
    let incoming = guarding.upstream.send(Method::GET, "models", &outgoing, None).await?;
    if !incoming.status().is_success() {
        return Err(guarding.refused_upstream(incoming).await);
    }
    let mut response = Response::new(Body::empty());
    incoming.copy_headers(response.headers_mut());
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let list: Value = serde_json::from_slice(&incoming.whole().await?).map_err(|_| upstream::not_understood())?;
    *response.body_mut() = serde_json::to_vec(&list).map_err(|_| Problem::bug())?.into();
    Ok(response)
}

impl Guarding {
    /// Who asks, what goes on of the request's head, and the rest.
    async fn of(shared: Arc<Shared>, request: Request) -> Result<(Arc<Self>, HeaderMap, Request), Failure> {
        let (mut parts, body) = request.into_parts();
        let forwards = shared.setup.load().upstream.as_ref().is_some_and(|upstream| upstream.forwards_authorization());
        let authorization = match forwards {
            // It is for the model server, so it is no key of ours.
            true => parts.headers.remove(header::AUTHORIZATION),
            false => None,
        };
        let asked = Arc::new(Asked::from_request_parts(&mut parts, &shared).await?);
        let upstream = asked.setup.upstream.clone().ok_or_else(Problem::no_proxy)?;
        let outgoing = upstream::outgoing(&parts.headers, authorization);
        Ok((Arc::new(Self { shared, asked, upstream }), outgoing, Request::from_parts(parts, body)))
    }

    /// Nothing reaches the model that the policy stops.
    async fn check_request(&self, chat: &Chat) -> Result<(), Failure> {
        let sample = Sample { stage: Stage::Request, ..chat.sample.clone() };
        let record = self.shared.check(&self.asked, "proxy-request", sample).await?;
        match record.decision {
            Decision::Allow => Ok(()),
            // A request goes on as it is or not at all.
            Decision::Redact | Decision::Block => {
                let mut failure = Failure::blocked(&Told::of(&record));
                failure.headers.insert(POLICY, self.policy());
                Err(failure)
            }
        }
    }

    /// What the application is told of an error of the model server. Its words are an answer like any other.
    async fn refused_upstream(&self, incoming: Incoming) -> Failure {
        match upstream::Refused::read(incoming).await {
            Ok(refused) => self.told(refused).await,
            Err(problem) => problem.into(),
        }
    }

    async fn told(&self, mut refused: upstream::Refused) -> Failure {
        if let Some(message) = refused.message.take() {
            let sample = Sample { answer: Some(message.clone()), ..Sample::default() };
            let record = self.shared.check_patiently(&self.asked, "proxy-error", Arc::new(sample)).await;
            refused.message = match record.decision {
                Decision::Allow => Some(message),
                Decision::Redact => record.redacted,
                Decision::Block => None,
            };
        }
        refused.into()
    }

    fn policy(&self) -> HeaderValue {
        // Names of policies are made of letters, digits and three signs.
        HeaderValue::from_str(&self.asked.policy.entry.name).unwrap_or(HeaderValue::from_static("-"))
    }
}
