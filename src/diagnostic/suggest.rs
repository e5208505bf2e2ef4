//! "Did you mean": the known name nearest to a mistyped one.

/// The one of `known` that `name` was probably meant to be, if any is near enough.
pub fn suggest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    let length = lower.chars().count();
    known
        .into_iter()
        // Names of very different lengths are never near: no need to lay them side by side, however long one is.
        .filter(|candidate| length.abs_diff(candidate.chars().count()) <= reach(candidate))
        .map(|candidate| (strsim::damerau_levenshtein(&lower, &candidate.to_lowercase()), candidate))
        .filter(|(distance, candidate)| *distance <= reach(candidate))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

/// At most so many slips of the finger still mean `candidate`.
fn reach(candidate: &str) -> usize {
    candidate.chars().count().max(3) / 3
}

#[cfg(test)]
mod tests {
    use super::suggest;

    #[test]
    fn near_names_are_offered_and_far_ones_are_not() {
        assert_eq!(suggest("Efect", ["Effect", "Action"]), Some("Effect"));
        assert_eq!(suggest("effect", ["Effect"]), Some("Effect"));
        assert_eq!(suggest("banana", ["Effect", "Action"]), None);
        assert_eq!(suggest(&"Effect".repeat(1 << 18), ["Effect"]), None, "at once");
    }
}
