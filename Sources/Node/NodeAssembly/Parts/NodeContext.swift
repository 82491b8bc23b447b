package import Configuration
import EventModel
package import FalcoBridge
package import Lifecycle
package import LogPort
package import Operations
package import StageRuntime
package import Telemetry

/// What a part is made of in a process.
package struct NodeContext: Sendable {
    /// The log; its topics are there.
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
    /// The time of day, for what says when something happened; what stages decide never depends on it.
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

    /// Whether doors hand in to a spool: a log on Kafka may be away for hours, and what is read once waits for it.
    package var hasSpool: Bool {
        !options.isEmbedded && !options.isOnce
    }

    /// Where doors hand in what they receive; the part that makes it starts before every door.
    package var intake: AlertIntake {
        guard let intake = made(AlertIntake.self) else { preconditionFailure("a process with doors has an intake") }
        return intake
    }

    /// What the workers of every stage share.
    ///
    /// - Throws: `SettingFault` when workers cannot be called as the settings say.
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
