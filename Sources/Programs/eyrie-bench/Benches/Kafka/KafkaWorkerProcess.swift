import CommandLineKit

/// A worker in its own process, whose time and memory are the worker's alone.
final class KafkaWorkerProcess: Sendable {
    private let process: OwnProcess

    /// Starts a worker and waits until it is ready.
    ///
    /// - Throws: `BenchFailure` when it ends instead.
    init(
        _ place: KafkaPlace,
        stages: [String],
        intervalMilliseconds: Int,
        ordinal: Int = 0,
        extra: [String] = []
    ) throws {
        process = try OwnProcess(
            [
                KafkaWorkerCommand.command.name, "--bootstrap", place.bootstrapServers, "--prefix", place.prefix,
                "--interval", "\(intervalMilliseconds)", "--ordinal", "\(ordinal)",
            ] + extra + stages
        )
    }

    var identifier: Int32 {
        process.identifier
    }

    /// Seconds from the start of the process until its stages were assigned and restored.
    var startSeconds: Double {
        process.startSeconds
    }

    /// Processor seconds so far.
    var processorSeconds: Double {
        process.processorSeconds
    }

    /// Asks it to stop and waits for its end.
    func stop() {
        process.stop()
    }
}
