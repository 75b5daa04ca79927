//! The words of display names, so that members are found by the beginning of each. They are written wherever a user is made or renamed, by
//! the functions of `user` alone, so that nobody can forget it; members from before are spelled in chunks ([`spell`]).

use crate::{
    db::{Tx, params},
    error::Error,
    id::{PoolId, UserId},
};
use std::collections::BTreeSet;
use unicode_normalization::UnicodeNormalization;

/// More words than this are no name.
const MOST_WORDS: usize = 12;
/// Letters of a word, or of a name in its order, that count.
const LONGEST: usize = 64;
/// How far the spelling of members from before is; no such name where all are.
const MARK: &str = "names_to_spell";

/// One spelling (NFKC) in lower case. The engines would each do it in another way.
pub fn folded(text: &str) -> String {
    text.trim().nfkc().collect::<String>().to_lowercase().nfkc().collect()
}

/// What a member of this name is found by, in order: each word as it stands between spaces, and its parts where it has any.
pub fn words(display_name: &str) -> BTreeSet<String> {
    let folded = folded(display_name);
    let whole = folded.split_whitespace().map(|word| word.trim_matches(|letter: char| !letter.is_alphanumeric()));
    let parts = folded.split(|letter: char| !letter.is_alphanumeric());
    whole.chain(parts).filter(|word| !word.is_empty()).map(short).take(MOST_WORDS).collect()
}

/// What a member of this name is ordered by.
pub fn sort_name(display_name: &str) -> String {
    short(&folded(display_name))
}

fn short(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

pub(crate) fn insert(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), display_name: &str) -> Result<(), Error> {
    let sql = "INSERT INTO user_words (pool_id, word, user_id) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    words(display_name).iter().try_for_each(|word| tx.execute(sql, params![pool, word, user]).map(drop))
}

/// Forgets the words of the name that the user had.
pub(crate) fn delete(tx: &mut Tx<'_>, (pool, user): (PoolId, UserId), display_name: &str) -> Result<(), Error> {
    let sql = "DELETE FROM user_words WHERE pool_id = ?1 AND word = ?2 AND user_id = ?3";
    words(display_name).iter().try_for_each(|word| tx.execute(sql, params![pool, word, user]).map(drop))
}

/// Whether members from before are still to be spelled: until then some are not found by their names.
pub fn is_pending(tx: &mut Tx<'_>) -> Result<bool, Error> {
    Ok(crate::installation::get(tx, MARK)?.is_some())
}

/// Spells at most `limit` members from before. Whether there may be more.
pub fn spell(tx: &mut Tx<'_>, limit: u32) -> Result<bool, Error> {
    let Some(mark) = crate::installation::get(tx, MARK)? else { return Ok(false) };
    let from = mark.split_once(' ').and_then(|(pool, user)| Some((pool.parse().ok()?, user.parse().ok()?)));
    let (pool, user): (PoolId, UserId) = from.unwrap_or((PoolId::NIL, UserId::NIL));
    let sql =
        "SELECT pool_id, id, display_name FROM users WHERE (pool_id, id) > (?1, ?2) ORDER BY pool_id, id LIMIT ?3";
    let chunk: Vec<(PoolId, UserId, String)> = tx.query(sql, params![pool, user, limit], |row| {
        let mut row = row.of("users", 1);
        Ok((row.take("pool_id")?, row.take("id")?, row.take("display_name")?))
    })?;
    for (pool, user, display_name) in &chunk {
        let sql = "UPDATE users SET sort_name = ?3 WHERE pool_id = ?1 AND id = ?2";
        tx.execute(sql, params![pool, user, sort_name(display_name)])?;
        insert(tx, (*pool, *user), display_name)?;
    }
    match chunk.last() {
        Some((pool, user, _)) => crate::installation::set(tx, MARK, &format!("{pool} {user}"))?,
        None => drop(tx.execute("DELETE FROM installation WHERE name = ?1", params![MARK])?),
    }
    Ok(!chunk.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_by_each_of_its_words() {
        let of = |name: &str| words(name).into_iter().collect::<Vec<_>>();
        assert_eq!(of("  Ada  Lovelace "), ["ada", "lovelace"]);
        assert_eq!(
            of("Anna-Maria O’Neill (Ärztin)"),
            ["anna", "anna-maria", "maria", "neill", "o", "o’neill", "ärztin"]
        );
        assert_eq!(of("ＡＤＡ"), ["ada"]);
        assert_eq!(of("山田 太郎"), ["太郎", "山田"]);
        assert_eq!(of("?!").len(), 0);
        assert!(of(&"x ".repeat(500)).len() <= MOST_WORDS);
        assert_eq!(of(&"x".repeat(500))[0].len(), LONGEST);
        assert_eq!(sort_name(" Émile  Zola"), "émile  zola");
    }
}
