/// A command together with the groups it is in, from the root down.
struct CommandPath: Sendable {
    let commands: [Command]

    init(root: Command) {
        commands = [root]
    }

    private init(commands: [Command]) {
        self.commands = commands
    }

    /// The command at the end; a path is never empty.
    var last: Command { commands[commands.count - 1] }

    /// The words that choose the command, the program's name first.
    var words: [String] { commands.map(\.name) }

    /// The words as one text.
    var text: String { words.joined(separator: " ") }

    /// The options that may stand behind this path, the command's own first.
    var options: [Option] { commands.reversed().flatMap(\.options) }

    func appending(_ command: Command) -> CommandPath {
        CommandPath(commands: commands + [command])
    }

    /// Returns the path one subcommand further down; nil when there is none of that name.
    func descending(to name: String) -> CommandPath? {
        last.subcommands.first { $0.name == name }.map(appending)
    }

    /// Returns this path and all below it, each command before its subcommands.
    func all() -> [CommandPath] {
        [self] + last.subcommands.flatMap { appending($0).all() }
    }
}
