import LogPort

/// The batches committed last, so that a reader that keeps up needs neither a query nor decompression.
///
/// Bounded by bytes over all partitions; the oldest leave first.
struct TailCache: Sendable {
    private struct Entry: Sendable {
        let serial: Int
        let batch: RecordBatch
    }

    private let limit: Int
    private(set) var byteCount = 0
    private var serial = 0
    private var partitions: [Queue<Entry>] = []
    /// Batches that left since the last call; the caller frees their memory, outside the lock.
    private var evicted: [RecordBatch] = []
    private var order = Queue<(partition: Int, serial: Int)>()

    /// Makes an empty cache.
    ///
    /// - Parameter limit: Bytes of frames; 0 keeps nothing.
    init(limit: Int) {
        self.limit = limit
    }

    mutating func append(_ batch: RecordBatch, of partition: Int) {
        while partitions.count <= partition {
            partitions.append(Queue())
        }
        serial += 1
        partitions[partition].append(Entry(serial: serial, batch: batch))
        order.append((partition, serial))
        byteCount += batch.frames.bytes.count
        while byteCount > limit, let oldest = order.popFirst() {
            if partitions[oldest.partition].first?.serial == oldest.serial {
                removeFirst(of: oldest.partition)
            }
        }
    }

    /// Hands over the batches that left, so that their memory is freed without delaying others.
    mutating func takeEvicted() -> [RecordBatch] {
        defer { evicted = [] }
        return evicted
    }

    /// Returns the batch that covers an offset, nil when it is not kept any more.
    func batch(of partition: Int, covering offset: Int64) -> RecordBatch? {
        guard partition < partitions.count else { return nil }
        let queue = partitions[partition]
        var low = 0
        var high = queue.count
        while low < high {
            let middle = (low + high) / 2
            if queue[middle].batch.nextOffset <= offset {
                low = middle + 1
            } else {
                high = middle
            }
        }
        guard low < queue.count, queue[low].batch.baseOffset <= offset else { return nil }
        return queue[low].batch
    }

    /// Forgets the batches that lie before an offset.
    mutating func remove(of partition: Int, before offset: Int64) {
        guard partition < partitions.count else { return }
        while let first = partitions[partition].first, first.batch.nextOffset <= offset {
            removeFirst(of: partition)
        }
        // Batches that left out of turn leave the order as well, so that it stays as short as the cache.
        while let oldest = order.first, partitions[oldest.partition].first?.serial != oldest.serial {
            _ = order.popFirst()
        }
    }

    mutating func removeAll() {
        partitions = []
        evicted = []
        order.removeAll()
        byteCount = 0
    }

    private mutating func removeFirst(of partition: Int) {
        guard let entry = partitions[partition].popFirst() else { return }
        byteCount -= entry.batch.frames.bytes.count
        evicted.append(entry.batch)
    }
}
