import Foundation
import Glibc
import LogPort
import SQLiteLog

/// A process that works on a log until it is killed: a bridge, a stage, and somebody who maintains.
///
/// `SQLiteLogCrashProbe FOLDER ROUND COMMITS`: the bridge appends COMMITS transactions of unique values to both
/// partitions of `in`, and prints `PARTITION BASE VALUE,VALUE,...` once a batch was acknowledged. The stage writes for
/// each record one to `out` and one to the compacted `state`. Ends with status 0 when every record was decided.
@main
struct CrashProbe {
    let log: SQLiteLog
    let round: String
    let commits: Int

    static func main() {
        do {
            try start()
        } catch {
            print(error)
            exit(1)
        }
    }

    private static func start() throws {
        let arguments = CommandLine.arguments
        guard arguments.count == 4, let commits = Int(arguments[3]) else {
            print("usage: SQLiteLogCrashProbe FOLDER ROUND COMMITS")
            exit(64)
        }
        var settings = SQLiteLogSettings()
        settings.maintenanceSeconds = nil
        // Small enough that checkpoints, and reads behind the tail, happen within a few commits.
        settings.checkpointPages = 12
        settings.idleCheckpointPages = 6
        settings.tailCacheBytes = 400
        settings.tombstoneMilliseconds = 0
        let log = try SQLiteLog(folder: arguments[1], settings: settings)
        try log.create([
            TopicSettings(name: "in", partitions: 2, cleanup: .delete),
            TopicSettings(name: "out", partitions: 2, cleanup: .delete),
            TopicSettings(name: "state", partitions: 2, cleanup: .compact),
            TopicSettings(name: "old", partitions: 1, cleanup: .delete, retentionBytes: 1),
        ])
        try CrashProbe(log: log, round: arguments[2], commits: commits).run()
    }

    private func run() throws {
        let group = DispatchGroup()
        for body in [bridge, maintain] {
            group.enter()
            Thread.detachNewThread {
                do {
                    try body()
                } catch {
                    print(error)
                    exit(1)
                }
                group.leave()
            }
        }
        try decide(until: { group.wait(timeout: .now()) == .success })
        log.close()
    }

    private func bridge() throws {
        let producer = try log.makeProducer(id: "bridge")
        for commit in 0..<commits {
            var appends: [LogTransaction.Append] = []
            var lines: [(partition: Int32, values: [String])] = []
            for partition: Int32 in 0...1 {
                let values = (0...(commit % 4)).map { "\(round).\(partition).\(commit).\($0)" }
                lines.append((partition, values))
                appends.append(append(values.map { ("k\($0.count % 3)", $0) }, to: "in", partition))
            }
            let bases = try producer.commit(LogTransaction(appends: appends))
            let text = zip(lines, bases).map { "\($0.partition) \($1) \($0.values.joined(separator: ","))\n" }.joined()
            // One write for the transaction: what the test has read was acknowledged.
            _ = Array(text.utf8).withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
        }
    }

    private func maintain() throws {
        let producer = try log.makeProducer(id: "maintenance")
        for number in 0..<6 {
            _ = try producer.commit(LogTransaction(appends: [append([("k", "\(round).\(number)")], to: "old", 0)]))
            try log.maintain(nowMilliseconds: Int64(number) + 1_000_000)
        }
    }

    private func decide(until isOver: () -> Bool) throws {
        let worker = try log.makeWorker(group: "stage", topics: ["in"], member: "0")
        while true {
            let wasOver = isOver()
            switch try worker.poll(maxWaitMilliseconds: 5) {
            case .records(let batch):
                var outputs: [(String, String?)] = []
                var states: [(String, String?)] = []
                batch.visit { record in
                    let value = String(
                        decoding: record.value ?? UnsafeRawBufferPointer(start: nil, count: 0),
                        as: UTF8.self
                    )
                    outputs.append(("k", "\(record.offset)=\(value)"))
                    // Every seventh record forgets its key.
                    states.append(("s\(record.offset % 5)", record.offset % 7 == 0 ? nil : "\(record.offset)"))
                }
                let partition = batch.source.partition
                _ = try worker.commit(
                    LogTransaction(
                        appends: [append(outputs, to: "out", partition), append(states, to: "state", partition)],
                        offsets: [LogTransaction.Offset(batch.source, next: batch.nextOffset)]
                    )
                )
            case .idle: if wasOver { return }
            case .assigned, .revoked, .lost: break
            }
        }
    }

    private func append(_ records: [(String, String?)], to topic: String, _ partition: Int32) -> LogTransaction.Append {
        var builder = RecordBatchBuilder()
        for (key, value) in records {
            builder.append(key: key, value: value, timestampMilliseconds: 1)
        }
        guard let frames = builder.seal() else { preconditionFailure("an append has records") }
        return LogTransaction.Append(TopicPartition(topic, partition), frames)
    }
}
