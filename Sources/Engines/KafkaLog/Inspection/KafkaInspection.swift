import CKafka
package import LogPort

/// Examines a cluster as a client with these settings, and the client itself; used by one thread.
///
/// It only reads, except ``probe(topic:)``, which writes a record in a transaction that is aborted.
package final class KafkaInspection {
    private let settings: KafkaLogSettings
    private let notes = ClientNotes()
    private let cluster: ClusterView

    /// Makes a client; no connection is needed for it to exist.
    ///
    /// - Throws: ``LogError`` with `unusable` for properties that Eyrie or librdkafka refuse.
    package init(_ settings: KafkaLogSettings) throws(LogError) {
        try KafkaProperties.check(settings.properties)
        var settings = settings
        settings.logger = notes.logger
        // Brokers' requests with their versions, and every connection that is closed.
        settings.properties += [KafkaProperty("debug", "feature"), KafkaProperty("log.connection.close", "true")]
        self.settings = settings
        cluster = try ClusterView(settings)
    }

    /// The requests that brokers take; empty before one was reached.
    package var apis: [KafkaAPI] {
        notes.apis
    }

    /// The clients' errors so far.
    package var complaints: [String] {
        notes.complaints
    }

    /// The likely causes of the errors.
    package var causes: [String] {
        KafkaCause.explain(complaints, properties: settings.properties, library: .present, apis: apis)
    }

    /// Asks for brokers and topics.
    package func reach() throws(LogError) -> KafkaReach {
        let metadata = try cluster.metadata()
        return KafkaReach(
            brokers: metadata.brokers.map { .init(id: $0.id, address: "\($0.host):\($0.port)") },
            inSync: metadata.inSync
        )
    }

    /// Reads a broker's configuration from the broker itself, at the address that it advertises.
    ///
    /// - Returns: nil when the broker was reached and this user may not see it.
    /// - Throws: ``LogError`` with `unavailable` when it does not answer.
    package func configuration(ofBroker id: Int32) throws(LogError) -> [String: String]? {
        do throws(LogError) {
            return try TopicAdmin(client: cluster.client).configuration(ofBroker: id).mapValues(\.value)
        } catch {
            guard error.code == .unusable else { throw error }
            return nil
        }
    }

    /// Reads the access control list.
    ///
    /// - Returns: nil when the cluster has no authorizer; empty also when librdkafka does not tell why (2.0.2 forgets the
    ///   error of an answer without entries, measured).
    /// - Throws: ``LogError`` with `unusable` when this user may not see it.
    package func grants() throws(LogError) -> [KafkaGrant]? {
        try TopicAdmin(client: cluster.client).grants()
    }

    /// Writes a record in a transaction that is aborted: rights, clock, compression, and how long an end takes.
    ///
    /// - Parameter topic: The topic, without the settings' prefix; its partition 0 is written.
    /// - Returns: The findings; one line with the reason if it could not be written.
    package func probe(topic: String) -> [Finding] {
        let place = ClusterPartition(TopicPartition(topic, 0), prefix: settings.prefix)
        let outcome: TransactionProbe.Outcome
        do throws(LogError) {
            outcome = try TransactionProbe(settings: settings, cluster: cluster).run(in: place)
        } catch {
            let reason =
                "this user may not write to \(place.topic) as transactional id "
                + "\(settings.prefix)\(TransactionProbe.id)"
            let text = error.code == .unusable ? reason : "\(error)"
            return [Finding(.unchecked, "transactions, the brokers' clock and compression: \(text)")]
        }
        var findings = [
            Finding(.ok, "a transaction was written and aborted; its end took \(outcome.endMilliseconds) ms")
        ]
        if let marker = outcome.markerMilliseconds {
            findings.append(ClockProbe.finding(marker: marker, between: outcome.marked))
        } else {
            findings.append(
                Finding(
                    .unchecked,
                    "the brokers' clock: \(place.topic) has records that are newer than it, by their time"
                )
            )
        }
        if compression == "none" {
            findings.append(Finding(.ok, "nothing is compressed, as kafka.compression says"))
        } else if notes.refusesCompression {
            findings.append(
                Finding(
                    .warning,
                    "librdkafka writes uncompressed although kafka.compression is \(compression): the broker, or a "
                        + "proxy in front of it, does not offer Produce version 0 (KAFKA-18659)"
                )
            )
        } else {
            findings.append(Finding(.ok, "records are compressed with \(compression)"))
        }
        return findings
    }

    /// The codec of alerts, which doors write.
    package var compression: String {
        settings.compression.isEmpty ? WriterKind.received.compression : settings.compression
    }

    /// The largest message that producers send, in bytes.
    package var messageBytes: Int {
        let names = ["message.max.bytes"]
        return settings.properties.last { names.contains($0.name) }.flatMap { Int($0.value) } ?? 4 << 20
    }
}

/// The metadata of a reachable cluster.
package struct KafkaReach: Sendable, Equatable {
    package struct Broker: Sendable, Equatable {
        package let id: Int32
        /// `host:port` as the broker advertises it to clients.
        package let address: String
    }

    package let brokers: [Broker]
    /// In-sync copies of each topic's worst partition, by the topic's name in the cluster.
    package let inSync: [String: Int]
}
