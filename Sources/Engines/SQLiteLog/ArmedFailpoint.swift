import Glibc
import LogPort
import Synchronization

/// The one failpoint that the environment armed, with how often it may still be passed.
final class ArmedFailpoint: Sendable {
    static let variable = "EYRIE_FAILPOINT"

    /// nil when none is armed; read once, at the first commit.
    static let shared: ArmedFailpoint? = try? parse(environment)

    private let failpoint: Failpoint
    private let remaining: Atomic<Int>

    private init(_ failpoint: Failpoint, count: Int) {
        self.failpoint = failpoint
        remaining = Atomic(count)
    }

    /// Refuses a misspelled failpoint, which would make a crash test pass without a crash.
    ///
    /// - Throws: ``LogError`` with `unusable`.
    static func check() throws(LogError) {
        _ = try parse(environment)
    }

    func pass(_ passed: Failpoint) {
        guard passed == failpoint else { return }
        if remaining.subtract(1, ordering: .relaxed).newValue == 0 {
            kill(getpid(), SIGKILL)
        }
    }

    private static var environment: String? {
        getenv(variable).map { String(cString: $0) }
    }

    private static func parse(_ text: String?) throws(LogError) -> ArmedFailpoint? {
        // Those of a log on Kafka are another engine's; a bridge with a spool has both.
        guard let text, !text.isEmpty, !text.hasPrefix("kafka-") else { return nil }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 2, let failpoint = Failpoint(rawValue: String(parts[0])), let count = Int(parts[1]),
            count > 0
        else {
            let names = Failpoint.allCases.map(\.rawValue).joined(separator: ", ")
            throw LogError(
                .unusable,
                action: "reading \(variable)",
                message: "\"\(text)\" is not name:count with a name of \(names)",
                remedy: .stop
            )
        }
        return ArmedFailpoint(failpoint, count: count)
    }
}
