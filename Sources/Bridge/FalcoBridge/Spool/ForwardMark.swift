import EventModel
import JSONText
import LogPort

/// How far a spool was forwarded, as the spool itself knows: for its count alone, while the log does not answer.
///
/// It may be behind ``ForwardPosition``, which the log keeps and by which forwarding goes on; never ahead of it.
struct ForwardMark: Payload {
    private static let key = "forwarded"

    /// The first offset of the spool that is not known to be in the log.
    let next: Int64

    init(next: Int64) {
        self.next = next
    }

    init(from view: JSONView) throws(PayloadFault) {
        next = try MemberReader(view, of: "ForwardMark").int64("forwarded")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("forwarded")
        writer.int(next)
        writer.endObject()
    }

    /// Reads it; nil in a spool that was never forwarded, or by earlier versions.
    ///
    /// - Throws: ``LogError`` when the spool cannot be read.
    static func read(_ log: any LogReading) throws(LogError) -> ForwardMark? {
        let parser = JSONParser()
        var found: ForwardMark?
        try log.forEach(in: SpoolTopics.changelog) { record in
            guard String(decoding: record.key, as: UTF8.self) == key, let value = record.value else { return }
            found = (try? parser.decode(ForwardMark.self, from: value)) ?? found
        }
        return found
    }

    /// Keeps it.
    ///
    /// - Throws: ``LogError`` when the spool cannot be written.
    func keep(with producer: any LogProducer) throws(LogError) {
        var transaction = LogTransaction()
        transaction.append(key: Self.key, value: encoded, timestampMilliseconds: 0, to: SpoolTopics.changelog)
        _ = try producer.commit(transaction)
    }
}
