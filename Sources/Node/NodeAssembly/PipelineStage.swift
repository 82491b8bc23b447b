package import Lifecycle
package import StageRuntime

/// A stage of the pipeline without its types: the part that wiring, replay and ledger need.
package protocol PipelineStage: StageBinding {
    /// Makes the service that runs the stage on threads of its own.
    ///
    /// - Parameters:
    ///   - surroundings: Log, contents, logger and metrics.
    ///   - threads: Members of the stage's group in this process, at least 1.
    /// - Returns: The service, not started.
    func makeService(in surroundings: StageSurroundings, threads: Int) -> any Service
}
