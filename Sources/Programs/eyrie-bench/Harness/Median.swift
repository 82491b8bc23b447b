extension Array where Element == Double {
    /// The middle value, or the mean of the two middle ones of an even count; there is none of nothing.
    var median: Double {
        precondition(!isEmpty, "there is no median of nothing")
        let ordered = sorted()
        let middle = ordered.count / 2
        return ordered.count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
    }

    /// The smallest value that is not below the given share of all values, by nearest rank.
    func percentile(_ percent: Double) -> Double {
        precondition(!isEmpty, "there is no percentile of nothing")
        let ordered = sorted()
        let rank = Int((percent / 100 * Double(ordered.count)).rounded(.up))
        return ordered[Swift.min(ordered.count, Swift.max(1, rank)) - 1]
    }
}
