import EventModel
import LogPort

/// What a run of the pipeline appended to one partition: batches as they were stored, before compression.
///
/// A compacted topic holds only part of what was written to it. Its surviving bytes are cut again, so that as many
/// records are written as were, in as many batches as the topic has that the same stage wrote beside it.
final class StoredOutput {
    /// One batch.
    struct Batch {
        let bytes: ArraySlice<UInt8>
        let records: Int
    }

    let partition: TopicPartition
    let isCompacted: Bool
    /// Records that were appended.
    let recordCount: Int
    /// Records handed out so far.
    private(set) var handedOut = 0

    private let reader: (any LogReader)?
    private var pool: [UInt8] = []
    private var poolPosition = 0
    private var recordBytes = 0.0
    private var recordsPerBatch = 1

    /// Opens what was appended to a partition.
    ///
    /// - Parameters:
    ///   - log: The log of the run.
    ///   - partition: Where.
    ///   - offsets: Where it ended before the run and after it.
    ///   - batches: How many batches a compacted topic is cut into at most; nil cuts none.
    /// - Throws: `LogError` when the partition cannot be read.
    init(_ log: any LogReading, _ partition: TopicPartition, _ offsets: Range<Int64>, cutInto batches: Int?) throws {
        self.partition = partition
        recordCount = offsets.count
        isCompacted = batches != nil
        guard let batches else {
            reader = try log.makeReader(
                of: partition,
                from: .offset(offsets.lowerBound),
                to: .offset(offsets.upperBound)
            )
            return
        }
        reader = nil
        var survivors = 0
        let whole = try log.makeReader(of: partition, from: .earliest, to: .latest)
        defer { whole.close() }
        while let batch = try whole.next(maxWaitMilliseconds: 0) {
            pool += batch.frames.bytes
            survivors += batch.frames.count
        }
        recordBytes = survivors == 0 ? 0 : Double(pool.count) / Double(survivors)
        recordsPerBatch = max(1, recordCount / max(1, batches))
    }

    deinit {
        reader?.close()
    }

    /// How many batches there are; reads them all.
    static func batchCount(_ log: any LogReading, _ partition: TopicPartition, _ offsets: Range<Int64>) throws -> Int {
        let reader = try log.makeReader(
            of: partition,
            from: .offset(offsets.lowerBound),
            to: .offset(offsets.upperBound)
        )
        defer { reader.close() }
        var count = 0
        while try reader.next(maxWaitMilliseconds: 0) != nil {
            count += 1
        }
        return count
    }

    /// Returns the next batch; nil at the end.
    func next() throws -> Batch? {
        guard handedOut < recordCount else { return nil }
        guard let reader else { return cut() }
        guard let batch = try reader.next(maxWaitMilliseconds: 0) else { return nil }
        handedOut += batch.frames.count
        return Batch(bytes: batch.frames.bytes[...], records: batch.frames.count)
    }

    private func cut() -> Batch? {
        guard !pool.isEmpty else { return nil }
        let records = min(recordsPerBatch, recordCount - handedOut)
        handedOut += records
        let size = min(pool.count, max(1, Int(Double(records) * recordBytes)))
        if poolPosition + size > pool.count {
            poolPosition = 0
        }
        defer { poolPosition += size }
        return Batch(bytes: pool[poolPosition..<poolPosition + size], records: records)
    }
}
