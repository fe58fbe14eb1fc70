//! Branch lines of a tree.

/// Returns the `├─`, `└─` and `│` of each row, for rows with these depths in depth-first order.
/// Rows deeper than `deepest` are drawn at that depth.
pub(super) fn guides(depths: &[usize], deepest: usize) -> Vec<Guide> {
    // from the last row backwards: whether a later sibling follows at each depth
    let mut later: Vec<bool> = Vec::new();
    let mut last: Vec<bool> = vec![true; depths.len()];
    for (row, &depth) in depths.iter().enumerate().rev() {
        let depth = depth.min(deepest);
        if later.len() <= depth {
            later.resize(depth + 1, false);
        }
        last[row] = !later[depth];
        later[depth] = true;
        later.truncate(depth + 1);
    }
    let mut goes_on: Vec<bool> = Vec::new();
    let mut drawn = Vec::with_capacity(depths.len());
    for (row, &depth) in depths.iter().enumerate() {
        let depth = depth.min(deepest);
        goes_on.resize(depth + 1, false);
        goes_on[depth] = !last[row];
        let mut under: String = goes_on[..=depth]
            .iter()
            .skip(1)
            .map(|&on| if on { "│  " } else { "   " })
            .collect();
        let before = match depth {
            0 => String::new(),
            _ => {
                let above: String = under.chars().take(3 * (depth - 1)).collect();
                format!("{above}{}", if last[row] { "└─ " } else { "├─ " })
            }
        };
        let parent = depths
            .get(row + 1)
            .is_some_and(|&next| next.min(deepest) > depth);
        under.push_str(if parent { "│  " } else { "   " });
        drawn.push(Guide { before, under });
    }
    drawn
}

/// The prefix of a row's label, and of further lines below the row.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Guide {
    pub(super) before: String,
    pub(super) under: String,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn before(depths: &[usize], deepest: usize) -> Vec<String> {
        let guides = guides(depths, deepest);
        guides.into_iter().map(|guide| guide.before).collect()
    }

    #[test]
    fn branches_end_where_no_sibling_follows() {
        assert_eq!(
            before(&[0, 1, 2, 2, 1, 2, 0, 1], 9),
            ["", "├─ ", "│  ├─ ", "│  └─ ", "└─ ", "   └─ ", "", "└─ "]
        );
        assert_eq!(before(&[], 9), Vec::<String>::new());
    }

    #[test]
    fn lines_below_a_row_keep_its_branches() {
        let guides = guides(&[0, 1, 2, 1], 9);
        let under: Vec<&str> = guides.iter().map(|g| g.under.as_str()).collect();
        assert_eq!(under, ["│  ", "│  │  ", "│        ", "      "]);
    }

    #[test]
    fn what_is_too_deep_is_drawn_at_the_deepest() {
        assert_eq!(
            before(&[0, 1, 2, 3, 4], 2),
            ["", "└─ ", "   ├─ ", "   ├─ ", "   └─ "]
        );
    }
}
