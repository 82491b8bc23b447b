import Foundation
import Synchronization

/// A worker in a process of its own, whose time and memory are the worker's alone.
final class KafkaWorkerProcess: Sendable {
    let identifier: Int32
    /// Seconds from the start of the process until its stages were assigned and restored.
    let startSeconds: Double
    private let process: Mutex<Process>

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
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        process.arguments =
            [
                "kafka-worker", "--bootstrap", place.bootstrapServers, "--prefix", place.prefix,
                "--interval", "\(intervalMilliseconds)", "--ordinal", "\(ordinal)",
            ] + extra + stages
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let watch = Stopwatch()
        try process.run()
        identifier = process.processIdentifier
        ChildProcesses.add(identifier)
        self.process = Mutex(process)
        // The first bytes are the word "ready"; none is the end of the process.
        let said = output.fileHandleForReading.availableData
        startSeconds = watch.seconds
        guard !said.isEmpty else {
            stop()
            throw BenchFailure("the worker ended before it was ready")
        }
    }

    /// Processor seconds so far.
    var processorSeconds: Double {
        ProcessTime.seconds(of: identifier)
    }

    /// Asks it to stop and waits for its end.
    func stop() {
        process.withLock { process in
            if process.isRunning {
                process.terminate()
            }
            process.waitUntilExit()
        }
        ChildProcesses.remove(identifier)
    }
}
