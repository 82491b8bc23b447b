import Foundation

/// One command that is run to its end, also when it leaves processes behind.
///
/// Foundation's `Process` waits until nobody holds a socket any more that every process started below it inherits; a
/// cluster that is started would be waited for. So this one is awaited by itself, and what it starts inherits nothing.
struct ChildCommand {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// Takes files for output and errors, closes everything else that was inherited, becomes the command.
    private static let wrapper = """
        exec > "$1" 2> "$2" < /dev/null
        shift 2
        for fd in /proc/self/fd/*; do
            fd=${fd##*/}
            if [ "$fd" -gt 2 ]; then eval "exec $fd>&-"; fi
        done 2> /dev/null
        exec "$@"
        """

    let words: [String]
    let environment: [String: String]

    /// Runs the command and returns what it printed.
    ///
    /// - Throws: ``Failure`` with its errors when it ends with another code than 0.
    func run() throws -> String {
        let folder = FileManager.default.temporaryDirectory.appending(path: "eyrie-command-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let output = folder.appending(path: "output").path
        let errors = folder.appending(path: "errors").path
        let all = ["/bin/bash", "-c", Self.wrapper, "bash", output, errors] + words
        let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        let arguments = all.map { strdup($0) } + [nil]
        let environment = variables.map { strdup($0) } + [nil]
        defer {
            for text in arguments + environment {
                free(text)
            }
        }
        var process: pid_t = 0
        let result = posix_spawn(&process, "/bin/bash", nil, nil, arguments, environment)
        guard result == 0 else { throw Failure(description: "\(words[0]): \(String(cString: strerror(result)))") }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
        guard status == 0 else {
            let said = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
            throw Failure(description: "\(words.prefix(3).joined(separator: " ")): \(said)\(text.suffix(2_000))")
        }
        return text.trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
