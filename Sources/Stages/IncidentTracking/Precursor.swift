import EventModel
import JSONText
import StageKit

/// Evidence with everything needed to begin an incident with it.
///
/// A suspicious alert of a profile without an open incident is remembered as one: it may be the beginning.
struct Precursor: Payload {
    let evidence: Evidence
    let profile: Profile
    let entity: Entity
    let tactics: [String]

    /// Makes evidence of a verdict.
    init(_ record: Record<Verdict>, reasons: TextList) {
        let verdict = record.payload
        evidence = Evidence(
            event: verdict.event,
            time: verdict.time,
            receivedMilliseconds: record.receivedAt.milliseconds,
            rule: verdict.rule.cut,
            priority: verdict.priority,
            score: verdict.score,
            isAnomalous: verdict.isAnomalous,
            reasons: reasons,
            facts: verdict.facts
        )
        profile = verdict.profile
        entity = verdict.entity
        tactics = TacticTags.all(of: verdict.tags)
    }

    init(from view: JSONView) throws(PayloadFault) {
        let reader = try MemberReader(view, of: "Precursor")
        evidence = try Evidence(from: try reader.required("evidence"))
        profile = Profile(try reader.string("profile"))
        entity = Entity(try reader.string("entity"))
        tactics = Array(try reader.texts("tactics"))
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.member("evidence", evidence)
        writer.member("profile", profile)
        writer.member("entity", entity)
        writer.member("tactics", TextList(tactics))
        writer.endObject()
    }
}
