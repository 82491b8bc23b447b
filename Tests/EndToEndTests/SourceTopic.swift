import Cryptography
import EventModel
import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

/// A topic on the tests' cluster that kcat fills, as falcosidekick would: one alert per record, without keys.
final class SourceTopic {
    static let kcat = ["/usr/bin/kcat", "/usr/local/bin/kcat"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    let name = "source-\(UUID().uuidString.prefix(8))"
    /// SHA-256 of each alert that was sent.
    private(set) var sent: Set<String> = []
    /// Values that are no alert.
    private(set) var broken = 0
    private let cluster: KafkaLog
    private let process: ChildProcess
    private var number = 0

    /// Creates the topic and starts kcat, which sends each line of its standard input.
    init(partitions: Int32) throws {
        cluster = try KafkaLog(KafkaLogSettings(bootstrapServers: KafkaPlace.servers))
        try cluster.create([TopicSettings(name: name, partitions: partitions, cleanup: .delete)])
        process = try ChildProcess(
            #require(Self.kcat),
            [
                "-P", "-b", KafkaPlace.servers, "-t", name, "-X", "linger.ms=5", "-X", "acks=all", "-X",
                "enable.idempotence=true",
            ],
            isTold: true
        )
    }

    deinit {
        cluster.close()
    }

    /// Has kcat send alerts, each with bytes of its own, and a broken one among a hundred.
    func feed(_ count: Int) throws {
        var text = ""
        for _ in 0..<count {
            text += next() + "\n"
            if number % 100 == 0 {
                broken += 1
                text += "broken \(number) {\n"
            }
        }
        #expect(process.tell(text))
    }

    /// Waits until kcat has sent everything.
    func finish() throws {
        process.endInput()
        #expect(process.wait() == .code(0), "\(process.text)")
    }

    /// Sends alerts by a transactional producer, ten a transaction.
    func feedInTransactions(_ count: Int) throws {
        let producer = try cluster.makeProducer(id: "\(name).others")
        defer { producer.close() }
        for _ in 0..<count / 10 {
            let records = (0..<10).map { _ in LogRecord("", next(), at: 1_772_359_200_000) }
            let frames = try #require(LogRecord.frames(records))
            _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(name, 0), frames)]))
        }
    }

    /// Makes the next alert; letters beyond ASCII and escapes have to come through as they are.
    private func next() -> String {
        number += 1
        let nanoseconds = 100_000_000 + number
        let alert =
            #"{"hostname":"node-\#(number % 4)","output":"größer \u00fc \/ \#(number)","output_fields": "#
            + #"{"evt.time":17000000\#(nanoseconds)0,"k8s.ns.name":"ns-\#(number % 5)","k8s.pod.name":"web-\#(number % 3)"},"#
            + #""priority":"Notice","rule":"Rule \#(number % 13)","source":"syscall","tags":["t"], "uuid":"u-\#(number)","#
            + #""time":"2026-03-01T10:00:00.\#(nanoseconds)Z"}"#
        sent.insert(SHA256.digest(of: alert).hex)
        return alert
    }
}
