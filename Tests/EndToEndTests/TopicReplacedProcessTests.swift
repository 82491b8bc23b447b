import EventModel
import Foundation
import HTTPRequests
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

/// The real bridge and a topic on a real cluster that is deleted and made anew, or held back by a transaction.
@Suite(
    "A source topic on Kafka that changes below its bridge",
    .serialized,
    .enabled(if: !KafkaPlace.servers.isEmpty, KafkaPlace.skipped)
)
struct TopicReplacedProcessTests {
    /// A topic, and the bridge that reads it into an embedded log.
    private final class Scene {
        let folder: TemporaryFolder
        let topic = "anew-\(UUID().uuidString.prefix(8))"
        let settings = KafkaLogSettings(bootstrapServers: KafkaPlace.servers)
        let cluster: KafkaLog

        init() throws {
            folder = try TemporaryFolder()
            cluster = try KafkaLog(settings)
            try create()
        }

        deinit {
            cluster.close()
        }

        func create() throws {
            try cluster.create([TopicSettings(name: topic, partitions: 1, cleanup: .delete)])
        }

        /// Deletes the topic and makes it anew, as soon as the cluster lets.
        func createAnew() throws {
            try SourceTopicAdmin.delete(topic, settings)
            for _ in 0..<200 {
                do {
                    try create()
                    return
                } catch {
                    usleep(50_000)
                }
            }
            Issue.record("the topic was not made anew")
        }

        /// Writes alerts, by a transactional producer: one marker behind them.
        ///
        /// A client may look for the new topic's leader at the old one's until its time is over; the next producer of the
        /// name aborts what that one began.
        func write(_ numbers: Range<Int>) throws {
            let records = numbers.map { LogRecord("", Self.alert($0), at: 1_772_359_200_000 + Int64($0)) }
            let frames = try #require(LogRecord.frames(records))
            for isLast in [false, false, true] {
                do {
                    let producer = try cluster.makeProducer(id: "\(topic).others")
                    defer { producer.close() }
                    _ = try producer.commit(LogTransaction(appends: [.init(TopicPartition(topic, 0), frames)]))
                    return
                } catch {
                    guard !isLast else { throw error }
                }
            }
        }

        func start() throws -> RunningProcess {
            let process = try RunningProcess(["up"] + words)
            #expect(process.hasSaid("eyrie is up"), "\(process.text)")
            return process
        }

        var words: [String] {
            [
                "--folder", folder.path, "--set", "bridge.http.enabled=false", "--set", "probes.address=127.0.0.1",
                "--set", "probes.port=0", "--set", "log.partitions=1", "--set", "bridge.topic.names=\(topic)", "--set",
                "bridge.topic.address=kafka://\(KafkaPlace.servers)",
            ]
        }

        /// Asks the ledger until the door has appended so many.
        func ledger(whenAppended count: Int) throws -> String {
            var text = ""
            for _ in 0..<300 {
                text = try EyrieProcess.run(["ledger"] + words).output
                guard !text.contains("appended \(count) ") else { break }
            }
            return text
        }

        /// The numbers of the alerts in the log.
        func numbers() throws -> [Int] {
            let lines = try EyrieProcess.run(["log", "cat", "alerts"] + words).output.split(separator: "\n")
            return lines.compactMap { $0.firstMatch(of: #/"output":"number (\d+)"/#).flatMap { Int($0.1) } }.sorted()
        }

        static func alert(_ number: Int) -> String {
            #"{"hostname":"n","output":"number \#(number)","output_fields":{"proc.name":"sh"},"priority":"Notice","#
                + #""rule":"R","source":"syscall","tags":[],"time":"2026-03-01T10:00:00.\#(100_000_000 + number)Z"}"#
        }
    }

    @Test("made anew with more records than were read, every one of them is read, whether the bridge runs or not")
    func madeAnew() throws {
        for isRunning in [true, false] {
            let scene = try Scene()
            var process = try scene.start()
            try scene.write(0..<100)
            #expect(try scene.ledger(whenAppended: 100).contains("appended 100 "))
            if !isRunning {
                #expect(process.stop().code == 0)
            }
            try scene.createAnew()
            try scene.write(1_000..<1_150)
            if !isRunning {
                process = try scene.start()
            }
            let ledger = try scene.ledger(whenAppended: 250)
            #expect(
                ledger.contains("received 250 = appended 250 ") && ledger.contains("the ledger balances"),
                "\(ledger)"
            )
            #expect(process.hasSaid("was made anew or cut"), "\(process.text)")
            #expect(try scene.numbers() == Array(0..<100) + Array(1_000..<1_150))
            #expect(process.stop().code == 0)
        }
    }

    @Test("records behind an open transaction are told of, and once it ends nothing is left, its marker included")
    func openTransaction() throws {
        let scene = try Scene()
        let process = try scene.start()
        try scene.write(0..<10)
        _ = try scene.ledger(whenAppended: 10)
        let metrics = "http://127.0.0.1:\(process.number(behind: "probes.port="))/metrics"
        func waits(_ line: String) throws -> Bool {
            for _ in 0..<300 {
                if try HTTPClient().get(metrics).text.contains(line + "\n") { return true }
                usleep(100_000)
            }
            return false
        }
        #expect(try waits("eyrie_bridge_topic_lag{topic=\"\(scene.topic)\"} 0"))
        do {
            let open = try SourceTopicAdmin.OpenTransaction(id: "\(scene.topic).open", scene.settings)
            try open.produce(Scene.alert(50), to: scene.topic)
            try scene.write(10..<20)
            // The transaction's record, ten alerts and their marker.
            #expect(try waits("eyrie_bridge_topic_held_back{topic=\"\(scene.topic)\"} 12"))
            #expect(try waits("eyrie_bridge_topic_lag{topic=\"\(scene.topic)\"} 12"))
            #expect(process.hasSaid("wait behind an open transaction"))
            try open.abort()
        }
        _ = try scene.ledger(whenAppended: 20)
        #expect(try waits("eyrie_bridge_topic_lag{topic=\"\(scene.topic)\"} 0"))
        #expect(process.hasSaid("An open transaction of a source topic has ended"))
        #expect(process.text.components(separatedBy: "wait behind an open transaction").count == 2)
        #expect(try scene.numbers() == Array(0..<20))
        #expect(process.stop().code == 0)
    }
}
