/// The real cause of librdkafka's messages when a client cannot connect.
///
/// Sources: librdkafka's issues by number, its INTRODUCTION.md, and its observed messages with real brokers.
package enum KafkaCause {
    /// Explains complaints.
    ///
    /// - Parameters:
    ///   - complaints: The clients' errors.
    ///   - properties: The clients' properties.
    ///   - library: The librdkafka.
    ///   - apis: The brokers' requests before the error; often empty.
    /// - Returns: Causes and remedies, the likeliest first; empty when none is known.
    package static func explain(
        _ complaints: [String],
        properties: [KafkaProperty],
        library: KafkaLibrary,
        apis: [KafkaAPI]
    ) -> [String] {
        let words = complaints.joined(separator: "\n").lowercased()
        func said(_ phrases: String...) -> Bool {
            phrases.contains { words.contains($0) }
        }
        func value(_ names: String...) -> String {
            properties.last { names.contains($0.name) }?.value.lowercased() ?? ""
        }
        let mechanism = value("sasl.mechanisms", "sasl.mechanism")
        let login = said("sasl authentication", "authentication failed", "authentication error")
        var causes: [String] = []
        if login, mechanism.hasPrefix("scram"), !library.isAtLeast(2, 6, 1), apis.isKafka4 != false {
            causes.append(
                "librdkafka before 2.6.1 (this is \(library.version)) repeats its nonce in SCRAM, which Kafka 4 refuses as "
                    + "invalid credentials, right ones too (librdkafka #4895): use PLAIN over TLS, client certificates, "
                    + "or a newer librdkafka"
            )
        }
        if mechanism == "gssapi", !library.isAtLeast(2, 11, 0), apis.oldest("JoinGroup").map({ $0 >= 2 }) ?? login {
            causes.append(
                "Kafka 4.0.0 took away what librdkafka before 2.11 needs for GSSAPI (KAFKA-19444): use Kafka 4.0.1 or "
                    + "newer, or another login"
            )
        }
        if said("oidc") || value("sasl.oauthbearer.method") == "oidc" {
            causes.append(
                "sasl.oauthbearer.method=oidc needs a librdkafka with libcurl, which Debian's is not: fetch the token "
                    + "with another program, and set its file in kafka.token-file"
            )
        }
        causes += connection(said, value)
        if login, causes.isEmpty {
            causes.append(
                "the cluster refuses the login: check user, password and mechanism (\(mechanism.isEmpty ? "none is set" : mechanism)) "
                    + "against the broker's listener"
            )
        }
        return causes
    }

    private static func connection(
        _ said: (String...) -> Bool,
        _ value: (String...) -> String
    ) -> [String] {
        let isEncrypted = ["ssl", "sasl_ssl"].contains(value("security.protocol"))
        var causes: [String] = []
        if said("certificate verify failed", "unable to get local issuer certificate") {
            causes.append(
                "this machine does not trust the broker's certificate: set its authority in ssl.ca.location"
            )
        }
        if said("certificate required", "bad certificate", "certificate unknown") {
            causes.append(
                "the broker asks for a client certificate: set ssl.certificate.location and ssl.key.location"
            )
        }
        if said("hostname mismatch", "ip address mismatch") {
            causes.append("the broker's certificate is for another name: use the name that it has")
        }
        if said("wrong version number", "packet length too long", "http request", "unexpected eof while reading") {
            causes.append(
                "the port does not speak TLS: use the TLS listener's port, or another security.protocol"
            )
        }
        if !isEncrypted, said("security.protocol", "invalid response size") {
            causes.append(
                "the listener wants TLS or a login: set security.protocol to ssl or sasl_ssl, or use the plain listener's "
                    + "port"
            )
        }
        if said("failed to resolve", "name or service not known") {
            causes.append("a broker's name cannot be resolved here: correct log.address, or advertised.listeners there")
        }
        if said("connection refused") {
            causes.append("no process listens at an address: correct log.address, or start the broker")
        }
        return causes
    }
}
