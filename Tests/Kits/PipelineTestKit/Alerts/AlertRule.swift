/// A rule of Falco's default set: what its alerts say and carry.
struct AlertRule: Sendable {
    let name: String
    /// As Falco spells it in alerts.
    let priority: String
    /// Sorted as Falco's `std::set` sorts them.
    let tags: [String]
    /// The rule's output with `%field` places; the fields it names are those that the alert carries.
    let output: String

    /// Names of the fields in the output, in their order.
    var fields: [String] {
        Self.parts(of: output).compactMap { $0.isField ? $0.text : nil }
    }

    /// Splits an output into plain text and field names.
    static func parts(of output: String) -> [(text: String, isField: Bool)] {
        var parts: [(text: String, isField: Bool)] = []
        for (index, piece) in output.split(separator: "%", omittingEmptySubsequences: false).enumerated() {
            guard index > 0 else {
                parts.append((String(piece), false))
                continue
            }
            let end = piece.firstIndex { !($0.isLetter || $0.isNumber || "._[]".contains($0)) } ?? piece.endIndex
            parts.append((String(piece[..<end]), true))
            parts.append((String(piece[end...]), false))
        }
        return parts
    }
}
