import EventModel
import Glibc
import JSONText
package import LogPort
package import Telemetry

/// Feeds the vault: reads the incidents in all partitions and stores each event with its evidence from the log.
///
/// The positions are in the vault, in the transaction of the rows; the log's own committed offsets are not used. It is
/// commutative and idempotent: partitions in any order, batches of any size, a kill in between or repeated records give
/// the same rows. One thread makes and uses it; one process at a time uses a vault.
///
/// Delivery: exactly once. A vault that is rebuilt from the same log is equal to the old one.
package final class VaultProjection {
    /// How many events are stored in one transaction unless said otherwise.
    package static let defaultMaximumEvents = 500
    /// How long to wait for one partition when all are read, in milliseconds.
    private static let idleMilliseconds = 100
    /// How long to wait for room on the disk or for the log, in milliseconds.
    private static let pauseMilliseconds = 1000

    private let writer: VaultWriter
    private let finder: EvidenceFinder
    private let log: any LogReading
    private let logger: Logger
    private let maximumEvents: Int
    private let partitions: [TopicPartition]
    private let parser = JSONParser()
    private var positions: [TopicPartition: Int64] = [:]
    private var readers: [TopicPartition: any LogReader] = [:]

    /// Opens or makes a vault and reads its positions.
    ///
    /// - Parameters:
    ///   - path: The vault's file; its folder is there.
    ///   - log: The log; its topics are there.
    ///   - logger: For errors.
    ///   - maximumEvents: How many events are stored in one transaction, at least 1; their alerts are in memory.
    /// - Throws: ``VaultError``, `foreignLog` when the vault has read further than this log goes.
    package init(
        path: String,
        log: any LogReading,
        logger: Logger,
        maximumEvents: Int = VaultProjection.defaultMaximumEvents
    ) throws(VaultError) {
        precondition(maximumEvents >= 1, "a transaction holds at least one event")
        self.maximumEvents = maximumEvents
        writer = try VaultWriter(path: path)
        finder = EvidenceFinder(log: log, logger: logger)
        self.log = log
        self.logger = logger
        let topic = Topics.incidents.name
        do throws(LogError) {
            partitions = (0..<(try log.partitionCount(of: topic))).map { TopicPartition(topic, $0) }
        } catch {
            throw VaultError(error)
        }
        for partition in partitions {
            try readPosition(in: partition)
        }
    }

    /// Stores what comes until asked to stop; waits for a full disk and for a log that asks for patience.
    ///
    /// - Parameter shouldStop: Asked at least ten times a second while nothing comes.
    /// - Throws: ``VaultError`` that waiting does not help against.
    package func run(shouldStop: () -> Bool) throws(VaultError) {
        var turn = 0
        var isWaiting = false
        while !shouldStop() {
            do throws(VaultError) {
                if try catchUp(shouldStop: shouldStop) == 0 {
                    turn = (turn + 1) % partitions.count
                    try step(partitions[turn], maxWaitMilliseconds: Self.idleMilliseconds)
                }
                if isWaiting {
                    isWaiting = false
                    logger.notice("the vault goes on")
                }
            } catch {
                guard error.code == .noRoom || error.code == .unavailable else { throw error }
                // Once, however long it takes: a full disk may last for hours.
                if !isWaiting {
                    isWaiting = true
                    logger.error("the vault waits", ["error": "\(error)"])
                }
                for _ in 0..<Self.pauseMilliseconds / Self.idleMilliseconds where !shouldStop() {
                    usleep(UInt32(Self.idleMilliseconds) * 1000)
                }
            }
        }
    }

    /// Stores everything that is committed now.
    ///
    /// - Parameter shouldStop: Asked between batches.
    /// - Returns: How many offsets the positions moved.
    /// - Throws: ``VaultError``; what was stored before stays.
    @discardableResult
    package func catchUp(shouldStop: () -> Bool = { false }) throws(VaultError) -> Int64 {
        var total: Int64 = 0
        for partition in partitions {
            while !shouldStop() {
                let count = try step(partition, maxWaitMilliseconds: 0)
                guard count > 0 else { break }
                total += count
            }
        }
        return total
    }

    /// Stores what comes next in one partition, at most a transaction's worth of events and a batch.
    ///
    /// - Parameters:
    ///   - partition: One of the incidents' partitions.
    ///   - maxWaitMilliseconds: How long to wait when there is nothing; 0 does not wait.
    /// - Returns: How many offsets the position moved; 0 when there is nothing.
    /// - Throws: ``VaultError``; the next call reads again from the stored position.
    @discardableResult
    package func step(_ partition: TopicPartition, maxWaitMilliseconds: Int) throws(VaultError) -> Int64 {
        do throws(VaultError) {
            var entries: [VaultEntry] = []
            var unreadable: [UnreadableRecord] = []
            let start = positions[partition] ?? 0
            var next = start
            do throws(LogError) {
                let reader = try reader(of: partition)
                var wait = maxWaitMilliseconds
                while entries.count < maximumEvents, let batch = try reader.next(maxWaitMilliseconds: wait) {
                    decode(batch, into: &entries, &unreadable)
                    next = batch.nextOffset
                    wait = 0
                }
            } catch {
                // Records before the fault are stored first; the next call meets the fault again.
                guard next > start else {
                    guard error.code == .outOfRange else { throw VaultError(error) }
                    return try skipGap(in: partition)
                }
                forgetReader(of: partition)
            }
            guard next > start else { return 0 }
            try store(entries, unreadable, of: partition, nextOffset: next)
            return next - start
        } catch {
            forgetReader(of: partition)
            throw error
        }
    }

    private func reader(of partition: TopicPartition) throws(LogError) -> any LogReader {
        if let reader = readers[partition] {
            return reader
        }
        let reader = try log.makeReader(of: partition, from: .offset(positions[partition] ?? 0), to: nil)
        readers[partition] = reader
        return reader
    }

    private func forgetReader(of partition: TopicPartition) {
        readers.removeValue(forKey: partition)?.close()
    }

    private func decode(
        _ batch: RecordBatch,
        into entries: inout [VaultEntry],
        _ unreadable: inout [UnreadableRecord]
    ) {
        let partition = batch.source.partition
        batch.visit { record in
            guard let value = record.value, !Control.isControl(value) else { return }
            let payload = [UInt8](value)
            do throws(PayloadFault) {
                let event = try parser.decode(IncidentEvent.self, from: value)
                entries.append(
                    VaultEntry(event: event, payload: payload, partition: partition, offset: record.offset)
                )
            } catch {
                let message = error.description
                unreadable.append(UnreadableRecord(offset: record.offset, message: message, value: payload))
            }
        }
    }

    /// Finds the evidence of entries and stores all of it, in parts of a bounded size.
    private func store(
        _ entries: [VaultEntry],
        _ unreadable: [UnreadableRecord],
        of partition: TopicPartition,
        nextOffset: Int64
    ) throws(VaultError) {
        var rest = entries[...]
        var start = positions[partition] ?? 0
        repeat {
            var chunk = Array(rest.prefix(maximumEvents))
            rest = rest.dropFirst(maximumEvents)
            do throws(LogError) {
                try finder.fill(&chunk, partition: partition.partition)
            } catch {
                throw VaultError(error)
            }
            let next = rest.first?.offset ?? nextOffset
            let bad = unreadable.filter { start..<next ~= $0.offset }
            try writer.store(chunk, unreadable: bad, of: partition, nextOffset: next)
            positions[partition] = next
            start = next
        } while !rest.isEmpty
    }

    /// Notes records that retention removed before they were read, and continues after them.
    private func skipGap(in partition: TopicPartition) throws(VaultError) -> Int64 {
        let earliest: Int64
        do throws(LogError) {
            earliest = try log.resolve(.earliest, in: partition)
        } catch {
            throw VaultError(error)
        }
        let start = positions[partition] ?? 0
        forgetReader(of: partition)
        guard earliest > start else { return 0 }
        logger.error(
            "incidents were removed from the log before the vault had read them",
            ["log.partition": "\(partition)", "log.offset": "\(start)", "count": "\(earliest - start)"]
        )
        try writer.storeGap(start..<earliest, of: partition)
        positions[partition] = earliest
        return earliest - start
    }

    /// Reads where to go on, and refuses a log that ends before it: the vault belongs to another one.
    private func readPosition(in partition: TopicPartition) throws(VaultError) {
        let next = try writer.nextOffset(of: partition)
        let latest: Int64
        do throws(LogError) {
            latest = try log.resolve(.latest, in: partition)
        } catch {
            throw VaultError(error)
        }
        guard next <= latest else {
            throw VaultError(
                .foreignLog,
                action: "opening the vault",
                message: "it has read \(partition) up to offset \(next), and the log ends at \(latest)"
            )
        }
        positions[partition] = next
    }
}
