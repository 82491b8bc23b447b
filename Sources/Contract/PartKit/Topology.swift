/// The parts of the pipeline as a graph, in the order of the data.
///
/// A part comes after every part that writes its input; parts that do not depend on each other keep the order in which
/// they were given. ``TopologyFault`` lists what the graph refuses.
package struct Topology: Sendable, Equatable {
    /// The topic through which all input of stages enters (DESIGN.md, rule 1).
    package let head: String
    /// The parts, each after those that write its input.
    package let nodes: [TopologyNode]

    /// Makes a graph of parts.
    ///
    /// - Parameters:
    ///   - head: The topic at which everything enters.
    ///   - nodes: The parts, in any order.
    /// - Throws: ``TopologyFault`` with the first mistake.
    package init(head: String, _ nodes: [TopologyNode]) throws(TopologyFault) {
        try Self.checkNames(nodes)
        try Self.checkWriters(nodes, head: head)
        self.head = head
        self.nodes = try Self.ordered(nodes)
    }

    /// The stages, in the order of the data.
    package var stages: [TopologyNode] {
        nodes(of: .stage)
    }

    /// The parts whose workers share their input through a consumer group: stages and effects.
    package var members: [TopologyNode] {
        nodes.filter { $0.group != nil }
    }

    /// The stages that write one record for each record read, which the ledger checks; the first reads the head.
    package var ledgerHops: [TopologyNode] {
        stages.filter(\.writesOneForEach)
    }

    /// The stages that write any number of records for each record read.
    package var otherStages: [TopologyNode] {
        stages.filter { !$0.writesOneForEach }
    }

    /// Every topic that a part reads or writes, sorted by name.
    package var topics: [String] {
        Set(nodes.flatMap { $0.reading + $0.writing }).sorted()
    }

    /// The topics that have one writer per partition and as many partitions as the head, sorted by name: those of
    /// stages.
    package var coPartitioned: [String] {
        Set([head] + stages.flatMap { $0.outputs + [$0.changelog].compactMap(\.self) }).sorted()
    }

    /// The stages that can decide as one chain, from the head on.
    package var chain: [TopologyNode] {
        chains(of: stages).first { $0[0].inputs == [head] } ?? []
    }

    /// Returns the parts of a kind, in the order of the data.
    package func nodes(of kind: TopologyNode.Kind) -> [TopologyNode] {
        nodes.filter { $0.kind == kind }
    }

    /// Returns a part by its name.
    package func node(_ name: String) -> TopologyNode? {
        nodes.first { $0.name == name }
    }

    /// Returns the parts that write a topic, in the order of the data.
    package func writers(of topic: String) -> [TopologyNode] {
        nodes.filter { $0.writing.contains(topic) }
    }

    /// Returns the parts that read a topic in any way, in the order of the data.
    package func readers(of topic: String) -> [TopologyNode] {
        nodes.filter { $0.reading.contains(topic) }
    }

    /// Splits stages into chains: each stage of a chain reads what the one before it writes.
    ///
    /// Of several readers of one topic the first continues the chain, and each other one begins a new chain.
    ///
    /// - Parameter stages: Stages of this graph, such as those of one process, in any order.
    /// - Returns: The chains, each stage in one of them.
    package func chains(of stages: [TopologyNode]) -> [[TopologyNode]] {
        var chains: [[TopologyNode]] = []
        for stage in self.stages where stages.contains(stage) {
            if let index = chains.firstIndex(where: { $0[$0.count - 1].outputs == stage.inputs }) {
                chains[index].append(stage)
            } else {
                chains.append([stage])
            }
        }
        return chains
    }

    // MARK: Checks

    private static func checkNames(_ nodes: [TopologyNode]) throws(TopologyFault) {
        var names: Set<String> = []
        var groups: [String: String] = [:]
        for node in nodes {
            guard isName(node.name) else { throw .badName(node.name) }
            guard names.insert(node.name).inserted else { throw .sameName(node.name) }
            guard let group = node.group else { continue }
            if let other = groups.updateValue(node.name, forKey: group) {
                throw .sameGroup(group, first: other, second: node.name)
            }
        }
    }

    private static func isName(_ name: String) -> Bool {
        guard let first = name.first, first.isASCII, first.isLetter else { return false }
        return name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber || $0 == "-") }
    }

    private static func checkWriters(_ nodes: [TopologyNode], head: String) throws(TopologyFault) {
        for node in nodes {
            let own = (node.kind == .stage ? node.outputs : []) + [node.changelog].compactMap(\.self)
            for topic in own {
                if let other = nodes.first(where: { $0.name != node.name && $0.writing.contains(topic) }) {
                    throw .twoWriters(topic: topic, first: node.name, second: other.name)
                }
            }
            for topic in node.reading where !nodes.contains(where: { $0.writing.contains(topic) }) {
                throw .unwritten(topic: topic, reader: node.name)
            }
        }
        let decided = Set([head] + nodes.filter { $0.kind == .stage }.flatMap(\.outputs))
        for node in nodes where node.kind == .stage {
            for topic in node.inputs where !decided.contains(topic) {
                throw .apartFromHead(topic: topic, stage: node.name, head: head)
            }
        }
    }

    /// Puts each part after all parts that write its input; takes the first part of the list that may come next.
    private static func ordered(_ nodes: [TopologyNode]) throws(TopologyFault) -> [TopologyNode] {
        var waiting = nodes
        var ordered: [TopologyNode] = []
        while !waiting.isEmpty {
            let next = waiting.firstIndex { node in
                !waiting.contains { !Set($0.outputs).isDisjoint(with: node.inputs) }
            }
            guard let next else { throw .cycle(waiting.map(\.name)) }
            ordered.append(waiting.remove(at: next))
        }
        return ordered
    }
}
