package import Configuration
package import Lifecycle
package import LogPort
package import PartKit
import StageRuntime

/// A door, stage, projection, effect or service: its name, its topics, its settings, and how it is made in a process.
package struct Part: Sendable {
    /// The kind of a part; services start in the order of the kinds, and stop in reverse order.
    ///
    /// The end of the pipeline comes first, so that no alert is taken in before it can be decided.
    package enum Kind: Sendable, CaseIterable {
        /// Serves probes: nothing depends on it.
        case probe
        case stage
        case projection
        case effect
        /// Serves people or watches other parts.
        case service
        /// The intake of all doors.
        case intake
        case door
        /// Has settings that several parts or the process use, and runs nothing.
        case settings
    }

    /// Makes the part's services; none when the settings do not want it.
    package typealias Make = @Sendable (NodeContext) throws -> [any Service]
    /// Refuses unusable settings of the right type, each in one line.
    package typealias Check = @Sendable (SettingsValues) throws -> Void
    /// Reads the positions that a projection keeps in its store; nil when there is no store yet.
    package typealias Positions = @Sendable (SettingsValues) throws -> [TopicPartition: Int64]?

    package let name: String
    package let kind: Kind
    /// The topics that it reads and writes; nil for a part without topics.
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
    ///   - check: Refuses unusable settings of the right type.
    ///   - positions: The positions of a projection.
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
    /// It has no settings: decisions depend on code and control records alone (DESIGN.md, rule 1).
    package static func stage(_ stage: any PipelineStage) -> Part {
        let make: Make = { context in
            let workers = context.settings[WorkerSettings.self]
            let surroundings = try context.stageSurroundings()
            let stages = context.chain(of: stage)
            guard workers.runsChain, let chain = StageChain(stages, on: context.log) else {
                return [stage.makeService(in: surroundings, threads: workers.threads(ofChain: false))]
            }
            // All stages of a chain are one service, which starts in the place of the last one.
            guard stages.last?.wiring.name == stage.wiring.name else { return [] }
            return [chain.makeService(in: surroundings, threads: workers.threads(ofChain: true))]
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
