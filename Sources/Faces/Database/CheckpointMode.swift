/// How hard a checkpoint tries.
package enum CheckpointMode: Sendable {
    /// Moves what no reader stands in the way of, and never waits.
    case passive
    /// Waits for readers up to the busy timeout, moves everything and cuts the write-ahead log to nothing.
    case truncate
}
