package import EventModel

/// Items that a door hands to the intake together.
///
/// A batch is kept whole or not at all, together with the door's place after it.
package enum ReceivedBatch: Sendable {
    /// Each piece should be an alert; anything else is a dead letter.
    case alerts(ReceivedPieces)
    /// Each piece is a line of a log in which alerts stand between other text, which is counted and skipped.
    ///
    /// The position is where the door continues after a restart; nil for doors that cannot read again.
    case lines(ReceivedPieces, position: FilePosition? = nil)
    /// Each value is an alert or a body that holds alerts; anything else is a dead letter that names its record.
    case records(SourceRecords)
    /// Reports of the bridge itself, with their time in milliseconds since 1970.
    case sensors([Sensor], receivedMilliseconds: Int64)

    /// Bytes that are held until the batch is kept; approximate for sensors.
    var byteCount: Int {
        switch self {
        case .alerts(let pieces), .lines(let pieces, _): pieces.bytes.count
        case .records(let records): records.bytes.count
        case .sensors(let sensors, _): sensors.reduce(0) { $0 + 256 + ($1.received?.count ?? 0) }
        }
    }

    /// Who sent it, for envelopes.
    var sender: String {
        switch self {
        case .alerts(let pieces), .lines(let pieces, _): pieces.sender
        case .records(let records): records.topic
        case .sensors: "bridge"
        }
    }

    /// Receipt time in milliseconds since 1970.
    var receivedMilliseconds: Int64 {
        switch self {
        case .alerts(let pieces), .lines(let pieces, _): pieces.receivedMilliseconds
        case .records(let records): records.receivedMilliseconds
        case .sensors(_, let milliseconds): milliseconds
        }
    }
}

/// Several pieces of received bytes in one block.
package struct ReceivedPieces: Sendable {
    /// The block that the pieces lie in.
    package let bytes: [UInt8]
    /// Where each piece lies, in order.
    package let pieces: [LineBlock.Line]
    /// Who sent it, for the envelope: a path, a peer's address.
    package let sender: String
    /// Receipt time in milliseconds since 1970.
    package let receivedMilliseconds: Int64
    /// What dates a text that has only a time of day.
    package let dating: TextDating

    package init(
        bytes: [UInt8],
        pieces: [LineBlock.Line],
        sender: String,
        receivedMilliseconds: Int64,
        dating: TextDating = .receipt
    ) {
        self.dating = dating
        self.bytes = bytes
        self.pieces = pieces
        self.sender = sender
        self.receivedMilliseconds = receivedMilliseconds
    }
}
