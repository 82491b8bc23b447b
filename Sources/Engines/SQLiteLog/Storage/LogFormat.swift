import Database
import LogPort

/// The file's format: how it is recognized, made and refused.
///
/// One batch of records is one row, as Kafka stores batches. `max_time` is the largest timestamp of the partition up to
/// and including the batch, so it never falls and a time is found by bisection. `start` of a partition is the first
/// offset that retention left, `floor` an offset below which none is given out again; `stored_bytes` counts the batches
/// below `counted`, `clean_bytes` those below `clean` that compaction has passed.
enum LogFormat {
    static let fileName = "eyrie.log"
    /// Every file of a log in its folder.
    static let fileNames = [fileName, "\(fileName)-wal", "\(fileName)-shm", FolderLock.fileName]
    /// "EYRI", in SQLite's header where `file` and other programs look for it.
    static let applicationID: Int64 = 0x4559_5249
    /// The one version that this program reads and writes.
    static let version: Int64 = 1
    /// Bytes of a page: a compressed batch of a hundred alerts fits in one.
    static let pageSize = 16_384

    private static let schema = """
        CREATE TABLE topics (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            partitions INTEGER NOT NULL,
            cleanup TEXT NOT NULL,
            retention_ms INTEGER,
            retention_bytes INTEGER
        ) STRICT;
        CREATE TABLE partitions (
            id INTEGER PRIMARY KEY,
            topic INTEGER NOT NULL REFERENCES topics (id),
            number INTEGER NOT NULL,
            start INTEGER NOT NULL DEFAULT 0,
            floor INTEGER NOT NULL DEFAULT 0,
            clean INTEGER NOT NULL DEFAULT 0,
            clean_bytes INTEGER NOT NULL DEFAULT 0,
            counted INTEGER NOT NULL DEFAULT 0,
            stored_bytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE TABLE batches (
            id INTEGER PRIMARY KEY,
            span INTEGER NOT NULL,
            count INTEGER NOT NULL,
            first_time INTEGER NOT NULL,
            last_time INTEGER NOT NULL,
            max_time INTEGER NOT NULL,
            codec INTEGER NOT NULL,
            raw_size INTEGER NOT NULL,
            checksum INTEGER NOT NULL,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE offsets (
            consumer TEXT NOT NULL,
            partition INTEGER NOT NULL,
            next INTEGER NOT NULL,
            PRIMARY KEY (consumer, partition)
        ) STRICT, WITHOUT ROWID;
        """

    /// Makes the tables in a file that is new, and checks one that is not.
    ///
    /// - Throws: ``LogError`` with `unusable` for a foreign file or an unknown version.
    static func prepare(_ database: Database) throws(LogError) {
        let action = "opening \(database.path)"
        do throws(DatabaseError) {
            // A crash between the file's creation and the tables leaves a file without any: as good as new.
            if try database.integer("SELECT count(*) FROM sqlite_master") == 0,
                try database.integer("PRAGMA application_id") == 0
            {
                try database.run("PRAGMA page_size = \(pageSize); PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL")
                try database.run(
                    """
                    BEGIN IMMEDIATE;
                    \(schema)
                    PRAGMA application_id = \(applicationID);
                    PRAGMA user_version = \(version);
                    COMMIT;
                    """
                )
            }
        } catch {
            database.rollback()
            throw refusal(error, action)
        }
        try check(database)
        do throws(DatabaseError) {
            try database.run(damageSchema)
        } catch {
            throw refusal(error, action)
        }
    }

    /// What was set aside, with its bytes as they were found; a log of an earlier version gets the table when it is owned.
    ///
    /// `bytes` and what describes them are null where the batch was missing; `remedy` says what took its place.
    private static let damageSchema = """
        CREATE TABLE IF NOT EXISTS damage (
            id INTEGER PRIMARY KEY,
            span INTEGER NOT NULL,
            count INTEGER NOT NULL,
            reason TEXT NOT NULL,
            at INTEGER NOT NULL,
            remedy TEXT,
            found_span INTEGER,
            first_time INTEGER,
            last_time INTEGER,
            max_time INTEGER,
            codec INTEGER,
            raw_size INTEGER,
            checksum INTEGER,
            bytes BLOB
        ) STRICT;
        """

    /// Checks that the file is a log of a version that this program knows.
    ///
    /// - Throws: ``LogError`` with `unusable` otherwise.
    static func check(_ database: Database) throws(LogError) {
        let action = "opening \(database.path)"
        let identity: Int64?
        let found: Int64?
        do throws(DatabaseError) {
            identity = try database.integer("PRAGMA application_id")
            found = try database.integer("PRAGMA user_version")
        } catch {
            throw refusal(error, action)
        }
        guard identity == applicationID else {
            throw LogError(.unusable, action: action, message: foreign, remedy: .stop)
        }
        guard found == version else {
            throw LogError(
                .unusable,
                action: action,
                message: "the log has format version \(found ?? 0) and this program knows version \(version) alone; "
                    + "use the program that wrote it",
                remedy: .stop
            )
        }
    }

    private static let foreign = "this file belongs to another program; choose another folder"

    private static func refusal(_ error: DatabaseError, _ action: String) -> LogError {
        guard error.code == .notADatabase else { return LogError(error, action: action) }
        return LogError(.unusable, action: action, message: foreign, remedy: .stop)
    }
}
