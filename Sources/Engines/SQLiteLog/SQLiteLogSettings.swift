package import Configuration

/// How the embedded log trades memory, latency and space.
package struct SQLiteLogSettings: SettingsGroup, Equatable {
    @Setting(
        .integer(
            "log.compression-level",
            in: -100...19,
            default: 1,
            "zstd level of stored batches, from fast to small."
        )
    )
    package var compressionLevel: Int

    @Setting(
        .byteSize(
            "log.tail-cache",
            in: 0...(1 << 30),
            default: 16 << 20,
            "Recently written batches kept in memory for stages that keep up."
        )
    )
    package var tailCacheBytes: Int

    /// How long a group waits for more commits before it is written, in microseconds; 0 writes at once.
    package var lingerMicroseconds = 0
    /// Bytes of commits that wait for the writer; a commit beyond it waits until there is room.
    package var queueBytes = 32 << 20
    /// Stored bytes after which a group takes no further commit.
    package var groupBytes = 8 << 20
    /// Pages (16 KiB) of the write-ahead log after which the writer moves them into the database at once.
    package var checkpointPages = 1_024
    /// Pages of the write-ahead log after which the writer moves them when nothing is waiting.
    package var idleCheckpointPages = 256
    /// Seconds between two runs of retention and compaction; nil runs them only when asked to.
    package var maintenanceSeconds: Int? = 10
    /// Stored bytes written since the last compaction of a partition, below which the engine does not compact itself.
    package var compactionBytes = 4 << 20
    /// Age of a tombstone in milliseconds, by its record's timestamp, after which compaction may drop it.
    ///
    /// Source: Kafka's `delete.retention.ms`, 24 hours.
    package var tombstoneMilliseconds: Int64 = 86_400_000

    package static var settings: [SettingPlace<SQLiteLogSettings>] {
        [.init(\.$compressionLevel), .init(\.$tailCacheBytes)]
    }

    package init() {}
}
