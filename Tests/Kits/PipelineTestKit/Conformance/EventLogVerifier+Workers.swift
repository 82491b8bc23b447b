import LogPort

/// LogWorker 2 to 5, with one member.
extension EventLogVerifier {
    func recordsComeFromTheCommittedOffset() throws {
        let log = try makeLog(topic("a", 2))
        let source = TopicPartition("a", 0)
        for number in 0..<6 {
            try append(records("x", 3, from: number * 3), to: source, of: log)
        }
        let all = try read(source, of: log)
        try expectEqual(all.map(\.record), records("x", 18), "the records")
        var committed = 0
        // Each member takes a few, commits, and leaves; the next goes on there.
        for (round, upTo) in [4, 4, 11, 18].enumerated() {
            let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w\(round)")
            let found = try pollRecords(worker, 18 - committed)
            try expectEqual(found, Array(all[committed...]), "what member \(round) got")
            try expectEqual(pollLeftovers(worker), [], "what came twice")
            let next = upTo < all.count ? all[upTo].offset : all[upTo - 1].offset + 1
            _ = try worker.commit(transaction([], offsets: [(source, next)]))
            worker.close()
            committed = upTo
        }
        let last = try log.makeWorker(group: "g", topics: ["a"], member: "last")
        try pollUntilAssigned(last, [source, TopicPartition("a", 1)])
        try expectEqual(pollLeftovers(last), [], "what a member got after everything was committed")
        let other = try log.makeWorker(group: "h", topics: ["a"], member: "w")
        try expectEqual(pollRecords(other, 18), all, "what another group got")
    }

    func workerCommitsAreAllOrNothing() throws {
        let log = try makeLog(topic("in", 2), topic("out", 2), topic("state", 2))
        let source = TopicPartition("in", 1)
        let outputs = [TopicPartition("out", 1), TopicPartition("state", 1)]
        try append(records("in", 6), to: source, of: log)
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "w")
        _ = try pollRecords(worker, 6)
        for step in 1...3 {
            let appends = outputs.map { ($0, records("out", 2, from: step * 2)) }
            let bases = try worker.commit(transaction(appends, offsets: [(source, Int64(step))]))
            try expectEqual(log.committedOffset(group: "g", in: source), Int64(step), "the offset of commit \(step)")
            try expectEqual(bases.count, 2, "the number of base offsets")
            for (target, base) in zip(outputs, bases) {
                let found = try read(target, of: log, from: .offset(base))
                try expectEqual(found, placed(records("out", 2, from: step * 2), from: base), "\(target)")
            }
        }
        try expectError(.unknownTopic, of: "a commit with one output to a topic that is not there") {
            let appends = [outputs[0], TopicPartition("nowhere", 0), outputs[1]].map { ($0, records("lost", 1)) }
            _ = try worker.commit(transaction(appends, offsets: [(source, 6)]))
        }
        worker.close()
        try expectEqual(log.committedOffset(group: "g", in: source), 3, "the offset after a refused commit")
        for target in outputs {
            try expectEqual(read(target, of: log).count, 6, "the number of records of \(target) after a refusal")
        }
    }

    func workersGetCommittedRecordsOnly() throws {
        let log = try makeLog(topic("a"), topic("b"))
        let source = TopicPartition("a", 0)
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        try pollUntilAssigned(worker, [source])
        let producer = try log.makeProducer(id: "p")
        for round in 0..<3 {
            try expectError(.unknownTopic, of: "a transaction to a topic that is not there") {
                let appends = [(source, records("lost", 2)), (TopicPartition("nowhere", 0), records("lost", 1))]
                _ = try producer.commit(transaction(appends))
            }
            try expectEqual(pollLeftovers(worker).map(\.record), [], "what came of a refused transaction")
            _ = try producer.commit(transaction([(source, records("kept", 2, from: round * 2))]))
            let found = try pollRecords(worker, 2).map(\.record)
            try expectEqual(found, records("kept", 2, from: round * 2), "what came of a committed transaction")
        }
    }

    func rewindGoesBackToTheCommittedOffsets() throws {
        let log = try makeLog(topic("a", 2))
        let sources = [TopicPartition("a", 0), TopicPartition("a", 1)]
        for source in sources {
            for number in 0..<4 {
                try append(records("x", 2, from: number * 2), to: source, of: log)
            }
        }
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        _ = try pollRecords(worker, 16)
        try worker.rewind()
        try expectEqual(pollRecords(worker, 16).count, 16, "the number of records after a rewind without a commit")
        let wanted = try sources.map { try read($0, of: log) }
        _ = try worker.commit(transaction([], offsets: [(sources[0], wanted[0][5].offset)]))
        try worker.rewind()
        // Three records of partition 0 from its sixth on, all eight of partition 1.
        let found = try pollRecords(worker, 11)
        try expectEqual(found.count, 11, "the number of records after a rewind")
        try expectEqual(
            found.map(\.offset).sorted(),
            (wanted[0][5...] + wanted[1]).map(\.offset).sorted(),
            "the offsets after a rewind"
        )
        try expectEqual(pollLeftovers(worker), [], "what came twice after a rewind")
    }

    func uncommittedWorkIsNotKept() throws {
        let log = try makeLog(topic("a"))
        let source = TopicPartition("a", 0)
        try append(records("x", 5), to: source, of: log)
        let worker = try log.makeWorker(group: "g", topics: ["a"], member: "w")
        _ = try pollRecords(worker, 5)
        worker.close()
        try expectEqual(log.committedOffset(group: "g", in: source), nil, "the offset after a close without commit")
        let next = try log.makeWorker(group: "g", topics: ["a"], member: "v")
        try expectEqual(pollRecords(next, 5), placed(records("x", 5)), "what the next member got")
    }
}
