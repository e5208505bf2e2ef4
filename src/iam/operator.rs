//! The condition operators, one row each.
//!
//! Source: IAM User Guide, `reference_policies_elements_condition_operators.html`.

use std::cmp::Ordering;

/// How values are read and compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Family {
    /// Exact text; `*` is literal.
    Text,
    /// Exact text without regard to ASCII case.
    TextIgnoringCase,
    /// Glob over the whole value.
    Like,
    /// Glob over each of six colon fields.
    Arn,
    /// Decimals.
    Number,
    /// Moments.
    Moment,
    /// `true` or `false`.
    Boolean,
    /// Bytes, written in base64.
    Binary,
    /// Address in a network.
    Address,
    /// Presence of the key.
    Null,
}

/// Which order of request value to policy value matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Equal,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

impl Order {
    /// Whether `ordering` of the request's value to the policy's is what the operator asks for.
    pub fn accepts(self, ordering: Ordering) -> bool {
        match self {
            Self::Equal => ordering.is_eq(),
            Self::Less => ordering.is_lt(),
            Self::LessOrEqual => ordering.is_le(),
            Self::Greater => ordering.is_gt(),
            Self::GreaterOrEqual => ordering.is_ge(),
        }
    }
}

/// A condition operator.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Operator {
    /// As AWS writes it.
    pub name: &'static str,
    /// How values compare.
    pub family: Family,
    /// Which order matches; `Equal` where there is none.
    pub order: Order,
    /// `Not…`: true when no policy value matches, and when the key is absent.
    pub negated: bool,
    /// Policy variables in its values are filled in.
    pub variables: bool,
}

const fn row(name: &'static str, family: Family, order: Order, negated: bool, variables: bool) -> Operator {
    Operator { name, family, order, negated, variables }
}

/// All of them.
pub(crate) static OPERATORS: [Operator; 27] = [
    row("StringEquals", Family::Text, Order::Equal, false, true),
    row("StringNotEquals", Family::Text, Order::Equal, true, true),
    row("StringEqualsIgnoreCase", Family::TextIgnoringCase, Order::Equal, false, true),
    row("StringNotEqualsIgnoreCase", Family::TextIgnoringCase, Order::Equal, true, true),
    row("StringLike", Family::Like, Order::Equal, false, true),
    row("StringNotLike", Family::Like, Order::Equal, true, true),
    row("NumericEquals", Family::Number, Order::Equal, false, false),
    row("NumericNotEquals", Family::Number, Order::Equal, true, false),
    row("NumericLessThan", Family::Number, Order::Less, false, false),
    row("NumericLessThanEquals", Family::Number, Order::LessOrEqual, false, false),
    row("NumericGreaterThan", Family::Number, Order::Greater, false, false),
    row("NumericGreaterThanEquals", Family::Number, Order::GreaterOrEqual, false, false),
    row("DateEquals", Family::Moment, Order::Equal, false, false),
    row("DateNotEquals", Family::Moment, Order::Equal, true, false),
    row("DateLessThan", Family::Moment, Order::Less, false, false),
    row("DateLessThanEquals", Family::Moment, Order::LessOrEqual, false, false),
    row("DateGreaterThan", Family::Moment, Order::Greater, false, false),
    row("DateGreaterThanEquals", Family::Moment, Order::GreaterOrEqual, false, false),
    // The operators page lists variables for Bool, the variables page does not: filled in, and marked ambiguous.
    row("Bool", Family::Boolean, Order::Equal, false, true),
    row("BinaryEquals", Family::Binary, Order::Equal, false, false),
    row("IpAddress", Family::Address, Order::Equal, false, false),
    row("NotIpAddress", Family::Address, Order::Equal, true, false),
    row("ArnEquals", Family::Arn, Order::Equal, false, true),
    row("ArnLike", Family::Arn, Order::Equal, false, true),
    row("ArnNotEquals", Family::Arn, Order::Equal, true, true),
    row("ArnNotLike", Family::Arn, Order::Equal, true, true),
    row("Null", Family::Null, Order::Equal, false, false),
];

/// The operator called `name`, and whether the case of the name is as AWS writes it.
pub(crate) fn find(name: &str) -> Option<(&'static Operator, bool)> {
    OPERATORS.iter().find(|row| row.name.eq_ignore_ascii_case(name)).map(|row| (row, row.name == name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_found() {
        for operator in &OPERATORS {
            assert_eq!(OPERATORS.iter().filter(|other| other.name.eq_ignore_ascii_case(operator.name)).count(), 1);
            assert_eq!(find(operator.name), Some((operator, true)));
        }
        assert_eq!(find("stringequals").map(|(row, exact)| (row.name, exact)), Some(("StringEquals", false)));
        assert_eq!(find("StringFoo"), None);
    }
}
