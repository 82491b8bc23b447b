/// An incident's id: 32 hexadecimal digits, made by the incident stage.
package struct IncidentID: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The digits.
    package let rawValue: String

    package init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    package var description: String { rawValue }

    package static func < (left: IncidentID, right: IncidentID) -> Bool { left.rawValue < right.rawValue }
}
