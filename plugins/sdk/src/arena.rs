//! The guest's allocator: a static arena, then the ordinary one.
//!
//! An instance lives for one check. Growing its memory costs two `mprotect` calls each time, and two threads
//! that do so contend for the address space; an arena in the zeroed part of the initial memory costs
//! nothing. Memory of the arena is never reused, but for the last allocation, which can grow in place.
#![allow(unsafe_code)] // A global allocator cannot be written without.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::{Cell, UnsafeCell};

/// Bytes. Holds what checks of ordinary answers allocate; larger ones go on in the ordinary allocator.
const ARENA: usize = 256 << 10;

#[repr(align(16))]
struct Arena {
    bytes: UnsafeCell<[u8; ARENA]>,
    used: Cell<usize>,
}

// SAFETY: a component of ours has one thread: the contract's world has no shared memory and no threads.
unsafe impl Sync for Arena {}

#[global_allocator]
static ALLOCATOR: Arena = Arena { bytes: UnsafeCell::new([0; ARENA]), used: Cell::new(0) };

impl Arena {
    fn base(&self) -> usize {
        self.bytes.get() as usize
    }

    fn owns(&self, pointer: *mut u8) -> bool {
        (self.base()..self.base() + ARENA).contains(&(pointer as usize))
    }
}

// SAFETY: blocks handed out from the arena are aligned as asked, lie within it and never overlap, because `used`
// only falls when the last block shrinks or is freed; everything else is the system allocator's.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let start = (self.base() + self.used.get()).next_multiple_of(layout.align()) - self.base();
        match start.checked_add(layout.size()) {
            Some(end) if end <= ARENA => {
                self.used.set(end);
                (self.base() + start) as *mut u8
            }
            // SAFETY: the caller's promise about the layout is passed on.
            _ => unsafe { System.alloc(layout) },
        }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        if !self.owns(pointer) {
            // SAFETY: what the arena does not own came from the system allocator.
            unsafe { System.dealloc(pointer, layout) }
        } else if pointer as usize + layout.size() == self.base() + self.used.get() {
            self.used.set(pointer as usize - self.base());
        }
    }

    unsafe fn realloc(&self, pointer: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        if !self.owns(pointer) {
            // SAFETY: what the arena does not own came from the system allocator.
            return unsafe { System.realloc(pointer, layout, size) };
        }
        let start = pointer as usize - self.base();
        let is_last = start + layout.size() == self.used.get();
        if is_last && start + size <= ARENA {
            self.used.set(start + size);
            return pointer;
        }
        if size <= layout.size() {
            return pointer;
        }
        // SAFETY: the alignment comes from a valid layout, and the caller promises a valid size.
        let new = unsafe { self.alloc(Layout::from_size_align_unchecked(size, layout.align())) };
        if !new.is_null() {
            // SAFETY: both blocks are live, do not overlap, and the old one is the smaller.
            unsafe { std::ptr::copy_nonoverlapping(pointer, new, layout.size()) };
        }
        new
    }
}
