import CommandLineKit
import Configuration
import Foundation
import KafkaLog
import LogPort
import NodeAssembly
import PipelineTestKit
import StageRuntime
import Testing

@testable import eyrie

@Suite("Settings of a log on Kafka")
struct KafkaSettingsTests {
    private static func settings(
        _ text: String = "",
        environment: [String: String] = [:],
        options: [String] = []
    ) throws -> EffectiveConfiguration {
        try ConfigurationLoader(CommonOptions.schema).load(
            file: ConfigurationFile(name: "eyrie.yaml", bytes: Array(text.utf8)),
            environment: environment,
            options: options.compactMap { ConfigurationOption(assignment: $0) }
        )
    }

    private static func isEmbedded(_ configuration: EffectiveConfiguration) -> Bool {
        LogSettings(configuration).address.isEmpty
    }

    private static func commits(_ configuration: EffectiveConfiguration) -> CommitSettings {
        WorkerSettings(configuration).commits(isEmbedded: isEmbedded(configuration))
    }

    private static func stopBudget(_ configuration: EffectiveConfiguration) -> Duration {
        StopSettings(configuration).budget(isEmbedded: isEmbedded(configuration))
    }

    private static func memberName(_ configuration: EffectiveConfiguration) throws -> String? {
        try WorkerSettings(configuration).memberName(isEmbedded: isEmbedded(configuration))
    }

    @Test(
        "an address contains brokers",
        arguments: [
            ("", LogAddress.embedded),
            ("kafka://a:1", .kafka(servers: "a:1")),
            ("kafka://kafka-0.kafka:9092,10.0.0.1:65535", .kafka(servers: "kafka-0.kafka:9092,10.0.0.1:65535")),
            ("kafka://[::1]:9092", .kafka(servers: "[::1]:9092")),
        ]
    )
    func addresses(text: String, address: LogAddress) throws {
        #expect(try LogAddress(text) == address)
    }

    @Test(
        "an invalid address is refused in one line that shows a valid one",
        arguments: [
            "kafka://", "kafka://a", "kafka://a:", "kafka://:1", "kafka://a:0", "kafka://a:65536", "kafka://a:1,",
            "kafka://a:1/x", "kafka://a b:1", "kafka://a:+1", "kafka://[a]:1", "a:9092", "http://a:1", "KAFKA://a:1",
            "-",
        ]
    )
    func badAddresses(text: String) {
        let failure = #expect(throws: SettingFault.self) { try LogAddress(text) }
        #expect(failure?.message.contains("kafka://HOST:PORT") == true)
        #expect(failure?.message.contains("\n") == false)
    }

