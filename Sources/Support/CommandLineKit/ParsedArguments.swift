/// The options and arguments of one command line, checked against their declarations.
///
/// Every accessor takes a declared name; an undeclared one is a mistake of the program and stops it.
package struct ParsedArguments: Sendable, Equatable {
    /// The words that chose the command, the program's name first.
    package let commandWords: [String]
    let options: [Option]
    let declaredArguments: [Argument]
    var optionValues: [String: [String]] = [:]
    var argumentValues: [String: [String]] = [:]

    init(path: CommandPath) {
        commandWords = path.words
        options = path.options
        declaredArguments = path.last.arguments
    }

    /// Returns whether a flag was given.
    package func flag(_ name: String) -> Bool {
        precondition(declaration(name).kind == nil, "--\(name) is not a flag")
        return optionValues[name] != nil
    }

    /// Returns an option's value, else its default; nil when it has neither.
    package func optionalText(_ name: String) -> String? {
        let option = declaration(name)
        precondition(option.kind != nil, "--\(name) is a flag")
        return optionValues[name]?.first ?? option.defaultText
    }

    /// Returns the value of an option that is required or has a default.
    package func text(_ name: String) -> String {
        guard let text = optionalText(name) else { preconditionFailure("--\(name) is neither required nor defaulted") }
        return text
    }

    /// Returns all values of a repeatable option in the order given.
    package func texts(_ name: String) -> [String] {
        precondition(declaration(name).isRepeatable, "--\(name) is not repeatable")
        return optionValues[name] ?? []
    }

    /// Returns a whole number given as an option, else its default; nil when it has neither.
    package func optionalInteger(_ name: String) -> Int? {
        guard case .integer = declaration(name).kind else { preconditionFailure("--\(name) is not an integer") }
        return optionalText(name).flatMap { Int($0) }
    }

    /// Returns the whole number of an option that is required or has a default.
    package func integer(_ name: String) -> Int {
        guard let value = optionalInteger(name) else {
            preconditionFailure("--\(name) is neither required nor defaulted")
        }
        return value
    }

    /// Returns a number given as an option, else its default; nil when it has neither.
    package func optionalNumber(_ name: String) -> Double? {
        guard case .number = declaration(name).kind else { preconditionFailure("--\(name) is not a number") }
        return optionalText(name).flatMap { Double($0) }
    }

    /// Returns the number of an option that is required or has a default.
    package func number(_ name: String) -> Double {
        guard let value = optionalNumber(name) else {
            preconditionFailure("--\(name) is neither required nor defaulted")
        }
        return value
    }

    /// Returns the word of an argument that takes exactly one.
    package func argument(_ name: String) -> String {
        guard let word = arguments(name).first else { preconditionFailure("argument \(name) is optional") }
        return word
    }

    /// Returns the word of an argument that takes one or none.
    package func optionalArgument(_ name: String) -> String? {
        arguments(name).first
    }

    /// Returns all words of an argument in order.
    package func arguments(_ name: String) -> [String] {
        precondition(declaredArguments.contains { $0.name == name }, "argument \(name) is not declared")
        return argumentValues[name] ?? []
    }

    private func declaration(_ name: String) -> Option {
        guard let option = options.first(where: { $0.name == name }) else {
            preconditionFailure("--\(name) is not declared")
        }
        return option
    }
}
