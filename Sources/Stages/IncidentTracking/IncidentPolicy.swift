package import EventModel
package import JSONText

/// The rules for evidence and for the end of an incident: the regime of incident tracking.
///
/// It is in the stage's changelog, so a replay decides under the same policy.
package struct IncidentPolicy: Payload {
    /// The version of the rules below; another number is another policy.
    package static let version: Int64 = 1

    /// Event time without strong evidence after which an incident is quiet, in seconds; at least 1.
    package let windowSeconds: Int64
    /// An alert at least this urgent is strong evidence whatever its score.
    package let floor: Priority
    /// A score from here to the threshold makes a tagged alert suspicious, 0 to 1.
    package let suspicion: Milli
    /// A suspicious alert with a score is a link of a chain from this score on, 0 to 1.
    package let chainScore: Milli
    /// How many different ATT&CK tactics of suspicious alerts within the window open an incident; at least 2.
    package let chainTactics: Int
    /// The most evidence of one incident, at least 1; further alerts are counted and not kept.
    package let maximumEvidence: Int
    /// How many alerts of one rule join as mere context; at least 0.
    package let maximumContextPerRule: Int

    /// Makes a policy; every value has the range that its property states.
    package init(
        windowSeconds: Int64,
        floor: Priority,
        suspicion: Milli,
        chainScore: Milli,
        chainTactics: Int,
        maximumEvidence: Int,
        maximumContextPerRule: Int
    ) {
        precondition(1...86_400 * 365 ~= windowSeconds, "a window is a second to a year")
        precondition(chainTactics >= 2, "a chain has two links or more")
        precondition(maximumEvidence >= 1 && maximumContextPerRule >= 0, "limits are positive")
        self.windowSeconds = windowSeconds
        self.floor = floor
        self.suspicion = suspicion
        self.chainScore = chainScore
        self.chainTactics = chainTactics
        self.maximumEvidence = maximumEvidence
        self.maximumContextPerRule = maximumContextPerRule
    }

    /// The policy unless a deployment says otherwise.
    ///
    /// Fifteen minutes, Critical, one alert in ten to be remembered and one in a hundred to be a link: scores 0.25 and
    /// 0.5 by -log10(p) / 4. Remembering costs little and is not shown; opening has to be rare.
    package static let standard = IncidentPolicy(
        windowSeconds: 900,
        floor: .critical,
        suspicion: Milli(thousandths: 250),
        chainScore: Milli(thousandths: 500),
        chainTactics: 3,
        maximumEvidence: 1000,
        maximumContextPerRule: 10
    )

    /// The window in nanoseconds.
    var windowNanoseconds: Int64 { windowSeconds * 1_000_000_000 }

    package init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "IncidentPolicy")
        guard try reader.int64("policy") == Self.version else { throw reader.bad("policy", "version 1") }
        let windowSeconds = try reader.int64("window_seconds")
        guard 1...86_400 * 365 ~= windowSeconds else { throw reader.bad("window_seconds", "a second to a year") }
        let chainTactics = try reader.count("chain_tactics")
        guard chainTactics >= 2 else { throw reader.bad("chain_tactics", "2 or more") }
        let maximumEvidence = try reader.count("maximum_evidence")
        guard maximumEvidence >= 1 else { throw reader.bad("maximum_evidence", "1 or more") }
        self.init(
            windowSeconds: windowSeconds,
            floor: try reader.priority("floor"),
            suspicion: try reader.milli("suspicion"),
            chainScore: try reader.milli("chain_score"),
            chainTactics: chainTactics,
            maximumEvidence: maximumEvidence,
            maximumContextPerRule: try reader.count("maximum_context_per_rule")
        )
    }

    package func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("policy", Self.version)
        writer.member("window_seconds", windowSeconds)
        writer.member("floor", floor)
        writer.member("suspicion", suspicion)
        writer.member("chain_score", chainScore)
        writer.member("chain_tactics", chainTactics)
        writer.member("maximum_evidence", maximumEvidence)
        writer.member("maximum_context_per_rule", maximumContextPerRule)
        writer.endObject()
    }
}
