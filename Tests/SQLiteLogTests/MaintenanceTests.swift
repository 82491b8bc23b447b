import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

struct MaintenanceTests {
    private let state = TopicPartition("s", 0)

    private func append(
        _ records: [(key: String, value: String?)],
        time: Int64 = 1_000,
        _ producer: any LogProducer
    ) throws {
        _ = try producer.commit(LogTransaction(appends: [LogTransaction.Append(state, .of(records, time: time))]))
    }

    @Test("compaction keeps the last record of each key, at its offset, and the end of the partition")
    func compaction() throws {
        let folder = try LogFolder()
        let log = try folder.open { $0.tailCacheBytes = 0 }
        try log.create([.compacted("s")])
        let producer = try log.makeProducer(id: "p")
        for number in 0..<100 {
            try append([("a", "\(number)"), ("b\(number % 3)", "\(number)")], producer)
        }
        let reader = try log.makeReader(of: state, from: .offset(50), to: nil)
        #expect(try reader.next(maxWaitMilliseconds: 0)?.records.first?.offset == 50)
        try log.maintain(nowMilliseconds: 2_000)
        // Commit n has offsets 2n and 2n+1; b1, b2 and b0 were last written by commits 97, 98 and 99.
        let expected = [
            TestRecord(offset: 195, key: "b1", value: "97", time: 1_000),
            TestRecord(offset: 197, key: "b2", value: "98", time: 1_000),
            TestRecord(offset: 198, key: "a", value: "99", time: 1_000),
            TestRecord(offset: 199, key: "b0", value: "99", time: 1_000),
        ]
        #expect(try log.records(of: "s") == expected)
        #expect(try log.records(of: "s", from: .offset(196)) == Array(expected[1...]))
        #expect(try log.resolve(.earliest, in: state) == 195)
        #expect(try log.resolve(.latest, in: state) == 200)
        log.close()
        let again = try folder.open()
        #expect(try again.records(of: "s") == expected)
        try append([("a", "last")], try again.makeProducer(id: "p"))
        try again.maintain(nowMilliseconds: 2_000)
        #expect(try again.records(of: "s").map(\.offset) == [195, 197, 199, 200])
        #expect(try ReadOnlySQLiteLog(folder: folder.path).verify().findings == [])
    }

    @Test("a tombstone outlives the pass that first sees it, and goes once it is old")
    func tombstones() throws {
        let folder = try LogFolder()
        let log = try folder.open { $0.tombstoneMilliseconds = 500 }
        try log.create([.compacted("s")])
        let producer = try log.makeProducer(id: "p")
        try append([("a", "1"), ("b", "1")], producer)
        try append([("a", nil)], producer)
        let tombstone = TestRecord(offset: 2, key: "a", value: nil, time: 1_000)
        let other = TestRecord(offset: 1, key: "b", value: "1", time: 1_000)
        try log.maintain(nowMilliseconds: 10_000)
        log.close()
        let again = try folder.open { $0.tombstoneMilliseconds = 500 }
        #expect(try again.records(of: "s") == [other, tombstone])
        try append([("c", "1")], time: 10_000, try again.makeProducer(id: "p"))
        try again.maintain(nowMilliseconds: 1_400)
        again.close()
        let young = try folder.open { $0.tombstoneMilliseconds = 500 }
        #expect(try young.records(of: "s").map(\.offset) == [1, 2, 3])
        try append([("d", "1")], time: 10_000, try young.makeProducer(id: "p"))
        try young.maintain(nowMilliseconds: 1_501)
        young.close()
        #expect(try folder.open().records(of: "s").map(\.offset) == [1, 3, 4])
    }

    @Test("compaction against a model, batch sizes and keys by seed", arguments: 1...8 as ClosedRange<UInt64>)
    func compactionModel(seed: UInt64) throws {
        let folder = try LogFolder()
        var log = try folder.open { $0.tailCacheBytes = 0 }
        try log.create([.compacted("s")])
        var random = SeededGenerator(seed: seed)
        var last: [String: TestRecord] = [:]
        var next: Int64 = 0
        for round in 0..<60 {
            let producer = try log.makeProducer(id: "p")
            var records: [(key: String, value: String?)] = []
            for _ in 0...random.below(30) {
                let key = "key \(random.below(40))"
                let value = random.below(6) == 0 ? nil : String(repeating: "\(next) ", count: random.below(400))
                last[key] = TestRecord(offset: next, key: key, value: value, time: 1_000)
                records.append((key, value))
                next += 1
            }
            try append(records, producer)
            if random.below(5) == 0 {
                try log.maintain(nowMilliseconds: 1_000)
                let left = try log.records(of: "s")
                let wanted = last.values.sorted { $0.offset < $1.offset }
                #expect(left == wanted, "round \(round)")
            }
            if random.below(10) == 0 {
                log.close()
                log = try folder.open { $0.tailCacheBytes = 0 }
            }
        }
        #expect(try log.resolve(.latest, in: state) == next)
    }

    @Test("retention by size keeps at most the topic's bytes, and removed ranges are named")
    func retentionBySize() throws {
        let folder = try LogFolder()
        let log = try folder.open { $0.compressionLevel = 1 }
        try log.create([.kept("a", bytes: 1_000)])
        let producer = try log.makeProducer(id: "p")
        // 300 bytes of frames each, stored as they are: 32 of header, 1 of key, 267 of a value that is not repetitive.
        for number in 0..<20 {
            var value = ""
            var random = SeededGenerator(seed: UInt64(number + 1))
            while value.utf8.count < 267 {
                value.unicodeScalars.append(Unicode.Scalar(UInt8(random.within(33...126))))
            }
            try producer.append([value], to: "a")
        }
        try log.maintain(nowMilliseconds: 0)
        let first = try log.resolve(.earliest, in: TopicPartition("a", 0))
        // 1,000 bytes hold 3 batches of 300; 4 should compression have saved an eighth here and there.
        #expect((16...17).contains(first))
        let error = #expect(throws: LogError.self) { _ = try log.records(of: "a", from: .offset(2)) }
        #expect(error?.code == .outOfRange)
        #expect(error?.message.contains("offsets 2 to \(first - 1) were removed") == true)
        #expect(try producer.append(["x"], to: "a") == 20)
    }

    @Test("everything may be removed, and offsets go on after that and after a restart")
    func retentionOfAll() throws {
        let folder = try LogFolder()
        let log = try folder.open()
        try log.create([.kept("a", milliseconds: 10)])
        for number in 0..<200 {
            try log.makeProducer(id: "p").append(["\(number)"], to: "a", time: 5)
        }
        try log.maintain(nowMilliseconds: 16)
        #expect(try log.records(of: "a", from: .earliest).isEmpty)
        log.close()
        let again = try folder.open()
        #expect(try again.resolve(.earliest, in: TopicPartition("a", 0)) == 200)
        #expect(try again.makeProducer(id: "p").append(["x"], to: "a") == 200)
    }
}
