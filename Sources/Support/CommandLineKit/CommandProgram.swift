import Glibc

/// A program made of declared commands.
///
/// It adds `--help` and `-h` at every level, `--version`, `help SUB...`, `completion bash|zsh` and the hidden
/// `declarations`. Exit codes: the command's own; 1 when it throws; 64 for wrong usage; 74 when standard output fails.
/// Source of 64 and 74: `EX_USAGE` and `EX_IOERR` of sysexits.h.
package struct CommandProgram: Sendable {
    private static let wrongUse: Int32 = 64
    private static let outputFailed: Int32 = 74

    private let root: Command
    private let version: String

    /// Makes a program; its name is the root's.
    ///
    /// - Parameters:
    ///   - root: The declared tree, without the built-in commands.
    ///   - version: What `--version` prints behind the name.
    package init(_ root: Command, version: String) {
        self.root = BuiltIn.completing(root)
        self.version = version
        for path in CommandPath(root: self.root).all() {
            let spellings = path.options.flatMap(\.spellings)
            precondition(Set(spellings).count == spellings.count, "\(path.text): two options of one name")
        }
    }

    /// The index of all commands, the built-in ones included.
    package var index: CommandIndex { CommandIndex(CommandPath(root: root)) }

    /// Runs the command that the words choose and returns the process's exit code.
    ///
    /// - Parameters:
    ///   - words: The words behind the program's name.
    ///   - output: Where everything is written.
    /// - Returns: The exit code, 0 to 255.
    package func run(_ words: [String], output: CommandOutput) -> Int32 {
        let code: Int32
        do {
            code = try perform(CommandParser.parse(words, root: root), output: output)
        } catch let error as UsageError {
            output.report("\(error)")
            return Self.wrongUse
        } catch let failure as CommandFailure {
            output.report("\(root.name): \(failure)")
            return failure.exitCode
        } catch {
            output.report("\(root.name): \(error)")
            return 1
        }
        guard code == 0, let errorNumber = output.writeFailure else { return code }
        output.report("\(root.name): writing standard output: \(String(cString: strerror(errorNumber)))")
        return Self.outputFailed
    }

    private func perform(_ request: CommandParser.Request, output: CommandOutput) throws -> Int32 {
        switch request {
        case .version:
            output.print("\(root.name) \(version)")
        case .help(let path):
            output.write(HelpText(path).text)
        case .command(let path, let parsed):
            switch path.last.action {
            case .run(let run): return try run(parsed, output)
            case .help: try showHelp(of: parsed.arguments("command"), output: output)
            case .completion: output.write(script(for: parsed.argument("shell")))
            case .declarations: output.write(index.lines)
            case .group: preconditionFailure("the parser refuses a group without a command")
            }
        }
        return 0
    }

    private func showHelp(of words: [String], output: CommandOutput) throws(UsageError) {
        var path = CommandPath(root: root)
        for word in words {
            guard let next = path.descending(to: word) else {
                let known = path.last.visibleSubcommands.map(\.name)
                let hint = NearestName.hint(for: word, among: known)
                throw UsageError(command: path.text, message: "unknown command '\(word)'\(hint)")
            }
            path = next
        }
        output.write(HelpText(path).text)
    }

    private func script(for shell: String) -> String {
        let scripts = CompletionScript(CommandPath(root: root))
        return shell == "zsh" ? scripts.zsh : scripts.bash
    }
}

/// A command line that does not fit the declarations; the program ends with exit code 64.
package struct UsageError: Error, Equatable, CustomStringConvertible {
    /// The words of the command that was being read, as one text.
    package let command: String
    /// The mistake and its correction, in one line.
    package let message: String

    /// A command may throw it itself, for options that do not go together.
    package init(command: String, message: String) {
        self.command = command
        self.message = message
    }

    package var description: String {
        "\(command): \(message) (see '\(command) --help')"
    }
}

/// A failure of a command with an exit code of its own.
package struct CommandFailure: Error, Equatable, CustomStringConvertible {
    /// What went wrong and what to do, in one line.
    package let message: String
    /// The exit code of the process, 1 to 125.
    package let exitCode: Int32

    package init(_ message: String, exitCode: Int32 = 1) {
        precondition((1...125).contains(exitCode), "a failure's exit code is from 1 to 125")
        self.message = message
        self.exitCode = exitCode
    }

    package var description: String { message }
}
