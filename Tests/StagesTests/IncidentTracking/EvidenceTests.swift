import EventModel
import IncidentTracking
import PipelineTestKit
import StageKit
import Testing

/// What is evidence, and what it does.
struct EvidenceTests {
    @Test(
        "a verdict that is nothing says nothing and leaves no state",
        arguments: [
            verdict(1, at: 0),
            verdict(1, at: 0, rule: "Read sensitive file untrusted", .warning, tags: []),
            verdict(1, at: 0, .informational, score: 740),
            verdict(1, at: 0, .notice, score: 249),
            verdict(1, at: 0, .notice, score: 740, tags: ["container"]),
            verdict(1, at: 0, .error, score: 200),
            verdict(1, at: 0, .unknown, score: 10),
        ]
    )
    func nothing(_ verdict: Verdict) throws {
        var profile = OneProfile()
        #expect(try profile.apply(verdict) == [])
        #expect(profile.state == nil)
    }

    @Test(
        "a priority at the floor opens, with or without a model",
        arguments: [
            Priority.critical, .alert, .emergency,
        ]
    )
    func floor(_ priority: Priority) throws {
        for score in [nil, 100] as [Int32?] {
            var profile = OneProfile()
            let events = try profile.apply(verdict(1, at: 0, priority, score: score, tags: []))
            #expect(events.map(\.kind) == [.opened])
            #expect(events[0].severity == priority)
            #expect(events[0].evidence?.reasons.first == "Falco priority \(priority)")
        }
    }

