package import Configuration
import EventModel
package import FalcoBridge
package import Lifecycle
package import LogPort
package import Operations
import PartKit
package import StageRuntime
package import Telemetry

/// The surroundings of a part in a process.
package struct NodeContext: Sendable {
    /// The log; its topics exist.
    package let log: any EventLog
    package let options: NodeOptions
    package let settings: SettingsValues
    /// All parts that the program knows.
    package let parts: PartList
    /// The parts of this process, in the order of their start.
    package let running: [Part]
    package let operations: LogOperations
    package let health: NodeHealth
    package let logger: Logger
    package let metrics: MetricRegistry
    package let meters: StageMeters
    /// The time of day, for records of when something happened; stages never depend on it.
    package let now: LogOperations.Clock
    /// The services of the parts before this one.
    package var services: [any Service] = []

    /// The service of a type that a part before this one made.
    package func made<Made: Service>(_ type: Made.Type) -> Made? {
        services.lazy.compactMap { $0 as? Made }.first
    }

    /// The stages of this process, in the order of the data.
    var stages: [any PipelineStage] {
        running.reversed().compactMap(\.stage)
    }

    /// The stages of this process that decide as one chain with a stage, in the order of the data; it alone when there
    /// are no others.
    func chain(of stage: any PipelineStage) -> [any PipelineStage] {
        let stages = stages
        let chains = parts.topology.chains(of: stages.map(\.wiring.node))
        let chain = chains.first { $0.contains { $0.name == stage.wiring.name } } ?? []
        return chain.compactMap { node in stages.first { $0.wiring.name == node.name } }
    }

    /// Whether doors hand in to a spool: a log on Kafka may be unreachable for hours; an import waits for it.
    package var hasSpool: Bool {
        !options.isEmbedded && !options.isOnce
    }

    /// The intake of the doors; its part starts before every door.
    package var intake: AlertIntake {
        guard let intake = made(AlertIntake.self) else { preconditionFailure("a process with doors has an intake") }
        return intake
    }

    /// The common surroundings of all stages' workers.
    ///
    /// - Throws: `SettingFault` for an invalid worker name in the settings.
    package func stageSurroundings() throws(SettingFault) -> StageSurroundings {
        let workers = settings[WorkerSettings.self]
        return StageSurroundings(
            log: log,
            contents: ModelTopicContents(log: log, topic: Topics.models.name),
            commits: workers.commits(isEmbedded: options.isEmbedded),
            memberName: try workers.memberName(isEmbedded: options.isEmbedded),
            joinsInTurn: options.isEmbedded,
            logger: logger,
            meters: meters,
            health: health
        )
    }
}
