/// What a door hands to the intake at once: several pieces of received bytes in one block.
///
/// A batch is kept whole or not at all, together with the door's position behind it.
package struct ReceivedBatch: Sendable {
    /// How the pieces are to be understood.
    package enum Form: Sendable, Equatable {
        /// Each piece is meant to be an alert; anything else is a dead letter.
        case alerts
        /// Each piece is a line of a log in which alerts stand between other text, which is counted and skipped.
        case lines
        /// Each piece is an encoded sensor that the bridge wrote itself.
        case sensors
    }

    /// How the pieces are to be understood.
    package let form: Form
    /// The block that the pieces lie in.
    package let bytes: [UInt8]
    /// Where each piece lies, in order.
    package let pieces: [LineBlock.Line]
    /// Who sent it, for the envelope: a path, a peer's address.
    package let sender: String
    /// Receipt time in milliseconds since 1970.
    package let receivedMilliseconds: Int64
    /// Where the door goes on after this batch when it starts anew; nil for doors that cannot go back.
    package let position: FilePosition?
    /// Which records of a source topic the pieces are; nil for doors that read none.
    package let records: SourceRecords?

    package init(
        form: Form,
        bytes: [UInt8],
        pieces: [LineBlock.Line],
        sender: String,
        receivedMilliseconds: Int64,
        position: FilePosition? = nil,
        records: SourceRecords? = nil
    ) {
        self.form = form
        self.bytes = bytes
        self.pieces = pieces
        self.sender = sender
        self.receivedMilliseconds = receivedMilliseconds
        self.position = position
        self.records = records
    }
}
