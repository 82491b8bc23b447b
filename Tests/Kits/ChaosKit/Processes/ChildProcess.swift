import Foundation
import PipelineTestKit
import Synchronization

/// A process that a round starts, stops, wakes and kills; what it writes goes to a file.
package final class ChildProcess: Sendable {
    /// How a process ended.
    package enum Ending: Sendable, Equatable {
        case code(Int32)
        case signal(Int32)
    }

    package let name: String
    /// The process's number.
    package let identifier: Int32
    /// Where its standard output and standard error go.
    package let outputFile: String
    private let ended = Mutex<Ending?>(nil)

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - name: For messages and the output's file.
    ///   - program: Path of the program.
    ///   - arguments: Its words.
    ///   - environment: Added to this process's environment, of which `EYRIE_` variables are left out.
    ///   - folder: Where its output goes.
    /// - Throws: ``ChaosFault`` when it cannot be started.
    package init(
        name: String,
        program: String,
        arguments: [String],
        environment: [String: String] = [:],
        folder: String
    ) throws(ChaosFault) {
        self.name = name
        outputFile = "\(folder)/\(name).log"
        // Settings of whoever runs the rounds are none of the processes': eyrie refuses those that it does not know.
        let inherited = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("EYRIE_") }
        let all = inherited.merging(environment) { $1 }
        identifier = try Self.spawn(program, arguments, all.map { "\($0.key)=\($0.value)" }, outputFile)
        RunningChildren.add(identifier)
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
    ///
    /// - Returns: How it ended; nil when it still runs.
    package func waitForEnd(within duration: Duration) -> Ending? {
        Patience.wait(within: duration) { ending != nil }
        return ending
    }

    /// Whether the kernel says that the process is stopped.
    ///
    /// Source: proc(5), `/proc/pid/stat`, field 3: `T`.
    package var isStopped: Bool {
        guard let text = try? String(contentsOfFile: "/proc/\(identifier)/stat", encoding: .utf8),
            let end = text.lastIndex(of: ")")
        else { return false }
        return text[end...].dropFirst(2).first == "T"
    }

    /// What it wrote, whole.
    package var output: String {
        (try? String(contentsOfFile: outputFile, encoding: .utf8)) ?? ""
    }

    /// The last lines that it wrote, for messages.
    package func lastLines(_ count: Int = 5) -> String {
        output.split(separator: "\n").suffix(count).joined(separator: "\n")
    }

    /// Starts a process with all signals as they are by default; Foundation's `Process` takes an end for one only when
    /// grandchildren have ended too, and the cluster's nodes are some.
    private static func spawn(
        _ program: String,
        _ arguments: [String],
        _ environment: [String],
        _ output: String
    ) throws(ChaosFault) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer {
            for text in words + variables {
                free(text)
            }
        }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, program, &actions, &attributes, &words, &variables)
        guard code == 0 else { throw ChaosFault("starting \(program): \(String(cString: strerror(code)))") }
        return identifier
    }
}
