import EventModel
import Foundation
import JSONText

/// The answers of one Falco's web server: `/healthz`, `/versions` and `/metrics`.
struct FalcoAnswer: Equatable {
    /// A file of rules with its digest.
    struct Rules: Equatable {
        let file: String
        /// SHA-256 in hexadecimal digits, as Falco writes it.
        let digest: String
    }

    /// The most files of rules that are taken.
    static let maximumRules = 256

    /// The base address that was asked.
    let endpoint: String
    /// The host name that Falco gives itself, else the host and port of the address.
    private(set) var node: String
    /// The status of `/healthz`; nil when there was no answer.
    private(set) var healthStatus: Int?
    /// Why there was no answer.
    private(set) var fault: String?
    private(set) var version: String?
    /// In the order of the files' names.
    private(set) var rules: [Rules] = []
    /// System calls that the driver dropped since Falco's start.
    private(set) var drops: UInt64?
    /// Alerts that Falco dropped since its start because its queue was full.
    private(set) var queueDrops: UInt64?

    /// Begins without an answer.
    init(endpoint: String) {
        self.endpoint = endpoint
        let address = endpoint.split(separator: "/", omittingEmptySubsequences: true).dropFirst().first
        node = address.map(String.init) ?? endpoint
    }

    /// Whether Falco says that it is well.
    var isHealthy: Bool { healthStatus == 200 }

    /// Takes the answer of `/healthz`, or why there is none.
    mutating func takeHealth(_ status: Int?, fault: String?) {
        healthStatus = status
        self.fault = fault
    }

    /// Takes the JSON of `/versions`; anything else is omitted.
    ///
    /// Source: Falco, userspace/falco/versions_info.cpp (`falco_version`).
    mutating func takeVersions(_ body: [UInt8]) {
        let parser = JSONParser()
        let version = body.withUnsafeBytes { try? parser.withDocument($0) { $0.member("falco_version")?.string } }
        self.version = version ?? nil
    }

    /// Takes the text of `/metrics`.
    ///
    /// Source: Falco's documentation, "Falco Metrics"; userspace/falco/falco_metrics.cpp.
    mutating func takeMetrics(_ text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard line.hasPrefix("falcosecurity_"), let sample = PrometheusSample(line) else { continue }
            switch sample.name {
            case "falcosecurity_evt_hostname_info":
                node = sample.label("hostname") ?? node
            case "falcosecurity_falco_version_info":
                version = version ?? sample.label("version")
            case "falcosecurity_falco_sha256_rules_files_info":
                guard rules.count < Self.maximumRules, let file = sample.label("file_name"),
                    let digest = sample.label("sha256")
                else { continue }
                rules.append(Rules(file: file, digest: digest))
            case "falcosecurity_scap_n_drops_total":
                drops = sample.count.map { (drops ?? 0) + $0 } ?? drops
            case "falcosecurity_falco_outputs_queue_num_drops_total":
                queueDrops = sample.count.map { (queueDrops ?? 0) + $0 } ?? queueDrops
            default: continue
            }
        }
        rules.sort { $0.file < $1.file }
    }

    /// Writes the members of a report.
    func write(into writer: inout JSONWriter) {
        writer.key("endpoint")
        writer.string(endpoint)
        if let healthStatus {
            writer.key("health_status")
            writer.int(healthStatus)
        }
        writer.optionalString("fault", fault)
        writer.optionalString("version", version)
        if let drops {
            writer.key("drops")
            writer.uint(drops)
        }
        if let queueDrops {
            writer.key("queue_drops")
            writer.uint(queueDrops)
        }
        writer.key("rules")
        writer.beginArray()
        for rule in rules {
            writer.beginObject()
            writer.key("file")
            writer.string(rule.file)
            writer.key("sha256")
            writer.string(rule.digest)
            writer.endObject()
        }
        writer.endArray()
    }
}
