//! Words of running text, by jieba: where a phrase may be cut.
//!
//! The dictionary loads with the first phrase.

use jieba_rs::Jieba;
use std::sync::LazyLock;

static JIEBA: LazyLock<Jieba> = LazyLock::new(Jieba::new);

/// As much of a phrase as can matter for a cut near its start, in characters.
const WINDOW: usize = 16;

/// True where cutting `text` after its first `at` bytes splits a word: 种植|面积 does not, 现|价 does.
pub fn splits(text: &str, at: usize) -> bool {
    if at == 0 || at >= text.len() {
        return false;
    }
    let end = text
        .char_indices()
        .nth(WINDOW)
        .map_or(text.len(), |(i, _)| i);
    if at >= end {
        return false;
    }
    let mut start = 0;
    for token in JIEBA.cut(&text[..end], false) {
        start += token.word.len();
        if start >= at {
            return start != at;
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::splits;

    #[test]
    fn words_are_not_split() {
        assert!(splits("现价总量", "现".len()));
        assert!(!splits("实现增加值", "实现".len()));
        assert!(!splits("学校", "学校".len()));
    }
}
