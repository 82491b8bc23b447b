package import LogPort
package import StageRuntime
package import Telemetry

/// The common surroundings of the stages of one process.
package struct StageSurroundings: Sendable {
    package let log: any LogReading & LogJoining
    package let contents: any ContentSource
    package let commits: CommitSettings
    /// The name of members, followed by the number of their thread; nil takes the stage's name.
    ///
    /// On Kafka it must be unique and stay the same across restarts: a process fences the earlier one of the same name.
    package let memberName: String?
    /// Whether the first member settles in its group before the others join, and before the next service starts.
    ///
    /// Useful if only this process has members; on a cluster an assignment waits for members anywhere.
    package let joinsInTurn: Bool
    package let logger: Logger
    package let meters: StageMeters
    package let health: NodeHealth

    package init(
        log: any LogReading & LogJoining,
        contents: any ContentSource,
        commits: CommitSettings,
        memberName: String? = nil,
        joinsInTurn: Bool = true,
        logger: Logger,
        meters: StageMeters,
        health: NodeHealth = NodeHealth()
    ) {
        self.log = log
        self.contents = contents
        self.commits = commits
        self.memberName = memberName
        self.joinsInTurn = joinsInTurn
        self.logger = logger
        self.meters = meters
        self.health = health
    }
}
