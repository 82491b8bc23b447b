package import EventModel

/// Key and times of a record, all that a stage may know of where it came from.
public struct RecordContext: Sendable, Equatable {
    package let key: Key
    /// When the bridge received the alert that this record follows from.
    package let receivedAt: Timestamp
    /// The largest event time seen in the partition so far, this record's included.
    ///
    /// It is never beyond a record's receipt time plus ``StateLimits/maxSkewNanoseconds``.
    package let streamTime: Timestamp

    package init(key: Key, receivedAt: Timestamp, streamTime: Timestamp) {
        self.key = key
        self.receivedAt = receivedAt
        self.streamTime = streamTime
    }
}
