/// An error of the bridge with files, sockets or settings; errors of the log stay `LogError`.
package struct BridgeError: Error, Equatable, CustomStringConvertible {
    /// The kind of error; a caller may react differently to each.
    package enum Code: Sendable, Equatable {
        /// A file cannot be opened or read.
        case unreadable
        /// A listener could not be opened.
        case notListening
        /// The system does not have that kind of socket.
        case unsupported
        /// The intake has stopped.
        case closed
    }

    /// The kind of error.
    package let code: Code

    /// What was being done, in gerund: "reading /var/log/falco.log".
    package let action: String

    /// What went wrong.
    package let message: String

    /// What the operator can do about it.
    package let remedy: String

    package var description: String {
        "\(action): \(message); \(remedy)"
    }
}
