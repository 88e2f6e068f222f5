//! What the built-in files say and their expressions compile to, read before the program was compiled.
//!
//! In: texts of expressions and files, and how they are compiled. Out: what that gives, from `prebuilt.bin`
//! where it stands there. A user's own are compiled as they come, and so is all where the file is older
//! than the patterns. Each entry is packed by itself, for most runs ask for some only.
//! `BLESS=1 cargo test --test prebuilt` writes the file.

use super::{ranks, walked};
use lz4_flex::block::{compress_prepend_size, decompress_size_prepended};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_bytes::ByteBuf;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

static PREBUILT: &[u8] = include_bytes!("prebuilt.bin");

/// Of the bytes: another number wherever the types that are written change, so that an older file holds
/// nothing that is asked for.
pub(super) const FORM: u64 = 6;

/// By the hash of what it was made of.
type Recorded = BTreeMap<u64, Vec<u8>>;

/// What was made since [`record`].
static RECORDED: OnceLock<Mutex<Recorded>> = OnceLock::new();

/// From now on everything is compiled, and kept; built-in expressions when they are met, not when they
/// are asked.
pub fn record() {
    RECORDED.get_or_init(Mutex::default);
}

/// Whether everything is kept.
pub(super) fn records() -> bool {
    RECORDED.get().is_some()
}

/// The contents of `prebuilt.bin` if it held all that was compiled since [`record`].
///
/// # Errors
/// What was compiled is too large to be written.
pub fn recorded() -> Result<Vec<u8>, postcard::Error> {
    let kept = recording();
    let mut all = kept.as_deref().cloned().unwrap_or_default();
    all.extend(walked::written()?);
    all.extend([ranks::written()?]);
    let packed = |bytes: Vec<u8>| ByteBuf::from(compress_prepend_size(&bytes));
    let all = all.into_iter().map(|(key, bytes)| (key, packed(bytes)));
    postcard::to_stdvec(&all.collect::<Vec<_>>())
}

fn recording() -> Option<MutexGuard<'static, Recorded>> {
    let kept = RECORDED.get()?.lock();
    Some(kept.unwrap_or_else(PoisonError::into_inner))
}

/// What `make` makes of these texts. It makes nothing else of the same texts under the same name.
pub(crate) fn made<T>(name: &str, texts: &[&str], make: impl FnOnce() -> T) -> T
where
    T: Serialize + DeserializeOwned,
{
    let Ok(made) = read(name, texts, || Ok::<_, Infallible>(make()));
    made
}

/// Keeps what was made, while it is recorded.
fn keep(key: u64, made: &impl Serialize) {
    if let (true, Ok(bytes)) = (records(), postcard::to_stdvec(made))
        && let Some(mut kept) = recording()
    {
        kept.insert(key, bytes);
    }
}

/// What `read` reads from the texts of built-in files.
///
/// # Errors
/// Of `read`.
pub(crate) fn read<T, E>(
    name: &str,
    texts: &[&str],
    read: impl FnOnce() -> Result<T, E>,
) -> Result<T, E>
where
    T: Serialize + DeserializeOwned,
{
    let key = key(name, texts);
    match found(key) {
        Some(found) => Ok(found),
        None => read().inspect(|made| keep(key, made)),
    }
}

/// The same where it was made beforehand, or while it is recorded; nothing else is made.
pub(super) fn known<T>(name: &str, texts: &[&str], make: impl FnOnce() -> T) -> Option<T>
where
    T: Serialize + DeserializeOwned,
{
    match records() {
        true => Some(made(name, texts, make)),
        false => found(key(name, texts)),
    }
}

/// What stands in the file under a key; nothing while it is recorded.
pub(super) fn found<T: DeserializeOwned>(key: u64) -> Option<T> {
    if records() {
        return None;
    }
    static ENTRIES: OnceLock<Vec<(u64, &[u8])>> = OnceLock::new();
    let entries = ENTRIES.get_or_init(|| postcard::from_bytes(PREBUILT).unwrap_or_default());
    let at = entries.binary_search_by_key(&key, |(key, _)| *key).ok()?;
    let bytes = decompress_size_prepended(entries.get(at)?.1).ok()?;
    postcard::from_bytes(&bytes).ok()
}

/// Texts that are long: the library's own check for UTF-8 takes longer than all else.
pub(super) mod long {
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub fn serialize<S: Serializer>(text: &str, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_bytes(text.as_bytes())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
        let text = simdutf8::basic::from_utf8(<&[u8]>::deserialize(from)?);
        text.map(String::from).map_err(Error::custom)
    }
}

/// Two texts have the same by a chance of one in 2⁶⁴.
fn key(name: &str, texts: &[&str]) -> u64 {
    let all = [name].into_iter().chain(texts.iter().copied());
    all.fold(FORM, |key, text| hashed(key, text.as_bytes()))
}

/// A hash with bytes added to it.
pub(super) fn hashed(hash: u64, bytes: &[u8]) -> u64 {
    let (words, rest) = bytes.as_chunks();
    let words = words.iter().map(|word| u64::from_le_bytes(*word));
    let hash = words.fold(hash, mixed);
    let mut last = [0; 8];
    last.iter_mut().zip(rest).for_each(|(l, b)| *l = *b);
    let hash = mixed(hash, u64::from_le_bytes(last));
    mixed(hash, bytes.len() as u64)
}

/// A step of a hash; the multiplier is that of SplitMix64 (Steele et al. 2014).
#[inline]
pub(super) fn mixed(hash: u64, word: u64) -> u64 {
    let mixed = (hash ^ word).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed ^ mixed >> 32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_texts_have_other_keys() {
        let texts: [&[&str]; 8] = [
            &[],
            &[""],
            &["", ""],
            &["年"],
            &["年", "月"],
            &["年月"],
            &["年月日年月日"],
            &["年月日年月", "日"],
        ];
        let keys = ["one", "other"].map(|name| texts.map(|texts| key(name, texts)));
        let mut keys = keys.concat();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), 16);
    }

    #[test]
    fn what_is_not_there_is_made() {
        assert_eq!(made("not there", &["年"], || 7), 7);
        assert_eq!(read("not there", &["年"], || Ok::<_, ()>(7)), Ok(7));
        assert_eq!(
            read("not there", &["年"], || Err::<i32, _>("slip")),
            Err("slip")
        );
    }
}
