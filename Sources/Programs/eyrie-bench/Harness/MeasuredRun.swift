import Foundation
import Lifecycle
import Synchronization

/// A program that was run to its end, with what it took.
struct MeasuredRun: Sendable {
    let code: Int32
    /// Its standard output.
    let text: String
    /// From its start until its standard output was closed, which is its end.
    let seconds: Double
    /// What all of its threads computed.
    let processorSeconds: Double
    /// The largest resident memory seen, looked at every 20 ms.
    let peakMebibytes: Double

    /// Runs a program; nothing else that this process started may end meanwhile, or its time is counted, too.
    ///
    /// - Throws: `BenchFailure` when it cannot be started.
    static func run(_ program: String, _ words: [String]) throws -> MeasuredRun {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: program)
        process.arguments = words
        process.standardInput = FileHandle.nullDevice
        let output = Pipe()
        process.standardOutput = output
        let computed = ProcessTime.ofEndedChildren
        let watch = Stopwatch()
        do {
            try process.run()
        } catch {
            throw BenchFailure("starting \(program): \(error.localizedDescription)")
        }
        let identifier = process.processIdentifier
        ChildProcesses.add(identifier)
        defer { ChildProcesses.remove(identifier) }
        let peak = PeakMemory()
        let observer = WorkerThread(name: "memory") { stop in
            while !stop.wait(for: .milliseconds(20)) {
                peak.note(ProcessMemory.peakMebibytes(of: identifier))
            }
        }
        try observer.start()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        let seconds = watch.seconds
        process.waitUntilExit()
        observer.requestStop()
        observer.join()
        return MeasuredRun(
            code: process.terminationStatus,
            text: String(decoding: data, as: UTF8.self),
            seconds: seconds,
            processorSeconds: ProcessTime.ofEndedChildren - computed,
            peakMebibytes: peak.mebibytes
        )
    }

    private final class PeakMemory: Sendable {
        private let largest = Mutex(0.0)

        var mebibytes: Double {
            largest.withLock { $0 }
        }

        func note(_ value: Double) {
            largest.withLock { $0 = max($0, value) }
        }
    }
}
