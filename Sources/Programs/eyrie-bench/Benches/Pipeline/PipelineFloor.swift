import AnomalyScoring
import CPipelineFloor
import EventModel
import FalcoBridge
import LogPort
import SQLiteLog

/// The floor beside the pipeline: the same alerts and the same stored bytes through a plain C++ loop on one thread.
struct PipelineFloor {
    /// Where each partition of the log ended before the measured run and after it.
    let offsets: [TopicPartition: Range<Int64>]
    /// Transactions of the measured run.
    let transactions: Int
    /// The log of the run, closed.
    let folder: String

    /// What the floor took.
    struct Sample {
        var sums = eyrie_floor_sums()
        /// Processor microseconds an alert that making it takes.
        var generatorMicroseconds = 0.0
        /// Raw bytes of the topics that are not compacted.
        var rawBytes = 0

        /// Processor microseconds an alert of some seconds.
        func microseconds(_ seconds: Double) -> Double {
            seconds / Double(max(1, sums.alerts)) * 1e6
        }

        /// Processor microseconds an alert.
        var total: Double {
            microseconds(
                sums.parse_seconds + sums.hash_seconds + sums.forest_seconds + sums.compress_seconds
                    + sums.commit_seconds
            )
        }
    }

    /// Which topic a stage writes beside its changelog: how often it commits.
    private static let beside = [
        Topics.featuresChangelog.name: Topics.vectors.name,
        Topics.scoringChangelog.name: Topics.verdicts.name,
        Topics.incidentsChangelog.name: Topics.verdicts.name,
    ]

    /// Runs the same alerts again.
    ///
    /// - Parameters:
    ///   - start: The alerts as they were before the run.
    ///   - parts: How many were asked for, one after the other.
    ///   - path: Where the floor's database is made.
    /// - Returns: What it took.
    /// - Throws: `BenchFailure` with what failed.
    func run(_ start: AlertBlocks, parts: [Int], path: String) throws -> Sample {
        let log = try ReadOnlySQLiteLog(folder: folder)
        defer { log.close() }
        let outputs = try outputs(log)
        let floor = try makeFloor(log, path)
        defer { eyrie_floor_destroy(floor) }
        var blocks = start
        var sample = Sample()
        var made = 0
        let wanted = parts.reduce(0, +)
        var generatorSeconds = 0.0
        var watch = Stopwatch()
        for part in parts {
            try blocks.forEach(part, intrusions: true) { block in
                generatorSeconds += watch.processorSeconds
                try decide(block, with: floor)
                made += block.pieces.count
                let progress = min(1, Double(made) / Double(wanted))
                try store(outputs, upTo: progress, with: floor, into: &sample)
                watch = Stopwatch()
            }
        }
        try store(outputs, upTo: 1, with: floor, into: &sample)
        try check(eyrie_floor_commit(floor), floor)
        sample.sums = eyrie_floor_sum(floor)
        sample.generatorMicroseconds = sample.microseconds(generatorSeconds)
        return sample
    }

    private func outputs(_ log: any LogReading) throws -> [StoredOutput] {
        let compacted = Set(Topics.all.filter { $0.cleanup == .compact }.map(\.name))
        return try offsets.keys.sorted().compactMap { partition in
            guard let range = offsets[partition], !range.isEmpty else { return nil }
            guard compacted.contains(partition.topic) else {
                return try StoredOutput(log, partition, range, cutInto: nil)
            }
            var batches = range.count
            if let name = Self.beside[partition.topic] {
                let other = TopicPartition(name, partition.partition)
                batches = min(batches, try StoredOutput.batchCount(log, other, offsets[other] ?? 0..<0))
            }
            return try StoredOutput(log, partition, range, cutInto: batches)
        }
    }

    /// The forest is the one that scored: the last model of the log.
    private func makeFloor(_ log: any LogReading, _ path: String) throws -> OpaquePointer {
        var model: [UInt8] = []
        try log.forEach(in: TopicPartition(Topics.models.name, 0)) { record in
            model = record.value.map { Array($0) } ?? model
        }
        let forest = try model.withUnsafeBytes { try ModelBundle(decoding: $0) }.trained.forest
        let splits = forest.nodes.map {
            eyrie_floor_split(threshold: $0.threshold, reach: $0.reach, feature: $0.feature)
        }
        let made = splits.withUnsafeBufferPointer { splits in
            forest.leaves.withUnsafeBufferPointer { leaves in
                eyrie_floor_create(
                    path,
                    Int32(SQLiteLogSettings().compressionLevel),
                    eyrie_floor_forest(
                        splits: splits.baseAddress,
                        leaves: leaves.baseAddress,
                        tree_count: forest.treeCount,
                        feature_count: forest.featureCount
                    )
                )
            }
        }
        guard let made else { throw BenchFailure("making the floor's database \(path) failed") }
        return made
    }

    private func decide(_ block: AlertBlocks.Block, with floor: OpaquePointer) throws {
        let pieces = block.pieces.map { eyrie_floor_piece(start: $0.range.lowerBound, length: $0.range.count) }
        guard eyrie_floor_decide(floor, block.bytes, pieces, pieces.count) else {
            throw BenchFailure("the floor cannot parse an alert")
        }
    }

    /// Stores what the pipeline had stored at this progress, 0 to 1, in as many transactions.
    private func store(
        _ outputs: [StoredOutput],
        upTo progress: Double,
        with floor: OpaquePointer,
        into sample: inout Sample
    ) throws {
        var due: [(output: StoredOutput, number: Int32, batch: StoredOutput.Batch)] = []
        for (number, output) in outputs.enumerated() {
            while output.handedOut < Int(progress * Double(output.recordCount)), let batch = try output.next() {
                due.append((output, Int32(number), batch))
            }
        }
        let committed = Int(eyrie_floor_sum(floor).transactions)
        let commits = max(0, Int(progress * Double(transactions)) - committed)
        for (index, item) in due.enumerated() {
            if !item.output.isCompacted {
                sample.rawBytes += item.batch.bytes.count
            }
            // Each batch that a stage makes comes with the position of what it was made of.
            let isOfStage = [Topics.vectors.name, Topics.verdicts.name].contains(item.output.partition.topic)
            let isStored = item.batch.bytes.withUnsafeBufferPointer { bytes in
                eyrie_floor_store(
                    floor,
                    bytes.baseAddress,
                    bytes.count,
                    item.number,
                    Int64(item.batch.records),
                    isOfStage
                )
            }
            try check(isStored, floor)
            if (index + 1) * commits / due.count > index * commits / due.count {
                try check(eyrie_floor_commit(floor), floor)
            }
        }
    }

    private func check(_ isDone: Bool, _ floor: OpaquePointer) throws {
        guard isDone else {
            throw BenchFailure("storing the floor's batches: \(String(cString: eyrie_floor_message(floor)))")
        }
    }
}
