//! Hidden ways out of the answer: images, invisible characters, encodings.
