/// A failure of threads, signals or services.
package struct LifecycleError: Error, Equatable, CustomStringConvertible {
    /// The kinds of error.
    package enum Code: Sendable, Equatable {
        /// The system gave no thread.
        case threadRefused
        /// Signals could not be blocked.
        case signalsRefused
    }

    /// The kinds of error.
    package let code: Code
    /// What was being done, in the gerund.
    package let action: String
    /// What went wrong.
    package let message: String
    /// What to do about it.
    package let remedy: String

    package var description: String { "\(action): \(message); \(remedy)" }
}
