import LogPort

/// LogWorker 1, 3 and 6: several members of one group.
extension EventLogVerifier {
    private func partitions(_ topic: String, _ count: Int32) -> Set<TopicPartition> {
        Set((0..<count).map { TopicPartition(topic, $0) })
    }

    func partitionsHaveOneOwner() throws {
        let log = try makeLog(topic("a", 4))
        let all = partitions("a", 4)
        let driver = GroupDriver(self, log: log, group: "g")
        var written = 0
        func write() throws {
            for partition in all.sorted() {
                try append(records("x", 5, from: written / 4), to: partition, of: log)
            }
            written += 20
        }
        try write()
        try driver.join("m1", topics: ["a"])
        try driver.settle(all)
        try driver.join("m2", topics: ["a"])
        try write()
        try driver.settle(all)
        try driver.join("m3", topics: ["a"])
        for name in driver.names {
            try driver.turn(name)
        }
        try driver.leave("m1")
        try write()
        try driver.settle(all)
        try driver.drain(written)
        try driver.leave("m2")
        try driver.leave("m3")
        for partition in all.sorted() {
            let found = driver.committed[partition] ?? []
            try expectEqual(found, read(partition, of: log), "what the group made of \(partition), over all owners")
        }
    }

    func equalTopicsAreAssignedAlike() throws {
        let log = try makeLog(topic("a", 5), topic("bee", 5))
        let all = partitions("a", 5).union(partitions("bee", 5))
        let driver = GroupDriver(self, log: log, group: "g")
        for name in ["m1", "m2", "m3"] {
            try driver.join(name, topics: ["a", "bee"])
            try driver.settle(all)
            for member in driver.names {
                let owned = driver.owned(by: member)
                let numbers = owned.filter { $0.topic == "a" }.map(\.partition).sorted()
                let others = owned.filter { $0.topic == "bee" }.map(\.partition).sorted()
                try expectEqual(others, numbers, "the numbers of the second topic that \(member) owns")
            }
        }
    }

    func revokedMembersMayStillCommit() throws {
        let log = try makeLog(topic("a", 2))
        let all = partitions("a", 2)
        for partition in all.sorted() {
            try append(records("x", 6), to: partition, of: log)
        }
        let driver = GroupDriver(self, log: log, group: "g")
        try driver.join("m1", topics: ["a"])
        var polled: Set<TopicPartition> = []
        for _ in 0..<10_000 where polled.count < 2 {
            if case .records(let batch) = try driver.turn("m1", commits: false) {
                polled.insert(batch.source)
            }
        }
        try expectEqual(polled, all, "the partitions that the first member got records of")
        try driver.join("m2", topics: ["a"])
        var revoked: [TopicPartition] = []
        for _ in 0..<10_000 where revoked.isEmpty {
            if case .revoked(let partitions) = try driver.turn("m1", commits: false) {
                revoked = partitions
            }
            _ = try driver.turn("m2")
        }
        try expectEqual(Set(revoked), all, "what the first member was told to give up")
        let offsets = all.sorted().map { ($0, Int64(1)) }
        _ = try driver.worker("m1").commit(transaction([], offsets: offsets))
        for partition in all.sorted() {
            try expectEqual(log.committedOffset(group: "g", in: partition), 1, "the offset committed after revoked")
        }
        try driver.settle(all)
        try driver.drain(10)
        for partition in all.sorted() {
            let found = driver.committed[partition] ?? []
            try expectEqual(found, Array(placed(records("x", 6)).dropFirst()), "what came after the rebalance")
        }
    }

    func unownedOffsetsAreFenced() throws {
        let log = try makeLog(topic("a", 2), topic("out"))
        let all = partitions("a", 2)
        for partition in all.sorted() {
            try append(records("x", 3), to: partition, of: log)
        }
        let driver = GroupDriver(self, log: log, group: "g")
        try driver.join("m1", topics: ["a"])
        try driver.join("m2", topics: ["a"])
        try driver.settle(all)
        let output = TopicPartition("out", 0)
        guard let foreign = driver.owned(by: "m2").first, let own = driver.owned(by: "m1").first else {
            throw fail("the members own nothing")
        }
        let before = try log.committedOffset(group: "g", in: own)
        try expectError(.fenced, of: "committing the offset of another member's partition") {
            let worker = try driver.worker("m1")
            _ = try worker.commit(transaction([(output, records("lost", 1))], offsets: [(own, 3), (foreign, 3)]))
        }
        try expectEqual(read(output, of: log), [], "what was kept of a fenced commit")
        try expectEqual(log.committedOffset(group: "g", in: own), before, "the offset that came with a fenced one")
    }

    func aSecondMemberOfTheSameNameFencesTheFirst() throws {
        let log = try makeLog(topic("a", 2), topic("out"))
        let all = partitions("a", 2)
        let source = TopicPartition("a", 0)
        let output = TopicPartition("out", 0)
        try append(records("x", 4), to: source, of: log)
        let first = try log.makeWorker(group: "g", topics: ["a"], member: "same")
        _ = try pollRecords(first, 4)
        let second = try log.makeWorker(group: "g", topics: ["a"], member: "same")
        try expectError(.fenced, of: "the first member's commit") {
            _ = try first.commit(transaction([(output, records("lost", 1))], offsets: [(source, 2)]))
        }
        try expectEqual(read(output, of: log), [], "what was kept of the zombie's commit")
        try expectEqual(log.committedOffset(group: "g", in: source), nil, "the offset that the zombie committed")
        var owned: Set<TopicPartition> = []
        var found: [PlacedRecord] = []
        try poll(second, until: "the second member has the partitions and the records") { event in
            switch event {
            case .assigned(let added): owned.formUnion(added)
            case .records(let batch): found += batch.placedRecords()
            case .revoked, .lost, .idle: break
            }
            return owned == all && found.count >= 4
        }
        try expectEqual(found, placed(records("x", 4)), "what the second member got")
        _ = try second.commit(transaction([(output, records("out", 1))], offsets: [(source, 4)]))
        try expectEqual(log.committedOffset(group: "g", in: source), 4, "the offset of the second member")
        try checkZombie(first)
    }

    /// The replaced member is told `lost` or `fenced`, and never gets a record again.
    private func checkZombie(_ zombie: any LogWorker) throws {
        for _ in 0..<50 {
            do {
                switch try zombie.poll(maxWaitMilliseconds: 10) {
                case .lost: return
                case .records, .assigned: throw fail("a replaced member still gets partitions or records")
                case .revoked, .idle: break
                }
            } catch let error as LogError {
                try expectEqual(error.code, .fenced, "the error of a replaced member's poll")
                return
            }
        }
        throw fail("a replaced member was never told")
    }
}
