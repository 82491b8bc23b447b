/// A declared command: a value from which parsing, help, completion and checks are all made.
///
/// A command either groups subcommands or runs; options of a group are options of all commands below it.
package struct Command: Sendable {
    /// The work of a command: takes parsed words, writes to the output, and returns the process's exit code.
    package typealias Run = @Sendable (ParsedArguments, CommandOutput) throws -> Int32

    /// The effect of choosing a command.
    enum Action: Sendable {
        case group
        case run(Run)
        case help
        case completion
        case declarations
    }

    /// The word that chooses the command; of the root, the program's name.
    package let name: String
    /// One phrase for the lists in help, without a full stop.
    package let summary: String
    /// Paragraphs for the command's own help; may be empty.
    package let discussion: String
    /// Options of this command and of all commands below it.
    package let options: [Option]
    /// Words told by their place, in order.
    package let arguments: [Argument]
    /// The commands below it; empty when it runs itself.
    package let subcommands: [Command]
    /// Whether help and completion leave it out.
    package let isHidden: Bool
    let action: Action

    /// Declares a command that runs.
    ///
    /// - Parameters:
    ///   - name: The word that chooses it.
    ///   - summary: One phrase for lists, without a full stop.
    ///   - discussion: Paragraphs for its own help.
    ///   - options: Its options.
    ///   - arguments: Its arguments; exactly-one before optional, optional before remaining.
    ///   - isHidden: Whether help and completion leave it out.
    ///   - run: The work; what it throws ends the program with one line and exit code 1.
    package init(
        _ name: String,
        summary: String,
        discussion: String = "",
        options: [Option] = [],
        arguments: [Argument] = [],
        isHidden: Bool = false,
        run: @escaping Run
    ) {
        self.init(
            name,
            summary: summary,
            discussion: discussion,
            options: options,
            arguments: arguments,
            subcommands: [],
            isHidden: isHidden,
            action: .run(run)
        )
    }

    /// Declares a command that only groups others.
    package init(
        _ name: String,
        summary: String,
        discussion: String = "",
        options: [Option] = [],
        isHidden: Bool = false,
        subcommands: [Command]
    ) {
        precondition(!subcommands.isEmpty, "\(name): a group needs subcommands")
        self.init(
            name,
            summary: summary,
            discussion: discussion,
            options: options,
            arguments: [],
            subcommands: subcommands,
            isHidden: isHidden,
            action: .group
        )
    }

    init(
        _ name: String,
        summary: String,
        discussion: String,
        options: [Option],
        arguments: [Argument],
        subcommands: [Command],
        isHidden: Bool,
        action: Action
    ) {
        let names = subcommands.map(\.name)
        precondition(Set(names).count == names.count, "\(name): two subcommands of one name")
        for (argument, next) in zip(arguments, arguments.dropFirst()) {
            precondition(argument.maximum != nil, "\(name): an argument behind one that takes all words")
            precondition(argument.minimum == 1 || next.minimum == 0, "\(name): a required argument behind an optional")
        }
        self.name = name
        self.summary = summary
        self.discussion = discussion
        self.options = options
        self.arguments = arguments
        self.subcommands = subcommands
        self.isHidden = isHidden
        self.action = action
    }

    /// The subcommands that help and completion show.
    var visibleSubcommands: [Command] {
        subcommands.filter { !$0.isHidden }
    }
}
