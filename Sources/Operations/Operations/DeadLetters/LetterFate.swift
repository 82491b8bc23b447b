package import EventModel

/// How a person settled a dead letter.
package struct LetterFate: Sendable, Equatable {
    /// The actions of audit entries that settle a letter.
    package enum Action: String, Sendable, CaseIterable {
        /// The alert was appended again, and is decided at its new place.
        case retried = "deadletter-retried"
        /// Nothing is to be done about it.
        case discarded = "deadletter-discarded"

        /// The word for people.
        package var word: String {
            switch self {
            case .retried: "retried"
            case .discarded: "discarded"
            }
        }
    }

    package let action: Action
    package let at: Timestamp
    package let by: String

    package init(_ action: Action, at: Timestamp, by: String) {
        self.action = action
        self.at = at
        self.by = by
    }
}

extension LetterFate: CustomStringConvertible {
    package var description: String {
        "\(action.word) at \(at) by \(by)"
    }
}
