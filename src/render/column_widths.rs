//! Column widths of a table that is wider than the screen.

/// The width that a column asks for, in terminal columns.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted {
    /// The widest cell.
    pub(super) cells: usize,
    pub(super) heading: usize,
    /// The longest word of the heading, which breaks only between words.
    pub(super) word: usize,
    /// The minimum width at which its cells are still useful.
    pub(super) least: usize,
}

impl Wanted {
    fn natural(&self) -> usize {
        self.cells.max(self.heading)
    }

    /// The width with the heading broken into lines.
    fn low(&self) -> usize {
        self.cells.max(self.word)
    }

    fn least(&self) -> usize {
        self.least.max(self.word)
    }
}

/// Whether all cells fit into `room` uncut, if headings may take several lines.
pub(super) fn fits_uncut(wanted: &[Wanted], room: usize) -> bool {
    wanted.iter().map(Wanted::low).sum::<usize>() <= room
}

/// Returns widths that add up to at most `room`. Breaks headings first, then shortens the widest
/// columns. `None` if that is not enough.
pub(super) fn widths(wanted: &[Wanted], room: usize) -> Option<Vec<usize>> {
    let natural: Vec<usize> = wanted.iter().map(Wanted::natural).collect();
    if natural.iter().sum::<usize>() <= room {
        return Some(natural);
    }
    let mut widths: Vec<usize> = wanted.iter().map(Wanted::low).collect();
    let mut over = widths.iter().sum::<usize>().saturating_sub(room);
    while over > 0 {
        let cut = wanted.iter().zip(&mut widths);
        let cut = cut.filter(|(wanted, width)| **width > wanted.least());
        *cut.map(|(_, width)| width).max()? -= 1;
        over -= 1;
    }
    Some(widths)
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: Wanted = Wanted {
        cells: 16,
        heading: 5,
        word: 5,
        least: 16,
    };
    const TEXT: Wanted = Wanted {
        cells: 40,
        heading: 5,
        word: 5,
        least: 10,
    };
    const NUMBER: Wanted = Wanted {
        cells: 2,
        heading: 10,
        word: 6,
        least: 2,
    };

    #[test]
    fn headings_are_broken_before_texts_are_cut() {
        let all = [ID, TEXT, NUMBER, TEXT];
        assert_eq!(widths(&all, 200), Some(vec![16, 40, 10, 40]));
        assert_eq!(widths(&all, 105), Some(vec![16, 40, 6, 40]));
        assert_eq!(widths(&all, 62), Some(vec![16, 20, 6, 20]));
        assert_eq!(widths(&all, 42), Some(vec![16, 10, 6, 10]));
        assert_eq!(widths(&all, 41), None);
        assert_eq!(widths(&[], 0), Some(Vec::new()));
    }
}
