package import JSONText

/// A range of one partition that a model was trained on.
package struct ModelSource: Payload {
    /// The topic's name.
    package let topic: String
    /// The partition's number.
    package let partition: Int32
    /// The first offset.
    package let from: Int64
    /// The offset after the last.
    package let to: Int64

    package init(topic: String, partition: Int32, from: Int64, to: Int64) {
        self.topic = topic
        self.partition = partition
        self.from = from
        self.to = to
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "ModelSource")
        topic = try reader.string("topic")
        guard let number = Int32(exactly: try reader.int64("partition")) else {
            throw reader.bad("partition", "a partition's number")
        }
        partition = number
        from = try reader.int64("from")
        to = try reader.int64("to")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("topic", topic)
        writer.member("partition", partition)
        writer.member("from", from)
        writer.member("to", to)
        writer.endObject()
    }
}
