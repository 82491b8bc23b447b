import CKafka
import Foundation
import LogPort
import Telemetry

/// One member of a group on Kafka: one consumer, one transactional producer, one thread.
///
/// The consumer's callback notes rebalances, and the next poll handles them, in this order: `revoked` is handed out
/// while the partitions are still the member's, the runner commits, and the next poll gives them up. Records are
/// fetched in the background while a commit waits. Memory: librdkafka's queue (8 MiB per worker) and one batch of at
/// most ``MessageBuffer/capacity`` messages.
///
/// A transaction is open only inside `commit`; the offsets of each name the group's present generation, so that a
/// replaced member cannot commit (KIP-447).
final class KafkaLogWorker: LogWorker {
    private let member: GroupMember
    private let producer: TransactionalProducer
    private let core: KafkaCore
    private let group: String
    private let buffer = MessageBuffer()

    private var owned: Set<ClusterPartition> = []
    /// Batches that were fetched and not handed out.
    private var ready: [RecordBatch] = []
    private var readyIndex = 0
    private var rebalances: [Rebalance] = []
    /// `revoked` was handed out: the next poll gives the partitions up.
    private var isGivingUp = false
    /// The error that ended this member: fencing, removed or damaged records.
    ///
    /// From then on every call throws it.
    private var ending: LogError?
    private var isClosed = false

    init(_ core: KafkaCore, group: String, topics: [String], member name: String) throws(LogError) {
        self.core = core
        self.group = group
        let prefix = core.settings.prefix
        producer = TransactionalProducer(
            id: "\(prefix)\(group).\(name)",
            kind: .decided,
            settings: core.settings,
            counters: core.counters,
            unansweredStarts: core.unansweredStarts
        )
        // First the producer: it fences a dead twin, and settles its open transaction, before offsets are read.
        try producer.prepare()
        let member = try GroupMember(
            core.settings,
            group: prefix + group,
            topics: topics.map { prefix + $0 },
            name: name
        )
        self.member = member
        producer.hasTwin = { () throws(LogError) in try member.hasTwin() }
    }

    deinit {
        close()
    }

    func poll(maxWaitMilliseconds: Int) throws(LogError) -> WorkerEvent {
        try check("polling group \(group)")
        if isGivingUp {
            try giveUp()
        }
        if let event = try nextOwnershipEvent() {
            return event
        }
        if let batch = takeReady() {
            return .records(batch)
        }
        try fetch(maxWaitMilliseconds)
        if let event = try nextOwnershipEvent() {
            return event
        }
        if let batch = takeReady() {
            KafkaFailpoint.reach(.afterPoll)
            return .records(batch)
        }
        return .idle
    }

    func commit(_ transaction: LogTransaction) throws(LogError) -> [Int64] {
        try check("committing to group \(group)")
        let prefix = core.settings.prefix
        let offsets = transaction.offsets.map { offset in
            (ClusterPartition(offset.source, prefix: prefix), offset.next)
        }
        for (partition, _) in offsets where !owned.contains(partition) {
            throw LogError(
                .fenced,
                action: "committing to group \(group)",
                message: "\(partition.topic)/\(partition.number) is not this member's; its owner decides it",
                remedy: .rewind
            )
        }
        let appends = try core.placed(transaction.appends, "committing to group \(group)")
        guard !offsets.isEmpty else { return try write(appends, nil) }
        return try member.withMetadata { (metadata) throws(LogError) in
            try write(appends, TransactionalProducer.GroupOffsets(entries: offsets, metadata: metadata))
        }
    }

    func rewind() throws(LogError) {
        try check("going back to the committed offsets of group \(group)")
        dropReady()
        if producer.isInDoubt {
            try note { () throws(LogError) in try producer.prepare() }
        }
        guard !owned.isEmpty, !isGivingUp else { return }
        try member.assign(Array(owned))
    }

    func close() {
        guard !isClosed else { return }
        isClosed = true
        dropReady()
        buffer.clear()
        member.leave()
        producer.release()
    }

    private func write(
        _ appends: [(target: ClusterPartition, frames: RecordFrames)],
        _ offsets: TransactionalProducer.GroupOffsets?
    ) throws(LogError) -> [Int64] {
        try note { () throws(LogError) in try producer.write(appends, offsets: offsets) }
    }

