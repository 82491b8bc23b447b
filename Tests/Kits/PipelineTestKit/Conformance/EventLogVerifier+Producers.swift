import LogPort

/// LogProducer 1 to 5.
extension EventLogVerifier {
    func producerCommitsAreDurableAndVisible() throws -> ClauseOutcome {
        var log = try makeLog(topic("a", 2))
        var wanted: [Int32: [PlacedRecord]] = [:]
        for round in 0..<10 {
            let number = Int32(round % 2)
            let target = TopicPartition("a", number)
            let batch = records("x", round + 1, from: round * 20)
            let base = try append(batch, to: target, of: log)
            wanted[number, default: []] += placed(batch, from: base)
            try expectEqual(read(target, of: log), wanted[number] ?? [], "partition \(number) right after a commit")
        }
        guard let reopen = harness.reopen else { return .notApplicable("the harness cannot restart the engine") }
        log = try self.reopen(log, by: reopen)
        for number: Int32 in 0...1 {
            let found = try read(TopicPartition("a", number), of: log)
            try expectEqual(found, wanted[number] ?? [], "partition \(number) after a restart")
        }
        return .kept
    }

    func producerCommitsAreAllOrNothing() throws {
        let log = try makeLog(topic("a", 3), topic("b"))
        let targets = [TopicPartition("a", 0), TopicPartition("b", 0), TopicPartition("a", 2)]
        let producer = try log.makeProducer(id: "p")
        let bases = try producer.commit(transaction(targets.map { ($0, records("x", 2)) }))
        try expectEqual(bases.count, 3, "the number of base offsets")
        for (target, base) in zip(targets, bases) {
            try expectEqual(read(target, of: log), placed(records("x", 2), from: base), "\(target)")
        }
        try expectError(.unknownTopic, of: "a transaction with one append to a topic that is not there") {
            let missing = TopicPartition("nowhere", 0)
            let appends = [targets[0], targets[1], missing, targets[2]].map { ($0, records("lost", 2)) }
            _ = try producer.commit(transaction(appends))
        }
        for target in targets {
            try expectEqual(read(target, of: log).count, 2, "the number of records of \(target) after a refusal")
        }
    }

    func producerOffsetsAreConsecutive() throws {
        let log = try makeLog(topic("a", 2))
        let target = TopicPartition("a", 0)
        let producer = try log.makeProducer(id: "p")
        var generator = SeededGenerator(seed: seed)
        var wanted: [LogRecord] = []
        for round in 0..<10 {
            let first = records("r\(round)-", generator.within(1...4))
            let aside = records("aside\(round)-", generator.within(1...2))
            let second = records("s\(round)-", generator.within(1...4))
            let bases = try producer.commit(
                transaction([(target, first), (TopicPartition("a", 1), aside), (target, second)])
            )
            try expectEqual(bases.count, 3, "the number of base offsets")
            try expectEqual(bases[2], bases[0] + Int64(first.count), "the base offset of the second append")
            wanted += first + second
            let found = try read(target, of: log, from: .offset(bases[0]))
            try expectEqual(found, placed(first + second, from: bases[0]), "the records of transaction \(round)")
        }
        try expectEqual(read(target, of: log).map(\.record), wanted, "all records, in order")
    }

    func refusedProducerCommitsKeepNothing() throws {
        let log = try makeLog(topic("a"))
        let target = TopicPartition("a", 0)
        let producer = try log.makeProducer(id: "p")
        for round in 0..<3 {
            do {
                let appends = [(target, records("lost", 3)), (TopicPartition("a", 9), records("lost", 1))]
                _ = try producer.commit(transaction(appends))
                throw fail("an append to a partition that is not there was accepted")
            } catch let error as LogError {
                try expect(error.remedy != .rewind, "a plain refusal says that its outcome is unknown")
            }
            _ = try producer.commit(transaction([(target, records("kept", 1, from: round))]))
        }
        try expectEqual(read(target, of: log).map(\.record), records("kept", 3), "what three good commits left")
    }

    func producersMayNotCommitOffsets() throws {
        let log = try makeLog(topic("a"))
        let target = TopicPartition("a", 0)
        let producer = try log.makeProducer(id: "p")
        try expectError(.unusable, of: "a producer's transaction with offsets") {
            _ = try producer.commit(transaction([(target, records("lost", 1))], offsets: [(target, 0)]))
        }
        try expectEqual(read(target, of: log), [], "what was kept of the refused transaction")
        try expectEqual(append(records("x", 1), to: target, of: log), 0, "the offset of the next record")
    }
}
