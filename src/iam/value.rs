//! Typed values of conditions: decimals, moments, networks. Text that cannot be read has no value and matches nothing.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime};
use std::cmp::Ordering;
use std::net::IpAddr;

/// Compares two decimal numbers exactly, whatever their length: `10 > 9`, `1.50 = 1.5`.
///
/// `None` when either is no plain decimal; exponents are not documented and not read.
pub(crate) fn compare_decimals(left: &str, right: &str) -> Option<Ordering> {
    let (left, right) = (Decimal::parse(left)?, Decimal::parse(right)?);
    Some(match (left.negative, right.negative) {
        (false, true) => Ordering::Greater,
        (true, false) => Ordering::Less,
        (false, false) => left.compare_size(&right),
        (true, true) => right.compare_size(&left),
    })
}

/// Whether `text` is a plain decimal number.
pub(crate) fn is_decimal(text: &str) -> bool {
    Decimal::parse(text).is_some()
}

/// Digits without leading zeros, fraction without trailing ones; zero is never negative.
struct Decimal<'a> {
    negative: bool,
    whole: &'a str,
    fraction: &'a str,
}

impl<'a> Decimal<'a> {
    fn parse(text: &'a str) -> Option<Self> {
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let all_digits = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !all_digits(whole) || !all_digits(fraction) {
            return None;
        }
        let (whole, fraction) = (whole.trim_start_matches('0'), fraction.trim_end_matches('0'));
        Some(Self { negative: negative && !(whole.is_empty() && fraction.is_empty()), whole, fraction })
    }

    fn compare_size(&self, other: &Self) -> Ordering {
        (self.whole.len().cmp(&other.whole.len()))
            .then_with(|| self.whole.cmp(other.whole))
            .then_with(|| self.fraction.cmp(other.fraction))
    }
}

/// A moment as seconds since 1970 and nanoseconds, from the W3C profile of ISO 8601 or from epoch seconds.
///
/// Forms: `2026`, `2026-11`, `2026-11-23`, `…T10:15Z`, `…T10:15:30Z`, `…T10:15:30.45+01:00`, `1790000000`.
/// Source: IAM User Guide, `reference_policies_elements_condition_operators.html`.
pub(crate) fn parse_moment(text: &str) -> Option<(i64, u32)> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let date = |text: &str| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok();
    let midnight = |date: NaiveDate| (date.and_time(NaiveTime::MIN).and_utc().timestamp(), 0);
    match (text.len(), digits) {
        (0, _) => None,
        (4, true) => NaiveDate::from_ymd_opt(text.parse().ok()?, 1, 1).map(midnight),
        (_, true) => Some((text.parse().ok()?, 0)),
        (7, false) if !text.starts_with('-') => {
            let (year, month) = text.split_once('-')?;
            NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, 1).map(midnight)
        }
        (10, false) if text.contains('-') => date(text).map(midnight),
        _ => {
            if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
                return Some((moment.timestamp(), moment.timestamp_subsec_nanos()));
            }
            if let Some((seconds, fraction)) = text.split_once('.')
                && !text.contains('T')
            {
                let nanos: String = fraction.chars().chain("000000000".chars()).take(9).collect();
                return Some((seconds.parse().ok()?, nanos.parse().ok()?));
            }
            // Hours and minutes without seconds: chrono's RFC 3339 wants them.
            let (naive, offset) = match text.strip_suffix('Z') {
                Some(rest) => (rest, 0),
                None => {
                    let (rest, zone) = text.split_at_checked(text.len().checked_sub(6)?)?;
                    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
                    let size = hours.parse::<i64>().ok()? * 3600 + minutes.parse::<i64>().ok()? * 60;
                    match zone.chars().next()? {
                        '+' => (rest, size),
                        '-' => (rest, -size),
                        _ => return None,
                    }
                }
            };
            let moment = NaiveDateTime::parse_from_str(naive, "%Y-%m-%dT%H:%M").ok()?;
            Some((moment.and_utc().timestamp() - offset, 0))
        }
    }
}

/// A block of addresses, or one address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Network {
    address: IpAddr,
    prefix: u8,
}

