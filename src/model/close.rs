//! Names that were probably meant.

/// The candidates nearest to `name`, nearest first, at most three: those that a few
/// slips of the finger make of it, or that contain it.
pub fn close_names<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const SHOWN: usize = 3;
    let wanted = name.to_lowercase();
    let slips = 1 + wanted.chars().count() / 4;
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            let distance = distance(&wanted, &lower);
            let part = wanted.len() >= 3 && (lower.contains(&wanted) || wanted.contains(&lower));
            (distance <= slips || (part && !lower.is_empty())).then_some((distance, candidate))
        })
        .collect();
    near.sort();
    near.truncate(SHOWN);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
fn distance(a: &str, b: &str) -> usize {
    let a: Vec<char> = a.chars().collect();
    let b: Vec<char> = b.chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut best = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            row.push(best);
        }
        before = last;
        last = row;
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_counted() {
        for (a, b, slips) in [
            ("", "abc", 3),
            ("cruddur", "cruddur", 0),
            ("crudur", "cruddur", 1),
            ("curddur", "cruddur", 1),
            ("kitten", "sitting", 3),
        ] {
            assert_eq!(distance(a, b), slips, "{a} {b}");
            assert_eq!(distance(b, a), slips, "{b} {a}");
        }
    }

    #[test]
    fn the_nearest_come_first_and_strangers_not_at_all() {
        let known = ["cruddur", "cruddur-dev", "payments", "Crudder"];
        assert_eq!(
            close_names("crudur", known),
            ["cruddur", "Crudder", "cruddur-dev"][..2]
        );
        assert_eq!(close_names("cruddur", known)[0], "cruddur");
        assert!(close_names("cruddur", known).contains(&"cruddur-dev"));
        assert!(close_names("xyz", known).is_empty());
    }
}
