/// Why a group of services ended.
package enum ServiceEnding: Sendable, Equatable {
    /// A signal asked for it; the number.
    case signaled(Int32)
    /// A service said that all work is done.
    case finished(service: String)
    /// A service could not start or go on.
    case failed(service: String, message: String, exitCode: Int32 = 1)
    /// The stop budget was over while a service was stopping.
    case overran(service: String)

    /// The exit code of the process: 0 when it was asked to end and ended in time, the failure's own, else 1.
    package var exitCode: Int32 {
        switch self {
        case .signaled, .finished: 0
        case .failed(_, _, let exitCode): exitCode
        case .overran: 1
        }
    }
}
