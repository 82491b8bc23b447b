import Compression
import Database
package import LogPort

/// Reads every batch of a log, beside its owner or without one.
final class LogVerifier {
    private let pool: ConnectionPool
    private let decompressor: ZstdDecompressor
    private var result = LogVerification()

    init(_ pool: ConnectionPool) throws(LogError) {
        self.pool = pool
        do throws(CompressionError) {
            decompressor = try ZstdDecompressor()
        } catch {
            throw LogError(.unavailable, action: error.action, message: error.message, remedy: .retry)
        }
    }

    /// Checks the file's structure, and of each batch: checksum, compression, frames, and that none is missing.
    ///
    /// - Parameter onlyCompacted: Whether only changelogs and the like are read, which are small.
    /// - Returns: What was found.
    /// - Throws: ``LogError`` when the log cannot even be walked.
    func run(onlyCompacted: Bool = false) throws(LogError) -> LogVerification {
        let action = "verifying the log"
        let (structure, loaded) = try pool.query(action) { queries throws(DatabaseError) in
            let structure = try queries.database.text("PRAGMA quick_check(1)")
            let state = Result { () throws(LogError) in
                try LogState.load(from: queries.database, countingBytes: false)
            }
            return (structure, state)
        }
        if let structure, structure != "ok" {
            note(nil, nil, "the file's structure is damaged (\(structure)); restore the log from a copy")
        }
        let partitions = try loaded.get().partitions
        for (number, partition) in partitions.enumerated()
        where !onlyCompacted || partition.settings.cleanup == .compact {
            verify(partition, number)
        }
        let lost = try pool.query(action) { queries throws(DatabaseError) in try queries.damage(of: nil) }
        for damage in lost where partitions.indices.contains(damage.key.partition) {
            let known = damage.described(as: partitions[damage.key.partition].source)
            result.setAside.append(known)
        }
        return result
    }

    /// What is to be done about damage that is found now.
    private var advice: String {
        "`eyrie log rebuild` (or the owner, when it reads them) sets them aside and rebuilds what can be derived"
    }

    private func verify(_ partition: PartitionState, _ number: Int) {
        var position = partition.settings.cleanup == .delete ? partition.start : 0
        while position < partition.next {
            do throws(LogError) {
                let from = position
                let rows = try pool.query("verifying \(partition.source)") { queries throws(DatabaseError) in
                    try queries.batches(of: number, from: from, upTo: partition.next, byteLimit: 1 << 20)
                }
                if rows.isEmpty {
                    noteGap(position..<partition.next, partition, number)
                    return
                }
                for row in rows {
                    noteGap(position..<max(position, row.head.key.offset), partition, number)
                    verify(row, partition)
                    position = max(position, row.head.offsets.upperBound)
                }
            } catch {
                note(partition.source, position..<partition.next, "offsets from \(position): \(error.message)")
                return
            }
        }
    }

    private func verify(_ row: StoredBatch, _ partition: PartitionState) {
        do throws(LogError) {
            let frames = try row.frames(of: partition.source, seed: partition.seed, with: decompressor)
            guard RecordFrames(checking: frames.bytes) == frames else {
                throw .damaged(row.head.offsets, of: partition.source, "its frames are not what its row says")
            }
            result.batchCount += 1
            result.recordCount += frames.count
            result.storedBytes += row.bytes.count
        } catch {
            note(partition.source, row.head.offsets, "\(error.message); \(advice)")
        }
    }

    private func noteGap(_ offsets: Range<Int64>, _ partition: PartitionState, _ number: Int) {
        guard partition.settings.cleanup == .delete, !offsets.isEmpty else { return }
        // The owner may have removed them since the walk began.
        let known = try? pool.query("verifying \(partition.source)") { queries throws(DatabaseError) in
            (start: try queries.bounds(of: number).start, lost: try queries.damage(of: number))
        }
        if let known, known.start >= offsets.upperBound { return }
        guard let missing = known.map({ $0.lost.gap(in: offsets) }) ?? offsets else { return }
        let message =
            "offsets \(missing.lowerBound) to \(missing.upperBound - 1) are missing; \(advice)"
        note(partition.source, missing, message)
    }

    private func note(_ partition: TopicPartition?, _ offsets: Range<Int64>?, _ message: String) {
        result.findings.append(LogVerification.Finding(partition: partition, offsets: offsets, message: message))
    }
}

/// The result of verifying a whole log.
package struct LogVerification: Sendable, Equatable {
    /// One difference from what was written.
    package struct Finding: Sendable, Equatable, CustomStringConvertible {
        /// Where; nil when it concerns the file as a whole.
        package let partition: TopicPartition?
        /// Which offsets cannot be trusted or are missing; nil when that is not known.
        package let offsets: Range<Int64>?
        /// The damage, and what to do.
        package let message: String

        package var description: String {
            partition.map { "\($0): \(message)" } ?? message
        }
    }

    /// Batches that were read and are as they were written.
    package internal(set) var batchCount = 0
    /// Records in them.
    package internal(set) var recordCount = 0
    /// Bytes of them as they are stored.
    package internal(set) var storedBytes = 0
    /// Empty when every batch that is in the log is sound.
    package internal(set) var findings: [Finding] = []
    /// What was set aside before, whether or not something took its place.
    package internal(set) var setAside: [LogDamage] = []
}
