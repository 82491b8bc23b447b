import Foundation

/// The start of a program by posix_spawn: all signals as they are by default, nothing inherited but three streams.
struct SpawnedProgram {
    let path: String
    let words: [String]
    /// `NAME=VALUE` each.
    let environment: [String]
    /// The descriptor that becomes its standard input; nil for an empty one.
    let input: Int32?
    /// Files that are created or cut; one and the same for both streams when the paths are equal.
    let output: String
    let error: String

    /// Starts it and returns the process's number.
    func start() throws(ChildProcess.Failure) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        if let input {
            posix_spawn_file_actions_adddup2(&actions, input, 0)
        } else {
            posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        }
        posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        if error == output {
            posix_spawn_file_actions_adddup2(&actions, 1, 2)
        } else {
            posix_spawn_file_actions_addopen(&actions, 2, error, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        }
        // One that another thread has closed meanwhile is closed without an error.
        for descriptor in Self.openDescriptors where descriptor > 2 {
            posix_spawn_file_actions_addclose(&actions, descriptor)
        }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var arguments: [UnsafeMutablePointer<CChar>?] = ([path] + words).map { strdup($0) } + [nil]
        var variables: [UnsafeMutablePointer<CChar>?] = environment.map { strdup($0) } + [nil]
        defer {
            for text in arguments + variables {
                free(text)
            }
        }
        var identifier: pid_t = 0
        let code = posix_spawn(&identifier, path, &actions, &attributes, &arguments, &variables)
        guard code == 0 else {
            throw ChildProcess.Failure(description: "starting \(path): \(String(cString: strerror(code)))")
        }
        return identifier
    }

    private static var openDescriptors: [Int32] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
        return names.compactMap { Int32($0) }
    }
}
