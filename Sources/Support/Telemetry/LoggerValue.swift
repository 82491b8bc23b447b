/// A value in a log line.
package enum LoggerValue: Sendable, Equatable {
    /// Text; escaped where it is written.
    case string(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case number(Double)
    /// True or false.
    case bool(Bool)

    /// Wraps a whole number of any width; one above 2^63 - 1 is written as text.
    package static func integer(_ value: some BinaryInteger) -> LoggerValue {
        Int64(exactly: value).map { .integer($0) } ?? .string("\(value)")
    }

    /// Wraps what an error says of itself.
    package static func error(_ error: any Error) -> LoggerValue {
        .string("\(error)")
    }

    /// Wraps a duration as seconds, such as "1.5s".
    package static func duration(_ duration: Duration) -> LoggerValue {
        let (seconds, attoseconds) = duration.components
        return .string("\(Double(seconds) + Double(attoseconds) / 1e18)s")
    }
}

extension LoggerValue: ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral {
    package init(stringLiteral value: String) {
        self = .string(value)
    }

    package init(integerLiteral value: Int64) {
        self = .integer(value)
    }

    package init(floatLiteral value: Double) {
        self = .number(value)
    }
}

extension LoggerValue: ExpressibleByBooleanLiteral {
    package init(booleanLiteral value: Bool) {
        self = .bool(value)
    }
}
