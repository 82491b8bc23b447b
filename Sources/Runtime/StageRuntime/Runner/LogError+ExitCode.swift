import Lifecycle
import LogPort

extension LogError: ExitCoded {
    /// The exit code of a process whose name another one has taken: starting it again would only take the name back.
    package static let fencedExitCode: Int32 = 3

    /// 3 when another process has this one's name, else 1.
    package var exitCode: Int32 {
        code == .fenced && remedy == .stop ? Self.fencedExitCode : 1
    }
}
