use std::fmt::Write;

use serde::Serialize;
use serde_json::Value;

/// A value in canonical JSON: what digests and signatures are taken of.
///
/// RFC 8785 (JSON Canonicalization Scheme): no white space, keys in the order of their UTF-16 code units, numbers as
/// ECMAScript writes them. Whole numbers beyond 2⁵³ keep all their digits, where the RFC would round them.
///
/// # Errors
/// The value has no JSON form: a map whose keys are no strings, or a `Serialize` that fails.
pub fn canonical_json<T: Serialize + ?Sized>(value: &T) -> Result<String, serde_json::Error> {
    let mut out = String::new();
    write_value(&serde_json::to_value(value)?, &mut out)?;
    Ok(out)
}

fn write_value(value: &Value, out: &mut String) -> Result<(), serde_json::Error> {
    match value {
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write_value(item, out)?;
            }
            out.push(']');
        }
        Value::Object(object) => {
            let mut entries: Vec<(&String, &Value)> = object.iter().collect();
            entries.sort_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            out.push('{');
            for (index, (key, item)) in entries.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&serde_json::to_string(key)?);
                out.push(':');
                write_value(item, out)?;
            }
            out.push('}');
        }
        Value::Number(number) => match number.as_f64() {
            Some(float) if number.is_f64() => write_float(float, out),
            _ => out.push_str(&number.to_string()),
        },
        Value::Null | Value::Bool(_) | Value::String(_) => out.push_str(&serde_json::to_string(value)?),
    }
    Ok(())
}

/// `Number::toString` of ECMAScript: the shortest digits that read back as the same number, laid out by its exponent.
fn write_float(float: f64, out: &mut String) {
    if float == 0.0 {
        // Negative zero, too.
        out.push('0');
        return;
    }
    let scientific = format!("{:e}", float.abs());
    let (mantissa, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let digits = mantissa.replace('.', "");
    let point = exponent.parse::<i32>().unwrap_or_default() + 1;
    let length = digits.len() as i32;
    if float < 0.0 {
        out.push('-');
    }
    let zeros = |count: i32| "0".repeat(count.unsigned_abs() as usize);
    match point {
        1..=21 if length <= point => out.push_str(&(digits + &zeros(point - length))),
        1..=21 => {
            let (whole, fraction) = digits.split_at(point as usize);
            let _ = write!(out, "{whole}.{fraction}");
        }
        -5..=0 => {
            let _ = write!(out, "0.{}{digits}", zeros(point));
        }
        _ => {
            let (first, rest) = digits.split_at(1);
            let dot = if rest.is_empty() { "" } else { "." };
            let _ = write!(out, "{first}{dot}{rest}e{:+}", point - 1);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::canonical_json;

    /// The examples of RFC 8785, appendix B, by the bits of the number.
    #[test]
    fn numbers_are_written_as_the_rfc_demands() {
        for (bits, text) in [
            (0x0000_0000_0000_0000, "0"),
            (0x8000_0000_0000_0000, "0"),
            (0x0000_0000_0000_0001, "5e-324"),
            (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"),
            (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"),
            (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"),
            (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"),
            (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
        ] {
            assert_eq!(canonical_json(&f64::from_bits(bits)).unwrap(), text);
        }
        assert_eq!(canonical_json(&json!([1, 1.0, u64::MAX])).unwrap(), "[1,1,18446744073709551615]");
    }

    #[test]
    fn keys_are_sorted_and_strings_escaped_as_the_rfc_demands() {
        // In UTF-16 the emoji comes before the ligature, in UTF-8 after it.
        let value = json!({"\u{fb33}": 1, "\u{1f600}": 2, "1": 3, "\r": 4, "": {"b": [], "a": null}});
        let text = "{\"\":{\"a\":null,\"b\":[]},\"\\r\":4,\"1\":3,\"\u{1f600}\":2,\"\u{fb33}\":1}";
        assert_eq!(canonical_json(&value).unwrap(), text);
        assert_eq!(canonical_json("\u{8}\u{f}\u{7f}\"\\é").unwrap(), "\"\\b\\u000f\u{7f}\\\"\\\\é\"");
    }
}
