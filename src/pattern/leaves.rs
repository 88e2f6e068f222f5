//! A syntax tree made anew with other leaves.
//!
//! In: a tree, and what stands for each of its leaves. Out: the tree. Not here: what that is
//! (`compose`: words, `spelling`: signs).

use regex_syntax::hir::{Capture, Hir, HirKind, Repetition};

/// What stands for a leaf.
type Leaf<'l> = dyn FnMut(&Hir) -> Option<Hir> + 'l;

/// The tree with each leaf (a literal, a class, an edge, nothing) replaced; none where one has
/// no replacement.
pub(super) fn replaced(tree: &Hir, leaf: &mut Leaf) -> Option<Hir> {
    Some(match tree.kind() {
        HirKind::Empty | HirKind::Look(_) | HirKind::Class(_) | HirKind::Literal(_) => leaf(tree)?,
        HirKind::Repetition(r) => Hir::repetition(Repetition {
            min: r.min,
            max: r.max,
            greedy: r.greedy,
            sub: Box::new(replaced(&r.sub, leaf)?),
        }),
        HirKind::Capture(c) => Hir::capture(Capture {
            index: c.index,
            name: c.name.clone(),
            sub: Box::new(replaced(&c.sub, leaf)?),
        }),
        HirKind::Concat(subs) => Hir::concat(all(subs, leaf)?),
        HirKind::Alternation(subs) => Hir::alternation(all(subs, leaf)?),
    })
}

fn all(trees: &[Hir], leaf: &mut Leaf) -> Option<Vec<Hir>> {
    trees.iter().map(|tree| replaced(tree, leaf)).collect()
}
