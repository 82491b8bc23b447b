import EventModel
import Foundation

/// The folder `Topics`, read and checked: the contract for a cluster.
package struct TopicCatalog: Sendable, Equatable {
    /// Where it was read from.
    package let folder: String
    /// The topics, by name.
    package let topics: [CatalogTopic]

    /// Reads `*.yaml` of a folder.
    ///
    /// - Parameter folder: The folder's path.
    /// - Throws: ``CatalogFault`` with every mistake of every file.
    package init(folder: String) throws(CatalogFault) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw Self.unreadable(folder, folder, "cannot be read as a folder")
        }
        var files: [(name: String, bytes: [UInt8])] = []
        for name in names.sorted() where name.hasSuffix(".yaml") {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
                throw Self.unreadable(folder, name, "cannot be read")
            }
            files.append((name, Array(data)))
        }
        guard !files.isEmpty else { throw Self.unreadable(folder, folder, "holds no topic (*.yaml)") }
        let schemas = (try? FileManager.default.contentsOfDirectory(atPath: "\(folder)/schemas")) ?? []
        try self.init(folder: folder, files: files, schemas: Set(schemas.map { "schemas/\($0)" }))
    }

    /// Reads files that are in memory.
    ///
    /// - Parameters:
    ///   - folder: The folder's name in messages.
    ///   - files: Names and contents.
    ///   - schemas: Paths of the schemas that are there, within the folder.
    /// - Throws: ``CatalogFault`` with every mistake of every file.
    package init(
        folder: String,
        files: [(name: String, bytes: [UInt8])],
        schemas: Set<String>
    ) throws(CatalogFault) {
        var topics: [CatalogTopic] = []
        var mistakes: [CatalogMistake] = []
        var broken: Set<String> = []
        for file in files {
            var reader = CatalogReader(file: file.name)
            let topic = reader.read(file.bytes)
            mistakes += reader.mistakes
            if let topic {
                topics.append(topic)
                if let schema = topic.schema, !schemas.contains(schema) {
                    mistakes.append(CatalogMistake(file.name, "schema: there is no \(schema)"))
                }
            } else {
                broken.insert(file.name)
            }
        }
        // A broken file is not a missing topic.
        let wanted = Topics.all.filter { !broken.contains("\($0.name).yaml") }
        mistakes += CatalogRules.contradictions(topics, to: wanted)
        guard mistakes.isEmpty else {
            throw CatalogFault(.invalid, folder: folder, mistakes, remedy: "correct the folder")
        }
        self.folder = folder
        self.topics = topics.sorted { $0.name < $1.name }
    }

    /// Returns a topic by its name; `eyrie.` and `.v1` may be omitted.
    package func topic(_ name: String) -> CatalogTopic? {
        topics.first { $0.name == name } ?? topics.first { $0.name == "eyrie.\(name).v1" }
    }

    /// Reads the schema of a topic's values.
    ///
    /// - Returns: JSON Schema; nil for values that are a stage's own.
    /// - Throws: ``CatalogFault`` when the file cannot be read any more.
    package func schemaText(of topic: CatalogTopic) throws(CatalogFault) -> String? {
        guard let schema = topic.schema else { return nil }
        guard let data = FileManager.default.contents(atPath: "\(folder)/\(schema)") else {
            throw Self.unreadable(folder, schema, "cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }

    private static func unreadable(_ folder: String, _ file: String, _ message: String) -> CatalogFault {
        CatalogFault(
            .unreadable,
            folder: folder,
            [CatalogMistake(file, message)],
            remedy: "name the folder of topics with --topics"
        )
    }
}
