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

    /// Reads a priority in any case: Falco's words, and those that people and other programs write for them
    /// (``PrioritySpelling``); anything else is `.unknown`.
    package init(spelling text: UnsafeRawBufferPointer) {
        guard let first = text.first else {
            self = .unknown
            return
        }
        // The first letter leaves one, or two of different lengths.
        let candidate: Priority =
            switch first | 0x20 {
            case 0x65: text.count == 9 ? .emergency : .error
            case 0x61: .alert
            case 0x63: .critical
            case 0x77: .warning
            case 0x6E: .notice
            case 0x69: .informational
            case 0x64: .debug
            default: .unknown
            }
        self = Self.equal(text, candidate.spelling) ? candidate : PrioritySpelling.priority(of: text)
    }

    /// Takes syslog's severity, 0 to 7 (RFC 5424, 6.2.1); nil for any other number.
    package init?(syslogSeverity number: Int64) {
        guard 0...7 ~= number, let priority = Priority(rawValue: UInt8(number)) else { return nil }
        self = priority
    }

    /// Reads the spellings that records written by Eyrie's first versions were decided by: Falco's words and `Info`.
    package init(firstSpelling text: UnsafeRawBufferPointer) {
        let priority = Priority(spelling: text)
        self = Self.equal(text, priority.spelling) || Self.equal(text, "info") ? priority : .unknown
    }

    /// Reads a priority as ``init(spelling:)-(UnsafeRawBufferPointer)`` does.
    package init(spelling text: String) {
        var text = text
        self = text.withUTF8 { Priority(spelling: UnsafeRawBufferPointer($0)) }
    }

    /// Whether this priority is as urgent as the other or more; `.unknown` is less urgent than any.
    package func isAtLeast(_ other: Priority) -> Bool { rawValue <= other.rawValue }

    /// Orders by number: the more urgent comes first.
    package static func < (left: Priority, right: Priority) -> Bool { left.rawValue < right.rawValue }

    static func equal(_ text: UnsafeRawBufferPointer, _ spelling: StaticString) -> Bool {
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
