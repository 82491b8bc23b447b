import JSONText

/// The members of an alert's envelope where they are in a parsed document, checked, with the alert in them.
///
/// It holds while the document does. Whatever reads envelopes reads them through this, so that all refuse the same.
struct EnvelopeMembers {
    /// The bytes as they came.
    enum Content {
        /// They are JSON, and are in the document as they are.
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
    let reading: EnvelopeReading
    /// The event's id.
    let id: EventID
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
        let subject = reader.optional("subject")
        digest = try reader.digest("digest")
        profile = try reader.bytes("profile")
        entity = try reader.bytes("entity")
        let identity = try Self.identity(reader)
        tenant = try reader.bytes("tenant")
        cluster = try reader.bytes("cluster")
        door = try reader.bytes("door")
        sender = try reader.bytes("sender")
        labels = try CustomLabels(from: reader)
        if let member = reader.optional("reading") {
            reading = try EnvelopeReading(from: member)
        } else {
            reading = EnvelopeReading()
        }
        // What was decided when it was received counts: the date of a text, the unit of a number.
        let time = try reader.timestamp("time")
        if let data = view.member("data") {
            let bytes = try ReceivedBytes.verbatim(in: view, reader)
            content = .json(bytes)
            if reading.form == .plain {
                alert = try Alert(from: data, fields: fields, identity: identity, time: time)
            } else {
                alert = try Self.alert(in: Array(bytes), time, subject, reading, identity)
            }
        } else {
            guard let bytes = Base64.decode(try reader.bytes("data_base64")) else {
                throw reader.bad("data_base64", "base64")
            }
            content = .other(bytes)
            alert = try Self.alert(in: bytes, time, subject, reading, identity)
        }
        guard let id else { throw reader.fault(.missingMember, "member \"id\" is missing") }
        guard let text = id.stringBytes else { throw reader.bad("id", "a string") }
        guard let event = EventID(hex: text) else { throw reader.bad("id", "32 hexadecimal digits") }
        guard event == reading.occurrence?.id(of: digest) ?? digest.eventID else {
            throw reader.bad("id", "the first half of the digest, or that of its occurrence")
        }
        self.id = event
    }

    /// The version of the identity table; the first when the envelope names none.
    private static func identity(_ reader: MemberReader) throws(PayloadFault) -> IdentityVersion {
        guard let member = reader.optional("identity") else { return .first }
        guard let number = member.int64, let version = UInt16(exactly: number), version > 0 else {
            throw reader.bad("identity", "a version of the identity table")
        }
        return IdentityVersion(rawValue: version)
    }

    /// Reads bytes that are not an alert as they are; the view's own parser is in use, so another one is made.
    private static func alert(
        in bytes: [UInt8],
        _ time: Timestamp,
        _ subject: JSONView?,
        _ reading: EnvelopeReading,
        _ identity: IdentityVersion
    ) throws(PayloadFault) -> Alert {
        let reader = AlertReader(decidedRule: subject?.stringBytes.map { Array($0) }, identity: identity)
        var outcome: Result<Alert, PayloadFault>?
        bytes.withUnsafeBytes { bytes in
            do throws(PayloadFault) {
                outcome = .success(try reader.read(bytes, receivedAt: time).alert)
            } catch {
                outcome = .failure(error)
            }
        }
        guard let outcome else { preconditionFailure("the body of withUnsafeBytes runs") }
        var alert = try outcome.get().happened(at: time)
        if reading.form != .plain { alert.form = reading.form }
        return alert
    }
}
