//! How much work a pack's settings schema is. Two references to a schema that has two references, and so on, take
//! few bytes to write and for ever to follow.

use std::collections::HashMap;

use serde_json::Value;

/// The most nodes that a schema may have when every reference is written out once.
const MOST_NODES: u64 = 100_000;

/// How deep references and nodes may lie in each other.
const DEEPEST: usize = 500;

/// Whether a schema is small, and refers to nothing but parts of itself by JSON pointer.
pub(super) fn is_small(schema: &Value) -> bool {
    Expansion { root: schema, known: HashMap::new() }.size(schema, 0) <= MOST_NODES
}

struct Expansion<'s> {
    root: &'s Value,
    /// The sizes of what was referred to; 1 while it is being counted, so that a circle counts once.
    known: HashMap<&'s str, u64>,
}

impl<'s> Expansion<'s> {
    fn size(&mut self, node: &'s Value, depth: usize) -> u64 {
        if depth > DEEPEST {
            return u64::MAX;
        }
        let mut size = 1_u64;
        match node {
            Value::Array(items) => {
                for item in items {
                    size = size.saturating_add(self.size(item, depth + 1));
                }
            }
            Value::Object(fields) => {
                for (key, value) in fields {
                    let more = match (key.as_str(), value) {
                        ("$ref", Value::String(reference)) => self.target(reference, depth),
                        // These are resolved while a value is checked, and lead who knows where.
                        ("$dynamicRef" | "$recursiveRef", Value::String(_)) => u64::MAX,
                        (_, value) => self.size(value, depth + 1),
                    };
                    size = size.saturating_add(more);
                }
            }
            _ => {}
        }
        size
    }

    fn target(&mut self, reference: &'s str, depth: usize) -> u64 {
        if let Some(size) = self.known.get(reference) {
            return *size;
        }
        let root = self.root;
        let target = reference.strip_prefix('#').and_then(|pointer| root.pointer(pointer));
        self.known.insert(reference, 1);
        let size = target.map_or(u64::MAX, |target| self.size(target, depth + 1));
        self.known.insert(reference, size);
        size
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_may_go_in_circles_but_not_double_again_and_again() {
        let doubling = |times: u32| {
            let mut definitions = serde_json::json!({"d0": {"type": "object"}});
            for n in 1..times {
                let below = format!("#/$defs/d{}", n - 1);
                definitions[format!("d{n}")] = serde_json::json!({"allOf": [{"$ref": below}, {"$ref": below}]});
            }
            serde_json::json!({"$defs": definitions, "$ref": format!("#/$defs/d{}", times - 1)})
        };
        assert!(is_small(&doubling(8)));
        assert!(!is_small(&doubling(40)));
        assert!(!is_small(&doubling(600)), "too deep");
        assert!(is_small(&serde_json::json!({"properties": {"a": {"$ref": "#"}, "$ref": {"type": "string"}}})));
        for elsewhere in ["https://example.com/schema", "#anchor", "other.json", "#/$defs/none"] {
            assert!(!is_small(&serde_json::json!({"$ref": elsewhere})), "{elsewhere}");
        }
        assert!(!is_small(&serde_json::json!({"$dynamicRef": "#"})));
    }
}
