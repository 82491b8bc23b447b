package import EventModel

/// What dates an alert in text form that has a time of day and no date in front of it.
package enum TextDating: Sendable, Equatable {
    /// The receipt: it came as it was written, within minutes.
    case receipt
    /// Nothing: it is old, nobody knows how old, and it becomes a dead letter.
    case nothing
    /// A moment that somebody wrote down: that of its record in Kafka, or, where a person asked for that, when its file
    /// was written last.
    case near(Timestamp)

    /// The moment near which the alert happened; nil when nothing says.
    func date(receivedMilliseconds: Int64) -> Timestamp? {
        switch self {
        case .receipt: Timestamp(milliseconds: receivedMilliseconds)
        case .nothing: nil
        case .near(let time): time
        }
    }
}
