/// One line of an examination: what was looked at, how it is, and what to do.
package struct Finding: Sendable, Equatable, CustomStringConvertible {
    package enum Level: String, Sendable {
        case ok
        /// Works, and is not what it should be.
        case warning
        /// Does not work, or will lose something.
        case failed
        /// Could not be looked at; says why.
        case unchecked = "not checked"
    }

    package let level: Level
    package let text: String

    package init(_ level: Level, _ text: String) {
        self.level = level
        self.text = text
    }

    package var description: String {
        "\(level.rawValue): \(text)"
    }
}
