package import EventModel
package import JSONText

/// The state of one profile: its open incident, its last closed ones, and the possible start of the next.
///
/// ```
///             strong, or a chain of tactics              quiet for a window, closed by a person
///   (nothing) ─────────────────────────────▶ open ─────────────────────────────────────────▶ closed (the last 4)
///        │ suspicious                         ▲
///        └──────────▶ precursors (the last 8) ┘
/// ```
///
/// Bounded: one open incident, `maximumClosed` closed ones (an older one can no longer be triaged), and
/// `maximumPrecursors` precursors (the oldest is forgotten), so that a noisy rule costs nothing and hides nothing. A
/// profile without any of these has no state.
package struct IncidentState: Payload {
    /// How many closed incidents may still be triaged.
    package static let maximumClosed = 4
    /// How many suspicious alerts are remembered.
    package static let maximumPrecursors = 8
    /// How many suspicious alerts of one rule are remembered; more of the same within the window are not.
    package static let maximumPrecursorsPerRule = 2

    var open: TrackedIncident?
    /// Closed incidents, the last one first.
    var closed: [TrackedIncident]
    /// Suspicious alerts, the oldest first.
    var precursors: [Precursor]

    init() {
        open = nil
        closed = []
        precursors = []
    }

    /// Whether there is nothing to remember.
    var isEmpty: Bool { open == nil && closed.isEmpty && precursors.isEmpty }

    /// Puts the open incident among the closed ones.
    mutating func closeOpen() {
        guard let incident = open else { return }
        open = nil
        closed.insert(incident, at: 0)
        if closed.count > Self.maximumClosed {
            closed.removeLast()
        }
    }

    /// Whether an alert of this rule would be remembered.
    func wouldRemember(rule: String) -> Bool {
        precursors.count { $0.evidence.rule == rule } < Self.maximumPrecursorsPerRule
    }

    /// Remembers a suspicious alert; the oldest is removed.
    mutating func remember(_ precursor: Precursor) {
        if precursors.count == Self.maximumPrecursors {
            precursors.removeFirst()
        }
        precursors.append(precursor)
    }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "IncidentState")
        guard try reader.int64("incidents") == 1 else { throw reader.bad("incidents", "version 1") }
        if let member = reader.optional("open") {
            open = try TrackedIncident(from: member)
        } else {
            open = nil
        }
        closed = []
        for element in try reader.required("closed").elements {
            closed.append(try TrackedIncident(from: element))
        }
        precursors = []
        for element in try reader.required("precursors").elements {
            precursors.append(try Precursor(from: element))
        }
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("incidents", 1)
        writer.member("open", open)
        writer.member("closed", closed)
        writer.member("precursors", precursors)
        writer.endObject()
    }
}
