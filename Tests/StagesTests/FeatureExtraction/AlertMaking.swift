import EventModel
import JSONText
import StageKit

/// 2026-01-02T03:00:00Z in seconds: an hour, so a multiple of ten seconds, five minutes and 15 minutes.
let startSeconds = 1_767_322_800

/// Makes an envelope as the bridge would, of a profile, from an alert's members.
func envelope(
    at seconds: Double,
    rule: String = "Terminal shell in container",
    priority: String = "Notice",
    tags: [String] = [],
    fields: [(String, String)] = [],
    source: String = "syscall",
    profile: String = "default/local/shop/web/nginx",
    entity: String = "default/local/shop/web-1/abc",
    identity: IdentityVersion = .current
) throws -> AlertEnvelope {
    let time = Timestamp(nanoseconds: Int64(startSeconds) * 1_000_000_000 + Int64(seconds * 1e9))
    let json = """
        {"hostname":"node-1","output_fields":{\(fields.map { "\"\($0.0)\":\"\($0.1)\"" }.joined(separator: ","))},\
        "priority":"\(priority)","rule":"\(rule)","source":"\(source)",\
        "tags":[\(tags.map { "\"\($0)\"" }.joined(separator: ","))],"time":"\(time)"}
        """
    let bytes = Array(json.utf8)
    let reading = try bytes.withUnsafeBytes { try AlertReader(identity: identity).read($0) }
    let header = AlertEnvelope.Header(
        digest: Digest([UInt8](repeating: UInt8(truncatingIfNeeded: bytes.count), count: 32)),
        profile: Profile(profile),
        entity: Entity(entity),
        tenant: "default",
        cluster: "local",
        door: "http",
        sender: "test"
    )
    return AlertEnvelope(header: header, reading: reading, received: bytes)
}

/// Makes the record of an envelope; the stream time is the event's unless said otherwise.
func record(_ envelope: AlertEnvelope, streamSeconds: Double? = nil, key: String? = nil) -> Record<ReceivedAlert> {
    var stream = envelope.eventTime
    if let streamSeconds {
        stream = Timestamp(nanoseconds: Int64(startSeconds) * 1_000_000_000 + Int64(streamSeconds * 1e9))
    }
    let context = RecordContext(
        key: Key(key ?? envelope.profile.rawValue),
        receivedAt: stream,
        streamTime: stream
    )
    return Record(context: context, payload: ReceivedAlert(envelope))
}
