/// Works out how far a broker's clock is from this machine's, from the time of a transaction marker.
package enum ClockProbe {
    /// How far the broker's clock may be off without a finding, in milliseconds.
    package static let tolerance: Int64 = 5_000
    /// The difference from which brokers refuse records as too far in the future, in milliseconds.
    ///
    /// Source: `message.timestamp.after.max.ms` of Kafka 3.6 and newer, whose default is one hour.
    package static let limit: Int64 = 3_600_000

    /// Finds the largest time for which there is a record at or after it, by halving.
    ///
    /// - Parameters:
    ///   - range: Where it can be, in milliseconds since 1970.
    ///   - offset: The first offset with a record at or after a time, nil without one.
    /// - Returns: The time and what stands there; nil when nothing is in the range, or something lies beyond it.
    /// - Throws: What `offset` throws.
    static func newest<Failure: Error>(
        in range: ClosedRange<Int64>,
        offset: (Int64) throws(Failure) -> Int64?
    ) throws(Failure) -> (time: Int64, offset: Int64)? {
        guard var found = try offset(range.lowerBound), try offset(range.upperBound) == nil else { return nil }
        var low = range.lowerBound
        var high = range.upperBound
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if let there = try offset(middle) {
                low = middle
                found = there
            } else {
                high = middle
            }
        }
        return (low, found)
    }

    /// Judges a marker's time.
    ///
    /// - Parameters:
    ///   - time: The marker's time, by the broker's clock.
    ///   - range: When the end of the transaction was asked for and when the marker was seen, by this machine's clock.
    /// - Returns: How far the clocks are apart at least.
    package static func finding(marker time: Int64, between range: ClosedRange<Int64>) -> Finding {
        let skew = time > range.upperBound ? time - range.upperBound : min(0, time - range.lowerBound)
        let text =
            "the broker's clock is "
            + (skew == 0
                ? "within \(range.upperBound - range.lowerBound) ms of this machine's"
                : "\(abs(skew)) ms \(skew > 0 ? "ahead of" : "behind") this machine's")
        if abs(skew) >= limit {
            return Finding(.failed, "\(text): brokers refuse or misjudge the age of records; set the clocks (NTP)")
        }
        if abs(skew) > tolerance {
            return Finding(.warning, "\(text): times in reports and retention are off; set the clocks (NTP)")
        }
        return Finding(.ok, text)
    }
}
