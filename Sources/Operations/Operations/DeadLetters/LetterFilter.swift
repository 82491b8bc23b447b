package import EventModel

/// A filter for dead letters.
package struct LetterFilter: Sendable, Equatable {
    /// The stage or door that refused them; nil takes all.
    package var stage: String?
    /// Why they were refused; nil takes all.
    package var code: String?
    /// The topic or door that they came from; nil takes all.
    package var origin: String?
    /// Received at or after this.
    package var since: Timestamp?
    /// Received before this.
    package var until: Timestamp?

    package init() {}

    /// Whether the filter accepts a letter.
    package func takes(_ letter: DeadLetter) -> Bool {
        if let stage, letter.stage != stage {
            return false
        }
        if let code, letter.code != code {
            return false
        }
        if let origin, letter.topic != origin, letter.topic != "eyrie.\(origin).v1" {
            return false
        }
        let received = Timestamp(milliseconds: letter.timestampMilliseconds)
        if let since, received < since {
            return false
        }
        if let until, received >= until {
            return false
        }
        return true
    }
}
