import EventModel
import JSONText
import StageKit
import Synchronization

/// An amount seen at a time: the input of ``TallyStage``.
struct Sample: TimedPayload {
    let eventTime: Timestamp
    let amount: Int64

    init(eventTime: Timestamp, amount: Int64) {
        self.eventTime = eventTime
        self.amount = amount
    }

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "sample")
        eventTime = Timestamp(nanoseconds: try members.int64("time"))
        amount = try members.int64("amount")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("time")
        writer.int(eventTime.nanoseconds)
        writer.key("amount")
        writer.int(amount)
        writer.endObject()
    }
}

/// What ``TallyStage`` says.
struct Tally: TimedPayload {
    let eventTime: Timestamp
    let text: String

    init(eventTime: Timestamp, text: String) {
        self.eventTime = eventTime
        self.text = text
    }

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "tally")
        eventTime = Timestamp(nanoseconds: try members.int64("time"))
        text = try members.string("text")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("time")
        writer.int(eventTime.nanoseconds)
        writer.key("text")
        writer.string(text)
        writer.endObject()
    }
}

/// What ``TallyStage`` remembers of a key.
struct TallyState: Payload {
    var total: Int64 = 0
    var count: Int64 = 0
    /// A planted flaw: the codec leaves the count out.
    var losesCount = false

    init() {}

    init(from view: JSONView) throws(PayloadFault) {
        let members = try MemberReader(view, of: "tally state")
        total = try members.int64("total")
        count = members.optional("count") == nil ? 0 : try members.int64("count")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("total")
        writer.int(total)
        if !losesCount {
            writer.key("count")
            writer.int(count)
        }
        writer.endObject()
    }
}

/// The limit above which ``TallyStage`` speaks.
struct TallyRegime: Payload {
    var limit = Milli.zero

    init() {}

    init(from view: JSONView) throws(PayloadFault) {
        limit = try MemberReader(view, of: "tally regime").milli("limit")
    }

    func write(into writer: inout JSONWriter) {
        writer.beginObject()
        writer.key("limit")
        writer.milli(limit)
        writer.endObject()
    }
}

/// Sums amounts per key; good, or with one planted flaw.
struct TallyStage: Stage {
    enum Flaw: String, CaseIterable, Sendable {
        case readsClock
        case drawsRandomNumbers
        case iteratesOverADictionary
        case keepsStateOfItsOwn
        case keepsStateOfTheProcess
        case changesStateBeforeRejecting
        case losesStateInItsCodec
    }

    /// State beside the runner's: what a stage must not have.
    final class Hidden: Sendable {
        let count = Mutex(0)
    }

    static let processWide = Hidden()

    let flaw: Flaw?
    private let own = Hidden()

    init(flaw: Flaw? = nil) {
        self.flaw = flaw
    }

    func initialRegime() -> TallyRegime {
        TallyRegime()
    }

    func apply(
        _ record: Record<Sample>,
        to state: inout TallyState?,
        under regime: TallyRegime
    ) throws(Rejection) -> [Tally] {
        let amount = record.payload.amount
        if flaw == .changesStateBeforeRejecting {
            state?.total += amount
        }
        guard amount >= 0 else { throw Rejection(.outOfRange, "amount is \(amount)") }
        var tally = state ?? TallyState()
        tally.total += flaw == .changesStateBeforeRejecting && state != nil ? 0 : amount
        tally.count += 1
        tally.losesCount = flaw == .losesStateInItsCodec
        state = amount == 13 ? nil : tally
        guard tally.total >= Int64(regime.limit.thousandths) else { return [] }
        return [
            Tally(
                eventTime: record.payload.eventTime,
                text: "\(record.key) \(tally.total) in \(tally.count)\(planted(record))"
            )
        ]
    }

    func adopt(_ control: Control, into regime: inout TallyRegime) throws(Rejection) -> [Tally] {
        guard case .setThreshold(let limit) = control.action else {
            throw Rejection(.incompatible, "no threshold")
        }
        regime.limit = limit
        return [Tally(eventTime: control.at, text: "limit \(limit.thousandths)")]
    }

    func apply(
        _ control: Control,
        at context: RecordContext,
        to state: inout TallyState?,
        under regime: TallyRegime
    ) throws(Rejection) -> [Tally] {
        guard let count = state?.count else { throw Rejection(.unknownTarget, "nothing to forget") }
        state = nil
        return [Tally(eventTime: control.at, text: "\(context.key) forgets \(count)")]
    }

    func expire(_ state: TallyState, of key: Key, at streamTime: Timestamp) -> [Tally] {
        [Tally(eventTime: streamTime, text: "\(key) ends with \(state.total) in \(state.count)")]
    }

    private func planted(_ record: Record<Sample>) -> String {
        switch flaw {
        case .readsClock: " at \(ContinuousClock.now)"
        case .drawsRandomNumbers: " by \(UInt64.random(in: 0 ... .max))"
        case .iteratesOverADictionary: iterated(record)
        case .keepsStateOfItsOwn: " as number \(Self.next(own))"
        case .keepsStateOfTheProcess: " as number \(Self.next(Self.processWide))"
        case .changesStateBeforeRejecting, .losesStateInItsCodec, nil: ""
        }
    }

    private func iterated(_ record: Record<Sample>) -> String {
        var words: [String: Int] = [:]
        for number in 0..<12 {
            words["\(record.key)-\(number)"] = number
        }
        return words.keys.joined(separator: " ")
    }

    private static func next(_ hidden: Hidden) -> Int {
        hidden.count.withLock { count in
            count += 1
            return count
        }
    }
}
