import CKafka

/// The librdkafka that this program runs with; it was perhaps built with another one.
package struct KafkaLibrary: Sendable, Equatable {
    /// As `2.0.2`.
    package let version: String
    /// `0xMMmmrrxx`: major, minor, revision, pre-release (rdkafka.h).
    package let number: Int32
    /// What it was built with, such as ssl, sasl_scram, zstd.
    package let features: [String]

    package init(version: String, number: Int32, features: [String]) {
        self.version = version
        self.number = number
        self.features = features
    }

    /// The library of this process.
    package static var present: KafkaLibrary {
        let configuration = rd_kafka_conf_new()
        defer { rd_kafka_conf_destroy(configuration) }
        var value = [CChar](repeating: 0, count: 1_024)
        var length = value.count
        let result = rd_kafka_conf_get(configuration, "builtin.features", &value, &length)
        let text = result == RD_KAFKA_CONF_OK ? String(terminated: value) : ""
        return KafkaLibrary(
            version: String(cString: rd_kafka_version_str()),
            number: rd_kafka_version(),
            features: text.split(separator: ",").map { String($0.drop { $0 == " " }) }
        )
    }

    package func isAtLeast(_ major: Int32, _ minor: Int32, _ revision: Int32) -> Bool {
        number >> 8 >= major << 16 | minor << 8 | revision
    }

    /// The meaning of its version and features for Eyrie.
    ///
    /// - Parameter compression: The codec that is written.
    /// - Returns: One line about the library, and one for each missing feature.
    package func findings(compression: String) -> [Finding] {
        var findings: [Finding] = []
        let list = features.joined(separator: ", ")
        if isAtLeast(2, 0, 2) {
            findings.append(Finding(.ok, "librdkafka \(version) with \(list)"))
        } else {
            findings.append(
                Finding(
                    .failed,
                    "librdkafka \(version) is older than 2.0.2, which is the oldest that Eyrie knows; install it"
                )
            )
        }
        for (feature, meaning) in [("ssl", "TLS"), ("sasl_scram", "SCRAM"), ("sasl_oauthbearer", "OAUTHBEARER")]
        where !features.contains(feature) {
            findings.append(
                Finding(.warning, "this librdkafka was built without \(feature): \(meaning) cannot be used")
            )
        }
        if ["zstd", "lz4", "snappy", "gzip"].contains(compression), !features.contains(compression) {
            findings.append(
                Finding(
                    .failed,
                    "kafka.compression is \(compression) and this librdkafka was built without it; use lz4"
                )
            )
        }
        return findings
    }
}
