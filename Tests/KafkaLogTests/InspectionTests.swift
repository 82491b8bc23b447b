import LogPort
import Telemetry
import Testing

@testable import KafkaLog

@Suite("The findings of an examination, and their causes")
struct InspectionTests {
    private static func library(_ number: Int32 = 0x0200_02ff, without feature: String = "") -> KafkaLibrary {
        let all = ["ssl", "sasl_scram", "sasl_oauthbearer", "lz4", "zstd", "gzip", "snappy"]
        return KafkaLibrary(version: "of the test", number: number, features: all.filter { $0 != feature })
    }

    private static func causes(
        _ complaint: String,
        _ properties: [String: String] = [:],
        library: KafkaLibrary = library(),
        apis: [KafkaAPI] = []
    ) -> [String] {
        let list = properties.sorted { $0.key < $1.key }.map { KafkaProperty($0.key, $0.value) }
        return KafkaCause.explain([complaint], properties: list, library: library, apis: apis)
    }

    /// What librdkafka 2.0.2 says to Kafka 4.3.1.
    private static let scram =
        "sasl_ssl://b:1/bootstrap: SASL authentication error: Authentication failed during authentication due to invalid "
        + "credentials with SASL mechanism SCRAM-SHA-512"

    @Test("SCRAM on an old librdkafka against Kafka 4 is the nonce; on a new one, or Kafka 3, it is the password")
    func nonce() {
        let properties = ["security.protocol": "sasl_ssl", "sasl.mechanisms": "SCRAM-SHA-512"]
        let old = Self.causes(Self.scram, properties)
        #expect(old.count == 1 && old[0].contains("#4895") && old[0].contains("PLAIN over TLS"))
        // 2.6.1
        let new = Self.causes(Self.scram, properties, library: Self.library(0x0206_01ff))
        #expect(new.count == 1 && new[0].contains("check user, password and mechanism (scram-sha-512)"))
        let kafka3 = Self.causes(Self.scram, properties, apis: [KafkaAPI("Fetch", 0...17)])
        #expect(kafka3 == new)
        #expect(Self.causes(Self.scram, properties, apis: [KafkaAPI("Fetch", 4...17)]) == old)
    }

    @Test(
        "complaints, as real brokers cause them, lead to what to do",
        arguments: [
            ("certificate verify failed: broker certificate could not be verified", "ssl", "ssl.ca.location"),
            ("SSL routines::sslv3 alert bad certificate: SSL alert number 42", "ssl", "ssl.certificate.location"),
            ("SSL routines::unexpected eof while reading", "ssl", "does not speak TLS"),
            (
                "Disconnected while requesting ApiVersion: might be caused by incorrect security.protocol configuration "
                    + "(connecting to a SSL listener?)", "", "set security.protocol"
            ),
            ("Failed to resolve 'x:1': Name or service not known", "", "cannot be resolved"),
            ("Connect to ipv4#127.0.0.1:1 failed: Connection refused", "", "no process listens"),
            ("SASL authentication error: Authentication failed: Invalid username or password", "sasl_ssl", "login"),
        ]
    )
    func complaints(_ complaint: String, _ security: String, _ word: String) {
        let causes = Self.causes(complaint, security.isEmpty ? [:] : ["security.protocol": security])
        #expect(causes.count == 1 && causes[0].contains(word), "\(causes)")
    }

    @Test("OIDC and GSSAPI have their own causes; an unknown complaint has none")
    func others() {
        #expect(Self.causes("x", ["sasl.oauthbearer.method": "oidc"]).first?.contains("kafka.token-file") == true)
        let kerberos = Self.causes("SASL authentication error: no", ["sasl.mechanisms": "GSSAPI"])
        #expect(kerberos.first?.contains("KAFKA-19444") == true)
        let healed = Self.causes(
            "SASL authentication error: no",
            ["sasl.mechanisms": "GSSAPI"],
            apis: [KafkaAPI("JoinGroup", 0...9)]
        )
        #expect(healed.first?.contains("KAFKA-19444") == false)
        #expect(Self.causes("something new").isEmpty)
    }

