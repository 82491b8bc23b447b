import LogPort

/// `EventLog.maintain`, and what readers make of what it removed.
extension EventLogVerifier {
    private static let minute: Int64 = 60_000

    /// A topic that keeps ten minutes, with one batch of four records for each of twenty minutes.
    private func twentyMinutes() throws -> (log: any EventLog, source: TopicPartition) {
        let settings = TopicSettings(
            name: "a",
            partitions: 1,
            cleanup: .delete,
            retentionMilliseconds: 10 * Self.minute
        )
        let log = try makeLog(settings)
        let source = TopicPartition("a", 0)
        for minute in 0..<20 {
            let batch = (0..<4).map { number in
                LogRecord("k", "\(minute)/\(number)", at: Self.start + Int64(minute) * Self.minute + Int64(number))
            }
            try append(batch, to: source, of: log)
        }
        return (log, source)
    }

    func retentionRemovesOldRecordsOnly() throws -> ClauseOutcome {
        guard harness.maintainRemoves else { return .notApplicable("the engine removes when it likes") }
        let (log, source) = try twentyMinutes()
        let all = try read(source, of: log)
        // At minute 20 and a half, minutes 0 to 10 are older than ten minutes; minutes 11 to 19 are 44 - 4 x 11 = 36
        // records that have to stay.
        let now = Self.start + 20 * Self.minute + 30_000
        try log.maintain(nowMilliseconds: now)
        let left = try read(source, of: log)
        try expectEqual(left, Array(all.suffix(left.count)), "what retention left")
        try expectEqual(left.count, 36, "the number of records that retention left")
        try expectEqual(log.resolve(.earliest, in: source), left.first?.offset, "earliest after retention")
        try retentionBySize()
        return .kept
    }

    private func retentionBySize() throws {
        let limit: Int64 = 40_000
        let settings = TopicSettings(name: "b", partitions: 1, cleanup: .delete, retentionBytes: limit)
        let log = try makeLog(settings)
        let source = TopicPartition("b", 0)
        var generator = SeededGenerator(seed: seed)
        for number in 0..<20 {
            // Random bytes, so that an engine that compresses stores as many.
            let noise = (0..<5_000).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
            let record = LogRecord(key: [1], value: noise, timestampMilliseconds: Self.start + Int64(number))
            try append([record], to: source, of: log)
        }
        let all = try read(source, of: log)
        try log.maintain(nowMilliseconds: Self.start)
        let left = try read(source, of: log)
        try expectEqual(left, Array(all.suffix(left.count)), "what retention by size left")
        // 40,000 bytes hold seven records of a little over 5,000 bytes; an engine's own overhead may cost one more.
        try expect((6...7).contains(left.count), "\(left.count) records of 5,000 bytes are left of \(limit) bytes")
    }

    func removedRangesAreNamed() throws -> ClauseOutcome {
        guard harness.maintainRemoves else { return .notApplicable("the engine removes when it likes") }
        let (log, source) = try twentyMinutes()
        try log.maintain(nowMilliseconds: Self.start + 20 * Self.minute + 30_000)
        let first = try log.resolve(.earliest, in: source)
        try expect(first > 2, "retention removed nothing")
        do {
            let reader = try log.makeReader(of: source, from: .offset(2), to: .latest)
            let batch = try reader.next(maxWaitMilliseconds: 100)
            throw fail("a range that begins at offset 2 gave \(String(describing: batch?.placedRecords().first))")
        } catch let error as LogError {
            try expectEqual(error.code, .outOfRange, "the error of a removed range")
            try expect(
                error.description.contains("2") && error.description.contains("\(first)"),
                "\"\(error)\" does not name the missing offsets 2..<\(first)"
            )
        }
        try expectEqual(read(source, of: log, from: .offset(first)).first?.offset, first, "the first offset left")
        return .kept
    }

    func compactionKeepsTheLastOfEachKey() throws {
        let log = try makeLog(TopicSettings(name: "c", partitions: 2, cleanup: .compact))
        let source = TopicPartition("c", 0)
        var generator = SeededGenerator(seed: seed)
        var last: [String: String?] = [:]
        for round in 0..<12 {
            var batch: [LogRecord] = []
            for number in 0..<generator.within(1...6) {
                let key = "key-\(generator.below(9))"
                let value = generator.oneIn(5) ? nil : "\(round)/\(number)"
                last[key] = .some(value)
                batch.append(LogRecord(key, value, at: Self.start + Int64(round)))
            }
            try append(batch, to: source, of: log)
            if round % 4 == 3 {
                try log.maintain(nowMilliseconds: Self.start + Int64(round))
            }
        }
        let end = try log.resolve(.latest, in: source)
        try log.maintain(nowMilliseconds: Self.start + 1_000_000)
        try expectEqual(log.resolve(.latest, in: source), end, "the end after compaction")
        let left = try read(source, of: log)
        var found: [String: String?] = [:]
        for placed in left {
            let value = placed.record.value.map { String(decoding: $0, as: UTF8.self) }
            found[String(decoding: placed.record.key, as: UTF8.self)] = .some(value)
        }
        for (key, value) in last {
            // A key whose last record is a tombstone may be gone altogether.
            try expectEqual((found[key] ?? nil) ?? "(gone)", value ?? "(gone)", "the last value of \(key)")
        }
        guard harness.maintainRemoves else { return }
        try expectEqual(Set(left.map(\.record.key)).count, left.count, "the number of keys among the records left")
    }

    func compactedTopicsStartAtWhatIsLeft() throws {
        let log = try makeLog(TopicSettings(name: "c", partitions: 1, cleanup: .compact))
        let source = TopicPartition("c", 0)
        for number in 0..<10 {
            try append([LogRecord("same", "\(number)", at: Self.start)], to: source, of: log)
        }
        try append([LogRecord("other", "x", at: Self.start)], to: source, of: log)
        try log.maintain(nowMilliseconds: Self.start + 1_000_000)
        for start: LogPosition in [.earliest, .offset(0), .offset(1)] {
            let left = try read(source, of: log, from: start)
            try expectEqual(
                left.last?.record,
                LogRecord("other", "x", at: Self.start),
                "the last record, from \(start)"
            )
            let same = left.last { $0.record.key == Array("same".utf8) }
            try expectEqual(same?.record.value, Array("9".utf8), "the last value of a key, from \(start)")
        }
    }
}
