import LogPort

/// LogChaining, on engines that run chains: two links over topics of two partitions.
extension EventLogVerifier {
    private static let links = [ChainLink(group: "g", topic: "a"), ChainLink(group: "h", topic: "b")]

    /// Runs a clause on a log with the links' topics; an engine without chains has nothing to show.
    func withChains(_ body: (any EventLog, any LogChaining) throws -> Void) throws -> ClauseOutcome {
        let log = try makeLog(topic("a", 2), topic("b", 2), topic("c", 2))
        guard let chains = log as? any LogChaining else {
            return .notApplicable("the engine runs no chains")
        }
        try body(log, chains)
        return .kept
    }

    func chainsReadTheLastLinkFirst(_ log: any EventLog, _ chains: any LogChaining) throws {
        let (a, b) = (TopicPartition("a", 0), TopicPartition("b", 0))
        try append(records("a", 3), to: a, of: log)
        try append(records("b", 2), to: b, of: log)
        let member = try chains.makeChain(Self.links, member: "w")
        let found = try pollRecords(member, 5)
        try expectEqual(found, placed(records("b", 2)) + placed(records("a", 3)), "what a chain was handed")
        try expectEqual(pollLeftovers(member), [], "what came twice")
        try member.rewind()
        try expectEqual(pollRecords(member, 5), found, "what a chain was handed after a rewind")
    }

    func chainCommitsMoveEveryGroup(_ log: any EventLog, _ chains: any LogChaining) throws {
        let (a, b) = (TopicPartition("a", 1), TopicPartition("b", 1))
        try append(records("a", 3), to: a, of: log)
        let member = try chains.makeChain(Self.links, member: "w")
        _ = try pollRecords(member, 3)
        let written = LogTransaction.Append(
            b,
            try frames(records("b", 3)),
            expectedBase: try log.resolve(.latest, in: b)
        )
        let offsets = [LogTransaction.Offset(a, next: 3), LogTransaction.Offset(b, next: 3)]
        _ = try member.commit(LogTransaction(appends: [written], offsets: offsets))
        try expectEqual(log.committedOffset(group: "g", in: a), 3, "the offset of the first link's group")
        try expectEqual(log.committedOffset(group: "h", in: b), 3, "the offset of the second link's group")
        try expectEqual(log.committedOffset(group: "g", in: b), nil, "the first group's offset in the second topic")
        try expectEqual(pollLeftovers(member), [], "what the chain was handed although it wrote it")
        member.close()
        let plain = try log.makeWorker(group: "h", topics: ["b"], member: "w")
        try pollUntilAssigned(plain, [TopicPartition("b", 0), b])
        try expectEqual(pollLeftovers(plain), [], "what a plain member was handed after the chain")
    }

    func chainsRefuseAnUnexpectedOffset(_ log: any EventLog, _ chains: any LogChaining) throws {
        let (a, b) = (TopicPartition("a", 0), TopicPartition("b", 0))
        try append(records("a", 2), to: a, of: log)
        let member = try chains.makeChain(Self.links, member: "w")
        _ = try pollRecords(member, 2)
        // Somebody writes where the chain is the one writer.
        try append(records("stray", 1), to: b, of: log)
        let appends = [
            LogTransaction.Append(TopicPartition("c", 0), try frames(records("c", 1))),
            LogTransaction.Append(b, try frames(records("b", 2)), expectedBase: 0),
        ]
        do {
            _ = try member.commit(LogTransaction(appends: appends, offsets: [LogTransaction.Offset(a, next: 2)]))
            throw fail("a commit at another offset than expected was kept")
        } catch let error as LogError {
            try expectEqual(error.remedy, .rewind, "the remedy of a commit at another offset")
        }
        try expectEqual(read(TopicPartition("c", 0), of: log).count, 0, "the number of records of the refused commit")
        try expectEqual(read(b, of: log), placed(records("stray", 1)), "the partition after a refused commit")
        try expectEqual(log.committedOffset(group: "g", in: a), nil, "the offset after a refused commit")
    }

    func chainsAndPlainMembersDoNotMix(_ log: any EventLog, _ chains: any LogChaining) throws {
        let member = try chains.makeChain(Self.links, member: "w")
        for group in ["g", "h"] {
            try expectError(.unusable, of: "joining group \(group) of a chain alone") {
                _ = try log.makeWorker(group: group, topics: ["b"], member: "v")
            }
        }
        member.close()
        let plain = try log.makeWorker(group: "h", topics: ["b"], member: "v")
        try expectError(.unusable, of: "making a chain over a group with a plain member") {
            _ = try chains.makeChain(Self.links, member: "w")
        }
        plain.close()
    }

    private func frames(_ records: [LogRecord]) throws -> RecordFrames {
        guard let frames = LogRecord.frames(records) else { throw fail("there are no records to frame") }
        return frames
    }
}
