import Database
import Foundation
import LogPort
import PipelineTestKit
import SQLiteLog
import Synchronization
import Testing

/// What a log has told of damage.
private final class Told: Sendable {
    private let list = Mutex<[LogDamage]>([])

    var damage: [LogDamage] { list.withLock { $0 } }

    func add(_ damage: LogDamage) {
        list.withLock { $0.append(damage) }
    }
}

/// A log whose owner sets damage aside.
struct SetAsideTests {
    /// Three batches with offsets 0...1, 2...3, 4...5, of which the middle one is damaged.
    private func damaged(_ folder: LogFolder) throws {
        let log = try folder.open()
        try log.create([.kept("a")])
        let producer = try log.makeProducer(id: "p")
        for number in 0..<3 {
            try producer.append(["\(number)a", "\(number)b"], to: "a")
        }
        log.close()
        try StoredDamage.flip(in: folder.path, TopicPartition("a", 0), at: 2)
    }

    private func mending(_ folder: LogFolder, _ told: Told = Told()) throws -> SQLiteLog {
        var settings = SQLiteLogSettings()
        settings.maintenanceSeconds = nil
        return try SQLiteLog(folder: folder.path, settings: settings) { told.add($0) }
    }

    @Test("a damaged batch is set aside once, with its bytes, and readers go on behind it")
    func setAside() throws {
        let folder = try LogFolder()
        try damaged(folder)
        let told = Told()
        let log = try mending(folder, told)
        #expect(try log.values(of: "a") == ["0a", "0b", "2a", "2b"])
        #expect(try log.values(of: "a") == ["0a", "0b", "2a", "2b"])
        let known = try log.damage(in: nil)
        #expect(told.damage == known)
        #expect(known.map(\.offsets) == [2..<4])
        #expect(known.first?.recordCount == 2 && known.first?.remedy == nil)
        #expect(try log.resolve(.latest, in: TopicPartition("a", 0)) == 6)
        let producer = try log.makeProducer(id: "p")
        #expect(try producer.append(["3a"], to: "a") == 6)
        log.close()
        let database = try Database(path: folder.file, access: .readWrite)
        #expect(try database.integer("SELECT length(bytes) > 0 FROM damage") == 1)
        let beside = try ReadOnlySQLiteLog(folder: folder.path)
        #expect(try beside.values(of: "a") == ["0a", "0b", "2a", "2b", "3a"])
        let verified = try beside.verify()
        #expect(verified.findings == [] && verified.setAside.map(\.offsets) == [2..<4])
    }

    @Test("the first and the last batch may be the damaged ones: offsets are never given out again")
    func ends() throws {
        let folder = try LogFolder()
        try damaged(folder)
        try StoredDamage.flip(in: folder.path, TopicPartition("a", 0), at: 0)
        try StoredDamage.flip(in: folder.path, TopicPartition("a", 0), at: 4)
        let told = Told()
        let log = try mending(folder, told)
        #expect(try log.values(of: "a") == [])
        #expect(try log.resolve(.earliest, in: TopicPartition("a", 0)) == 0)
        log.close()
        let again = try folder.open()
        #expect(try again.makeProducer(id: "p").append(["3a"], to: "a") == 6)
        #expect(try again.values(of: "a") == ["3a"])
    }

    @Test("records that were derived again are put back where they were, and the range is settled")
    func putBack() throws {
        let folder = try LogFolder()
        try damaged(folder)
        let log = try mending(folder)
        _ = try log.values(of: "a")
        let damage = try #require(try log.damage(in: TopicPartition("a", 0)).first)
        try log.putBack(.of(["1a", "1b"]), in: damage)
        try log.settle([damage], by: "decided again")
        #expect(try log.values(of: "a") == ["0a", "0b", "1a", "1b", "2a", "2b"])
        #expect(try log.unsettledDamage(in: TopicPartition("a", 0)) == [])
        #expect(try log.damage(in: nil).map(\.remedy) == ["decided again"])
    }

    @Test("a batch that is missing is named as well, and a log of an earlier version opens without the table")
    func missing() throws {
        let folder = try LogFolder()
        try damaged(folder)
        do {
            let database = try Database(path: folder.file, access: .readWrite)
            try database.run("DELETE FROM batches WHERE id & ((1 << 40) - 1) = 2; DROP TABLE damage")
        }
        #expect(try ReadOnlySQLiteLog(folder: folder.path).verify().findings.count == 1)
        let log = try mending(folder)
        #expect(try log.values(of: "a") == ["0a", "0b", "2a", "2b"])
        #expect(try log.damage(in: nil).map(\.reason) == ["it is missing"])
    }
}
