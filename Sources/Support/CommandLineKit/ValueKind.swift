/// What the value of an option or the text of an argument may be.
package enum ValueKind: Sendable, Equatable {
    /// Any text.
    case text
    /// A path of a file or folder; shells complete it.
    case path
    /// A whole number of the range.
    case integer(ClosedRange<Int>)
    /// A finite number of the range.
    case number(ClosedRange<Double>)
    /// One of a closed list of words.
    case choice([String])

    /// Returns the allowed values if the text is not of this kind; nil if it is.
    func objection(to text: String) -> String? {
        switch self {
        case .text, .path:
            return nil
        case .integer(let range):
            if let value = Int(text), range.contains(value) { return nil }
            return "a whole number\(Self.bounds(range, lowest: .min, highest: .max))"
        case .number(let range):
            if let value = Double(text), value.isFinite, range.contains(value) { return nil }
            return "a number\(Self.bounds(range, lowest: -.infinity, highest: .infinity))"
        case .choice(let words):
            return words.contains(text) ? nil : "one of \(words.joined(separator: ", "))"
        }
    }

    private static func bounds<Bound>(_ range: ClosedRange<Bound>, lowest: Bound, highest: Bound) -> String {
        switch (range.lowerBound == lowest, range.upperBound == highest) {
        case (true, true): ""
        case (false, true): " of \(range.lowerBound) or more"
        case (true, false): " of \(range.upperBound) or less"
        case (false, false): " from \(range.lowerBound) to \(range.upperBound)"
        }
    }
}
