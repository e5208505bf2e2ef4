//! Durations as people write them: `15m`, `1h 30m`, `45s`.

use chrono::Duration;

/// Reads a duration; `None` when it is none.
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let mut total = 0i64;
    let mut digits = String::new();
    let mut units = 0;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        if c.is_ascii_digit() {
            digits.push(c);
            continue;
        }
        let factor = match c {
            's' => 1,
            'm' => 60,
            'h' => 3600,
            'd' => 86_400,
            _ => return None,
        };
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(factor)?)?;
        digits.clear();
        units += 1;
    }
    (units > 0 && digits.is_empty() && total <= 366 * 86_400).then(|| Duration::seconds(total))
}

/// The seconds of a duration that a learner wrote in lower case, as `4h`, `4 h` or `4 hours`; `None` when it is none, and
/// for a number without its unit.
pub(super) fn written_duration(text: &str) -> Option<i64> {
    let text = text.trim();
    let (count, unit) = text.split_at(text.find(|c: char| !c.is_ascii_digit())?);
    let seconds = match unit.trim_start() {
        "s" | "sec" | "second" | "seconds" => 1,
        "m" | "min" | "minute" | "minutes" => 60,
        "h" | "hour" | "hours" => 3600,
        "d" | "day" | "days" => 86_400,
        _ => return None,
    };
    count.parse::<i64>().ok()?.checked_mul(seconds)
}

/// `1 h`, `59 min 30 s`, `12 h`.
pub fn say_duration(seconds: i64) -> String {
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    let parts: Vec<String> = [(hours, "h"), (minutes, "min"), (rest, "s")]
        .into_iter()
        .filter(|(count, _)| *count != 0)
        .map(|(count, unit)| format!("{count} {unit}"))
        .collect();
    if parts.is_empty() { "0 s".to_owned() } else { parts.join(" ") }
}

/// `59:46` or `1:02:03`, for gauges.
pub fn clock_duration(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (hours, minutes, rest) = (seconds / 3600, seconds % 3600 / 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{rest:02}") } else { format!("{minutes:02}:{rest:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_and_said() {
        let seconds = |text| parse_duration(text).map(|duration| duration.num_seconds());
        assert_eq!(seconds("1h"), Some(3600));
        assert_eq!(seconds("1h 30m"), Some(5400));
        assert_eq!(seconds("45s"), Some(45));
        for odd in ["", "1", "h", "1 hour", "-1h", "99999999999999999999h", "400d"] {
            assert_eq!(seconds(odd), None, "{odd}");
        }
        for one_hour in ["1h", "1 h", "1 hour", "60 min", "60minutes", "3600 s", " 1  hour "] {
            assert_eq!(written_duration(one_hour), Some(3600), "{one_hour}");
        }
        for odd in ["", "1", "h", "3600", "an hour", "-1 h", "1 h 30", "9223372036854775807 h", "1 häuser"] {
            assert_eq!(written_duration(odd), None, "{odd}");
        }
        assert_eq!(say_duration(5400), "1 h 30 min");
        assert_eq!(clock_duration(3586), "59:46");
        assert_eq!(clock_duration(3723), "1:02:03");
    }
}
