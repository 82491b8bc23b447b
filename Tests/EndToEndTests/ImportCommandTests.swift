import Foundation
import Glibc
import PipelineTestKit
import SQLiteLog
import Testing

/// `eyrie import`, as a person types it.
@Suite("Import")
struct ImportCommandTests {
    /// A file of so many alerts and as many lines that are not alerts.
    private static func write(_ count: Int, to path: String, seed: UInt64) throws {
        let stream = AlertGenerator(seed: seed).quietDay(alerts: count)
        var bytes: [UInt8] = []
        for index in 0..<stream.count {
            bytes += stream[index] + [0x0A] + Array("some text\n".utf8)
        }
        try Data(bytes).write(to: URL(fileURLWithPath: path))
    }

    @Test("Files come in once, whatever is said twice; what was added comes in later; --from-beginning brings all")
    func importsOnce() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let file = "\(folder.path)/falco.log"
        try Self.write(500, to: file, seed: 1)
        let first = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(first.code == 0, "\(first.error)")
        #expect(
            first.output.contains("imported 500 alerts, 500 skipped lines (not Falco alerts) from 1 file in "),
            "\(first.output)"
        )
        // Not a terminal: whole lines, the last of which is the end.
        #expect(first.error.contains("] 100%  "), "\(first.error)")
        #expect(!first.error.contains("\r"))
        let second = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(second.output.contains("imported 0 alerts from 1 file"), "\(second.output)")
        let again = try EyrieProcess.run(["import", file, "--from-beginning", "--folder", log])
        #expect(again.output.contains("imported 500 alerts"), "\(again.output)")
        // Followed later, the file continues where the import ended.
        let process = try EyrieProcess(folder: log, words: ["--set", "bridge.files=\(file)"])
        #expect(process.isUp)
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let ledger = try EyrieProcess.run(["ledger", "--folder", log])
        #expect(ledger.output.contains("door file:\(file): received 2000 = appended 1000 "), "\(ledger.output)")
    }

    @Test(
        "Killed at any point and run again, each line is in the log exactly once",
        arguments: ["before-commit", "after-commit", "batch-inserted"],
        [1, 3]
    )
    func exactlyOnce(failpoint: String, pass: Int) throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let file = "\(folder.path)/falco.log"
        // About 600 bytes an alert: some 9 MB, several groups of the bridge's 4 MiB.
        try Self.write(15_000, to: file, seed: 2)
        let killed = try EyrieProcess.run(
            ["import", file, "--folder", log],
            environment: ["EYRIE_FAILPOINT": "\(failpoint):\(pass)"]
        )
        #expect(killed.code != 0)
        let again = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(again.code == 0, "\(again.output)\(again.error)")
        let ledger = try EyrieProcess.run(["ledger", "--folder", log])
        #expect(ledger.output.contains("door file:\(file): received 30000 = appended 15000 "), "\(ledger.output)")
        #expect(ledger.output.contains("features: 15000 in eyrie.alerts.v1"), "\(ledger.output)")
    }

    @Test("Beside a running `eyrie up` the owner reads the files: the same counts, durable, once")
    func besideOwner() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let file = "\(folder.path)/falco.log"
        try Self.write(500, to: file, seed: 1)
        let process = try EyrieProcess(folder: log)
        #expect(process.isUp)
        let first = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(first.code == 0, "\(first.output)\(first.error)")
        #expect(first.output.contains("imported 500 alerts"), "\(first.output)")
        let second = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(second.code == 0 && second.output.contains("imported 0 alerts"), "\(second.output)\(second.error)")
        let none = try EyrieProcess.run(["import", "\(folder.path)/none", "--folder", log])
        #expect(none.code != 0 && none.error.contains("there is no such file"), "\(none.error)")
        process.send(SIGKILL)
        _ = process.wait()
        // The socket is still there, and nobody behind it.
        let again = try EyrieProcess.run(["import", "--from-beginning", file, "--folder", log])
        #expect(again.output.contains("imported 500 alerts"), "\(again.output)\(again.error)")
        let ledger = try EyrieProcess.run(["ledger", "--folder", log])
        #expect(ledger.output.contains("door file:\(file): received 2000 = appended 1000 "), "\(ledger.output)")
        // Nothing runs: what is not decided is pending, and told as that by all three.
        #expect(ledger.output.contains("WARNING: features has 500 records"), "\(ledger.output)")
        #expect(ledger.output.contains("the ledger balances, but for what is pending"), "\(ledger.output)")
        let lag = try EyrieProcess.run(["lag", "--folder", log])
        #expect(lag.output.contains("WARNING: eyrie.features: 500 records are pending"), "\(lag.output)")
        let doctor = try EyrieProcess.run(["doctor", "--folder", log])
        #expect(doctor.output.contains("warn: stage features: 500 records"), "\(doctor.output)")
    }

    @Test("Stopped before the end it says so by its exit code, and goes on when it is run again")
    func stopped() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let file = "\(folder.path)/falco.log"
        try Self.write(15_000, to: file, seed: 4)
        // Its first words, before the file is read; a signal that comes during the start ends it as well.
        let process = try RunningProcess(["import", file, "--folder", log, "--set", "logging.level=debug"])
        #expect(process.hasSaid("Service started"), "\(process.text)")
        let end = process.stop()
        let again = try EyrieProcess.run(["import", file, "--folder", log])
        #expect(again.code == 0, "\(again.output)\(again.error)")
        let ledger = try EyrieProcess.run(["ledger", "--folder", log])
        #expect(ledger.output.contains("door file:\(file): received 30000 = appended 15000 "), "\(ledger.output)")
        // It may have been through already; else its exit code says that it was not.
        #expect(end.code == 1 || (end.code == 0 && again.output.contains("imported 0 alerts")), "\(process.text)")
        #expect(process.text.contains("stopped before the end") == (end.code == 1))
    }

    @Test("A folder that another process owns, and a file that is not there, are named in one line each")
    func refuses() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let missing = try EyrieProcess.run(["import", "\(folder.path)/missing.log", "--folder", log])
        #expect(missing.code == 1)
        #expect(missing.error.contains("missing.log: there is no such file"), "\(missing.error)")
        // An owner that reads no files for others, such as another import.
        let owner = try SQLiteLog(folder: log)
        let owned = try EyrieProcess.run(["import", BuiltProgram.path("eyrie"), "--folder", log])
        #expect(owned.code == 1)
        #expect(owned.error.contains("process \(getpid()) owns it"), "\(owned.error)")
        owner.close()
    }

    @Test(
        "On Kafka it runs beside a bridge and brings each line once",
        .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped)
    )
    func onKafka() throws {
        let folder = try TemporaryFolder()
        let place = try KafkaPlace(folder: folder.path, partitions: 2)
        let file = "\(folder.path)/falco.log"
        try Self.write(500, to: file, seed: 3)
        let bridge = try place.start("bridge")
        #expect(try place.run("import", file).contains("imported 500 alerts"))
        #expect(try place.run("import", file).contains("imported 0 alerts"))
        // The bridge was not fenced.
        var posted = PostedAlerts()
        let isTaken = posted.post(10, to: bridge.door)
        #expect(isTaken)
        #expect(bridge.stop().code == 0, "\(bridge.text)")
        let ledger = try EyrieProcess.run(["ledger"] + place.words)
        #expect(ledger.output.contains("door import/file:\(file): received 1000 = appended 500 "), "\(ledger.output)")
        #expect(ledger.output.contains("door http: received 10 = appended 10 "), "\(ledger.output)")
    }
}
