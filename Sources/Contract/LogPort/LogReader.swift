/// A bounded or unbounded reader of one partition, outside any group: restore, replay, training, reports, tail.
///
/// Used by one thread at a time. Contract, checked by `verifyEventLog`:
/// 1. Only committed records are handed out, each once, offsets rising; gaps are allowed (compaction, markers).
/// 2. A batch is never changed after it was handed out and stays valid after the reader is closed.
/// 3. A range whose start was removed by retention throws `outOfRange` and names the missing offsets; the reader of a
///    compacted topic starts at the first record that is left.
/// 4. Stored bytes that fail their checksum throw `corrupt` with their coordinates and are never handed out.
package protocol LogReader: AnyObject {
    /// Reads the next batch.
    ///
    /// - Parameter maxWaitMilliseconds: How long to wait at the end of what is committed; 0 does not wait.
    /// - Returns: nil at the end of the range, or when nothing came in time.
    /// - Throws: ``LogError``: `outOfRange`, `corrupt`, `closed`, or what the engine met.
    func next(maxWaitMilliseconds: Int) throws(LogError) -> RecordBatch?

    /// The offset before which everything was handed out, including offsets of Kafka's transaction markers.
    ///
    /// Known at the end of what is committed, by engines with such markers; nil else.
    var reachedOffset: Int64? { get }

    func close()
}

extension LogReader {
    /// Without markers it follows from the last batch.
    package var reachedOffset: Int64? { nil }
}
