//! Of which trace a request is a part.

use axum::http::HeaderMap;
use opentelemetry::propagation::TextMapPropagator;
use opentelemetry::trace::{SpanContext, TraceContextExt};
use opentelemetry_http::HeaderExtractor;
use opentelemetry_sdk::propagation::TraceContextPropagator;

/// The caller's span, as the header `traceparent` (W3C Trace Context) names it.
#[derive(Debug, Clone)]
pub(crate) struct TraceParent(SpanContext);

impl TraceParent {
    /// None without the header, and for one that is not what the standard says.
    pub(crate) fn read(headers: &HeaderMap) -> Option<Self> {
        let mut given = headers.get_all("traceparent").iter();
        // Of two nobody knows which one is meant.
        let (Some(_), None) = (given.next(), given.next()) else { return None };
        let context = TraceContextPropagator::new().extract(&HeaderExtractor(headers));
        let span = context.span().span_context().clone();
        span.is_valid().then_some(Self(span))
    }

    pub(super) fn span(&self) -> &SpanContext {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_the_standard_says_is_a_parent() {
        let read = |values: &[&str]| {
            let pairs = values.iter().map(|value| ("traceparent".parse().unwrap(), value.parse().unwrap()));
            TraceParent::read(&pairs.collect::<HeaderMap>())
        };
        let good = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
        let span = read(&[good]).unwrap();
        assert_eq!(span.span().trace_id().to_string(), "4bf92f3577b34da6a3ce929d0e0e4736");
        assert_eq!(span.span().span_id().to_string(), "00f067aa0ba902b7");
        let zero = "00-00000000000000000000000000000000-00f067aa0ba902b7-01";
        let letters = "00-4bf92f3577b34da6a3ce929d0e0e473z-00f067aa0ba902b7-01";
        for wrong in [&[][..], &[good, good], &["secret"], &[zero], &[letters], &[&good[..50]]] {
            assert!(read(wrong).is_none(), "{wrong:?}");
        }
    }
}
