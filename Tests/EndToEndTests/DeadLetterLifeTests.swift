import EventModel
import Foundation
import HTTPRequests
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

/// A record that a stage cannot read: listed, shown, retried once, discarded; by the commands a person types.
@Suite("The life of a dead letter")
struct DeadLetterLifeTests {
    private static func run(_ words: String..., folder: String, code: Int32 = 0) throws -> String {
        let result = try EyrieProcess.run(words + ["--folder", folder])
        #expect(result.code == code, "\(words): \(result.output)\(result.error)")
        return result.output
    }

    /// Lists until a text is in the list; each listing takes its time.
    private static func list(until text: String, folder: String) throws -> String {
        var list = ""
        for _ in 0..<500 where !list.contains(text) {
            list = try run("deadletters", "list", folder: folder)
        }
        return list
    }

    /// Puts a broken record among the alerts, past the doors, as a faulty version would.
    private static func plant(_ value: String, in folder: String) throws {
        let log = try SQLiteLog(folder: folder)
        defer { log.close() }
        let producer = try log.makeProducer(id: "faulty")
        defer { producer.close() }
        let frames = try #require(LogRecord.frames([LogRecord("some/profile", value, at: 1_700_000_000_000)]))
        _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(Topics.alerts.name, 0), frames)]))
    }

    @Test("list, show, retry once, discard, beside the owner and without one; the ledger counts the retry")
    func wholeLife() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        // Makes the log.
        let first = try EyrieProcess(folder: log)
        first.send(SIGTERM)
        #expect(first.wait() == 0)
        try Self.plant("{\"half\":\u{1B}", in: log)

        let process = try EyrieProcess(folder: log)
        let listed = try Self.list(until: "eyrie.alerts.v1/0/0", folder: log)
        #expect(listed.contains("features malformed: 1 open"), "\(listed)")
        // An escape character is not sent to a terminal.
        let shown = try Self.run("deadletters", "show", "alerts/0/0", folder: log)
        #expect(shown.contains("value:     9 bytes, in base64\neyJoYWxmIjob\n"), "\(shown)")
        #expect(shown.contains("state:     open"))
        #expect(try Self.run("deadletters", "show", "alerts/0/0", "--raw", folder: log) == "{\"half\":\u{1B}")
        let counted = try Self.run("deadletters", "retry", "--all", folder: log)
        #expect(counted.contains("nothing was done; add --yes to do it"), "\(counted)")
        #expect(try Self.run("log", "cat", "audit", folder: log).isEmpty)

        #expect(try Self.run("deadletters", "retry", "alerts/0/0", folder: log).contains("1 retried, 0 refused"))
        let again = try Self.run("deadletters", "retry", "alerts/0/0", folder: log, code: 1)
        #expect(again.contains("refused: it was retried at"), "\(again)")
        // It is refused by the stage again, at its new place.
        _ = try Self.list(until: "eyrie.alerts.v1/0/1", folder: log)
        #expect(try Self.run("lag", "--group", "features", folder: log).contains("eyrie.features"))
        process.send(SIGTERM)
        #expect(process.wait() == 0)

        #expect(
            try Self.run("deadletters", "discard", "--all", "--yes", folder: log).contains("1 discarded, 0 refused")
        )
        #expect(try Self.run("deadletters", "list", folder: log) == "no dead letters\n")
        let settled = try Self.run("deadletters", "list", "--settled", folder: log)
        #expect(settled.contains("features malformed: 0 open, 1 retried, 1 discarded"), "\(settled)")
        // The planted record came past the doors, which have appended nothing: without doors only counts are compared.
        let ledger = try Self.run("ledger", folder: log)
        #expect(ledger.contains("log: 2 alerts (1 of them retried dead letters), 0 controls"), "\(ledger)")
        #expect(ledger.contains("features: 2 in eyrie.alerts.v1 = decided 0 + dead-lettered 2 + pending 0"))
    }

    @Test("letters that are not there, and orders that mean nothing, are refused in words")
    func refused() throws {
        let folder = try TemporaryFolder()
        let log = "\(folder.path)/log"
        let process = try EyrieProcess(folder: log)
        process.send(SIGTERM)
        #expect(process.wait() == 0)
        let missing = try EyrieProcess.run(["deadletters", "show", "alerts/0/7", "--folder", log])
        #expect(missing.code == 1 && missing.error.contains("there is no dead letter of eyrie.alerts.v1/0/7"))
        let nothing = try EyrieProcess.run(["deadletters", "retry", "--folder", log])
        #expect(nothing.code == 64 && nothing.error.contains("give the coordinates of letters, or --all"), "\(nothing)")
        let both = try EyrieProcess.run(["deadletters", "retry", "alerts/0/7", "--code", "malformed", "--folder", log])
        #expect(both.code == 64 && both.error.contains("filters need --all"), "\(both)")
        #expect(try Self.run("deadletters", "retry", "--all", "--yes", folder: log) == "0 retried, 0 refused\n")
    }
}
