/// The part of a durable log that belongs to whoever opened it, if only for reading: to close it.
package protocol LogClosing: AnyObject, Sendable {
    /// Ends all work; handles made from here throw `closed` afterwards.
    func close()
}

/// The part of a durable log that belongs to whoever keeps it: topics are made, old records removed, the log closed.
///
/// A created topic keeps its partition count for ever; creating it again with the same count changes nothing, with
/// another count is refused (`unusable`).
package protocol LogKeeping: LogClosing {
    /// Creates the topics that are not there.
    func create(_ topics: [TopicSettings]) throws(LogError)

    /// Applies retention and compaction once, as of the given time; engines that do it themselves return at once.
    func maintain(nowMilliseconds: Int64) throws(LogError)
}

/// A durable log with everything that may be done with it: what an engine is, and what a node's assembly holds.
package protocol EventLog: LogReading, LogWriting, LogJoining, LogKeeping {}
