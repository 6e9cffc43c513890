//! Generated from the contract's WIT: the traits that the host implements and the typed exports.
#![allow(missing_docs)] // Generated code; the WIT has the documentation.

wasmtime::component::bindgen!({
    path: "../../wit/v1",
    world: "plugin",
    imports: { default: trappable },
});
