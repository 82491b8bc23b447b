import AlertExpressions
import Cryptography
import EventModel
import FalcoBridge
import JSONText
import PipelineTestKit
import StageRuntime
import Telemetry
import Testing

@Suite("Shaping")
struct ShapingTests {
    private static func settings(
        filters: [(name: String, text: String)] = [],
        labels: CustomLabels = .none
    ) throws -> IntakeSettings {
        var settings = IntakeHarness.quick
        settings.shaping.labels = labels
        settings.shaping.filters = try filters.map {
            AlertFilter(name: $0.name, expression: try AlertExpression($0.text))
        }
        return settings
    }

    private static func alert(_ number: Int, namespace: String, priority: String = "Notice") -> String {
        sampleAlert(number).replacing(#""k8s.ns.name":"shop""#, with: #""k8s.ns.name":"\#(namespace)""#)
            .replacing(#""priority":"Notice""#, with: #""priority":"\#(priority)""#)
    }

    @Test("A filter drops alerts and counts them under its name; other alerts are not changed")
    func filters() throws {
        let harness = try IntakeHarness(
            settings: Self.settings(filters: [
                ("dev", "namespace == dev"), ("quiet", "priority < notice or namespace == dev"),
            ])
        )
        try harness.start()
        defer { harness.stop() }
        let kept = [
            Self.alert(1, namespace: "shop"), Self.alert(2, namespace: "shop", priority: "Error"),
            Self.alert(3, namespace: "shop", priority: "loud"),
        ]
        let dropped = [
            Self.alert(4, namespace: "dev"), Self.alert(5, namespace: "dev", priority: "Debug"),
            Self.alert(6, namespace: "shop", priority: "Debug"),
        ]
        #expect(harness.keep(kept + dropped, as: .alerts))
        #expect(harness.receivedAlerts() == kept.sorted())
        let counters = try #require(harness.intake.counters.first)
        #expect(counters.received == 6)
        #expect(counters.appended == 3)
        #expect(counters.filtered == 3)
        // The first filter that holds counts, so alert 5 is the first one's.
        #expect(counters.filteredBy["dev"] == 2)
        #expect(counters.filteredBy["quiet"] == 1)
        #expect(counters.counts.isBalanced)
        #expect(
            counters.counts.filters == [
                DoorCounts.Filter(name: "dev", count: 2), DoorCounts.Filter(name: "quiet", count: 1),
            ]
        )
    }

    @Test("Lines are filtered as bodies are, torn ones too, and the counts survive a restart")
    func lines() throws {
        let harness = try IntakeHarness(settings: Self.settings(filters: [("dev", "namespace == dev")]))
        try harness.start()
        defer { harness.stop() }
        let kept = Self.alert(1, namespace: "shop")
        let torn = "{\"hostname\":\"no" + Self.alert(2, namespace: "dev")
        #expect(harness.keep(["banner", kept, Self.alert(3, namespace: "dev"), torn], as: .lines))
        #expect(harness.receivedAlerts() == [kept])
        // The banner is skipped; of the torn line one piece is filtered and the rest a dead letter.
        func check(_ counters: DoorCounters?) {
            #expect(counters?.received == 5)
            #expect(counters?.appended == 1)
            #expect(counters?.filtered == 2)
            #expect(counters?.filteredBy.entries.map(\.name) == ["dev"])
            #expect(counters?.filteredBy["dev"] == 2)
            #expect(counters?.skipped == 1)
            #expect(counters?.deadLettered == 1)
        }
        check(harness.intake.counters.first)
        try harness.restart()
        check(harness.intake.counters.first)
        #expect(try DoorChangelog.read(harness.log).values.first == harness.intake.counters.first)
    }

    @Test("Falco's internal alerts pass every filter")
    func internalAlerts() throws {
        let harness = try IntakeHarness(settings: Self.settings(filters: [("all", "rule exists")]))
        try harness.start()
        defer { harness.stop() }
        #expect(harness.keep([sampleAlert(1, source: "internal"), sampleAlert(2)], as: .alerts))
        #expect(harness.values(of: Topics.sensors.name).count == 1)
        #expect(harness.values(of: Topics.alerts.name).isEmpty)
    }

    @Test("An alert whose filter is undecided is kept and counted as that")
    func undecided() throws {
        let metrics = MetricRegistry()
        let log = MemoryLog()
        try IntakeHarness.createTopics(in: log)
        let intake = try AlertIntake(
            log: log,
            settings: Self.settings(filters: [("hard", "not output matches '^(a+)+$'")]),
            metrics: metrics,
            logger: .silent
        )
        try intake.start { _ in }
        let door = intake.openDoor("memory", kind: "memory")
        let long = sampleAlert(1).replacing(
            "18:00:00.000000000: Notice Sample 1",
            with: String(repeating: "a", count: 40) + "!"
        )
        #expect(intake.submit(IntakeHarness.batch([long, sampleAlert(2)], .alerts), from: door))
        #expect(intake.waitUntilKept())
        let counters = try #require(intake.counters.first)
        #expect(counters.appended == 1)
        #expect(counters.filteredBy["hard"] == 1)
        intake.stop(within: .seconds(10))
        let text = metrics.exposition()
        #expect(text.contains(#"eyrie_bridge_undecided_filters_total{filter="hard"} 1"#))
        #expect(text.contains(#"eyrie_bridge_filtered_total{door="memory",filter="hard"} 1"#))
        #expect(text.contains(#"eyrie_bridge_received_total{door="memory",outcome="filtered"} 1"#))
    }

    @Test("Custom fields and tags are in the envelope alone; the received bytes and their digest stay")
    func labels() throws {
        let labels = CustomLabels(
            fields: [
                CustomLabels.Field(name: "team", value: "a=b,100%"), CustomLabels.Field(name: "site", value: "berlin"),
            ],
            tags: ["edge", "x,y"]
        )
        let harness = try IntakeHarness(settings: Self.settings(labels: labels))
        try harness.start()
        defer { harness.stop() }
        #expect(harness.keep([sampleAlert(1)], as: .alerts))
        let value = try #require(harness.values(of: Topics.alerts.name).first)
        let text = String(decoding: value, as: UTF8.self)
        #expect(text.contains(#","customfields":"site=berlin,team=a%3Db%2C100%25","customtags":"edge,x%2Cy","#))
        let envelope = try JSONParser().decode(AlertEnvelope.self, from: value)
        #expect(envelope.labels == labels)
        #expect(envelope.labels.value(of: "team") == "a=b,100%")
        #expect(envelope.received == Array(sampleAlert(1).utf8))
        #expect(envelope.digest == SHA256.digest(of: envelope.received).withBytes { Digest($0) })
        #expect(Array(envelope.alert.tags) == ["sample"])
    }

    @Test("Counters of 300 filters are told apart up to the limit, and none is lost")
    func manyFilters() throws {
        var counters = DoorCounters(door: "http")
        let elements = (0..<300).map { #"{"name":"f\#($0)","count":2}"# }.joined(separator: ",")
        let head = #"{"door":"http","received":600,"appended":0,"sensors":0,"dead_lettered":0,"skipped":0,"#
        let text = head + #""repaired":0,"filtered":600,"filters":[\#(elements)]}"#
        counters = try JSONParser().decode(DoorCounters.self, from: Array(text.utf8))
        // 256 names of two each, and 44 names under one.
        #expect(counters.filteredBy.entries.count == 257)
        #expect(counters.filteredBy[FilterCounts.otherName] == 88)
        #expect(counters.filteredBy.entries.reduce(0) { $0 + $1.count } == 600)
        #expect(try JSONParser().decode(DoorCounters.self, from: counters.encoded) == counters)
    }
}
