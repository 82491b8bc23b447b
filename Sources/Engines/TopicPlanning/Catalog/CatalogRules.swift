import EventModel

/// Rules for topics; Eyrie's guarantees depend on them.
enum CatalogRules {
    /// Properties that every file must set, so that no broker's default determines how long evidence is kept.
    static let requiredSettings = ["cleanup.policy", "retention.ms", "max.message.bytes"]

    /// Returns why a property may not have a value; nil when it may, or when only brokers know.
    ///
    /// Source of names and values: Kafka's documentation, "Topic configs".
    static func objection(to name: String, _ value: String) -> String? {
        switch name {
        case "cleanup.policy":
            return ["delete", "compact"].contains(value)
                ? nil : "has to be delete or compact, not '\(value)': with both, state that is still needed would go"
        case "retention.ms", "retention.bytes":
            guard let number = Int64(value), number >= -1, number != 0 else {
                return "has to be a number above 0, or -1 for ever, not '\(value)'"
            }
            return nil
        case "max.message.bytes":
            guard let number = Int64(value), number >= Int64(Topics.maximumRecordBytes) else {
                return "has to be at least \(Topics.maximumRecordBytes), a 1 MiB body in its envelope, not '\(value)'"
            }
            return nil
        case "min.insync.replicas":
            return Int(value).map { $0 >= 1 } == true ? nil : "has to be at least 1, not '\(value)'"
        case "message.timestamp.type":
            return value == "CreateTime" ? nil : "has to be CreateTime: a record's time is when its alert was received"
        case "unclean.leader.election.enable":
            return value == "false" ? nil : "has to be false: acknowledged alerts would be lost"
        default:
            return isPropertyName(name) ? nil : "is not the name of a topic's property"
        }
    }

    /// Returns the contradictions between the folder and the program.
    ///
    /// The folder sets how long records are kept; the code sets the kinds of partitions and clean-up.
    static func contradictions(_ topics: [CatalogTopic], to wanted: [TopicDescription]) -> [CatalogMistake] {
        var mistakes: [CatalogMistake] = []
        for description in wanted {
            let file = "\(description.name).yaml"
            guard let topic = topics.first(where: { $0.name == description.name }) else {
                mistakes.append(CatalogMistake(file, "is missing; the program uses the topic \(description.name)"))
                continue
            }
            if (description.partitions == .asAlerts) != (topic.partitions == .asAlerts) {
                let right = description.partitions == .asAlerts ? "as-alerts" : "a number"
                mistakes.append(CatalogMistake(file, "partitions: has to be \(right), as the program uses it"))
            }
            if topic.isCompacted != (description.cleanup == .compact) {
                mistakes.append(
                    CatalogMistake(
                        file,
                        "config.cleanup.policy: has to be \(description.cleanup.rawValue), as the program uses it"
                    )
                )
            }
        }
        return mistakes
    }

    private static func isPropertyName(_ name: String) -> Bool {
        !name.isEmpty
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: ".")
                    || byte == UInt8(ascii: "_")
            }
    }
}
