import EventModel
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("The ledger")
struct LedgerTests {
    private static let wiring = StageWiring(
        name: "sum",
        input: "alerts",
        output: "sums",
        changelog: "sums.changelog",
        deadLetters: "letters",
        deadLetterPartitions: 1
    )

    /// A log with six alerts, a control at offset 3 of partition 0, and what the stage made of them.
    private struct Scene {
        let log = MemoryLog(handOut: .upTo(1))
        var alerts: [LogRecord] = []
        /// Source offset of each output and whether it is the forwarded control.
        var decisions: [(offset: Int64, index: Int64, isControl: Bool)] = []
        var letters: [String] = []
        var committed: Int64 = 7

        init() {
            alerts = (0..<7).map { offset in
                offset == 3
                    ? ProcessorDriver.control(.setThreshold(.one), at: ProcessorDriver.seconds(3))
                    : LogRecord("p", "{\"alert\":\(offset)}", at: offset)
            }
            decisions = (0..<7).map { ($0, 0, $0 == 3) }
        }

        func audit(
            doors: [DoorCounts] = [],
            vaulted: Int64? = nil,
            recount: (() throws(LogError) -> [DoorCounts])? = nil
        ) throws -> LedgerReport {
            try log.create(
                ["alerts", "sums"].map { TopicSettings(name: $0, partitions: 2, cleanup: .delete) }
                    + [TopicSettings(name: "letters", partitions: 1, cleanup: .delete)]
            )
            let producer = try log.makeProducer(id: "test")
            func append(_ records: [LogRecord], to topic: String) throws {
                guard let frames = LogRecord.frames(records) else { return }
                _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, 0), frames)]))
            }
            try append(alerts, to: "alerts")
            try append(
                decisions.map { decision in
                    var record = decision.isControl ? alerts[3] : LogRecord("p", "{\"verdict\":1}", at: decision.offset)
                    record.headers = header("alerts/0/\(decision.offset)/\(decision.index)")
                    return record
                },
                to: "sums"
            )
            try append(
                letters.map { source in
                    var record = LogRecord(source, "{}", at: 0)
                    record.headers = header(source)
                    return record
                },
                to: "letters"
            )
            try commit()
            return try Ledger(log: log).audit(
                hops: [LedgerTests.wiring],
                doors: doors,
                vaulted: vaulted,
                recount: recount
            )
        }

        private func header(_ source: String) -> [UInt8] {
            var headers: [UInt8] = []
            RecordHeaders.append(RecordHeaders.source, Array(source.utf8), to: &headers)
            return headers
        }

        /// Puts the stage's group to where it stands.
        private func commit() throws {
            let worker = try log.makeWorker(group: LedgerTests.wiring.group, topics: ["alerts"], member: "0")
            defer { worker.close() }
            var polled: Int64 = 0
            while polled < committed {
                if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 0) {
                    polled = batch.nextOffset
                }
            }
            _ = try worker.commit(LogTransaction(offsets: [.init(TopicPartition("alerts", 0), next: committed)]))
        }
    }

    @Test("an untouched log balances")
    func balanced() throws {
        let report = try Scene().audit(doors: [door(received: 6, appended: 6)], vaulted: 2)
        #expect(report.holes == [])
        #expect(report.alerts == 6 && report.controls == 1)
        #expect(report.hops.map(\.decided) == [6])
        #expect(report.lines.contains("sum: 6 in alerts = decided 6 + dead-lettered 0 + pending 0"))
        #expect(report.lines.contains("vault: decided 6 = vaulted 2 + not retained 4"))
        #expect(report.lines.last == "the ledger balances")
    }

    @Test("a missing decision is a hole behind the committed offset and pending work beyond it")
    func missing() throws {
        var scene = Scene()
        scene.decisions.remove(at: 4)
        #expect(try scene.audit().holes == ["alerts/0 offset 4: no decision of stage sum"])

        var behind = Scene()
        behind.decisions.removeLast(2)
        behind.committed = 5
        let report = try behind.audit()
        #expect(report.holes == [])
        #expect(report.hops.map(\.pending) == [2] && report.hops.map(\.decided) == [4])
    }

    @Test("a second decision of one alert is a hole")
    func doubled() throws {
        var scene = Scene()
        scene.decisions.insert((1, 1, false), at: 2)
        #expect(try scene.audit().holes == ["alerts/0 offset 1: 2 decisions of stage sum"])
    }

    @Test("a repeated record is skipped by readers and counted, no hole")
    func repeated() throws {
        var scene = Scene()
        scene.decisions.insert((1, 0, false), at: 2)
        scene.decisions.insert((0, 5, false), at: 3)
        let report = try scene.audit()
        #expect(report.holes == [] && report.skipped == 2)
        // Inserted behind the decisions of offsets 0 and 1: they are at offsets 2 and 3 of the output.
        #expect(report.repeats.count == 2)
        #expect(report.repeats.first?.hasSuffix("offset 2: repeats what follows from offset 1") == true)
        #expect(report.repeats.last?.hasSuffix("offset 3: repeats what follows from offset 0") == true)
    }

    @Test("a decision of an alert that is not in the log is a hole")
    func foreign() throws {
        var scene = Scene()
        scene.decisions.append((9, 0, false))
        #expect(try scene.audit().holes == ["sums/0: 1 decisions whose input is not in the log"])
    }

    @Test("a control that was not forwarded, or twice, is a hole")
    func controls() throws {
        var lost = Scene()
        lost.decisions.remove(at: 3)
        #expect(try lost.audit().holes == ["alerts/0 offset 3: a control forwarded 0 times"])
        var doubled = Scene()
        doubled.decisions.insert((3, 1, true), at: 4)
        #expect(try doubled.audit().holes == ["alerts/0 offset 3: a control forwarded 2 times"])
    }

    @Test("a dead letter replaces a decision, and does not come with one")
    func deadLetters() throws {
        var scene = Scene()
        scene.decisions.remove(at: 5)
        scene.letters = ["alerts/0/5/0"]
        let report = try scene.audit()
        #expect(report.holes == [])
        #expect(report.hops.map(\.deadLettered) == [1] && report.hops.map(\.decided) == [5])

        var both = Scene()
        both.letters = ["alerts/0/5/0", "http"]
        #expect(try both.audit().holes == ["alerts/0 offset 5: 1 decisions of stage sum and a dead letter"])
        var elsewhere = Scene()
        elsewhere.decisions.remove(at: 5)
        elsewhere.letters = ["alerts/1/5/0", "sums/0/5/0"]
        #expect(try elsewhere.audit().holes == ["alerts/0 offset 5: no decision of stage sum"])
    }

    @Test("doors that account for another number, and alerts that no door counted, are holes")
    func doors() throws {
        let unbalanced = try Scene().audit(doors: [door(received: 8, appended: 6)])
        #expect(unbalanced.holes == ["door http received 8 and accounts for another number"])
        let more = try Scene().audit(doors: [door(received: 7, appended: 7)])
        #expect(more.holes == ["the doors appended 7 alerts and the log holds 6"])
        let vault = try Scene().audit(vaulted: 7)
        #expect(vault.holes == ["the vault holds 7 alerts of 6 decided ones"])
        #expect(vault.lines.last == "the ledger does not balance")
    }

    @Test("alerts that came while the ledger walked are no hole, more than doors counted by then are")
    func liveDoors() throws {
        for (later, isBalanced) in [(6, true), (7, true), (5, false)] as [(UInt64, Bool)] {
            let report = try Scene().audit(
                doors: [door(received: 4, appended: 4)],
                recount: {
                    [door(received: later, appended: later)]
                }
            )
            #expect(report.isBalanced == isBalanced, "\(later)")
        }
    }

    @Test("more holes than are listed are counted")
    func manyHoles() {
        var report = LedgerReport()
        for number in 0..<LedgerReport.maxHoles + 3 {
            report.addHole("\(number)")
        }
        #expect(report.holes.count == LedgerReport.maxHoles)
        #expect(report.lines.contains("HOLE: and 3 more"))
    }

    private func door(received: UInt64, appended: UInt64) -> DoorCounts {
        DoorCounts(name: "http", counts: [.received: received, .appended: appended])
    }
}
