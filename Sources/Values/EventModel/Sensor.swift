package import JSONText

/// Falco's own health, or a sign of life of ours (`eyrie.sensors.v1`).
package struct Sensor: TimedPayload {
    /// Its kind.
    package enum Kind: String, Sendable {
        /// One of Falco's internal alerts: drops, metrics, a failed restart.
        case internalAlert = "internal-alert"
        /// A bridge reports that it runs, and which nodes reported to it.
        case heartbeat
        /// A bridge reports that a node has been silent for long.
        case silent
        /// The answer of Falco's own web server to a bridge.
        case answer
        /// A kind of a later version.
        case unknown
    }

    /// Its kind.
    package let kind: Kind
    /// The host it is about; the record's key.
    package let node: String
    /// When it happened.
    package let time: Timestamp
    /// Falco's rule; empty for what is no alert.
    package let rule: String
    /// Falco's priority.
    package let priority: Priority
    /// The bytes as they came, or the report of the bridge that says this; nil when there is neither.
    package let received: [UInt8]?
    /// Whether the received bytes are JSON as they are; else they are in base64.
    package let isJSON: Bool

    package init(
        kind: Kind,
        node: String,
        time: Timestamp,
        rule: String,
        priority: Priority,
        received: [UInt8]?,
        isJSON: Bool
    ) {
        self.kind = kind
        self.node = node
        self.time = time
        self.rule = rule
        self.priority = priority
        self.received = received
        self.isJSON = isJSON
    }

    package var eventTime: Timestamp { time }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Sensor")
        kind = Kind(rawValue: try reader.string("sensor")) ?? .unknown
        node = try reader.string("node")
        time = try reader.timestamp("time")
        rule = try reader.string("rule")
        priority = try reader.priority("priority")
        if view.member("data") != nil {
            received = [UInt8](try ReceivedBytes.verbatim(in: view, reader))
            isJSON = true
        } else if reader.optional("data_base64") != nil {
            guard let bytes = Base64.decode(try reader.bytes("data_base64")) else {
                throw reader.bad("data_base64", "base64")
            }
            received = bytes
            isJSON = false
        } else {
            received = nil
            isJSON = true
        }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("sensor", kind.rawValue)
        writer.member("node", node)
        writer.member("time", time)
        writer.member("rule", rule)
        writer.member("priority", priority)
        received?.withUnsafeBytes { ReceivedBytes.write($0, isJSON: isJSON, into: &writer) }
        writer.endObject()
    }
}
