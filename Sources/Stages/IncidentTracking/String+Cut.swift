// Limits of what a sender may choose the length of.
extension String {
    /// The longest rule's name that is kept in incidents, in bytes; a longer one is cut.
    static let maximumRuleBytes = 256

    /// The string itself, or its beginning that fits.
    var cut: String {
        guard utf8.count > Self.maximumRuleBytes else { return self }
        var length = 0
        var end = startIndex
        while end < endIndex {
            let next = unicodeScalars.index(after: end)
            length += utf8.distance(from: end, to: next)
            guard length <= Self.maximumRuleBytes else { break }
            end = next
        }
        return String(unicodeScalars[..<end])
    }
}
