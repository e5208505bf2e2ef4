//! ARN templates of resource types, and whether a policy's pattern can meet one.

/// A template such as `arn:${Partition}:s3:::${BucketName}/${ObjectName}`, or a pattern with `*` and `?`, as a list of
/// symbols that can be laid over one another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Template(Vec<Symbol>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Symbol {
    Char(char),
    /// Exactly one character.
    One,
    /// Any run, empty or not.
    Run,
    /// Any run without a slash or colon.
    Word,
}

impl Symbol {
    /// Whether it may stand for no character at all.
    fn may_be_empty(self) -> bool {
        matches!(self, Self::Run | Self::Word)
    }

    /// Whether some character suits both.
    fn meets(self, other: Self) -> bool {
        match (self, other) {
            (Self::Char(a), Self::Char(b)) => a == b,
            (Self::Word, Self::Char(c)) | (Self::Char(c), Self::Word) => !matches!(c, '/' | ':'),
            _ => true,
        }
    }
}

impl Template {
    /// Reads an ARN template. A placeholder stands for a word, but the last one of a template may hold slashes (paths,
    /// object keys), except where the service has plain names there (buckets, access points).
    pub fn of_arn(arn: &str) -> Self {
        const PLAIN: [&str; 3] = ["BucketName", "AccessPointName", "AccessPointAlias"];
        let mut symbols = Vec::new();
        let mut rest = arn;
        while let Some(c) = rest.chars().next() {
            if let Some((name, after)) = rest.strip_prefix("${").and_then(|inner| inner.split_once('}')) {
                let may_hold_slashes = after.is_empty() && !PLAIN.contains(&name);
                symbols.extend([Symbol::One, if may_hold_slashes { Symbol::Run } else { Symbol::Word }]);
                rest = after;
            } else {
                symbols.push(Symbol::Char(c));
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
        Self(symbols)
    }

    /// Reads a pattern of a policy; a variable may become anything.
    pub fn of_pattern(pattern: &str) -> Self {
        let mut symbols = Vec::with_capacity(pattern.len());
        let mut rest = pattern;
        while let Some(c) = rest.chars().next() {
            let after = rest.get(c.len_utf8()..).unwrap_or_default();
            if let Some((_, after)) = rest.strip_prefix("${").and_then(|inner| inner.split_once('}')) {
                symbols.push(Symbol::Run);
                rest = after;
                continue;
            }
            symbols.push(match c {
                '*' => Symbol::Run,
                '?' => Symbol::One,
                c => Symbol::Char(c),
            });
            rest = after;
        }
        Self(symbols)
    }

    /// Whether every text that suits `other` suits this pattern. Never true by mistake; a few true cases are missed
    /// (`a*?` covers `a?*`).
    pub fn covers(&self, other: &Self) -> bool {
        let (wide, narrow) = (&self.0, &other.0);
        // `reach[j]`: the first i symbols of wide cover the first j of narrow.
        let mut reach = vec![false; narrow.len() + 1];
        if let Some(first) = reach.first_mut() {
            *first = true;
        }
        let mut next = vec![false; narrow.len() + 1];
        for symbol in wide {
            let mut before = false;
            let mut alive = false;
            for (j, place) in next.iter_mut().enumerate() {
                let here = reach.get(j).copied().unwrap_or_default();
                let diagonal = j.checked_sub(1).and_then(|j| reach.get(j)).copied().unwrap_or_default();
                let taken = j.checked_sub(1).and_then(|j| narrow.get(j));
                *place = match symbol {
                    Symbol::Run => here || before,
                    Symbol::One => diagonal && matches!(taken, Some(Symbol::Char(_) | Symbol::One)),
                    Symbol::Char(_) | Symbol::Word => diagonal && taken == Some(symbol),
                };
                before = *place;
                alive |= before;
            }
            if !alive {
                return false;
            }
            std::mem::swap(&mut reach, &mut next);
        }
        reach.last().copied().unwrap_or_default()
    }

    /// Whether some text suits both.
    ///
    /// Cost: at worst the product of the lengths, and about their sum where both are plain.
    pub fn meets(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.0, &other.0);
        // `reach[j]`: the first i symbols of mine and the first j of theirs can spell the same text.
        let mut reach = vec![false; theirs.len() + 1];
        for (j, place) in reach.iter_mut().enumerate() {
            *place = theirs.iter().take(j).all(|symbol| symbol.may_be_empty());
        }
        let mut next = vec![false; theirs.len() + 1];
        // The first and the last place that is reached.
        let mut band = (0, reach.iter().rposition(|place| *place).unwrap_or_default());
        for (i, symbol) in mine.iter().enumerate() {
            let get = |row: &[bool], j: usize| row.get(j).copied().unwrap_or_default();
            let (first, last) = band;
            let mut reached = None;
            next.fill(false);
            for j in first..=theirs.len() {
                // Beyond the band only a run goes on.
                if j > last + 1 && !get(&next, j - 1) {
                    break;
                }
                let met = if j == 0 {
                    mine.iter().take(i + 1).all(|symbol| symbol.may_be_empty())
                } else {
                    let Some(theirs) = theirs.get(j - 1) else { continue };
                    // Either run may end here, or go on over what the other takes.
                    let meets = symbol.meets(*theirs);
                    (symbol.may_be_empty() && get(&reach, j))
                        || (theirs.may_be_empty() && get(&next, j - 1))
                        || (meets && get(&reach, j - 1))
                        || (meets && symbol.may_be_empty() && get(&next, j - 1))
                        || (meets && theirs.may_be_empty() && get(&reach, j))
                };
                if let Some(place) = next.get_mut(j).filter(|_| met) {
                    *place = true;
                    reached = Some((reached.map_or(j, |(first, _)| first), j));
                }
            }
            let Some(met) = reached else { return false };
            band = met;
            std::mem::swap(&mut reach, &mut next);
        }
        reach.last().copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::iam::Context;
    use crate::iam::glob::{Pattern, Syntax};

    const BUCKET: &str = "arn:${Partition}:s3:::${BucketName}";
    const OBJECT: &str = "arn:${Partition}:s3:::${BucketName}/${ObjectName}";
    const ROLE: &str = "arn:${Partition}:iam::${Account}:role/${RoleNameWithPath}";

    #[test]
    fn a_pattern_covers_a_narrower_one() {
        let covers = |wide: &str, narrow: &str| Template::of_pattern(wide).covers(&Template::of_pattern(narrow));
        for (wide, narrow, expected) in [
            ("*", "s3:Get*", true),
            ("s3:*", "s3:Get*", true),
            ("s3:Get*", "s3:*", false),
            ("s3:Get?", "s3:Get*", false),
            ("s3:Get*", "s3:Get?", true),
            ("s3:G?t", "s3:Get", true),
            ("a*b*c", "a1b2c", true),
            ("a*b*c", "a1c2b", false),
            ("b/*", "b/${aws:username}", true),
        ] {
            assert_eq!(covers(wide, narrow), expected, "{wide} {narrow}");
        }
    }

    #[test]
    fn a_bucket_is_not_its_objects() {
        let meets = |pattern: &str, arn: &str| Template::of_pattern(pattern).meets(&Template::of_arn(arn));
        for (pattern, arn, expected) in [
            ("arn:aws:s3:::b", BUCKET, true),
            ("arn:aws:s3:::b", OBJECT, false),
            ("arn:aws:s3:::b/*", OBJECT, true),
            ("arn:aws:s3:::b/*", BUCKET, false),
            ("arn:aws:s3:::b*", OBJECT, true),
            ("arn:aws:s3:::b*", BUCKET, true),
            ("arn:aws:s3:::*", OBJECT, true),
            ("*", ROLE, true),
            ("arn:aws:s3:::${aws:PrincipalTag/bucket}/x", OBJECT, true),
            ("arn:aws:s3:::/x", OBJECT, false),
            ("arn:aws:iam::111122223333:role/team/app", ROLE, true),
            ("arn:aws:iam::111122223333:user/app", ROLE, false),
            ("arn:aws:iam::*:ro?e/*", ROLE, true),
            ("arn:aws:iam::111122223333:role/", ROLE, false),
        ] {
            assert_eq!(meets(pattern, arn), expected, "{pattern} {arn}");
        }
    }

    #[test]
    fn two_patterns_meet_when_a_text_suits_both() {
        let all = |letters: &[char], longest: usize| {
            let mut words = vec![String::new()];
            let mut from = 0;
            for _ in 0..longest {
                let longer = words[from..].iter().flat_map(|word| letters.iter().map(move |c| format!("{word}{c}")));
                let longer: Vec<String> = longer.collect();
                from = words.len();
                words.extend(longer);
            }
            words
        };
        // Two patterns of three symbols that meet do so in a text of six letters at most.
        let texts = all(&['a', 'b'], 6);
        let suits = |pattern: &str| -> Vec<bool> {
            let (pattern, _) = Pattern::new(pattern, Syntax { wildcards: true, variables: false });
            texts.iter().map(|text| pattern.matches(text, &Context::default())).collect()
        };
        let patterns: Vec<(String, Vec<bool>)> =
            all(&['a', 'b', '?', '*'], 3).into_iter().map(|pattern| (pattern.clone(), suits(&pattern))).collect();
        for (one, of_one) in &patterns {
            for (other, of_other) in &patterns {
                let expected = of_one.iter().zip(of_other).any(|(one, other)| *one && *other);
                let met = Template::of_pattern(one).meets(&Template::of_pattern(other));
                assert_eq!(met, expected, "{one} {other}");
            }
        }
    }
}
