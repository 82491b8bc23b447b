/// All commands of a program with the names of their options, for checking command lines that documents show.
///
/// It is written by the hidden command `declarations` and read back from it, so that a test can check the README
/// against a program it cannot import. Lines, columns separated by a tab:
///
///     command    eyrie log verify    1    1         fewest and most words behind it; "*" for no limit
///     flag       eyrie log verify    --json         an option without a value
///     option     eyrie log verify    --folder       an option with a value
///
/// Options of groups are repeated for every command below them.
package struct CommandIndex: Sendable, Equatable {
    private struct Entry: Sendable, Equatable {
        var minimum = 0
        var maximum: Int?
        var flags: [String] = []
        var valued: [String] = []
    }

    private var entries: [String: Entry] = [:]
    private var order: [String] = []

    init(_ root: CommandPath) {
        for path in root.all() {
            var entry = Entry()
            if path.last.subcommands.isEmpty {
                entry.minimum = path.last.arguments.reduce(0) { $0 + $1.minimum }
                entry.maximum = path.last.arguments.reduce(0) { sum, argument in
                    guard let sum, let maximum = argument.maximum else { return nil }
                    return sum + maximum
                }
            } else {
                entry.maximum = 0
            }
            entry.flags = path.options.filter { $0.kind == nil }.flatMap(\.spellings)
            entry.valued = path.options.filter { $0.kind != nil }.flatMap(\.spellings)
            order.append(path.text)
            entries[path.text] = entry
        }
    }

    /// Reads what `declarations` printed; nil when a line is not one of its kinds.
    package init?(lines: String) {
        for line in lines.split(separator: "\n") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            switch (columns.first, columns.count) {
            case ("command", 4):
                guard let minimum = Int(columns[2]) else { return nil }
                guard columns[3] == "*" || Int(columns[3]) != nil else { return nil }
                order.append(columns[1])
                entries[columns[1]] = Entry(minimum: minimum, maximum: Int(columns[3]))
            case ("flag", 3) where entries[columns[1]] != nil:
                entries[columns[1]]?.flags.append(columns[2])
            case ("option", 3) where entries[columns[1]] != nil:
                entries[columns[1]]?.valued.append(columns[2])
            default:
                return nil
            }
        }
    }

    /// The lines that `declarations` prints, each with its end.
    package var lines: String {
        order.map { words in
            let entry = entries[words] ?? Entry()
            let maximum = entry.maximum.map { "\($0)" } ?? "*"
            return "command\t\(words)\t\(entry.minimum)\t\(maximum)\n"
                + entry.flags.map { "flag\t\(words)\t\($0)\n" }.joined()
                + entry.valued.map { "option\t\(words)\t\($0)\n" }.joined()
        }.joined()
    }

    /// The words of every command, each as one text, groups before their commands.
    package var commands: [String] { order }

    /// Returns the mistake in a command line of a document; nil when command, options and counts are right.
    ///
    /// Values are not checked, since documents write placeholders for them.
    ///
    /// - Parameter words: The words of the line as a shell splits them, the program's name first.
    /// - Returns: One phrase, or nil.
    package func problem(with words: [String]) -> String? {
        guard var command = words.first, var entry = entries[command] else {
            return "unknown program '\(words.first ?? "")'"
        }
        var rest = words.dropFirst()
        var plain = 0
        while let word = rest.popFirst() {
            if word == "--" {
                plain += rest.count
                break
            }
            if word.hasPrefix("-"), word != "-" {
                let name = String(word.prefix { $0 != "=" })
                if ["--help", "-h", "--version"].contains(name), entry.flags.contains(name) { return nil }
                if entry.flags.contains(name), name == word { continue }
                guard entry.valued.contains(name) else { return "'\(command)' has no option '\(name)'" }
                if name == word, rest.popFirst() == nil { return "option '\(name)' has no value" }
            } else if let next = entries["\(command) \(word)"], plain == 0 {
                command += " \(word)"
                entry = next
            } else {
                plain += 1
            }
        }
        if isGroup(command) { return "'\(command)' is not a complete command" }
        if plain < entry.minimum { return "'\(command)' needs more words" }
        if let maximum = entry.maximum, plain > maximum { return "'\(command)' takes fewer words" }
        return nil
    }

    private func isGroup(_ command: String) -> Bool {
        order.contains { $0.hasPrefix(command + " ") }
    }
}
