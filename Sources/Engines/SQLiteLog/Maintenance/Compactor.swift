import Cryptography
import Database
import LogPort

/// One pass of compaction over one partition, from its end to its start.
///
/// Going backward, the first record met of a key is its last: it stays, all others of the key are removed. Neighboring
/// batches that lost records, or are small, become one; offsets do not change. Each slice is one transaction and drops
/// only records that a kept record supersedes, so that a crash between slices loses nothing. A tombstone is removed
/// once an earlier pass has seen it and it is old enough for every reader to have read it.
///
/// Memory: 32 bytes per key up to a million keys (with more keys, older records stay), one slice of frames.
final class Compactor {
    private static let keyLimit = 1_000_000
    /// Bytes of frames after which neighbors become a batch; a batch of half of it is left alone when nothing goes.
    private static let sliceBytes = 256 << 10
    private static let sliceRows = 256

    private let core: LogCore
    private let number: Int
    private let partition: PartitionState
    private let tombstoneLimit: Int64
    private let decoder: BatchDecoder
    private let encoder: BatchEncoder
    private var seen: Set<KeyDigest> = []
    private var keptBytes = 0
    private var slice = CompactionSlice()

    init(_ core: LogCore, _ number: Int, _ partition: PartitionState, _ nowMilliseconds: Int64) throws(LogError) {
        self.core = core
        self.number = number
        self.partition = partition
        tombstoneLimit = nowMilliseconds - core.settings.tombstoneMilliseconds
        decoder = try BatchDecoder()
        encoder = try BatchEncoder(level: core.settings.compressionLevel)
    }

    /// Compacts what was committed when the pass began.
    ///
    /// - Throws: ``LogError``; what was compacted so far stays so. A damaged batch ends the pass.
    func run() throws(LogError) {
        var position = partition.next
        while true {
            let (number, before) = (number, position)
            let rows = try core.pool.query("compacting \(partition.source)") { queries throws(DatabaseError) in
                try queries.batches(of: number, before: before, byteLimit: 1 << 20)
            }
            guard let last = rows.last else { break }
            for row in rows {
                try take(row)
            }
            position = last.head.key.offset
        }
        try flush()
        let (number, clean, bytes) = (number, partition.next, keptBytes)
        try core.run { writer throws(LogError) in try writer.finishCompaction(of: number, at: clean, bytes: bytes) }
    }

    private func take(_ row: StoredBatch) throws(LogError) {
        let batch: RecordBatch
        do throws(LogError) {
            batch = try decoder.batch(row, of: partition.source, seed: partition.seed)
        } catch {
            // Older records of its keys may be all that is left: this pass ends here, the next one has no such batch.
            try core.setAside(error, of: number)
            throw error
        }
        let kept = survivors(of: batch)
        let isWhole = kept.count == batch.frames.count
        if isWhole, batch.frames.bytes.count >= Self.sliceBytes / 2 {
            try flush()
            keptBytes += row.bytes.count
            return
        }
        slice.take(row, kept, isWhole: isWhole)
        if slice.frameBytes >= Self.sliceBytes || slice.keys.count >= Self.sliceRows {
            try flush()
        }
    }

    /// Returns the records of a batch that no later record supersedes.
    private func survivors(of batch: RecordBatch) -> SurvivingRecords {
        var isKept = [Bool](repeating: false, count: batch.frames.count)
        var digests: [(digest: KeyDigest, isDroppable: Bool)] = []
        digests.reserveCapacity(isKept.count)
        batch.visit { record in
            let isOld = record.offset < partition.clean && record.timestampMilliseconds < tombstoneLimit
            digests.append((KeyDigest(record.key), record.value == nil && isOld))
        }
        for index in digests.indices.reversed() {
            let (digest, isDroppable) = digests[index]
            let isLast =
                seen.count < Self.keyLimit ? seen.insert(digest).inserted : !seen.contains(digest)
            isKept[index] = isLast && !isDroppable
        }
        var kept = SurvivingRecords()
        var index = 0
        batch.visit { record in
            if isKept[index] {
                kept.append(record)
            }
            index += 1
        }
        return kept
    }

    /// Replaces the batches of the slice by the one that holds what is left of them.
    private func flush() throws(LogError) {
        let done = slice
        slice = CompactionSlice()
        guard done.isChanged else {
            keptBytes += done.storedBytes
            return
        }
        let base = done.firstOffset
        var successor: EncodedBatch?
        if let frames = done.seal() {
            let encoded = try encoder.encode(frames, for: number, partition.source)
            keptBytes += encoded.storedBytes.count
            successor = encoded
        }
        let (number, batch) = (number, successor)
        try core.run { writer throws(LogError) in
            try writer.replace(done.keys, of: number, sized: done.storedBytes, by: batch, at: base, done.maxTime)
        }
    }
}

/// A 128-bit digest of a record's key, so that compaction needs a fixed size per key.
///
/// Two keys of one partition with equal digests would lose a record: for a million keys the chance is below 2^-88.
struct KeyDigest: Hashable {
    private let low: UInt64
    private let high: UInt64

    init(_ key: UnsafeRawBufferPointer) {
        low = XXH3.checksum(of: key, seed: 0)
        high = XXH3.checksum(of: key, seed: 0x9E37_79B9_7F4A_7C15)
    }
}
