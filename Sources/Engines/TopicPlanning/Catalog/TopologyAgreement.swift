package import PartKit

/// Compares the folder of topics with the parts that use them.
package struct TopologyAgreement: Sendable {
    private let catalog: TopicCatalog
    private let topology: Topology

    package init(catalog: TopicCatalog, topology: Topology) {
        self.catalog = catalog
        self.topology = topology
    }

    /// Differences that keep the parts from running on topics made from the folder.
    package var mistakes: [CatalogMistake] {
        let coPartitioned = Set(topology.coPartitioned)
        let changelogs = Set(topology.nodes.compactMap(\.changelog))
        var mistakes: [CatalogMistake] = []
        for name in topology.topics {
            let file = "\(name).yaml"
            guard let topic = catalog.topics.first(where: { $0.name == name }) else {
                mistakes.append(CatalogMistake(file, "is missing; the program uses the topic \(name)"))
                continue
            }
            if coPartitioned.contains(name), topic.partitions != .asAlerts {
                mistakes.append(CatalogMistake(file, "partitions: has to be as-alerts, as the program uses it"))
            }
            if changelogs.contains(name), !topic.isCompacted {
                mistakes.append(
                    CatalogMistake(file, "config.cleanup.policy: has to be compact, as the program uses it")
                )
            }
        }
        return mistakes
    }

    /// Where the words for `writers` and `readers` contradict the parts.
    ///
    /// The words are names separated by commas; text in parentheses is ignored. A part is named by its name or by its
    /// kind (`stages`, `effects`); other names, such as `people`, are not checked.
    package var misnamed: [CatalogMistake] {
        catalog.topics.flatMap { topic in
            disagreements(topic, "writers", topic.writers, topology.writers(of: topic.name))
                + disagreements(topic, "readers", topic.readers, topology.readers(of: topic.name))
        }
    }

    private func disagreements(
        _ topic: CatalogTopic,
        _ word: String,
        _ text: String,
        _ nodes: [TopologyNode]
    ) -> [CatalogMistake] {
        let named = Self.names(in: text)
        let missing = nodes.filter { !named.contains($0.name) && !named.contains("\($0.kind.rawValue)s") }.map(\.name)
        let wrong = named.filter { name in topology.node(name) != nil && !nodes.contains { $0.name == name } }
        let file = "\(topic.name).yaml"
        return missing.map { CatalogMistake(file, "\(word): does not name \($0)") }
            + wrong.map { CatalogMistake(file, "\(word): names \($0), which is none") }
    }

    private static func names(in text: String) -> [String] {
        var depth = 0
        var bare = ""
        for character in text {
            depth += character == "(" ? 1 : 0
            if depth == 0 {
                bare.append(character)
            }
            depth -= character == ")" ? 1 : 0
        }
        return bare.split(separator: ",").map { name in
            name.split(separator: " ").joined(separator: " ")
        }
    }
}

extension TopicCatalog {
    /// Returns the catalog when the parts can run on topics made from it.
    ///
    /// - Throws: ``CatalogFault`` with every mistake.
    package func checked(for topology: Topology) throws(CatalogFault) -> TopicCatalog {
        let mistakes = TopologyAgreement(catalog: self, topology: topology).mistakes
        guard mistakes.isEmpty else {
            throw CatalogFault(.invalid, folder: folder, mistakes, remedy: "correct the folder")
        }
        return self
    }
}
