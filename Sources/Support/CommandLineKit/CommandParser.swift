/// Reads the words of one command line against the declarations.
///
/// Rules: `--name VALUE`, `--name=VALUE`, `-n VALUE`, `-nVALUE`, `-abc` for three flags; `--` ends options; `-` and
/// negative numbers are plain words. A value that begins with two hyphens is written `--name=--value`, so that a
/// forgotten value never swallows the next option. An option stands anywhere behind the command that declares it.
/// Source: POSIX.1-2017, chapter 12, Utility Syntax Guidelines, with GNU's long options.
struct CommandParser {
    /// The request of a command line.
    enum Request {
        case command(CommandPath, ParsedArguments)
        case help(CommandPath)
        case version
    }

    private var path: CommandPath
    private var words: ArraySlice<String>
    private var given: [(option: Option, value: String)] = []
    private var positional: [String] = []
    private var optionsEnded = false

    private init(root: Command, words: [String]) {
        path = CommandPath(root: root)
        self.words = words[...]
    }

    /// Parses the words behind the program's name.
    static func parse(_ words: [String], root: Command) throws(UsageError) -> Request {
        var parser = CommandParser(root: root, words: words)
        while let word = parser.words.popFirst() {
            if let request = try parser.take(word) { return request }
        }
        return try .command(parser.path, parser.finish())
    }

    private mutating func take(_ word: String) throws(UsageError) -> Request? {
        if optionsEnded || word == "-" || !word.hasPrefix("-") || isNegativeNumber(word) {
            try takePlain(word)
        } else if word == "--" {
            optionsEnded = true
        } else if word.hasPrefix("--") {
            return try takeLong(word)
        } else {
            return try takeShort(word)
        }
        return nil
    }

    private mutating func takePlain(_ word: String) throws(UsageError) {
        guard path.last.arguments.isEmpty, !path.last.subcommands.isEmpty, !optionsEnded else {
            positional.append(word)
            return
        }
        guard let next = path.descending(to: word) else {
            let known = path.last.visibleSubcommands.map(\.name)
            throw failure("unknown command '\(word)'\(NearestName.hint(for: word, among: known))")
        }
        path = next
    }

    private mutating func takeLong(_ word: String) throws(UsageError) -> Request? {
        let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        let name = String(parts[0])
        guard let option = path.options.first(where: { $0.name == name }) else {
            let known = path.options.map(\.name)
            let meant = NearestName.of(name, among: known).map { ", did you mean '--\($0)'?" } ?? ""
            throw failure("unknown option '--\(name)'\(meant)")
        }
        guard option.kind != nil else {
            guard parts.count == 1 else { throw failure("option '--\(name)' takes no value") }
            return takeFlag(option)
        }
        try takeValue(parts.count == 2 ? String(parts[1]) : nextValue(of: option), of: option)
        return nil
    }

    private mutating func takeShort(_ word: String) throws(UsageError) -> Request? {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            guard let option = path.options.first(where: { $0.short == letter }) else {
                throw failure("unknown option '-\(letter)'")
            }
            guard option.kind != nil else {
                if let request = takeFlag(option) { return request }
                continue
            }
            try takeValue(letters.isEmpty ? nextValue(of: option) : String(letters), of: option)
            return nil
        }
        return nil
    }

    private mutating func takeFlag(_ option: Option) -> Request? {
        switch option {
        case BuiltIn.help: return .help(path)
        case BuiltIn.version: return .version
        default:
            given.append((option, ""))
            return nil
        }
    }

    private mutating func nextValue(of option: Option) throws(UsageError) -> String {
        guard let value = words.first, !value.hasPrefix("--") else {
            throw failure("option '--\(option.name)' needs a value: --\(option.name)=\(option.placeholder)")
        }
        words.removeFirst()
        return value
    }

    private mutating func takeValue(_ value: String, of option: Option) throws(UsageError) {
        if let allowed = option.kind?.objection(to: value) {
            throw failure("option '--\(option.name)' must be \(allowed), not '\(value)'")
        }
        if !option.isRepeatable, given.contains(where: { $0.option.name == option.name }) {
            throw failure("option '--\(option.name)' is given twice")
        }
        given.append((option, value))
    }

    private func finish() throws(UsageError) -> ParsedArguments {
        if case .group = path.last.action {
            let known = path.last.visibleSubcommands.map(\.name).joined(separator: ", ")
            throw failure("a command is missing: one of \(known)")
        }
        var parsed = ParsedArguments(path: path)
        for (option, value) in given {
            parsed.optionValues[option.name, default: []].append(value)
        }
        for option in path.options where option.isRequired && parsed.optionValues[option.name] == nil {
            throw failure("option '--\(option.name)' is required")
        }
        var rest = positional[...]
        for argument in path.last.arguments {
            let taken = rest.prefix(argument.maximum ?? rest.count)
            rest = rest.dropFirst(taken.count)
            guard taken.count >= argument.minimum else { throw failure("argument \(argument.usage) is missing") }
            for word in taken {
                guard let allowed = argument.kind.objection(to: word) else { continue }
                throw failure("argument \(argument.usage) must be \(allowed), not '\(word)'")
            }
            parsed.argumentValues[argument.name] = Array(taken)
        }
        if let word = rest.first { throw failure("unexpected argument '\(word)'") }
        return parsed
    }

    private func isNegativeNumber(_ word: String) -> Bool {
        guard let digit = word.dropFirst().first, digit.isASCII, digit.isNumber else { return false }
        return !path.options.contains { $0.short == digit }
    }

    private func failure(_ message: String) -> UsageError {
        UsageError(command: path.text, message: message)
    }
}
