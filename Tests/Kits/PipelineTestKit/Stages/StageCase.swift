package import EventModel
import LogPort
package import StageKit
package import StageRuntime

/// A stage and the input to verify it with.
///
/// A hundred or so records over two or more partitions, several keys each, with controls, broken records and steps in
/// time, find most faults; each check runs the input many times, some a few hundred times.
package struct StageCase<S: Stage>: Sendable {
    /// Makes the stage; called again for every run, as a restarted worker does.
    package let makeStage: @Sendable () -> S
    package let input: [StageInput]
    /// Partitions of the input, the output and the changelog.
    package let partitions: Int32
    package let limits: StateLimits
    /// Contents (models) that controls name, by digest.
    package let contents: [Digest: [UInt8]]

    package init(
        input: [StageInput],
        partitions: Int32,
        limits: StateLimits,
        contents: [Digest: [UInt8]] = [:],
        makeStage: @escaping @Sendable () -> S
    ) {
        precondition(!input.isEmpty, "a stage is verified with some input")
        precondition(input.allSatisfy { (0..<partitions).contains($0.partition) }, "input lies in the partitions")
        self.input = input
        self.partitions = partitions
        self.limits = limits
        self.contents = contents
        self.makeStage = makeStage
    }

    var wiring: StageWiring {
        StageWiring(
            name: "verified",
            input: "input",
            output: "output",
            changelog: "state",
            deadLetters: "dead",
            deadLetterPartitions: partitions
        )
    }
}

/// Consecutive stages that can run as a chain, and the input of the first to verify it with.
package struct ChainCase: Sendable {
    /// Makes the stages; called again for every run, as a restarted worker does.
    package let makeStages: @Sendable () -> [any StageBinding]
    package let input: [StageInput]
    /// Partitions of the input, the outputs and the changelogs.
    package let partitions: Int32
    /// Contents (models) that controls name, by digest.
    package let contents: [Digest: [UInt8]]

    package init(
        input: [StageInput],
        partitions: Int32,
        contents: [Digest: [UInt8]] = [:],
        makeStages: @escaping @Sendable () -> [any StageBinding]
    ) {
        precondition(!input.isEmpty, "a chain is verified with some input")
        precondition(input.allSatisfy { (0..<partitions).contains($0.partition) }, "input lies in the partitions")
        self.input = input
        self.partitions = partitions
        self.contents = contents
        self.makeStages = makeStages
    }
}

/// The contents of a case as the runner asks for them.
struct CaseContents: ContentSource {
    let contents: [Digest: [UInt8]]

    func content(_ digest: Digest) throws(LogError) -> [UInt8]? {
        contents[digest]
    }
}
