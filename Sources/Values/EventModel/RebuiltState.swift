import JSONText

/// What became of the state of one stage and partition when its changelog was damaged and retention had taken a part of
/// what it follows from: it is the state that the kept part of the input leaves.
package struct RebuiltState: Sendable, Equatable {
    /// The stage's name.
    package let stage: String
    /// The partition whose state it is.
    package let partition: Int32
    /// The first offset of the stage's input that the state contains.
    package let from: Int64
    /// The offset of the stage's input from which on it decided with this state.
    package let until: Int64
    /// The regime that held at ``from`` by what was left of the changelog, as JSON; empty is the initial one.
    package let regime: String

    package init(stage: String, partition: Int32, from: Int64, until: Int64, regime: String) {
        self.stage = stage
        self.partition = partition
        self.from = from
        self.until = until
        self.regime = regime
    }

    init(_ reader: MemberReader) throws(PayloadFault) {
        stage = try reader.string("stage")
        guard let number = Int32(exactly: try reader.int64("partition")) else {
            throw reader.bad("partition", "the number of a partition")
        }
        partition = number
        from = try reader.int64("from")
        until = try reader.int64("until")
        regime = try reader.string("regime")
        guard partition >= 0, from >= 0, until >= from else { throw reader.bad("until", "an offset behind `from`") }
    }

    func writeMembers(into writer: inout JSONWriter) {
        writer.member("stage", stage)
        writer.member("partition", Int64(partition))
        writer.member("from", from)
        writer.member("until", until)
        writer.member("regime", regime)
    }
}