impl Network {
    /// Reads `203.0.113.0/24`, `2001:db8::/32` or a bare address. Bits behind the prefix are ignored.
    pub fn parse(text: &str) -> Option<Self> {
        let (address, prefix) = match text.split_once('/') {
            Some((address, prefix)) => (address, Some(prefix)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().ok()?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        let prefix = match prefix {
            Some(prefix) => prefix.parse::<u8>().ok().filter(|prefix| *prefix <= longest)?,
            None => longest,
        };
        // As in a request's address: IPv4 mapped into IPv6 is IPv4.
        Some(match address.to_canonical() {
            v4 @ IpAddr::V4(_) if address.is_ipv6() && prefix >= 96 => Self { address: v4, prefix: prefix - 96 },
            _ => Self { address, prefix },
        })
    }

    /// Whether bits behind the prefix are set, e.g. `203.0.113.7/24`.
    pub fn has_host_bits(&self) -> bool {
        let mask = mask(self.prefix, self.address.is_ipv4());
        bits(self.address) & !mask != 0
    }

    /// Wider than /8 (IPv4) or /32 (IPv6): S3 counts it as the public.
    pub fn is_wide(&self) -> bool {
        self.prefix < if self.address.is_ipv4() { 8 } else { 32 }
    }

    /// Wholly inside the private networks of RFC 1918 or the unique local addresses of RFC 4193.
    pub fn is_private(&self) -> bool {
        let inside = |block: &str| {
            Network::parse(block).is_some_and(|block| block.prefix <= self.prefix && block.contains(self.address))
        };
        ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"].into_iter().any(inside)
    }

    /// Whether both are IPv4 or both IPv6.
    pub fn same_version(&self, address: IpAddr) -> bool {
        self.address.is_ipv4() == address.is_ipv4()
    }

    /// Whether `address` lies inside. IPv4 and IPv6 never match each other.
    pub fn contains(&self, address: IpAddr) -> bool {
        let mask = mask(self.prefix, self.address.is_ipv4());
        self.same_version(address) && bits(self.address) & mask == bits(address) & mask
    }
}

/// Reads an address of a request; an IPv4 address mapped into IPv6 counts as IPv4.
pub(crate) fn parse_address(text: &str) -> Option<IpAddr> {
    text.parse::<IpAddr>().ok().map(|address| address.to_canonical())
}

fn bits(address: IpAddr) -> u128 {
    match address {
        IpAddr::V4(v4) => u128::from(v4.to_bits()),
        IpAddr::V6(v6) => v6.to_bits(),
    }
}

fn mask(prefix: u8, v4: bool) -> u128 {
    let width = if v4 { 32 } else { 128 };
    let all = if v4 { u128::from(u32::MAX) } else { u128::MAX };
    match width - u32::from(prefix) {
        0 => all,
        128 => 0,
        host => all & (u128::MAX << host),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_compare_as_numbers_not_as_text() {
        use Ordering::{Equal, Greater, Less};
        for (left, right, expected) in [
            ("10", "9", Greater),
            ("1.50", "1.5", Equal),
            ("007", "7", Equal),
            ("-2", "-10", Greater),
            ("-0", "0", Equal),
            ("0.09", "0.1", Less),
            ("99999999999999999999998", "99999999999999999999999", Less),
        ] {
            assert_eq!(compare_decimals(left, right), Some(expected), "{left} {right}");
        }
        for odd in ["", "-", ".", "1e3", "abc", "1.2.3", "٣"] {
            assert_eq!(compare_decimals(odd, "1"), None, "{odd}");
        }
    }

    #[test]
    fn every_documented_form_of_a_moment_is_read() {
        let at = |text| parse_moment(text).map(|moment| moment.0);
        assert_eq!(at("2026"), Some(1_767_225_600));
        assert_eq!(at("2026-01"), at("2026-01-01"));
        assert_eq!(at("2026-01-01T00:00Z"), at("2026"));
        assert_eq!(at("2026-01-01T01:00+01:00"), at("2026"));
        assert_eq!(at("2026-01-01T00:00:00Z"), at("2026"));
        assert_eq!(parse_moment("2026-01-01T00:00:00.45+00:00"), Some((1_767_225_600, 450_000_000)));
        assert_eq!(at("1767225600"), at("2026"));
        for odd in ["", "yesterday", "2026-13", "2026-02-30", "-2026-1", "26-01-01"] {
            assert_eq!(parse_moment(odd), None, "{odd}");
        }
    }

    #[test]
    fn networks_hold_their_addresses_and_never_mix_versions() {
        let holds = |network: &str, address: &str| {
            Network::parse(network).is_some_and(|network| parse_address(address).is_some_and(|a| network.contains(a)))
        };
        assert!(holds("203.0.113.0/24", "203.0.113.255") && !holds("203.0.113.0/24", "203.0.114.0"));
        assert!(holds("203.0.113.7", "203.0.113.7") && !holds("203.0.113.7", "203.0.113.8"));
        assert!(holds("0.0.0.0/0", "8.8.8.8") && !holds("0.0.0.0/0", "::1") && holds("::/0", "2001:db8::1"));
        assert!(holds("2001:db8::/32", "2001:0db8:0:0::7"));
        assert!(holds("203.0.113.0/24", "::ffff:203.0.113.9"));
        assert!(holds("::ffff:203.0.113.0/120", "::ffff:203.0.113.9") && holds("::ffff:203.0.113.9", "203.0.113.9"));
        for odd in ["", "300.0.0.1", "1.2.3.4/33", "1.2.3.4/-1", "::/129", "a/b"] {
            assert_eq!(Network::parse(odd), None, "{odd}");
        }
    }
}
