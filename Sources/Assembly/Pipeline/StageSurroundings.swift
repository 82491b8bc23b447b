package import StageRuntime
package import Telemetry

/// What the stages of one process share.
package struct StageSurroundings: Sendable {
    package let log: any EventLog
    package let contents: any ContentSource
    package let commits: CommitSettings
    package let logger: Logger
    package let meters: StageMeters

    package init(
        log: any EventLog,
        contents: any ContentSource,
        commits: CommitSettings,
        logger: Logger,
        meters: StageMeters
    ) {
        self.log = log
        self.contents = contents
        self.commits = commits
        self.logger = logger
        self.meters = meters
    }
}
