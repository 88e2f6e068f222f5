//! Where a name stands in a list, by its hash.
//!
//! In: names. Out: the place of one. A search in order waits for nearly each name that it compares; here
//! it is one name mostly. Not here: the list.

use super::prebuilt::hashed;

/// For each slot how many names stand up to the one that is there, or none. A name is in the first slot
/// from that of its hash on that was vacant.
#[derive(Debug, Clone)]
pub(crate) struct Index(Vec<u32>);

impl Index {
    /// Of these names; of equal ones the first counts.
    pub fn of<S: AsRef<str>, T>(names: &[(S, T)]) -> Self {
        let mut index = Self(vec![0; (names.len() * 2).next_power_of_two()]);
        for (up_to, (name, _)) in (1..).zip(names) {
            for slot in index.slots(name.as_ref()) {
                let other = (index.0[slot] as usize).checked_sub(1);
                let Some((other, _)) = other.and_then(|at| names.get(at)) else {
                    index.0[slot] = up_to;
                    break;
                };
                if other.as_ref() == name.as_ref() {
                    break;
                }
            }
        }
        index
    }

    /// The place of a name among these, which it is of.
    pub fn place<S: AsRef<str>, T>(&self, names: &[(S, T)], name: &str) -> Option<usize> {
        for slot in self.slots(name) {
            let at = (self.0[slot] as usize).checked_sub(1)?;
            if names.get(at)?.0.as_ref() == name {
                return Some(at);
            }
        }
        None
    }

    /// The slots where a name may be, the likeliest first.
    fn slots(&self, name: &str) -> impl Iterator<Item = usize> + use<> {
        let (first, slots) = (hashed(0, name.as_bytes()) as usize, self.0.len());
        // Their number is a power of two.
        (0..slots).map(move |n| first.wrapping_add(n) & (slots - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_name_stands_where_it_stands_first(names in prop::collection::vec("[a-d年]{0,3}", 0..80), other in "[a-d年]{0,3}") {
            let pairs: Vec<(&String, ())> = names.iter().map(|name| (name, ())).collect();
            let index = Index::of(&pairs);
            for name in names.iter().chain([&other]) {
                let place = names.iter().position(|n| n == name);
                prop_assert_eq!(index.place(&pairs, name), place);
            }
        }
    }
}
