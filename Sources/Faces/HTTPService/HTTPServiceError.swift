/// A server that could not be started.
package struct HTTPServiceError: Error, Equatable, CustomStringConvertible {
    /// The kind of error; a caller may react differently to each.
    package enum Code: Sendable, Equatable {
        /// The address, port or path is not one that can be listened on.
        case invalidAddress
        /// Another process listens there already.
        case addressInUse
        /// The system refused: permissions, descriptors, memory.
        case refusedBySystem
        /// A certificate or key cannot be read or does not fit.
        case unusableCertificate
    }

    /// The kind of error.
    package let code: Code

    /// What was being done, in gerund: "binding the socket".
    package let action: String

    /// What went wrong.
    package let message: String

    /// What the operator can do about it.
    package let remedy: String

    package var description: String {
        "\(action): \(message); \(remedy)"
    }
}
