package import JSONText

/// Falco's priority, which is syslog's severity; the lower the more urgent.
package enum Priority: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case emergency = 0
    case alert = 1
    case critical = 2
    case error = 3
    case warning = 4
    case notice = 5
    case informational = 6
    case debug = 7
    /// A spelling that is not Falco's.
    case unknown = 8

    /// Falco's spelling.
    package var spelling: StaticString {
        switch self {
        case .emergency: "Emergency"
        case .alert: "Alert"
        case .critical: "Critical"
        case .error: "Error"
        case .warning: "Warning"
        case .notice: "Notice"
        case .informational: "Informational"
        case .debug: "Debug"
        case .unknown: "Unknown"
        }
    }

    /// Reads a priority in any case; also `Info`, which falcosidekick takes; anything else is `.unknown`.
    package init(spelling text: UnsafeRawBufferPointer) {
        self = .unknown
        guard 4...13 ~= text.count else { return }
        for candidate in Self.allCases where Self.equal(text, candidate.spelling) {
            self = candidate
            return
        }
        if Self.equal(text, "info") {
            self = .informational
        }
    }

    /// Reads a priority in any case; also `Info`; anything else is `.unknown`.
    package init(spelling text: String) {
        var text = text
        self = text.withUTF8 { Priority(spelling: UnsafeRawBufferPointer($0)) }
    }

    /// Whether this priority is as urgent as the other or more; `.unknown` is less urgent than any.
    package func isAtLeast(_ other: Priority) -> Bool { rawValue <= other.rawValue }

    /// Orders by number: the more urgent comes first.
    package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }

    private static func equal(_ text: UnsafeRawBufferPointer, _ spelling: StaticString) -> Bool {
        guard text.count == spelling.utf8CodeUnitCount else { return false }
        for index in 0..<text.count where text[index] | 0x20 != spelling.utf8Start[index] | 0x20 {
            return false
        }
        return true
    }
}

extension Priority: CustomStringConvertible {
    package var description: String { spelling.description }
}

extension JSONWriter {
    /// Writes a priority in Falco's spelling.
    package mutating func priority(_ priority: Priority) {
        string(priority.spelling)
    }
}
