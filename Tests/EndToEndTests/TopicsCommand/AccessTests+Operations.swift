import EventModel
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import Operations
import PipelineTestKit
import StageRuntime
import Testing

@testable import eyrie

/// What people look at and do, with the rights of their roles.
extension AccessTests {
    private func doctor(_ configuration: String) -> EyrieRun {
        EyrieRun("doctor", "--config", configuration, "--topics", EyrieRun.topics, "--set", "kafka.request-timeout=8s")
    }

    @Test("the doctor reports to a user who may see the list that each role has the rights that it needs")
    func doctorOfOwner() throws {
        let servers = cluster.settings(as: nil).bootstrapServers
        let run = EyrieRun("doctor", "--log", "kafka://\(servers)", "--topics", EyrieRun.topics)
        for role in SecuredCluster.roles {
            #expect(
                run.output.contains("good: role \(role): User:eyrie-\(role) may do all that it needs"),
                "\(run.output)"
            )
        }
        #expect(run.code == 0, "\(run.output)")
    }

    @Test("the doctor of a reader says what it could not see, and finds nothing wrong")
    func doctorOfReader() throws {
        let run = doctor(try cluster.configuration(of: "reader"))
        #expect(run.code == 0, "\(run.output)")
        #expect(run.output.contains("good: every broker is reached at the address that it advertises"))
        #expect(run.output.contains("skip: not checked: rights of roles"))
        #expect(run.output.contains("skip: not checked: transactions, the brokers' clock and compression"))
    }

    @Test("a login that SCRAM's nonce breaks, a wrong password and a missing authority have their causes")
    func causes() throws {
        let good = try String(contentsOfFile: cluster.configuration(of: "reader"), encoding: .utf8)
        func run(_ text: String) throws -> EyrieRun {
            let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).yaml")
            defer { try? FileManager.default.removeItem(at: file) }
            try text.write(to: file, atomically: true, encoding: .utf8)
            return doctor(file.path)
        }
        let wrong = try run(good.replacing("eyrie-test", with: "wrong"))
        #expect(wrong.code == 1 && wrong.output.contains("cause: the cluster refuses the login"), "\(wrong.output)")
        #expect(!wrong.output.contains("sasl.password: wrong"))
        let lines = good.split(separator: "\n").filter { !$0.contains("ssl.ca.location") }
        let foreign = try run(lines.joined(separator: "\n") + "\n")
        #expect(
            foreign.code == 1 && foreign.output.contains("set its authority in ssl.ca.location"),
            "\(foreign.output)"
        )
        if !KafkaLibrary.present.isAtLeast(2, 6, 1) {
            let scram = try run(good.replacing("PLAIN", with: "SCRAM-SHA-512").replacing("eyrie-reader", with: "eyrie"))
            #expect(scram.code == 1 && scram.output.contains("#4895"), "\(scram.output)")
        }
    }

    @Test("a reader and a worker of a stage measure lag with their own rights")
    func lag() throws {
        let reader = EyrieRun("lag", "--config", try cluster.configuration(of: "reader"))
        #expect(reader.code == 0 && reader.output.contains("eyrie.features"), "\(reader.output)\(reader.error)")
        let log = try cluster.log(as: "features")
        defer { log.close() }
        let wiring = PipelineStages.features.wiring
        let report = try LagMeter(log: log).measure(
            LagGroup.committed([wiring.node]),
            watching: [wiring.output, wiring.changelog],
            nowMilliseconds: 0,
            uptimeMilliseconds: 0
        )
        #expect(report.partitions.count == 2)
    }

    @Test("an operator retries a dead letter, a reader may not")
    func retry() throws {
        // Brokers remove what is older than a topic's retention at once.
        let received = Int64(Date().timeIntervalSince1970 * 1_000)
        let letter = DeadLetter(
            stage: "features",
            code: "malformed",
            message: "no",
            topic: Topics.alerts.name,
            partition: 0,
            offset: 7,
            timestampMilliseconds: received,
            key: Array("p".utf8),
            value: Array("{}".utf8)
        )
        let owner = try cluster.log(as: nil)
        defer { owner.close() }
        let producer = try owner.makeProducer(id: "seed")
        defer { producer.close() }
        let text = String(decoding: letter.encoded, as: UTF8.self)
        let frames = try #require(LogRecord.frames([LogRecord("k", text, at: received)]))
        _ = try producer.commit(
            LogTransaction(appends: [.init(TopicPartition(Topics.deadLetters.name, 0), frames)])
        )
        func retry(_ role: String) throws -> EyrieRun {
            EyrieRun("deadletters", "retry", "alerts/0/7", "--config", try cluster.configuration(of: role))
        }
        let refused = try retry("reader")
        #expect(refused.code == 1 && refused.error.contains("rights"), "\(refused.error)")
        let done = try retry("operator")
        #expect(done.code == 0 && done.output.contains("1 retried, 0 refused"), "\(done.output)\(done.error)")
    }
}
