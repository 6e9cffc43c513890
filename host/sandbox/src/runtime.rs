use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use lictor_model::Digest;
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, OptLevel, PoolingAllocationConfig};

use crate::bindings;
use crate::compile::{Unfinished, within};
use crate::limits::{MAX_CORE_INSTANCES, MAX_MEMORIES, MAX_TABLES};
use crate::state::HostState;
use crate::words::tame;
use crate::{CodeCache, LoadError, SandboxLimits};

/// The tick of the clock that deadlines are measured in.
pub(crate) const TICK: Duration = Duration::from_millis(1);

/// Instances that can be alive at once. Each thread has at most one at a time.
const INSTANCES: u32 = 256;

/// The WebAssembly engine, its limits and its cache. One per process is enough.
pub struct Runtime {
    pub(crate) engine: Engine,
    pub(crate) linker: Linker<HostState>,
    pub(crate) limits: SandboxLimits,
    cache: Option<CodeCache>,
    ticker: Ticker,
}

/// The engine cannot run here.
#[derive(Debug, thiserror::Error)]
#[error("the WebAssembly engine does not start: {0}")]
pub struct RuntimeError(String);

impl Runtime {
    /// Starts an engine. Compiled code is kept in the cache, where there is one.
    ///
    /// # Errors
    /// The machine lacks what the engine needs.
    pub fn new(limits: SandboxLimits, cache: Option<CodeCache>) -> Result<Self, RuntimeError> {
        let problem = |error: wasmtime::Error| RuntimeError(format!("{error:#}"));
        let engine = Engine::new(&config(&limits)).map_err(problem)?;
        let mut linker = Linker::new(&engine);
        bindings::Plugin::add_to_linker::<_, wasmtime::component::HasSelf<HostState>>(&mut linker, |state| state)
            .map_err(problem)?;
        let ticker = Ticker::start(engine.clone());
        Ok(Self { engine, linker, limits, cache, ticker })
    }

    /// The limits that plugins run under.
    pub fn limits(&self) -> &SandboxLimits {
        &self.limits
    }

    /// Compiles a component, or takes it from the cache.
    pub(crate) fn compile(&self, bytes: &[u8], digest: &Digest) -> Result<Component, LoadError> {
        let name = self.cache_name(digest);
        if let Some(component) = self.cached(&name) {
            return Ok(component);
        }
        let (engine, bytes, time) = (self.engine.clone(), bytes.to_vec(), self.limits.code.compile_time);
        let component = match within(time, move || Component::from_binary(&engine, &bytes)) {
            Ok(Ok(component)) => component,
            Ok(Err(error)) => return Err(LoadError::Compile(tame(&format!("{error:#}"), 400))),
            Err(Unfinished::Late) => return Err(LoadError::CompileTime(time)),
            Err(Unfinished::Lost) => return Err(LoadError::Compile("the compiler failed".into())),
        };
        if let Some(cache) = &self.cache
            && let Ok(code) = component.serialize()
        {
            // A full disk or a lost folder costs the next start some milliseconds, and nothing now.
            let _ = cache.put(&name, &code);
        }
        Ok(component)
    }

    #[allow(unsafe_code)]
    fn cached(&self, name: &str) -> Option<Component> {
        let code = self.cache.as_ref()?.get(name)?;
        // SAFETY: the bytes were authenticated, in memory, under a key that only this user's processes read, so
        // they are what `Component::serialize` gave under the same engine settings (they are part of the name, and
        // nothing else is ever put under such a name).
        unsafe { Component::deserialize(&self.engine, code) }.ok()
    }

    /// Compiled code is tied to the component and to every setting of the engine and feature of the machine.
    fn cache_name(&self, digest: &Digest) -> String {
        let mut hasher = DefaultHasher::new();
        self.engine.precompile_compatibility_hash().hash(&mut hasher);
        format!("{}-{:016x}", digest.hex(), hasher.finish())
    }

    /// Deadlines are met only while the ticker lives.
    pub(crate) fn ticks(&self, time: Duration) -> u64 {
        debug_assert!(self.ticker.alive());
        // One more for the tick that has already begun.
        time.as_nanos().div_ceil(TICK.as_nanos()) as u64 + 1
    }
}

fn config(limits: &SandboxLimits) -> Config {
    let mut pool = PoolingAllocationConfig::new();
    // A component of any language has its place in the pool. Places that nobody uses cost addresses, no memory; a memory's place
    // costs 4 GiB of them, so that a process with many policies would run out if there were several for each instance. QuickJS
    // takes three: 85 threads can be inside it at once.
    pool.total_component_instances(INSTANCES)
        .total_core_instances(MAX_CORE_INSTANCES * INSTANCES)
        .total_memories(INSTANCES)
        .total_tables(MAX_TABLES * INSTANCES)
        .max_memories_per_component(MAX_MEMORIES)
        .max_tables_per_component(MAX_TABLES)
        .max_core_instances_per_component(MAX_CORE_INSTANCES)
        .max_memory_size(limits.memory_bytes)
        .table_elements(limits.table_elements)
        // Pages that an instance touched are reset by writing, not by system calls, up to these sizes.
        .linear_memory_keep_resident(1 << 20)
        .table_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        .cranelift_opt_level(OptLevel::Speed)
        // The same verdict on every machine: no NaN payloads, no relaxed SIMD that depends on the processor.
        .cranelift_nan_canonicalization(true)
        .wasm_relaxed_simd(false)
        .consume_fuel(true)
        .epoch_interruption(true)
        .memory_init_cow(true)
        .concurrency_support(false)
        // Where in the component a trap came from is told to nobody, and would be a tenth of what each start reads.
        .generate_address_map(false)
        .max_wasm_stack(limits.stack_bytes)
        .allocation_strategy(InstanceAllocationStrategy::Pooling(pool));
    config
}

/// The thread that advances the engine's epoch.
struct Ticker {
    stop: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    fn start(engine: Engine) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = stop.clone();
        let tick = move || {
            while !stopped.load(Ordering::Relaxed) {
                std::thread::sleep(TICK);
                engine.increment_epoch();
            }
        };
        let thread = std::thread::Builder::new().name("lictor-ticker".into()).spawn(tick).ok();
        Self { stop, thread }
    }

    fn alive(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}
