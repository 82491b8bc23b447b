/// A declared argument of a command: a word with a fixed place.
package struct Argument: Sendable, Equatable {
    /// How many words the argument takes.
    package enum Count: Sendable, Equatable {
        /// Exactly one word.
        case one
        /// One word or none; only behind all arguments that take exactly one.
        case optional
        /// All remaining words, at least so many; only the last argument.
        case remaining(minimum: Int)
    }

    /// The name, by which the parsed words are asked for; help shows it in capitals.
    package let name: String
    /// What each word may be.
    package let kind: ValueKind
    /// How many words it takes.
    package let count: Count
    /// One sentence for help.
    package let help: String

    /// Declares an argument of exactly one word unless another count is said.
    package init(_ name: String, kind: ValueKind = .text, count: Count = .one, help: String) {
        self.name = name
        self.kind = kind
        self.count = count
        self.help = help
    }

    /// The fewest words it takes.
    var minimum: Int {
        switch count {
        case .one: 1
        case .optional: 0
        case .remaining(let minimum): minimum
        }
    }

    /// The most words it takes; nil for no limit.
    var maximum: Int? {
        if case .remaining = count { nil } else { 1 }
    }

    /// How a usage line shows it.
    var usage: String {
        let shown = name.uppercased()
        return switch count {
        case .one: shown
        case .optional: "[\(shown)]"
        case .remaining(let minimum): minimum > 0 ? "\(shown)..." : "[\(shown)...]"
        }
    }
}
