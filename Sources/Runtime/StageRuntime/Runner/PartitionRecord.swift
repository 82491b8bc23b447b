package import EventModel
package import JSONText
package import StageKit

/// The changelog record of a whole partition, under the reserved key ``key``.
///
/// JSON: `{"partition":1,"sequence":n,"stream_time_ns":n,"source_offset":n,"source_index":n,"regime":{...}}`.
package struct PartitionRecord<Regime: Payload>: Payload {
    /// The reserved key; no profile and no incident id looks like it.
    package static var key: Key {
        Key("eyrie.partition")
    }

    /// Records applied since the start of the partition.
    package var sequence: Int64
    /// Largest event time seen.
    package var streamTime: Timestamp
    /// Source coordinate of the last input record that carried one; (-1, -1) before the first.
    package var source: SourceCoordinate
    package var regime: Regime

    package init(sequence: Int64, streamTime: Timestamp, source: SourceCoordinate, regime: Regime) {
        self.sequence = sequence
        self.streamTime = streamTime
        self.source = source
        self.regime = regime
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "partition record")
        sequence = try members.int64("sequence")
        streamTime = Timestamp(nanoseconds: try members.int64("stream_time_ns"))
        source = SourceCoordinate(
            offset: try members.int64("source_offset"),
            index: try members.int64("source_index")
        )
        regime = try Regime(from: try members.required("regime"))
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("partition", 1)
        writer.member("sequence", sequence)
        writer.member("stream_time_ns", streamTime.nanoseconds)
        writer.member("source_offset", source.offset)
        writer.member("source_index", source.index)
        writer.member("regime", regime)
        writer.endObject()
    }
}
