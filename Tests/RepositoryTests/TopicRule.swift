import EventModel
import YAMLText

/// Holds a file of `Topics/` against the constant of its topic in code.
struct TopicRule {
    /// Names of the files below `Topics/`, relative to it.
    let files: Set<String>

    /// Says where the file differs from the code.
    ///
    /// - Parameters:
    ///   - text: The file; nil when there is none.
    ///   - topic: The constant in code.
    /// - Returns: The findings, none when both agree.
    func findings(_ text: String?, for topic: TopicDescription) -> [String] {
        let path = "Topics/\(topic.name).yaml"
        guard let text else { return ["\(path): is missing"] }
        let document: YAMLNode
        do {
            document = try YAMLDocument.parse(Array(text.utf8))
        } catch {
            return ["\(path): \(error)"]
        }
        var findings: [String] = []
        func expect(_ key: String, _ found: YAMLNode?, _ wanted: String) {
            if found?.text != wanted {
                findings.append("\(path): \(key) is \(found?.text ?? "missing"), the code says \(wanted)")
            }
        }
        expect("name", document["name"], topic.name)
        expect("partitions", document["partitions"], topic.partitions == .asAlerts ? "as-alerts" : "1")
        expect("cleanup.policy", document["config"]?["cleanup.policy"], topic.cleanup.rawValue)
        expect("retention.ms", document["config"]?["retention.ms"], "\(topic.retentionMilliseconds)")
        expect("max.message.bytes", document["config"]?["max.message.bytes"], "\(Topics.maximumRecordBytes)")
        for key in ["payload", "key", "replication", "writers", "readers", "owner"]
        where document[key]?.text?.isEmpty ?? true {
            findings.append("\(path): \(key) is missing")
        }
        return findings + schemaFindings(document["schema"]?.text, path: path, topic: topic)
    }

    private func schemaFindings(_ schema: String?, path: String, topic: TopicDescription) -> [String] {
        guard let schema else { return ["\(path): schema is missing"] }
        if schema == "none" {
            return topic.name.contains(".changelog.")
                ? [] : ["\(path): only a changelog, whose values are a stage's own, has no schema"]
        }
        guard files.contains(schema) else { return ["\(path): there is no Topics/\(schema)"] }
        // `schemas/incident-event.v1.json` has samples such as `samples/incident-opened.v1.json`.
        let kind = schema.split(separator: "/").last.map { $0.prefix { $0 != "-" && $0 != "." } } ?? ""
        let version = schema.split(separator: ".").dropLast().last ?? ""
        let hasSample = files.contains { file in
            file.hasPrefix("samples/\(kind)") && file.hasSuffix(".\(version).json")
        }
        return hasSample ? [] : ["\(path): there is no golden sample of \(schema)"]
    }
}
