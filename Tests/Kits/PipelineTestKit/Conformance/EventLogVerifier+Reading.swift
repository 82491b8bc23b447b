import LogPort

/// EventLog 4 and the positions and bounds of readers.
extension EventLogVerifier {
    func timeLookupFindsTheFirstAtOrAfter() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        var generator = SeededGenerator(seed: seed)
        var times: [Int64] = []
        // Receipt times mostly rise, with steps back and repeats; several batches, gaps between them.
        for round in 0..<8 {
            var batch: [LogRecord] = []
            for number in 0..<generator.within(1...9) {
                let drift = generator.within(-3...3)
                let time = Self.start + Int64(round * 100 + number * 5 + drift)
                times.append(time)
                batch.append(LogRecord("k", "\(round)/\(number)", at: time))
            }
            try append(batch, to: source, of: log)
        }
        let written = try read(source, of: log)
        try expectEqual(written.map(\.record.timestampMilliseconds), times, "the times")
        let end = try log.resolve(.latest, in: source)
        var probes: [Int64] = [0, Self.start + 10_000]
        for time in times {
            probes += [time - 1, time, time + 1]
        }
        for probe in probes {
            let wanted = written.first { $0.record.timestampMilliseconds >= probe }
            let found = try log.resolve(.time(milliseconds: probe), in: source)
            guard let wanted else {
                try expectEqual(found, end, "the offset of a time after every record")
                continue
            }
            try expectEqual(found, wanted.offset, "the offset of time \(probe)")
            let first = try read(source, of: log, from: .time(milliseconds: probe)).first
            try expectEqual(first?.offset, wanted.offset, "the first record read from time \(probe)")
        }
    }

    func positionsResolve() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        try expectEqual(log.resolve(.earliest, in: source), 0, "earliest of an empty partition")
        try expectEqual(log.resolve(.time(milliseconds: 0), in: source), 0, "a time in an empty partition")
        try append(records("x", 5), to: source, of: log)
        try expectEqual(log.resolve(.earliest, in: source), 0, "earliest")
        let end = try log.resolve(.latest, in: source)
        try expect(end >= 5, "latest is \(end) behind five records")
        try expectEqual(log.resolve(.offset(3), in: source), 3, "an offset")
        try expectEqual(log.resolve(.offset(77), in: source), 77, "an offset that is not there yet")
        try expectEqual(log.resolve(.committed(group: "g"), in: source), 0, "committed, without a commit")
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        _ = try pollRecords(worker, 5)
        _ = try worker.commit(transaction([], offsets: [(source, 4)]))
        try expectEqual(log.resolve(.committed(group: "g"), in: source), 4, "committed")
        try expectEqual(log.resolve(.committed(group: "h"), in: source), 0, "committed of another group")
    }

    func unknownTopicsAreNamed() throws {
        let log = try makeLog(topic("a", 2))
        let producer = try log.makeProducer(id: "p")
        for missing in [TopicPartition("nowhere", 0), TopicPartition("a", 2), TopicPartition("a", -1)] {
            try expectError(.unknownTopic, of: "resolving a position in \(missing)") {
                _ = try log.resolve(.latest, in: missing)
            }
            try expectError(.unknownTopic, of: "making a reader of \(missing)") {
                _ = try log.makeReader(of: missing, from: .earliest, to: nil)
            }
            try expectError(.unknownTopic, of: "appending to \(missing)") {
                _ = try producer.commit(transaction([(missing, records("x", 1))]))
            }
        }
        try expectError(.unknownTopic, of: "subscribing to a topic that is not there") {
            _ = try log.makeWorker(group: "g", topics: ["a", "nowhere"], member: "w")
        }
        try expectEqual(log.topics().map(\.name), ["a"], "the topics")
    }

    func readersKeepToTheirRange() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        for number in 0..<6 {
            try append(records("x", 4, from: number * 4), to: source, of: log)
        }
        let all = try read(source, of: log)
        try expectEqual(all.count, 24, "the number of records")
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<12 {
            let start = generator.within(0...23)
            let end = generator.within(start...24)
            let from = all[start].offset
            let to = end < all.count ? all[end].offset : try log.resolve(.latest, in: source)
            let found = try read(source, of: log, from: .offset(from), to: .offset(to))
            try expectEqual(found, Array(all[start..<end]), "offsets \(from)..<\(to)")
        }
        // The end is resolved when the reader is made: what comes later is not its business.
        let reader = try log.makeReader(of: source, from: .offset(all[20].offset), to: .latest)
        try append(records("late", 3), to: source, of: log)
        var found: [PlacedRecord] = []
        while let batch = try reader.next(maxWaitMilliseconds: 0) ?? reader.next(maxWaitMilliseconds: 200) {
            found += batch.placedRecords()
        }
        try expectEqual(found, Array(all[20...]), "the records up to the end as it was")
        reader.close()
    }

    func readersWithoutEndGoOn() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        try append(records("early", 3), to: source, of: log)
        let reader = try log.makeReader(of: source, from: .latest, to: nil)
        let nothing = try reader.next(maxWaitMilliseconds: 0)
        try expect(nothing == nil, "a reader at the end handed out a batch")
        for round in 0..<3 {
            let base = try append(records("late\(round)", 2), to: source, of: log)
            var found: [PlacedRecord] = []
            for _ in 0..<100 where found.count < 2 {
                found += try reader.next(maxWaitMilliseconds: 100)?.placedRecords() ?? []
            }
            try expectEqual(found, placed(records("late\(round)", 2), from: base), "what came after the reader")
        }
        reader.close()
    }

    func closedLogsRefuseWork() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        try append(records("x", 2), to: source, of: log)
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        _ = try pollRecords(worker, 2)
        let producer = try log.makeProducer(id: "p")
        let reader = try log.makeReader(of: source, from: .earliest, to: nil)
        log.close()
        try expectError(.closed, of: "reading after close") { _ = try reader.next(maxWaitMilliseconds: 0) }
        try expectError(.closed, of: "a producer's commit after close") {
            _ = try producer.commit(transaction([(source, records("y", 1))]))
        }
        try expectError(.closed, of: "polling after close") { _ = try worker.poll(maxWaitMilliseconds: 0) }
        try expectError(.closed, of: "a worker's commit after close") {
            _ = try worker.commit(transaction([], offsets: [(source, 1)]))
        }
        try expectError(.closed, of: "listing topics after close") { _ = try log.topics() }
    }
}
