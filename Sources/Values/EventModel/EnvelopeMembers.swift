import JSONText

/// The members of an alert's envelope where they stand in a parsed document, checked, with the alert in them.
///
/// It holds while the document does. Whatever reads envelopes reads them through this, so that all refuse the same.
struct EnvelopeMembers {
    /// The bytes as they came.
    enum Content {
        /// They are JSON, and stand in the document as they are.
        case json(UnsafeRawBufferPointer)
        /// They stood in base64.
        case other([UInt8])
    }

    let digest: Digest
    let profile: UnsafeRawBufferPointer
    let entity: UnsafeRawBufferPointer
    let tenant: UnsafeRawBufferPointer
    let cluster: UnsafeRawBufferPointer
    let door: UnsafeRawBufferPointer
    let sender: UnsafeRawBufferPointer
    let labels: CustomLabels
    let content: Content
    let alert: Alert

    /// Reads an envelope.
    ///
    /// - Parameters:
    ///   - view: The envelope, which is the whole document.
    ///   - fields: The numbers of the fields that the alert is to have, if it has them; the rule is among them.
    /// - Throws: `PayloadFault` of an `AlertEnvelope`, or of the alert in it.
    init(_ view: JSONView, fields: JSONKeySet = .all) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "AlertEnvelope")
        guard try reader.bytes("specversion").equals("1.0") else { throw reader.bad("specversion", "1.0") }
        guard try reader.bytes("type").equals("org.falco.alert.v1") else {
            throw reader.bad("type", "org.falco.alert.v1")
        }
        // Looked for where it stands and judged last, as every reader before did.
        let id = reader.optional("id")
        digest = try reader.digest("digest")
        profile = try reader.bytes("profile")
        entity = try reader.bytes("entity")
        tenant = try reader.bytes("tenant")
        cluster = try reader.bytes("cluster")
        door = try reader.bytes("door")
        sender = try reader.bytes("sender")
        labels = try CustomLabels(from: reader)
        if let data = view.member("data") {
            content = .json(try ReceivedBytes.verbatim(in: view, reader))
            alert = try Alert(from: data, fields: fields)
        } else {
            guard let bytes = Base64.decode(try reader.bytes("data_base64")) else {
                throw reader.bad("data_base64", "base64")
            }
            content = .other(bytes)
            // A text's date was decided when it was received.
            alert = try Self.alert(in: bytes, receivedAt: try reader.timestamp("time"))
        }
        guard let id else { throw reader.fault(.missingMember, "member \"id\" is missing") }
        guard let text = id.stringBytes else { throw reader.bad("id", "a string") }
        guard let event = EventID(hex: text) else { throw reader.bad("id", "32 hexadecimal digits") }
        guard event == digest.eventID else { throw reader.bad("id", "the first half of the digest") }
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
}
