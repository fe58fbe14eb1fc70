//! "Did you mean" suggestions.

/// Returns up to three candidates close to `name`, nearest first: those within a few typing errors,
/// and those that contain it.
pub fn close_names<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Vec<&'a str> {
    const SHOWN: usize = 3;
    let wanted = name.to_lowercase();
    let slips = 1 + wanted.chars().count() / 4;
    let mut near: Vec<(usize, &str)> = candidates
        .into_iter()
        .filter_map(|candidate| {
            let lower = candidate.to_lowercase();
            // a transposition counts as one edit
            let distance = strsim::osa_distance(&wanted, &lower);
            let part = wanted.len() >= 3 && (lower.contains(&wanted) || wanted.contains(&lower));
            (distance <= slips || (part && !lower.is_empty())).then_some((distance, candidate))
        })
        .collect();
    near.sort();
    near.truncate(SHOWN);
    near.into_iter().map(|(_, candidate)| candidate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

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
