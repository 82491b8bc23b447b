import EventModel
import IncidentTracking
import StageKit
import Testing

/// What a person says about incidents.
struct TriageTests {
    @Test(
        "each word of a person is an event of the open incident",
        arguments: [
            (Control.Triage.acknowledged, IncidentEvent.Kind.acknowledged),
            (.confirmed, .confirmed),
            (.falsePositive, .markedFalsePositive),
        ]
    )
    func open(_ triage: Control.Triage, _ kind: IncidentEvent.Kind) throws {
        var profile = OneProfile()
        let first = try profile.apply(verdict(1, at: 0, .critical))[0]
        let events = try profile.triage(triage, first.id, at: 60, note: "looked at it")
        #expect(events.map(\.kind) == [kind])
        #expect(events[0].by == "cli:alice" && events[0].note == "looked at it" && events[0].time == at(60))
        #expect(events[0].severity == .critical && events[0].alerts == 1)
        // It stays open: what follows joins and does not open another.
        #expect(try profile.apply(verdict(2, at: 70, .critical)).map(\.kind) == [.evidenceAdded])
    }

    @Test("a person closes an incident, and what follows opens another")
    func close() throws {
        var profile = OneProfile()
        let first = try profile.apply(verdict(1, at: 0, .critical))[0]
        let closed = try profile.triage(.closed, first.id, at: 60)
        #expect(closed.map(\.kind) == [.closed])
        #expect(closed[0].note == nil)
        let next = try profile.apply(verdict(2, at: 70, .critical))
        #expect(next.map(\.kind) == [.opened])
        #expect(next[0].id != first.id)
    }

    @Test("the last four closed incidents may still be triaged, an older one may not")
    func closed() throws {
        var profile = OneProfile()
        var ids: [IncidentID] = []
        for number in 0..<6 as Range<UInt64> {
            let events = try profile.apply(verdict(number, at: Int64(number) * 1000, .critical))
            ids.append(try #require(events.last).id)
        }
        #expect(try profile.triage(.confirmed, ids[5], at: 6000)[0].kind == .confirmed)
        for id in ids[1...4] {
            #expect(try profile.triage(.confirmed, id, at: 6000)[0].id == id)
        }
        let before = profile.state
        let rejection = #expect(throws: Rejection.self) { try profile.triage(.confirmed, ids[0], at: 6000) }
        #expect(rejection?.code == .unknownTarget)
        #expect(profile.state == before)
    }

    @Test("a triage of an unknown incident is rejected")
    func unknown() throws {
        var profile = OneProfile()
        let rejection = #expect(throws: Rejection.self) {
            try profile.triage(.acknowledged, IncidentID("00000000000000000000000000000000"), at: 0)
        }
        #expect(rejection?.code == .unknownTarget)
        #expect(profile.state == nil)
    }

    @Test("a control that is not a triage says nothing")
    func other() throws {
        var profile = OneProfile()
        let control = Control(
            id: EventID(high: 1, low: 1),
            at: at(0),
            by: "cli:alice",
            action: .setThreshold(Milli(thousandths: 800))
        )
        let context = RecordContext(key: Key("k"), receivedAt: at(0), streamTime: at(0))
        #expect(try profile.stage.apply(control, at: context, to: &profile.state, under: profile.regime) == [])
        #expect(profile.state == nil)
    }
}
