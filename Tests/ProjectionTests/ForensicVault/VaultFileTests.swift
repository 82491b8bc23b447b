import Cryptography
import Database
import EventModel
import ForensicVault
import Foundation
import LogPort
import PipelineTestKit
import Telemetry
import Testing

/// The vault's file: whose it is, its schema, and what it refuses.
struct VaultFileTests {
    private func makeVault(_ path: String) throws {
        try VaultProjection(path: path, log: try SampleCluster(seed: 1, count: 40).log, logger: .silent).catchUp()
    }

    @Test("the released schema is never changed, only followed by another")
    func frozenSchema() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        try makeVault(folder.file("vault.sqlite"))
        let database = try Database(path: folder.file("vault.sqlite"), access: .readOnly)
        #expect(try database.integer("PRAGMA user_version") == 2)
        #expect(try database.integer("PRAGMA application_id") == 0x4559_5256)
        let statement = try database.prepare("SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY name")
        var schema = ""
        while try statement.step() {
            schema += (statement.text(0) ?? "") + ";\n"
        }
        #expect(SHA256.digest(of: schema).hex == "4e4cbd80f7de65740b8479669b83dc3dc0c0b13c4cc2e0ff9bd7b4d9c0122fbd")
    }

    @Test("a file of another program is refused and not touched")
    func foreignFile() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let text = Data("this is no database, and it is longer than the header of one would be at any rate\n".utf8)
        try text.write(to: URL(fileURLWithPath: folder.file("text")))
        try Database(path: folder.file("other"), access: .create).run("CREATE TABLE t (a); INSERT INTO t VALUES (1)")
        for name in ["text", "other"] {
            let log = try SampleCluster(seed: 1, count: 1).log
            let error = #expect(throws: VaultError.self) {
                try VaultProjection(path: folder.file(name), log: log, logger: .silent)
            }
            #expect(error?.code == .foreignFile)
            #expect(throws: VaultError.self) { try VaultReader(path: folder.file(name)) }
        }
        #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file("text"))) == text)
        #expect(try Database(path: folder.file("other"), access: .readOnly).integer("SELECT a FROM t") == 1)
    }

    @Test("a file of a later version is refused by writer and reader")
    func newerFormat() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        try makeVault(folder.file("vault.sqlite"))
        try Database(path: folder.file("vault.sqlite"), access: .readWrite).run("PRAGMA user_version = 3")
        let log = try SampleCluster(seed: 1, count: 1).log
        #expect(throws: VaultError.self) {
            try VaultProjection(path: folder.file("vault.sqlite"), log: log, logger: .silent)
        }
        let error = #expect(throws: VaultError.self) { try VaultReader(path: folder.file("vault.sqlite")) }
        #expect(error?.code == .newerFormat)
    }

    @Test("others on the machine may not read a vault")
    func permissions() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let log = try SampleCluster(seed: 1, count: 20).log
        let projection = try VaultProjection(path: folder.file("vault.sqlite"), log: log, logger: .silent)
        try projection.catchUp()
        for name in ["", "-wal", "-shm"] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder.file("vault.sqlite") + name)
            let mode = try #require(attributes[.posixPermissions] as? Int)
            #expect(mode & 0o027 == 0, "\(name)")
        }
        withExtendedLifetime(projection) {}
    }

    @Test("a vault that is not there is an error for a reader, and stays away")
    func missing() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        let error = #expect(throws: VaultError.self) { try VaultReader(path: folder.file("vault.sqlite")) }
        #expect(error?.code == .missing)
        #expect(error?.description.contains("--folder") == true)
        #expect(!FileManager.default.fileExists(atPath: folder.file("vault.sqlite")))
    }

    @Test(
        "the constraints refuse rows that cannot be",
        arguments: [
            "UPDATE incidents SET severity = 9",
            "UPDATE incidents SET risk = 1001",
            "UPDATE incidents SET id = 'short'",
            "UPDATE incidents SET triage = 'maybe'",
            "UPDATE incidents SET closed = 1, closed_offset = -1",
            "UPDATE incidents SET last_evidence = opened - 1",
            "UPDATE incidents SET title = NULL",
            "UPDATE incidents SET partition = 'a'",
            "UPDATE alerts SET received = NULL",
            "UPDATE alerts SET state = 0",
            "UPDATE alerts SET digest = zeroblob(32)",
            "UPDATE alerts SET state = 4",
            "UPDATE verdicts SET payload = NULL",
            "UPDATE evidence SET anomalous = 2",
            "UPDATE evidence SET event_id = zeroblob(16)",
            "UPDATE incident_events SET incident_id = hex(zeroblob(16))",
            "INSERT INTO positions VALUES ('t', 0, -1)",
            "INSERT INTO gaps VALUES ('t', 0, 5, 5)",
            "DELETE FROM alerts",
        ]
    )
    func constraints(_ sql: String) throws {
        let folder = try TemporaryFolder(isInMemory: true)
        try makeVault(folder.file("vault.sqlite"))
        let database = try Database(path: folder.file("vault.sqlite"), access: .readWrite)
        try database.run("PRAGMA foreign_keys = ON")
        let error = #expect(throws: DatabaseError.self) { try database.run(sql) }
        #expect(error?.code == .constraint)
    }

    @Test("bytes that changed in the file are found")
    func changedBytes() throws {
        let folder = try TemporaryFolder(isInMemory: true)
        try makeVault(folder.file("vault.sqlite"))
        #expect(try VaultReader(path: folder.file("vault.sqlite")).faults() == [])
        try Database(path: folder.file("vault.sqlite"), access: .readWrite)
            .run("UPDATE alerts SET received = zeroblob(length(received)) WHERE rowid = 1")
        let faults = try VaultReader(path: folder.file("vault.sqlite")).faults()
        #expect(faults.count == 1)
        #expect(faults.first?.hasPrefix("the bytes of alert ") == true)
    }
}
