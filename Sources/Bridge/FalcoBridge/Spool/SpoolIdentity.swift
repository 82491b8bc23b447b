import EventModel
import Foundation
import JSONText
import LogPort

/// The id of one spool, stored in it: the log stores under this id how far the spool was forwarded.
struct SpoolIdentity: Payload {
    static let key = "spool"

    let spool: String

    init(spool: String) {
        self.spool = spool
    }

    init(from view: JSONView) throws(PayloadFault) {
        spool = try MemberReader(view, of: "SpoolIdentity").string("spool")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("spool")
        writer.string(spool)
        writer.endObject()
    }

    /// Reads the identity of a spool, or makes one for a new spool.
    ///
    /// - Parameter log: The spool's log; its topics are there.
    /// - Returns: The identity, and whether it was made now.
    /// - Throws: ``LogError`` when the spool cannot be read or written.
    static func establish(
        in log: any LogReading & LogWriting
    ) throws(LogError) -> (identity: SpoolIdentity, isNew: Bool) {
        let parser = JSONParser()
        var known: SpoolIdentity?
        try log.forEach(in: SpoolTopics.changelog) { record in
            guard String(decoding: record.key, as: UTF8.self) == key, let value = record.value else { return }
            known = (try? parser.decode(SpoolIdentity.self, from: value)) ?? known
        }
        if let known {
            return (known, false)
        }
        let fresh = SpoolIdentity(spool: UUID().uuidString.lowercased())
        let producer = try log.makeProducer(id: "spool")
        defer { producer.close() }
        var transaction = LogTransaction()
        transaction.append(
            key: key,
            value: fresh.encoded,
            timestampMilliseconds: 0,
            to: SpoolTopics.changelog
        )
        _ = try producer.commit(transaction)
        return (fresh, true)
    }
}
