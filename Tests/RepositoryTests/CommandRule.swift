import CommandLineKit

/// Holds the commands that documents show against the programs and the Makefile.
struct CommandRule {
    /// What each of our programs declares.
    let programs: [String: CommandIndex]
    let makeTargets: Set<String>

    /// Programs of others that documents may use.
    static let foreign: Set<String> = [
        "apt-get", "awk", "cat", "cp", "curl", "cut", "date", "df", "docker", "du", "falco", "find", "git", "grep",
        "head", "helm", "ip", "journalctl", "jq", "kill", "kubectl", "ls", "mkdir", "mv", "ps", "sed", "sleep", "sort",
        "sqlite3", "ss", "stat", "base64", "swift", "systemctl", "tail", "tee", "umount", "mount", "cd", "uniq", "wc",
        "zcat",
    ]

    /// The targets of a Makefile.
    static func targets(of makefile: String) -> Set<String> {
        Set(makefile.matches(of: #/(?m)^([a-z][a-z-]*):(?!=)/#).map { String($0.output.1) })
    }

    /// Returns the commands of a document that would not work, one sentence each.
    func findings(in markdown: String, path: String) -> [String] {
        ShellLines.commands(in: markdown).compactMap { command in
            problem(with: command.words).map {
                "\(path):\(command.line): \(command.words.joined(separator: " ")): \($0)"
            }
        }
    }

    private func problem(with words: [String]) -> String? {
        guard let first = words.first, let name = first.split(separator: "/").last.map(String.init) else { return nil }
        if let index = programs[name] {
            return index.problem(with: [name] + words.dropFirst())
        }
        if name == "make" {
            return words.dropFirst().first { !$0.contains("=") && !makeTargets.contains($0) }
                .map { "the Makefile has no target \($0)" }
        }
        if Repository.text(first) != nil {
            return nil
        }
        return Self.foreign.contains(name) ? nil : "no program that this test knows"
    }
}
