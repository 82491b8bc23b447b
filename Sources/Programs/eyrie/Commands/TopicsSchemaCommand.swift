import CommandLineKit
import TopicPlanning

/// `eyrie topics schema`: the schemas of the topics' values.
enum TopicsSchemaCommand {
    static let command = Command(
        "schema",
        summary: "list the schemas, or print the JSON Schema of a topic's values",
        options: [TopicsOptions.folder],
        arguments: [
            Argument(
                "topic",
                count: .optional,
                help: "The topic's name, such as eyrie.alerts.v1; `eyrie.` and `.v1` may be omitted."
            )
        ]
    ) { arguments, output in
        let catalog = try TopicsOptions.catalog(arguments)
        guard let name = arguments.optionalArgument("topic") else {
            let width = (catalog.topics.map(\.name.count).max() ?? 0) + 2
            for topic in catalog.topics {
                let cell = topic.name + String(repeating: " ", count: width - topic.name.count)
                output.print("\(cell)\(topic.payload)  \(topic.schema ?? "none: a stage's own")")
            }
            return 0
        }
        guard let topic = catalog.topic(name) else {
            let names = catalog.topics.map(\.name).joined(separator: ", ")
            throw CommandFailure("there is no topic \(name); the folder has \(names)")
        }
        guard let text = try catalog.schemaText(of: topic) else {
            throw CommandFailure("\(topic.name) has no schema: its values are internal to a stage")
        }
        output.write(text.hasSuffix("\n") ? text : text + "\n")
        return 0
    }
}
