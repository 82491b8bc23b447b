import EventModel
import JSONText
import StageKit

/// Lets one anomalous verdict of a profile through in ten minutes of event time.
struct ThrottleStage: Stage {
    func initialRegime() -> NoRegime { NoRegime() }

    func apply(
        _ record: Record<Verdict>,
        to state: inout LastTold?,
        under regime: NoRegime
    ) throws(Rejection) -> [Verdict] {
        let verdict = record.payload
        guard verdict.isAnomalous else { return [] }
        if let state, verdict.time.nanoseconds(since: state.time) < 600_000_000_000 {
            return []
        }
        state = LastTold(time: verdict.time)
        return [verdict]
    }
}

/// When a profile was last told of; what the stage remembers of it.
struct LastTold: Payload {
    let time: Timestamp

    init(time: Timestamp) { self.time = time }

    init(from view: JSONView) throws(PayloadFault) {
        time = try MemberReader(view, of: "LastTold").timestamp("time")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("time")
        writer.timestamp(time)
        writer.endObject()
    }
}
