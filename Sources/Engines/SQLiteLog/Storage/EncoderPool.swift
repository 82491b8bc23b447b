import Dispatch
import LogPort
import Synchronization

/// Encoders that are lent for one batch each, so that their number follows the processors, not the handles.
final class EncoderPool: Sendable {
    /// An encoder on its way between threads.
    private struct Lent: @unchecked Sendable {
        // @unchecked: the pool hands each encoder to one thread at a time.
        let encoder: BatchEncoder
    }

    /// Idle encoders that are kept; each has its tables and a buffer as large as the batches it met.
    private static let idleLimit = 4
    /// Bytes of a transaction from which its batches are compressed side by side.
    private static let parallelBytes = 256 << 10

    private let level: Int
    private let idle = Mutex<[Lent]>([])

    init(level: Int) {
        self.level = level
    }

    /// Encodes a transaction's batches, on several processors when they are large.
    ///
    /// - Parameters:
    ///   - transaction: What to encode.
    ///   - numbers: The partitions' numbers in the log, append by append.
    /// - Returns: The batches in the transaction's order.
    /// - Throws: ``LogError`` of the first batch that cannot be stored.
    func encode(_ transaction: LogTransaction, for numbers: [Int]) throws(LogError) -> [EncodedBatch] {
        let appends = transaction.appends
        guard appends.count > 1, transaction.byteCount >= Self.parallelBytes else {
            var batches: [EncodedBatch] = []
            batches.reserveCapacity(appends.count)
            for (append, number) in zip(appends, numbers) {
                batches.append(try encode(append, for: number))
            }
            return batches
        }
        let results = Mutex([Result<EncodedBatch, LogError>?](repeating: nil, count: appends.count))
        DispatchQueue.concurrentPerform(iterations: appends.count) { index in
            let result = Result { () throws(LogError) in try encode(appends[index], for: numbers[index]) }
            results.withLock { $0[index] = result }
        }
        var batches: [EncodedBatch] = []
        for case let result? in results.withLock({ $0 }) {
            batches.append(try result.get())
        }
        return batches
    }

    private func encode(_ append: LogTransaction.Append, for number: Int) throws(LogError) -> EncodedBatch {
        let lent: Lent
        if let known = idle.withLock({ $0.popLast() }) {
            lent = known
        } else {
            lent = Lent(encoder: try BatchEncoder(level: level))
        }
        var batch = try lent.encoder.encode(append.frames, for: number, append.target)
        batch.expectedBase = append.expectedBase
        idle.withLock { idle in
            if idle.count < Self.idleLimit {
                idle.append(lent)
            }
        }
        return batch
    }
}
