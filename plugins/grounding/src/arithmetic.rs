//! Computations that an answer states with their result.