    @Test("the library's version and features are judged")
    func libraryFindings() {
        #expect(Self.library().findings(compression: "lz4").map(\.level) == [.ok])
        #expect(Self.library(0x0109_02ff).findings(compression: "lz4").map(\.level) == [.failed])
        #expect(Self.library(without: "zstd").findings(compression: "zstd").map(\.level) == [.ok, .failed])
        #expect(Self.library(without: "ssl").findings(compression: "none").map(\.level) == [.ok, .warning])
        let present = KafkaLibrary.present
        #expect(present.isAtLeast(2, 0, 2) && !present.isAtLeast(99, 0, 0))
        #expect(present.features.contains("lz4"))
    }

    @Test("requests with their versions are read from librdkafka's lines, and tell old brokers and proxies")
    func apis() throws {
        let line = #"level=debug kafka.message="[thrd:b]: b:   ApiKey Produce (0) Versions 0..13""#
        #expect(KafkaAPI(line: line) == KafkaAPI("Produce", 0...13))
        #expect(KafkaAPI(line: "ApiKey Produce (0) Versions 3") == nil)
        let kafka4 = [KafkaAPI("Fetch", 4...17), KafkaAPI("Produce", 0...12), KafkaAPI("TxnOffsetCommit", 0...5)]
        #expect(kafka4.findings(compression: "lz4").map(\.level) == [.ok])
        #expect(kafka4.isKafka4 == true)
        let proxy = [KafkaAPI("Fetch", 4...17), KafkaAPI("Produce", 3...12)]
        #expect(proxy.findings(compression: "lz4").map(\.level) == [.ok, .warning])
        #expect(proxy.findings(compression: "none").map(\.level) == [.ok])
        let old = [KafkaAPI("Fetch", 0...11), KafkaAPI("TxnOffsetCommit", 0...2)]
        #expect(old.findings(compression: "none").map(\.level) == [.failed])
        #expect([KafkaAPI]().findings(compression: "none").map(\.level) == [.unchecked])
    }

    @Test("sentences are taken out of log lines, without threads, times and repeats")
    func notes() {
        let notes = ClientNotes()
        let logger = notes.logger
        for milliseconds in [1, 2] {
            logger.warning(
                "librdkafka",
                [
                    "kafka.facility": .string("FAIL"),
                    "kafka.message": .string("[thrd:b]: b: said \"no\" (after \(milliseconds)ms in state CONNECT)"),
                ]
            )
        }
        logger.debug("librdkafka", ["kafka.facility": .string("FAIL"), "kafka.message": .string("b: Disconnected")])
        logger.debug("librdkafka", ["kafka.facility": .string("OTHER"), "kafka.message": .string("b: nothing")])
        #expect(notes.complaints == [#"b: said "no""#, "b: Disconnected"])
    }

    @Test("a marker's time between asking and seeing is not a skew; outside it is the distance to the nearer end")
    func clock() {
        let range: ClosedRange<Int64> = 1_000_000...1_000_040
        #expect(ClockProbe.finding(marker: 1_000_020, between: range).level == .ok)
        #expect(ClockProbe.finding(marker: 1_000_020, between: range).text.contains("within 40 ms"))
        #expect(ClockProbe.finding(marker: 1_005_040, between: range).level == .ok)
        let ahead = ClockProbe.finding(marker: 1_005_041, between: range)
        #expect(ahead.level == .warning && ahead.text.contains("5001 ms ahead"))
        let behind = ClockProbe.finding(marker: 994_999, between: range)
        #expect(behind.level == .warning && behind.text.contains("5001 ms behind"))
        #expect(ClockProbe.finding(marker: 1_000_000 - 3_600_000, between: range).level == .failed)
    }

