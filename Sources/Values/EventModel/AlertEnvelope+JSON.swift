package import JSONText

extension AlertEnvelope {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "AlertEnvelope")
        guard try reader.bytes("specversion").equals("1.0") else { throw reader.bad("specversion", "1.0") }
        guard try reader.bytes("type").equals("org.falco.alert.v1") else {
            throw reader.bad("type", "org.falco.alert.v1")
        }
        digest = try reader.digest("digest")
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        tenant = try reader.string("tenant")
        cluster = try reader.string("cluster")
        door = try reader.string("door")
        sender = try reader.string("sender")
        labels = try CustomLabels(from: reader)
        if let data = view.member("data") {
            received = [UInt8](try ReceivedBytes.verbatim(in: view, reader))
            isJSON = true
            alert = try Alert(from: data)
        } else {
            guard let bytes = Base64.decode(try reader.bytes("data_base64")) else {
                throw reader.bad("data_base64", "base64")
            }
            received = bytes
            isJSON = false
            // A text's date was decided when it was received.
            alert = try Self.alert(in: bytes, receivedAt: try reader.timestamp("time"))
        }
        guard try reader.eventID("id") == digest.eventID else { throw reader.bad("id", "the first half of the digest") }
    }

    /// Reads bytes that are no JSON as they are; the view's own parser is in use, so another one is made.
    private static func alert(in bytes: [UInt8], receivedAt time: Timestamp) throws(PayloadFault) -> Alert {
        var outcome: Result<Alert, PayloadFault>?
        bytes.withUnsafeBytes { buffer in
            do throws(PayloadFault) {
                outcome = .success(try AlertReader().read(buffer, receivedAt: time).alert)
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
        return try outcome.get()
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
            labels: labels
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
        writer.key("specversion")
        writer.string("1.0" as StaticString)
        writer.key("type")
        writer.string("org.falco.alert.v1" as StaticString)
        writer.key("id")
        writer.eventID(header.digest.eventID)
        writer.key("source")
        writer.beginString()
        writer.stringPart("/falco/")
        writer.stringPart(header.cluster)
        writer.stringPart("/")
        _ = alert.bytes(of: .hostname) { writer.stringPart($0) }
        writer.endString()
        writer.key("subject")
        _ = alert.bytes(of: .rule) { writer.string($0) }
        writer.key("time")
        writer.timestamp(alert.time)
        writer.key("digest")
        writer.digest(header.digest)
        writer.key("profile")
        writer.string(header.profile.rawValue)
        writer.key("entity")
        writer.string(header.entity.rawValue)
        writer.key("tenant")
        writer.string(header.tenant)
        writer.key("cluster")
        writer.string(header.cluster)
        writer.key("door")
        writer.string(header.door)
        writer.key("sender")
        writer.string(header.sender)
        header.labels.write(into: &writer)
        writer.key("datacontenttype")
        writer.string(isJSON || !TextAlert.matches(received) ? "application/json" : "text/plain" as StaticString)
        ReceivedBytes.write(received, isJSON: isJSON, into: &writer)
        writer.endObject()
    }
}
