package import Lifecycle
package import StageRuntime

/// A stage of the pipeline whatever its types: what wiring, replay and ledger need of it.
package protocol PipelineStage: Sendable {
    var wiring: StageWiring { get }

    /// Makes a processor of one partition with empty state.
    func makeProcessor(partition: Int32, contents: any ContentSource) -> any PartitionProcessing

    /// Makes the service that runs the stage on threads of its own.
    ///
    /// - Parameters:
    ///   - surroundings: Log, contents, logger and metrics.
    ///   - threads: Members of the stage's group in this process, at least 1.
    /// - Returns: The service, not started.
    func makeService(in surroundings: StageSurroundings, threads: Int) -> any Service
}
