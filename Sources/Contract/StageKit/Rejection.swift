/// Why a record can never be processed; it becomes a dead letter with its exact bytes.
public struct Rejection: Error, Equatable, Sendable, CustomStringConvertible {
    /// Stable names: they stand in dead letters, metrics and runbooks.
    package enum Code: String, Sendable, CaseIterable {
        /// The value is not the JSON that the topic's schema asks for.
        case malformed = "malformed"
        /// A value lies outside what the stage can use.
        case outOfRange = "out-of-range"
        /// A control or content (model) does not fit this stage's version.
        case incompatible = "incompatible"
        /// The target of a control does not exist.
        case unknownTarget = "unknown-target"
    }

    package let code: Code
    /// The fault, with the field's name.
    package let message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The code with what is wrong.
    public var description: String {
        "\(code.rawValue): \(message)"
    }
}
