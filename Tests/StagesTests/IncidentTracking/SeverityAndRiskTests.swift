import EventModel
import IncidentTracking
import PipelineTestKit
import Testing

/// The tables of severity and risk, seen through the events.
struct SeverityAndRiskTests {
    @Test(
        "a verdict raises Falco's priority by a step or two, never above Critical",
        arguments: [
            (Priority.debug, 750, Priority.notice), (.informational, 750, .notice), (.notice, 750, .warning),
            (.warning, 750, .error), (.error, 750, .critical), (.critical, 750, .critical),
            (.debug, 900, .notice), (.informational, 900, .warning), (.notice, 899, .warning),
            (.notice, 900, .error), (.warning, 1000, .critical), (.error, 1000, .critical),
            (.alert, 1000, .alert), (.emergency, 900, .emergency), (.unknown, 750, .warning),
        ] as [(Priority, Int32, Priority)]
    )
    func raised(_ priority: Priority, _ score: Int32, _ severity: Priority) throws {
        var profile = OneProfile()
        let events = try profile.apply(verdict(1, at: 0, priority, score: score, tags: []))
        #expect(events.first?.severity == severity)
    }

    @Test("the risk is the sum of its five parts")
    func risk() throws {
        var profile = OneProfile()
        // Critical 450 + 1 tactic 25 = 475.
        var events = try profile.apply(verdict(1, at: 0, rule: "a", .critical, tags: ["mitre_execution"]))
        #expect(events.last?.risk == Milli(thousandths: 475))
        // Score 0.8 adds 200, the second rule 25, the second alert 5: 475 + 230 = 705. Critical stays.
        events = try profile.apply(verdict(2, at: 1, rule: "b", .notice, score: 800, tags: []))
        #expect(events.first?.risk == Milli(thousandths: 705))
        // From the second band (0.4 to 0.6) to the third is an escalation.
        #expect(events.map(\.kind) == [.evidenceAdded, .escalated])
        #expect(events.last?.note == "severity Critical to Critical, risk 0.475 to 0.705")
        // The same rule again adds 5 for the alert alone.
        events = try profile.apply(verdict(3, at: 2, rule: "b", .notice, score: 800, tags: []))
        #expect(events.map(\.risk) == [Milli(thousandths: 710)])
        // Emergency 500, best score 1.0 250, 3 rules 50, 4 tactics of at most 100, 4 alerts 15: 915.
        events = try profile.apply(
            verdict(4, at: 3, rule: "c", .emergency, score: 1000, tags: ["mitre_a", "mitre_b", "mitre_c", "mitre_d"])
        )
        #expect(events.last?.risk == Milli(thousandths: 915))
        // Everything at its ceiling is 1.
        for number in 5...20 as ClosedRange<UInt64> {
            events = try profile.apply(verdict(number, at: 4, rule: "r\(number)", .emergency, score: 1000))
        }
        #expect(events.last?.risk == .one)
    }

    @Test("severity and risk never sink while an incident grows", arguments: [11, 12, 13, 14] as [UInt64])
    func monotone(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var profile = OneProfile()
        var severity = Priority.unknown
        var risk = Milli.zero
        _ = try profile.apply(verdict(0, at: 0, .critical))
        for number in 1...300 as ClosedRange<UInt64> {
            let priority = try #require(Priority(rawValue: UInt8(random.below(9))))
            let score = random.below(3) == 0 ? nil : Int32(random.below(1001))
            let alert = verdict(
                number,
                at: Int64(number),
                rule: "rule \(random.below(40))",
                priority,
                score: score,
                tags: ["mitre_\(random.below(25))"]
            )
            for event in try profile.apply(alert) {
                #expect(event.severity <= severity && event.risk >= risk)
                #expect(event.kind == .escalated || event.evidence != nil)
                severity = event.severity
                risk = event.risk
            }
        }
        #expect(risk > .zero)
    }
}
