import Glibc
import Synchronization

/// The one failpoint that the environment armed by `EYRIE_FAILPOINT=NAME:COUNT`, with the count of passes.
///
/// A failpoint is a place where a test can kill the process as if by `kill -9`. Modules define their places; without
/// the variable a place costs one read. One failpoint per process can be armed.
package final class ArmedFailpoint: Sendable {
    /// The environment variable that arms one.
    package static let variable = "EYRIE_FAILPOINT"

    /// The armed one; nil when there is none or its text is malformed.
    ///
    /// Read once, at the first place that is passed.
    package static let shared: ArmedFailpoint? = environment.flatMap { parse($0) }.map { ArmedFailpoint($0, count: $1) }

    private let name: String
    private let remaining: Atomic<Int>

    private init(_ name: String, count: Int) {
        self.name = name
        remaining = Atomic(count)
    }

    /// Ends the process when the place of this name is armed and its count is reached.
    package func pass(_ name: String) {
        guard name == self.name else { return }
        if remaining.subtract(1, ordering: .relaxed).newValue == 0 {
            kill(getpid(), SIGKILL)
        }
    }

    /// Returns the mistake in the environment's failpoint.
    ///
    /// A misspelled failpoint would make a crash test pass without a crash, so the engines refuse to open with one.
    ///
    /// - Parameters:
    ///   - names: The places that the asking module has.
    ///   - isOwn: Whether a text is meant for the asking module; a process may have several.
    /// - Returns: nil when no failpoint is armed, it is another module's, or it is one of the names.
    package static func objection(names: [String], isOwn: (String) -> Bool) -> String? {
        guard let text = environment, isOwn(text) else { return nil }
        if let (name, _) = parse(text), names.contains(name) {
            return nil
        }
        return "\"\(text)\" is not name:count with a name of \(names.joined(separator: ", "))"
    }

    private static var environment: String? {
        getenv(variable).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
    }

    private static func parse(_ text: String) -> (name: String, count: Int)? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let count = Int(parts[1]), count > 0 else { return nil }
        return (String(parts[0]), count)
    }
}
