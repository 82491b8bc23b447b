import LogPort

/// LogReader 1, 2 and 4.
extension EventLogVerifier {
    func readersHandOutEachRecordOnce() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        var generator = SeededGenerator(seed: seed)
        var wanted: [LogRecord] = []
        for round in 0..<15 {
            let batch = records("r\(round)-", generator.within(1...20))
            wanted += batch
            try append(batch, to: source, of: log)
        }
        let reader = try log.makeReader(of: source, from: .earliest, to: .latest)
        var found: [LogRecord] = []
        var next: Int64 = 0
        while let batch = try reader.next(maxWaitMilliseconds: 2_000) {
            for placed in batch.placedRecords() {
                try expect(placed.offset >= next, "offset \(placed.offset) came after \(next - 1)")
                next = placed.offset + 1
                found.append(placed.record)
            }
            try expect(batch.nextOffset >= next, "a batch goes on at \(batch.nextOffset), before its own end \(next)")
        }
        reader.close()
        try expectEqual(placed(found), placed(wanted), "the records, by number")
    }

    func recordsKeepTheirBytes() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        var headers: [UInt8] = []
        RecordHeaders.append(RecordHeaders.source, Array("in/0/7/0".utf8), to: &headers)
        var both = headers
        RecordHeaders.append(RecordHeaders.contentType, Array("application/cloudevents+json".utf8), to: &both)
        let every = (0...255).map { UInt8($0) }
        let wanted = [
            LogRecord(key: [], value: [], timestampMilliseconds: 0),
            LogRecord(key: every, value: every + every, timestampMilliseconds: Self.start, headers: headers),
            LogRecord(key: [7], value: nil, timestampMilliseconds: Self.start - 5, headers: both),
            LogRecord(key: [7], value: [0], timestampMilliseconds: Self.start + 1),
            LogRecord(key: [7], value: [UInt8](repeating: 65, count: 300_000), timestampMilliseconds: Self.start + 2),
        ]
        try append(wanted, to: source, of: log)
        try expectEqual(read(source, of: log), placed(wanted), "the records")
    }

    func batchesOutliveTheirReader() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        let wanted = (0..<30).map { number in
            LogRecord(
                key: [UInt8(number)],
                value: [UInt8](repeating: UInt8(number), count: 1_000),
                timestampMilliseconds: Self.start
            )
        }
        for record in wanted {
            try append([record], to: source, of: log)
        }
        let reader = try log.makeReader(of: source, from: .earliest, to: .latest)
        var batches: [RecordBatch] = []
        while let batch = try reader.next(maxWaitMilliseconds: 2_000) {
            batches.append(batch)
        }
        reader.close()
        try append(records("later", 50), to: source, of: log)
        try log.maintain(nowMilliseconds: Self.start)
        let found = batches.flatMap { $0.placedRecords().map(\.record) }
        try expectEqual(placed(found), placed(wanted), "the batches after the reader's end")
    }

    func damagedBytesAreNeverServed() throws -> ClauseOutcome {
        guard let damage = harness.damage else {
            return .notApplicable("the harness cannot reach the engine's storage")
        }
        let log = try makeLog(topic("a", 2))
        let source = TopicPartition("a", 1)
        for number in 0..<5 {
            try append(records("x", 3, from: number * 3), to: source, of: log)
        }
        let wanted = try read(source, of: log)
        let hurt = try reopen(log) { try damage($0, source, 7) }
        let reader = try hurt.makeReader(of: source, from: .earliest, to: .latest)
        var found: [PlacedRecord] = []
        do {
            while let batch = try reader.next(maxWaitMilliseconds: 2_000) {
                found += batch.placedRecords()
            }
            throw fail("\(found.count) records were read over a damaged one without an error")
        } catch let error as LogError {
            try expectEqual(error.code, .corrupt, "the error of damaged bytes")
            try expect(error.description.contains("a/1"), "\"\(error)\" does not name the partition a/1")
        }
        try expectEqual(found, Array(wanted.prefix(found.count)), "what was handed out before the damage")
        try expect(found.count <= 7, "record 7, the damaged one, was handed out")
        return .kept
    }
}
