import Foundation
import Synchronization

/// A program that a test starts, tells something, hears, stops and kills; it ends with this object at the latest.
///
/// It inherits nothing but its standard streams, and is awaited by itself: what it leaves behind (the nodes of a
/// cluster) holds up nobody. What it writes goes to files, so it never waits for a reader. Foundation's `Process` is
/// not used: it takes an end for one only when every process that was started below it has ended, too.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum Ending: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)

        /// The exit code, or minus the signal.
        package var status: Int32 {
            switch self {
            case .code(let code): code
            case .signal(let signal): -signal
            }
        }
    }

    /// What a process that has ended did and said.
    package struct Result: Sendable {
        /// The exit code, or minus the signal that ended it.
        package let code: Int32
        package let output: String
        package let error: String
    }

    /// Why a program could not be started.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String

        package init(description: String) {
            self.description = description
        }
    }

    /// After which time a process is killed unless it was started with another, in seconds.
    package static let longestLife = 600.0

    /// The process's number.
    package let identifier: Int32
    /// Where its standard output goes.
    package let outputFile: String
    /// Where its standard error goes; the same file when both were to go to one.
    package let errorFile: String
    private let folder: TemporaryFolder?
    private let input: ChildInput?
    private let ended = Mutex<Ending?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path, or the name of one that was built together with this one, such as `eyrie`.
    ///   - words: Its arguments.
    ///   - environment: Added to this process's environment, of which `EYRIE_` variables are omitted.
    ///   - isTold: Whether ``tell(_:)`` may be called; else its standard input is empty.
    ///   - file: Where both streams go and stay; nil for a file each that is removed with this object.
    ///   - longestLife: After how many seconds it is killed.
    /// - Throws: ``Failure`` when it cannot be started.
    package init(
        _ program: String,
        _ words: [String],
        environment: [String: String] = [:],
        isTold: Bool = false,
        output file: String? = nil,
        longestLife: Double = ChildProcess.longestLife
    ) throws(Failure) {
        do {
            folder = file == nil ? try TemporaryFolder() : nil
            input = isTold ? try ChildInput() : nil
        } catch {
            throw Failure(description: "making a place for the output of \(program): \(error)")
        }
        outputFile = file ?? folder?.file("output") ?? "/dev/null"
        errorFile = file ?? folder?.file("error") ?? "/dev/null"
        // The process does not get the settings of the tests' environment: eyrie refuses unknown ones.
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("EYRIE_") }
        let all = inherited.merging(environment) { $1 }
        identifier = try SpawnedProgram(
            path: program.contains("/") ? program : BuiltProgram.path(program),
            words: words,
            environment: all.map { "\($0.key)=\($0.value)" },
            input: input?.childEnd,
            output: outputFile,
            error: errorFile
        ).start()
        input?.closeChildEnd()
        RunningChildren.add(identifier)
        DispatchQueue.global().asyncAfter(deadline: .now() + longestLife) { [weak self] in
            self?.send(SIGKILL)
        }
    }

    deinit {
        // A test that failed in the middle leaves nothing running.
        if isRunning {
            kill(identifier, SIGKILL)
            _ = wait()
        }
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - program: Its path, or the name of one that was built together with this one.
    ///   - words: Its arguments.
    ///   - environment: Added to this process's environment, of which `EYRIE_` variables are omitted.
    ///   - input: What it reads from its standard input.
    /// - Returns: How it ended and what it wrote.
    /// - Throws: ``Failure`` when it cannot be started.
    package static func run(
        _ program: String,
        _ words: [String],
        environment: [String: String] = [:],
        input: String? = nil
    ) throws(Failure) -> Result {
        let process = try ChildProcess(program, words, environment: environment, isTold: input != nil)
        if let input {
            process.tell(input)
            process.endInput()
        }
        let ending = process.wait()
        return Result(code: ending.status, output: process.output, error: process.error)
    }

    /// How it ended; nil while it runs.
    package var ending: Ending? {
        ended.withLock { ended in
            if let ended {
                return ended
            }
            var status: Int32 = 0
            guard waitpid(identifier, &status, WNOHANG) == identifier else { return nil }
            RunningChildren.remove(identifier)
            // Source: wait(2): the low seven bits hold the signal, the next byte the exit code.
            let signal = status & 0x7f
            ended = signal == 0 ? .code(status >> 8 & 0xff) : .signal(signal)
            return ended
        }
    }

    package var isRunning: Bool {
        ending == nil
    }

    /// Sends a signal, if the process still runs.
    package func send(_ signal: Int32) {
        if isRunning {
            kill(identifier, signal)
        }
    }

    /// Waits for the end.
    @discardableResult
    package func wait() -> Ending {
        while true {
            if let ending {
                return ending
            }
            // Waits without taking the process's status, which another thread may take first.
            var information = siginfo_t()
            waitid(P_PID, id_t(identifier), &information, WEXITED | WNOWAIT)
        }
    }

    /// Waits for the end.
    ///
    /// - Returns: How it ended; nil when it still runs.
    package func waitForEnd(within duration: Duration) -> Ending? {
        Patience.wait(within: duration, lookingEvery: .milliseconds(10)) { ending != nil }
        return ending
    }

    /// Says something to its standard input; false when it does not read any more.
    @discardableResult
    package func tell(_ text: String) -> Bool {
        input?.write(text) ?? false
    }

    /// Ends its standard input.
    package func endInput() {
        input?.close()
    }

    /// What it wrote to standard output, whole.
    package var output: String {
        Self.text(of: outputFile)
    }

    /// What it wrote to standard error, whole.
    package var error: String {
        Self.text(of: errorFile)
    }

    /// What it wrote to both streams, whole: first the output and then the errors when they are apart.
    package var text: String {
        outputFile == errorFile ? output : output + error
    }

    /// The last lines that it wrote, for messages.
    package func lastLines(_ count: Int = 5) -> String {
        text.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    /// Waits until it has written something so many times, to either stream.
    ///
    /// - Returns: False when it ended before, or after the time, in seconds.
    package func hasSaid(_ words: String, times: Int = 1, within seconds: Double = 60) -> Bool {
        var isThere = false
        Patience.wait(within: .seconds(seconds), lookingEvery: .milliseconds(5)) {
            // In this order: what an ended process has written is there.
            let hasEnded = !isRunning
            isThere = text.components(separatedBy: words).count > times
            return isThere || hasEnded
        }
        return isThere
    }

    /// Whether the kernel says that the process is stopped.
    ///
    /// Source: proc(5), `/proc/pid/stat`, field 3: `T`.
    package var isStopped: Bool {
        let text = Self.text(of: "/proc/\(identifier)/stat")
        guard let end = text.lastIndex(of: ")") else { return false }
        return text[end...].dropFirst(2).first == "T"
    }

    /// The most memory it ever had, in KiB.
    ///
    /// Source: proc(5), `/proc/pid/status`, VmHWM.
    package var peakMemory: Int {
        Self.text(of: "/proc/\(identifier)/status").firstMatch(of: #/VmHWM:\s+(\d+) kB/#).flatMap { Int($0.1) } ?? 0
    }

    private static func text(of file: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: file))).map { String(decoding: $0, as: UTF8.self) } ?? ""
    }
}
