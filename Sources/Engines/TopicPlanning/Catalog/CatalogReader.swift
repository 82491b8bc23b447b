import YAMLText

/// Reads one file of the folder and collects every mistake in it, not only the first.
struct CatalogReader {
    /// Kafka's limit of a topic's name is 249; a prefix has to fit, too.
    private static let maximumNameLength = 200
    /// More partitions than any cluster has, to find typing mistakes.
    private static let maximumPartitions = 10_000
    private static let keys = [
        "name", "payload", "schema", "key", "partitions", "replication", "config", "writers", "readers", "owner",
    ]

    private let file: String
    private(set) var mistakes: [CatalogMistake] = []

    init(file: String) {
        self.file = file
    }

    /// Returns the topic of the file; nil when there are mistakes.
    mutating func read(_ bytes: [UInt8]) -> CatalogTopic? {
        let document: YAMLNode
        do throws(YAMLError) {
            document = try YAMLDocument.parse(bytes)
        } catch {
            mistakes.append(CatalogMistake(file, line: error.position?.line, "\(error.message); \(error.remedy)"))
            return nil
        }
        guard let entries = document.entries else {
            fail(document, "a topic is a mapping with the keys \(Self.keys.joined(separator: ", "))")
            return nil
        }
        for entry in entries where !Self.keys.contains(entry.key) {
            mistakes.append(
                CatalogMistake(
                    file,
                    line: entry.keyPosition.line,
                    "\(entry.key): no such key; a topic has \(Self.keys.joined(separator: ", "))"
                )
            )
        }
        let topic = CatalogTopic(
            name: name(in: document),
            payload: text("payload", in: document),
            schema: schema(in: document),
            key: text("key", in: document),
            partitions: partitions(in: document),
            replication: replication(in: document),
            settings: settings(in: document),
            writers: text("writers", in: document),
            readers: text("readers", in: document),
            owner: text("owner", in: document)
        )
        return mistakes.isEmpty ? topic : nil
    }

    private mutating func text(_ key: String, in document: YAMLNode) -> String {
        guard let node = document[key] else {
            mistakes.append(CatalogMistake(file, "\(key): is missing"))
            return ""
        }
        guard let text = node.text, !text.isEmpty else {
            fail(node, "\(key): has to be text")
            return ""
        }
        return text
    }

    private mutating func name(in document: YAMLNode) -> String {
        let name = text("name", in: document)
        guard !name.isEmpty, let node = document["name"] else { return name }
        let isLegal = name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: ".")
                || byte == UInt8(ascii: "-")
        }
        if !isLegal || name.utf8.count > Self.maximumNameLength {
            fail(node, "name: '\(name)' is not 1 to \(Self.maximumNameLength) of a-z, 0-9, '.' and '-'")
        } else if file != "\(name).yaml" {
            fail(node, "name: the file of topic \(name) is \(name).yaml")
        }
        return name
    }

    private mutating func schema(in document: YAMLNode) -> String? {
        let schema = text("schema", in: document)
        guard !schema.isEmpty, schema != "none", let node = document["schema"] else { return nil }
        // A path out of the folder could print any file of the machine as a schema.
        if !schema.hasPrefix("schemas/") || !schema.hasSuffix(".json") || schema.contains("..") {
            fail(node, "schema: has to be schemas/NAME.json or none, not '\(schema)'")
        }
        return schema
    }

    private mutating func partitions(in document: YAMLNode) -> CatalogTopic.Partitions {
        let text = text("partitions", in: document)
        guard !text.isEmpty, let node = document["partitions"] else { return .asAlerts }
        if text == "as-alerts" {
            return .asAlerts
        }
        guard let count = Int(text), (1...Self.maximumPartitions).contains(count) else {
            fail(node, "partitions: has to be as-alerts or 1 to \(Self.maximumPartitions), not '\(text)'")
            return .asAlerts
        }
        return .count(count)
    }

    private mutating func replication(in document: YAMLNode) -> Int {
        let text = text("replication", in: document)
        guard !text.isEmpty, let node = document["replication"] else { return 1 }
        guard let count = Int(text), (1...Int(Int16.max)).contains(count) else {
            fail(node, "replication: has to be a number of brokers, at least 1, not '\(text)'")
            return 1
        }
        return count
    }

    private mutating func settings(in document: YAMLNode) -> [TopicSetting] {
        guard let node = document["config"] else {
            mistakes.append(CatalogMistake(file, "config: is missing"))
            return []
        }
        guard let entries = node.entries else {
            fail(node, "config: has to be a mapping of Kafka's topic properties")
            return []
        }
        var settings: [TopicSetting] = []
        for entry in entries {
            guard let value = entry.value.text, !value.isEmpty else {
                fail(entry.value, "config.\(entry.key): has to be one value")
                continue
            }
            if let objection = CatalogRules.objection(to: entry.key, value) {
                fail(entry.value, "config.\(entry.key): \(objection)")
            }
            settings.append(TopicSetting(entry.key, value))
        }
        for name in CatalogRules.requiredSettings where node[name] == nil {
            fail(node, "config.\(name): is missing")
        }
        return settings
    }

    private mutating func fail(_ node: YAMLNode, _ message: String) {
        mistakes.append(CatalogMistake(file, line: node.position.line, message))
    }
}
