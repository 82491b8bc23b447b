import Database
import PipelineTestKit
import Testing

/// A hand in the file of an embedded log that nobody owns: what disks and people do to it.
struct LogSurgery {
    private let database: Database

    init(_ folder: String) throws {
        database = try Database(path: "\(folder)/eyrie.log", access: .readWrite)
    }

    /// The keys of a partition's batches, by offset: the partition's number in the upper bits, the offset in the lower 40.
    func batches(of topic: String, _ partition: Int = 0) throws -> [Int64] {
        let number = try number(of: topic, partition)
        let select = try database.prepare("SELECT id FROM batches WHERE id >= ?1 AND id < ?2 ORDER BY id")
        select.bind(1, number << 40)
        select.bind(2, (number + 1) << 40)
        var keys: [Int64] = []
        while try select.step() {
            keys.append(select.integer(0))
        }
        return keys
    }

    /// Flips a bit in the middle of a batch.
    func flip(_ key: Int64) throws {
        let select = try database.prepare("SELECT bytes FROM batches WHERE id = ?1")
        select.bind(1, key)
        #expect(try select.step())
        var bytes = select.bytes(0)
        select.reset()
        bytes[bytes.count / 2] ^= 0x10
        let update = try database.prepare("UPDATE batches SET bytes = ?2 WHERE id = ?1")
        update.bind(1, key)
        update.bind(2, bytes)
        try update.run()
    }

    /// Removes the oldest batches of a partition, as retention does.
    func retire(_ count: Int, of topic: String, _ partition: Int = 0) throws {
        let keys = try batches(of: topic, partition)
        for key in keys.prefix(count) {
            try database.run("DELETE FROM batches WHERE id = \(key)")
        }
        let start = keys[count] & (1 << 40 - 1)
        try database.run("UPDATE partitions SET start = \(start) WHERE id = \(number(of: topic, partition))")
    }

    private func number(of topic: String, _ partition: Int) throws -> Int64 {
        try #require(
            try database.integer(
                """
                SELECT p.id FROM partitions p JOIN topics t ON t.id = p.topic
                WHERE t.name = '\(topic)' AND p.number = \(partition)
                """
            )
        )
    }
}
