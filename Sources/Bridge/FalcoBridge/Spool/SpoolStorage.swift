package import LogPort

/// Where a spool is kept: an embedded log of the bridge's own, and what the port of logs does not offer.
///
/// There is no second file format: group commit, checksums and the cut of a torn tail are those of the embedded log.
package protocol SpoolStorage: Sendable {
    /// The embedded log; owned by this process.
    var log: any LogReading & LogWriting & LogKeeping { get }

    /// Bytes of what waits, as stored.
    var storedBytes: Int { get }

    /// Bytes that are free where the spool is; nil when the system does not say.
    var freeBytes: Int? { get }

    /// Removes what lies wholly before an offset of ``SpoolTopics/records``.
    ///
    /// - Throws: ``LogError``; what was not removed is removed with a later call.
    func removeRecords(before offset: Int64) throws(LogError)
}
