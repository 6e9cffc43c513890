//! Sends events on a thread of its own, so that a collector that is slow or gone delays no request.

use std::fmt;
use std::sync::mpsc::SyncSender;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use opentelemetry::InstrumentationScope;
use opentelemetry::logs::{Logger, LoggerProvider};
use opentelemetry_otlp::{LogExporter, Protocol, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::logs::{LogBatch, LogExporter as _, LogProcessor, SdkLogRecord, SdkLogger, SdkLoggerProvider};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::CHECKS;
use super::events::Results;
use crate::configuration::Telemetry;
use crate::observe::metrics::Outcomes;
use crate::observe::room::Room;
use crate::setup::SetupError;

/// How many events go into one request, about.
const AT_ONCE: usize = 1024;

/// How long events wait for others.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long a collector has to answer.
const TIMEOUT: Duration = Duration::from_secs(10);

pub(super) enum Message {
    Results(Results),
    /// Is answered when everything before is sent or has failed.
    Flush(SyncSender<()>),
}

/// Starts the thread. It ends when the sender is dropped and everything is sent.
pub(super) fn start(settings: &Telemetry, room: Arc<Room>, outcomes: Outcomes) -> Result<Sender<Message>, SetupError> {
    let fail = |error: &dyn fmt::Display| SetupError::Telemetry(error.to_string());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| fail(&error))?;
    let exporter = exporter(settings).map_err(|error| fail(&error))?;
    let written = Written::default();
    let provider = SdkLoggerProvider::builder().with_log_processor(written.clone()).build();
    let logger =
        provider.logger_with_scope(InstrumentationScope::builder("lictor").with_version(lictor::VERSION).build());
    let (sender, receiver) = channel(CHECKS);
    let thread = Thread { exporter, _provider: provider, logger, written, room, outcomes };
    let run = move || runtime.block_on(thread.run(receiver));
    std::thread::Builder::new().name("telemetry".into()).spawn(run).map_err(|error| fail(&error))?;
    Ok(sender)
}

fn exporter(settings: &Telemetry) -> Result<LogExporter, Box<dyn std::error::Error>> {
    // The one of the process; whoever has set it before has set the same.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().timeout(TIMEOUT).redirect(reqwest::redirect::Policy::none()).build()?;
    let mut exporter = LogExporter::builder()
        .with_http()
        .with_http_client(client)
        .with_protocol(Protocol::HttpBinary)
        .with_endpoint(format!("{}/v1/logs", settings.endpoint.trim_end_matches('/')))
        .with_timeout(TIMEOUT)
        .build()?;
    let resource = Resource::builder();
    let resource = match std::env::var_os("OTEL_SERVICE_NAME") {
        None => resource.with_service_name("lictor"),
        Some(_) => resource,
    };
    exporter.set_resource(&resource.build());
    Ok(exporter)
}

struct Thread {
    exporter: LogExporter,
    /// The logger writes only as long as it is there.
    _provider: SdkLoggerProvider,
    logger: SdkLogger,
    written: Written,
    room: Arc<Room>,
    outcomes: Outcomes,
}

impl Thread {
    async fn run(self, mut receiver: Receiver<Message>) {
        while let Some(first) = receiver.recv().await {
            let (mut events, mut flushes) = (0, Vec::new());
            let mut take = |message, events: &mut usize| match message {
                Message::Results(results) => {
                    results.write(|| self.logger.create_log_record(), |record| self.logger.emit(record));
                    *events += results.len();
                    false
                }
                Message::Flush(done) => {
                    flushes.push(done);
                    true
                }
            };
            let until = tokio::time::Instant::now() + PATIENCE;
            let mut flush = take(first, &mut events);
            while !flush && events < AT_ONCE {
                let Ok(Some(message)) = tokio::time::timeout_at(until, receiver.recv()).await else { break };
                flush = take(message, &mut events);
            }
            self.send(events).await;
            for done in flushes {
                // Nobody may wait any more.
                let _ = done.try_send(());
            }
        }
    }

    async fn send(&self, events: usize) {
        let written = self.written.take();
        if events == 0 {
            return;
        }
        let borrowed: Vec<_> = written.iter().map(|(record, scope)| (record, scope)).collect();
        let sent = self.exporter.export(LogBatch::new(&borrowed)).await;
        let outcome = if sent.is_ok() { &self.outcomes.done } else { &self.outcomes.failed };
        outcome.inc_by(events as u64);
        self.room.give(events);
    }
}

/// Keeps what was written until it is sent: the SDK's own processors say nothing of what they drop.
#[derive(Debug, Clone, Default)]
struct Written(Arc<Mutex<Vec<(SdkLogRecord, InstrumentationScope)>>>);

impl Written {
    fn take(&self) -> Vec<(SdkLogRecord, InstrumentationScope)> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl LogProcessor for Written {
    fn emit(&self, record: &mut SdkLogRecord, scope: &InstrumentationScope) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((record.clone(), scope.clone()));
    }

    fn force_flush(&self) -> OTelSdkResult {
        Ok(())
    }

    fn shutdown_with_timeout(&self, _timeout: Duration) -> OTelSdkResult {
        Ok(())
    }
}
