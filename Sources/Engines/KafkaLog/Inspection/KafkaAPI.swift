/// One request type that a broker takes, with its versions; the visible part of a broker's version.
package struct KafkaAPI: Sendable, Equatable {
    package let name: String
    package let versions: ClosedRange<Int>

    package init(_ name: String, _ versions: ClosedRange<Int>) {
        self.name = name
        self.versions = versions
    }

    /// Reads a line of librdkafka's debug context "feature": `ApiKey Produce (0) Versions 0..11`.
    init?(line: String) {
        guard let start = line.firstRange(of: "ApiKey "), let middle = line.firstRange(of: ") Versions ") else {
            return nil
        }
        let name = line[start.upperBound...].prefix { $0 != " " }
        let range = line[middle.upperBound...].prefix { $0.isNumber || $0 == "." }.split(separator: ".")
        guard range.count == 2, let low = Int(range[0]), let high = Int(range[1]), low <= high else { return nil }
        self.init(String(name), low...high)
    }
}

extension [KafkaAPI] {
    /// The oldest version of a request that brokers take; nil when it is unknown.
    func oldest(_ name: String) -> Int? {
        first { $0.name == name }?.versions.lowerBound
    }

    /// Whether brokers are Kafka 4 or newer; nil when it is unknown.
    ///
    /// Kafka 4.0 took away Fetch below version 4 (KIP-896).
    package var isKafka4: Bool? {
        oldest("Fetch").map { $0 >= 4 }
    }

    /// The meaning of the versions for Eyrie.
    package func findings(compression: String) -> [Finding] {
        guard let isKafka4 else {
            return [Finding(.unchecked, "the brokers' version: they did not tell which requests they take")]
        }
        var findings: [Finding] = []
        let version = isKafka4 ? "Kafka 4.0 or newer" : "older than Kafka 4.0"
        // KIP-447: TxnOffsetCommit version 3 carries the group's generation.
        if let commit = first(where: { $0.name == "TxnOffsetCommit" }), commit.versions.upperBound < 3 {
            findings.append(
                Finding(
                    .failed,
                    "the brokers are older than Kafka 2.5: a member that was replaced could commit; update them"
                )
            )
        } else {
            findings.append(Finding(.ok, "the brokers are \(version), by the requests that they take"))
        }
        if compression != "none", let oldest = oldest("Produce"), oldest > 0 {
            findings.append(
                Finding(
                    .warning,
                    "the brokers, or a proxy in front of them, do not offer Produce version 0: librdkafka below 2.8 writes "
                        + "uncompressed then, without a word (KAFKA-18659); let the proxy offer it, or use a newer librdkafka"
                )
            )
        }
        return findings
    }
}
