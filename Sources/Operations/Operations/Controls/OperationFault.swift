/// Why something a person asked for was not done.
package enum OperationFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// What was asked for cannot be.
    case invalid(String)

    package var description: String {
        switch self {
        case .invalid(let message): message
        }
    }
}
