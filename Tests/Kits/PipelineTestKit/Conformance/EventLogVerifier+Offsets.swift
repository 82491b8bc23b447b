import LogPort

/// EventLog 1 to 3: topics, offsets, committed offsets.
extension EventLogVerifier {
    func topicsKeepTheirPartitionCount() throws {
        let log = try makeLog(topic("a", 3), topic("b", 1))
        try log.create([topic("a", 3)])
        try expectEqual(log.partitionCount(of: "a"), 3, "the partition count after creating the topic again")
        try expectError(.unusable, of: "creating a topic with another partition count") {
            try log.create([topic("c", 2), topic("a", 4)])
        }
        try expectEqual(log.partitionCount(of: "a"), 3, "the partition count after a refused creation")
        guard let reopen = harness.reopen else { return }
        let again = try self.reopen(log, by: reopen)
        try expectEqual(again.partitionCount(of: "a"), 3, "the partition count after a restart")
        try expectError(.unusable, of: "creating a topic with another count after a restart") {
            try again.create([topic("a", 1)])
        }
    }

    func topicsAreListedByName() throws {
        let kept = TopicSettings(name: "m", partitions: 2, cleanup: .compact)
        let old = TopicSettings(
            name: "d",
            partitions: 1,
            cleanup: .delete,
            retentionMilliseconds: 60_000,
            retentionBytes: 1 << 20
        )
        let log = try makeLog(kept, old)
        try log.create([topic("z", 4)])
        try expectEqual(log.topics(), [old, kept, topic("z", 4)], "the list of topics")
    }

    func offsetsStartAtZeroAndOnlyRise() throws {
        let log = try makeLog(topic("a", 2))
        let target = TopicPartition("a", 0)
        try expectEqual(log.resolve(.latest, in: target), 0, "the end of an empty partition")
        try expectEqual(append(records("one", 3), to: target, of: log), 0, "the first offset")
        var end = try log.resolve(.latest, in: target)
        try expect(end >= 3, "the end is \(end) after three records")
        var generator = SeededGenerator(seed: seed)
        for round in 0..<6 {
            let count = generator.within(1...5)
            let base = try append(records("round\(round)", count), to: target, of: log)
            try expect(base >= end, "offset \(base) was given out below the end \(end)")
            end = try log.resolve(.latest, in: target)
            try expect(end >= base + Int64(count), "the end \(end) lies before \(base) + \(count)")
        }
        let offsets = try read(target, of: log).map(\.offset)
        try expect(zip(offsets, offsets.dropFirst()).allSatisfy { $0 < $1 }, "offsets do not rise: \(offsets)")
        try expectEqual(read(TopicPartition("a", 1), of: log), [], "the other partition")
    }

    func offsetsAreNotReusedAfterRetention() throws -> ClauseOutcome {
        guard harness.maintainRemoves else { return .notApplicable("the engine removes when it likes") }
        let brief = TopicSettings(name: "a", partitions: 1, cleanup: .delete, retentionMilliseconds: 1_000)
        var log = try makeLog(brief)
        let target = TopicPartition("a", 0)
        try append(records("old", 5), to: target, of: log)
        let end = try log.resolve(.latest, in: target)
        try log.maintain(nowMilliseconds: Self.start + 3_600_000)
        try expectEqual(log.resolve(.latest, in: target), end, "the end after retention")
        if let reopen = harness.reopen {
            log = try self.reopen(log, by: reopen)
            try expectEqual(log.resolve(.latest, in: target), end, "the end after retention and a restart")
        }
        let base = try append(records("new", 1), to: target, of: log)
        try expect(base >= end, "offset \(base) was used before")
        return .kept
    }

    func committedOffsetsSurviveARestart() throws -> ClauseOutcome {
        guard let reopen = harness.reopen else { return .notApplicable("the harness cannot restart the engine") }
        let log = try makeLog(topic("a", 2))
        let source = TopicPartition("a", 0)
        try append(records("in", 4), to: source, of: log)
        try expectEqual(log.committedOffset(group: "g", in: source), nil, "the offset before any commit")
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        try pollUntilAssigned(worker, [source, TopicPartition("a", 1)])
        _ = try pollRecords(worker, 4)
        _ = try worker.commit(transaction([], offsets: [(source, 3)]))
        let again = try self.reopen(log, by: reopen)
        try expectEqual(again.committedOffset(group: "g", in: source), 3, "the committed offset after a restart")
        try expectEqual(again.committedOffset(group: "h", in: source), nil, "another group's offset")
        try expectEqual(
            again.committedOffset(group: "g", in: TopicPartition("a", 1)),
            nil,
            "another partition's offset"
        )
        let next = try again.makeWorker(group: "g", topics: ["a"], member: "w")
        try expectEqual(pollRecords(next, 1).first?.offset, 3, "the first offset after a restart")
        return .kept
    }

    func committedOffsetsChangeOnlyWithTheirOutputs() throws {
        let log = try makeLog(topic("in"), topic("out"))
        let source = TopicPartition("in", 0)
        let target = TopicPartition("out", 0)
        try append(records("in", 2), to: source, of: log)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "w")
        _ = try pollRecords(worker, 2)
        _ = try worker.commit(transaction([(target, records("out", 1))], offsets: [(source, 1)]))
        try expectEqual(log.committedOffset(group: "g", in: source), 1, "the offset after a commit")
        try expectEqual(read(target, of: log).count, 1, "the number of outputs after a commit")
        try expectError(.unknownTopic, of: "a commit to a topic that is not there") {
            let outputs = [(target, records("lost", 1)), (TopicPartition("nowhere", 0), records("lost", 1))]
            _ = try worker.commit(transaction(outputs, offsets: [(source, 2)]))
        }
        worker.close()
        try expectEqual(log.committedOffset(group: "g", in: source), 1, "the offset after a refused commit")
        try expectEqual(read(target, of: log).count, 1, "the number of outputs after a refused commit")
    }
}
