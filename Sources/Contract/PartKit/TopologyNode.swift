/// A part of the pipeline as a node of the graph: which topics it reads and writes, and under which names.
///
/// Everything that has to know a part's topics is derived from its node: consumer group, rights on a cluster, lag, ledger,
/// replay. Topics are named without a cluster's prefix.
package struct TopologyNode: Sendable, Equatable {
    /// The kinds of part that read or write topics (DESIGN.md, section 1), and people.
    package enum Kind: String, Sendable, CaseIterable {
        /// Takes alerts in; several bridges may write one log.
        case bridge
        /// Decides: reads one topic, and writes to the partition number that it read.
        case stage
        /// Keeps its own store, with its positions in the same store.
        case projection
        /// Reads one topic and acts on the world.
        case effect
        /// The orders of people and their tools.
        case people
    }

    /// A transactional id of a part's producers.
    package enum TransactionalID: Sendable, Equatable {
        /// One producer at a time has exactly this id.
        case named(String)
        /// Each producer has its own id that begins with this text.
        case beginning(String)
    }

    /// Short name, as in `eyrie worker NAME`, roles, dead letters and metrics.
    package let name: String
    package let kind: Kind
    /// What the part does, as a phrase for people.
    package let purpose: String
    /// The topics whose records it follows, each with its own position; a stage and an effect have exactly one.
    ///
    /// The part's lag is measured on the first one.
    package let inputs: [String]
    /// The topics that it reads in addition, whole or by offset, without a position.
    package let lookUps: [String]
    /// The topics that it writes for others; a stage has exactly one.
    package let outputs: [String]
    /// The topic of its state, which is read whole at the start.
    package let changelog: String?
    /// Where it writes records that it cannot process.
    package let deadLetters: String?
    /// The topic in which it finds models by digest; nil when it loads none.
    package let models: String?
    /// The consumer group in which its positions are committed; nil when it keeps them itself or has none.
    package let group: String?
    package let transactionalIDs: [TransactionalID]
    /// Whether it writes exactly one record for each record read, which the ledger checks.
    package let writesOneForEach: Bool

    /// Describes a stage: group `eyrie.NAME`, one transactional id `eyrie.NAME.MEMBER` a member.
    package static func stage(
        _ name: String,
        reads input: String,
        writes output: String,
        changelog: String,
        deadLetters: String,
        models: String? = nil,
        writesOneForEach: Bool = false
    ) -> TopologyNode {
        TopologyNode(
            name: name,
            kind: .stage,
            purpose: "workers of the stage \(name)",
            inputs: [input],
            outputs: [output],
            changelog: changelog,
            deadLetters: deadLetters,
            models: models,
            group: "eyrie.\(name)",
            transactionalIDs: [.beginning("eyrie.\(name).")],
            writesOneForEach: writesOneForEach
        )
    }

    /// Describes an effect: group `eyrie.NAME`, one transactional id `eyrie.NAME.MEMBER` a member.
    ///
    /// - Parameters:
    ///   - name: The effect's name.
    ///   - input: The topic that it reports.
    ///   - outputs: Where it records deliveries; several effects may share these topics.
    ///   - lookUps: Topics that it reads in addition, such as its own deliveries at the start.
    ///   - deadLetters: Where it writes what it could not deliver; nil writes none.
    ///   - purpose: What it does, as a phrase.
    /// - Returns: The node.
    package static func effect(
        _ name: String,
        reads input: String,
        writes outputs: [String],
        lookUps: [String] = [],
        deadLetters: String? = nil,
        purpose: String
    ) -> TopologyNode {
        TopologyNode(
            name: name,
            kind: .effect,
            purpose: purpose,
            inputs: [input],
            lookUps: lookUps,
            outputs: outputs,
            deadLetters: deadLetters,
            group: "eyrie.\(name)",
            transactionalIDs: [.beginning("eyrie.\(name).")]
        )
    }

    /// Describes a projection, which is in no group and writes no topic.
    package static func projection(
        _ name: String,
        follows inputs: [String],
        lookUps: [String] = [],
        purpose: String
    ) -> TopologyNode {
        precondition(!inputs.isEmpty, "a projection follows a topic")
        return TopologyNode(name: name, kind: .projection, purpose: purpose, inputs: inputs, lookUps: lookUps)
    }

    /// Describes the bridge, whose producer is `ID`, or `ID.NAME` where several bridges write one log.
    package static func bridge(
        _ name: String,
        writes outputs: [String],
        lookUps: [String],
        changelog: String,
        deadLetters: String,
        producerID id: String,
        purpose: String
    ) -> TopologyNode {
        TopologyNode(
            name: name,
            kind: .bridge,
            purpose: purpose,
            lookUps: lookUps,
            outputs: outputs,
            changelog: changelog,
            deadLetters: deadLetters,
            transactionalIDs: [.named(id), .beginning("\(id).")]
        )
    }

    /// Describes people who give orders: their tools write through one producer at a time.
    package static func people(
        _ name: String,
        writes outputs: [String],
        producerID id: String,
        purpose: String
    ) -> TopologyNode {
        TopologyNode(name: name, kind: .people, purpose: purpose, outputs: outputs, transactionalIDs: [.named(id)])
    }

    private init(
        name: String,
        kind: Kind,
        purpose: String,
        inputs: [String] = [],
        lookUps: [String] = [],
        outputs: [String] = [],
        changelog: String? = nil,
        deadLetters: String? = nil,
        models: String? = nil,
        group: String? = nil,
        transactionalIDs: [TransactionalID] = [],
        writesOneForEach: Bool = false
    ) {
        self.name = name
        self.kind = kind
        self.purpose = purpose
        self.inputs = inputs
        self.lookUps = lookUps
        self.outputs = outputs
        self.changelog = changelog
        self.deadLetters = deadLetters
        self.models = models
        self.group = group
        self.transactionalIDs = transactionalIDs
        self.writesOneForEach = writesOneForEach
    }

    /// Every topic that it reads, in the order in which it needs them, each once.
    package var reading: [String] {
        Self.distinct(inputs + [changelog, models].compactMap(\.self) + lookUps)
    }

    /// Every topic that it writes, each once.
    package var writing: [String] {
        Self.distinct(outputs + [changelog, deadLetters].compactMap(\.self))
    }

    private static func distinct(_ names: [String]) -> [String] {
        var found: [String] = []
        for name in names where !found.contains(name) {
            found.append(name)
        }
        return found
    }
}
