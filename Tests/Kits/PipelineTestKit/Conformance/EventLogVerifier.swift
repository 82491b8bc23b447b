import Foundation
import LogPort

/// Checks one clause against one engine; its extensions hold the clauses, by the handle that they speak about.
struct EventLogVerifier: Sendable {
    let harness: EventLogHarness
    let clause: EventLogClause
    let seed: UInt64
    private let logs = LogsInUse()

    init(harness: EventLogHarness, clause: EventLogClause, seed: UInt64) {
        self.harness = harness
        self.clause = clause
        self.seed = seed
    }

    /// Time of the first record of every clause, in milliseconds since 1970: 2026-03-01T00:00:00Z.
    static let start: Int64 = 1_772_323_200_000
    var patience: Double { harness.patienceSeconds }

    // MARK: Expectations

    func fail(_ message: String) -> ClauseBroken {
        ClauseBroken(clause: clause, seed: seed, message: message)
    }

    func expect(_ condition: Bool, _ message: @autoclosure () -> String) throws {
        guard condition else { throw fail(message()) }
    }

    func expectEqual<Value: Equatable>(_ found: Value, _ wanted: Value, _ what: String) throws {
        guard found == wanted else { throw fail("\(what) is \(found), not \(wanted)") }
    }

    /// Compares record lists and names the first difference, not the whole lists.
    func expectEqual(_ found: [PlacedRecord], _ wanted: [PlacedRecord], _ what: String) throws {
        for (one, other) in zip(found, wanted) where one != other {
            throw fail("\(what): \(one) was read where \(other) was written")
        }
        try expectEqual(found.count, wanted.count, "\(what): the number of records")
    }

    /// Expects a call to throw one of the codes.
    func expectError(_ codes: LogError.Code..., of what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as LogError {
            guard codes.contains(error.code) else { throw fail("\(what) threw \(error.code), not \(codes[0])") }
            return
        }
        throw fail("\(what) did not throw \(codes[0])")
    }

    // MARK: Writing and reading

    func makeLog(_ topics: TopicSettings...) throws -> any EventLog {
        let log = try harness.make()
        logs.replace(nil, with: log)
        try log.create(topics)
        return log
    }

    func reopen(
        _ log: any EventLog,
        by reopen: @Sendable (any EventLog) throws -> any EventLog
    ) throws -> any EventLog {
        let again = try reopen(log)
        logs.replace(log, with: again)
        return again
    }

    /// Releases what the clause made.
    func dispose() {
        logs.dispose(harness.dispose)
    }

    func topic(_ name: String, _ partitions: Int32 = 1) -> TopicSettings {
        TopicSettings(name: name, partitions: partitions, cleanup: .delete)
    }

    /// Makes records with the values `name-0`, `name-1` and so on, one second apart.
    func records(_ name: String, _ count: Int, from first: Int = 0) -> [LogRecord] {
        (first..<first + count).map { number in
            LogRecord("key-\(number % 7)", "\(name)-\(number)", at: Self.start + Int64(number) * 1_000)
        }
    }

    func transaction(
        _ appends: [(TopicPartition, [LogRecord])],
        offsets: [(TopicPartition, Int64)] = []
    ) -> LogTransaction {
        LogTransaction(
            appends: appends.compactMap { target, records in
                LogRecord.frames(records).map { LogTransaction.Append(target, $0) }
            },
            offsets: offsets.map { LogTransaction.Offset($0, next: $1) }
        )
    }

    /// Appends through its own producer, and returns the base offset.
    @discardableResult
    func append(_ records: [LogRecord], to target: TopicPartition, of log: any EventLog) throws -> Int64 {
        let producer = try log.makeProducer(id: "verifier")
        defer { producer.close() }
        guard let base = try producer.commit(transaction([(target, records)])).first else {
            throw fail("a commit of one append returned no base offset")
        }
        return base
    }

    func read(
        _ source: TopicPartition,
        of log: any EventLog,
        from start: LogPosition = .earliest,
        to end: LogPosition = .latest
    ) throws -> [PlacedRecord] {
        let reader = try log.makeReader(of: source, from: start, to: end)
        defer { reader.close() }
        var records: [PlacedRecord] = []
        while let batch = try reader.next(maxWaitMilliseconds: 2_000) {
            try expectEqual(batch.source, source, "the source of a batch")
            records += batch.placedRecords()
        }
        return records
    }

    func placed(_ records: [LogRecord], from base: Int64 = 0) -> [PlacedRecord] {
        records.enumerated().map { PlacedRecord(offset: base + Int64($0.offset), record: $0.element) }
    }

    /// Polls until `isDone` says so, for a bounded time.
    func poll(
        _ worker: any LogWorker,
        until what: String,
        _ isDone: (WorkerEvent) throws -> Bool
    ) throws {
        let deadline = Date(timeIntervalSinceNow: patience)
        repeat {
            if try isDone(worker.poll(maxWaitMilliseconds: 50)) {
                return
            }
        } while Date() < deadline
        throw fail("no poll within \(patience) s: \(what)")
    }

    /// Polls until a worker owns exactly these partitions.
    func pollUntilAssigned(_ worker: any LogWorker, _ partitions: Set<TopicPartition>) throws {
        var owned: Set<TopicPartition> = []
        try poll(worker, until: "assigned \(partitions.sorted())") { event in
            if case .assigned(let added) = event {
                owned.formUnion(added)
            }
            return owned == partitions
        }
    }

    /// Polls until a worker was handed `count` records of a partition that it owns.
    func pollRecords(_ worker: any LogWorker, _ count: Int) throws -> [PlacedRecord] {
        var records: [PlacedRecord] = []
        guard count > 0 else { return [] }
        try poll(worker, until: "\(count) records, \(records.count) came") { event in
            if case .records(let batch) = event {
                records += batch.placedRecords()
            }
            return records.count >= count
        }
        return records
    }

    /// Polls a few times and returns what came although nothing should.
    func pollLeftovers(_ worker: any LogWorker) throws -> [PlacedRecord] {
        var records: [PlacedRecord] = []
        for _ in 0..<3 {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 20) {
                records += batch.placedRecords()
            }
        }
        return records
    }
}
