import LogPort
import Testing

@testable import KafkaLog

@Suite("Which properties of librdkafka may be set")
struct KafkaPropertiesTests {
    /// What would break exactly-once, evidence or the log's loop, and a word of the reason that is given.
    static let refused: [(String, String)] = [
        ("bootstrap.servers", "address"), ("metadata.broker.list", "address"), ("group.id", "named after stages"),
        ("group.instance.id", "keeps its partitions"), ("group.protocol", "classic"),
        ("transactional.id", "fences"), ("isolation.level", "aborted"), ("enable.idempotence", "twice"),
        ("acks", "in-sync"), ("request.required.acks", "in-sync"), ("enable.gapless.guarantee", "transaction"),
        ("enable.auto.commit", "one transaction"), ("auto.commit.enable", "one transaction"),
        ("auto.commit.interval.ms", "one transaction"), ("enable.auto.offset.store", "one transaction"),
        ("auto.offset.reset", "retention"), ("partition.assignment.strategy", "eager"),
        ("partitioner", "murmur2"), ("enable.partition.eof", "Eyrie"), ("check.crcs", "checksum"),
        ("allow.auto.create.topics", "mistyped"), ("message.timeout.ms", "transaction"),
        ("delivery.timeout.ms", "transaction"), ("transaction.timeout.ms", "kafka.transaction-timeout"),
        ("session.timeout.ms", "kafka.session-timeout"), ("heartbeat.interval.ms", "kafka.session-timeout"),
        ("max.poll.interval.ms", "kafka.max-poll-interval"), ("max.in.flight", "order"),
        ("max.in.flight.requests.per.connection", "order"), ("message.send.max.retries", "time-out"),
        ("retries", "time-out"), ("test.mock.num.brokers", "memory"), ("plugin.library.paths", "foreign code"),
        ("interceptors", "foreign code"), ("delivery.report.only.error", "offsets"), ("client.rack", "#4616"),
        ("enabled_events", "never end"), ("rebalance_cb", "function"), ("oauthbearer_token_refresh_cb", "function"),
        ("opaque", "function"), ("default_topic_conf", "function"),
    ]

    @Test("a refused property is named with its reason", arguments: refused)
    func refusal(_ name: String, _ reason: String) throws {
        var settings = KafkaLogSettings(bootstrapServers: "127.0.0.1:1")
        settings.properties = [KafkaProperty("client.id", "mine"), KafkaProperty(name, "s3cret-value")]
        let error = try #require(throws: LogError.self) { try KafkaLog(settings) }
        #expect(error.code == .unusable)
        #expect(error.remedy == .stop)
        #expect(error.message.contains(name))
        #expect(error.message.contains(reason))
        #expect(!error.description.contains("s3cret-value"))
    }

    @Test("properties that Eyrie sets itself are refused, never silently replaced")
    func requiredAreRefused() {
        let settings = KafkaLogSettings(bootstrapServers: "127.0.0.1:1")
        let purposes: [KafkaClient.Purpose] = [
            .member(group: "g", name: "m"), .producer(transactionalID: "t", writes: .decided), .reader, .questions,
            .offsets(group: "g", areStable: true),
        ]
        for purpose in purposes {
            var settings = settings
            settings.properties = [KafkaProperty("client.id", "mark")]
            let all = ClientProperties.all(of: purpose, settings).map(\.name)
            // People's own come in the middle: what stands behind them wins over them.
            let own = all.lastIndex(of: "client.id") ?? 0
            let required = all[(own + 1)...]
            #expect(required.count >= 4)
            for name in required {
                #expect(KafkaProperties.refusal(of: name) != nil, "\(name) would be replaced without a word")
            }
        }
    }

    @Test("users may set the properties that they need")
    func open() throws {
        let names = [
            "security.protocol", "ssl.ca.location", "ssl.certificate.location", "ssl.key.location", "ssl.key.password",
            "sasl.mechanism", "sasl.username", "sasl.password", "linger.ms", "socket.keepalive.enable", "debug",
            "queued.max.messages.kbytes", "fetch.max.bytes", "message.max.bytes", "compression.level",
        ]
        for name in names {
            #expect(KafkaProperties.refusal(of: name) == nil, "\(name)")
        }
        try KafkaProperties.check(names.map { KafkaProperty($0, "x") })
    }

    @Test(
        "a value that librdkafka does not accept is an error of one line without the secret",
        arguments: ["sasl.password", "ssl.key.password", "ssl.keystore.password", "ssl.key.pem"]
    )
    func secretsAreNotShown(_ name: String) throws {
        #expect(KafkaProperties.isSecret(name))
        var settings = KafkaLogSettings(bootstrapServers: "127.0.0.1:1")
        // The secret is set first; what fails is a property after it, or the secret itself.
        settings.properties = [KafkaProperty(name, "hunter-2"), KafkaProperty("linger.ms", "soon")]
        let error = try #require(throws: LogError.self) { try KafkaLog(settings) }
        #expect(error.code == .unusable)
        #expect(!error.description.contains("hunter-2"))
        #expect(!error.description.contains("\n"))
    }

    @Test("an unknown property is named")
    func unknown() throws {
        var settings = KafkaLogSettings(bootstrapServers: "127.0.0.1:1")
        settings.properties = [KafkaProperty("no.such.property", "1")]
        let error = try #require(throws: LogError.self) { try KafkaLog(settings) }
        #expect(error.message.contains("no.such.property"))
    }
}
