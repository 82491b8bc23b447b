package import LogPort

/// The storage of a spool: an embedded log of the bridge, and calls that the port of logs lacks.
///
/// There is no second file format: group commit, checksums and the cut of a torn tail are those of the embedded log.
package protocol SpoolStorage: Sendable {
    /// The embedded log; owned by this process.
    var log: any LogReading & LogWriting & LogKeeping { get }

    /// Stored bytes of waiting records.
    var storedBytes: Int { get }

    /// Bytes that are free where the spool is; nil when the system does not say.
    var freeBytes: Int? { get }

    /// Removes batches that lie wholly before an offset of ``SpoolTopics/records``.
    ///
    /// - Throws: ``LogError``; what was not removed is removed with a later call.
    func removeRecords(before offset: Int64) throws(LogError)
}
