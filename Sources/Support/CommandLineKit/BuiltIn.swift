/// The commands and options that every program has without declaring them.
enum BuiltIn {
    static let help = Option.flag("help", short: "h", help: "Show this help and exit.")
    static let version = Option.flag("version", help: "Show the version and exit.")
    static let shells = ["bash", "zsh"]

    /// Returns the root with help, version and, when it groups commands, the built-in commands.
    static func completing(_ root: Command) -> Command {
        let own = root.subcommands.isEmpty ? [] : commands
        return Command(
            root.name,
            summary: root.summary,
            discussion: root.discussion,
            options: root.options + [help, version],
            arguments: root.arguments,
            subcommands: root.subcommands + own,
            isHidden: false,
            action: root.action
        )
    }

    private static let commands = [
        command(
            "help",
            summary: "Show the help of a command",
            argument: Argument("command", count: .remaining(minimum: 0), help: "The words of the command."),
            action: .help
        ),
        command(
            "completion",
            summary: "Print a completion script for a shell",
            discussion: """
                bash: put `source <(PROGRAM completion bash)` into ~/.bashrc.
                zsh: put `source <(PROGRAM completion zsh)` into ~/.zshrc, behind compinit.
                """,
            argument: Argument("shell", kind: .choice(shells), help: "bash or zsh."),
            action: .completion
        ),
        command(
            "declarations",
            summary: "Print every command with its options and arguments, one per line, for machines",
            discussion: "Columns are separated by a tab: what it is, the command's words, then its names or bounds.",
            isHidden: true,
            action: .declarations
        ),
    ]

    private static func command(
        _ name: String,
        summary: String,
        discussion: String = "",
        argument: Argument? = nil,
        isHidden: Bool = false,
        action: Command.Action
    ) -> Command {
        Command(
            name,
            summary: summary,
            discussion: discussion,
            options: [],
            arguments: argument.map { [$0] } ?? [],
            subcommands: [],
            isHidden: isHidden,
            action: action
        )
    }
}