    @Test("every setting reaches the client's settings")
    func everySetting() throws {
        let folder = try TemporaryFolder()
        for (name, text) in [("password", "pass word\n"), ("key", "key\r\nsecond line")] {
            try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder.path)/\(name)"))
        }
        let settings = try KafkaAccess.settings(
            Self.settings(
                """
                log: {address: "kafka://a:1,b:2"}
                kafka:
                  prefix: team.
                  replication: 3
                  session-timeout: 7s
                  max-poll-interval: 8s
                  transaction-timeout: 9s
                  request-timeout: 1500ms
                  compression: zstd
                  token-file: /token
                  password-file: \(folder.path)/password
                  key-password-file: \(folder.path)/key
                  properties: {security.protocol: sasl_ssl, ssl: {ca.location: /ca}}
                """,
                environment: ["EYRIE_KAFKA_PROPERTIES_SASL_USERNAME": "eyrie"]
            )
        )
        #expect(settings.bootstrapServers == "a:1,b:2")
        #expect(settings.prefix == "team.")
        #expect(settings.replication == 3)
        #expect(settings.sessionTimeoutMilliseconds == 7_000)
        #expect(settings.maxPollIntervalMilliseconds == 8_000)
        #expect(settings.transactionTimeoutMilliseconds == 9_000)
        #expect(settings.requestTimeoutMilliseconds == 1_500)
        #expect(settings.compression == "zstd")
        #expect(settings.tokenFile == "/token")
        #expect(
            settings.properties == [
                KafkaProperty("sasl.username", "eyrie"), KafkaProperty("security.protocol", "sasl_ssl"),
                KafkaProperty("ssl.ca.location", "/ca"), KafkaProperty("sasl.password", "pass word"),
                KafkaProperty("ssl.key.password", "key"),
            ]
        )
    }

    @Test(
        "properties that would break exactly-once are refused with the reason",
        arguments: ["isolation.level", "acks", "group.id", "transactional.id", "enable.auto.commit", "check.crcs"]
    )
    func refusedProperties(name: String) throws {
        let configuration = try Self.settings(options: ["log.address=kafka://a:1", "kafka.properties.\(name)=x"])
        let failure = #expect(throws: SettingFault.self) { try KafkaAccess.settings(configuration) }
        let reason = try #require(KafkaProperties.refusal(of: name))
        #expect(failure?.message.contains("\(name) may not be set: \(reason)") == true)
    }

    @Test(
        "wrong prefixes, names and files of secrets are refused in one line",
        arguments: [
            "kafka.prefix=a/b", "kafka.prefix=ä", "kafka.password-file=/nowhere/at/all",
            "kafka.key-password-file=/nowhere/at/all",
        ]
    )
    func refused(assignment: String) throws {
        let configuration = try Self.settings(options: ["log.address=kafka://a:1", assignment])
        let failure = #expect(throws: SettingFault.self) { try KafkaAccess.settings(configuration) }
        #expect(failure?.message.contains("\n") == false)
    }

    @Test("secrets are never printed, wherever they come from")
    func secrets() throws {
        let folder = try TemporaryFolder()
        let file = "\(folder.path)/eyrie.yaml"
        try Data("kafka: {properties: {ssl.key.password: s3cret-1, ssl: {key.pem: s3cret-2}}}\n".utf8)
            .write(to: URL(fileURLWithPath: file))
        try Data("s3cret-3\n".utf8).write(to: URL(fileURLWithPath: "\(folder.path)/password"))
        let words = [
            "--config", file, "--log", "kafka://a:1", "--set", "kafka.password-file=\(folder.path)/password", "--set",
            "kafka.properties.sasl.oauthbearer.config=s3cret-4",
        ]
        let environment = ["EYRIE_KAFKA_PROPERTIES_SSL_KEYSTORE_PASSWORD": "s3cret-5"]
        let printed = try EyrieProcess.run(["config", "print"] + words, environment: environment)
        #expect(printed.code == 0, "\(printed.error)")
        #expect(!printed.output.contains("s3cret"), "\(printed.output)")
        // Five lines of values, of which four are set by name and hidden.
        #expect(printed.output.components(separatedBy: "\"<hidden>\"").count - 1 == 4)
        let refused = try EyrieProcess.run(
            ["config", "validate", "--set", "kafka.properties.sasl.password=s3cret-6"] + words,
            environment: environment
        )
        #expect(refused.code == 1)
        #expect(refused.error.contains("keep one of them"))
        #expect(!refused.error.contains("s3cret"), "\(refused.error)")
    }

    @Test("bounds of a commit and of a stop suit the engine unless they are set")
    func engineDefaults() throws {
        let embedded = try Self.settings()
        let kafka = try Self.settings(options: ["log.address=kafka://a:1"])
        #expect(Self.commits(embedded).intervalMilliseconds == 20)
        #expect(Self.commits(embedded).maxRecords == 10_000)
        #expect(Self.commits(kafka).intervalMilliseconds == 150)
        #expect(Self.commits(kafka).maxRecords == 20_000)
        #expect(Self.stopBudget(embedded) == .seconds(20))
        #expect(Self.stopBudget(kafka) == .seconds(4))
        let set = try Self.settings(
            "worker: {commit-interval: 0ms, commit-records: 7}\nstop.budget: 1s\n",
            options: ["log.address=kafka://a:1"]
        )
        #expect(Self.commits(set).intervalMilliseconds == 0)
        #expect(Self.commits(set).maxRecords == 7)
        #expect(Self.stopBudget(set) == .seconds(1))
    }

    @Test("workers on Kafka are called after the host unless they have a name")
    func workerNames() throws {
        #expect(try Self.memberName(Self.settings()) == nil)
        let unnamed = try #require(try Self.memberName(Self.settings(options: ["log.address=kafka://a:1"])))
        #expect(!unnamed.isEmpty)
        #expect(unnamed.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-_".contains($0)) })
        let named = try Self.settings(options: ["log.address=kafka://a:1", "worker.name=w-3"])
        #expect(try Self.memberName(named) == "w-3")
        let wrong = try Self.settings(options: ["log.address=kafka://a:1", "worker.name=w 3"])
        #expect(throws: SettingFault.self) { try Self.memberName(wrong) }
    }

    @Test(
        "the embedded log refuses to be shared by processes, and says what to do",
        arguments: [["bridge"], ["worker", "features"], ["vault", "run"]]
    )
    func embedded(command: [String]) throws {
        let folder = try TemporaryFolder()
        let result = try EyrieProcess.run(command + ["--folder", "\(folder.path)/log"])
        #expect(result.code == 1)
        #expect(result.error.contains("one owning process"), "\(result.error)")
        #expect(result.error.contains("--log kafka://HOST:PORT"))
        #expect(result.error.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: "\(folder.path)/log"))
    }

    /// Port 1 (tcpmux) is unused.
    private static func nobody(_ folder: String) -> [String] {
        [
            "--log", "kafka://127.0.0.1:1", "--folder", folder, "--set", "kafka.request-timeout=500ms", "--set",
            "bridge.http.port=0", "--set", "probes.port=0", "--set", "probes.address=127.0.0.1",
        ]
    }

    @Test(
        "a cluster that does not answer is one clear line, within the time that was set",
        arguments: [["ledger"], ["log", "topics"], ["model", "list"], ["replay", "verify"], ["up"]]
    )
    func nobodyThere(command: [String]) throws {
        let folder = try TemporaryFolder()
        let start = ContinuousClock.now
        let result = try EyrieProcess.run(command + Self.nobody(folder.path) + ["--set", "logging.level=error"])
        #expect(result.code == 1)
        #expect(result.error.contains("127.0.0.1:1"), "\(result.error)")
        #expect(result.error.split(separator: "\n").count == 1, "\(result.error)")
        #expect(start.duration(to: .now) < .seconds(10))
    }

    @Test("a worker that starts without its cluster waits, alive and not ready, and stops when it is asked to")
    func workerWaits() throws {
        let folder = try TemporaryFolder()
        let worker = try RunningProcess(["worker", "features"] + Self.nobody(folder.path))
        #expect(worker.hasSaid("the log refused, trying again"), "\(worker.text)")
        #expect(try worker.probe("/healthz") == 200)
        #expect(try worker.probe("/readyz") == 503)
        let end = worker.stop()
        #expect(end.code == 0, "\(worker.text)")
        #expect(end.seconds < 5)
    }
}
