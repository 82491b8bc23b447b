package import JSONText

extension AlertEnvelope {
    /// What a record's value begins with, up to the event's id.
    private static let head: StaticString = #"{"specversion":"1.0","type":"org.falco.alert.v1","id":""#

    /// Returns the event's id in a record's value without reading the rest; nil for what this codec did not write.
    package static func eventID(in value: UnsafeRawBufferPointer) -> EventID? {
        EventID(in: value, behind: head)
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let members = try EnvelopeMembers(view)
        digest = members.digest
        profile = Profile(String(decoding: members.profile, as: UTF8.self))
        entity = Entity(String(decoding: members.entity, as: UTF8.self))
        tenant = String(decoding: members.tenant, as: UTF8.self)
        cluster = String(decoding: members.cluster, as: UTF8.self)
        door = String(decoding: members.door, as: UTF8.self)
        sender = String(decoding: members.sender, as: UTF8.self)
        labels = members.labels
        occurrence = members.reading.occurrence
        switch members.content {
        case .json(let bytes): (received, isJSON) = ([UInt8](bytes), true)
        case .other(let bytes): (received, isJSON) = (bytes, false)
        }
        alert = members.alert
    }

    package func write(into writer: inout JSONWriter) {
        let header = Header(
            digest: digest,
            profile: profile,
            entity: entity,
            tenant: tenant,
            cluster: cluster,
            door: door,
            sender: sender,
            labels: labels,
            occurrence: occurrence
        )
        received.withUnsafeBytes {
            Self.write(header, alert, $0, isJSON: isJSON, into: &writer)
        }
    }

    /// Writes an envelope from its parts: what the bridge does for each alert.
    ///
    /// - Parameters:
    ///   - header: Everything but the alert and its bytes.
    ///   - alert: The alert in the received bytes.
    ///   - received: The bytes as they came.
    ///   - isJSON: What `AlertReader` said about them.
    ///   - writer: Where to.
    package static func write(
        _ header: Header,
        _ alert: Alert,
        _ received: UnsafeRawBufferPointer,
        isJSON: Bool,
        into writer: inout JSONWriter
    ) {
        writer.beginObject()
        writer.member("specversion", plain: "1.0")
        writer.member("type", plain: "org.falco.alert.v1")
        writer.member("id", header.id)
        writer.key("source")
        writer.beginString()
        writer.stringPart("/falco/")
        writer.stringPart(header.cluster)
        writer.stringPart("/")
        _ = alert.bytes(of: .hostname) { writer.stringPart($0) }
        writer.endString()
        writer.key("subject")
        _ = alert.bytes(of: .rule) { writer.string($0) }
        writer.member("time", alert.time)
        writer.member("digest", header.digest)
        writer.member("profile", header.profile)
        writer.member("entity", header.entity)
        if alert.identity > .first {
            writer.member("identity", Int64(alert.identity.rawValue))
        }
        writer.member("tenant", header.tenant)
        writer.member("cluster", header.cluster)
        writer.member("door", header.door)
        writer.member("sender", header.sender)
        header.labels.write(into: &writer)
        EnvelopeReading(form: alert.form, occurrence: header.occurrence).write(into: &writer)
        let isText = !isJSON && TextAlert.matches(received)
        writer.member("datacontenttype", plain: isText ? "text/plain" : "application/json")
        ReceivedBytes.write(received, isJSON: isJSON, into: &writer)
        writer.endObject()
    }
}
