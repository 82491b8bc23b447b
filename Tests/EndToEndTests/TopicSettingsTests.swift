import Configuration
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import PipelineTestKit
import Testing

@testable import eyrie

@Suite("Settings of the door that reads topics")
struct TopicSettingsTests {
    private static func source(_ text: String) throws -> KafkaLogSettings? {
        let configuration = try ConfigurationLoader(CommonOptions.schema).load(
            file: ConfigurationFile(name: "eyrie.yaml", bytes: Array(text.utf8)),
            environment: [:],
            options: []
        )
        return try SourceTopicSettings(configuration)
            .cluster(log: LogSettings(configuration), kafka: KafkaSettings(configuration))
    }

    @Test("without topics there is no door")
    func none() throws {
        #expect(try Self.source("bridge: {topic: {address: \"kafka://a:1\"}}") == nil)
    }

    @Test("on the log's cluster the log's security holds, without its prefix")
    func ownCluster() throws {
        let settings = try #require(
            try Self.source(
                """
                log: {address: "kafka://a:1,b:2"}
                kafka: {prefix: team., request-timeout: 2s, properties: {security.protocol: ssl}}
                bridge: {topic: {names: [falco], properties: {security.protocol: plaintext}}}
                """
            )
        )
        #expect(settings.bootstrapServers == "a:1,b:2")
        #expect(settings.prefix == "")
        #expect(settings.properties.contains(KafkaProperty("security.protocol", "ssl")))
        #expect(!settings.properties.contains(KafkaProperty("security.protocol", "plaintext")))
        #expect(settings.requestTimeoutMilliseconds == 2_000)
    }

    @Test("another cluster has its own security")
    func otherCluster() throws {
        let folder = try TemporaryFolder()
        try Data("pass word\n".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/password"))
        let settings = try #require(
            try Self.source(
                """
                log: {address: "kafka://a:1"}
                kafka: {properties: {security.protocol: ssl}, token-file: /other}
                bridge:
                  topic:
                    names: [falco]
                    address: kafka://c:3
                    password-file: \(folder.path)/password
                    token-file: /token
                    properties: {security.protocol: sasl_ssl}
                """
            )
        )
        #expect(settings.bootstrapServers == "c:3")
        #expect(settings.properties.contains(KafkaProperty("security.protocol", "sasl_ssl")))
        #expect(!settings.properties.contains(KafkaProperty("security.protocol", "ssl")))
        #expect(settings.properties.contains(KafkaProperty("sasl.password", "pass word")))
        #expect(settings.tokenFile == "/token")
    }

    @Test(
        "an invalid setting is refused in one line with its name",
        arguments: [
            ("bridge: {topic: {names: [falco]}}", "bridge.topic.address"),
            ("bridge: {topic: {names: [falco], address: \"a:1\"}}", "bridge.topic.address"),
            ("bridge: {topic: {names: [eyrie.alerts.v1], address: \"kafka://a:1\"}}", "bridge.topic.names"),
            (
                "{kafka: {prefix: t.}, bridge: {topic: {names: [t.eyrie.x], address: \"kafka://a:1\"}}}",
                "bridge.topic.names"
            ),
            (
                "bridge: {topic: {names: [f], address: \"kafka://a:1\", properties: {group.id: x}}}",
                "group.id"
            ),
        ]
    )
    func refused(text: String, setting: String) {
        let failure = #expect(throws: SettingFault.self) { try Self.source(text) }
        #expect(failure?.message.contains(setting) == true, "\(failure?.message ?? "")")
        #expect(failure?.message.contains("\n") == false)
    }
}
