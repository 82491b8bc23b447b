import Foundation
import LogPort
import Synchronization

/// EventLog 5: what readers see while others write.
extension EventLogVerifier {
    /// Every transaction writes two records to `a` and one to `b`; a reader that sees other counts saw a half.
    func readersNeverSeeHalfATransaction() throws {
        let log = try makeLog(topic("a"), topic("b"))
        let pairs = TopicPartition("a", 0)
        let singles = TopicPartition("b", 0)
        let rounds = 40
        let isDone = Atomic<Bool>(false)
        try BoundedThreads.run(
            patience: patience,
            [
                {
                    defer { isDone.store(true, ordering: .releasing) }
                    let producer = try log.makeProducer(id: "writer")
                    for round in 0..<rounds {
                        _ = try producer.commit(
                            transaction([
                                (pairs, records("left", 1, from: round)), (singles, records("single", 1, from: round)),
                                (pairs, records("right", 1, from: round)),
                            ])
                        )
                    }
                    producer.close()
                },
                {
                    var turn = 0
                    while !isDone.load(ordering: .acquiring) {
                        turn += 1
                        // What is read second may have grown, never shrunk.
                        if turn % 2 == 0 {
                            let seenPairs = try read(pairs, of: log).count
                            let seenSingles = try read(singles, of: log).count
                            try expect(
                                seenPairs % 2 == 0 && seenSingles >= seenPairs / 2,
                                "\(seenPairs) records in pairs were seen, then \(seenSingles) single ones"
                            )
                        } else {
                            let seenSingles = try read(singles, of: log).count
                            let seenPairs = try read(pairs, of: log).count
                            try expect(
                                seenPairs % 2 == 0 && seenPairs >= seenSingles * 2,
                                "\(seenSingles) single records were seen, then \(seenPairs) in pairs"
                            )
                        }
                    }
                },
            ]
        )
        try expectEqual(read(pairs, of: log).count, rounds * 2, "the number of records in pairs")
        try expectEqual(read(singles, of: log).count, rounds, "the number of single records")
    }

    /// A reader that follows gets everything, in order, while two writers append.
    func readingGoesOnWhileOthersWrite() throws {
        let log = try makeLog(topic("a"))
        let target = TopicPartition("a", 0)
        let rounds = 20
        let write: @Sendable (String) throws -> Void = { name in
            let producer = try log.makeProducer(id: name)
            for round in 0..<rounds {
                _ = try producer.commit(transaction([(target, records(name, 3, from: round * 3))]))
            }
            producer.close()
        }
        let seen = Mutex<[PlacedRecord]>([])
        try BoundedThreads.run(
            patience: patience,
            [
                { try write("one") },
                { try write("two") },
                {
                    let reader = try log.makeReader(of: target, from: .earliest, to: nil)
                    var count = 0
                    var lastNews = Date()
                    while count < rounds * 6, lastNews.timeIntervalSinceNow > -patience / 2 {
                        guard let batch = try reader.next(maxWaitMilliseconds: 50) else { continue }
                        lastNews = Date()
                        let records = batch.placedRecords()
                        count += records.count
                        seen.withLock { $0 += records }
                    }
                    reader.close()
                },
            ]
        )
        let followed = seen.withLock { $0 }
        try expectEqual(followed, read(target, of: log), "what the reader followed")
        for name in ["one", "two"] {
            let own = followed.map(\.record).filter { $0.value?.starts(with: name.utf8) ?? false }
            try expectEqual(own, records(name, rounds * 3), "the records of writer \(name), in their order")
        }
    }
}
