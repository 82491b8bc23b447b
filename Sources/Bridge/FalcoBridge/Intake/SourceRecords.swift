/// Records of one partition of a source topic, and the next position.
package struct SourceRecords: Sendable {
    /// One record.
    package struct Place: Sendable {
        /// Its offset.
        package let offset: Int64
        /// Where its value lies in the block, or the beginning of one that is too long.
        package let value: Range<Int>
        /// Where its key lies in the block; nil without one.
        package let key: Range<Int>?
        /// Bytes of the whole value.
        package let length: Int
        /// Whether the value is too long, so that only its beginning is here.
        package let isCut: Bool
        /// The time that its producer gave it, in milliseconds since 1970 where the producer keeps to that.
        package let timestampMilliseconds: Int64

        package init(
            offset: Int64,
            value: Range<Int>,
            key: Range<Int>?,
            length: Int,
            isCut: Bool,
            timestampMilliseconds: Int64
        ) {
            self.timestampMilliseconds = timestampMilliseconds
            self.offset = offset
            self.value = value
            self.key = key
            self.length = length
            self.isCut = isCut
        }
    }

    /// The source and its topic, such as `kafka:HOST:PORT/falco`.
    package let topic: String
    /// The partition's number.
    package let partition: Int32
    /// The block that keys and values lie in.
    package let bytes: [UInt8]
    /// The records, in order; without records the batch only moves the door's place.
    package let places: [Place]
    /// The offset after the batch: where reading continues after a restart.
    package let nextOffset: Int64
    /// The last record before ``nextOffset`` that was read; nil when none is known.
    package let last: SourceMark?
    /// Offsets before the batch that were removed from the source before they were read.
    package let lost: Int64
    /// Receipt time in milliseconds since 1970.
    package let receivedMilliseconds: Int64

    package init(
        topic: String,
        partition: Int32,
        bytes: [UInt8],
        places: [Place],
        nextOffset: Int64,
        last: SourceMark?,
        lost: Int64,
        receivedMilliseconds: Int64
    ) {
        self.topic = topic
        self.partition = partition
        self.bytes = bytes
        self.places = places
        self.nextOffset = nextOffset
        self.last = last
        self.lost = lost
        self.receivedMilliseconds = receivedMilliseconds
    }
}

/// A record of a source topic as a dead letter names it.
struct SourceRecord {
    /// The source and its topic, such as `kafka:HOST:PORT/falco`.
    let topic: String
    let partition: Int32
    let offset: Int64
    /// The record's key; nil when it had none.
    let key: [UInt8]?
}