    @Test("the newest time is found by halving, and not outside the range")
    func halving() {
        // Offsets 0, 1, 2 have times 10, 70, 40: the first at or after 71 is none.
        func offset(_ time: Int64) -> Int64? {
            time <= 10 ? 0 : time <= 70 ? 1 : nil
        }
        for low in Int64(0)...70 {
            let found = ClockProbe.newest(in: low...200, offset: offset)
            #expect(found?.time == 70 && found?.offset == 1, "from \(low)")
        }
        #expect(ClockProbe.newest(in: 71...200, offset: offset) == nil)
        #expect(ClockProbe.newest(in: 0...60, offset: offset) == nil)
    }

    private static func topic(
        _ name: String,
        partitions: Int = 4,
        replication: Int = 3,
        _ entries: [String: String] = [:]
    ) -> KafkaTopicState {
        let usual = [
            "cleanup.policy": "delete", "max.message.bytes": "4194304", "min.insync.replicas": "2",
            "message.timestamp.type": "CreateTime", "retention.ms": "-1", "unclean.leader.election.enable": "false",
        ]
        return KafkaTopicState(
            name: name,
            partitions: partitions,
            replication: replication,
            entries: usual.merging(entries) { $1 }.mapValues { KafkaTopicState.Entry(value: $0, isOwn: true) }
        )
    }

    private static func levels(_ found: [KafkaTopicState], inSync: Int = 3, brokers: Int = 3) -> [Finding.Level] {
        TopicExamination.findings(
            wanted: [
                TopicSettings(name: "a", partitions: 4, cleanup: .delete),
                TopicSettings(name: "b", partitions: 4, cleanup: .delete),
            ],
            coPartitioned: ["a", "b"],
            found: found,
            inSync: ["a": inSync, "b": 3],
            messageBytes: 4 << 20,
            brokers: brokers
        ).map(\.level)
    }

    @Test("topics as they have to be are one good line; each fault is found")
    func topics() {
        let other = Self.topic("b")
        #expect(Self.levels([Self.topic("a"), other]) == [.ok])
        #expect(Self.levels([other]) == [.failed])
        #expect(Self.levels([Self.topic("a", partitions: 5), other]) == [.failed])
        for (name, value) in [
            ("cleanup.policy", "compact"), ("max.message.bytes", "1048588"),
            ("message.timestamp.type", "LogAppendTime"),
            ("min.insync.replicas", "4"), ("unclean.leader.election.enable", "true"),
        ] {
            #expect(Self.levels([Self.topic("a", [name: value]), other]) == [.failed], "\(name)")
        }
        #expect(Self.levels([Self.topic("a", ["retention.ms": "604800000"]), other]) == [.warning])
        #expect(Self.levels([Self.topic("a", ["min.insync.replicas": "1"]), other]) == [.warning])
        #expect(Self.levels([Self.topic("a"), other], inSync: 2) == [.warning])
        #expect(Self.levels([Self.topic("a"), other], inSync: 1) == [.failed])
        let single = ["min.insync.replicas": "1"]
        #expect(Self.levels([Self.topic("a", replication: 1, single), other], inSync: 1, brokers: 1) == [.warning])
    }

    @Test("a broker's limits below what clients ask for are faults")
    func brokers() {
        let settings = KafkaLogSettings(bootstrapServers: "b:1")
        func levels(_ entries: [String: String]) -> [Finding.Level] {
            BrokerExamination.findings(entries, of: "broker 1", settings).map(\.level)
        }
        #expect(levels(["transaction.max.timeout.ms": "900000", "group.max.session.timeout.ms": "1800000"]) == [])
        #expect(levels(["transaction.max.timeout.ms": "10000"]) == [.failed])
        #expect(levels(["group.max.session.timeout.ms": "10000"]) == [.failed])
        #expect(levels(["group.min.session.timeout.ms": "60000"]) == [.failed])
        let copies = ["transaction.state.log.replication.factor": "1", "transaction.state.log.min.isr": "2"]
        #expect(levels(copies) == [.failed])
        #expect(levels(["auto.create.topics.enable": "true"]) == [.warning])
    }
}
