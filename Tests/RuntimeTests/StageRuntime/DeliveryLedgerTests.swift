import EventModel
import LogPort
import PipelineTestKit
import StageRuntime
import Testing

@Suite("The ledger of deliveries")
struct DeliveryLedgerTests {
    private static let wiring = StageWiring(
        name: "sum",
        input: "alerts",
        output: "sums",
        changelog: "sums.changelog",
        deadLetters: "letters",
        deadLetterPartitions: 1
    )

    private static func event(
        _ kind: DeliveryEvent.Kind,
        _ offset: Int64,
        to destination: String = "soc",
        below: Int64 = 0
    ) -> DeliveryEvent {
        DeliveryEvent(
            kind: kind,
            effect: "webhook",
            destination: destination,
            key: "i_\(offset)_\(destination)",
            subject: "i",
            version: offset,
            type: "incident.opened",
            time: Timestamp(milliseconds: 1_767_225_600_000 + offset),
            topic: "eyrie.incidents.v1",
            partition: 0,
            offset: offset,
            settledBelow: below
        )
    }

    /// Audits a log with these events, ten incidents' records, and a group that has committed so far.
    private func audit(_ events: [DeliveryEvent], committed: Int64 = 0) throws -> LedgerReport {
        let log = MemoryLog(handOut: .upTo(3))
        try log.create(
            ["alerts", "sums", "letters", Topics.deliveries.name, Topics.incidents.name].map {
                TopicSettings(name: $0, partitions: 1, cleanup: .delete)
            }
        )
        let producer = try log.makeProducer(id: "test")
        func append(_ records: [LogRecord], to topic: String) throws {
            guard let frames = LogRecord.frames(records) else { return }
            _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, 0), frames)]))
        }
        try append((0..<10).map { LogRecord("i", "{}", at: $0) }, to: Topics.incidents.name)
        try append(
            events.map {
                LogRecord(
                    key: Array($0.destination.utf8),
                    value: $0.encoded,
                    timestampMilliseconds: $0.time.milliseconds
                )
            },
            to: Topics.deliveries.name
        )
        let worker = try log.makeWorker(group: "eyrie.webhook", topics: [Topics.incidents.name], member: "a")
        var next: Int64 = 0
        while next < 10 {
            if case .records(let batch) = try worker.poll(maxWaitMilliseconds: 0) {
                next = batch.nextOffset
            }
        }
        _ = try worker.commit(
            LogTransaction(offsets: [.init(TopicPartition(Topics.incidents.name, 0), next: committed)])
        )
        worker.close()
        return try Ledger(log: log).audit(hops: [Self.wiring], doors: [], vaulted: nil)
    }

    @Test("Matched is delivered, suppressed, given up and pending, for each destination")
    func addsUp() throws {
        let report = try audit([
            Self.event(.queued, 1), Self.event(.queued, 2), Self.event(.queued, 3), Self.event(.failed, 2),
            Self.event(.delivered, 1, below: 2), Self.event(.givenUp, 2, below: 3),
            Self.event(.suppressed, 4, below: 3), Self.event(.queued, 1, to: "chat"), Self.event(.queued, 5),
            // A process that died before its commit queues again.
            Self.event(.queued, 5),
        ])
        #expect(report.isBalanced, "\(report.holes)")
        #expect(report.deliveries.map(\.destination) == ["chat", "soc"])
        #expect(
            report.lines.contains(
                "webhook to soc: matched 5 = delivered 1 + suppressed 1 + given up 1 + pending 2; and 1 failed attempts "
                    + "before"
            ),
            "\(report.lines)"
        )
        #expect(
            report.lines.contains("webhook to chat: matched 1 = delivered 0 + suppressed 0 + given up 0 + pending 1")
        )
    }

    @Test("A notice that the effect has passed and not sent is a hole with its name")
    func passed() throws {
        let report = try audit([Self.event(.queued, 1), Self.event(.queued, 7)], committed: 5)
        #expect(report.holes.count == 1)
        #expect(report.holes.first?.contains("eyrie.incidents.v1/0 offset 1") == true, "\(report.holes)")
        #expect(report.holes.first?.contains("soc") == true)
    }

    @Test(
        "A notice that is settled twice, or was never owed, is a hole",
        arguments: [
            [
                DeliveryLedgerTests.event(.queued, 1), DeliveryLedgerTests.event(.delivered, 1),
                DeliveryLedgerTests.event(.delivered, 1),
            ],
            [
                DeliveryLedgerTests.event(.queued, 1), DeliveryLedgerTests.event(.delivered, 1, below: 2),
                DeliveryLedgerTests.event(.givenUp, 1, below: 2),
            ],
            [DeliveryLedgerTests.event(.delivered, 1)],
            [DeliveryLedgerTests.event(.suppressed, 1), DeliveryLedgerTests.event(.suppressed, 1)],
        ]
    )
    func twice(events: [DeliveryEvent]) throws {
        #expect(try audit(events).holes.count == 1)
    }

    @Test("A log without the topic has no effects and no holes")
    func without() throws {
        let log = MemoryLog()
        try log.create(
            ["alerts", "sums", "letters"].map { TopicSettings(name: $0, partitions: 1, cleanup: .delete) }
        )
        let report = try Ledger(log: log).audit(hops: [Self.wiring], doors: [], vaulted: nil)
        #expect(report.isBalanced && report.deliveries.isEmpty)
    }
}
