//! Compatibility between versions of this program.

use super::Version;

/// Whether this version and `other` understand each other: the same minor version before 1.0, the
/// same major version after.
pub fn gets_on_with(other: &str) -> bool {
    compatible(Version::NUMBER, other)
}

fn compatible(one: &str, other: &str) -> bool {
    let numbers = |text: &str| -> Option<(u64, u64)> {
        let mut numbers = text.split(['.', '-', '+']);
        Some((numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?))
    };
    match (numbers(one), numbers(other)) {
        (Some((0, one)), Some((0, other))) => one == other,
        (Some((one, _)), Some((other, _))) => one == other,
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patches_and_additions_are_compatible() {
        for (one, other) in [
            ("0.1.0", "0.1.7"),
            ("0.1.0", "0.1.0-rc.1"),
            ("0.1.0+abc", "0.1.0"),
            ("1.2.0", "1.9.3"),
        ] {
            assert!(compatible(one, other), "{one} {other}");
        }
        for (one, other) in [
            ("0.1.9", "0.2.0"),
            ("1.0.0", "2.0.0"),
            ("0.1.0", "1.1.0"),
            ("0.1.0", "?"),
        ] {
            assert!(!compatible(one, other), "{one} {other}");
        }
        assert!(gets_on_with(Version::NUMBER));
    }
}
