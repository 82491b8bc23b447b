import LogPort

/// Neighboring batches that one transaction of compaction replaces, collected from the last to the first.
struct CompactionSlice: Sendable {
    private(set) var keys: [BatchKey] = []
    /// Bytes of the batches as they are stored.
    private(set) var storedBytes = 0
    /// Bytes of the frames that stay.
    private(set) var frameBytes = 0
    /// Largest timestamp of the partition up to the last of the batches.
    private(set) var maxTime = Int64.min
    private var parts: [SurvivingRecords] = []
    private var hasLost = false

    /// Whether replacing them changes anything: a record goes, or several batches become one.
    var isChanged: Bool { hasLost || keys.count > 1 }

    /// Where the successor begins; 0 without one.
    var firstOffset: Int64 { parts.last { $0.count > 0 }?.firstOffset ?? 0 }

    /// Adds the batch before the others.
    mutating func take(_ row: StoredBatch, _ kept: SurvivingRecords, isWhole: Bool) {
        keys.append(row.head.key)
        storedBytes += row.bytes.count
        frameBytes += kept.bytes.count
        maxTime = max(maxTime, row.maxTime)
        parts.append(kept)
        hasLost = hasLost || !isWhole
    }

    /// Returns their remaining records as one batch; nil when there are none.
    func seal() -> RecordFrames? {
        var all = SurvivingRecords()
        for part in parts.reversed() {
            all.append(part)
        }
        return all.seal()
    }
}