    @Test("a score at the threshold opens whatever the priority, and says why")
    func anomalous() throws {
        var profile = OneProfile()
        let why = Contribution(
            feature: "new_processes",
            value: Milli(thousandths: 3000),
            baseline: Milli(thousandths: 120),
            share: Milli(thousandths: 415)
        )
        let event = try #require(
            try profile.apply(verdict(7, at: 60, .debug, score: 750, tags: [], contributions: [why])).first
        )
        #expect(event.kind == .opened)
        #expect(event.time == at(60) && event.opened == at(60))
        #expect(event.alerts == 1)
        #expect(event.title == "Terminal shell in container in shop/cart/app")
        #expect(event.evidence?.event == EventID(high: 0, low: 7))
        #expect(event.evidence?.receivedMilliseconds == 1_767_571_260_000)
        #expect(
            event.evidence?.reasons == [
                "score 0.75 reaches the threshold 0.75", "new_processes 3, usually 0.12 (42 %)",
            ]
        )
    }

    @Test("a shell of a quiet day joins an open incident and opens none")
    func context() throws {
        var profile = OneProfile()
        #expect(try profile.apply(verdict(1, at: 0)) == [])
        #expect(try profile.apply(verdict(2, at: 1, rule: "Drop and execute", .critical)).map(\.kind) == [.opened])
        let joined = try profile.apply(verdict(3, at: 2))
        #expect(joined.first?.kind == .evidenceAdded)
        #expect(joined.first?.evidence?.reasons == ["same profile as an open incident"])
        #expect(joined.first?.alerts == 2)
        // A Notice that the model finds usual, one without a tactic, and what is less than a Notice, is still nothing.
        #expect(try profile.apply(verdict(4, at: 3, score: 249)) == [])
        #expect(try profile.apply(verdict(4, at: 3, tags: [])) == [])
        #expect(try profile.apply(verdict(5, at: 4, .informational)) == [])
        // A Warning joins without a tactic.
        #expect(try profile.apply(verdict(6, at: 5, rule: "x", .warning, tags: [])).first?.kind == .evidenceAdded)
    }

    @Test("ten alerts of one rule join as context, the eleventh does not, another rule does")
    func contextLimit() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 0, rule: "Drop and execute", .critical))
        for number in 2...11 as ClosedRange<UInt64> {
            #expect(try profile.apply(verdict(number, at: 1)).first?.kind == .evidenceAdded, "alert \(number)")
        }
        #expect(try profile.apply(verdict(12, at: 1)) == [])
        #expect(try profile.apply(verdict(13, at: 1, rule: "other")).first?.kind == .evidenceAdded)
        // What is unusual has no limit but the incident's own.
        #expect(try profile.apply(verdict(14, at: 1, score: 800)).first?.kind == .evidenceAdded)
    }

    @Test("suspicious alerts are remembered and are the beginning of the incident that follows")
    func precursors() throws {
        var profile = OneProfile()
        #expect(try profile.apply(verdict(1, at: 0, score: 600)) == [])
        #expect(profile.state != nil)
        let file = verdict(2, at: 30, rule: "Read sensitive file", .warning, tags: ["mitre_credential_access"])
        #expect(try profile.apply(file) == [])
        let events = try profile.apply(verdict(3, at: 60, rule: "Drop", .critical, tags: ["mitre_persistence"]))
        #expect(events.map(\.kind) == [.opened, .evidenceAdded, .escalated, .evidenceAdded, .escalated])
        #expect(events.compactMap { $0.evidence?.event.low } == [1, 2, 3])
        #expect(Set(events.map(\.id)).count == 1)
        #expect(events.allSatisfy { $0.opened == at(0) })
        #expect(events[0].severity == .notice && events[1].severity == .warning && events[3].severity == .critical)
        #expect(events[4].tactics == ["mitre_execution", "mitre_credential_access", "mitre_persistence"])
        #expect(events[4].title == "Drop in shop/cart/app")
    }

    @Test("an alert that was suspicious a window ago is forgotten")
    func oldPrecursors() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 0, score: 600))
        let events = try profile.apply(verdict(2, at: 901, rule: "Drop", .critical))
        #expect(events.compactMap { $0.evidence?.event.low } == [2])
        // Nothing is left of a profile whose suspicion faded.
        var other = OneProfile()
        _ = try other.apply(verdict(1, at: 0, score: 600))
        #expect(try other.apply(verdict(2, at: 901)) == [])
        #expect(other.state == nil)
    }

    @Test("three tactics of suspicious alerts within a window open an incident without a model")
    func chain() throws {
        var profile = OneProfile()
        #expect(try profile.apply(verdict(1, at: 0, rule: "a", .warning, tags: ["mitre_execution"])) == [])
        #expect(try profile.apply(verdict(2, at: 1, rule: "b", .warning, tags: ["MITRE_EXECUTION"])) == [])
        #expect(try profile.apply(verdict(3, at: 2, rule: "c", .warning, tags: ["mitre_credential_access"])) == [])
        let events = try profile.apply(
            verdict(4, at: 3, rule: "d", .warning, tags: ["mitre_command_and_control", "T1071"])
        )
        #expect(events.compactMap { $0.evidence?.event.low } == [1, 2, 3, 4])
        #expect(events.last?.severity == .error)
        #expect(events.last?.kind == .escalated)
        #expect(
            events.first { $0.evidence?.event.low == 4 }?.evidence?.reasons
                == ["3 or more ATT&CK tactics within 900 s"]
        )
    }

    @Test("an alert that is only a little unusual is remembered, and is not a link of a chain")
    func weakLinks() throws {
        var profile = OneProfile()
        let tactics: [TextList] = [["mitre_execution"], ["mitre_credential_access"], ["mitre_persistence"]]
        for (number, tags) in zip((1 as UInt64)..., tactics) {
            let alert = verdict(number, at: Int64(number), rule: "rule \(number)", score: 499, tags: tags)
            #expect(try profile.apply(alert) == [])
        }
        // One alert in a hundred of each tactic: a chain, and the weak links come with it.
        var last: [IncidentEvent] = []
        for (number, tags) in zip((4 as UInt64)..., tactics) {
            last = try profile.apply(verdict(number, at: 9, rule: "rule \(number)", score: 500, tags: tags))
        }
        #expect(last.compactMap { $0.evidence?.event.low } == [1, 2, 3, 4, 5, 6])
    }

    @Test("eight suspicious alerts are remembered, the oldest is forgotten")
    func precursorLimit() throws {
        var profile = OneProfile()
        for number in 1...9 as ClosedRange<UInt64> {
            let alert = verdict(number, at: Int64(number), rule: "rule \(number)", score: 600)
            #expect(try profile.apply(alert) == [])
        }
        let events = try profile.apply(verdict(10, at: 10, .critical))
        #expect(events.compactMap { $0.evidence?.event.low } == [2, 3, 4, 5, 6, 7, 8, 9, 10])
    }

    @Test("the first two alerts of a noisy rule within the window are remembered, and they push nothing out")
    func noisyRule() throws {
        var profile = OneProfile()
        _ = try profile.apply(verdict(1, at: 0, rule: "Read sensitive file", score: 600))
        for number in 2...100 as ClosedRange<UInt64> {
            #expect(try profile.apply(verdict(number, at: 1, rule: "noise", score: 600)) == [])
        }
        let events = try profile.apply(verdict(101, at: 2, .critical))
        #expect(events.compactMap { $0.evidence?.event.low } == [1, 2, 3, 101])
    }

    @Test("a quiet day without a model opens nothing", arguments: [1, 2, 3] as [UInt64])
    func quietDay(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var opened = 0
        var profile = OneProfile()
        for number in 0..<20_000 as Range<UInt64> {
            let kind = random.below(10)
            let seconds = Int64(number) * 4
            // What a small cluster says on a quiet day: shells of people, packages, the API server, sshd's own files.
            let alert =
                switch kind {
                case 0: verdict(number, at: seconds)
                case 1:
                    verdict(
                        number,
                        at: seconds,
                        rule: "Launch Package Management Process in Container",
                        .error,
                        tags: []
                    )
                case 2:
                    verdict(
                        number,
                        at: seconds,
                        rule: "Read sensitive file trusted after startup",
                        .warning,
                        tags: ["mitre_credential_access"]
                    )
                default:
                    verdict(
                        number,
                        at: seconds,
                        rule: "Contact K8S API Server From Container",
                        tags: ["mitre_discovery"]
                    )
                }
            opened += try profile.apply(alert).count { $0.kind == .opened }
        }
        #expect(opened == 0)
    }

    @Test(
        "a title says when the evidence may be forged",
        arguments: [
            ("text", "Shell in shop/cart/app (text form)"),
            ("rescued", "Shell in shop/cart/app (found inside other text)"),
            (nil, "Shell in shop/cart/app"),
        ] as [(String?, String)]
    )
    func marksTitles(_ form: String?, _ title: String) throws {
        var profile = OneProfile()
        let events = try profile.apply(verdict(1, at: 0, rule: "Shell", .emergency, form: form))
        #expect(events.first?.title == title)
    }
}
