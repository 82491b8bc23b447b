/// The properties of each kind of client; each value that differs from librdkafka's default has its reason here.
enum ClientProperties {
    /// Returns the properties in order: defaults, the user's properties, then those that must not change.
    static func all(of purpose: KafkaClient.Purpose, _ settings: KafkaLogSettings) -> [KafkaProperty] {
        suggested(purpose, settings) + settings.properties + required(purpose, settings)
    }

    /// The most bytes of a message, unless people set them otherwise.
    private static let largestMessage = KafkaProperty("message.max.bytes", "\(4 << 20)")

    /// The most bytes of a message that producers of these settings take.
    static func largestMessageBytes(_ settings: KafkaLogSettings) -> Int {
        let own = settings.properties.last { $0.name == largestMessage.name }
        return Int(own?.value ?? largestMessage.value) ?? Int.max
    }

    /// What a member calls itself, behind what people call their clients: a twin is known by it.
    static func clientID(of member: String, _ settings: KafkaLogSettings) -> String {
        let chosen = settings.properties.last { $0.name == "client.id" }?.value
        return "\(chosen ?? "eyrie").\(member)"
    }

    /// Longest wait for an answer, in milliseconds; librdkafka refuses one of a producer above its transaction's time-out.
    private static func socketTimeout(_ purpose: KafkaClient.Purpose, _ settings: KafkaLogSettings) -> Int {
        switch purpose {
        case .producer: min(20_000, settings.transactionTimeoutMilliseconds)
        case .member, .reader, .glance, .offsets, .questions: 20_000
        }
    }

    /// Defaults that users may change.
    private static func suggested(
        _ purpose: KafkaClient.Purpose,
        _ settings: KafkaLogSettings
    ) -> [KafkaProperty] {
        var properties = [
            KafkaProperty("client.id", "eyrie"),
            // Small requests would wait for the acknowledgement of the one before (#4986).
            KafkaProperty("socket.nagle.disable", "true"),
            KafkaProperty("reconnect.backoff.max.ms", "2000"),
            // A hanging broker is given up after this time, not after a minute, and another one is asked.
            KafkaProperty("socket.timeout.ms", "\(socketTimeout(purpose, settings))"),
            KafkaProperty("socket.connection.setup.timeout.ms", "10000"),
            KafkaProperty("log.connection.close", "false"),
        ]
        switch purpose {
        case .producer(_, let kind):
            let compression = settings.compression.isEmpty ? kind.compression : settings.compression
            properties += [
                KafkaProperty("compression.type", compression),
                KafkaProperty("linger.ms", "5"),
                // More than a transaction of the largest size holds; above it the worker waits.
                KafkaProperty("queue.buffering.max.messages", "500000"),
                KafkaProperty("queue.buffering.max.kbytes", "98304"),
                // An alert of 1 MiB in its envelope fits, and topics take as much.
                KafkaProperty(largestMessage.name, largestMessage.value),
            ]
        case .member:
            properties += [
                KafkaProperty("fetch.wait.max.ms", "100"),
                KafkaProperty("queued.min.messages", "\(FetchNudge.queueLength)"),
                KafkaProperty("queued.max.messages.kbytes", "8192"),
                // Compressed, and of each partition: what comes with one answer is many times as much in memory.
                KafkaProperty("fetch.message.max.bytes", "\(128 << 10)"),
            ]
        case .reader:
            properties += [
                KafkaProperty("fetch.wait.max.ms", "50"),
                KafkaProperty("fetch.error.backoff.ms", "50"),
                KafkaProperty("queued.min.messages", "\(FetchNudge.queueLength)"),
                KafkaProperty("queued.max.messages.kbytes", "\(settings.readerQueueBytes >> 10)"),
            ]
        case .glance:
            properties += [
                KafkaProperty("fetch.wait.max.ms", "50"),
                KafkaProperty("fetch.error.backoff.ms", "50"),
                KafkaProperty("queued.min.messages", "1"),
                // A broker answers with one batch at least, however large it is (KIP-74).
                KafkaProperty("fetch.message.max.bytes", "1"),
            ]
        case .offsets, .questions: break
        }
        return properties
    }

    /// The properties that exactly-once needs.
    private static func required(
        _ purpose: KafkaClient.Purpose,
        _ settings: KafkaLogSettings
    ) -> [KafkaProperty] {
        var properties = [KafkaProperty("bootstrap.servers", settings.bootstrapServers)]
        switch purpose {
        case .producer(let transactionalID, _):
            properties += [
                KafkaProperty("transactional.id", transactionalID),
                KafkaProperty("transaction.timeout.ms", "\(settings.transactionTimeoutMilliseconds)"),
                KafkaProperty("enable.idempotence", "true"),
                KafkaProperty("acks", "all"),
            ]
        case .member(let group, let name):
            properties += [
                KafkaProperty("client.id", clientID(of: name, settings)),
                KafkaProperty("group.id", group),
                KafkaProperty("isolation.level", "read_committed"),
                KafkaProperty("enable.auto.commit", "false"),
                KafkaProperty("enable.auto.offset.store", "false"),
                // A committed offset that retention removed is an error that names the range.
                KafkaProperty("auto.offset.reset", "error"),
                KafkaProperty("partition.assignment.strategy", "range"),
                KafkaProperty("session.timeout.ms", "\(settings.sessionTimeoutMilliseconds)"),
                KafkaProperty(
                    "heartbeat.interval.ms",
                    "\(max(250, min(3_000, settings.sessionTimeoutMilliseconds / 4)))"
                ),
                KafkaProperty(
                    "max.poll.interval.ms",
                    "\(max(settings.maxPollIntervalMilliseconds, settings.sessionTimeoutMilliseconds))"
                ),
                KafkaProperty("allow.auto.create.topics", "false"),
                KafkaProperty("check.crcs", "true"),
            ]
        case .reader, .glance:
            properties += [
                KafkaProperty("isolation.level", "read_committed"),
                KafkaProperty("enable.auto.commit", "false"),
                KafkaProperty("auto.offset.reset", "error"),
                KafkaProperty("enable.partition.eof", "true"),
                KafkaProperty("allow.auto.create.topics", "false"),
                KafkaProperty("check.crcs", "true"),
            ]
        case .offsets(let group, let areStable):
            properties += [
                KafkaProperty("group.id", group),
                KafkaProperty("isolation.level", areStable ? "read_committed" : "read_uncommitted"),
                KafkaProperty("enable.auto.commit", "false"),
                KafkaProperty("allow.auto.create.topics", "false"),
            ]
        case .questions:
            properties += [
                KafkaProperty("isolation.level", "read_uncommitted"),
                KafkaProperty("enable.auto.commit", "false"),
                KafkaProperty("allow.auto.create.topics", "false"),
            ]
        }
        return properties
    }
}
