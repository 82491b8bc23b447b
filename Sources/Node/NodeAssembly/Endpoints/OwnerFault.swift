/// Why a request to the owner of the log failed.
package enum OwnerFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// No process answers on the control socket.
    case unreachable(socketPath: String, message: String)
    /// The owner answered with a refusal.
    case refused(String)

    package var description: String {
        switch self {
        case .unreachable(let path, let message):
            "asking the log's owner at \(path): \(message); start `eyrie up` on this folder"
        case .refused(let message):
            "asking the log's owner: \(message)"
        }
    }
}
