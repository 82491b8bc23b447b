/// The part of a durable log for everyone who opened it, even only for reading: closing it.
package protocol LogClosing: AnyObject, Sendable {
    /// Ends all work; handles made from here throw `closed` afterwards.
    func close()
}

/// The part of a durable log for its owner: creating topics, removing old records, closing the log.
///
/// A created topic keeps its partition count forever; creating it again with the same count changes nothing, with
/// another count is refused (`unusable`).
package protocol LogKeeping: LogClosing {
    /// Creates the topics that are not there.
    func create(_ topics: [TopicSettings]) throws(LogError)

    /// Applies retention and compaction once, as of the given time; engines that do it themselves return at once.
    func maintain(nowMilliseconds: Int64) throws(LogError)
}

/// A durable log with all operations: the interface of an engine, used by a node's assembly.
package protocol EventLog: LogReading, LogWriting, LogJoining, LogKeeping {}
