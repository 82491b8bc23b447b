package import Configuration
package import Lifecycle
package import LogPort
package import PartKit
import StageRuntime

/// A door, stage, projection, effect or service: its name, its topics, its settings, and how it is made in a process.
package struct Part: Sendable {
    /// What a part is; services start in the order of the kinds, and stop the other way round.
    ///
    /// The end of the pipeline comes first, so that nothing is taken in before it can be decided.
    package enum Kind: Sendable, CaseIterable {
        /// Answers for the process: nothing depends on it.
        case probe
        case stage
        case projection
        case effect
        /// Serves people or watches other parts.
        case service
        /// Where all doors hand in what they receive.
        case intake
        case door
        /// Has settings that several parts or the process use, and runs nothing.
        case settings
    }

    /// Makes the part's services; none when the settings do not want it.
    package typealias Make = @Sendable (NodeContext) throws -> [any Service]
    /// Refuses settings whose types are right and that cannot be used, each in one line.
    package typealias Check = @Sendable (SettingsValues) throws -> Void
    /// Reads the positions that a projection keeps in its store; nil when there is no store yet.
    package typealias Positions = @Sendable (SettingsValues) throws -> [TopicPartition: Int64]?

    package let name: String
    package let kind: Kind
    /// What it reads and writes; nil for a part that touches no topic.
    package let node: TopologyNode?
    /// The stage that it runs, if it is one.
    package let stage: (any PipelineStage)?
    package let settings: [any SettingsGroup.Type]
    package let check: Check
    package let positions: Positions?
    package let make: Make

    /// Describes a part.
    ///
    /// - Parameters:
    ///   - name: The name; that of the node where there is one.
    ///   - kind: What it is.
    ///   - node: What it reads and writes.
    ///   - settings: Its settings, in the order in which they are printed.
    ///   - check: What is wrong with settings of the right type.
    ///   - positions: Where a projection stands.
    ///   - make: Makes its services.
    package init(
        _ name: String,
        _ kind: Kind,
        node: TopologyNode? = nil,
        settings: [any SettingsGroup.Type] = [],
        check: @escaping Check = { _ in },
        positions: Positions? = nil,
        make: @escaping Make = { _ in [] }
    ) {
        self.init(name, kind, node, nil, settings, check, positions, make)
    }

    /// A stage, whose name and topics are those of its node.
    ///
    /// It has no settings of its own: what decides is fixed in code or changed by control records (DESIGN.md, rule 1).
    package static func stage(_ stage: any PipelineStage) -> Part {
        let make: Make = { context in
            let workers = context.settings[WorkerSettings.self]
            let surroundings = try context.stageSurroundings()
            guard workers.runsChain, let chain = StageChain(context.stages, on: context.log) else {
                return [stage.makeService(in: surroundings, threads: workers.threads)]
            }
            // All stages are one service, which comes in the place of the one that starts first.
            guard context.stages.last?.wiring.name == stage.wiring.name else { return [] }
            return [chain.makeService(in: surroundings, threads: workers.threads)]
        }
        return Part(stage.wiring.name, .stage, stage.wiring.node, stage, [], { _ in }, nil, make)
    }

    private init(
        _ name: String,
        _ kind: Kind,
        _ node: TopologyNode?,
        _ stage: (any PipelineStage)?,
        _ settings: [any SettingsGroup.Type],
        _ check: @escaping Check,
        _ positions: Positions?,
        _ make: @escaping Make
    ) {
        self.name = name
        self.kind = kind
        self.node = node
        self.stage = stage
        self.settings = settings
        self.check = check
        self.positions = positions
        self.make = make
    }
}
