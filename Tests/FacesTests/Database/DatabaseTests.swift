import Database
import Foundation
import PipelineTestKit
import Testing

struct DatabaseTests {
    @Test("values of every kind come back as they were bound")
    func values() throws {
        let database = try Database(path: ":memory:", access: .create)
        try database.run("CREATE TABLE t (i INTEGER, d REAL, s TEXT, b BLOB, n TEXT)")
        let insert = try database.prepare("INSERT INTO t VALUES (?1, ?2, ?3, ?4, ?5)")
        let bytes: [UInt8] = [0, 255, 7]
        for text in ["", "a\u{0}b", "čau"] {
            try bytes.withUnsafeBytes { borrowed in
                insert.bind(1, Int64.min)
                insert.bind(2, 0.5)
                insert.bind(3, text)
                insert.bind(4, borrowing: borrowed)
                insert.bindNull(5)
                try insert.run()
            }
            let select = try database.prepare("SELECT i, d, s, b, n FROM t WHERE rowid = ?1")
            select.bind(1, database.lastInsertedRowID)
            #expect(try select.step())
            #expect(select.integer(0) == .min)
            #expect(select.double(1) == 0.5)
            #expect(select.text(2) == text)
            #expect(select.bytes(3) == bytes)
            #expect(select.isNull(4) && select.text(4) == nil)
            #expect(try !select.step())
        }
    }

    @Test("an empty blob and an empty text are not null")
    func emptyValues() throws {
        let database = try Database(path: ":memory:", access: .create)
        let select = try database.prepare("SELECT ?1, ?2")
        select.bind(1, [UInt8]())
        select.bind(2, "")
        #expect(try select.step())
        #expect(!select.isNull(0) && select.bytes(0) == [])
        #expect(!select.isNull(1) && select.text(1) == "")
    }

    @Test("a transaction that throws leaves nothing behind")
    func rollback() throws {
        struct Stop: Error {}
        let database = try Database(path: ":memory:", access: .create)
        try database.run("CREATE TABLE t (i INTEGER)")
        #expect(throws: Stop.self) {
            try database.transaction {
                try database.run("INSERT INTO t VALUES (1)")
                throw Stop()
            }
        }
        #expect(!database.isInTransaction)
        #expect(try database.integer("SELECT count(*) FROM t") == 0)
        try database.transaction { try database.run("INSERT INTO t VALUES (1), (2)") }
        #expect(try database.integer("SELECT count(*) FROM t") == 2)
    }

    @Test("wrong SQL, a broken constraint and a missing file are told apart")
    func errors() throws {
        let database = try Database(path: ":memory:", access: .create)
        let wrong = #expect(throws: DatabaseError.self) { try database.run("CREATE TABEL t (i)") }
        #expect(wrong?.code == .other)
        #expect(wrong?.message.contains("syntax error") == true)
        try database.run("CREATE TABLE t (i INTEGER NOT NULL)")
        let broken = #expect(throws: DatabaseError.self) { try database.run("INSERT INTO t VALUES (NULL)") }
        #expect(broken?.code == .constraint)
        let folder = try TemporaryFolder()
        let missing = #expect(throws: DatabaseError.self) {
            _ = try Database(path: folder.path + "/none", access: .readOnly)
        }
        #expect(missing?.code == .cannotOpen)
        #expect(missing?.description.contains(folder.path) == true)
    }

    @Test("a file of another program is named as such")
    func foreignFile() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/notes.txt"
        try String(repeating: "not a database ", count: 100).write(toFile: path, atomically: true, encoding: .utf8)
        let database = try Database(path: path, access: .readWrite)
        let error = #expect(throws: DatabaseError.self) { _ = try database.integer("PRAGMA user_version") }
        #expect(error?.code == .notADatabase)
    }

    @Test("a database that reached its page limit is full, and goes on when the limit is raised")
    func full() throws {
        let database = try Database(path: ":memory:", access: .create)
        try database.run("PRAGMA max_page_count = 4; CREATE TABLE t (b BLOB)")
        let error = #expect(throws: DatabaseError.self) { try database.run("INSERT INTO t VALUES (zeroblob(100000))") }
        #expect(error?.code == .full)
        try database.run("PRAGMA max_page_count = 1000; INSERT INTO t VALUES (zeroblob(100000))")
        #expect(try database.integer("SELECT sum(length(b)) FROM t") == 100_000)
    }

    @Test("a second writer gets busy, a reader continues")
    func busyAndReadOnly() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data#1?.db"
        let writer = try Database(path: path, access: .create)
        try writer.run("PRAGMA journal_mode = WAL; CREATE TABLE t (i INTEGER)")
        let second = try Database(path: path, access: .readWrite)
        let reader = try Database(path: path, access: .readOnly)
        try writer.transaction {
            try writer.run("INSERT INTO t VALUES (1)")
            let busy = #expect(throws: DatabaseError.self) { try second.run("BEGIN IMMEDIATE") }
            #expect(busy?.code == .busy)
            #expect(try reader.integer("SELECT count(*) FROM t") == 0)
        }
        #expect(try reader.integer("SELECT count(*) FROM t") == 1)
        let refused = #expect(throws: DatabaseError.self) { try reader.run("INSERT INTO t VALUES (2)") }
        #expect(refused?.code == .readOnly)
        #expect(try writer.checkpoint(.passive).walPageCount > 0)
        #expect(try writer.checkpoint(.truncate).walPageCount == 0)
        let frozen = try Database(path: path, access: .immutable)
        #expect(try frozen.integer("SELECT count(*) FROM t") == 1)
    }

    @Test("the pages of the write-ahead log are counted, and start again after a checkpoint")
    func walPages() throws {
        let folder = try TemporaryFolder()
        let database = try Database(path: folder.path + "/data.db", access: .create)
        try database.run("PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; CREATE TABLE t (b BLOB)")
        database.countWALPages()
        // 400,000 bytes are at least 97 pages of 4,096.
        try database.run("INSERT INTO t VALUES (zeroblob(400000))")
        #expect((97...110).contains(database.walPageCount))
        let result = try database.checkpoint(.passive)
        #expect(result.walPageCount == result.movedPageCount)
        try database.run("INSERT INTO t VALUES (1)")
        #expect(database.walPageCount < 10)
    }

    @Test("a damaged page is corruption")
    func corruption() throws {
        let folder = try TemporaryFolder()
        let path = folder.path + "/data.db"
        do {
            let database = try Database(path: path, access: .create)
            try database.run("CREATE TABLE t (b BLOB); INSERT INTO t VALUES (zeroblob(50000))")
        }
        let file = try FileHandle(forUpdating: URL(fileURLWithPath: path))
        // The second page (4096 bytes a page) is the table's root: its kind byte 0x0D becomes one that does not exist.
        try file.seek(toOffset: 4096)
        try file.write(contentsOf: [0x77])
        try file.close()
        let database = try Database(path: path, access: .readOnly)
        let error = #expect(throws: DatabaseError.self) { _ = try database.integer("SELECT count(*) FROM t") }
        #expect(error?.code == .corrupt)
    }
}
