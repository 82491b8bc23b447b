package import JSONText

/// Who did what (`eyrie.audit.v1`).
package struct AuditEntry: TimedPayload {
    /// When, by the machine's clock.
    package let at: Timestamp
    /// Who, such as `cli:alice`.
    package let actor: String
    /// What, such as `model-activate`.
    package let action: String
    /// To what, such as a model's digest or an incident's id.
    package let target: String
    /// What else there is to say; may be empty.
    package let detail: String

    package init(at: Timestamp, actor: String, action: String, target: String, detail: String) {
        self.at = at
        self.actor = actor
        self.action = action
        self.target = target
        self.detail = detail
    }

    package var eventTime: Timestamp { at }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "AuditEntry")
        guard try reader.int64("audit") == 1 else { throw reader.bad("audit", "version 1") }
        at = try reader.timestamp("at")
        actor = try reader.string("actor")
        action = try reader.string("action")
        target = try reader.string("target")
        detail = try reader.string("detail")
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("audit", 1)
        writer.member("at", at)
        writer.member("actor", actor)
        writer.member("action", action)
        writer.member("target", target)
        writer.member("detail", detail)
        writer.endObject()
    }
}
