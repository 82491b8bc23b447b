import Database
import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

struct DamageTests {
    /// Three batches with offsets 0...1, 2...3, 4...5 in each of two partitions.
    private func written(_ folder: LogFolder) throws {
        let log = try folder.open()
        try log.create([.kept("a", partitions: 2)])
        let producer = try log.makeProducer(id: "p")
        for number in 0..<3 {
            try producer.append(["\(number)a", "\(number)b"], to: "a", 0)
            try producer.append(["\(number)c", "\(number)d"], to: "a", 1)
        }
        log.close()
    }

    @Test("a sound log verifies, batch by batch")
    func sound() throws {
        let folder = try LogFolder()
        try written(folder)
        let result = try ReadOnlySQLiteLog(folder: folder.path).verify()
        #expect(result.findings == [])
        #expect(result.batchCount == 6 && result.recordCount == 12)
    }

    @Test("a flipped bit is reported with its coordinates, by readers and by verify, and reading on is possible")
    func flippedBit() throws {
        let folder = try LogFolder()
        try written(folder)
        try StoredDamage.flip(in: folder.path, TopicPartition("a", 1), at: 3)
        let log = try folder.open()
        let error = #expect(throws: LogError.self) { _ = try log.records(of: "a", 1) }
        #expect(error?.code == .corrupt)
        #expect(error?.description.hasPrefix("reading a/1: the batch with offsets 2 to 3 is damaged") == true)
        #expect(try log.values(of: "a", 0).count == 6)
        #expect(try log.values(of: "a", 1, from: .offset(4)) == ["2c", "2d"])
        let findings = try ReadOnlySQLiteLog(folder: folder.path).verify().findings
        #expect(findings.map(\.partition) == [TopicPartition("a", 1)])
        #expect(findings.map(\.offsets) == [2..<4])
    }

    @Test("bytes in the wrong place fail their checksum, although they are whole")
    func movedBatch() throws {
        let folder = try LogFolder()
        try written(folder)
        let database = try Database(path: folder.file, access: .readWrite)
        // The second batch of partition 0 takes the bytes and the checksum of the second batch of partition 1.
        try database.run(
            """
            UPDATE batches SET (bytes, checksum) = (SELECT bytes, checksum FROM batches WHERE id = (1 << 40) + 2)
            WHERE id = 2
            """
        )
        let error = #expect(throws: LogError.self) { _ = try folder.open().records(of: "a", 0) }
        #expect(error?.code == .corrupt && error?.message.contains("offsets 2 to 3") == true)
    }

    @Test("a batch that is gone is damage, not the work of retention")
    func missingBatch() throws {
        let folder = try LogFolder()
        try written(folder)
        try Database(path: folder.file, access: .readWrite).run("DELETE FROM batches WHERE id = 2")
        let log = try folder.open()
        let error = #expect(throws: LogError.self) { _ = try log.records(of: "a", 0) }
        #expect(error?.code == .corrupt && error?.message.contains("offsets 2 to 3") == true)
        let findings = try ReadOnlySQLiteLog(folder: folder.path).verify().findings
        #expect(findings.map(\.offsets) == [2..<4])
    }

    @Test(
        "any flipped byte of the file is met as an error or changes nothing",
        arguments: 1...40 as ClosedRange<UInt64>
    )
    func anyByte(seed: UInt64) throws {
        let folder = try LogFolder()
        try written(folder)
        let good = try folder.open().records(of: "a", 0)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file))
        var random = SeededGenerator(seed: seed)
        let place = random.below(bytes.count)
        bytes[place] ^= 0xFF
        try bytes.write(to: URL(fileURLWithPath: folder.file))
        do {
            let log = try folder.open()
            let found = try log.records(of: "a", 0)
            // Lost metadata may move the start or the end, but what is served is as it was written.
            #expect(found.allSatisfy { good.contains($0) }, "byte \(place)")
        } catch let error as LogError {
            #expect([.corrupt, .unusable, .unknownTopic, .outOfRange].contains(error.code), "byte \(place): \(error)")
        }
    }
}
