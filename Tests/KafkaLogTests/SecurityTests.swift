import Foundation
import KafkaLog
import LogPort
import PipelineTestKit
import Testing

@Suite("Security", .serialized, .enabled(if: KafkaNode.canStart, "\(KafkaNode.skipped)"))
struct SecurityTests {
    private let source = TopicPartition("in", 0)

    @Test("TLS with a client certificate, PLAIN over TLS, and what is refused, on one secure node")
    func secureNode() throws {
        let node = try KafkaNode(port: 25_232, isSecure: true)
        let tls = [KafkaProperty("ssl.ca.location", "\(node.folder)/tls/ca.crt")]
        try works(
            node,
            try node.run("bootstrap-tls"),
            tls + [
                KafkaProperty("security.protocol", "ssl"),
                KafkaProperty("ssl.certificate.location", "\(node.folder)/tls/client.crt"),
                KafkaProperty("ssl.key.location", "\(node.folder)/tls/client.key"),
            ]
        )
        let sasl =
            tls + [
                KafkaProperty("security.protocol", "sasl_ssl"), KafkaProperty("sasl.mechanism", "PLAIN"),
                KafkaProperty("sasl.username", "eyrie"),
            ]
        try works(node, try node.run("bootstrap-sasl"), sasl + [KafkaProperty("sasl.password", "eyrie-test")])
        try isRefused(
            node,
            try node.run("bootstrap-sasl"),
            sasl + [KafkaProperty("sasl.password", "not-the-password")],
            saying: "Authentication failed"
        )
        // librdkafka 2.0.2 cannot log in with SCRAM to Kafka 4 (its #4895); newer ones can: here it is a wrong password.
        try isRefused(
            node,
            try node.run("bootstrap-sasl"),
            sasl + [
                KafkaProperty("sasl.mechanism", "SCRAM-SHA-512"), KafkaProperty("sasl.password", "not-the-password"),
            ],
            saying: "redentials"
        )
        // The brokers' certificate is not signed by whom the client trusts.
        try isRefused(
            node,
            try node.run("bootstrap-sasl"),
            sasl + [
                KafkaProperty("ssl.ca.location", "\(node.folder)/tls/client.crt"),
                KafkaProperty("sasl.password", "eyrie-test"),
            ],
            saying: "certificate verify failed"
        )
        // Without its own certificate.
        try isRefused(
            node,
            try node.run("bootstrap-tls"),
            tls + [KafkaProperty("security.protocol", "ssl")],
            saying: "certificate"
        )
        try tokens(node, tls)
    }

    private func settings(_ node: KafkaNode, _ servers: String, _ properties: [KafkaProperty]) -> KafkaLogSettings {
        var settings = node.settings
        settings.bootstrapServers = servers.trimmingCharacters(in: .whitespacesAndNewlines)
        settings.properties = properties
        return settings
    }

    /// All kinds of client do their work: questions, producer, reader, member.
    private func works(_ node: KafkaNode, _ servers: String, _ properties: [KafkaProperty]) throws {
        let log = try KafkaLog(settings(node, servers, properties))
        defer { log.close() }
        try log.make("in")
        try log.write(["a"], to: source)
        #expect(try log.values(source) == ["a"])
        let worker = try log.makeWorker(group: "g", topics: ["in"], member: "0")
        defer { worker.close() }
        #expect(try worker.pollRecords().nextOffset == 1)
        _ = try worker.commit(LogTransaction(offsets: [.init(source, next: 1)]))
        #expect(try log.committedOffset(group: "g", in: source) == 1)
    }

    /// The first question is answered with one line that names the cause, without the secret and long before a minute.
    private func isRefused(
        _ node: KafkaNode,
        _ servers: String,
        _ properties: [KafkaProperty],
        saying cause: String
    ) throws {
        let log = try KafkaLog(settings(node, servers, properties))
        defer { log.close() }
        let clock = ContinuousClock()
        let taken = clock.measure {
            for ask in [{ _ = try log.topics() }, { _ = try log.makeProducer(id: "p") }] {
                let error = #expect(throws: LogError.self, performing: ask)
                #expect(error?.code == .unusable, "\(String(describing: error))")
                #expect(error?.remedy == .stop)
                #expect(error?.message.contains(cause) == true, "\(String(describing: error))")
                #expect(error?.description.contains("\n") == false)
                #expect(error?.description.contains("not-the-password") == false)
            }
        }
        #expect(taken < .seconds(12), "\(cause)")
    }

    /// The node does not take tokens: how far the client goes shows whether it has read one.
    private func tokens(_ node: KafkaNode, _ tls: [KafkaProperty]) throws {
        let file = "\(node.folder)/token"
        let servers = try node.run("bootstrap-sasl")
        let properties =
            tls + [KafkaProperty("security.protocol", "sasl_ssl"), KafkaProperty("sasl.mechanism", "OAUTHBEARER")]
        var settings = settings(node, servers, properties)
        settings.tokenFile = file
        // No file: the client says so and does not even try to log in.
        try refusesToken(settings, saying: "cannot be read")
        // A token: the broker is asked, which knows no such mechanism.
        let end = Int(Date().timeIntervalSince1970) + 3_600
        let token = BearerTokenTests.token(#"{"sub":"eyrie","exp":\#(end)}"#)
        try Data("\(token)\n".utf8).write(to: URL(fileURLWithPath: file))
        try refusesToken(settings, saying: "OAUTHBEARER")
    }

    private func refusesToken(_ settings: KafkaLogSettings, saying cause: String) throws {
        let log = try KafkaLog(settings)
        defer { log.close() }
        let error = try #require(throws: LogError.self) { try log.topics() }
        #expect(error.remedy == .stop, "\(error)")
        #expect(error.message.contains(cause), "\(error)")
        #expect(!error.description.contains("\n"))
    }
}
