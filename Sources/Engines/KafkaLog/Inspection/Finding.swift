/// One line of an examination: the object, its state, and what to do.
package struct Finding: Sendable, Equatable, CustomStringConvertible {
    package enum Level: String, Sendable {
        case ok
        /// Works, but is not as it should be.
        case warning
        /// Does not work, or will lose data.
        case failed
        /// Could not be checked; with the reason.
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
