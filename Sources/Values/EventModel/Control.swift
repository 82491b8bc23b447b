package import JSONText

/// A record that changes what stages decide, in band: appended to `eyrie.alerts.v1` and forwarded by every stage.
///
/// The first bytes of its value, `{"control":`, distinguish it from other payloads.
package struct Control: TimedPayload {
    /// An analyst's judgment of an incident.
    package enum Triage: String, Sendable {
        case acknowledged
        case confirmed
        case falsePositive = "false-positive"
        case closed
    }

    /// The change.
    package enum Action: Sendable, Equatable {
        /// This model scores from here on.
        case activateModel(Digest)
        /// A score of at least this, 0 to 1, is anomalous from here on.
        case setThreshold(Milli)
        /// An analyst's judgment of an incident of a profile.
        case triage(incident: IncidentID, profile: Profile, Triage, note: String)
        /// A stage's state was made anew from what retention had left; it decides nothing, and replay splits there.
        case stateRebuilt(RebuiltState)
    }

    /// The key of a control for a whole partition.
    package static let partitionKey = "eyrie.control"

    /// The control's own id.
    package let id: EventID
    /// When it was made, by the machine's clock.
    package let at: Timestamp
    /// Who made it, such as `cli:alice`.
    package let by: String
    /// The change.
    package let action: Action

    package init(id: EventID, at: Timestamp, by: String, action: Action) {
        self.id = id
        self.at = at
        self.by = by
        self.action = action
    }

    package var eventTime: Timestamp { at }

    /// The record's key: the profile of a triage, `partitionKey` of what concerns a whole partition.
    package var recordKey: String {
        switch action {
        case .activateModel, .setThreshold, .stateRebuilt: Self.partitionKey
        case .triage(_, let profile, _, _): profile.rawValue
        }
    }

    /// The profile that the control addresses; nil when it concerns a whole partition.
    package var profile: Profile? {
        switch action {
        case .activateModel, .setThreshold, .stateRebuilt: nil
        case .triage(_, let profile, _, _): profile
        }
    }

    /// Returns whether a record's value is a control.
    package static func isControl(_ value: UnsafeRawBufferPointer) -> Bool {
        let prefix: StaticString = "{\"control\":"
        guard value.count > prefix.utf8CodeUnitCount else { return false }
        return UnsafeRawBufferPointer(rebasing: value[..<prefix.utf8CodeUnitCount]).equals(prefix)
    }
}

extension Control {
    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Control")
        let kind = try reader.bytes("control")
        id = try reader.eventID("id")
        at = try reader.timestamp("at")
        by = try reader.string("by")
        if kind.equals("model-activated") {
            action = .activateModel(try reader.digest("model"))
        } else if kind.equals("threshold-set") {
            action = .setThreshold(try reader.milli("threshold"))
        } else if kind.equals("triage") {
            guard let triage = Triage(rawValue: try reader.string("action")) else {
                throw reader.bad("action", "a triage that this version knows")
            }
            action = .triage(
                incident: IncidentID(try reader.string("incident")),
                profile: Profile(try reader.string("profile")),
                triage,
                note: try reader.string("note")
            )
        } else if kind.equals("state-rebuilt") {
            action = .stateRebuilt(try RebuiltState(reader))
        } else {
            // It becomes a dead letter, which the ledger and the dead-letter runbook name: what follows is decided
            // without it, and differently from a version that knows it.
            throw reader.bad("control", "a control that this version knows")
        }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        switch action {
        case .activateModel: writer.member("control", plain: "model-activated")
        case .setThreshold: writer.member("control", plain: "threshold-set")
        case .triage: writer.member("control", plain: "triage")
        case .stateRebuilt: writer.member("control", plain: "state-rebuilt")
        }
        writer.member("id", id)
        writer.member("at", at)
        writer.member("by", by)
        switch action {
        case .activateModel(let digest):
            writer.member("model", digest)
        case .setThreshold(let threshold):
            writer.member("threshold", threshold)
        case .triage(let incident, let profile, let triage, let note):
            writer.member("incident", incident)
            writer.member("profile", profile)
            writer.member("action", triage.rawValue)
            writer.member("note", note)
        case .stateRebuilt(let rebuilt):
            rebuilt.writeMembers(into: &writer)
        }
        writer.endObject()
    }
}
