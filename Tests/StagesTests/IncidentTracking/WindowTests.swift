import EventModel
import IncidentTracking
import StageKit
import Testing

/// When an incident goes on, and when it is over.
struct WindowTests {
    @Test("evidence at the window's very end joins, a nanosecond later it opens another incident")
    func border() throws {
        var profile = OneProfile()
        let first = try profile.apply(verdict(1, at: 0, .critical))[0]
        let joined = try profile.apply(verdict(2, at: 900, .critical))
        #expect(joined.map(\.kind) == [.evidenceAdded])
        #expect(joined[0].id == first.id)

        let late = verdict(3, at: 1800, plus: 1, .critical)
        let events = try profile.apply(late)
        #expect(events.map(\.kind) == [.closed, .opened])
        #expect(events[0].id == first.id)
        #expect(events[0].alerts == 2)
        // It went quiet a window after its last evidence.
        #expect(events[0].time == at(1800))
        #expect(events[0].by == nil)
        #expect(events[0].note == "no strong evidence since 2026-01-05T00:15:00.000000000Z")
        #expect(events[1].id != first.id)
        #expect(events[1].alerts == 1)
    }

    @Test("context does not keep an incident open")
    func contextDoesNotExtend() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 0, rule: "Drop", .critical))
        #expect(try profile.apply(verdict(2, at: 800)).map(\.kind) == [.evidenceAdded])
        #expect(try profile.apply(verdict(3, at: 901)).map(\.kind) == [.closed])
    }

    @Test("a record that is nothing closes a quiet incident")
    func closedByNothing() throws {
        var profile = OneProfile()
        let first = try profile.apply(verdict(1, at: 0, .critical))[0]
        #expect(try profile.apply(verdict(2, at: 900, .debug)) == [])
        let events = try profile.apply(verdict(3, at: 901, .debug))
        #expect(events.map(\.kind) == [.closed])
        #expect(events[0].id == first.id)
        #expect(try profile.apply(verdict(4, at: 902, .debug)) == [])
    }

    @Test("an alert from the future neither closes an incident nor keeps it open")
    func future() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 0, .critical))
        let ahead = verdict(2, at: 86_400, .critical)
        // The runner holds stream time back: it is never far beyond the receipt.
        let context = RecordContext(key: Key(ahead.profile.rawValue), receivedAt: at(1), streamTime: at(61))
        let events = try profile.stage.apply(
            Record(context: context, payload: ahead),
            to: &profile.state,
            under: profile.regime
        )
        #expect(events.map(\.kind) == [.evidenceAdded])
        #expect(try profile.apply(verdict(2, at: 962, .critical)).map(\.kind) == [.closed, .opened])
    }

    @Test("a late alert joins the open incident and does not shorten it")
    func late() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 10_000, .critical))
        #expect(try profile.apply(verdict(2, at: 5000, .critical)).map(\.kind) == [.evidenceAdded])
        #expect(try profile.apply(verdict(3, at: 10_900, .critical)).map(\.kind) == [.evidenceAdded])
    }

    @Test("a profile that is forgotten closes its open incident, and only that")
    func expire() throws {
        var profile = OneProfile()
        let first = try profile.apply(verdict(1, at: 0, .critical))[0]
        let key = Key("acme/prod/shop/cart/app")
        let open = try #require(profile.state)
        let events = profile.stage.expire(open, of: key, at: at(700_000))
        #expect(events.map(\.kind) == [.closed])
        #expect(events[0].time == at(900))
        #expect(profile.stage.key(of: events[0], from: key) == Key(first.id.rawValue))
        // For want of room it is closed early, and says so.
        let early = profile.stage.expire(open, of: key, at: at(60))
        #expect(early[0].time == at(60))
        #expect(early[0].note == "forgotten early: too many profiles have state")

        _ = try profile.apply(verdict(2, at: 901, .debug))
        let closed = try #require(profile.state)
        #expect(profile.stage.expire(closed, of: key, at: at(700_000)) == [])
    }

    @Test("evidence beyond the limit is counted and not kept, an escalation is still said")
    func limit() throws {
        var profile = OneProfile()
        profile.regime = IncidentPolicy(
            windowSeconds: 900,
            floor: .critical,
            suspicion: Milli(thousandths: 500),
            chainScore: Milli(thousandths: 500),
            chainTactics: 3,
            maximumEvidence: 2,
            maximumContextPerRule: 10
        )
        _ = try profile.apply(verdict(1, at: 0, score: 800, tags: []))
        #expect(try profile.apply(verdict(2, at: 1, score: 800, tags: [])).map(\.kind) == [.evidenceAdded])
        #expect(try profile.apply(verdict(3, at: 2, score: 800, tags: [])) == [])
        let events = try profile.apply(verdict(4, at: 3, .emergency, tags: []))
        #expect(events.map(\.kind) == [.escalated])
        #expect(events[0].alerts == 4 && events[0].evidence == nil)
        let closed = try profile.apply(verdict(5, at: 2000, .debug))
        #expect(
            closed[0].note == "no strong evidence since 2026-01-05T00:00:03.000000000Z; "
                + "2 alerts beyond the limit are counted and not kept"
        )
    }

    @Test("an incident's id follows from its profile and first evidence alone")
    func ids() throws {
        var one = OneProfile()
        var two = OneProfile()
        let first = try one.apply(verdict(1, at: 0, .critical))[0]
        #expect(try two.apply(verdict(1, at: 50, .emergency))[0].id == first.id)
        #expect(first.id.rawValue.count == 32)
        var third = OneProfile()
        #expect(try third.apply(verdict(2, at: 0, .critical))[0].id != first.id)
        var fourth = OneProfile()
        let elsewhere = verdict(1, at: 0, profile: "acme/prod/shop/cart/other", .critical)
        #expect(try fourth.apply(elsewhere)[0].id != first.id)
    }
}
