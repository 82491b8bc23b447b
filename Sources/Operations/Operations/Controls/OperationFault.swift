/// Why a person's order was not carried out.
package enum OperationFault: Error, Equatable, Sendable, CustomStringConvertible {
    /// The order is invalid.
    case invalid(String)

    package var description: String {
        switch self {
        case .invalid(let message): message
        }
    }
}
