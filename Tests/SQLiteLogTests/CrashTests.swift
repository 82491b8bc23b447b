import Foundation
import Lifecycle
import LogPort
import PipelineTestKit
import SQLiteLog
import Testing

/// kill -9 of a real process, at every failpoint and at random places.
@Suite("A process that is killed")
struct CrashTests {
    private struct Acknowledged {
        let partition: Int32
        let base: Int64
        let values: [String]
    }

    /// Runs the probe until it dies; with `killAfter`, kills it once it has acknowledged so many batches.
    private func run(
        _ folder: LogFolder,
        round: String,
        commits: Int,
        failpoint: String? = nil,
        killAfter: Int? = nil
    ) throws -> (lines: [Acknowledged], status: Int32, wasKilled: Bool) {
        let process = try ChildProcess(
            "SQLiteLogCrashProbe",
            [folder.path, round, "\(commits)"],
            environment: failpoint.map { [ArmedFailpoint.variable: $0] } ?? [:]
        )
        if let killAfter {
            Patience.wait(lookingEvery: .milliseconds(1)) {
                !process.isRunning || process.output.utf8.count { $0 == 0x0A } >= killAfter
            }
            process.send(SIGKILL)
        }
        let ending = process.wait()
        // A line without its end was not acknowledged as far as we know; it may be there all the same.
        let lines = process.output.split(separator: "\n", omittingEmptySubsequences: false)
        let acknowledged = lines.dropLast().compactMap { line -> Acknowledged? in
            let parts = line.split(separator: " ")
            guard parts.count == 3, let partition = Int32(parts[0]), let base = Int64(parts[1]) else { return nil }
            return Acknowledged(
                partition: partition,
                base: base,
                values: parts[2].split(separator: ",").map(String.init)
            )
        }
        return (acknowledged, ending.status, ending == .signal(SIGKILL))
    }

    /// Nothing acknowledged is missing, nothing is doubled, and the stage's outputs follow from its inputs.
    private func check(_ folder: LogFolder, _ acknowledged: [Acknowledged], isDrained: Bool, _ note: String) throws {
        let log = try ReadOnlySQLiteLog(folder: folder.path)
        #expect(try log.verify().findings == [], "\(note)")
        // The first crash may have come before the topics.
        guard try log.topics().contains(where: { $0.name == "in" }) else {
            #expect(acknowledged.isEmpty, "\(note)")
            return
        }
        for partition: Int32 in 0...1 {
            let inputs = try log.records(of: "in", partition)
            #expect(inputs.map(\.offset) == Array(0..<Int64(inputs.count)), "\(note)")
            #expect(Set(inputs.map(\.value)).count == inputs.count, "a record is doubled, \(note)")
            for batch in acknowledged where batch.partition == partition {
                let found = inputs.dropFirst(Int(batch.base)).prefix(batch.values.count).map(\.value)
                #expect(found == batch.values, "\(note)")
            }
            let decided = try log.committedOffset(group: "stage", in: TopicPartition("in", partition)) ?? 0
            #expect(!isDrained || decided == inputs.count, "\(note)")
            let outputs = try log.records(of: "out", partition).map(\.value)
            let expected = inputs.prefix(Int(decided)).map { "\($0.offset)=\($0.value ?? "")" }
            #expect(outputs == expected, "\(note)")
            var states: [String: Int64] = [:]
            for offset in 0..<decided {
                states["s\(offset % 5)"] = offset % 7 == 0 ? nil : offset
            }
            var found: [String: Int64] = [:]
            for record in try log.records(of: "state", partition) {
                found[record.key] = record.value.flatMap { Int64($0) }
            }
            #expect(found == states, "\(note)")
        }
    }

    @Test("at every failpoint, at its first, second and fifth pass: it is hit, and nothing is lost or doubled")
    func failpoints() throws {
        let folder = try LogFolder()
        var acknowledged: [Acknowledged] = []
        for count in [1, 2, 5] {
            for failpoint in Failpoint.allCases {
                let note = "\(failpoint.rawValue):\(count)"
                // More than enough: it ends at the failpoint. How often maintenance runs meanwhile depends on the machine.
                let result = try run(folder, round: note, commits: 50 * count, failpoint: note)
                #expect(result.wasKilled, "\(note) was never hit, status \(result.status)")
                acknowledged += result.lines
                try check(folder, acknowledged, isDrained: false, note)
            }
        }
        let last = try run(folder, round: "last", commits: 5)
        #expect(last.status == 0)
        try check(folder, acknowledged + last.lines, isDrained: true, "last")
    }

    @Test("at random places, forty times a log", arguments: 1...4 as ClosedRange<UInt64>)
    func randomPlaces(seed: UInt64) throws {
        let folder = try LogFolder()
        var acknowledged: [Acknowledged] = []
        var random = SeededGenerator(seed: seed)
        for round in 0..<40 {
            let count = random.below(30)
            let result = try run(folder, round: "r\(round)", commits: 10_000, killAfter: count)
            #expect(result.wasKilled, "round \(round), status \(result.status)")
            acknowledged += result.lines
            if round % 8 == 7 {
                try check(folder, acknowledged, isDrained: false, "round \(round) of seed \(seed)")
            }
        }
        let last = try run(folder, round: "last", commits: 5)
        #expect(last.status == 0)
        try check(folder, acknowledged + last.lines, isDrained: true, "the end of seed \(seed)")
    }

    @Test("a misspelled failpoint is refused, so that no crash test passes without a crash")
    func misspelled() throws {
        let folder = try LogFolder()
        let result = try run(folder, round: "x", commits: 1, failpoint: "before-comit:1")
        #expect(!result.wasKilled && result.status != 0)
    }
}
