package import LogPort
package import StageRuntime

/// Why a range cannot be decided again.
package enum ReplayFault: Error, Equatable, Sendable, CustomStringConvertible {
    case stage(StageFault)
    /// Retention removed the beginning of the range and there is no snapshot to start from.
    case missingBeginning(TopicPartition, earliest: Int64)

    package var description: String {
        switch self {
        case .stage(let fault):
            fault.description
        case .missingBeginning(let partition, let earliest):
            "replaying \(partition): offsets 0 to \(earliest - 1) were removed by retention and no state snapshot "
                + "covers them, so their decisions cannot be repeated; keep eyrie.alerts.v1 longer"
        }
    }
}
