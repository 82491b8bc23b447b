import Foundation
import Glibc
import LogPort
import PipelineTestKit
import SQLiteLog
import Synchronization
import Testing

@Suite(.enabled(if: SmallDisk.isAllowed, "\(SmallDisk.skipped)"))
struct DiskFullTests {
    /// Bytes that do not compress.
    private func noise(_ count: Int, _ seed: UInt64) -> String {
        var random = SeededGenerator(seed: seed)
        return String(
            decoding: (0..<count).map { _ in UInt8(random.within(33...126)) },
            as: UTF8.self
        )
    }

    @Test("a full disk refuses what it cannot keep, keeps what it has, and goes on when room comes back")
    func full() throws {
        let disk = try SmallDisk(megabytes: 12)
        let filler = disk.path + "/filler"
        try Data(count: 4 << 20).write(to: URL(fileURLWithPath: filler))
        let folder = try LogFolder(in: disk.path)
        let log = try folder.open { $0.checkpointPages = 64 }
        try log.create([.kept("a")])
        let producer = try log.makeProducer(id: "p")
        var kept: [String] = []
        var refusal: LogError?
        while refusal == nil {
            let value = noise(100_000, UInt64(kept.count + 1))
            do {
                try producer.append([value], to: "a")
                kept.append(value)
            } catch let error as LogError {
                refusal = error
            }
        }
        #expect(refusal?.code == .noRoom && refusal?.remedy == .retry)
        #expect(kept.count > 10)
        #expect(try log.values(of: "a") == kept)
        // Still full, whatever is tried; what was kept is served.
        for _ in 0..<5 {
            #expect(throws: LogError.self) { try producer.append([noise(3_000_000, 7)], to: "a") }
        }
        try FileManager.default.removeItem(atPath: filler)
        for number in 0..<10 {
            let value = noise(20_000, UInt64(1_000 + number))
            #expect(try producer.append([value], to: "a") == Int64(kept.count))
            kept.append(value)
        }
        log.close()
        let again = try folder.open()
        #expect(try again.values(of: "a") == kept)
        #expect(try ReadOnlySQLiteLog(folder: folder.path).verify().findings == [])
    }

    @Test("if a group does not fit, each commit that fits alone is kept")
    func groupTakenApart() throws {
        let disk = try SmallDisk(megabytes: 6)
        let folder = try LogFolder(in: disk.path)
        let log = try folder.open { $0.lingerMicroseconds = 300_000 }
        try log.create([.kept("a", partitions: 2)])
        let outcomes = Mutex<[String: Result<Int64, LogError>]>([:])
        let group = DispatchGroup()
        for (name, value) in [("large", noise(9_000_000, 3)), ("small", "small")] {
            group.enter()
            Thread.detachNewThread {
                let outcome = Result { () throws(LogError) in
                    let append = LogTransaction.Append(TopicPartition("a", name == "large" ? 0 : 1), .of([value]))
                    return try log.makeProducer(id: name).commit(LogTransaction(appends: [append])).first ?? -1
                }
                outcomes.withLock { $0[name] = outcome }
                group.leave()
            }
        }
        group.wait()
        let found = outcomes.withLock { $0 }
        #expect(throws: LogError.self) { try found["large"]?.get() }
        #expect(try found["small"]?.get() == 0)
        #expect(try log.values(of: "a", 0) == [])
        #expect(try log.values(of: "a", 1) == ["small"])
    }
}
