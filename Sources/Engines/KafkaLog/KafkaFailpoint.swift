import Lifecycle
import LogPort

/// Places where a test can end the process by `EYRIE_FAILPOINT=NAME:COUNT`; without the variable they cost one read.
///
/// Limit: one failpoint per process. When the place is reached for the COUNTth time, the process kills itself
/// (SIGKILL), as if the machine were lost.
enum KafkaFailpoint: String, CaseIterable {
    /// Records were handed to the worker and not processed.
    case afterPoll = "kafka-after-poll"
    /// All records of a transaction are enqueued, its offsets are not.
    case midTransaction = "kafka-mid-transaction"
    case afterSendOffsets = "kafka-after-send-offsets"
    case beforeCommit = "kafka-before-commit"
    case afterCommit = "kafka-after-commit"

    /// Refuses a misspelled failpoint, which would make a crash test pass without a crash.
    ///
    /// - Throws: `LogError` with `unusable`.
    static func check() throws(LogError) {
        // Other names belong to the embedded engine, which a bridge with a spool uses as well.
        let objection = ArmedFailpoint.objection(names: allCases.map(\.rawValue)) { $0.hasPrefix("kafka-") }
        if let objection {
            throw LogError(
                .unusable,
                action: "reading \(ArmedFailpoint.variable)",
                message: objection,
                remedy: .stop
            )
        }
    }

    /// Ends the process when this is the armed place and its count is reached.
    @inline(__always)
    static func reach(_ point: KafkaFailpoint) {
        if let armed = ArmedFailpoint.shared {
            armed.pass(point.rawValue)
        }
    }
}
