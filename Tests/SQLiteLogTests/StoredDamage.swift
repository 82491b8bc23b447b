import Database
import LogPort
import Testing

/// Damage done to a log's file behind the engine's back.
enum StoredDamage {
    /// Flips one bit in the middle of the stored bytes of the batch that covers an offset.
    static func flip(in folder: String, _ partition: TopicPartition, at offset: Int64) throws {
        let database = try Database(path: "\(folder)/eyrie.log", access: .readWrite)
        let number = try #require(
            try database.integer(
                """
                SELECT p.id FROM partitions p JOIN topics t ON t.id = p.topic
                WHERE t.name = '\(partition.topic)' AND p.number = \(partition.partition)
                """
            )
        )
        // The primary key is the partition's number in the upper bits and the base offset in the lower 40.
        let select = try database.prepare("SELECT id, bytes FROM batches WHERE id <= ?1 ORDER BY id DESC LIMIT 1")
        select.bind(1, number << 40 | offset)
        #expect(try select.step())
        let id = select.integer(0)
        var bytes = select.bytes(1)
        select.reset()
        bytes[bytes.count / 2] ^= 0x10
        let update = try database.prepare("UPDATE batches SET bytes = ?2 WHERE id = ?1")
        update.bind(1, id)
        update.bind(2, bytes)
        try update.run()
    }
}
