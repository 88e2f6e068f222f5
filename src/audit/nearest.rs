//! The one of many that stands nearest to a place.

/// Of things in the order of their places the nearest to a place: of two as near the one before,
/// of several at one place the first.
pub(super) fn nearest<T>(sorted: &[T], place: impl Fn(&T) -> usize, at: usize) -> Option<&T> {
    let from = |at: usize| sorted.partition_point(|x| place(x) < at);
    let next = from(at);
    let before = next.checked_sub(1).map(|i| from(place(&sorted[i])));
    let beside = before.into_iter().chain([next]);
    let beside = beside.filter_map(|i| sorted.get(i));
    beside.min_by_key(|x| place(x).abs_diff(at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_and_behind() {
        let things = [(2, 'a'), (2, 'b'), (6, 'c')];
        let at = |place| nearest(&things, |x| x.0, place).map(|x| x.1);
        let got: Vec<_> = [0, 2, 4, 5, 9].into_iter().filter_map(at).collect();
        assert_eq!(got, ['a', 'a', 'a', 'c', 'c']);
        assert_eq!(nearest(&[], |x: &usize| *x, 3), None);
    }
}
