import Foundation

/// A regular expression that was compiled once; Foundation's, since Swift's own knows no look-behind.
struct Pattern: @unchecked Sendable {
    // @unchecked: an NSRegularExpression is immutable and may be used by several threads (its documentation says so).
    private let expression: NSRegularExpression

    /// Compiles a pattern; one that is wrong is the test's own fault.
    init(_ pattern: String) {
        do {
            expression = try NSRegularExpression(pattern: pattern)
        } catch {
            preconditionFailure("no regular expression: \(pattern): \(error)")
        }
    }

    func matches(_ line: some StringProtocol) -> Bool {
        let text = String(line)
        return expression.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
    }

    /// Returns what the first group of each match holds.
    func captures(in line: some StringProtocol) -> [String] {
        let text = String(line)
        return expression.matches(in: text, range: NSRange(text.startIndex..., in: text)).compactMap { match in
            Range(match.range(at: 1), in: text).map { String(text[$0]) }
        }
    }
}