    /// Remembers that another member has this one's name: from now on every call throws the error.
    private func note<Result>(_ body: () throws(LogError) -> Result) throws(LogError) -> Result {
        do throws(LogError) {
            return try body()
        } catch {
            if error.code == .fenced, error.remedy == .stop {
                ending = error
                dropReady()
                // The group need not wait for a member that cannot commit any more.
                member.leave()
            }
            throw error
        }
    }

    private func check(_ action: String) throws(LogError) {
        try core.check(action)
        if let ending {
            throw ending
        }
        if isClosed {
            throw .closed(action)
        }
    }

    // MARK: Ownership

    /// Handles rebalances until one has an event for the worker.
    private func nextOwnershipEvent() throws(LogError) -> WorkerEvent? {
        rebalances += member.takeRebalances()
        while let next = rebalances.first {
            switch next {
            case .assign(let partitions):
                // Stays first until it succeeds, so that a failing cluster delays it and does not lose it.
                try member.assign(partitions)
                rebalances.removeFirst()
                owned = Set(partitions)
                core.counters.rebalances.increment()
                return .assigned(local(partitions))
            case .revoke:
                rebalances.removeFirst()
                if owned.isEmpty {
                    try member.unassign()
                    continue
                }
                isGivingUp = true
                return .revoked(local(owned))
            case .lost:
                rebalances.removeFirst()
                core.counters.lost.increment()
                let had = local(owned)
                try giveUp()
                return .lost(had)
            }
        }
        return nil
    }

    private func giveUp() throws(LogError) {
        isGivingUp = false
        owned = []
        dropReady()
        buffer.forgetNames()
        try member.unassign()
    }

    private func local(_ partitions: some Collection<ClusterPartition>) -> [TopicPartition] {
        partitions.map { $0.local(prefix: core.settings.prefix) }.sorted()
    }

    // MARK: Records

    private func takeReady() -> RecordBatch? {
        guard readyIndex < ready.count else { return nil }
        let batch = ready[readyIndex]
        readyIndex += 1
        if readyIndex == ready.count {
            ready.removeAll(keepingCapacity: true)
            readyIndex = 0
        }
        return batch
    }

    private func dropReady() {
        ready.removeAll()
        readyIndex = 0
    }

    private func fetch(_ maxWaitMilliseconds: Int) throws(LogError) {
        buffer.fill(from: member.queue, maxWaitMilliseconds: maxWaitMilliseconds)
        defer { buffer.clear() }
        member.took(buffer.count, bytes: buffer.byteCount, of: owned)
        let prefix = core.settings.prefix
        var failure: LogError?
        buffer.visitRuns { run in
            // Records after removed or damaged ones may not be decided before them.
            guard failure == nil else { return }
            switch run {
            case .records(let source, let frames, let baseOffset):
                if owned.contains(source) {
                    ready.append(
                        RecordBatch(source: source.local(prefix: prefix), frames: frames, baseOffset: baseOffset)
                    )
                }
            case .failure(let source, let found) where found.meansRemoved:
                failure = removed(source)
            case .failure(let source, let found):
                failure = member.fault(found, source)
            case .end: break
            }
        }
        if let failure {
            dropReady()
            ending = failure.remedy == .stop ? failure : nil
            throw failure
        }
    }

    /// The error of a committed offset that retention has passed.
    private func removed(_ source: ClusterPartition?) -> LogError {
        var range = "of committed offsets"
        if let source {
            // A missing answer only leaves a number out of the message.
            let group = core.settings.prefix + group
            let committed = (try? core.groupOffsets.committed(group: group, partitions: [source]))?[source]
            let low = (try? core.cluster.watermarks(of: source))?.lowerBound
            range = "\(committed.map(String.init) ?? "?")..<\(low.map(String.init) ?? "?")"
        }
        return LogError(
            .outOfRange,
            action: "going on in \(source.map { "\($0.topic)/\($0.number)" } ?? "group \(group)")",
            message:
                "offsets \(range) were removed by retention before they were decided; lengthen retention.ms, and set "
                + "the group's offset to the first remaining one to accept the gap",
            remedy: .stop
        )
    }
}
