import Database
import LogPort
import Synchronization

extension LogWriter {
    /// A batch at its place, durable but not yet shown to readers.
    private struct Placed {
        let batch: EncodedBatch
        let base: Int64
    }

    /// Makes a group durable in one transaction, shows it to readers, and answers its submitters.
    ///
    /// If a group cannot be written, each commit is tried alone, so that those that still fit are kept and each
    /// submitter gets its own error.
    func commit(_ group: [Submission]) {
        Failpoint.groupTaken.pass()
        let failure = core.state.withLock(\.failure)
        var writable: [Submission] = []
        for submission in group where !submission.isBarrier {
            if let failure {
                submission.finish(.failure(failure))
            } else if core.groups.mayCommit(submission) {
                writable.append(submission)
            } else {
                submission.finish(.failure(Self.fenced))
            }
        }
        if !writable.isEmpty {
            commitTogether(writable)
        }
        for barrier in group where barrier.isBarrier {
            barrier.finish(.success([]))
        }
    }

    private static let fenced = LogError(
        .fenced,
        action: "committing",
        message: "another member of the group owns a partition of this commit; nothing of it was kept",
        remedy: .rewind
    )

    /// Refuses the commits whose records would not get their expected offsets.
    ///
    /// - Returns: The others, in order.
    private func placeable(_ group: [Submission]) -> [Submission] {
        guard group.contains(where: { $0.batches.contains { $0.expectedBase != nil } }) else { return group }
        var tips: [Int: Int64] = [:]
        var kept: [Submission] = []
        for submission in group {
            var moved = tips
            var isMisplaced = false
            for batch in submission.batches {
                let tip = moved[batch.partition] ?? core.state.withLock { $0.partitions[batch.partition].next }
                isMisplaced = isMisplaced || (batch.expectedBase ?? tip) != tip
                moved[batch.partition] = tip + batch.frames.offsetSpan
            }
            if isMisplaced {
                submission.finish(.failure(Self.misplaced))
            } else {
                tips = moved
                kept.append(submission)
            }
        }
        return kept
    }

    private static let misplaced = LogError(
        .unavailable,
        action: "committing",
        message: "another writer appended to a partition that has one writer; nothing was kept, it is decided again",
        remedy: .rewind
    )

    private func commitTogether(_ submissions: [Submission]) {
        let group = placeable(submissions)
        guard !group.isEmpty else { return }
        do throws(DatabaseError) {
            let placed = try write(group)
            Failpoint.afterCommit.pass()
            let evicted = show(group, placed)
            Failpoint.published.pass()
            for (submission, batches) in zip(group, placed) {
                submission.finish(.success(batches.map(\.base)))
            }
            // Freeing megabytes takes longer than waking the submitters, so it comes last.
            withExtendedLifetime(evicted) { Failpoint.acknowledged.pass() }
        } catch {
            let failure = fail(error, "committing")
            if group.count == 1 || failure.remedy == .stop {
                for submission in group {
                    submission.finish(.failure(failure))
                }
            } else {
                for submission in group {
                    commitTogether([submission])
                }
            }
        }
    }

    private func write(_ group: [Submission]) throws(DatabaseError) -> [[Placed]] {
        var tips: [Int: (next: Int64, maxTime: Int64, seed: UInt64)] = [:]
        var numbers: [TopicPartition: Int] = [:]
        core.state.withLock { state in
            for batch in group.lazy.flatMap(\.batches) where tips[batch.partition] == nil {
                let partition = state.partitions[batch.partition]
                tips[batch.partition] = (partition.next, partition.maxTime, partition.seed)
            }
            for offset in group.lazy.flatMap(\.offsets) {
                numbers[offset.source] = state.numbers[offset.source]
            }
        }
        return try connection.transaction { () throws(DatabaseError) in
            Failpoint.groupBegun.pass()
            var placed: [[Placed]] = []
            for submission in group {
                var batches: [Placed] = []
                for batch in submission.batches {
                    guard var tip = tips[batch.partition] else { continue }
                    batches.append(Placed(batch: batch, base: tip.next))
                    tip.maxTime = max(tip.maxTime, batch.frames.lastTimestampMilliseconds)
                    try insert(batch, at: tip.next, maxTime: tip.maxTime, seed: tip.seed)
                    tip.next += batch.frames.offsetSpan
                    tips[batch.partition] = tip
                    Failpoint.batchInserted.pass()
                }
                if let member = submission.member {
                    for offset in submission.offsets {
                        guard let number = numbers[offset.source] else { continue }
                        let consumer = submission.group(of: offset.source, committedBy: member)
                        try connection.store(offset.next, of: number, for: consumer)
                    }
                    Failpoint.offsetsStored.pass()
                }
                placed.append(batches)
            }
            Failpoint.beforeCommit.pass()
            return placed
        }
    }

    /// Inserts a batch at its base offset, inside a transaction.
    func insert(_ batch: EncodedBatch, at base: Int64, maxTime: Int64, seed: UInt64) throws(DatabaseError) {
        let head = BatchHead(
            key: BatchKey(batch.partition, base),
            span: batch.frames.offsetSpan,
            count: batch.frames.count,
            firstTime: batch.frames.firstTimestampMilliseconds,
            lastTime: batch.frames.lastTimestampMilliseconds,
            codec: batch.codec.rawValue,
            rawSize: batch.frames.bytes.count
        )
        let checksum = head.checksum(content: batch.content, seed: seed)
        try connection.insert(head, maxTime: maxTime, checksum: checksum, bytes: batch.storedBytes)
    }

    /// Shows a group to readers.
    ///
    /// - Returns: The batches that left memory for it.
    private func show(_ group: [Submission], _ placed: [[Placed]]) -> [RecordBatch] {
        let (waiters, evicted) = core.state.withLock { state -> ([Waiter], [RecordBatch]) in
            var waiters: [Waiter] = []
            for item in placed.joined() {
                let number = item.batch.partition
                let frames = item.batch.frames
                let source = state.partitions[number].source
                state.partitions[number].next = item.base + frames.offsetSpan
                state.partitions[number].maxTime =
                    max(state.partitions[number].maxTime, frames.lastTimestampMilliseconds)
                state.partitions[number].storedBytes += item.batch.storedBytes.count
                state.tail.append(RecordBatch(source: source, frames: frames, baseOffset: item.base), of: number)
                waiters += state.partitions[number].waiters
                state.partitions[number].waiters.removeAll(keepingCapacity: true)
            }
            for submission in group {
                guard let member = submission.member else { continue }
                for offset in submission.offsets {
                    let consumer = submission.group(of: offset.source, committedBy: member)
                    state.offsets[consumer, default: [:]][offset.source] = offset.next
                }
            }
            return (waiters, state.tail.takeEvicted())
        }
        for waiter in waiters {
            waiter.ring()
        }
        return evicted
    }
}
