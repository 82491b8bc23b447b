import Glibc
import LogPort
import Synchronization

/// Places where a test can end the process by `EYRIE_FAILPOINT=NAME:COUNT`; without the variable they cost one read.
///
/// Limit: one failpoint a process. At the COUNTth time the place is reached, the process kills itself (SIGKILL), as a
/// machine's loss would.
enum KafkaFailpoint: String, CaseIterable {
    /// Records were handed to the worker and not processed.
    case afterPoll = "kafka-after-poll"
    /// All records of a transaction are enqueued, its offsets are not.
    case midTransaction = "kafka-mid-transaction"
    case afterSendOffsets = "kafka-after-send-offsets"
    case beforeCommit = "kafka-before-commit"
    case afterCommit = "kafka-after-commit"

    private static let armed: (point: KafkaFailpoint, count: Int)? = {
        guard let raw = getenv("EYRIE_FAILPOINT") else { return nil }
        let parts = String(cString: raw).split(separator: ":")
        guard let name = parts.first, let point = KafkaFailpoint(rawValue: String(name)) else { return nil }
        guard parts.count == 2, let count = Int(parts[1]), count >= 1 else { return nil }
        return (point, count)
    }()

    /// Refuses a misspelled failpoint, which would make a crash test pass without a crash.
    static func check() throws(LogError) {
        // Other names are the embedded engine's, which has a say in a bridge with a spool.
        guard let raw = getenv("EYRIE_FAILPOINT"), armed == nil, String(cString: raw).hasPrefix("kafka-") else {
            return
        }
        let names = allCases.map(\.rawValue).joined(separator: ", ")
        throw LogError(
            .unusable,
            action: "arming EYRIE_FAILPOINT=\(String(cString: raw))",
            message: "there is no such failpoint; it is NAME:COUNT with one of \(names)",
            remedy: .stop
        )
    }

    private static let reached = Atomic<Int>(0)

    /// Ends the process when this is the armed place and its count is reached.
    @inline(__always)
    static func reach(_ point: KafkaFailpoint) {
        guard let armed, armed.point == point else { return }
        if reached.add(1, ordering: .relaxed).newValue == armed.count {
            kill(getpid(), SIGKILL)
        }
    }
}
