package import EventModel

/// One decoded record of a stage's input topic.
public struct Record<Input> {
    @usableFromInline
    package let context: RecordContext
    @usableFromInline
    package let payload: Input

    /// Makes a record of what the runner knows of it and its payload.
    @inlinable
    public init(context: RecordContext, payload: Input) {
        self.context = context
        self.payload = payload
    }

    package var key: Key {
        context.key
    }

    /// When the bridge received the alert that this record follows from.
    package var receivedAt: Timestamp {
        context.receivedAt
    }

    /// The largest event time seen in the partition so far, this record's included.
    package var streamTime: Timestamp {
        context.streamTime
    }
}

extension Record: Sendable where Input: Sendable {}
extension Record: Equatable where Input: Equatable {}
