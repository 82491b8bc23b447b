import Database
import LogPort

/// A place in one partition that moves forward over stored batches; used by one thread at a time.
///
/// It reads a chunk of rows a query (at most 1 MiB and 256 of them, or one larger batch) and decompresses each as it is
/// asked for, so that its memory does not grow with the log.
final class PartitionCursor {
    private static let chunkBytes = 1 << 20

    let source: TopicPartition
    /// The partition's number in the log.
    let number: Int
    private let settings: TopicSettings
    private let seed: UInt64
    private let pool: ConnectionPool
    private let decoder: BatchDecoder
    private var rows = Queue<StoredBatch>()
    /// The offset of the next record.
    private(set) var position: Int64

    init(_ partition: PartitionState, number: Int, at position: Int64, _ pool: ConnectionPool) throws(LogError) {
        source = partition.source
        settings = partition.settings
        seed = partition.seed
        self.number = number
        self.position = position
        self.pool = pool
        decoder = try BatchDecoder()
    }

    /// Goes to another offset.
    func seek(to offset: Int64) {
        position = offset
        rows.removeAll()
    }

    /// Returns the next batch that the file holds.
    ///
    /// - Parameter limit: Where committed records end, exclusive.
    /// - Returns: Records at or after ``position``; nil when there is none before the limit, which is the position then.
    /// - Throws: ``LogError``: `outOfRange` for offsets that retention removed, `corrupt` for a batch that is damaged or
    ///   missing.
    func next(upTo limit: Int64) throws(LogError) -> RecordBatch? {
        while let row = rows.first, row.head.offsets.upperBound <= position {
            _ = rows.popFirst()
        }
        if rows.isEmpty {
            try fetch(upTo: limit)
        }
        guard let row = rows.first else {
            try explainGap(before: limit)
            position = max(position, limit)
            return nil
        }
        if row.head.key.offset > position {
            try explainGap(before: row.head.key.offset)
        }
        let batch = try decoder.batch(row, of: source, seed: seed)
        _ = rows.popFirst()
        return hand(out: batch, upTo: limit)
    }

    /// Returns a batch from the position on, and moves behind it.
    func hand(out batch: RecordBatch, upTo limit: Int64) -> RecordBatch {
        let window = position..<max(position, limit)
        let part = RecordBatch(
            source: source,
            frames: batch.frames,
            baseOffset: batch.baseOffset,
            window: window
        )
        position = max(position, part.nextOffset)
        return part
    }

    private func fetch(upTo limit: Int64) throws(LogError) {
        let (number, position) = (number, position)
        let found = try pool.query("reading \(source) from offset \(position)") { queries throws(DatabaseError) in
            try queries.batches(of: number, from: position, upTo: limit, byteLimit: Self.chunkBytes)
        }
        for row in found {
            rows.append(row)
        }
    }

    /// Forgets what was fetched: the file has changed at the position.
    func refresh() {
        rows.removeAll()
    }

    /// Offsets without a batch: compaction leaves such, retention says where it ended, what was set aside is known;
    /// anything else is damage.
    private func explainGap(before offset: Int64) throws(LogError) {
        guard settings.cleanup == .delete, position < offset else { return }
        let number = number
        let (start, lost) = try pool.query("reading \(source)") { queries throws(DatabaseError) in
            (try queries.bounds(of: number).start, try queries.damage(of: number))
        }
        guard start > position else {
            guard let missing = lost.gap(in: position..<offset) else { return }
            rows.removeAll()
            throw .damaged(missing, of: source, "it is missing")
        }
        rows.removeAll()
        throw .removed(position..<start, of: source)
    }
}
