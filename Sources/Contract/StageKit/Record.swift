package import EventModel

/// One decoded record of a stage's input topic.
package struct Record<Input: ReadablePayload>: Sendable, Equatable {
    package let context: RecordContext
    package let payload: Input

    package init(context: RecordContext, payload: Input) {
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
